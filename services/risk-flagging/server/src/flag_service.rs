use carecap_contracts::events::v1::FlagClosed;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::risk::v1 as proto;
use carecap_contracts::risk::v1::flag_service_server::FlagService;
use carecap_service::{Caller, Fields, Page, Refusal, change, etag, read, require_etag, told};
use carecap_store::{Document, Named, NewDocument, Stores, Tx};
use risk_flagging_rules::{BoundarySet, Flag};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{convert, refusals, store};

/// Answers the calls of the flags' contract.
pub(crate) struct Flags {
    stores: Stores,
}

impl Flags {
    pub(crate) fn new(stores: Stores) -> Flags {
        Flags { stores }
    }
}

#[tonic::async_trait]
impl FlagService for Flags {
    async fn list_flags(
        &self,
        request: Request<proto::ListFlagsRequest>,
    ) -> Result<Response<proto::ListFlagsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| Box::pin(list_flags(tx, caller, request)))
            .await
    }

    async fn get_flag(
        &self,
        request: Request<proto::GetFlagRequest>,
    ) -> Result<Response<proto::GetFlagResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| Box::pin(get_flag(tx, caller, request)))
            .await
    }

    async fn decide_flag(
        &self,
        request: Request<proto::DecideFlagRequest>,
    ) -> Result<Response<proto::DecideFlagResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(decide_flag(tx, caller, request)),
            |tx, made| Box::pin(decided(tx, made)),
        )
        .await
    }

    async fn set_boundaries(
        &self,
        request: Request<proto::SetBoundariesRequest>,
    ) -> Result<Response<proto::SetBoundariesResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(set_boundaries(tx, caller, request)),
            |tx, made| Box::pin(boundaries_set(tx, made)),
        )
        .await
    }

    async fn get_boundaries(
        &self,
        request: Request<proto::GetBoundariesRequest>,
    ) -> Result<Response<proto::GetBoundariesResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(get_boundaries(tx, request))).await
    }
}

/// Nobody learns of a flag about themselves, whatever else they may do in the council: a flag can
/// tell what somebody near them must not know that it was told. For them it is not there.
fn is_hidden_from(caller: &Caller, flag: &Flag) -> bool {
    caller.person_id.is_some_and(|own| own.to_string() == flag.person_id)
}

async fn visible_flag(
    tx: &mut Tx,
    caller: &Caller,
    flag_id: Uuid,
) -> Result<Document<Flag>, Refusal> {
    let found = store::FLAGS.newest(tx, flag_id).await?;
    found
        .filter(|flag| !is_hidden_from(caller, &flag.body))
        .ok_or_else(|| Refusal::not_found("flag", flag_id))
}

async fn list_flags(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListFlagsRequest,
) -> Result<proto::ListFlagsResponse, Refusal> {
    let page = Page::of(&request)?;
    let asked = convert::asked_list(&request)?;
    let filter = page.filter(asked.person_id, asked.state);
    let found = store::FLAGS.list(tx, &filter).await?;
    let (found, next_page_token) = page.cut_documents(found);
    let visible = found.into_iter().filter(|flag| !is_hidden_from(&caller, &flag.body));
    let flags = visible.map(|flag| convert::flag(flag.body)).collect();
    Ok(proto::ListFlagsResponse { flags, next_page_token })
}

async fn get_flag(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetFlagRequest,
) -> Result<proto::GetFlagResponse, Refusal> {
    let mut fields = Fields::new();
    let flag_id = fields.id("flag_id", &request.flag_id);
    fields.finish()?;
    let flag = visible_flag(tx, &caller, flag_id).await?;
    Ok(proto::GetFlagResponse { flag: Some(convert::flag(flag.body)) })
}

async fn decide_flag(
    tx: &mut Tx,
    caller: Caller,
    request: proto::DecideFlagRequest,
) -> Result<Named, Refusal> {
    let (flag_id, decision) = convert::asked_decision(&request, &caller)?;
    let present = visible_flag(tx, &caller, flag_id).await?;
    require_etag(&request.etag, &etag(present.version))?;
    let flag = present.body.decide(decision).map_err(|refused| refusals::undecided(&refused))?;
    store::add_flag(tx, flag_id, &flag, &caller.subject).await?;
    tx.tell(told(Happened::FlagClosed(FlagClosed { flag_id: flag_id.to_string() })));
    Ok(Named { id: flag_id, version: flag.version })
}

async fn decided(tx: &mut Tx, made: Named) -> Result<proto::DecideFlagResponse, Refusal> {
    let flag = store::flag_at(tx, made.id, made.version).await?;
    Ok(proto::DecideFlagResponse { flag: Some(convert::flag(flag)) })
}

async fn set_boundaries(
    tx: &mut Tx,
    caller: Caller,
    request: proto::SetBoundariesRequest,
) -> Result<Named, Refusal> {
    let given = convert::boundary_inputs(&request)?;
    let body = BoundarySet::new(given).map_err(refusals::boundaries)?;
    let present = store::BOUNDARY_SETS.newest(tx, store::BOUNDARIES).await?;
    let present = present.map_or(0, |set| set.version);
    let present_etag = if present == 0 { String::new() } else { etag(present) };
    require_etag(&request.etag, &present_etag)?;
    let version = present + 1;
    let new = NewDocument {
        id: store::BOUNDARIES,
        version,
        person_id: None,
        state: "",
        sort_key: "",
        recorded_by: &caller.subject,
        body: &body,
    };
    store::BOUNDARY_SETS.add(tx, new).await?;
    Ok(Named { id: store::BOUNDARIES, version })
}

async fn boundaries_set(tx: &mut Tx, made: Named) -> Result<proto::SetBoundariesResponse, Refusal> {
    let boundary_set = Some(boundary_set(tx, made.version).await?);
    Ok(proto::SetBoundariesResponse { boundary_set })
}

async fn get_boundaries(
    tx: &mut Tx,
    request: proto::GetBoundariesRequest,
) -> Result<proto::GetBoundariesResponse, Refusal> {
    if request.version < 0 {
        return Err(Refusal::invalid("version", "is below 0"));
    }
    let boundary_set = Some(boundary_set(tx, request.version).await?);
    Ok(proto::GetBoundariesResponse { boundary_set })
}

/// The boundaries at a version; 0: as they are.
async fn boundary_set(tx: &mut Tx, version: i64) -> Result<proto::BoundarySet, Refusal> {
    let found = store::BOUNDARY_SETS.asked(tx, store::BOUNDARIES, version).await?;
    let council = tx.council().to_string();
    let set = found.ok_or_else(|| Refusal::not_found("boundary set", &council))?;
    Ok(convert::boundary_set(set, &council))
}
