use std::sync::Arc;

use carecap_calendar::Clock;
use rand::RngCore;
use uuid::Uuid;

/// Makes ids. Passed in, so that a test or a simulation can make them repeatable.
pub trait Ids: Send + Sync + 'static {
    /// An id that nothing else has, and that sorts after those made a millisecond or more before.
    fn new_id(&self) -> Uuid;
}

/// UUIDv7: the clock's time and random bits.
pub struct RandomIds {
    clock: Arc<dyn Clock>,
}

impl RandomIds {
    /// Ids that carry the time of this clock.
    pub fn new(clock: Arc<dyn Clock>) -> RandomIds {
        RandomIds { clock }
    }
}

impl Ids for RandomIds {
    fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.clock.now().micros() / 1_000).unwrap_or(0);
        let mut random = [0; 10];
        rand::rng().fill_bytes(&mut random);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}
