//! What is laid over the rates of an account: pauses, charges that are not due, and its end.

use std::collections::BTreeSet;

use carecap_calendar::{Day, Period};
use serde::{Deserialize, Serialize};

use crate::account::Noted;
use crate::metered::MeteringBasis;
use crate::rates::{DatedWeek, InForce, held_on};
use crate::split::WeeklySplit;
use crate::stated::{AbsenceCause, ChargeInstead, Suspension, WriteOff};

/// A time in which the meter pauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paused {
    /// The days as they were stated.
    stated: Period,
    cause: AbsenceCause,
    charged: Option<ChargeInstead>,
    number: i64,
    resumed: Option<Noted>,
}

impl Paused {
    pub(crate) const fn new(stated: Period, suspension: &Suspension, number: i64) -> Paused {
        let (cause, charged) = (suspension.cause, suspension.charged);
        Paused { stated, cause, charged, number, resumed: None }
    }

    /// The days: to the day on which the meter was resumed, or else to the stated end.
    pub fn days(&self) -> Period {
        let resumed = self.resumed.map(|noted| Period::between(self.stated.start(), noted.on));
        // The meter is never resumed before it paused, so the alternative is never taken.
        resumed.map_or(self.stated, |days| days.unwrap_or(self.stated))
    }

    /// Why.
    pub const fn cause(&self) -> AbsenceCause {
        self.cause
    }

    /// What the council goes on charging. None: nothing is counted.
    pub const fn charged(&self) -> Option<ChargeInstead> {
        self.charged
    }

    /// The number of the entry that recorded it.
    pub const fn number(&self) -> i64 {
        self.number
    }

    /// Whether it is the pause of that entry and nobody has resumed it.
    pub(crate) fn is_open_for(&self, number: i64) -> bool {
        self.number == number && self.resumed.is_none()
    }

    pub(crate) const fn resume(&mut self, noted: Noted) {
        self.resumed = Some(noted);
    }

    /// What an entry said that is undone holds no more.
    pub(crate) fn forget(&mut self, number: i64) {
        self.resumed = self.resumed.filter(|noted| noted.number != number);
    }

    /// What a week counts meanwhile. R-METER-10 [PROPOSED]: where the council meets the needs, the
    /// charge that it goes on raising; else nothing, and no daily living cost (R-DLC-7 [PROPOSED]).
    fn over(&self, weekly: &WeeklySplit, basis: MeteringBasis) -> WeeklySplit {
        match (basis, self.charged) {
            (MeteringBasis::Charged, Some(instead)) => charged(weekly, instead),
            _ => WeeklySplit::ZERO,
        }
    }
}

/// Days whose charge is not due, or not in whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    days: Period,
    still_due: ChargeInstead,
    number: i64,
}

impl Written {
    pub(crate) const fn new(days: Period, write_off: &WriteOff, number: i64) -> Written {
        Written { days, still_due: write_off.still_due, number }
    }

    pub(crate) const fn days(&self) -> Period {
        self.days
    }

    pub(crate) const fn number(&self) -> i64 {
        self.number
    }

    /// R-METER-15 [PROPOSED]. Where the person arranges the care the council charges nothing, so
    /// nothing of it can be written off.
    fn over(&self, weekly: &WeeklySplit, basis: MeteringBasis) -> WeeklySplit {
        match basis {
            MeteringBasis::Charged => charged(weekly, self.still_due),
            MeteringBasis::NotionalCost => *weekly,
        }
    }
}

fn charged(weekly: &WeeklySplit, instead: ChargeInstead) -> WeeklySplit {
    weekly.charged_at_most(instead.charge_weekly, instead.council_share_counts)
}

/// What a week counts, by first day. Each segment of a mixed week is on its own basis (R-METER-9);
/// pauses and charges that are not due are laid over it; from the end of the account on nothing
/// counts.
pub(crate) fn weeks(
    in_force: &[InForce<'_>],
    paused: &[Paused],
    written_off: &[Written],
    closed_from: Option<Day>,
) -> Vec<DatedWeek> {
    let overlaid = paused.iter().map(Paused::days).chain(written_off.iter().map(Written::days));
    let edges = overlaid.flat_map(|days| [Some(days.start()), days.end()]).chain([closed_from]);
    let mut changes: BTreeSet<Day> = in_force.iter().map(|held| held.from).collect();
    changes.extend(edges.flatten());
    let week = |from: Day| {
        let is_closed = closed_from.is_some_and(|closed| closed <= from);
        let held = held_on(in_force, from).filter(|_| !is_closed);
        let Some(rate) = held.and_then(|held| held.rate) else {
            return DatedWeek { from, weekly: WeeklySplit::ZERO };
        };
        let pauses = paused.iter().filter(|paused| paused.days().contains(from));
        let weekly = pauses.fold(rate.weekly, |week, paused| paused.over(&week, rate.basis));
        let not_due = written_off.iter().filter(|written| written.days.contains(from));
        let weekly = not_due.fold(weekly, |week, written| written.over(&week, rate.basis));
        DatedWeek { from, weekly }
    };
    changes.into_iter().map(week).collect()
}
