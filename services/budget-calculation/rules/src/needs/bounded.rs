use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use carecap_money::Money;

/// Why a stated value cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not {expected}")]
pub struct OutOfBounds {
    /// What was stated.
    pub value: String,
    /// What would be right.
    pub expected: String,
}

/// A whole number from `LOW` to `HIGH`, both allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Bounded<const LOW: i64, const HIGH: i64> {
    value: i64,
}

impl<const LOW: i64, const HIGH: i64> Bounded<LOW, HIGH> {
    /// The number, where it lies within the bounds.
    pub fn new(value: i64) -> Result<Self, OutOfBounds> {
        if (LOW..=HIGH).contains(&value) {
            return Ok(Bounded { value });
        }
        Err(OutOfBounds {
            value: value.to_string(),
            expected: format!("a whole number from {LOW} to {HIGH}"),
        })
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.value
    }
}

impl<const LOW: i64, const HIGH: i64> Default for Bounded<LOW, HIGH> {
    /// The lowest.
    fn default() -> Self {
        Bounded { value: LOW }
    }
}

impl<const LOW: i64, const HIGH: i64> TryFrom<i64> for Bounded<LOW, HIGH> {
    type Error = OutOfBounds;

    fn try_from(value: i64) -> Result<Self, OutOfBounds> {
        Bounded::new(value)
    }
}

impl<const LOW: i64, const HIGH: i64> From<Bounded<LOW, HIGH>> for i64 {
    fn from(bounded: Bounded<LOW, HIGH>) -> i64 {
        bounded.value
    }
}

/// How often a need arises in its period: above 0, at most 10,000, at most four decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Times {
    value: Decimal,
}

impl Times {
    /// Reads `7` or `0.5`.
    pub fn new(value: Decimal) -> Result<Times, OutOfBounds> {
        let value = value.normalize();
        if value > Decimal::ZERO && value <= Decimal::from(10_000) && value.scale() <= 4 {
            return Ok(Times { value });
        }
        Err(OutOfBounds {
            value: value.to_string(),
            expected: "above 0, at most 10000, with at most four decimal places".to_owned(),
        })
    }

    /// The number.
    pub const fn get(self) -> Decimal {
        self.value
    }
}

impl TryFrom<String> for Times {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Times, OutOfBounds> {
        let value = Decimal::from_str_exact(&text).map_err(|_| OutOfBounds {
            value: text,
            expected: "a decimal number such as 0.5".to_owned(),
        })?;
        Times::new(value)
    }
}

impl From<Times> for String {
    fn from(times: Times) -> String {
        times.value.to_string()
    }
}

/// A part of a whole in percent: above 0, at most 100, at most four decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent {
    value: Decimal,
}

impl Percent {
    /// The part, where it can be one.
    pub fn new(value: Decimal) -> Result<Percent, OutOfBounds> {
        let value = value.normalize();
        if value > Decimal::ZERO && value <= Decimal::ONE_HUNDRED && value.scale() <= 4 {
            return Ok(Percent { value });
        }
        Err(OutOfBounds {
            value: value.to_string(),
            expected: "above 0, at most 100, with at most four decimal places".to_owned(),
        })
    }

    /// The number.
    pub const fn get(self) -> Decimal {
        self.value
    }
}

impl TryFrom<String> for Percent {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Percent, OutOfBounds> {
        let value = Decimal::from_str_exact(&text).map_err(|_| OutOfBounds {
            value: text,
            expected: "a decimal number such as 33.3333".to_owned(),
        })?;
        Percent::new(value)
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> String {
        percent.value.to_string()
    }
}

/// An amount that a financial statement gives: from nothing to a thousand million pounds. Larger
/// ones are slips of the hand, and no sum of these can leave whole pence of 53 bits unnoticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Money", into = "Money")]
pub struct StatedAmount {
    amount: Money,
}

impl StatedAmount {
    /// The largest amount that is taken.
    pub const LARGEST: Money = Money::from_pence(100_000_000_000);

    /// The amount, where it can be one.
    pub fn new(amount: Money) -> Result<StatedAmount, OutOfBounds> {
        if !amount.is_negative() && amount <= StatedAmount::LARGEST {
            return Ok(StatedAmount { amount });
        }
        Err(OutOfBounds {
            value: amount.to_string(),
            expected: format!("from £0.00 to {}", StatedAmount::LARGEST),
        })
    }

    /// The amount.
    pub const fn get(self) -> Money {
        self.amount
    }
}

impl TryFrom<Money> for StatedAmount {
    type Error = OutOfBounds;

    fn try_from(amount: Money) -> Result<StatedAmount, OutOfBounds> {
        StatedAmount::new(amount)
    }
}

impl From<StatedAmount> for Money {
    fn from(stated: StatedAmount) -> Money {
        stated.amount
    }
}

/// A short text of one line: 1 to 400 characters, without control characters. A band, a label or
/// the reason for a disregard; never anything that says who somebody is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text {
    text: String,
}

impl Text {
    /// The text, trimmed, where it is one.
    pub fn new(text: &str) -> Result<Text, OutOfBounds> {
        let trimmed = text.trim();
        let length = trimmed.chars().count();
        if (1..=400).contains(&length) && !trimmed.chars().any(char::is_control) {
            return Ok(Text { text: trimmed.to_owned() });
        }
        Err(OutOfBounds {
            value: trimmed.chars().take(40).collect(),
            expected: "one line of 1 to 400 characters".to_owned(),
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for Text {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Text, OutOfBounds> {
        Text::new(&text)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_outside_the_bounds_cannot_be_built_or_read() {
        assert!(Bounded::<1, 4>::new(4).is_ok());
        assert!(Bounded::<1, 4>::new(5).is_err());
        assert!(serde_json::from_str::<Bounded<1, 4>>("0").is_err());
        assert!(Times::try_from("0".to_owned()).is_err());
        assert!(Times::try_from("0.00001".to_owned()).is_err());
        assert!(Times::try_from("0.5000000".to_owned()).is_ok());
        assert!(StatedAmount::new(Money::from_pence(-1)).is_err());
        assert!(serde_json::from_str::<StatedAmount>("100000000001").is_err());
        assert!(Text::new("  ").is_err());
        assert!(Text::new("two\nlines").is_err());
    }
}
