use carecap_calendar::{Day, Instant};
use time::{Duration, Month, OffsetDateTime, Time};

/// The civil date in London at a moment: what "the day of its recording" means for a fact that has
/// no date of business. Summer time runs from 01:00 UTC on the last Sunday of March to 01:00 UTC on
/// the last Sunday of October (Summer Time Act 1972, as amended by the Summer Time Order 2002).
pub(crate) fn london_day(moment: Instant) -> Day {
    let seconds = moment.micros().div_euclid(1_000_000);
    let utc = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let begins = change_of_clocks(utc.year(), Month::March);
    let ends = change_of_clocks(utc.year(), Month::October);
    let in_summer = begins.zip(ends).is_some_and(|(begins, ends)| begins <= utc && utc < ends);
    let ahead = Duration::hours(i64::from(in_summer));
    utc.saturating_add(ahead).date()
}

/// 01:00 UTC on the last Sunday of a month of 31 days. None: outside the calendar.
fn change_of_clocks(year: i32, month: Month) -> Option<OffsetDateTime> {
    let last = Day::from_calendar_date(year, month, 31).ok()?;
    let since_sunday = i64::from(last.weekday().number_days_from_sunday());
    let sunday = last.checked_sub(Duration::days(since_sunday))?;
    Some(sunday.with_time(Time::from_hms(1, 0, 0).ok()?).assume_utc())
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    #[test]
    fn an_hour_before_midnight_utc_is_the_next_day_in_a_british_summer_only() {
        let day = |moment: OffsetDateTime| london_day(Instant::from(moment));
        assert_eq!(day(datetime!(2025-01-15 23:30 UTC)), date!(2025 - 01 - 15));
        assert_eq!(day(datetime!(2025-07-15 22:59 UTC)), date!(2025 - 07 - 15));
        assert_eq!(day(datetime!(2025-07-15 23:00 UTC)), date!(2025 - 07 - 16));
    }

    #[test]
    fn the_clocks_change_on_the_last_sundays_of_march_and_october() {
        let day = |moment: OffsetDateTime| london_day(Instant::from(moment));
        // In 2025 they change on 30 March and on 26 October.
        assert_eq!(day(datetime!(2025-03-29 23:30 UTC)), date!(2025 - 03 - 29));
        assert_eq!(day(datetime!(2025-03-30 23:30 UTC)), date!(2025 - 03 - 31));
        assert_eq!(day(datetime!(2025-10-25 23:30 UTC)), date!(2025 - 10 - 26));
        assert_eq!(day(datetime!(2025-10-26 23:30 UTC)), date!(2025 - 10 - 26));
    }
}
