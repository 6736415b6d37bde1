use carecap_calendar::{Day, Instant, Period, first_day, last_day};
use carecap_money::Money;

use crate::common::v1 as proto;

/// A date that no calendar has, or that lies outside 1900 to 2200.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidDate;

/// Pence as the contract writes them.
pub fn money(amount: Money) -> Option<proto::Money> {
    Some(proto::Money { pence: amount.pence() })
}

/// A day as the contract writes it.
pub fn date(day: Day) -> Option<proto::Date> {
    Some(proto::Date {
        year: day.year(),
        month: i32::from(u8::from(day.month())),
        day: i32::from(day.day()),
    })
}

/// A day that may be absent, as the contract writes it.
pub fn optional_date(day: Option<Day>) -> Option<proto::Date> {
    day.and_then(date)
}

/// Reads a date.
pub fn day(date: &proto::Date) -> Result<Day, InvalidDate> {
    let month = u8::try_from(date.month).ok().and_then(|month| time::Month::try_from(month).ok());
    let of_month = u8::try_from(date.day).map_err(|_| InvalidDate)?;
    let day = Day::from_calendar_date(date.year, month.ok_or(InvalidDate)?, of_month)
        .map_err(|_| InvalidDate)?;
    if day < first_day() || day > last_day() {
        return Err(InvalidDate);
    }
    Ok(day)
}

/// Reads a date that may be absent.
pub fn optional_day(date: Option<&proto::Date>) -> Result<Option<Day>, InvalidDate> {
    date.map(day).transpose()
}

/// A period as the contract writes it.
pub fn period(period: &Period) -> Option<proto::Period> {
    Some(proto::Period { start: date(period.start()), end: optional_date(period.end()) })
}

/// A moment as the contract writes it.
pub fn timestamp(instant: Instant) -> Option<prost_types::Timestamp> {
    let micros = instant.micros();
    let nanos = i32::try_from(micros.rem_euclid(1_000_000) * 1_000).unwrap_or(0);
    Some(prost_types::Timestamp { seconds: micros.div_euclid(1_000_000), nanos })
}
