//! The pence of a day (R-METER-12, R-ROUND-3, R-DLC-5 [PROPOSED]).
//!
//! Of a weekly amount *W*, the day with weekday *i* (Monday 0) has
//! `round(W(i+1)/7) - round(W i/7)` pence, half up. The differences telescope: any seven days in a
//! row make exactly *W*, cutting a period anywhere never changes its sum, and nothing is carried.

use carecap_calendar::{Day, plus_days, weekday_index};
use carecap_money::{Money, MoneyError, Rounding, round_ratio};

use crate::split::{Parts, Split, WeeklySplit};

/// What the first `days` days of a Monday-to-Sunday week make of a weekly amount.
fn first_days_of_week(weekly: Money, days: i64) -> Result<Money, MoneyError> {
    round_ratio(i128::from(weekly.pence()) * i128::from(days), 7, Rounding::HalfUp)
}

/// What the days `[start, end)` make of a weekly amount, in closed form. An end at or before the
/// start makes nothing.
///
/// # Errors
/// [`MoneyError::Overflow`] where the sum does not fit.
pub fn pence_of_days(weekly: Money, start: Day, end: Day) -> Result<Money, MoneyError> {
    let days = (end - start).whole_days();
    if weekly.is_zero() || days <= 0 {
        return Ok(Money::ZERO);
    }
    let days_before_start = i64::from(weekday_index(start));
    let days_before_end = days_before_start + days;
    let whole_weeks = weekly.share(days_before_end / 7, 1, Rounding::HalfUp)?;
    whole_weeks
        .checked_add(first_days_of_week(weekly, days_before_end % 7)?)?
        .checked_sub(first_days_of_week(weekly, days_before_start)?)
}

/// What the days `[start, end)` cost at a weekly rate, each of the six parts by its own schedule.
///
/// # Errors
/// [`MoneyError::Overflow`] where a sum does not fit.
pub fn split_of_days(weekly: &WeeklySplit, start: Day, end: Day) -> Result<Split, MoneyError> {
    let parts = weekly.split().parts();
    let of = |part: Money| pence_of_days(part, start, end);
    Split::new(Parts {
        person_accrued: of(parts.person_accrued)?,
        person_daily_living: of(parts.person_daily_living)?,
        person_not_counted: of(parts.person_not_counted)?,
        council_accrued: of(parts.council_accrued)?,
        council_daily_living: of(parts.council_daily_living)?,
        council_not_counted: of(parts.council_not_counted)?,
    })
}

/// What counts toward the cap on the days `[start, end)`, whoever bears it.
///
/// # Errors
/// [`MoneyError::Overflow`] where a sum does not fit.
pub fn accrued_of_days(weekly: &WeeklySplit, start: Day, end: Day) -> Result<Money, MoneyError> {
    let parts = weekly.split().parts();
    pence_of_days(parts.person_accrued, start, end)?.checked_add(pence_of_days(
        parts.council_accrued,
        start,
        end,
    )?)
}

/// The Monday after the day: where a stretch that begins on it ends at the latest.
pub fn next_monday(day: Day) -> Day {
    plus_days(day, 7 - i64::from(weekday_index(day)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date;

    use super::*;

    /// The formula of R-METER-12 for one day, in plain integers.
    fn pence_of_one_day(weekly: i64, weekday: i64) -> i64 {
        let rounded = |i: i64| (2 * weekly * i + 7).div_euclid(14);
        rounded(weekday + 1) - rounded(weekday)
    }

    #[test]
    fn a_week_of_650_pounds_by_days() {
        let pence: Vec<i64> = (0..7).map(|i| pence_of_one_day(65_000, i)).collect();
        assert_eq!(pence, [9_286, 9_285, 9_286, 9_286, 9_286, 9_285, 9_286]);
        for (i, expected) in (0_i64..).zip(pence) {
            let day = plus_days(date!(2024 - 10 - 07), i);
            let next = plus_days(day, 1);
            let found = pence_of_days(Money::from_pence(65_000), day, next).unwrap();
            assert_eq!(found.pence(), expected);
        }
    }

    #[test]
    fn a_rate_that_changes_on_thursday_der_cap_midweek_change() {
        let monday = date!(2024 - 10 - 07);
        let thursday = date!(2024 - 10 - 10);
        let before = pence_of_days(Money::from_pence(65_000), monday, thursday).unwrap();
        let after =
            pence_of_days(Money::from_pence(72_000), thursday, next_monday(monday)).unwrap();
        assert_eq!((before.pence(), after.pence()), (27_857, 41_143));
        assert_eq!(before.pence() + after.pence(), 69_000);
    }

    #[test]
    fn a_day_of_no_length_costs_nothing() {
        let day = date!(2024 - 10 - 09);
        assert_eq!(pence_of_days(Money::from_pence(65_000), day, day), Ok(Money::ZERO));
    }

    proptest! {
        #[test]
        fn any_seven_days_in_a_row_make_the_week(
            weekly in 0_i64..10_000_000, offset in 0_i64..9_999,
        ) {
            let start = plus_days(date!(2020 - 01 - 01), offset);
            let week = pence_of_days(Money::from_pence(weekly), start, plus_days(start, 7));
            prop_assert_eq!(week, Ok(Money::from_pence(weekly)));
        }

        #[test]
        fn cutting_a_period_anywhere_never_changes_its_sum(
            weekly in 0_i64..10_000_000, offset in 0_i64..999,
            first in 0_i64..90, second in 0_i64..90,
        ) {
            let start = plus_days(date!(2020 - 01 - 01), offset);
            let cut = plus_days(start, first);
            let end = plus_days(cut, second);
            let of = |from, to| pence_of_days(Money::from_pence(weekly), from, to).unwrap().pence();
            prop_assert_eq!(of(start, cut) + of(cut, end), of(start, end));
        }

        #[test]
        fn the_closed_form_is_the_sum_of_the_days(
            weekly in 0_i64..10_000_000, offset in 0_i64..999, days in 0_i64..60,
        ) {
            let start = plus_days(date!(2020 - 01 - 01), offset);
            let by_day: i64 = (0..days)
                .map(|n| pence_of_one_day(weekly, i64::from(weekday_index(plus_days(start, n)))))
                .sum();
            let closed = pence_of_days(Money::from_pence(weekly), start, plus_days(start, days));
            prop_assert_eq!(closed, Ok(Money::from_pence(by_day)));
        }
    }
}
