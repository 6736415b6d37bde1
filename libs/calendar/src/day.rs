use time::format_description::BorrowedFormatItem;
use time::macros::{date, format_description};
use time::{Date, Duration, Month};

use crate::CalendarError;

/// A civil date in Europe/London, without time of day.
pub type Day = Date;

const ISO: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");

/// The first day that Carecap accepts.
pub const fn first_day() -> Day {
    date!(1900 - 01 - 01)
}

/// The last day that Carecap accepts: an account may live for ninety-nine years and more.
pub const fn last_day() -> Day {
    date!(2200 - 12 - 31)
}

/// Reads `2024-10-07`.
pub fn parse_day(text: &str) -> Result<Day, CalendarError> {
    let day = Date::parse(text.trim(), ISO).map_err(|_| CalendarError::NotADay(text.to_owned()))?;
    if day < first_day() || day > last_day() {
        return Err(CalendarError::NotADay(text.to_owned()));
    }
    Ok(day)
}

/// Writes `2024-10-07`.
pub fn show_day(day: Day) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
}

/// The day so many days later, held at the last day that the calendar has.
pub fn plus_days(day: Day, days: i64) -> Day {
    day.saturating_add(Duration::days(days))
}

/// The day so many calendar months later; the last day of a shorter month stands for a day that it
/// does not have (31 August and six months: 28 or 29 February).
pub fn add_months(day: Day, months: u32) -> Day {
    let index =
        i64::from(day.year()) * 12 + i64::from(u8::from(day.month()) - 1) + i64::from(months);
    let year = i32::try_from(index.div_euclid(12)).unwrap_or(i32::MAX);
    let month = u8::try_from(index.rem_euclid(12) + 1).unwrap_or(12);
    let month = Month::try_from(month).unwrap_or(Month::December);
    let length = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(length)).unwrap_or(Date::MAX)
}

/// Monday 0 to Sunday 6, as the schedule of days counts (R-METER-12).
pub fn weekday_index(day: Day) -> u8 {
    day.weekday().number_days_from_monday()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_read_or_refused() {
        assert_eq!(parse_day("2024-02-29").ok(), Some(date!(2024 - 02 - 29)));
        for wrong in ["2023-02-29", "2024-13-01", "07/10/2024", "1899-12-31", "2201-01-01", ""] {
            assert!(parse_day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn months_are_added_as_people_count_them() {
        assert_eq!(add_months(date!(2025 - 04 - 07), 18), date!(2026 - 10 - 07));
        assert_eq!(add_months(date!(2023 - 08 - 31), 6), date!(2024 - 02 - 29));
        assert_eq!(add_months(date!(2024 - 12 - 31), 1), date!(2025 - 01 - 31));
    }

    #[test]
    fn a_week_begins_on_monday() {
        assert_eq!(weekday_index(date!(2024 - 10 - 07)), 0);
        assert_eq!(weekday_index(date!(2025 - 01 - 09)), 3);
    }

    proptest! {
        #[test]
        fn a_day_reads_back_as_it_is_shown(offset in 0_i64..109_000) {
            let day = plus_days(first_day(), offset);
            prop_assert_eq!(parse_day(&show_day(day)), Ok(day));
        }
    }
}
