//! A second opinion on the means test (R-FIN), worked out from the law alone.
//!
//! [`sheet`] is the calculation, from top to bottom as one would do it on paper; [`statement`] is
//! what a person states, as a receipt writes it; [`figures`] is the year's figures, the council's
//! choices and the ways to round; [`contradictions`] is what a statement may not say. It shares no
//! code with the service that it checks.

pub mod contradictions;
pub mod figures;
pub mod sheet;
pub mod statement;

/// Why no contribution can be worked out: what is missing, or contradicts itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Whole pence.
pub type Pence = i128;
