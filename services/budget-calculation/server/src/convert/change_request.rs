use budget_calculation_rules::change_request::{ChangeRequest, Reasons};
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::{date, optional_date, timestamp};
use carecap_service::{Fields, etag};
use carecap_store::Document;

use super::number;

/// Somebody's reasons; what is wrong with them is said without their words.
pub(crate) fn reasons(fields: &mut Fields, field: &str, text: &str) -> Option<Reasons> {
    fields.check(field, Reasons::new(text))
}

pub(crate) fn change_request(
    document: Document<ChangeRequest>,
    council: &str,
) -> proto::ChangeRequest {
    let request = document.body;
    let (decided_by, decided_on) = match request.decided {
        Some(decision) => (decision.by, Some(decision.on)),
        None => (String::new(), None),
    };
    proto::ChangeRequest {
        change_request_id: document.id.to_string(),
        council_id: council.to_owned(),
        version: document.version,
        etag: etag(document.version),
        budget_id: request.budget_id.to_string(),
        person_id: request.person_id.to_string(),
        state: number(request.state),
        reason: request.reason.into(),
        requested_on: date(request.requested.on),
        requested_by: request.requested.by,
        decided_by,
        decided_on: optional_date(decided_on),
        decision_reason: request.decision_reason.map(String::from).unwrap_or_default(),
        answered_by_version: request.answered_by_version.unwrap_or_default(),
        recorded_at: timestamp(request.recorded_at),
    }
}
