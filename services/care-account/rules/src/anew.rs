//! The derivation anew: an account is walked again from the first day that a fact is about, by the
//! facts that are known now, and the differences to what was posted are posted. Nothing that stands
//! is changed. R-METER-14 [PROPOSED].

use std::collections::{BTreeMap, BTreeSet};

use carecap_calendar::{Day, Period, show_day};
use carecap_money::{Money, MoneyError};

use crate::account::{Noted, Posted};
use crate::chain::ChainFault;
use crate::course::{Facts, Step, walk};
use crate::entry::{Draft, Entry, EntryDetail, Stamp};
use crate::metering::step_draft;
use crate::posted::{PostedStretch, position_at, stretches_ending_after, uprated_by_day};
use crate::rates::BudgetVersion;
use crate::reversal::{negation_of, reversal_draft};
use crate::split::Split;
use crate::terms::{CapTest, Uprating};

/// Which fact an account is derived anew for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Because {
    /// The council's terms.
    Terms,
    /// A budget.
    Budget(BudgetVersion),
    /// What somebody stated or undid, by the number of its entry.
    Stated(i64),
}

/// What the derivation anew is made with.
pub(crate) struct Anew<'a> {
    pub(crate) cap_test: CapTest,
    pub(crate) fact: Because,
    /// Why, in one sentence: every adjustment says it.
    pub(crate) because: &'a str,
}

impl Anew<'_> {
    /// Walks again from the start of the stretch that holds the fact's first day, cutting where the
    /// posted stretches end, and posts what differs. `entries` are those before the fact's own.
    pub(crate) fn derive(
        &self,
        entries: &[Entry],
        from: Day,
        mut upratings: Vec<Uprating>,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), ChainFault> {
        let stretches = stretches_ending_after(entries, from)?;
        let start = stretches.first().map_or(from, |stretch| stretch.start);
        let account = posted.account.clone();
        let known = account.upratings().iter().filter(|known| known.uprating.on() >= start);
        upratings.extend(known.map(|known| known.uprating));
        upratings.sort_by_key(Uprating::on);
        let weeks = account.weeks();
        let cuts: Vec<Day> = stretches.iter().map(|stretch| stretch.start).collect();
        let facts =
            Facts { weeks: &weeks, upratings: &upratings, cuts: &cuts, cap_test: self.cap_test };
        let position = position_at(&account, entries, start)?;
        let (steps, _) = walk(position, &facts, account.metered_to())?;
        let derived = splits_by_stretch(&steps, &stretches)?;
        let uprated = uprated_by_day(entries.iter().chain(&posted.entries))?;
        self.post_upratings(&steps, &uprated, posted, stamp)?;
        self.take_back_upratings(start, &steps, &uprated, posted, stamp)?;
        for (stretch, derived) in stretches.iter().zip(derived) {
            self.post_stretch(stretch, derived, posted, stamp)?;
        }
        if !position.reached {
            self.post_reached(&steps, account.reached(), posted, stamp)?;
        }
        Ok(())
    }

    fn post_stretch(
        &self,
        stretch: &PostedStretch,
        derived: Split,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), ChainFault> {
        let difference = derived.checked_sub(&stretch.net)?;
        if difference.is_zero() {
            return Ok(());
        }
        let period =
            Period::between(stretch.start, stretch.end).unwrap_or(Period::from(stretch.start));
        let detail = EntryDetail::Adjust {
            about_number: stretch.number,
            split: difference,
            uprating: Money::ZERO,
            budget: self.budget(),
            fact_number: self.fact_number(),
        };
        posted.post(self.draft(period, detail, "R-METER-12@1"), stamp)?;
        Ok(())
    }

    /// An uprating that is new is posted as such; a posted one is corrected by the difference, and
    /// so is what corrections of a mistaken one have left on its day.
    fn post_upratings(
        &self,
        steps: &[Step],
        posted_by_day: &BTreeMap<Day, Money>,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), ChainFault> {
        for step in steps {
            let Step::Uprated { uprating, amount } = step else {
                continue;
            };
            let on = uprating.on();
            let mut before = posted_by_day.get(&on).copied().unwrap_or_default();
            let about_number = match posted.account.uprating_on(on) {
                Some(known) => known.number,
                None => {
                    posted.post(step_draft(step), stamp)?;
                    before = before.checked_add(*amount)?;
                    posted.account.last_entry()
                }
            };
            let difference = amount.checked_sub(before)?;
            self.post_uprating(on, about_number, difference, posted, stamp)?;
        }
        Ok(())
    }

    /// An uprating that was posted for a day after the end of the account is none.
    fn take_back_upratings(
        &self,
        start: Day,
        steps: &[Step],
        posted_by_day: &BTreeMap<Day, Money>,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), ChainFault> {
        let derived: BTreeSet<Day> = steps
            .iter()
            .filter(|step| matches!(step, Step::Uprated { .. }))
            .map(|step| step.period().start())
            .collect();
        for (on, amount) in posted_by_day.range(start..) {
            let known = posted.account.posted_uprating_on(*on);
            if let Some(known) = known.filter(|_| !derived.contains(on)) {
                self.post_uprating(*on, known.number, amount.checked_neg()?, posted, stamp)?;
            }
        }
        Ok(())
    }

    fn post_uprating(
        &self,
        on: Day,
        about_number: i64,
        difference: Money,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), ChainFault> {
        if difference.is_zero() {
            return Ok(());
        }
        let detail = EntryDetail::Adjust {
            about_number,
            split: Split::ZERO,
            uprating: difference,
            budget: self.budget(),
            fact_number: self.fact_number(),
        };
        posted.post(self.draft(Period::at_start_of(on), detail, "R-CAP-7@1"), stamp)
    }

    /// The notice moves with the day: one that no longer holds is withdrawn, a new one is posted.
    fn post_reached(
        &self,
        steps: &[Step],
        before: Option<Noted>,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), ChainFault> {
        let now = steps.iter().find(|step| matches!(step, Step::Reached { .. }));
        let day_now = now.map(|step| step.period().start());
        if day_now == before.map(|noted| noted.on) {
            return Ok(());
        }
        if let Some(noted) = before {
            let because = format!(
                "The cap was not reached on {} after all. {}",
                show_day(noted.on),
                self.because
            );
            let detail = negation_of(&EntryDetail::Reached, noted.number, None)?;
            let draft = reversal_draft(Period::at_start_of(noted.on), detail, because);
            posted.post(draft, stamp)?;
        }
        if let Some(step) = now {
            posted.post(step_draft(step), stamp)?;
        }
        Ok(())
    }

    fn budget(&self) -> Option<BudgetVersion> {
        match &self.fact {
            Because::Budget(budget) => Some(budget.clone()),
            Because::Terms | Because::Stated(_) => None,
        }
    }

    const fn fact_number(&self) -> Option<i64> {
        match self.fact {
            Because::Stated(number) => Some(number),
            Because::Terms | Because::Budget(_) => None,
        }
    }

    fn draft(&self, effective: Period, detail: EntryDetail, rule: &str) -> Draft {
        Draft::new(effective, detail, self.because.to_owned(), &["R-METER-14@1", rule])
    }
}

/// What the derived steps make of each posted stretch. They were cut at its ends, so each step lies
/// within one.
fn splits_by_stretch(
    steps: &[Step],
    stretches: &[PostedStretch],
) -> Result<Vec<Split>, MoneyError> {
    let mut sums = vec![Split::ZERO; stretches.len()];
    let mut index = 0;
    for step in steps {
        let Step::Stretch { start, split, .. } = step else {
            continue;
        };
        while stretches.get(index).is_some_and(|stretch| stretch.end <= *start) {
            index += 1;
        }
        if let Some(sum) = sums.get_mut(index) {
            *sum = sum.checked_add(split)?;
        }
    }
    Ok(sums)
}
