//! A fact that is learned of after days that it is about were metered: the account is derived anew
//! from that day, and the differences are posted. Nothing that stands is changed.

use std::collections::BTreeMap;

use carecap_calendar::{Day, Period, show_day};
use carecap_money::{Money, MoneyError};

use crate::account::{Account, Noted, Posted};
use crate::chain::ChainFault;
use crate::course::{Facts, Step, walk};
use crate::entry::{Draft, Entry, EntryDetail, Stamp};
use crate::metering::{rate_draft, step_draft};
use crate::posted::{PostedStretch, position_at, stretches_ending_after, uprated_by_day};
use crate::rates::{BudgetVersion, Rate, weeks_in_force};
use crate::reversal::{negation_of, reversal_draft};
use crate::split::Split;
use crate::terms::{CapTest, Uprating};

/// What was learned of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LateFact {
    /// A budget's rate held from a day on.
    Rate {
        /// The first day for which it held.
        from: Day,
        /// The rate.
        rate: Rate,
    },
    /// The cap was uprated on a day. Where it was posted with other figures, those were mistaken.
    Uprating(Uprating),
}

impl LateFact {
    /// The first day that it is about.
    pub const fn from(&self) -> Day {
        match self {
            LateFact::Rate { from, .. } => *from,
            LateFact::Uprating(uprating) => uprating.on(),
        }
    }
}

/// Why a late fact was not posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LateFactRefusal {
    /// It is about days before the account was opened (INVALID_FIELD).
    #[error("the account was opened on {opened_on}, after the day that the fact is about")]
    BeforeOpening {
        /// The first day that can be metered.
        opened_on: Day,
    },
    /// No day that it is about is metered yet, so it is not late: post it as it is.
    #[error("the account is metered to {metered_to} only, so the fact is not late")]
    NotLate {
        /// The first day that is not metered yet.
        metered_to: Day,
    },
    /// The uprating of that day was posted before, with the same figures (ALREADY_EXISTS).
    #[error("the uprating of {on} was posted before")]
    UpratingPosted {
        /// Its day.
        on: Day,
    },
    /// The ledger refuses an entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

impl From<MoneyError> for LateFactRefusal {
    fn from(error: MoneyError) -> LateFactRefusal {
        LateFactRefusal::Ledger(ChainFault::Money(error))
    }
}

/// Posts a late fact: its own entry, after the reversal of one that it replaces; then one ADJUST for
/// each stretch and each uprating that it changes, then the notice that the cap was reached where
/// that moves. `entries` are all entries of the account. Afterwards every stretch has the parts, and
/// the account the balance, that they would have if the fact had been known in time. R-METER-14
/// [PROPOSED].
///
/// # Errors
/// See [`LateFactRefusal`].
pub fn late_fact(
    entries: &[Entry],
    fact: LateFact,
    cap_test: CapTest,
    because: &str,
    stamp: &Stamp,
) -> Result<Posted, LateFactRefusal> {
    let account = Account::from_entries(entries)?;
    check(&account, &fact)?;
    let mut posted = Posted::on(&account);
    let from = fact.from();
    let (mut upratings, mut budget) = (Vec::new(), None);
    match fact {
        LateFact::Rate { from, rate } => {
            budget = Some(rate.budget.clone());
            posted.post(rate_draft(from, rate, because.to_owned()), stamp)?;
        }
        LateFact::Uprating(uprating) => {
            let mistaken = account.uprating_on(from).map(|mistaken| mistaken.number);
            let mistaken = entries.iter().find(|entry| Some(entry.number) == mistaken);
            if let Some(mistaken) = mistaken {
                let detail = negation_of(&mistaken.detail, mistaken.number)?;
                let draft = reversal_draft(mistaken.effective, detail, because.to_owned());
                posted.post(draft, stamp)?;
            }
            upratings.push(uprating);
        }
    }
    let anew = Anew { cap_test, budget, because };
    anew.derive(entries, from, upratings, &mut posted, stamp)?;
    Ok(posted)
}

fn check(account: &Account, fact: &LateFact) -> Result<(), LateFactRefusal> {
    let (opened_on, metered_to) = (account.opened_on(), account.metered_to());
    let on = fact.from();
    if let LateFact::Uprating(stated) = fact {
        if on == opened_on {
            return Err(LateFactRefusal::BeforeOpening { opened_on });
        }
        match account.uprating_on(on) {
            Some(posted) if posted.uprating.has_figures_of(stated) => {
                return Err(LateFactRefusal::UpratingPosted { on });
            }
            // It may be that of the day to which the account is metered: that is posted already.
            Some(_) => return Ok(()),
            None => {}
        }
    }
    if on < opened_on {
        return Err(LateFactRefusal::BeforeOpening { opened_on });
    }
    if on >= metered_to {
        return Err(LateFactRefusal::NotLate { metered_to });
    }
    Ok(())
}

/// What the derivation anew is made with.
struct Anew<'a> {
    cap_test: CapTest,
    budget: Option<BudgetVersion>,
    because: &'a str,
}

impl Anew<'_> {
    /// Walks again from the start of the stretch that holds the fact's first day, cutting where the
    /// posted stretches end, and posts what differs.
    fn derive(
        &self,
        entries: &[Entry],
        from: Day,
        mut upratings: Vec<Uprating>,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), LateFactRefusal> {
        let stretches = stretches_ending_after(entries, from)?;
        let start = stretches.first().map_or(from, |stretch| stretch.start);
        let account = posted.account.clone();
        let known = account.upratings().iter().filter(|known| known.uprating.on() >= start);
        upratings.extend(known.map(|known| known.uprating));
        upratings.sort_by_key(Uprating::on);
        let weeks = weeks_in_force(account.rates());
        let cuts: Vec<Day> = stretches.iter().map(|stretch| stretch.start).collect();
        let facts =
            Facts { weeks: &weeks, upratings: &upratings, cuts: &cuts, cap_test: self.cap_test };
        let position = position_at(&account, entries, start)?;
        let (steps, _) = walk(position, &facts, account.metered_to())?;
        let derived = splits_by_stretch(&steps, &stretches)?;
        let uprated = uprated_by_day(entries.iter().chain(&posted.entries))?;
        self.post_upratings(&steps, &uprated, posted, stamp)?;
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
    ) -> Result<(), LateFactRefusal> {
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
            budget: self.budget.clone(),
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
    ) -> Result<(), LateFactRefusal> {
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
            if !difference.is_zero() {
                let detail = EntryDetail::Adjust {
                    about_number,
                    split: Split::ZERO,
                    uprating: difference,
                    budget: self.budget.clone(),
                };
                posted.post(self.draft(step.period(), detail, "R-CAP-7@1"), stamp)?;
            }
        }
        Ok(())
    }

    /// The notice moves with the day: one that no longer holds is withdrawn, a new one is posted.
    fn post_reached(
        &self,
        steps: &[Step],
        before: Option<Noted>,
        posted: &mut Posted,
        stamp: &Stamp,
    ) -> Result<(), LateFactRefusal> {
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
            let detail = negation_of(&EntryDetail::Reached, noted.number)?;
            let draft = reversal_draft(Period::at_start_of(noted.on), detail, because);
            posted.post(draft, stamp)?;
        }
        if let Some(step) = now {
            posted.post(step_draft(step), stamp)?;
        }
        Ok(())
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
