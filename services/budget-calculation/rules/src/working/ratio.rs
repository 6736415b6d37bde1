use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use carecap_money::{Money, MoneyError, Rounding, UnitRate, round_ratio};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize, Serializer};

/// An exact number: a fraction in lowest terms with a denominator above zero. Hours are one
/// (140 minutes are 7/3 hours, which no decimal holds). It reads and writes itself as a decimal
/// wherever one is exact, and as `n/d` otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Ratio {
    numerator: i128,
    denominator: i128,
}

impl Ratio {
    /// Nothing.
    pub const ZERO: Ratio = Ratio::whole(0);

    /// A whole number.
    pub const fn whole(number: i64) -> Ratio {
        Ratio { numerator: number as i128, denominator: 1 }
    }

    /// `numerator / denominator` in lowest terms.
    ///
    /// # Errors
    /// [`MoneyError::DivisionByZero`], or [`MoneyError::Overflow`] where it does not fit.
    pub fn new(numerator: i128, denominator: i128) -> Result<Ratio, MoneyError> {
        if denominator == 0 {
            return Err(MoneyError::DivisionByZero);
        }
        if numerator == i128::MIN || denominator == i128::MIN {
            return Err(MoneyError::Overflow);
        }
        if denominator == 1 {
            return Ok(Ratio { numerator, denominator });
        }
        let (size, parts) = (numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = greatest_common_divisor(size, parts);
        let signed = |size: u128, sign| i128::try_from(size / divisor).map(|size| size * sign);
        let fits = |_| MoneyError::Overflow;
        Ok(Ratio {
            numerator: signed(size, numerator.signum() * denominator.signum()).map_err(fits)?,
            denominator: signed(parts, 1).map_err(fits)?,
        })
    }

    /// The numerator, in lowest terms.
    pub const fn numerator(self) -> i128 {
        self.numerator
    }

    /// The denominator, in lowest terms, above zero.
    pub const fn denominator(self) -> i128 {
        self.denominator
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// The sum, unless it does not fit.
    pub fn plus(self, other: Ratio) -> Result<Ratio, MoneyError> {
        if self.denominator == other.denominator {
            let sum = self.numerator.checked_add(other.numerator).ok_or(MoneyError::Overflow)?;
            return Ratio::new(sum, self.denominator);
        }
        let sum = times(self.numerator, other.denominator)?
            .checked_add(times(other.numerator, self.denominator)?)
            .ok_or(MoneyError::Overflow)?;
        Ratio::new(sum, times(self.denominator, other.denominator)?)
    }

    /// The product, unless it does not fit.
    pub fn times(self, other: Ratio) -> Result<Ratio, MoneyError> {
        Ratio::new(
            times(self.numerator, other.numerator)?,
            times(self.denominator, other.denominator)?,
        )
    }

    /// The quotient, unless it does not fit.
    pub fn over(self, other: Ratio) -> Result<Ratio, MoneyError> {
        Ratio::new(
            times(self.numerator, other.denominator)?,
            times(self.denominator, other.numerator)?,
        )
    }

    /// The number as pence, rounded once.
    pub fn pence(self, rounding: Rounding) -> Result<Money, MoneyError> {
        round_ratio(self.numerator, self.denominator, rounding)
    }

    /// The decimal that is exactly this number, where there is one of at most 28 places.
    pub fn decimal(self) -> Option<Decimal> {
        let (mut rest, mut places) = (self.denominator, 0_u32);
        let mut mantissa = self.numerator;
        while rest > 1 {
            let (factor, left) = match rest {
                even if even % 10 == 0 => (1, even / 10),
                even if even % 2 == 0 => (5, even / 2),
                five if five % 5 == 0 => (2, five / 5),
                _ => return None,
            };
            mantissa = mantissa.checked_mul(factor)?;
            rest = left;
            places += 1;
        }
        Decimal::try_from_i128_with_scale(mantissa, places).ok().map(|decimal| decimal.normalize())
    }
}

impl From<Money> for Ratio {
    fn from(money: Money) -> Ratio {
        Ratio::whole(money.pence())
    }
}

impl From<Decimal> for Ratio {
    fn from(decimal: Decimal) -> Ratio {
        // A decimal has at most 28 places and 96 bits, so both parts fit and neither is zero.
        let denominator = 10_i128.pow(decimal.scale());
        Ratio::new(decimal.mantissa(), denominator).unwrap_or(Ratio::ZERO)
    }
}

impl From<UnitRate> for Ratio {
    fn from(rate: UnitRate) -> Ratio {
        Ratio::from(Decimal::new(rate.ten_thousandths(), 4))
    }
}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Ratio) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    /// By size, exactly: whole parts first, then the parts below one.
    fn cmp(&self, other: &Ratio) -> Ordering {
        let wholes = |ratio: &Ratio| {
            (
                ratio.numerator.div_euclid(ratio.denominator),
                ratio.numerator.rem_euclid(ratio.denominator),
            )
        };
        let ((one, one_rest), (two, two_rest)) = (wholes(self), wholes(other));
        let crossed = |rest: i128, by: i128| rest.checked_mul(by).unwrap_or(i128::MAX);
        one.cmp(&two).then_with(|| {
            crossed(one_rest, other.denominator).cmp(&crossed(two_rest, self.denominator))
        })
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.denominator == 1 {
            return f.write_str(itoa::Buffer::new().format(self.numerator));
        }
        match self.decimal() {
            Some(decimal) => write!(f, "{decimal}"),
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl FromStr for Ratio {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Ratio, MoneyError> {
        let malformed = || MoneyError::Malformed(text.to_owned());
        if let Some((numerator, denominator)) = text.split_once('/') {
            let numerator = numerator.parse().map_err(|_| malformed())?;
            let denominator = denominator.parse().map_err(|_| malformed())?;
            return Ratio::new(numerator, denominator);
        }
        Decimal::from_str_exact(text).map(Ratio::from).map_err(|_| malformed())
    }
}

impl TryFrom<String> for Ratio {
    type Error = MoneyError;

    fn try_from(text: String) -> Result<Ratio, MoneyError> {
        text.parse()
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn times(one: i128, two: i128) -> Result<i128, MoneyError> {
    one.checked_mul(two).ok_or(MoneyError::Overflow)
}

/// Of numbers that are not both nothing. Nearly all fit 64 bits, where dividing is many times
/// quicker.
fn greatest_common_divisor(one: u128, two: u128) -> u128 {
    if let (Ok(mut one), Ok(mut two)) = (u64::try_from(one), u64::try_from(two)) {
        while two != 0 {
            (one, two) = (two, one % two);
        }
        return one.max(1).into();
    }
    let (mut one, mut two) = (one, two);
    while two != 0 {
        (one, two) = (two, one % two);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_written_as_a_decimal_wherever_one_is_exact() {
        let check = |numerator, denominator, expected: &str| {
            let ratio = Ratio::new(numerator, denominator).unwrap();
            assert_eq!(ratio.to_string(), expected);
            assert_eq!(expected.parse::<Ratio>(), Ok(ratio));
        };
        check(600, 60, "10");
        check(140, 60, "7/3");
        check(15, 60, "0.25");
        check(-1, 8, "-0.125");
        check(0, 7, "0");
    }

    proptest! {
        #[test]
        fn numbers_are_ordered_by_size(
            a in any::<i32>(), b in 1..i32::MAX, c in any::<i32>(), d in 1..i32::MAX,
        ) {
            let one = Ratio::new(a.into(), b.into()).unwrap();
            let two = Ratio::new(c.into(), d.into()).unwrap();
            let crossed = (i64::from(a) * i64::from(d)).cmp(&(i64::from(c) * i64::from(b)));
            prop_assert_eq!(one.cmp(&two), crossed);
        }

        #[test]
        fn every_number_reads_back_as_it_is_written(n in any::<i64>(), d in 1..i64::MAX) {
            let ratio = Ratio::new(n.into(), d.into()).unwrap();
            prop_assert_eq!(ratio.to_string().parse::<Ratio>(), Ok(ratio));
        }
    }
}
