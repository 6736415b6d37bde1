//! A budget: drafted from needs and means, then approved and published by named people.

mod draft;
mod refused;
mod version;

pub use draft::{BudgetKind, Draft, DraftInputs, draft, rates_needed_for};
pub use refused::DraftRefused;
pub use version::{
    ApproveRefused, AssessmentReference, BudgetState, BudgetVersion, Decider, Decision,
    NewBudgetVersion, PublishRefused, StatementReference,
};
