use std::collections::{BTreeMap, BTreeSet};

use budget_calculation_rules::policy::{
    CapTerms, Confirmation, CouncilPolicy, PolicyError, PolicyOnDay, cap_terms, confirm, known_on,
    policy_on,
};
use carecap_calendar::Day;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::policy_service_server::PolicyService;
use carecap_contracts::events::v1::PolicySet;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::{Answer, Change};
use carecap_service::{Caller, Fields, Refusal, caller_of, change, etag, read, require_etag, told};
use carecap_store::{Document, Named, NewDocument, Stores, Tx};
use futures::future::BoxFuture;
use tonic::{Request, Response, Status};

use crate::convert;
use crate::held::Held;
use crate::refusals::{self, CouncilsOwn};
use crate::store::{self, THE_COUNCILS_OWN};

/// Answers the calls about the law as dated numbers and a council's own choices.
pub(crate) struct Policies {
    stores: Stores,
    held: Held,
}

impl Policies {
    pub(crate) fn new(stores: Stores, held: Held) -> Policies {
        Policies { stores, held }
    }

    /// Answers a change, after which previews of this process read anew.
    async fn set<Q: Change, A: Answer>(
        &self,
        request: Request<Q>,
        effect: impl for<'t> FnOnce(&'t mut Tx, Caller, Q) -> BoxFuture<'t, Result<Named, Refusal>>,
        answer: impl for<'t> FnOnce(&'t mut Tx, Named) -> BoxFuture<'t, Result<A, Refusal>>,
    ) -> Result<Response<A>, Status> {
        let council = caller_of(&request)?.council;
        let answered = change(&self.stores, request, effect, answer).await;
        self.held.forget(&council);
        answered
    }
}

#[tonic::async_trait]
impl PolicyService for Policies {
    async fn set_council_policy(
        &self,
        request: Request<proto::SetCouncilPolicyRequest>,
    ) -> Result<Response<proto::SetCouncilPolicyResponse>, Status> {
        self.set(
            request,
            |tx, caller, request| Box::pin(set_council_policy(tx, caller, request)),
            |tx, made| Box::pin(council_policy_set(tx, made)),
        )
        .await
    }

    async fn get_policy(
        &self,
        request: Request<proto::GetPolicyRequest>,
    ) -> Result<Response<proto::GetPolicyResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(get_policy(tx, request))).await
    }

    async fn set_service_mapping(
        &self,
        request: Request<proto::SetServiceMappingRequest>,
    ) -> Result<Response<proto::SetServiceMappingResponse>, Status> {
        self.set(
            request,
            |tx, caller, request| Box::pin(set_service_mapping(tx, caller, request)),
            |tx, made| Box::pin(service_mapping_set(tx, made)),
        )
        .await
    }

    async fn get_service_mapping(
        &self,
        request: Request<proto::GetServiceMappingRequest>,
    ) -> Result<Response<proto::GetServiceMappingResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(get_service_mapping(tx, request)))
            .await
    }

    async fn confirm_parameter(
        &self,
        request: Request<proto::ConfirmParameterRequest>,
    ) -> Result<Response<proto::ConfirmParameterResponse>, Status> {
        self.set(
            request,
            |tx, caller, request| Box::pin(confirm_parameter(tx, caller, request)),
            |tx, made| Box::pin(parameter_confirmed(tx, made)),
        )
        .await
    }
}

/// The version of what a council has once only, and the etag that a change of it must bring.
fn present<T>(newest: Option<&Document<T>>) -> (i64, String) {
    newest.map_or((0, String::new()), |newest| (newest.version, etag(newest.version)))
}

fn next_version<'a, T>(version: i64, caller: &'a Caller, body: &'a T) -> NewDocument<'a, T> {
    NewDocument {
        id: THE_COUNCILS_OWN,
        version,
        person_id: None,
        state: "",
        sort_key: "",
        recorded_by: &caller.subject,
        body,
    }
}

async fn set_council_policy(
    tx: &mut Tx,
    caller: Caller,
    request: proto::SetCouncilPolicyRequest,
) -> Result<Named, Refusal> {
    let newest = store::POLICIES.newest(tx, THE_COUNCILS_OWN).await?;
    let (before, present) = present(newest.as_ref());
    let version = before + 1;
    let policy = convert::choices(version, &request.choices)?;
    require_etag(&request.etag, &present)?;
    store::POLICIES.add(tx, next_version(version, &caller, &policy)).await?;
    tx.tell(told(Happened::PolicySet(PolicySet { version })));
    Ok(Named { id: THE_COUNCILS_OWN, version })
}

async fn council_policy_set(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::SetCouncilPolicyResponse, Refusal> {
    let found = store::POLICIES.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| refusals::not_set(CouncilsOwn::Policy, None))?;
    let council_policy = convert::council_policy(document, tx.council().as_str());
    Ok(proto::SetCouncilPolicyResponse { council_policy: Some(council_policy) })
}

async fn get_policy(
    tx: &mut Tx,
    request: proto::GetPolicyRequest,
) -> Result<proto::GetPolicyResponse, Refusal> {
    let mut fields = Fields::new();
    let on = fields.day("on", request.on.as_ref());
    convert::version(&mut fields, request.version);
    fields.finish()?;
    let newest = store::POLICIES.newest(tx, THE_COUNCILS_OWN).await?;
    let newest = newest.ok_or_else(|| refusals::not_set(CouncilsOwn::Policy, Some(on)))?;
    let document = match request.version {
        0 => newest,
        version => store::POLICIES
            .at(tx, THE_COUNCILS_OWN, version)
            .await?
            .ok_or_else(|| Refusal::not_found(CouncilsOwn::Policy.kind(), version))?,
    };
    let confirmations = store::all_confirmations(tx).await?;
    let (policy, terms) = in_force(on, &document.body, &confirmations)
        .map_err(|refused| refusals::policy(&refused, on))?;
    let ends: BTreeSet<Day> = policy.values().filter_map(|value| value.in_force.end()).collect();
    let mut afterwards = BTreeMap::new();
    for end in ends {
        let known = known_on(end, &document.body, &confirmations)
            .map_err(|refused| refusals::policy(&refused, end))?;
        afterwards.insert(end, known);
    }
    let council_policy = convert::council_policy(document, tx.council().as_str());
    Ok(convert::in_force(council_policy, &policy, &afterwards, terms))
}

/// Under a cap an account is metered for longer than the figures of the means test are known, so
/// those that do not reach the day are left out; without one there is nothing to tell of that day.
fn in_force(
    on: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<(PolicyOnDay, Option<CapTerms>), PolicyError> {
    let terms = cap_terms(on, council, confirmations)?;
    let policy = match &terms {
        Some(_) => known_on(on, council, confirmations)?,
        None => policy_on(on, council, confirmations)?,
    };
    Ok((policy, terms))
}

async fn set_service_mapping(
    tx: &mut Tx,
    caller: Caller,
    request: proto::SetServiceMappingRequest,
) -> Result<Named, Refusal> {
    let newest = store::MAPPINGS.newest(tx, THE_COUNCILS_OWN).await?;
    let (before, present) = present(newest.as_ref());
    let version = before + 1;
    let mapping = convert::entries(version, &request.entries)?;
    require_etag(&request.etag, &present)?;
    store::MAPPINGS.add(tx, next_version(version, &caller, &mapping)).await?;
    Ok(Named { id: THE_COUNCILS_OWN, version })
}

async fn service_mapping_set(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::SetServiceMappingResponse, Refusal> {
    let found = store::MAPPINGS.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| refusals::not_set(CouncilsOwn::Mapping, None))?;
    let service_mapping = convert::service_mapping(document, tx.council().as_str());
    Ok(proto::SetServiceMappingResponse { service_mapping: Some(service_mapping) })
}

async fn get_service_mapping(
    tx: &mut Tx,
    request: proto::GetServiceMappingRequest,
) -> Result<proto::GetServiceMappingResponse, Refusal> {
    let mut fields = Fields::new();
    convert::version(&mut fields, request.version);
    fields.finish()?;
    let newest = store::MAPPINGS.newest(tx, THE_COUNCILS_OWN).await?;
    let newest = newest.ok_or_else(|| refusals::not_set(CouncilsOwn::Mapping, None))?;
    let document = match request.version {
        0 => newest,
        version => store::MAPPINGS
            .at(tx, THE_COUNCILS_OWN, version)
            .await?
            .ok_or_else(|| Refusal::not_found(CouncilsOwn::Mapping.kind(), version))?,
    };
    let service_mapping = convert::service_mapping(document, tx.council().as_str());
    Ok(proto::GetServiceMappingResponse { service_mapping: Some(service_mapping) })
}

async fn confirm_parameter(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ConfirmParameterRequest,
) -> Result<Named, Refusal> {
    let confirmation = convert::confirmation(&request, &caller.subject)?;
    let newest = store::POLICIES.newest(tx, THE_COUNCILS_OWN).await?;
    // A parameter of the law can be confirmed before the council has chosen anything.
    let policy = match newest {
        Some(document) => document.body,
        None => CouncilPolicy::new(0, Vec::new())
            .map_err(|_| refusals::not_set(CouncilsOwn::Policy, Some(confirmation.on)))?,
    };
    confirm(&confirmation, &policy)
        .map_err(|refused| refusals::confirmation(&refused, confirmation.on))?;
    let id = tx.new_id();
    let document = NewDocument { id, ..next_version(1, &caller, &confirmation) };
    store::CONFIRMATIONS.add(tx, document).await?;
    Ok(Named { id, version: 1 })
}

async fn parameter_confirmed(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::ConfirmParameterResponse, Refusal> {
    let found = store::CONFIRMATIONS.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("confirmation", made.id))?;
    let confirmation = convert::confirmation_answer(document, tx.council().as_str());
    Ok(proto::ConfirmParameterResponse { confirmation: Some(confirmation) })
}
