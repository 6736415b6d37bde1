use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::Indicator;

/// What a boundary is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BoundaryUnit {
    /// Hours a week, from 0 to 168.
    HoursWeekly,
    /// A share of a whole, from 0 to 1.
    Share,
    /// A whole number of the ten outcomes.
    Outcomes,
    /// Pounds a week, in whole pence.
    PoundsWeekly,
    /// Whole calendar months, from 1 to 120.
    Months,
}

impl BoundaryUnit {
    /// Whether a value can be one of this unit.
    pub fn allows(self, value: Decimal) -> bool {
        let between =
            |lowest: u32, highest: u32| (Decimal::from(lowest)..=highest.into()).contains(&value);
        match self {
            BoundaryUnit::HoursWeekly => between(0, 168),
            BoundaryUnit::Share => between(0, 1),
            BoundaryUnit::Outcomes => between(1, 10) && value.is_integer(),
            BoundaryUnit::PoundsWeekly => between(0, 1_000_000) && value.normalize().scale() <= 2,
            BoundaryUnit::Months => between(1, 120) && value.is_integer(),
        }
    }

    /// What a value must be, as a refusal says it.
    pub const fn demand(self) -> &'static str {
        match self {
            BoundaryUnit::HoursWeekly => "hours a week from 0 to 168",
            BoundaryUnit::Share => "a share from 0 to 1, such as 0.60",
            BoundaryUnit::Outcomes => "a whole number of outcomes from 1 to 10",
            BoundaryUnit::PoundsWeekly => "pounds a week with at most two decimal places",
            BoundaryUnit::Months => "whole months from 1 to 120",
        }
    }
}

/// What a council may bound. The order is that of the indicators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// C-CARE-1: the most hours of care a week that a carer may give unnoticed.
    CarerHoursHighest,
    /// C-CARE-2: the largest share of the care that carers may meet without a plan.
    CarerShareHighest,
    /// N-NEED-3: the number of outcomes indicated that is at the edge.
    OutcomesExactly,
    /// F-COST-2: the lowest weekly cost that is usual in a setting.
    CostWeeklyLowest,
    /// F-COST-2: the highest weekly cost that is usual in a setting.
    CostWeeklyHighest,
    /// F-ACC-4: how many months ahead the cap is near.
    WindowMonths,
}

impl Bound {
    /// Every boundary that there is.
    pub const ALL: [Bound; 6] = [
        Bound::CarerHoursHighest,
        Bound::CarerShareHighest,
        Bound::OutcomesExactly,
        Bound::CostWeeklyLowest,
        Bound::CostWeeklyHighest,
        Bound::WindowMonths,
    ];

    /// The indicator that it belongs to.
    pub const fn indicator(self) -> Indicator {
        match self {
            Bound::CarerHoursHighest => Indicator::CarerBreakdown,
            Bound::CarerShareHighest => Indicator::HiddenCarerReliance,
            Bound::OutcomesExactly => Indicator::BorderlineEligibility,
            Bound::CostWeeklyLowest | Bound::CostWeeklyHighest => Indicator::PackageOutOfBounds,
            Bound::WindowMonths => Indicator::CapNear,
        }
    }

    /// The measure's name in the contract.
    pub const fn measure(self) -> &'static str {
        match self {
            Bound::CarerHoursHighest => "carer_hours_highest",
            Bound::CarerShareHighest => "carer_share_highest",
            Bound::OutcomesExactly => "outcomes_exactly",
            Bound::CostWeeklyLowest => "cost_weekly_lowest",
            Bound::CostWeeklyHighest => "cost_weekly_highest",
            Bound::WindowMonths => "window_months",
        }
    }

    /// What it is counted in.
    pub const fn unit(self) -> BoundaryUnit {
        match self {
            Bound::CarerHoursHighest => BoundaryUnit::HoursWeekly,
            Bound::CarerShareHighest => BoundaryUnit::Share,
            Bound::OutcomesExactly => BoundaryUnit::Outcomes,
            Bound::CostWeeklyLowest | Bound::CostWeeklyHighest => BoundaryUnit::PoundsWeekly,
            Bound::WindowMonths => BoundaryUnit::Months,
        }
    }

    /// What holds where a council has set nothing, [PROPOSED]; none: then nothing is raised. A
    /// usual weekly cost is a local fact, so there is no default for it.
    pub fn default_value(self) -> Option<Decimal> {
        match self {
            Bound::CarerHoursHighest => Some(Decimal::new(50, 0)),
            Bound::CarerShareHighest => Some(Decimal::new(60, 2)),
            Bound::OutcomesExactly => Some(Decimal::new(2, 0)),
            Bound::CostWeeklyLowest | Bound::CostWeeklyHighest => None,
            Bound::WindowMonths => Some(Decimal::new(18, 0)),
        }
    }

    /// Whether it may differ between settings.
    pub const fn differs_by_setting(self) -> bool {
        matches!(self, Bound::CostWeeklyLowest | Bound::CostWeeklyHighest)
    }

    /// What it means, in one sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Bound::CarerHoursHighest => {
                "More hours of care a week than this strain a carer whom no assessment was offered."
            }
            Bound::CarerShareHighest => {
                "A larger share of the care than this, met by carers, needs a plan for their \
                 illness."
            }
            Bound::OutcomesExactly => {
                "Just so many outcomes indicated, or one fewer with bad days, call for a second \
                 look."
            }
            Bound::CostWeeklyLowest => "A weekly cost below this is unusual in the setting.",
            Bound::CostWeeklyHighest => "A weekly cost above this is unusual in the setting.",
            Bound::WindowMonths => "A cap that would be reached within so many months is near.",
        }
    }

    /// The boundary of this name and measure.
    ///
    /// # Errors
    /// The boundary whose name is the nearest to what was written.
    pub fn read(indicator: &str, measure: &str) -> Result<Bound, Bound> {
        let written = format!("{indicator} {measure}");
        let mut nearest = (usize::MAX, Bound::CarerHoursHighest);
        for bound in Bound::ALL {
            let name = format!("{} {}", bound.indicator().code(), bound.measure());
            if name == written {
                return Ok(bound);
            }
            let changes = changes_between(&name, &written);
            if changes < nearest.0 {
                nearest = (changes, bound);
            }
        }
        Err(nearest.1)
    }
}

/// How many letters must be put in, taken out or replaced to make one text the other (Levenshtein).
fn changes_between(one: &str, other: &str) -> usize {
    // A name is short; a longer text is cut so that nobody can make this slow.
    let other: Vec<char> = other.chars().take(100).collect();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.chars().enumerate() {
        let mut left = row + 1;
        let mut current = vec![left];
        for (across, pair) in other.iter().zip(above.windows(2)) {
            let replaced = pair.first().copied().unwrap_or(0) + usize::from(*across != letter);
            let taken_out = pair.last().copied().unwrap_or(0) + 1;
            left = replaced.min(taken_out).min(left + 1);
            current.push(left);
        }
        above = current;
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boundary_is_known_by_indicator_and_measure_together() {
        for bound in Bound::ALL {
            let read = Bound::read(bound.indicator().code(), bound.measure());
            assert_eq!(read, Ok(bound));
            let stored = serde_json::to_string(&bound).unwrap();
            assert_eq!(stored, format!("\"{}\"", bound.measure()));
        }
        assert!(Bound::read("F-COST-2", "carer_hours_highest").is_err());
    }

    #[test]
    fn a_mistyped_boundary_is_told_the_nearest() {
        let check = |indicator: &str, measure: &str, nearest: Bound| {
            assert_eq!(Bound::read(indicator, measure), Err(nearest), "{indicator} {measure}");
        };
        check("F-COST-2", "cost_weekly_higest", Bound::CostWeeklyHighest);
        check("F-COST-2", "lowest_cost_weekly", Bound::CostWeeklyLowest);
        check("F-ACC-4", "months", Bound::WindowMonths);
        check("C-CARE-2", "carer_hours", Bound::CarerHoursHighest);
    }

    #[test]
    fn changes_are_counted_letter_by_letter() {
        assert_eq!(changes_between("kitten", "sitting"), 3);
        assert_eq!(changes_between("", "abc"), 3);
        assert_eq!(changes_between("abc", ""), 3);
        assert_eq!(changes_between("same", "same"), 0);
    }

    #[test]
    fn every_default_can_be_a_value_of_its_unit() {
        for bound in Bound::ALL {
            assert!(bound.default_value().is_none_or(|value| bound.unit().allows(value)));
        }
    }
}
