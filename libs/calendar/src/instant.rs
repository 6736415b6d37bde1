use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// A moment, in whole microseconds since 1970 in UTC: the finest that both stores keep alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant {
    micros: i64,
}

impl Instant {
    /// So many microseconds since 1970.
    pub const fn from_micros(micros: i64) -> Instant {
        Instant { micros }
    }

    /// The microseconds since 1970.
    pub const fn micros(self) -> i64 {
        self.micros
    }
}

impl From<OffsetDateTime> for Instant {
    fn from(moment: OffsetDateTime) -> Instant {
        let micros = moment.unix_timestamp_nanos().div_euclid(1_000);
        Instant { micros: i64::try_from(micros).unwrap_or(i64::MAX) }
    }
}

/// Tells the time to whoever records something. Rules never take one.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> Instant;
}
