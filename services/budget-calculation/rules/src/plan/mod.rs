//! How a budget is to be used: a chosen place, a direct payment, a deferred payment; and lines whose
//! actual cost somebody has written over what was worked out.
//!
//! `terms` and `overwrite` are what somebody says, `figures` what comes of it; each of the other
//! files works out one part.

mod absence;
mod arrangement_fee;
mod deferred_interest;
mod deferred_payment;
mod direct_payment;
mod figures;
mod overwrite;
mod refused;
mod terms;
mod top_up;
mod year;

pub use arrangement_fee::ArrangementFee;
pub(crate) use arrangement_fee::arrangement_fee;
pub use figures::PlanFigures;
pub(crate) use figures::{Planning, Shares, two_places};
pub use overwrite::{Overwrite, OverwriteReason};
pub use refused::PlanRefused;
pub use terms::{
    DeferredPayment, DirectPayment, DirectPaymentManner, Placement, SupportPlan, TopUpBy,
};
