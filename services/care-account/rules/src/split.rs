//! One cost over a small grid: who bears it, and what it does to the cap.

use carecap_money::{Money, MoneyError};
use serde::{Deserialize, Serialize};

/// The largest magnitude of a part, in pence: ten thousand million pounds. It leaves so much room
/// that adding up parts within one split can never overflow.
const PART_LIMIT: i64 = 1_000_000_000_000;

/// The six parts by name, as they are written down before they are checked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// The person bears it and it counts toward the cap.
    pub person_accrued: Money,
    /// The person bears it as daily living costs, which never count (R-DLC-3).
    pub person_daily_living: Money,
    /// The person bears it and it does not count.
    pub person_not_counted: Money,
    /// The council bears it and it counts: only under `england-cap-2014` (R-METER-8).
    pub council_accrued: Money,
    /// The council bears it as daily living costs.
    pub council_daily_living: Money,
    /// The council bears it and it does not count.
    pub council_not_counted: Money,
}

impl Parts {
    /// Applies one operation to each pair of parts of the same name.
    fn pairwise(
        &self,
        other: &Parts,
        operation: impl Fn(Money, Money) -> Result<Money, MoneyError>,
    ) -> Result<Parts, MoneyError> {
        Ok(Parts {
            person_accrued: operation(self.person_accrued, other.person_accrued)?,
            person_daily_living: operation(self.person_daily_living, other.person_daily_living)?,
            person_not_counted: operation(self.person_not_counted, other.person_not_counted)?,
            council_accrued: operation(self.council_accrued, other.council_accrued)?,
            council_daily_living: operation(self.council_daily_living, other.council_daily_living)?,
            council_not_counted: operation(self.council_not_counted, other.council_not_counted)?,
        })
    }

    fn as_array(&self) -> [Money; 6] {
        [
            self.person_accrued,
            self.person_daily_living,
            self.person_not_counted,
            self.council_accrued,
            self.council_daily_living,
            self.council_not_counted,
        ]
    }
}

/// One cost, split over who bears it and what it does to the cap. The cost is the sum of the six.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Split {
    parts: Parts,
}

impl Split {
    /// No cost at all.
    pub const ZERO: Split = Split {
        parts: Parts {
            person_accrued: Money::ZERO,
            person_daily_living: Money::ZERO,
            person_not_counted: Money::ZERO,
            council_accrued: Money::ZERO,
            council_daily_living: Money::ZERO,
            council_not_counted: Money::ZERO,
        },
    };

    /// The split with these parts.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] where a part is beyond ten thousand million pounds.
    pub fn new(parts: Parts) -> Result<Split, MoneyError> {
        let too_large = |part: &Money| part.pence().unsigned_abs() > PART_LIMIT.unsigned_abs();
        if parts.as_array().iter().any(too_large) {
            return Err(MoneyError::Overflow);
        }
        Ok(Split { parts })
    }

    /// The six parts by name.
    pub const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The sum of the six parts: the cost of meeting the eligible needs.
    pub fn cost(&self) -> Money {
        let pence = self.parts.as_array().iter().map(|part| part.pence()).sum();
        Money::from_pence(pence)
    }

    /// What counts toward the cap, whoever bears it.
    pub const fn accrued(&self) -> Money {
        both(self.parts.person_accrued, self.parts.council_accrued)
    }

    /// The daily living costs, whoever bears them.
    pub const fn daily_living(&self) -> Money {
        both(self.parts.person_daily_living, self.parts.council_daily_living)
    }

    /// What does not count, daily living costs apart, whoever bears it.
    pub const fn not_counted(&self) -> Money {
        both(self.parts.person_not_counted, self.parts.council_not_counted)
    }

    /// Whether each part is nothing. Parts that cancel out are not nothing.
    pub fn is_zero(&self) -> bool {
        *self == Split::ZERO
    }

    /// Whether any part is below zero.
    pub fn has_negative_part(&self) -> bool {
        self.parts.as_array().into_iter().any(Money::is_negative)
    }

    /// The sum, part by part.
    pub fn checked_add(&self, other: &Split) -> Result<Split, MoneyError> {
        Split::new(self.parts.pairwise(&other.parts, Money::checked_add)?)
    }

    /// The difference, part by part.
    pub fn checked_sub(&self, other: &Split) -> Result<Split, MoneyError> {
        Split::new(self.parts.pairwise(&other.parts, Money::checked_sub)?)
    }

    /// The exact negation, part by part.
    pub fn checked_neg(&self) -> Result<Split, MoneyError> {
        Split::ZERO.checked_sub(self)
    }
}

/// Two parts together; they are bounded, so their sum always fits.
const fn both(one: Money, other: Money) -> Money {
    Money::from_pence(one.pence() + other.pence())
}

/// What is left of a part; both are bounded, so the difference always fits.
const fn less(whole: Money, part: Money) -> Money {
    Money::from_pence(whole.pence() - part.pence())
}

impl TryFrom<Parts> for Split {
    type Error = MoneyError;

    fn try_from(parts: Parts) -> Result<Split, MoneyError> {
        Split::new(parts)
    }
}

impl From<Split> for Parts {
    fn from(split: Split) -> Parts {
        split.parts
    }
}

/// What a week costs and how it is split. No part is below zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Split", into = "Split")]
pub struct WeeklySplit {
    split: Split,
}

impl WeeklySplit {
    /// A week in which nothing is metered.
    pub const ZERO: WeeklySplit = WeeklySplit { split: Split::ZERO };

    /// The week with this split.
    ///
    /// # Errors
    /// [`MoneyError::Negative`] where a part is below zero.
    pub fn new(split: Split) -> Result<WeeklySplit, MoneyError> {
        if split.has_negative_part() {
            return Err(MoneyError::Negative);
        }
        Ok(WeeklySplit { split })
    }

    /// The six weekly parts.
    pub const fn split(&self) -> &Split {
        &self.split
    }

    /// The metered rate: what counts toward the cap in a week. R-METER-6.
    pub const fn metered_rate_weekly(&self) -> Money {
        self.split.accrued()
    }

    /// What the person bears in the week.
    pub const fn borne_by_person(&self) -> Money {
        let parts = &self.split.parts;
        both(both(parts.person_accrued, parts.person_daily_living), parts.person_not_counted)
    }

    /// The same week where the council charges the person at most so much. What is charged is daily
    /// living cost first, and the council bears the rest of the cost, which counts only where what
    /// the council bears counts at all. So it is the week that a budget with this charge would make:
    /// R-METER-4, R-METER-8, R-METER-13 [PROPOSED].
    #[must_use]
    pub fn charged_at_most(&self, charge: Money, council_share_counts: bool) -> WeeklySplit {
        if charge >= self.borne_by_person() {
            return *self;
        }
        let mut parts = self.split.parts;
        let mut left = charge;
        let mut keep = |part: &mut Money| {
            let kept = (*part).min(left);
            let moved = less(*part, kept);
            left = less(left, kept);
            *part = kept;
            moved
        };
        let daily_living = keep(&mut parts.person_daily_living);
        let accrued = keep(&mut parts.person_accrued);
        let not_counted = keep(&mut parts.person_not_counted);
        let counts = |moved| if council_share_counts { moved } else { Money::ZERO };
        let rest = both(less(daily_living, counts(daily_living)), less(accrued, counts(accrued)));
        parts.council_accrued = both(parts.council_accrued, counts(accrued));
        parts.council_daily_living = both(parts.council_daily_living, counts(daily_living));
        parts.council_not_counted = both(parts.council_not_counted, both(not_counted, rest));
        // No part is below zero, and the cost is what it was, so every sum of parts still fits.
        WeeklySplit { split: Split { parts } }
    }

    /// The same week once the cap is reached: daily living costs stay where they are, and the
    /// council bears everything else, not counted. R-CAP-2, R-CAP-9 [PROPOSED], R-DLC-3.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`] where the merged part does not fit.
    pub fn after_cap(&self) -> Result<WeeklySplit, MoneyError> {
        let parts = self.split.parts();
        let rest = [
            parts.person_accrued,
            parts.person_not_counted,
            parts.council_accrued,
            parts.council_not_counted,
        ];
        let split = Split::new(Parts {
            person_daily_living: parts.person_daily_living,
            council_daily_living: parts.council_daily_living,
            council_not_counted: Money::sum(rest)?,
            ..Parts::default()
        })?;
        Ok(WeeklySplit { split })
    }
}

impl TryFrom<Split> for WeeklySplit {
    type Error = MoneyError;

    fn try_from(split: Split) -> Result<WeeklySplit, MoneyError> {
        WeeklySplit::new(split)
    }
}

impl From<WeeklySplit> for Split {
    fn from(weekly: WeeklySplit) -> Split {
        weekly.split
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(person_accrued: i64, person_daily_living: i64) -> Split {
        Split::new(Parts {
            person_accrued: Money::from_pence(person_accrued),
            person_daily_living: Money::from_pence(person_daily_living),
            ..Parts::default()
        })
        .unwrap()
    }

    #[test]
    fn the_cost_is_the_sum_of_the_six_parts() {
        let all = Split::new(Parts {
            person_accrued: Money::from_pence(1),
            person_daily_living: Money::from_pence(20),
            person_not_counted: Money::from_pence(300),
            council_accrued: Money::from_pence(4_000),
            council_daily_living: Money::from_pence(50_000),
            council_not_counted: Money::from_pence(600_000),
        })
        .unwrap();
        assert_eq!(all.cost(), Money::from_pence(654_321));
        assert_eq!(all.accrued(), Money::from_pence(4_001));
        assert_eq!(all.daily_living(), Money::from_pence(50_020));
        assert_eq!(all.not_counted(), Money::from_pence(600_300));
    }

    #[test]
    fn parts_that_cancel_out_are_not_nothing() {
        let moved = split(5, -5);
        assert_eq!(moved.cost(), Money::ZERO);
        assert!(!moved.is_zero());
        assert!(moved.checked_add(&moved.checked_neg().unwrap()).unwrap().is_zero());
    }

    #[test]
    fn a_week_has_no_part_below_zero() {
        assert_eq!(WeeklySplit::new(split(5, -5)), Err(MoneyError::Negative));
        let text = r#"{"person_accrued":-1,"person_daily_living":0,"person_not_counted":0,
            "council_accrued":0,"council_daily_living":0,"council_not_counted":0}"#;
        assert!(serde_json::from_str::<Split>(text).is_ok());
        assert!(serde_json::from_str::<WeeklySplit>(text).is_err());
    }

    #[test]
    fn a_part_beyond_all_reason_is_refused() {
        let huge = Parts { person_accrued: Money::from_pence(i64::MAX), ..Parts::default() };
        assert_eq!(Split::new(huge), Err(MoneyError::Overflow));
    }

    #[test]
    fn after_the_cap_daily_living_stays_and_the_council_bears_the_rest() {
        let weekly = WeeklySplit::new(split(64_500, 20_000)).unwrap();
        let parts = *weekly.after_cap().unwrap().split().parts();
        assert_eq!(parts.person_daily_living, Money::from_pence(20_000));
        assert_eq!(parts.council_not_counted, Money::from_pence(64_500));
        assert_eq!(parts.person_accrued, Money::ZERO);
    }
}
