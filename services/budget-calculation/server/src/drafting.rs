//! Makes the next version of a person's budget from what was gathered.

use budget_calculation_rules::budget::{
    AssessmentReference, Author, BudgetKind, BudgetVersion, Draft, DraftInputs, DraftRefused,
    NewBudgetVersion, Revision, StatementReference, draft,
};
use budget_calculation_rules::plan::{Overwrite, SupportPlan};
use budget_calculation_rules::policy::policy_on;
use budget_calculation_rules::receipt::ReceiptError;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Refusal, current_trace_id, told};
use carecap_store::{Document, Named, Tx};
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
    let carried = newest.as_ref().map(|newest| Carried::over(&newest.body));
    let worked_out = work_out(&facts, carried.unwrap_or_default())?;
    let basis = Basis {
        budget_id,
        person_id: facts.person_id,
        assessment: facts.assessment,
        financial_statement: facts.financial_statement,
        determined_by: facts.determined_by,
    };
    let (_, budget) = add(tx, recorded_by, newest, basis, worked_out).await?;
    if let Some(change_request_id) = facts.change_request_id {
        let answered_by = (budget.person_id, budget.version);
        change_requests::answer(tx, recorded_by, change_request_id, answered_by).await?;
    }
    Ok(())
}

/// What a version rests on, whoever drafted it.
struct Basis {
    budget_id: Uuid,
    person_id: Uuid,
    assessment: AssessmentReference,
    financial_statement: Option<StatementReference>,
    determined_by: String,
}

/// A draft with what it was worked out with.
pub(crate) struct WorkedOut {
    pub(crate) draft: Draft,
    pub(crate) pack_edition: String,
    pub(crate) policy_version: i64,
    pub(crate) mapping_version: i64,
    pub(crate) revision: Revision,
}

/// Adds what somebody revised by hand as the newest version, on the same basis as the one before.
pub(crate) async fn add_revision(
    tx: &mut Tx,
    recorded_by: &str,
    present: Document<BudgetVersion>,
    worked_out: WorkedOut,
) -> Result<Named, Refusal> {
    let basis = Basis {
        budget_id: present.body.budget_id,
        person_id: present.body.person_id,
        assessment: present.body.assessment.clone(),
        financial_statement: present.body.financial_statement.clone(),
        determined_by: present.body.determined_by.clone(),
    };
    let id = present.id;
    let (version, _) = add(tx, recorded_by, Some(present), basis, worked_out).await?;
    Ok(Named { id, version })
}

/// Adds a version with its receipt and tells of it; gives the document's version and the budget.
async fn add(
    tx: &mut Tx,
    recorded_by: &str,
    newest: Option<Document<BudgetVersion>>,
    basis: Basis,
    worked_out: WorkedOut,
) -> Result<(i64, BudgetVersion), Refusal> {
    let (version, document_version) = replace(tx, recorded_by, newest).await?;
    let on = worked_out.draft.receipt.inputs.on;
    let trace_id = current_trace_id();
    let new = NewBudgetVersion {
        budget_id: basis.budget_id,
        version,
        person_id: basis.person_id,
        assessment: basis.assessment,
        financial_statement: basis.financial_statement,
        policy_version: worked_out.policy_version,
        mapping_version: worked_out.mapping_version,
        determined_by: basis.determined_by,
        recorded_at: tx.now(),
        pack_edition: worked_out.pack_edition,
        trace_id: (!trace_id.is_empty()).then_some(trace_id),
        revision_of_draft: worked_out.revision,
    };
    let unwritten = |error: ReceiptError| refusals::draft(&DraftRefused::Receipt(error), on);
    let budget = BudgetVersion::new(new, worked_out.draft).map_err(unwritten)?;
    let body = canonical_text(&budget).map_err(unwritten)?;
    store::add_budget(tx, document_version, recorded_by, &budget).await?;
    store::add_receipt(tx, &budget, &body, ENGINE_VERSION).await?;
    tx.tell(told(Happened::BudgetDrafted(convert::drafted(&budget))));
    Ok((document_version, budget))
}

/// What somebody wrote by hand into the version before, and what of it is taken over.
#[derive(Default)]
struct Carried {
    by: Option<String>,
    overwrites: Vec<(Overwrite, Author)>,
    plan: Option<SupportPlan>,
    undecided: Vec<(Overwrite, Author)>,
    plan_left_out: Option<SupportPlan>,
}

impl Carried {
    fn over(before: &BudgetVersion) -> Carried {
        let inputs = &before.draft.receipt.inputs;
        let revision = &before.revision_of_draft;
        let written = inputs.overwrites.iter().cloned();
        Carried {
            by: revision.by.clone(),
            overwrites: written.zip(revision.overwritten_by.iter().cloned()).collect(),
            plan: inputs.plan.clone(),
            undecided: revision.undecided.clone(),
            plan_left_out: revision.plan_left_out.clone(),
        }
    }
}

/// Works out the draft with what is taken over from the version before. Where the new needs leave no
/// room for that, it is worked out without, and every overwrite and the plan wait for a decision.
fn work_out(facts: &DraftFacts, carried: Carried) -> Result<WorkedOut, Refusal> {
    let on = facts.inputs.on;
    let policy = policy_on(on, &facts.policy, &facts.confirmations)
        .map_err(|refused| refusals::policy(&refused, on))?;
    let refusal = |refused| refusals::draft(&refused, on);
    let (overwrites, authors): (Vec<_>, Vec<_>) = carried.overwrites.iter().cloned().unzip();
    let inputs = DraftInputs { overwrites, plan: carried.plan, ..facts.inputs.clone() };
    let has_any = !inputs.overwrites.is_empty() || inputs.plan.is_some();
    let by_hand = has_any || !carried.undecided.is_empty() || carried.plan_left_out.is_some();
    let mut revision = Revision {
        by: carried.by.filter(|_| by_hand),
        overwritten_by: authors,
        undecided: carried.undecided,
        plan_left_out: carried.plan_left_out,
    };
    let draft = match draft(&inputs, &policy, &facts.mapping, &facts.rates) {
        Ok(draft) => draft,
        Err(_) if has_any => {
            revision.undecided.extend(carried.overwrites);
            revision.overwritten_by.clear();
            revision.plan_left_out = inputs.plan.or(revision.plan_left_out);
            draft(&facts.inputs, &policy, &facts.mapping, &facts.rates).map_err(refusal)?
        }
        Err(refused) => return Err(refusal(refused)),
    };
    Ok(WorkedOut {
        draft,
        pack_edition: policy.edition().to_owned(),
        policy_version: facts.policy.version(),
        mapping_version: facts.mapping.version(),
        revision,
    })
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

/// Replaces what was not published yet and asks the person for more than is due after the cap, so that
/// nobody can approve it, whether or not a draft follows. R-CAP-2.
pub(crate) async fn replace_uncapped(
    tx: &mut Tx,
    recorded_by: &str,
    case: &Case,
) -> Result<(), Refusal> {
    let Some(newest) = store::BUDGETS.newest(tx, case.budget_id).await? else {
        return Ok(());
    };
    let inputs = &newest.body.draft.receipt.inputs;
    let is_personal = newest.body.draft.kind == BudgetKind::Personal;
    if is_personal && case.has_reached_cap_by(inputs.on) && !inputs.cap_reached {
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
    /// Whether this version rests on the same determination and means, from the same day, before or
    /// after the cap alike. A statement that was seen while a determination was drafted is heard of
    /// again by itself.
    fn made(&self, budget: &BudgetVersion) -> bool {
        budget.assessment == self.assessment
            && budget.financial_statement == self.financial_statement
            && budget.draft.receipt.inputs.on == self.inputs.on
            && budget.draft.receipt.inputs.cap_reached == self.inputs.cap_reached
    }
}
