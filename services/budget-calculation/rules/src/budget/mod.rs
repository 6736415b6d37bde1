//! A budget: drafted from needs and means, then approved and published by named people.

mod changes;
mod draft;
mod refused;
mod results;
mod review;
mod version;

pub(crate) use changes::Changes;
pub use draft::{BudgetKind, Draft, DraftInputs, Drafting, draft, rates_needed_for};
pub use refused::DraftRefused;
pub(crate) use results::means_test;
pub use review::{DirectPaymentReviews, direct_payment_reviews, review_by};
pub use version::{
    ApproveRefused, AssessmentReference, Author, BudgetState, BudgetVersion, Decider, Decision,
    NewBudgetVersion, PublishRefused, Revision, StatementReference,
};
