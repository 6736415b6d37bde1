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

/// The rates in force, by their first day: each holds until the next. A rate recorded later
/// replaces everything from its own first day on, so that a budget published late for an earlier
/// day is not undone by the one that it corrects.
pub fn rates_in_force(recorded: &[DatedRate]) -> Vec<&DatedRate> {
    let mut by_sequence: Vec<&DatedRate> = recorded.iter().collect();
    by_sequence.sort_by_key(|rate| rate.sequence);
    let mut in_force: Vec<&DatedRate> = Vec::with_capacity(by_sequence.len());
    for rate in by_sequence {
        while in_force.last().is_some_and(|earlier| earlier.from >= rate.from) {
            in_force.pop();
        }
        in_force.push(rate);
    }
    in_force
}

/// The rate in force on a day. None before the first.
pub fn rate_on<'a>(in_force: &[&'a DatedRate], day: Day) -> Option<&'a DatedRate> {
    let after = in_force.partition_point(|rate| rate.from <= day);
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

/// The weeks of the rates in force, by their first day.
pub fn weeks_in_force(recorded: &[DatedRate]) -> Vec<DatedWeek> {
    let week = |dated: &DatedRate| DatedWeek { from: dated.from, weekly: dated.rate.weekly };
    rates_in_force(recorded).into_iter().map(week).collect()
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
        rate_on(&rates_in_force(rates), day).map(|rate| rate.sequence)
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
}
