use std::collections::BTreeSet;

use carecap_calendar::{Day, add_months, last_day};
use carecap_money::{Money, Rounding};
use rust_decimal::Decimal;

use super::facts::{PreviewFacts, PreviewRate, PreviewUprating};
use super::fault::{FieldFault, PreviewFault};
use crate::metered::{BudgetFactsRefusal, weekly_split};
use crate::rates::DatedWeek;
use crate::split::WeeklySplit;
use crate::terms::{Uprating, UpratingFacts};

/// How far a preview looks: a hundred years.
const SPAN_MONTHS: u32 = 100 * 12;

/// The most that any amount may be: a thousand million pounds.
const AMOUNT_MOST: Money = Money::from_pence(100_000_000_000);

/// For how many days the figures may be asked.
const DAYS_MOST: usize = 100;

/// Looks at every field, so that all that is wrong is said at once.
pub(super) struct Check<'a> {
    facts: &'a PreviewFacts,
    /// The end. While that is wrong itself no other day is called too late for it.
    last: Day,
    /// What is wrong so far.
    pub(super) faults: Vec<FieldFault>,
}

impl Check<'_> {
    /// Nothing is looked at yet.
    pub(super) fn of(facts: &PreviewFacts) -> Check<'_> {
        Check { facts, last: last_day(), faults: Vec::new() }
    }

    fn when(&mut self, is_wrong: bool, field: impl Into<String>, fault: PreviewFault) {
        if is_wrong {
            self.faults.push(FieldFault { field: field.into(), fault });
        }
    }

    /// From the opening to the end.
    pub(super) fn span(&mut self) {
        let (opened_on, until) = (self.facts.opened_on, self.facts.until);
        let is_empty = until <= opened_on;
        let is_too_long = until > add_months(opened_on, SPAN_MONTHS);
        self.when(is_empty, "until", PreviewFault::NotAfterOpening);
        self.when(is_too_long, "until", PreviewFault::TooLong);
        if !is_empty && !is_too_long {
            self.last = until;
        }
    }

    fn amount(&mut self, field: impl Into<String>, amount: Money) {
        let field = field.into();
        self.when(amount.is_negative(), field.as_str(), PreviewFault::Negative);
        self.when(amount > AMOUNT_MOST, field, PreviewFault::TooLarge);
    }

    /// What the account opens with.
    pub(super) fn cap_and_balance(&mut self) {
        let (cap, balance) = (self.facts.cap, self.facts.opening_balance);
        self.when(cap <= Money::ZERO, "cap", PreviewFault::CapNotPositive);
        self.when(cap > AMOUNT_MOST, "cap", PreviewFault::TooLarge);
        self.amount("opening_balance", balance);
        self.when(balance > cap, "opening_balance", PreviewFault::AboveCap);
    }

    /// What each rate makes of a week: the first from the opening, each of the others after the one
    /// before, and none of them beyond the end.
    pub(super) fn weeks(&mut self) -> Vec<DatedWeek> {
        let mut weeks = Vec::with_capacity(self.facts.rates.len());
        let mut before = None;
        self.when(self.facts.rates.is_empty(), "rates", PreviewFault::NoRate);
        for (index, rate) in self.facts.rates.iter().enumerate() {
            let path = format!("rates[{index}]");
            let from = format!("{path}.from");
            let is_first_elsewhere = before.is_none() && rate.from != self.facts.opened_on;
            self.when(is_first_elsewhere, from.as_str(), PreviewFault::NotAtOpening);
            self.when(before >= Some(rate.from), from.as_str(), PreviewFault::NotAfterLast);
            self.when(rate.from >= self.last, from, PreviewFault::NotBeforeEnd);
            before = Some(rate.from);
            if let Some(weekly) = self.weekly(&path, rate) {
                weeks.push(DatedWeek { from: rate.from, weekly });
            }
        }
        weeks
    }

    fn weekly(&mut self, path: &str, rate: &PreviewRate) -> Option<WeeklySplit> {
        self.amount(format!("{path}.cost_weekly"), rate.cost_weekly);
        let optional = [
            ("charge_weekly", rate.charge_weekly),
            ("daily_living_weekly", rate.daily_living_weekly),
        ];
        for (name, amount) in optional {
            self.amount(format!("{path}.{name}"), amount.unwrap_or(Money::ZERO));
        }
        match weekly_split(&rate.budget(self.facts.council_share_counts)) {
            Ok(weekly) => Some(weekly),
            // An amount below zero is noted already, by its own name.
            Err(BudgetFactsRefusal::Negative) => None,
            Err(refusal) => {
                let field = format!("{path}.charge_weekly");
                self.when(true, field, PreviewFault::Week(refusal));
                None
            }
        }
    }

    /// The upratings with the caps that they make. None is on the opening day, whose cap is given, and
    /// one may be on the day of the end, at whose start the last figures are told.
    pub(super) fn upratings(&mut self) -> Vec<Uprating> {
        let mut upratings = Vec::with_capacity(self.facts.upratings.len());
        let mut cap = Some(self.facts.cap).filter(|cap| is_fit(*cap));
        let mut before = None;
        for (index, uprating) in self.facts.upratings.iter().enumerate() {
            let on = format!("upratings[{index}].on");
            let is_early = uprating.on <= self.facts.opened_on;
            self.when(is_early, on.as_str(), PreviewFault::NotAfterOpening);
            self.when(before >= Some(uprating.on), on.as_str(), PreviewFault::NotAfterLast);
            self.when(uprating.on > self.last, on, PreviewFault::AfterEnd);
            before = Some(uprating.on);
            let factor = format!("upratings[{index}].factor");
            if uprating.factor <= Decimal::ZERO {
                self.when(true, factor, PreviewFault::FactorNotPositive);
                continue;
            }
            let uprated = cap.and_then(|cap| uprated(uprating, cap));
            self.when(cap.is_some() && uprated.is_none(), factor, PreviewFault::FactorUnfit);
            cap = uprated.map(|uprated| uprated.facts().cap_after).or(cap);
            upratings.extend(uprated);
        }
        upratings
    }

    /// The days at whose start the figures are told, the end among them.
    pub(super) fn days(&mut self) -> BTreeSet<Day> {
        let (facts, last) = (self.facts, self.last);
        self.when(facts.on.len() > DAYS_MOST, "on", PreviewFault::TooManyDays);
        for (index, day) in facts.on.iter().enumerate() {
            let field = format!("on[{index}]");
            self.when(*day < facts.opened_on, field.as_str(), PreviewFault::BeforeOpening);
            self.when(*day > last, field, PreviewFault::AfterEnd);
        }
        facts.on.iter().copied().chain([facts.until]).collect()
    }
}

/// Whether somebody might set such a cap.
fn is_fit(cap: Money) -> bool {
    cap > Money::ZERO && cap <= AMOUNT_MOST
}

/// The uprating with the cap that it makes of the cap before it, half up (R-CAP-7 [PROPOSED]). None:
/// no cap that anybody would set.
fn uprated(uprating: &PreviewUprating, cap: Money) -> Option<Uprating> {
    let cap_after =
        cap.scaled(uprating.factor, Rounding::HalfUp).ok().filter(|cap| is_fit(*cap))?;
    let (on, factor) = (uprating.on, uprating.factor);
    // A preview tells nobody whether a factor is confirmed, which moves no amount.
    Uprating::new(UpratingFacts { on, factor, cap_after, unconfirmed: true }).ok()
}
