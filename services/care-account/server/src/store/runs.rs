use carecap_calendar::{Day, Instant};
use carecap_store::{StoreError, Tx, on};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use super::unreadable;
use crate::convert::PolicyTerms;

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RunState {
    /// Pages are being metered.
    Running,
    /// Every account is metered.
    Ended,
    /// Somebody stopped it; it may be resumed.
    Cancelled,
}

impl RunState {
    fn read(code: &str) -> Option<RunState> {
        match code {
            "RUNNING" => Some(RunState::Running),
            "ENDED" => Some(RunState::Ended),
            "CANCELLED" => Some(RunState::Cancelled),
            _ => None,
        }
    }

    /// The state as it is stored, and as a refusal names it.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            RunState::Running => "RUNNING",
            RunState::Ended => "ENDED",
            RunState::Cancelled => "CANCELLED",
        }
    }
}

/// What a run has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub(crate) struct Progress {
    pub(crate) accounts_done: i64,
    /// Of those done, the ones left as they were, as work for a person.
    pub(crate) accounts_refused: i64,
    pub(crate) entries_posted: i64,
    pub(crate) caps_near: i64,
    pub(crate) caps_reached: i64,
    pub(crate) notices_withdrawn: i64,
}

/// A run as far as it is.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) run_id: Uuid,
    pub(crate) until: Day,
    pub(crate) state: RunState,
    /// The cursor: the last account of the last page that is done.
    pub(crate) last_account_id: Uuid,
    /// How many accounts there were when it was started.
    pub(crate) accounts_total: i64,
    pub(crate) progress: Progress,
    pub(crate) terms: PolicyTerms,
    pub(crate) started_by: String,
    pub(crate) started_at: Instant,
    /// The W3C trace context of the call that started it.
    pub(crate) started_traceparent: String,
    pub(crate) ended_at: Option<Instant>,
    /// The W3C trace context of the run's own span. Empty: it has not begun.
    pub(crate) traceparent: String,
    /// The trace of that span.
    pub(crate) trace_id: String,
    /// Counts what people did with it, from 1: its start.
    pub(crate) version: i64,
}

impl Run {
    /// Whether it is neither at its end nor stopped.
    pub(crate) fn is_under_way(&self) -> bool {
        self.state == RunState::Running
    }
}

/// A run before it begins.
pub(crate) struct NewRun<'a> {
    pub(crate) run_id: Uuid,
    pub(crate) until: Day,
    pub(crate) accounts_total: i64,
    pub(crate) terms: &'a PolicyTerms,
    pub(crate) started_by: &'a str,
    pub(crate) started_traceparent: &'a str,
}

#[derive(sqlx::FromRow)]
struct RunRow {
    run_id: Uuid,
    until: Day,
    state: String,
    last_account_id: Uuid,
    accounts_total: i64,
    #[sqlx(flatten)]
    progress: Progress,
    terms: Json<PolicyTerms>,
    started_by: String,
    started_at: i64,
    started_traceparent: String,
    ended_at: Option<i64>,
    traceparent: String,
    trace_id: String,
    version: i64,
}

const COLUMNS: &str = "run_id, until, state, last_account_id, accounts_total, accounts_done,
    accounts_refused, entries_posted, caps_near, caps_reached, notices_withdrawn, terms, started_by,
    started_at, started_traceparent, ended_at, traceparent, trace_id, version";

impl RunRow {
    fn run(self) -> Result<Run, StoreError> {
        let state = RunState::read(&self.state);
        Ok(Run {
            run_id: self.run_id,
            until: self.until,
            state: state.ok_or_else(|| unreadable("runs", "an unknown state"))?,
            last_account_id: self.last_account_id,
            accounts_total: self.accounts_total,
            progress: self.progress,
            terms: self.terms.0,
            started_by: self.started_by,
            started_at: Instant::from_micros(self.started_at),
            started_traceparent: self.started_traceparent,
            ended_at: self.ended_at.map(Instant::from_micros),
            traceparent: self.traceparent,
            trace_id: self.trace_id,
            version: self.version,
        })
    }
}

/// Holds off every other start or resumption of a run of the council until this transaction ends.
pub(crate) async fn lock_council(tx: &mut Tx) -> Result<(), StoreError> {
    let council = tx.council().to_string();
    on!(tx, c => sqlx::query(
            "INSERT INTO council_meters (council_id, runs_started) VALUES ($1, 1)
             ON CONFLICT (council_id) DO UPDATE
             SET runs_started = council_meters.runs_started + 1",
        )
        .bind(&council)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// A run.
pub(crate) async fn of(tx: &mut Tx, run_id: Uuid) -> Result<Option<Run>, StoreError> {
    one(tx, "run_id = $2", run_id, "").await
}

/// A run, locked until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, run_id: Uuid) -> Result<Option<Run>, StoreError> {
    one(tx, "run_id = $2", run_id, tx.for_update()).await
}

/// The ended run that ends last. One that was cancelled has not metered every account to its day, and
/// holds up no other.
pub(crate) async fn last_ended(tx: &mut Tx) -> Result<Option<Run>, StoreError> {
    let which = "run_id <> $2 AND state = 'ENDED' ORDER BY until DESC LIMIT 1";
    one(tx, which, Uuid::nil(), "").await
}

/// The first run that ends on a day or later: the one that meters the days before it.
pub(crate) async fn that_meters_to(tx: &mut Tx, day: Day) -> Result<Option<Run>, StoreError> {
    let council = tx.council().to_string();
    // A run that was cancelled metered those accounts alone that it came to, so another goes before.
    let sql = format!(
        "SELECT {COLUMNS} FROM runs WHERE council_id = $1 AND until >= $2
         ORDER BY CASE state WHEN 'CANCELLED' THEN 1 ELSE 0 END, until, run_id LIMIT 1"
    );
    let row: Option<RunRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(&council)
        .bind(day)
        .fetch_optional(&mut *c)
        .await)?;
    row.map(RunRow::run).transpose()
}

/// The run that is under way.
pub(crate) async fn under_way(tx: &mut Tx) -> Result<Option<Run>, StoreError> {
    one(tx, "run_id <> $2 AND state = 'RUNNING'", Uuid::nil(), "").await
}

async fn one(
    tx: &mut Tx,
    which: &str,
    run_id: Uuid,
    locking: &str,
) -> Result<Option<Run>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!("SELECT {COLUMNS} FROM runs WHERE council_id = $1 AND {which}{locking}");
    let row: Option<RunRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(&council)
        .bind(run_id)
        .fetch_optional(&mut *c)
        .await)?;
    row.map(RunRow::run).transpose()
}

/// The runs that were started before one, the latest of them first. Ids grow with time.
pub(crate) async fn page_before(
    tx: &mut Tx,
    before: Uuid,
    limit: i64,
) -> Result<Vec<Run>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!(
        "SELECT {COLUMNS} FROM runs WHERE council_id = $1 AND run_id < $2
         ORDER BY run_id DESC LIMIT $3"
    );
    let rows: Vec<RunRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(&council)
        .bind(before)
        .bind(limit)
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(RunRow::run).collect()
}

/// Adds a run that is to be worked through.
pub(crate) async fn add(tx: &mut Tx, run: NewRun<'_>) -> Result<(), StoreError> {
    let (council, now) = (tx.council().to_string(), tx.now().micros());
    on!(tx, c => sqlx::query(
            "INSERT INTO runs (council_id, run_id, until, state, last_account_id, accounts_done,
                 entries_posted, policy_version, terms, started_by, started_at,
                 started_traceparent, ended_at, traceparent, trace_id, accounts_total)
             VALUES ($1, $2, $3, 'RUNNING', $4, 0, 0, $5, $6, $7, $8, $9, NULL, '', '', $10)",
        )
        .bind(&council)
        .bind(run.run_id)
        .bind(run.until)
        .bind(Uuid::nil())
        .bind(run.terms.policy_version)
        .bind(Json(run.terms))
        .bind(run.started_by)
        .bind(now)
        .bind(run.started_traceparent)
        .bind(run.accounts_total)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// Writes down how far a run is that this transaction has locked.
pub(crate) async fn save(tx: &mut Tx, run: &Run) -> Result<(), StoreError> {
    let (council, progress) = (tx.council().to_string(), run.progress);
    on!(tx, c => sqlx::query(
            "UPDATE runs SET state = $3, last_account_id = $4, accounts_done = $5,
                 accounts_refused = $6, entries_posted = $7, caps_near = $8, caps_reached = $9,
                 notices_withdrawn = $10, ended_at = $11, traceparent = $12, trace_id = $13,
                 version = $14
             WHERE council_id = $1 AND run_id = $2",
        )
        .bind(&council)
        .bind(run.run_id)
        .bind(run.state.code())
        .bind(run.last_account_id)
        .bind(progress.accounts_done)
        .bind(progress.accounts_refused)
        .bind(progress.entries_posted)
        .bind(progress.caps_near)
        .bind(progress.caps_reached)
        .bind(progress.notices_withdrawn)
        .bind(run.ended_at.map(Instant::micros))
        .bind(&run.traceparent)
        .bind(&run.trace_id)
        .bind(run.version)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}
