//! Money: whole pence, and the one place where anything becomes whole pence.
//!
//! Amounts are [`Money`]. A price for one unit is a [`UnitRate`], which may be finer than a penny.
//! Everything that is not yet whole pence goes through [`round_ratio`] with a named [`Rounding`]
//! (R-ROUND-3), so a reader who looks for a rounding finds it by its name. There is no floating
//! point anywhere.

mod amount;
mod rate;
mod rounding;

pub use amount::Money;
pub use rate::UnitRate;
pub use rounding::{Rounding, round_ratio};

/// Why an amount could not be worked out or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The result does not fit into whole pence of 64 bits.
    #[error("the amount is too large to be held in pence")]
    Overflow,
    /// A division by zero was asked for.
    #[error("an amount cannot be shared by nothing")]
    DivisionByZero,
    /// The text is not pounds with at most two, or a rate with at most four, decimal places.
    #[error("`{0}` is not an amount in pounds, such as 805.00")]
    Malformed(String),
    /// A unit rate below zero.
    #[error("a rate cannot be below zero")]
    Negative,
}
