use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Money, MoneyError, Rounding, round_ratio};

/// The price of one unit of a service in pounds, never below zero, with at most four decimal places.
/// It reads and writes itself as a decimal string: `23.91`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UnitRate {
    ten_thousandths: i64,
}

impl UnitRate {
    /// So many ten-thousandths of a pound, which is how a store keeps a rate.
    pub fn from_ten_thousandths(ten_thousandths: i64) -> Result<UnitRate, MoneyError> {
        if ten_thousandths < 0 {
            return Err(MoneyError::Negative);
        }
        Ok(UnitRate { ten_thousandths })
    }

    /// The rate in ten-thousandths of a pound.
    pub const fn ten_thousandths(self) -> i64 {
        self.ten_thousandths
    }

    /// What `numerator / denominator` units cost: multiplied first, rounded last and once.
    pub fn cost_of(
        self,
        numerator: i128,
        denominator: i128,
        rounding: Rounding,
    ) -> Result<Money, MoneyError> {
        let exact =
            i128::from(self.ten_thousandths).checked_mul(numerator).ok_or(MoneyError::Overflow)?;
        // A ten-thousandth of a pound is a hundredth of a penny.
        let denominator = denominator.checked_mul(100).ok_or(MoneyError::Overflow)?;
        round_ratio(exact, denominator, rounding)
    }
}

impl FromStr for UnitRate {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<UnitRate, MoneyError> {
        let malformed = || MoneyError::Malformed(text.to_owned());
        let pounds = Decimal::from_str_exact(text.trim()).map_err(|_| malformed())?;
        let scaled = pounds.checked_mul(Decimal::from(10_000)).ok_or(MoneyError::Overflow)?;
        if !scaled.fract().is_zero() {
            return Err(malformed());
        }
        let whole = scaled.normalize();
        let mantissa = i64::try_from(whole.mantissa()).map_err(|_| MoneyError::Overflow)?;
        UnitRate::from_ten_thousandths(mantissa)
    }
}

impl TryFrom<String> for UnitRate {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<UnitRate, MoneyError> {
        text.parse()
    }
}

impl From<UnitRate> for String {
    fn from(rate: UnitRate) -> String {
        rate.to_string()
    }
}

/// Pounds with two places, or with as many more as the rate has: `23.91`, `0.0625`.
impl fmt::Display for UnitRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pounds = Decimal::new(self.ten_thousandths, 4);
        let mut shown = pounds.normalize();
        if shown.scale() < 2 {
            shown.rescale(2);
        }
        write!(f, "{shown}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_read_exactly_or_refused() {
        let check = |text: &str, expected: Option<&str>| {
            let read = text.parse::<UnitRate>().ok().map(|rate| rate.to_string());
            assert_eq!(read.as_deref(), expected, "{text}");
        };
        check("23.91", Some("23.91"));
        check("805", Some("805.00"));
        check("0.0625", Some("0.0625"));
        check("0.00625", None);
        check("-1", None);
        check("ten", None);
    }

    #[test]
    fn minutes_are_multiplied_first_and_rounded_last() {
        // Seven visits of 20 minutes at 23.92 an hour: 140/60 of an hour, which no decimal holds.
        let rate: UnitRate = "23.92".parse().unwrap();
        assert_eq!(rate.cost_of(140, 60, Rounding::HalfUp), Ok(Money::from_pence(5_581)));
        // NR-LEEDS-2024-MARY: ten hours at 23.91.
        let rate: UnitRate = "23.91".parse().unwrap();
        assert_eq!(rate.cost_of(600, 60, Rounding::HalfUp), Ok(Money::from_pence(23_910)));
    }
}
