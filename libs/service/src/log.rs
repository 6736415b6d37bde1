use carecap_calendar::Instant;
use carecap_contracts::events::v1::Event;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::timestamp;
use carecap_store::{NewEvent, StoreError, StoredEvent};
use prost::Message as _;

use crate::telemetry::current_traceparent;

/// Something to be told, in the trace of the present span.
pub fn told(happened: Happened) -> NewEvent {
    let event = Event { happened: Some(happened), ..Event::default() };
    NewEvent { happened: event.encode_to_vec(), traceparent: current_traceparent() }
}

/// A stored event as its followers read it.
pub fn happened(stored: &StoredEvent) -> Result<Event, StoreError> {
    let event = Event::decode(stored.happened.as_slice())
        .map_err(|error| StoreError::Unreadable { table: "events", what: error.to_string() })?;
    Ok(Event {
        number: stored.number,
        recorded_at: timestamp(Instant::from_micros(stored.recorded_at)),
        traceparent: stored.traceparent.clone(),
        ..event
    })
}
