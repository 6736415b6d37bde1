use carecap_calendar::Day;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use crate::boundary::{Bound, BoundarySet, Setting};
use crate::{Findings, Indicator, Raised};

/// What a version of a budget states, as far as it is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetFigures {
    /// Where the care is given.
    pub setting: Setting,
    /// The budget's first day.
    pub starts_on: Day,
    /// What it costs the council in a week.
    pub cost_weekly: Money,
}

/// Whether a budget's weekly cost lies outside the council's range for its setting on its first
/// day; F-COST-2 [PROPOSED]. At a boundary it is inside; without a boundary nothing is outside.
pub fn from_budget(figures: &BudgetFigures, boundaries: &BoundarySet) -> Findings {
    let pounds = figures.cost_weekly.pounds();
    let boundary = |bound| boundaries.in_force(bound, Some(figures.setting), figures.starts_on);
    let below = boundary(Bound::CostWeeklyLowest).filter(|lowest| pounds < lowest.value);
    let above = boundary(Bound::CostWeeklyHighest).filter(|highest| pounds > highest.value);
    let raised = below.or(above).map(|crossed| Raised {
        indicator: Indicator::PackageOutOfBounds,
        check_id: None,
        outcome: None,
        evidence: format!("The weekly cost is {} ({crossed}).", figures.cost_weekly),
    });
    Findings {
        looked_at: [Indicator::PackageOutOfBounds].into(),
        raised: raised.into_iter().collect(),
    }
}
