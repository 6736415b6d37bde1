use serde::{Deserialize, Serialize};

use crate::{Money, MoneyError};

/// What happens to a fraction of a penny. Every step of a receipt that rounds names one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rounding {
    /// To the nearest penny; exactly half a penny goes up, away from zero.
    HalfUp,
    /// The fraction is dropped: toward zero.
    Down,
    /// Any fraction makes a whole penny: away from zero.
    Up,
}

/// The one place where an amount becomes whole pence: `numerator / denominator` pence, rounded.
///
/// # Errors
/// [`MoneyError::DivisionByZero`], or [`MoneyError::Overflow`] where the result does not fit.
pub fn round_ratio(
    numerator: i128,
    denominator: i128,
    rounding: Rounding,
) -> Result<Money, MoneyError> {
    if denominator == 0 {
        return Err(MoneyError::DivisionByZero);
    }
    let negative = (numerator < 0) != (denominator < 0);
    let (numerator, denominator) = (numerator.unsigned_abs(), denominator.unsigned_abs());
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let up = match rounding {
        Rounding::HalfUp => rest >= denominator - rest,
        Rounding::Down => false,
        Rounding::Up => rest > 0,
    };
    let pence = whole + u128::from(up);
    let signed = i128::try_from(pence).map_err(|_| MoneyError::Overflow)?;
    let signed = if negative { -signed } else { signed };
    i64::try_from(signed).map(Money::from_pence).map_err(|_| MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_rounding_does_what_its_name_says() {
        let check = |numerator, denominator, expected: [i64; 3]| {
            let rounded = [Rounding::HalfUp, Rounding::Down, Rounding::Up]
                .map(|rounding| round_ratio(numerator, denominator, rounding).unwrap().pence());
            assert_eq!(rounded, expected, "{numerator}/{denominator}");
        };
        check(5, 2, [3, 2, 3]);
        check(-5, 2, [-3, -2, -3]);
        check(7, 3, [2, 2, 3]);
        check(8, 3, [3, 2, 3]);
        check(6, 3, [2, 2, 2]);
        check(0, 3, [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn no_ratio_panics(n in any::<i128>(), d in any::<i128>()) {
            for rounding in [Rounding::HalfUp, Rounding::Down, Rounding::Up] {
                let _ = round_ratio(n, d, rounding);
            }
        }

        #[test]
        fn a_rounded_ratio_is_within_a_penny(n in any::<i32>(), d in 1..i32::MAX) {
            for rounding in [Rounding::HalfUp, Rounding::Down, Rounding::Up] {
                let pence = i128::from(round_ratio(n.into(), d.into(), rounding).unwrap().pence());
                prop_assert!((pence * i128::from(d) - i128::from(n)).abs() < i128::from(d));
            }
        }
    }
}
