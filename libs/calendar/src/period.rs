use serde::{Deserialize, Serialize};

use crate::{CalendarError, Day, show_day};

/// A half-open period of days, `[start, end)`; without an end it is still open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    start: Day,
    end: Option<Day>,
}

impl Period {
    /// From a day on, without an end.
    pub const fn from(start: Day) -> Period {
        Period { start, end: None }
    }

    /// From `start` to the day before `end`. An empty period, `[d, d)`, is allowed.
    pub fn between(start: Day, end: Day) -> Result<Period, CalendarError> {
        if end < start {
            return Err(CalendarError::EndsBeforeStart {
                start: show_day(start),
                end: show_day(end),
            });
        }
        Ok(Period { start, end: Some(end) })
    }

    /// The start of a day, as a period without length: when something happens rather than lasts.
    pub const fn at_start_of(day: Day) -> Period {
        Period { start: day, end: Some(day) }
    }

    /// The first day.
    pub const fn start(&self) -> Day {
        self.start
    }

    /// The first day that is no longer in the period.
    pub const fn end(&self) -> Option<Day> {
        self.end
    }

    /// Whether the day is in the period.
    pub fn contains(&self, day: Day) -> bool {
        self.start <= day && self.end.is_none_or(|end| day < end)
    }

    /// The number of days; none for an open period.
    pub fn days(&self) -> Option<i64> {
        self.end.map(|end| (end - self.start).whole_days())
    }

    /// Whether the two share a day.
    pub fn overlaps(&self, other: &Period) -> bool {
        let before = |end: Option<Day>, start: Day| end.is_some_and(|end| end <= start);
        !before(self.end, other.start) && !before(other.end, self.start)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_period_holds_its_start_and_not_its_end() {
        let period = Period::between(date!(2024 - 10 - 07), date!(2024 - 10 - 14)).unwrap();
        assert!(period.contains(date!(2024 - 10 - 07)));
        assert!(!period.contains(date!(2024 - 10 - 14)));
        assert_eq!(period.days(), Some(7));
        assert!(Period::between(date!(2024 - 10 - 07), date!(2024 - 10 - 06)).is_err());
    }

    #[test]
    fn periods_that_only_touch_do_not_overlap() {
        let first = Period::between(date!(2024 - 10 - 07), date!(2024 - 10 - 14)).unwrap();
        assert!(!first.overlaps(&Period::from(date!(2024 - 10 - 14))));
        assert!(first.overlaps(&Period::from(date!(2024 - 10 - 13))));
    }
}
