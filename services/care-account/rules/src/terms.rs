//! What a council's policy says of the cap: upratings, the test of reaching, the window of notice.

use carecap_calendar::Day;
use carecap_money::Money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How many months ahead the cap is near, where the policy says nothing else (R-ACC-4). A run keeps
/// what the policy says with its terms, and a statement looks as far ahead as the run that metered
/// its day.
pub const STATEMENT_WINDOW_MONTHS: u32 = 18;

/// When reaching the cap is noticed. It moves the notice, never the amounts (R-CAP-9 [PROPOSED]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CapTest {
    /// A total equal to the cap has reached it.
    Reached,
    /// Only a total above the cap exceeds it, which is the statute's word (Care Act s15(1)).
    Exceeded,
}

impl CapTest {
    /// Whether a total, before it is held at the cap, makes the notice due. R-CAP-10 [PROPOSED].
    pub fn is_met(self, total_before_hold: Money, cap: Money) -> bool {
        match self {
            CapTest::Reached => total_before_hold >= cap,
            CapTest::Exceeded => total_before_hold > cap,
        }
    }
}

/// Why terms were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TermsRefusal {
    /// A factor at or below zero.
    #[error("an uprating factor is above zero")]
    FactorNotPositive,
    /// A cap at or below zero.
    #[error("a cap is above zero")]
    CapNotPositive,
    /// Two upratings of one day.
    #[error("there are two upratings on {0}")]
    TwoUpratingsOnOneDay(Day),
}

/// One uprating: the cap and every balance by the same factor at the start of the same day
/// (R-CAP-7, R-CAP-8 [PROPOSED]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "UpratingFacts", into = "UpratingFacts")]
pub struct Uprating {
    facts: UpratingFacts,
}

/// An uprating as it is written down before it is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpratingFacts {
    /// The day at whose start it happens.
    pub on: Day,
    /// The factor, for instance 1.037.
    pub factor: Decimal,
    /// The cap from that day on.
    pub cap_after: Money,
    /// Whether no named officer has confirmed the factor.
    pub unconfirmed: bool,
}

impl Uprating {
    /// A checked uprating.
    ///
    /// # Errors
    /// A factor or a cap that is not above zero.
    pub fn new(facts: UpratingFacts) -> Result<Uprating, TermsRefusal> {
        if facts.factor <= Decimal::ZERO {
            return Err(TermsRefusal::FactorNotPositive);
        }
        if facts.cap_after <= Money::ZERO {
            return Err(TermsRefusal::CapNotPositive);
        }
        Ok(Uprating { facts })
    }

    /// What it says.
    pub const fn facts(&self) -> &UpratingFacts {
        &self.facts
    }

    /// The day at whose start it happens.
    pub const fn on(&self) -> Day {
        self.facts.on
    }

    /// Whether both move cap and balance alike, whatever has been confirmed.
    pub(crate) fn has_figures_of(&self, other: &Uprating) -> bool {
        let figures = |uprating: &Uprating| (uprating.facts.factor, uprating.facts.cap_after);
        self.on() == other.on() && figures(self) == figures(other)
    }
}

impl TryFrom<UpratingFacts> for Uprating {
    type Error = TermsRefusal;

    fn try_from(facts: UpratingFacts) -> Result<Uprating, TermsRefusal> {
        Uprating::new(facts)
    }
}

impl From<Uprating> for UpratingFacts {
    fn from(uprating: Uprating) -> UpratingFacts {
        uprating.facts
    }
}

/// What a metering run takes from the council's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeteringTerms {
    upratings: Vec<Uprating>,
    cap_test: CapTest,
    near_window_months: u32,
    first_cap: Option<Money>,
}

impl MeteringTerms {
    /// Terms with the upratings in order of day.
    ///
    /// # Errors
    /// Two upratings on one day.
    pub fn new(
        mut upratings: Vec<Uprating>,
        cap_test: CapTest,
        near_window_months: u32,
    ) -> Result<MeteringTerms, TermsRefusal> {
        upratings.sort_by_key(Uprating::on);
        let twice = upratings.windows(2).find(|pair| pair[0].on() == pair[1].on());
        match twice {
            Some(pair) => Err(TermsRefusal::TwoUpratingsOnOneDay(pair[0].on())),
            None => Ok(MeteringTerms { upratings, cap_test, near_window_months, first_cap: None }),
        }
    }

    /// The same terms, where the cap before the first uprating is known too.
    #[must_use]
    pub const fn begun_under(mut self, first_cap: Money) -> MeteringTerms {
        self.first_cap = Some(first_cap);
        self
    }

    /// The cap on a day. None: the terms do not say what it was before the first uprating.
    pub(crate) fn cap_on(&self, day: Day) -> Option<Money> {
        let begun = self.upratings.iter().rfind(|uprating| uprating.on() <= day);
        begun.map(|uprating| uprating.facts().cap_after).or(self.first_cap)
    }

    /// The uprating of a day.
    pub fn uprating_on(&self, day: Day) -> Option<&Uprating> {
        self.upratings.iter().find(|uprating| uprating.on() == day)
    }

    /// Every uprating of the policy, by day.
    pub fn upratings(&self) -> &[Uprating] {
        &self.upratings
    }

    /// When reaching the cap is noticed.
    pub const fn cap_test(&self) -> CapTest {
        self.cap_test
    }

    /// How many months ahead the cap is near: 18 (R-ACC-4, R-CAP-11 [PROPOSED]).
    pub const fn near_window_months(&self) -> u32 {
        self.near_window_months
    }
}
