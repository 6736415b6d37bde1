//! Which cases need a person to look, why, and how soon: pure rules.
//!
//! `indicator` lists what is looked for; [`from_assessment`], [`from_budget`] and [`from_cap_near`]
//! look, against a council's dated [`BoundarySet`]; [`reconcile`] turns what they found into flags
//! to raise and to clear; [`Flag`] is what a named person decides about.
//!
//! A flag is a prompt for a person. It changes no eligibility, budget or charge, and asserts no
//! intent.

mod boundary;
mod flag;
mod from_account;
mod from_assessment;
mod from_budget;
mod indicator;
mod reconcile;

pub use boundary::{
    Bound, Boundary, BoundaryFault, BoundaryInForce, BoundaryInput, BoundaryRefusal, BoundarySet,
    BoundaryUnit, Setting, Source,
};
pub use flag::{
    ClearRefusal, DecideRefusal, Decision, Flag, FlagOutcome, FlagState, QueueOrder, Subject,
    SubjectKind, queue_order,
};
pub use from_account::{CapNear, from_cap_near};
pub use from_assessment::{AssessmentState, Check, from_assessment};
pub use from_budget::{BudgetFigures, from_budget};
pub use indicator::{Findings, Indicator, Raised, Route, Severity};
pub use reconcile::{Changes, reconcile};
