use std::collections::BTreeSet;

use carecap_calendar::Day;
use carecap_money::Money;
use rust_decimal::Decimal;

use super::check::Check;
use super::fault::PreviewRefused;
use crate::metered::{BudgetFacts, MeteringBasis};
use crate::rates::DatedWeek;
use crate::terms::{CapTest, Uprating};

/// What is metered in a week, from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewRate {
    /// The first day.
    pub from: Day,
    /// What meeting the eligible needs costs, or would cost, the council.
    pub cost_weekly: Money,
    /// What the council charges the person. None: the person arranges the care (R-METER-2).
    pub charge_weekly: Option<Money>,
    /// The daily living costs. None: the needs are not met in a care home (R-DLC-2).
    pub daily_living_weekly: Option<Money>,
}

impl PreviewRate {
    /// The rate as a published budget says it.
    pub(super) fn budget(&self, council_share_counts: bool) -> BudgetFacts {
        BudgetFacts {
            basis: match self.charge_weekly {
                Some(_) => MeteringBasis::Charged,
                None => MeteringBasis::NotionalCost,
            },
            cost_weekly: self.cost_weekly,
            charge_weekly: self.charge_weekly,
            daily_living_weekly: self.daily_living_weekly,
            council_share_counts,
        }
    }
}

/// An uprating to come. The cap that it makes follows from the cap before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewUprating {
    /// The day at whose start it happens.
    pub on: Day,
    /// The factor, for instance 1.037.
    pub factor: Decimal,
}

/// What an account is previewed with, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewFacts {
    /// The first day that is metered.
    pub opened_on: Day,
    /// The first day that is not metered.
    pub until: Day,
    /// The cap when the account opens.
    pub cap: Money,
    /// What has counted before.
    pub opening_balance: Money,
    /// The weekly rates, by date; the first from the opening.
    pub rates: Vec<PreviewRate>,
    /// The upratings, by date.
    pub upratings: Vec<PreviewUprating>,
    /// When reaching the cap is noticed.
    pub cap_test: CapTest,
    /// Whether what the council bears counts too: only under `england-cap-2014` (R-METER-8).
    pub council_share_counts: bool,
    /// Days at whose start the figures are asked for.
    pub on: Vec<Day>,
}

/// An account that is metered in memory only: checked facts, and what the rules make of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewedAccount {
    pub(super) opened_on: Day,
    pub(super) until: Day,
    pub(super) cap: Money,
    pub(super) opening_balance: Money,
    pub(super) weeks: Vec<DatedWeek>,
    pub(super) upratings: Vec<Uprating>,
    pub(super) cap_test: CapTest,
    /// The days at whose start the figures are told, the end among them.
    pub(super) told_on: BTreeSet<Day>,
}

impl PreviewedAccount {
    /// Checks the facts. A rate is split as a published budget is, and each cap follows from the one
    /// before it by the factor, half up: R-METER-2 to R-METER-8, R-CAP-7 [PROPOSED].
    ///
    /// # Errors
    /// [`PreviewRefused`] with every field that is wrong.
    pub fn new(facts: &PreviewFacts) -> Result<PreviewedAccount, PreviewRefused> {
        let mut check = Check::of(facts);
        check.span();
        check.cap_and_balance();
        let account = PreviewedAccount {
            opened_on: facts.opened_on,
            until: facts.until,
            cap: facts.cap,
            opening_balance: facts.opening_balance,
            weeks: check.weeks(),
            upratings: check.upratings(),
            cap_test: facts.cap_test,
            told_on: check.days(),
        };
        match check.faults {
            faults if faults.is_empty() => Ok(account),
            faults => Err(PreviewRefused { faults }),
        }
    }
}
