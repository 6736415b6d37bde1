use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{MoneyError, Rounding, round_ratio};

/// An amount of money in whole pence, pounds sterling. It may be negative; where that has no
/// meaning, the type that holds it says so.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money {
    pence: i64,
}

impl Money {
    /// No money.
    pub const ZERO: Money = Money { pence: 0 };

    /// So many pence.
    pub const fn from_pence(pence: i64) -> Money {
        Money { pence }
    }

    /// The amount in pence.
    pub const fn pence(self) -> i64 {
        self.pence
    }

    /// The amount in pounds, exactly.
    pub fn pounds(self) -> Decimal {
        Decimal::new(self.pence, 2)
    }

    /// Reads pounds with at most two decimal places: `805`, `805.0` or `-1.37`.
    pub fn parse(text: &str) -> Result<Money, MoneyError> {
        let malformed = || MoneyError::Malformed(text.to_owned());
        let pounds = Decimal::from_str_exact(text.trim()).map_err(|_| malformed())?;
        let pence = pounds.checked_mul(Decimal::ONE_HUNDRED).ok_or(MoneyError::Overflow)?;
        if !pence.fract().is_zero() {
            return Err(malformed());
        }
        i64::try_from(pence.trunc().mantissa() / 10_i128.pow(pence.trunc().scale()))
            .map(Money::from_pence)
            .map_err(|_| MoneyError::Overflow)
    }

    /// The sum, unless it does not fit.
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.pence.checked_add(other.pence).map(Money::from_pence).ok_or(MoneyError::Overflow)
    }

    /// The difference, unless it does not fit. It may be negative.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.pence.checked_sub(other.pence).map(Money::from_pence).ok_or(MoneyError::Overflow)
    }

    /// The negation, unless it does not fit.
    pub fn checked_neg(self) -> Result<Money, MoneyError> {
        self.pence.checked_neg().map(Money::from_pence).ok_or(MoneyError::Overflow)
    }

    /// The sum of many amounts, unless it does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Money>) -> Result<Money, MoneyError> {
        amounts.into_iter().try_fold(Money::ZERO, Money::checked_add)
    }

    /// This amount, or nothing where it is below zero.
    pub fn at_least_zero(self) -> Money {
        self.max(Money::ZERO)
    }

    /// Whether the amount is below zero.
    pub const fn is_negative(self) -> bool {
        self.pence < 0
    }

    /// Whether there is no money.
    pub const fn is_zero(self) -> bool {
        self.pence == 0
    }

    /// The amount times an exact decimal, rounded once: an uprating by 1.037, or 90 per cent as 0.90.
    pub fn scaled(self, factor: Decimal, rounding: Rounding) -> Result<Money, MoneyError> {
        let numerator =
            i128::from(self.pence).checked_mul(factor.mantissa()).ok_or(MoneyError::Overflow)?;
        let denominator = 10_i128.checked_pow(factor.scale()).ok_or(MoneyError::Overflow)?;
        round_ratio(numerator, denominator, rounding)
    }

    /// The amount times `numerator / denominator`, rounded once.
    pub fn share(
        self,
        numerator: i64,
        denominator: i64,
        rounding: Rounding,
    ) -> Result<Money, MoneyError> {
        let whole = i128::from(self.pence) * i128::from(numerator);
        round_ratio(whole, i128::from(denominator), rounding)
    }
}

/// Pounds with a sign, thousands and two places: `£1,234.56`, `-£0.05`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.pence < 0 { "-" } else { "" };
        let absolute = self.pence.unsigned_abs();
        let pounds = (absolute / 100).to_string();
        let mut grouped = String::with_capacity(pounds.len() + pounds.len() / 3);
        for (index, digit) in pounds.chars().enumerate() {
            if index > 0 && (pounds.len() - index).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(f, "{sign}£{grouped}.{:02}", absolute % 100)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pounds_are_read_exactly_or_refused() {
        let check = |text: &str, expected: Option<i64>| {
            assert_eq!(Money::parse(text).ok().map(Money::pence), expected, "{text}");
        };
        check("805", Some(80_500));
        check("805.5", Some(80_550));
        check("-1.37", Some(-137));
        check("0.10", Some(10));
        check("0.100", Some(10));
        check("0.001", None);
        check("", None);
        check("8,050", None);
        check("1e3", None);
        check("92233720368547758.07", Some(i64::MAX));
        check("92233720368547758.08", None);
    }

    #[test]
    fn amounts_read_as_a_person_writes_them() {
        assert_eq!(Money::from_pence(123_456_789).to_string(), "£1,234,567.89");
        assert_eq!(Money::from_pence(-5).to_string(), "-£0.05");
        assert_eq!(Money::from_pence(i64::MIN).to_string(), "-£92,233,720,368,547,758.08");
    }

    #[test]
    fn an_uprating_is_rounded_half_up_once() {
        // DER-CAP-UPRATING-ROUNDING: 12,345.67 by 1.037.
        let factor = Decimal::from_str_exact("1.037").unwrap();
        let uprated = Money::from_pence(1_234_567).scaled(factor, Rounding::HalfUp).unwrap();
        assert_eq!(uprated, Money::from_pence(1_280_246));
    }

    proptest! {
        #[test]
        fn no_pair_of_amounts_wraps_or_panics(a in any::<i64>(), b in any::<i64>()) {
            let (x, y) = (Money::from_pence(a), Money::from_pence(b));
            prop_assert_eq!(x.checked_add(y).ok().map(Money::pence), a.checked_add(b));
            prop_assert_eq!(x.checked_sub(y).ok().map(Money::pence), a.checked_sub(b));
            prop_assert_eq!(x.checked_neg().ok().map(Money::pence), a.checked_neg());
            let _ = x.share(b, a, Rounding::HalfUp);
            let _ = x.to_string();
        }

        #[test]
        fn what_is_shown_in_pounds_is_read_back(pence in any::<i64>()) {
            let money = Money::from_pence(pence);
            prop_assert_eq!(Money::parse(&money.pounds().to_string()), Ok(money));
        }
    }
}
