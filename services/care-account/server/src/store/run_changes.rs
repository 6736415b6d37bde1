use carecap_store::{Document, Documents, NewDocument, StoreError, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::runs::{Progress, Run, RunState};

/// What people did with runs after their start, a version each: what a repeated call is answered from.
const RUN_CHANGES: Documents<RunChange> = Documents::of("run_changes");

/// The run as it was when somebody cancelled or resumed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunChange {
    pub(crate) did: Did,
    pub(crate) progress: Progress,
    pub(crate) trace_id: String,
}

/// What they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Did {
    Cancelled { because: String },
    Resumed,
}

/// Adds what somebody did with a run, under the version that the run has now.
pub(crate) async fn add(
    tx: &mut Tx,
    run: &Run,
    did: Did,
    recorded_by: &str,
) -> Result<(), StoreError> {
    let body = RunChange { did, progress: run.progress, trace_id: run.trace_id.clone() };
    let document = NewDocument {
        id: run.run_id,
        version: run.version,
        person_id: None,
        state: run.state.code(),
        sort_key: "",
        recorded_by,
        body: &body,
    };
    RUN_CHANGES.add(tx, document).await
}

/// What was done with a run under a version of it.
pub(crate) async fn at(
    tx: &mut Tx,
    run_id: Uuid,
    version: i64,
) -> Result<Option<Document<RunChange>>, StoreError> {
    RUN_CHANGES.at(tx, run_id, version).await
}

/// The cancelling for which a run stands still. None: it does not.
pub(crate) async fn cancelling(
    tx: &mut Tx,
    run: &Run,
) -> Result<Option<Document<RunChange>>, StoreError> {
    match run.state {
        RunState::Cancelled => RUN_CHANGES.at(tx, run.run_id, run.version).await,
        RunState::Running | RunState::Ended => Ok(None),
    }
}
