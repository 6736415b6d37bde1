//! Days, periods and instants.
//!
//! A [`Day`] is a civil date in Europe/London; business speaks in days. An [`Instant`] is a moment;
//! records carry one. A [`Period`] is half-open: it holds its start and not its end (R-ROUND-4).
//! Nothing here reads a clock: whoever needs the time is given a [`Clock`].

mod day;
mod instant;
mod period;

pub use day::{
    Day, add_months, first_day, last_day, parse_day, plus_days, show_day, weekday_index,
};
pub use instant::{Clock, Instant};
pub use period::Period;

/// Why a day or a period could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The text is no day such as 2024-10-07, or lies outside 1900 to 2200.
    #[error("`{0}` is not a day such as 2024-10-07, from 1900 to 2200")]
    NotADay(String),
    /// A period that ends before it starts.
    #[error("a period cannot end on {end} before it starts on {start}")]
    EndsBeforeStart {
        /// The first day.
        start: String,
        /// The day of its end.
        end: String,
    },
}
