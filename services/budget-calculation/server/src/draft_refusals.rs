//! Determinations that could not be made into a budget: work for a person.

use carecap_contracts::budget::v1 as proto;
use carecap_contracts::events::v1::DraftRefused;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Caller, Fields, Page, Refusal, told};
use carecap_store::{NewDocument, Tx};
use uuid::Uuid;

use crate::convert;
use crate::store::{self, Case, DraftRefusal};

/// Makes a refusal of what was last determined about a person work for somebody.
pub(crate) async fn add_for(
    tx: &mut Tx,
    recorded_by: &str,
    person_id: Uuid,
    case: &Case,
    refusal: &Refusal,
) -> Result<(), Refusal> {
    let refused = DraftRefusal {
        person_id,
        assessment_id: case.assessment_id,
        assessment_version: case.assessment_version,
        reason: refusal.reason_name().to_owned(),
        detail: sentence(refusal),
    };
    add(tx, recorded_by, &refused).await
}

/// What is wrong, with each field that is named; no sentence repeats what somebody wrote.
fn sentence(refusal: &Refusal) -> String {
    let mut sentence = refusal.message().to_owned();
    for (field, wrong) in refusal.faults() {
        sentence.push_str(&format!("; {field}: {wrong}"));
    }
    sentence
}

/// Stores a draft refusal and tells of it.
async fn add(tx: &mut Tx, recorded_by: &str, refusal: &DraftRefusal) -> Result<(), Refusal> {
    let document = NewDocument {
        id: tx.new_id(),
        version: 1,
        person_id: Some(refusal.person_id),
        state: "",
        sort_key: "",
        recorded_by,
        body: refusal,
    };
    store::DRAFT_REFUSALS.add(tx, document).await?;
    tx.tell(told(Happened::DraftRefused(DraftRefused {
        person_id: refusal.person_id.to_string(),
        assessment_id: refusal.assessment_id.to_string(),
        version: refusal.assessment_version,
        reason: refusal.reason.clone(),
    })));
    Ok(())
}

pub(crate) async fn list(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListDraftRefusalsRequest,
) -> Result<proto::ListDraftRefusalsResponse, Refusal> {
    let page = Page::of(&request)?;
    let mut fields = Fields::new();
    let person_id = fields.optional_id("person_id", &request.person_id);
    fields.finish()?;
    let filter = page.filter(caller.narrowed_to(person_id)?, None);
    let found = store::DRAFT_REFUSALS.list(tx, &filter).await?;
    let (found, next_page_token) = page.cut_documents(found);
    let council = tx.council().as_str();
    let listed = found.into_iter().map(|document| convert::draft_refusal(document, council));
    Ok(proto::ListDraftRefusalsResponse { draft_refusals: listed.collect(), next_page_token })
}
