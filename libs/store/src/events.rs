use crate::{StoreError, Tx, on};

/// Something to be told at commit.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The encoded `carecap.events.v1.Event`, without number and time.
    pub happened: Vec<u8>,
    /// W3C trace context of the work that made it true. Empty: none.
    pub traceparent: String,
}

/// An event as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredEvent {
    /// Its number, from 1, without gaps.
    pub number: i64,
    /// When it was recorded, in microseconds since 1970.
    pub recorded_at: i64,
    /// W3C trace context of the work that made it true.
    pub traceparent: String,
    /// The encoded event.
    pub happened: Vec<u8>,
}

/// Takes the next numbers and stores the events under them. The counter's row stays locked until the
/// commit that follows at once, so numbers are committed in their own order.
pub(crate) async fn append(tx: &mut Tx, told: &[NewEvent]) -> Result<(), StoreError> {
    let (council, now) = (tx.council().to_string(), tx.now().micros());
    let count = i64::try_from(told.len()).unwrap_or(i64::MAX);
    let last: i64 = on!(tx, c => sqlx::query_scalar(
            "INSERT INTO event_counters (council_id, last_number) VALUES ($1, $2)
             ON CONFLICT (council_id) DO UPDATE
             SET last_number = event_counters.last_number + excluded.last_number
             RETURNING last_number",
        )
        .bind(&council)
        .bind(count)
        .fetch_one(&mut *c)
        .await)?;
    for (number, event) in (last - count + 1..).zip(told) {
        on!(tx, c => sqlx::query(
                "INSERT INTO events (council_id, number, recorded_at, traceparent, happened)
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(&council)
            .bind(number)
            .bind(now)
            .bind(&event.traceparent)
            .bind(&event.happened)
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// The events after a number, in order, at most `limit` of them.
pub async fn events_after(
    tx: &mut Tx,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredEvent>, StoreError> {
    let council = tx.council().to_string();
    Ok(on!(tx, c => sqlx::query_as(
            "SELECT number, recorded_at, traceparent, happened FROM events
             WHERE council_id = $1 AND number > $2 ORDER BY number LIMIT $3",
        )
        .bind(&council)
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *c)
        .await)?)
}

/// The numbers of the events after a number, for whoever checks that there are no gaps.
pub async fn event_numbers_after(tx: &mut Tx, after: i64) -> Result<Vec<i64>, StoreError> {
    let council = tx.council().to_string();
    Ok(on!(tx, c => sqlx::query_scalar(
            "SELECT number FROM events WHERE council_id = $1 AND number > $2 ORDER BY number",
        )
        .bind(&council)
        .bind(after)
        .fetch_all(&mut *c)
        .await)?)
}

/// The number of the last event of a producer that was applied here. 0: none.
pub async fn follower_position(tx: &mut Tx, producer: &str) -> Result<i64, StoreError> {
    let council = tx.council().to_string();
    let position: Option<i64> = on!(tx, c => sqlx::query_scalar(
            "SELECT position FROM follower_positions WHERE council_id = $1 AND producer = $2",
        )
        .bind(&council)
        .bind(producer)
        .fetch_optional(&mut *c)
        .await)?;
    Ok(position.unwrap_or(0))
}

impl Tx {
    /// Moves the position from `number - 1` to `number`. False: another replica has applied the event
    /// already, and this transaction must not.
    pub async fn advance(&mut self, producer: &str, number: i64) -> Result<bool, StoreError> {
        let council = self.council().to_string();
        if number == 1 {
            on!(self, c => sqlx::query(
                    "INSERT INTO follower_positions (council_id, producer, position)
                     VALUES ($1, $2, 0) ON CONFLICT (council_id, producer) DO NOTHING",
                )
                .bind(&council)
                .bind(producer)
                .execute(&mut *c)
                .await
                .map(drop))?;
        }
        let moved = on!(self, c => sqlx::query(
                "UPDATE follower_positions SET position = $3
                 WHERE council_id = $1 AND producer = $2 AND position = $4",
            )
            .bind(&council)
            .bind(producer)
            .bind(number)
            .bind(number - 1)
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected()))?;
        Ok(moved == 1)
    }
}
