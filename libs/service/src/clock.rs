use carecap_calendar::{Clock, Instant};
use time::OffsetDateTime;

/// The machine's own clock: the one place that reads it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the Clock that everybody else is given")]
    fn now(&self) -> Instant {
        OffsetDateTime::now_utc().into()
    }
}
