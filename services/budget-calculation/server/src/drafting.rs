//! Makes the next version of a person's budget from what was gathered.

use budget_calculation_rules::budget::{
    AssessmentReference, BudgetVersion, Draft, DraftRefused, NewBudgetVersion, draft,
};
use budget_calculation_rules::policy::policy_on;
use budget_calculation_rules::receipt::ReceiptError;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Refusal, current_trace_id, told};
use carecap_store::{Document, Tx};
use uuid::Uuid;

use crate::gather::DraftFacts;
use crate::store::Case;
use crate::{change_requests, convert, refusals, store};

/// The program that works budgets out, as receipts name it.
const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Drafts, and adds the draft as the newest version of the budget. One that was not published yet
/// is replaced by it. Drafted from these very facts before, it stays as it is.
pub(crate) async fn add_draft(
    tx: &mut Tx,
    recorded_by: &str,
    budget_id: Uuid,
    facts: DraftFacts,
) -> Result<(), Refusal> {
    let newest = store::BUDGETS.newest(tx, budget_id).await?;
    if newest.as_ref().is_some_and(|newest| facts.made(&newest.body)) {
        return Ok(());
    }
    let (draft, pack_edition) = work_out(&facts)?;
    let (version, document_version) = replace(tx, recorded_by, newest).await?;
    let on = facts.inputs.on;
    let trace_id = current_trace_id();
    let new = NewBudgetVersion {
        budget_id,
        version,
        person_id: facts.person_id,
        assessment: facts.assessment,
        financial_statement: facts.financial_statement,
        policy_version: facts.policy.version(),
        mapping_version: facts.mapping.version(),
        determined_by: facts.determined_by,
        recorded_at: tx.now(),
        pack_edition,
        trace_id: (!trace_id.is_empty()).then_some(trace_id),
    };
    let unwritten = |error: ReceiptError| refusals::draft(&DraftRefused::Receipt(error), on);
    let budget = BudgetVersion::new(new, draft).map_err(unwritten)?;
    let body = canonical_text(&budget).map_err(unwritten)?;
    store::add_budget(tx, document_version, recorded_by, &budget).await?;
    store::add_receipt(tx, &budget, &body, ENGINE_VERSION).await?;
    if let Some(change_request_id) = facts.change_request_id {
        let answered_by = (budget.person_id, version);
        change_requests::answer(tx, recorded_by, change_request_id, answered_by).await?;
    }
    tx.tell(told(Happened::BudgetDrafted(convert::drafted(&budget))));
    Ok(())
}

/// The draft, and the edition of the pack that it was worked out with.
fn work_out(facts: &DraftFacts) -> Result<(Draft, String), Refusal> {
    let on = facts.inputs.on;
    let policy = policy_on(on, &facts.policy, &facts.confirmations)
        .map_err(|refused| refusals::policy(&refused, on))?;
    let draft = draft(&facts.inputs, &policy, &facts.mapping, &facts.rates)
        .map_err(|refused| refusals::draft(&refused, on))?;
    Ok((draft, policy.edition().to_owned()))
}

/// Replaces what rests on an older determination than the person's newest and was not published
/// yet, so that nobody can approve it, whether or not a draft follows.
pub(crate) async fn replace_outdated(
    tx: &mut Tx,
    recorded_by: &str,
    case: &Case,
) -> Result<(), Refusal> {
    let Some(newest) = store::BUDGETS.newest(tx, case.budget_id).await? else {
        return Ok(());
    };
    let determined =
        AssessmentReference { assessment_id: case.assessment_id, version: case.assessment_version };
    if newest.body.assessment != determined {
        replace(tx, recorded_by, Some(newest)).await?;
    }
    Ok(())
}

/// Replaces what was not published yet, and says which version and which document come next.
async fn replace(
    tx: &mut Tx,
    recorded_by: &str,
    newest: Option<Document<BudgetVersion>>,
) -> Result<(i64, i64), Refusal> {
    let Some(newest) = newest else {
        return Ok((1, 1));
    };
    let mut next = newest.version + 1;
    if let Some(replaced) = newest.body.replaced(tx.now()) {
        store::add_budget(tx, next, recorded_by, &replaced).await?;
        next += 1;
    }
    Ok((newest.body.version + 1, next))
}

fn canonical_text(budget: &BudgetVersion) -> Result<String, ReceiptError> {
    let bytes = budget.draft.receipt.canonical_bytes()?;
    String::from_utf8(bytes).map_err(|error| ReceiptError::NotExact(error.to_string()))
}

impl DraftFacts {
    /// Whether this version rests on the same determination and means, from the same day. A
    /// statement that was seen while a determination was drafted is heard of again by itself.
    fn made(&self, budget: &BudgetVersion) -> bool {
        budget.assessment == self.assessment
            && budget.financial_statement == self.financial_statement
            && budget.draft.receipt.inputs.on == self.inputs.on
    }
}
