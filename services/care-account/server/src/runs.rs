use carecap_calendar::Day;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::budget::v1::GetPolicyRequest;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_service::{Caller, Fields, Page, Peer, Peers, Refusal, current_traceparent};
use carecap_store::{Named, Tx};
use tonic::Request;
use uuid::Uuid;

use crate::convert::{self, PolicyTerms};
use crate::refusals;
use crate::store::run_changes::Did;
use crate::store::runs::{NewRun, Run, RunState};
use crate::store::{accounts, run_changes, runs};

/// How long the reason of a cancelling may be, in characters.
const REASON_LENGTH: usize = 500;

/// What the council's policy says of the cap at the end of the run, asked with the caller's token.
pub(crate) async fn terms_of(
    peers: &Peers,
    caller: Option<&Caller>,
    request: &proto::StartMeteringRunRequest,
) -> Result<PolicyTerms, Refusal> {
    let unknown = || Refusal::new(ErrorReason::NotAuthenticated, "the call did not pass the gate");
    let caller = caller.ok_or_else(unknown)?;
    let until = until_of(request)?;
    let mut policies = PolicyServiceClient::new(peers.forwarding(Peer::BudgetCalculation, caller)?);
    let asked = Request::new(GetPolicyRequest {
        council_id: request.council_id.clone(),
        on: date(until),
        version: 0,
    });
    match policies.get_policy(asked).await.map_err(Refusal::from) {
        Ok(policy) => convert::policy_terms(&policy.into_inner())?
            .ok_or_else(|| refusals::cap_not_commenced(until)),
        // A council without any policy has not commenced a cap either.
        Err(refusal) if refusal.reason() == ErrorReason::PolicyNotSet => {
            Err(refusals::cap_not_commenced(until))
        }
        Err(refusal) => Err(refusal),
    }
}

fn until_of(request: &proto::StartMeteringRunRequest) -> Result<Day, Refusal> {
    let mut fields = Fields::new();
    let until = fields.day("until", request.until.as_ref());
    fields.finish()?;
    Ok(until)
}

pub(crate) async fn start_metering_run(
    tx: &mut Tx,
    caller: Caller,
    request: proto::StartMeteringRunRequest,
    terms: Result<PolicyTerms, Refusal>,
) -> Result<Named, Refusal> {
    let until = until_of(&request)?;
    runs::lock_council(tx).await?;
    must_lie_after_the_last(tx, until).await?;
    none_must_be_under_way(tx).await?;
    let run_id = tx.new_id();
    let run = NewRun {
        run_id,
        until,
        accounts_total: accounts::count(tx).await?,
        terms: &terms?,
        started_by: &caller.subject,
        started_traceparent: &current_traceparent(),
    };
    runs::add(tx, run).await?;
    Ok(Named { id: run_id, version: 1 })
}

/// Every account is metered to the end of the last run that came to its own.
async fn must_lie_after_the_last(tx: &mut Tx, until: Day) -> Result<(), Refusal> {
    match runs::last_ended(tx).await? {
        Some(last) if until <= last.until => Err(refusals::already_metered(last.until)),
        _ => Ok(()),
    }
}

async fn none_must_be_under_way(tx: &mut Tx) -> Result<(), Refusal> {
    match runs::under_way(tx).await? {
        Some(other) => Err(refusals::run_under_way(other.run_id)),
        None => Ok(()),
    }
}

/// The run as it was when it started, however far it is by now.
pub(crate) async fn metering_run_started(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::StartMeteringRunResponse, Refusal> {
    let run = run(tx, made.id).await?;
    Ok(proto::StartMeteringRunResponse {
        metering_run: Some(convert::metering_run_as_started(run, tx.council().as_str())),
    })
}

async fn run(tx: &mut Tx, run_id: Uuid) -> Result<Run, Refusal> {
    let found = runs::of(tx, run_id).await?;
    found.ok_or_else(|| Refusal::not_found("metering run", run_id))
}

/// The run as it is, for whoever may see runs.
pub(crate) async fn shown(tx: &mut Tx, run_id: Uuid) -> Result<proto::MeteringRun, Refusal> {
    let run = run(tx, run_id).await?;
    show(tx, run).await
}

async fn show(tx: &mut Tx, run: Run) -> Result<proto::MeteringRun, Refusal> {
    let cancelling = run_changes::cancelling(tx, &run).await?;
    Ok(convert::metering_run(run, cancelling, tx.council().as_str()))
}

pub(crate) async fn get_metering_run(
    tx: &mut Tx,
    request: proto::GetMeteringRunRequest,
) -> Result<proto::GetMeteringRunResponse, Refusal> {
    let run_id = run_id_of(&request.run_id)?;
    Ok(proto::GetMeteringRunResponse { metering_run: Some(shown(tx, run_id).await?) })
}

pub(crate) fn run_id_of(text: &str) -> Result<Uuid, Refusal> {
    let mut fields = Fields::new();
    let run_id = fields.id("run_id", text);
    fields.finish()?;
    Ok(run_id)
}

pub(crate) async fn list_metering_runs(
    tx: &mut Tx,
    request: proto::ListMeteringRunsRequest,
) -> Result<proto::ListMeteringRunsResponse, Refusal> {
    let page = Page::of(&request)?;
    let before = page.after.as_ref().map_or(Uuid::max(), |(_, run_id)| *run_id);
    let found = runs::page_before(tx, before, page.limit()).await?;
    let (found, next_page_token) = page.cut(found, |run| (String::new(), run.run_id));
    let mut metering_runs = Vec::with_capacity(found.len());
    for run in found {
        metering_runs.push(show(tx, run).await?);
    }
    Ok(proto::ListMeteringRunsResponse { metering_runs, next_page_token })
}

/// Stops a run after the page that has its row by now: a page holds the row until it is done.
pub(crate) async fn cancel_metering_run(
    tx: &mut Tx,
    caller: Caller,
    request: proto::CancelMeteringRunRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let run_id = fields.id("run_id", &request.run_id);
    let because = fields.text("cancel_reason", &request.cancel_reason, REASON_LENGTH);
    fields.finish()?;
    let run = locked(tx, run_id, RunState::Running).await?;
    change(tx, run, RunState::Cancelled, Did::Cancelled { because }, &caller).await
}

/// Lets a run go on. It is worked through by whoever looks for runs next.
pub(crate) async fn resume_metering_run(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ResumeMeteringRunRequest,
) -> Result<Named, Refusal> {
    let run_id = run_id_of(&request.run_id)?;
    runs::lock_council(tx).await?;
    let run = locked(tx, run_id, RunState::Cancelled).await?;
    must_lie_after_the_last(tx, run.until).await?;
    none_must_be_under_way(tx).await?;
    change(tx, run, RunState::Running, Did::Resumed, &caller).await
}

/// A run that is in the state that a change of it needs, locked.
async fn locked(tx: &mut Tx, run_id: Uuid, needed: RunState) -> Result<Run, Refusal> {
    let found = runs::lock(tx, run_id).await?;
    let run = found.ok_or_else(|| Refusal::not_found("metering run", run_id))?;
    if run.state == needed { Ok(run) } else { Err(refusals::run_in_another_state(run.state)) }
}

async fn change(
    tx: &mut Tx,
    mut run: Run,
    state: RunState,
    did: Did,
    caller: &Caller,
) -> Result<Named, Refusal> {
    run.state = state;
    run.version += 1;
    runs::save(tx, &run).await?;
    run_changes::add(tx, &run, did, &caller.subject).await?;
    Ok(Named { id: run.run_id, version: run.version })
}

/// The run as it was when it was cancelled or resumed, whatever became of it.
pub(crate) async fn metering_run_changed(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::MeteringRun, Refusal> {
    let run = run(tx, made.id).await?;
    let change = run_changes::at(tx, made.id, made.version).await?;
    let change = change.ok_or_else(|| Refusal::not_found("change of a metering run", made.id))?;
    Ok(convert::metering_run_as_changed(run, change, tx.council().as_str()))
}
