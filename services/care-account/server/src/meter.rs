use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use care_account_rules::account::Posted;
use care_account_rules::crossing::Crossing;
use care_account_rules::entry::Stamp;
use care_account_rules::terms::MeteringTerms;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_contracts::events::v1::RunEnded;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{
    Refusal, current_trace_id, current_traceparent, follow_traceparent, link_traceparent, told,
};
use carecap_store::{CouncilId, Store, StoreError, Stores, Tx};
use tokio::sync::Notify;
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use crate::meter_account::meter_account;
use crate::refusals;
use crate::store::accounts::{self, Head, Keys, OfPage};
use crate::store::runs::{self, Progress, Run, RunState};
use crate::store::{Cause, RefusedWork, add_refused_work, entries};
use crate::told::tell_crossings;

/// How often runs are looked for that another process started or left behind.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Wakes the worker of a council at once when a run is started in this process.
#[derive(Clone)]
pub(crate) struct Wakes(Arc<BTreeMap<CouncilId, Notify>>);

impl Wakes {
    pub(crate) fn of<'a>(councils: impl Iterator<Item = &'a CouncilId>) -> Wakes {
        let wakes = councils.map(|council| (council.clone(), Notify::new()));
        Wakes(Arc::new(wakes.collect()))
    }

    pub(crate) fn wake(&self, council: &CouncilId) {
        if let Some(notify) = self.0.get(council) {
            notify.notify_one();
        }
    }

    async fn wait(&self, council: &CouncilId) {
        match self.0.get(council) {
            Some(notify) => {
                let _ = tokio::time::timeout(LOOK_EVERY, notify.notified()).await;
            }
            None => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}

/// Works through the runs of a council for as long as the process lives. A run that was interrupted
/// goes on from its cursor; what fails for technical reasons is tried again. So many accounts as a
/// page holds are metered in one transaction.
pub(crate) async fn meter_runs(stores: Stores, council: CouncilId, page_size: i64, wakes: Wakes) {
    loop {
        if let Err(refusal) = finish_run(&stores, &council, page_size).await {
            tracing::warn!(why = refusal.message(), "a run waits and will go on");
        }
        wakes.wait(&council).await;
    }
}

async fn finish_run(stores: &Stores, council: &CouncilId, page_size: i64) -> Result<(), Refusal> {
    let store = stores.of(council).await?;
    let looking = store.clone();
    let found = apart(Span::none(), async move {
        let mut tx = looking.read().await?;
        Ok(runs::under_way(&mut tx).await?)
    });
    let Some(run) = found.await? else {
        return Ok(());
    };
    let span = span_of_run(&store, council, run).await?;
    loop {
        let (store, run_id) = (store.clone(), span.run_id);
        let page = async move { meter_page(&store, run_id, page_size).await };
        if apart(span.span.clone(), page).await? != RunState::Running {
            return Ok(());
        }
    }
}

/// Work in a task of its own, so that a process that drains cannot leave a transaction half-way.
async fn apart<T: Send + 'static>(
    span: Span,
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<T, Refusal> {
    let gone = |_| Refusal::new(ErrorReason::Internal, "a run's work ended before its end");
    tokio::spawn(work.instrument(span)).await.map_err(gone)?
}

/// The span under which the pages of a run are metered.
struct RunSpan {
    run_id: Uuid,
    span: Span,
}

/// A run begins a trace of its own, linked to the call that started it, and keeps it: whoever takes
/// the run up again, here or elsewhere, goes on in the same trace.
async fn span_of_run(store: &Store, council: &CouncilId, run: Run) -> Result<RunSpan, Refusal> {
    let run_id = run.run_id;
    let new_span = || {
        tracing::info_span!(
            parent: None,
            "metering run",
            otel.name = "metering run",
            otel.kind = "internal",
            carecap.council = council.as_str(),
            carecap.run.id = %run_id,
        )
    };
    let going_on = |traceparent: &str| {
        let span = new_span();
        follow_traceparent(&span, traceparent);
        RunSpan { run_id, span }
    };
    if !run.traceparent.is_empty() {
        return Ok(going_on(&run.traceparent));
    }
    let span = new_span();
    link_traceparent(&span, &run.started_traceparent);
    let (store, own) = (store.clone(), span.in_scope(current_traceparent));
    let trace_id = span.in_scope(current_trace_id);
    let proposed = own.clone();
    let kept = apart(span.clone(), async move {
        let mut tx = store.write().await?;
        let mut run = locked_run(&mut tx, run_id).await?;
        if run.traceparent.is_empty() {
            run.traceparent = proposed;
            run.trace_id = trace_id;
            runs::save(&mut tx, &run).await?;
        }
        tx.commit().await?;
        Ok(run.traceparent)
    });
    let kept = kept.await?;
    if kept == own { Ok(RunSpan { run_id, span }) } else { Ok(going_on(&kept)) }
}

async fn locked_run(tx: &mut Tx, run_id: Uuid) -> Result<Run, Refusal> {
    let found = runs::lock(tx, run_id).await?;
    found.ok_or_else(|| Refusal::not_found("metering run", run_id))
}

/// Meters the accounts after the run's cursor, and moves it, in one transaction. The run's row is
/// locked first, so two replicas share the pages of a run and never meter one twice, and nobody
/// cancels it within a page.
async fn meter_page(store: &Store, run_id: Uuid, page_size: i64) -> Result<RunState, Refusal> {
    let mut tx = store.write().await?;
    let mut run = locked_run(&mut tx, run_id).await?;
    if !run.is_under_way() {
        return Ok(run.state);
    }
    let terms = run.terms.metering(run.until);
    let terms =
        terms.map_err(|refused| Refusal::new(ErrorReason::Internal, refused.to_string()))?;
    let page = accounts::lock_page_after(&mut tx, run.last_account_id, page_size).await?;
    let looked_at = i64::try_from(page.len()).unwrap_or(i64::MAX);
    run.last_account_id = page.last().map_or(run.last_account_id, |last| last.keys.account_id);
    run.progress.accounts_done += looked_at;
    meter_accounts(&mut tx, page, &mut run, &terms).await?;
    if looked_at < page_size {
        run.state = RunState::Ended;
        run.ended_at = Some(tx.now());
        tx.tell(told(Happened::RunEnded(RunEnded {
            run_id: run_id.to_string(),
            until: date(run.until),
            accounts_done: run.progress.accounts_done,
        })));
    }
    runs::save(&mut tx, &run).await?;
    tx.commit().await?;
    Ok(run.state)
}

async fn meter_accounts(
    tx: &mut Tx,
    page: Vec<OfPage>,
    run: &mut Run,
    terms: &MeteringTerms,
) -> Result<(), Refusal> {
    let stamp = Stamp {
        recorded_at: tx.now(),
        run_id: Some(run.run_id.to_string()),
        trace_id: Some(run.trace_id.clone()).filter(|trace_id| !trace_id.is_empty()),
    };
    let (mut moved, mut posted) = (Vec::new(), Vec::new());
    for OfPage { keys, head } in page {
        let Some(head) = head else {
            record_refused(tx, keys, run, &refusals::unreadable("head")).await?;
            continue;
        };
        if head.account.metered_to() >= run.until {
            continue;
        }
        match meter_account(tx, &head, terms, run.until, &stamp).await? {
            Ok(made) => {
                let crossed = tell_crossings(tx, &head.account, &made);
                count(&mut run.progress, &made, &crossed);
                posted.push((head.account_id, made.clone()));
                moved.push(Head { account: made.account, ..head });
            }
            Err(refused) => record_refused(tx, keys, run, &refused).await?,
        }
    }
    entries::append(tx, &posted).await?;
    Ok(accounts::move_heads(tx, &moved).await?)
}

/// Counts what was posted for one account.
fn count(progress: &mut Progress, made: &Posted, crossed: &[Crossing]) {
    progress.entries_posted += i64::try_from(made.entries.len()).unwrap_or(i64::MAX);
    for crossing in crossed {
        match crossing {
            Crossing::Near { .. } => progress.caps_near += 1,
            Crossing::Reached { .. } => progress.caps_reached += 1,
            Crossing::NearWithdrawn { .. } | Crossing::ReachedWithdrawn { .. } => {
                progress.notices_withdrawn += 1;
            }
        }
    }
}

/// One account that cannot be read, or that the rules refuse to meter, is left as it is, for a
/// person to look at; the others go on.
async fn record_refused(
    tx: &mut Tx,
    keys: Keys,
    run: &mut Run,
    refused: &Refusal,
) -> Result<(), StoreError> {
    run.progress.accounts_refused += 1;
    let work = RefusedWork {
        cause: Cause::Metering { run_id: run.run_id, account_id: keys.account_id },
        reason: refused.reason_name().to_owned(),
        detail: refused.message().to_owned(),
    };
    add_refused_work(tx, Some(keys.person_id), &work).await
}
