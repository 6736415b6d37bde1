//! What somebody has to decide because a person reached the cap.

use carecap_calendar::{Day, show_day};
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;

/// Somebody who arranges their own care has reached the cap. Whether the council is to meet the needs is
/// asked of them, never taken for granted. R-CAP-3, Care Act 2014 s18(5), not in force.
pub(crate) fn cap_reached_by_self_arranger(reached_on: Day) -> Refusal {
    let on = show_day(reached_on);
    let sentence = format!(
        "the cap was reached on {on} by somebody who arranges their own care: ask whether the \
         council is to meet the needs, and where it is, determine anew that it arranges the care"
    );
    Refusal::new(ErrorReason::DecisionNeeded, sentence)
}

/// A budget was published that begins before the day on which the cap was reached.
pub(crate) fn published_before_the_cap(reached_on: Day) -> Refusal {
    let on = show_day(reached_on);
    let sentence = format!(
        "a budget was published that begins before the cap was reached on {on}, and holds after it: \
         determine anew from the day after, so that what is then charged is drafted"
    );
    Refusal::new(ErrorReason::DecisionNeeded, sentence)
}
