//! Requests that a budget be looked at again.

use budget_calculation_rules::budget::Decision;
use budget_calculation_rules::change_request::{ChangeRequest, ChangeRequestState, Verdict};
use budget_calculation_rules::needs::code;
use carecap_contracts::budget::v1 as proto;
use carecap_service::{Caller, Fields, Page, Refusal, etag, require_etag};
use carecap_store::{Document, Named, NewDocument, Tx};
use uuid::Uuid;

use crate::budgets::decider;
use crate::{convert, refusals, store};

pub(crate) async fn open(
    tx: &mut Tx,
    caller: Caller,
    request: proto::RequestChangeRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let budget_id = fields.id("budget_id", &request.budget_id);
    let reason = convert::reasons(&mut fields, "reason", &request.reason);
    let on = fields.day("requested_on", request.requested_on.as_ref());
    fields.finish()?;
    let reason = reason.ok_or_else(|| Refusal::invalid("reason", "is required"))?;
    let found = store::BUDGETS.newest(tx, budget_id).await?;
    let budget = found.ok_or_else(|| Refusal::not_found("budget", budget_id))?.body;
    caller.must_be_entitled_to(budget.person_id)?;
    let requested = Decision { by: caller.subject.clone(), on };
    let about = (budget_id, budget.person_id);
    let opened = ChangeRequest::open(tx.new_id(), about, reason, requested, tx.now());
    add(tx, &caller.subject, &opened).await
}

pub(crate) async fn opened(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::RequestChangeResponse, Refusal> {
    Ok(proto::RequestChangeResponse { change_request: Some(made_request(tx, made).await?) })
}

pub(crate) async fn decide(
    tx: &mut Tx,
    caller: Caller,
    request: proto::DecideChangeRequestRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let id = fields.id("change_request_id", &request.change_request_id);
    let reasons = convert::reasons(&mut fields, "decision_reason", &request.decision_reason);
    let on = fields.day("decided_on", request.decided_on.as_ref());
    fields.finish()?;
    let reasons = reasons.ok_or_else(|| Refusal::invalid("decision_reason", "is required"))?;
    let present = newest(tx, &caller, id).await?;
    require_etag(&request.etag, &etag(present.version))?;
    let verdict = if request.accept { Verdict::Accept } else { Verdict::Decline };
    let decided = present
        .body
        .decide(&decider(&caller), verdict, reasons, on, tx.now())
        .map_err(|refused| refusals::change_request(&refused))?;
    add(tx, &caller.subject, &decided).await
}

pub(crate) async fn decided(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::DecideChangeRequestResponse, Refusal> {
    Ok(proto::DecideChangeRequestResponse { change_request: Some(made_request(tx, made).await?) })
}

/// Moves an accepted request on to the version of the budget that answers it. A request of another
/// person's, or one that nobody has accepted, is no reason not to draft: it stays as it is.
pub(crate) async fn answer(
    tx: &mut Tx,
    recorded_by: &str,
    change_request_id: Uuid,
    (person_id, budget_version): (Uuid, i64),
) -> Result<(), Refusal> {
    let found = store::CHANGE_REQUESTS.newest(tx, change_request_id).await?;
    let request = found.map(|document| document.body);
    let accepted = request.filter(|request| {
        request.person_id == person_id && request.state == ChangeRequestState::Accepted
    });
    let Some(accepted) = accepted else {
        return Ok(());
    };
    let answered = accepted
        .answer(budget_version, tx.now())
        .map_err(|refused| refusals::change_request(&refused))?;
    add(tx, recorded_by, &answered).await?;
    Ok(())
}

async fn add(tx: &mut Tx, recorded_by: &str, request: &ChangeRequest) -> Result<Named, Refusal> {
    let state = code(request.state);
    let document = NewDocument {
        id: request.change_request_id,
        version: request.version,
        person_id: Some(request.person_id),
        state: &state,
        sort_key: "",
        recorded_by,
        body: request,
    };
    store::CHANGE_REQUESTS.add(tx, document).await?;
    Ok(Named { id: request.change_request_id, version: request.version })
}

async fn made_request(tx: &mut Tx, made: Named) -> Result<proto::ChangeRequest, Refusal> {
    let found = store::CHANGE_REQUESTS.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("change_request", made.id))?;
    Ok(convert::change_request(document, tx.council().as_str()))
}

async fn newest(
    tx: &mut Tx,
    caller: &Caller,
    id: Uuid,
) -> Result<Document<ChangeRequest>, Refusal> {
    let found = store::CHANGE_REQUESTS.newest(tx, id).await?;
    let document = found.ok_or_else(|| Refusal::not_found("change_request", id))?;
    caller.must_be_entitled_to(document.body.person_id)?;
    Ok(document)
}

pub(crate) async fn get(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetChangeRequestRequest,
) -> Result<proto::GetChangeRequestResponse, Refusal> {
    let mut fields = Fields::new();
    let id = fields.id("change_request_id", &request.change_request_id);
    fields.finish()?;
    let document = newest(tx, &caller, id).await?;
    let change_request = convert::change_request(document, tx.council().as_str());
    Ok(proto::GetChangeRequestResponse { change_request: Some(change_request) })
}

pub(crate) async fn list(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListChangeRequestsRequest,
) -> Result<proto::ListChangeRequestsResponse, Refusal> {
    let page = Page::of(&request)?;
    let mut fields = Fields::new();
    let person_id = fields.optional_id("person_id", &request.person_id);
    fields.finish()?;
    let filter = page.filter(caller.narrowed_to(person_id)?, None);
    let found = store::CHANGE_REQUESTS.list(tx, &filter).await?;
    let (found, next_page_token) = page.cut_documents(found);
    let council = tx.council().as_str();
    let listed = found.into_iter().map(|document| convert::change_request(document, council));
    Ok(proto::ListChangeRequestsResponse { change_requests: listed.collect(), next_page_token })
}
