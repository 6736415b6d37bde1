//! What is done with a budget that is drafted: read, approved, published, accounted for.

use budget_calculation_rules::budget::{BudgetKind, BudgetState, BudgetVersion, Decider};
use budget_calculation_rules::needs::code;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::date;
use carecap_contracts::events::v1::BudgetPublished;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Caller, Fields, Page, Refusal, etag, require_etag, told};
use carecap_store::{Document, Named, Tx};
use uuid::Uuid;

use crate::{cases, convert, draft_refusals, refusals, store};

/// Whoever calls, as somebody who decides.
pub(crate) fn decider(caller: &Caller) -> Decider {
    Decider { subject: caller.subject.clone(), person_id: caller.person_id }
}

pub(crate) async fn get(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetBudgetRequest,
) -> Result<proto::GetBudgetResponse, Refusal> {
    let document = asked(tx, &caller, &request.budget_id, request.version).await?;
    Ok(proto::GetBudgetResponse { budget: Some(convert::budget(document, tx.council().as_str())) })
}

/// The version that a caller asks for, where it is theirs to see.
pub(crate) async fn asked(
    tx: &mut Tx,
    caller: &Caller,
    budget_id: &str,
    version: i64,
) -> Result<Document<BudgetVersion>, Refusal> {
    let mut fields = Fields::new();
    let id = fields.id("budget_id", budget_id);
    convert::version(&mut fields, version);
    fields.finish()?;
    let found = store::budget_at(tx, id, version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("budget", id))?;
    caller.must_be_entitled_to(document.body.person_id)?;
    Ok(document)
}

pub(crate) async fn list(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListBudgetsRequest,
) -> Result<proto::ListBudgetsResponse, Refusal> {
    let page = Page::of(&request)?;
    let mut fields = Fields::new();
    let person_id = fields.optional_id("person_id", &request.person_id);
    let state = match request.state {
        0 => None,
        state => convert::one_of::<BudgetState>(&mut fields, "state", state),
    };
    fields.finish()?;
    let filter = page.filter(caller.narrowed_to(person_id)?, state.map(code));
    let found = store::BUDGETS.list(tx, &filter).await?;
    let (found, next_page_token) = page.cut_documents(found);
    let council = tx.council().as_str();
    let budgets = found.into_iter().map(|document| convert::budget(document, council));
    Ok(proto::ListBudgetsResponse { budgets: budgets.collect(), next_page_token })
}

pub(crate) async fn approve(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ApproveBudgetRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let budget_id = fields.id("budget_id", &request.budget_id);
    let on = fields.day("approved_on", request.approved_on.as_ref());
    fields.finish()?;
    let present = to_be_changed(tx, &caller, budget_id, &request.etag).await?;
    let approved = present
        .body
        .approve(&decider(&caller), on, tx.now())
        .map_err(|refused| refusals::approve(&refused))?;
    add_after(tx, &caller, &present, &approved).await
}

pub(crate) async fn approved(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::ApproveBudgetResponse, Refusal> {
    Ok(proto::ApproveBudgetResponse { budget: Some(made_budget(tx, made).await?) })
}

pub(crate) async fn publish(
    tx: &mut Tx,
    caller: Caller,
    request: proto::PublishBudgetRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let budget_id = fields.id("budget_id", &request.budget_id);
    let on = fields.day("published_on", request.published_on.as_ref());
    fields.finish()?;
    let present = to_be_changed(tx, &caller, budget_id, &request.etag).await?;
    let confirmations = store::all_confirmations(tx).await?;
    let unconfirmed = present.body.still_unconfirmed(&confirmations);
    let published = present
        .body
        .publish(&decider(&caller), on, &unconfirmed, tx.now())
        .map_err(|refused| refusals::publish(&refused))?;
    let made = add_after(tx, &caller, &present, &published).await?;
    ask_for_the_time_after_the_cap(tx, &caller, &published).await?;
    tx.tell(told(Happened::BudgetPublished(BudgetPublished {
        person_id: published.person_id.to_string(),
        budget_id: published.budget_id.to_string(),
        version: published.version,
        starts_on: date(published.draft.receipt.inputs.on),
        pack: published.pack,
        policy_version: published.policy_version,
    })));
    Ok(made)
}

/// What is published later holds from its first day on, so one that begins before the cap was reached
/// takes the place of what is charged after it: somebody has to see to that. R-CAP-2.
async fn ask_for_the_time_after_the_cap(
    tx: &mut Tx,
    caller: &Caller,
    published: &BudgetVersion,
) -> Result<(), Refusal> {
    let inputs = &published.draft.receipt.inputs;
    let Some(case) = cases::of(tx, published.person_id).await? else {
        return Ok(());
    };
    let Some(reached_on) = case.cap_reached_on.filter(|reached_on| inputs.on <= *reached_on) else {
        return Ok(());
    };
    if published.draft.kind == BudgetKind::Independent {
        return Ok(());
    }
    let refusal = refusals::published_before_the_cap(reached_on);
    draft_refusals::add_for(tx, &caller.subject, published.person_id, &case, &refusal).await
}

pub(crate) async fn published(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::PublishBudgetResponse, Refusal> {
    Ok(proto::PublishBudgetResponse { budget: Some(made_budget(tx, made).await?) })
}

/// The newest version, where the caller has read that one.
pub(crate) async fn to_be_changed(
    tx: &mut Tx,
    caller: &Caller,
    budget_id: Uuid,
    given: &str,
) -> Result<Document<BudgetVersion>, Refusal> {
    let found = store::BUDGETS.newest(tx, budget_id).await?;
    let document = found.ok_or_else(|| Refusal::not_found("budget", budget_id))?;
    caller.must_be_entitled_to(document.body.person_id)?;
    require_etag(given, &etag(document.version))?;
    Ok(document)
}

async fn add_after(
    tx: &mut Tx,
    caller: &Caller,
    present: &Document<BudgetVersion>,
    changed: &BudgetVersion,
) -> Result<Named, Refusal> {
    let version = present.version + 1;
    store::add_budget(tx, version, &caller.subject, changed).await?;
    Ok(Named { id: present.id, version })
}

/// A change names the document that it made, so that its answer is the same for ever.
pub(crate) async fn made_budget(tx: &mut Tx, made: Named) -> Result<proto::Budget, Refusal> {
    let found = store::BUDGETS.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("budget", made.id))?;
    Ok(convert::budget(document, tx.council().as_str()))
}

pub(crate) async fn get_receipt(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetReceiptRequest,
) -> Result<proto::GetReceiptResponse, Refusal> {
    let budget = asked(tx, &caller, &request.budget_id, request.version).await?.body;
    let found = store::receipt(tx, budget.budget_id, budget.version).await?;
    let stored = found.ok_or_else(|| Refusal::not_found("receipt", budget.budget_id))?;
    Ok(proto::GetReceiptResponse { receipt: Some(convert::receipt(&budget, stored)) })
}
