//! Receipts that somebody brings to be checked.

use budget_calculation_rules::budget::BudgetState;
use budget_calculation_rules::replay::{Difference, ReplayRefused, replay};
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Caller, Fields, Refusal};
use carecap_store::Tx;

use crate::budgets;

pub(crate) async fn verify(
    tx: &mut Tx,
    caller: Caller,
    request: proto::VerifyReceiptRequest,
) -> Result<proto::VerifyReceiptResponse, Refusal> {
    let mut fields = Fields::new();
    if request.body.is_empty() {
        fields.fault("body", "is required");
    }
    let is_digest =
        |text: &str| text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !request.digest.is_empty() && !is_digest(&request.digest) {
        fields.fault("digest", "is not a SHA-256 in hexadecimal, such as a budget shows");
    }
    fields.finish()?;
    let expected = expected_digest(tx, &caller, &request).await?;
    let replayed = replay(&request.body, expected.as_deref()).map_err(|why| unreadable(&why))?;
    Ok(proto::VerifyReceiptResponse {
        digest: replayed.digest,
        expected_digest: expected.unwrap_or_default(),
        steps_checked: i32::try_from(replayed.steps_checked).unwrap_or(i32::MAX),
        differences: replayed.differences.into_iter().map(difference).collect(),
    })
}

/// The digest that was given, or the one that is stored for the budget that was named.
async fn expected_digest(
    tx: &mut Tx,
    caller: &Caller,
    request: &proto::VerifyReceiptRequest,
) -> Result<Option<String>, Refusal> {
    if !request.digest.is_empty() {
        return Ok(Some(request.digest.to_ascii_lowercase()));
    }
    if request.budget_id.is_empty() {
        return Ok(None);
    }
    let mut version = budgets::asked(tx, caller, &request.budget_id, request.version).await?;
    // The newest may be a draft that nobody was told of: the receipt is one of a published version.
    while request.version == 0 && version.body.state != BudgetState::Published {
        let before = version.body.version - 1;
        if before == 0 {
            return Err(Refusal::not_found("published budget", &request.budget_id));
        }
        version = budgets::asked(tx, caller, &request.budget_id, before).await?;
    }
    Ok(Some(version.body.receipt_digest))
}

fn unreadable(refused: &ReplayRefused) -> Refusal {
    let what = match refused {
        ReplayRefused::Unreadable(_) => "body",
        ReplayRefused::UnknownForm(_) => "form",
        ReplayRefused::UnknownOperator(_) => "operator",
        ReplayRefused::UnknownRule(_) => "rule",
    };
    Refusal::new(
        ErrorReason::ReceiptUnreadable,
        format!("{refused}: send the bytes of a receipt's body, as they were given out"),
    )
    .with("what", what)
}

fn difference(found: Difference) -> proto::ReceiptDifference {
    proto::ReceiptDifference {
        step: found.step,
        field: found.field,
        recorded: found.recorded,
        reworked: found.reworked,
    }
}
