//! The dated weekly rates of an account and which of them holds on a day.

use carecap_calendar::Day;
use serde::{Deserialize, Serialize};

use crate::metered::MeteringBasis;
use crate::split::WeeklySplit;

/// A version of a budget in budget-calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetVersion {
    /// The budget.
    pub budget_id: String,
    /// Its version.
    pub version: i64,
}

/// What a published budget says to the meter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// What a week costs, split over the grid.
    pub weekly: WeeklySplit,
    /// What the meter rests on.
    pub basis: MeteringBasis,
    /// The budget behind it.
    pub budget: BudgetVersion,
}

/// A rate, the first day for which it was published, and the order in which it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedRate {
    /// The first day.
    pub from: Day,
    /// The number of the entry that recorded it: later ones replace earlier ones.
    pub sequence: i64,
    /// The rate.
    pub rate: Rate,
}

/// A day from which on no needs are eligible, and the order in which that was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DatedEnd {
    /// The first day without.
    pub(crate) from: Day,
    /// The number of the entry that recorded it.
    pub(crate) sequence: i64,
}

/// What holds from a day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InForce<'a> {
    /// The first day.
    pub from: Day,
    /// The rate. None: the needs have ended (R-METER-11).
    pub rate: Option<&'a Rate>,
}

/// What is in force, by first day: each holds until the next. What is recorded later replaces
/// everything from its own first day on, so that a budget published late for an earlier day is not
/// undone by the one that it corrects, and a budget after the end of the needs begins anew.
pub(crate) fn in_force<'a>(rates: &'a [DatedRate], ends: &[DatedEnd]) -> Vec<InForce<'a>> {
    let rated = rates.iter().map(|dated| (dated.sequence, dated.from, Some(&dated.rate)));
    let ended = ends.iter().map(|end| (end.sequence, end.from, None));
    let mut recorded: Vec<_> = rated.chain(ended).collect();
    recorded.sort_by_key(|(sequence, ..)| *sequence);
    let mut in_force: Vec<InForce<'a>> = Vec::with_capacity(recorded.len());
    for (_, from, rate) in recorded {
        while in_force.last().is_some_and(|earlier| earlier.from >= from) {
            in_force.pop();
        }
        in_force.push(InForce { from, rate });
    }
    in_force
}

/// What is in force on a day. None: nothing was recorded for it.
pub(crate) fn held_on<'a>(in_force: &[InForce<'a>], day: Day) -> Option<InForce<'a>> {
    let after = in_force.partition_point(|held| held.from <= day);
    in_force[..after].last().copied()
}

/// What a week counts from a day on, whoever says so: all that the meter needs of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatedWeek {
    /// The first day.
    pub from: Day,
    /// What a week costs, split over the grid.
    pub weekly: WeeklySplit,
}

/// What a week counts on a day: nothing where no rate is in force.
pub fn weekly_on(weeks: &[DatedWeek], day: Day) -> WeeklySplit {
    let after = weeks.partition_point(|week| week.from <= day);
    weeks[..after].last().map_or(WeeklySplit::ZERO, |week| week.weekly)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    fn recorded(from: Day, sequence: i64) -> DatedRate {
        let budget = BudgetVersion { budget_id: "b".to_owned(), version: sequence };
        let rate = Rate { weekly: WeeklySplit::ZERO, basis: MeteringBasis::Charged, budget };
        DatedRate { from, sequence, rate }
    }

    fn sequence_on(rates: &[DatedRate], day: Day) -> Option<i64> {
        let held = held_on(&in_force(rates, &[]), day)?;
        held.rate.map(|rate| rate.budget.version)
    }

    #[test]
    fn of_two_rates_from_one_day_the_one_recorded_later_holds() {
        let rates = [recorded(date!(2024 - 10 - 07), 3), recorded(date!(2024 - 10 - 07), 2)];
        assert_eq!(sequence_on(&rates, date!(2024 - 10 - 06)), None);
        assert_eq!(sequence_on(&rates, date!(2024 - 10 - 07)), Some(3));
    }

    #[test]
    fn a_rate_recorded_later_replaces_everything_from_its_own_day_on() {
        let rates = [
            recorded(date!(2024 - 10 - 07), 2),
            recorded(date!(2025 - 01 - 09), 3),
            recorded(date!(2024 - 12 - 05), 9),
        ];
        assert_eq!(sequence_on(&rates, date!(2024 - 12 - 04)), Some(2));
        assert_eq!(sequence_on(&rates, date!(2024 - 12 - 05)), Some(9));
        assert_eq!(sequence_on(&rates, date!(2025 - 01 - 09)), Some(9));
    }

    #[test]
    fn the_end_of_the_needs_holds_until_a_budget_that_is_published_after_it() {
        let before = recorded(date!(2024 - 10 - 07), 2);
        let planned = recorded(date!(2025 - 01 - 09), 3);
        let after = recorded(date!(2025 - 06 - 02), 5);
        let end = DatedEnd { from: date!(2024 - 12 - 05), sequence: 4 };
        let rates = [before, planned, after];
        let held = in_force(&rates, &[end]);
        let days: Vec<(Day, bool)> =
            held.iter().map(|held| (held.from, held.rate.is_some())).collect();
        assert_eq!(
            days,
            [
                (date!(2024 - 10 - 07), true),
                (date!(2024 - 12 - 05), false),
                (date!(2025 - 06 - 02), true),
            ]
        );
    }
}
