use carecap_contracts::account::v1 as proto;
use carecap_contracts::{date, timestamp};

use crate::store::runs::{Run, RunState};

pub(crate) fn metering_run(run: Run, council_id: &str) -> proto::MeteringRun {
    proto::MeteringRun {
        state: match run.state {
            RunState::Running => proto::RunState::Running,
            RunState::Ended => proto::RunState::Ended,
        }
        .into(),
        accounts_done: run.accounts_done,
        entries_posted: run.entries_posted,
        ended_at: run.ended_at.and_then(timestamp),
        trace_id: run.trace_id.clone(),
        ..metering_run_as_started(run, council_id)
    }
}

/// The run as it was before its first page.
pub(crate) fn metering_run_as_started(run: Run, council_id: &str) -> proto::MeteringRun {
    proto::MeteringRun {
        run_id: run.run_id.to_string(),
        council_id: council_id.to_owned(),
        until: date(run.until),
        state: proto::RunState::Running.into(),
        accounts_done: 0,
        entries_posted: 0,
        policy_version: run.terms.policy_version,
        started_by: run.started_by,
        started_at: timestamp(run.started_at),
        ended_at: None,
        trace_id: String::new(),
    }
}
