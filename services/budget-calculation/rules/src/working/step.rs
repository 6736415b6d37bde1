use std::borrow::Cow;

use carecap_money::Rounding;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::{Amount, Place};

/// What a step does. The set is closed: a reader refuses what it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// All operands added.
    Sum,
    /// The first less the second.
    Difference,
    /// All operands multiplied.
    Product,
    /// The first times the second, divided by the third.
    Share,
    /// The least operand.
    Least,
    /// The greatest operand.
    Greatest,
    /// How many slices of the second the first has begun.
    SlicesStarted,
    /// All operands multiplied, pounds made whole pence.
    Round,
    /// One of the operands, taken on account of facts.
    Choose,
}

impl Operator {
    /// The operator as a receipt writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Operator::Sum => "sum",
            Operator::Difference => "difference",
            Operator::Product => "product",
            Operator::Share => "share",
            Operator::Least => "least",
            Operator::Greatest => "greatest",
            Operator::SlicesStarted => "slices_started",
            Operator::Round => "round",
            Operator::Choose => "choose",
        }
    }
}

/// The operands of a step: three at most, but for sums and choices.
pub type Operands = SmallVec<[Place; 3]>;

/// One step of the working. The module says how it is read. Its fields stand in the order of their
/// names, as a receipt writes them, for there are many steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What came out.
    pub amount: Amount,
    /// Of `choose`: the facts that decided, by reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<Place>,
    /// The quantity, as the office names it: `tariff_income`.
    pub name: Cow<'static, str>,
    /// What it is done to, by reference.
    pub operands: Operands,
    /// What the step does.
    pub operator: Operator,
    /// How a fraction of a penny is treated, where the step makes whole pence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// The rule and its revision: `R-FIN-20@1`.
    pub rule: Cow<'static, str>,
    /// Of `choose`: the place of the operand that was taken, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<usize>,
}
