use carecap_calendar::{Day, add_months, show_day};
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use crate::boundary::{Bound, BoundarySet};
use crate::{Findings, Indicator, Raised};

/// What care-account says when the cap is near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapNear {
    /// The day from which it counts on.
    pub as_of: Day,
    /// The day on which the cap would be reached at the present rate.
    pub projected_on: Day,
}

/// Whether the cap is near enough for an early contact; F-ACC-4 [PROPOSED]. As in a statement,
/// "within" so many months is earlier than the day plus these months (R-CAP-11 [PROPOSED]).
pub fn from_cap_near(near: &CapNear, boundaries: &BoundarySet) -> Findings {
    let window = boundaries.in_force(Bound::WindowMonths, None, near.as_of);
    let raised = window.and_then(|window| {
        let months = window.value.to_u32()?;
        (near.projected_on < add_months(near.as_of, months)).then(|| Raised {
            indicator: Indicator::CapNear,
            check_id: None,
            outcome: None,
            evidence: format!(
                "Counted on from {} at the present rate, the cap would be reached on {} \
                 ({window}).",
                show_day(near.as_of),
                show_day(near.projected_on)
            ),
        })
    });
    Findings { looked_at: [Indicator::CapNear].into(), raised: raised.into_iter().collect() }
}
