use carecap_money::Rounding;
use serde::{Deserialize, Serialize};

use super::Amount;

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
    /// Pounds made whole pence.
    Round,
    /// One of the operands, taken on account of facts.
    Choose,
}

/// One step of the working. The module says how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The quantity, as the office names it: `tariff_income`.
    pub name: String,
    /// What the step does.
    pub operator: Operator,
    /// What it does it to, by reference.
    pub operands: Vec<String>,
    /// How a fraction of a penny is treated, where the step makes whole pence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounding: Option<Rounding>,
    /// Of `choose`: the place of the operand that was taken, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<usize>,
    /// Of `choose`: the facts that decided, by reference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<String>,
    /// What came out.
    pub amount: Amount,
    /// The rule and its revision: `R-FIN-20@1`.
    pub rule: String,
}
