//! The working: every rule computes through it, so a figure and the step that shows it cannot
//! differ.
//!
//! # How a step is read
//!
//! A step has an `operator`, `operands`, perhaps a `rounding`, and an `amount`. An operand is a
//! text. One that begins with `/` is a JSON pointer (RFC 6901) into the receipt's body: an input,
//! the `value` of a parameter or choice, the price of a rate row, or `/steps/4/amount`, always of
//! an earlier step. One that begins with `=` is a number that the rule itself fixes: `=52`.
//!
//! Every operand is an exact number. A JSON integer is itself: whole pence, or a count. A JSON
//! text is a decimal (`"23.91"`) or a fraction (`"7/3"`). An amount that is a JSON integer is
//! whole pence; an amount that is a text is any other number, in lowest terms, a decimal wherever
//! one is exact.
//!
//! | operator | amount |
//! |---|---|
//! | `sum` | all operands added; of none, 0 |
//! | `difference` | the first less the second; it may be below zero |
//! | `product` | all operands multiplied |
//! | `share` | the first, times the second, divided by the third |
//! | `least`, `greatest` | the least, the greatest of the operands |
//! | `slices_started` | the first divided by the second, any part of one counted whole |
//! | `round` | all operands multiplied, pounds, times 100: whole pence |
//! | `choose` | the operand at place `taken`, from 0, on account of the facts under `by` |
//!
//! Where a step names a `rounding`, the exact result becomes whole pence by it: `half_up` (half a
//! penny away from zero), `down` (toward zero), `up` (away from zero). Where it names none, the
//! amount is the exact result.

mod place;
mod quantity;
mod ratio;
mod readings;
mod recorder;
mod rules;
mod step;

pub use place::{Item, List, Place};
pub use quantity::{Amount, Figure, Quantity};
pub use ratio::Ratio;
pub use readings::{Fact, Readings};
pub use recorder::{Choice, Working};
pub use rules::{Law, Rule, Rules, rule_known};
pub use step::{Operands, Operator, Step};

use carecap_money::MoneyError;

/// Why a step could not be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkingError {
    /// An amount is larger than a receipt can state exactly (53 bits of pence).
    #[error("{quantity} is too large to be worked out exactly")]
    TooLarge {
        /// The quantity.
        quantity: String,
    },
    /// A step divides by nothing, or takes from an empty list.
    #[error("{quantity} cannot be worked out from nothing")]
    FromNothing {
        /// The quantity.
        quantity: String,
    },
}

impl WorkingError {
    pub(crate) fn of(quantity: &str, error: &MoneyError) -> WorkingError {
        let quantity = quantity.to_owned();
        match error {
            MoneyError::DivisionByZero => WorkingError::FromNothing { quantity },
            _ => WorkingError::TooLarge { quantity },
        }
    }
}
