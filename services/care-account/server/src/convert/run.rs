use carecap_contracts::account::v1 as proto;
use carecap_contracts::{date, timestamp};
use carecap_store::Document;

use crate::store::run_changes::{Did, RunChange};
use crate::store::runs::{Progress, Run, RunState};

/// The run as it is; `cancelling` is why it stands still, where it does.
pub(crate) fn metering_run(
    run: Run,
    cancelling: Option<Document<RunChange>>,
    council_id: &str,
) -> proto::MeteringRun {
    let mut shown = proto::MeteringRun {
        state: match run.state {
            RunState::Running => proto::RunState::Running,
            RunState::Ended => proto::RunState::Ended,
            RunState::Cancelled => proto::RunState::Cancelled,
        }
        .into(),
        ended_at: run.ended_at.and_then(timestamp),
        trace_id: run.trace_id.clone(),
        ..with_progress(run.progress, metering_run_as_started(run, council_id))
    };
    if let Some(cancelling) = cancelling {
        show_cancelling(&mut shown, cancelling);
    }
    shown
}

/// The run as it was before its first page.
pub(crate) fn metering_run_as_started(run: Run, council_id: &str) -> proto::MeteringRun {
    proto::MeteringRun {
        run_id: run.run_id.to_string(),
        council_id: council_id.to_owned(),
        until: date(run.until),
        state: proto::RunState::Running.into(),
        policy_version: run.terms.policy_version,
        started_by: run.started_by,
        started_at: timestamp(run.started_at),
        accounts_total: run.accounts_total,
        ..proto::MeteringRun::default()
    }
}

/// The run as it was when somebody did something with it.
pub(crate) fn metering_run_as_changed(
    run: Run,
    change: Document<RunChange>,
    council_id: &str,
) -> proto::MeteringRun {
    let started = metering_run_as_started(run, council_id);
    let mut shown = proto::MeteringRun {
        trace_id: change.body.trace_id.clone(),
        ..with_progress(change.body.progress, started)
    };
    if matches!(change.body.did, Did::Cancelled { .. }) {
        shown.state = proto::RunState::Cancelled.into();
        show_cancelling(&mut shown, change);
    }
    shown
}

fn with_progress(progress: Progress, run: proto::MeteringRun) -> proto::MeteringRun {
    proto::MeteringRun {
        accounts_done: progress.accounts_done,
        accounts_refused: progress.accounts_refused,
        entries_posted: progress.entries_posted,
        caps_near: progress.caps_near,
        caps_reached: progress.caps_reached,
        notices_withdrawn: progress.notices_withdrawn,
        ..run
    }
}

fn show_cancelling(run: &mut proto::MeteringRun, cancelling: Document<RunChange>) {
    if let Did::Cancelled { because } = cancelling.body.did {
        run.cancelled_at = timestamp(cancelling.recorded_at);
        run.cancelled_by = cancelling.recorded_by;
        run.cancel_reason = because;
    }
}
