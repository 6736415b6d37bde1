use carecap_calendar::Day;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::budget::v1::GetPolicyRequest;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_service::{Caller, Fields, Peer, Peers, Refusal, current_traceparent};
use carecap_store::{Named, Tx};
use tonic::Request;
use uuid::Uuid;

use crate::convert::{self, PolicyTerms};
use crate::refusals;
use crate::store::runs::{self, NewRun};

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
    if let Some(last) = runs::latest(tx).await? {
        if until <= last.until {
            return Err(refusals::already_metered(last.until));
        }
        if last.is_under_way() {
            return Err(refusals::run_under_way(last.run_id));
        }
    }
    let run_id = tx.new_id();
    let run = NewRun {
        run_id,
        until,
        terms: &terms?,
        started_by: &caller.subject,
        started_traceparent: &current_traceparent(),
    };
    runs::add(tx, run).await?;
    Ok(Named { id: run_id, version: 1 })
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

async fn run(tx: &mut Tx, run_id: Uuid) -> Result<runs::Run, Refusal> {
    let found = runs::of(tx, run_id).await?;
    found.ok_or_else(|| Refusal::not_found("metering run", run_id))
}

pub(crate) async fn get_metering_run(
    tx: &mut Tx,
    request: proto::GetMeteringRunRequest,
) -> Result<proto::GetMeteringRunResponse, Refusal> {
    let mut fields = Fields::new();
    let run_id = fields.id("run_id", &request.run_id);
    fields.finish()?;
    let run = run(tx, run_id).await?;
    Ok(proto::GetMeteringRunResponse {
        metering_run: Some(convert::metering_run(run, tx.council().as_str())),
    })
}
