//! Drafts that somebody revises by hand: lines overwritten where the actual cost differs, and how the
//! budget is to be used.

use budget_calculation_rules::budget::{
    Author, BudgetState, BudgetVersion, Draft, DraftInputs, Revision, draft,
};
use budget_calculation_rules::mapping::{How, ServiceMapping};
use budget_calculation_rules::plan::Overwrite;
use budget_calculation_rules::policy::{CouncilPolicy, PolicyOnDay, policy_on};
use budget_calculation_rules::pricing::{BudgetLine, PricedRate, RateRow};
use budget_calculation_rules::receipt::Shared;
use carecap_calendar::Instant;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Caller, Fields, Refusal};
use carecap_store::{Named, Tx};

use crate::drafting::{self, WorkedOut};
use crate::refusals::{self, CouncilsOwn};
use crate::store::{self, THE_COUNCILS_OWN};
use crate::{budgets, convert};

/// Works the draft out anew, from the same needs, means and prices, as its next version.
pub(crate) async fn revise(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ReviseDraftRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let budget_id = fields.id("budget_id", &request.budget_id);
    let overwrites = convert::overwrites(&mut fields, &request.overwrites);
    let plan = convert::plan(&mut fields, request.plan.as_ref());
    fields.finish()?;
    let present = budgets::to_be_changed(tx, &caller, budget_id, &request.etag).await?;
    may_revise(&caller, &present.body)?;
    let body = &present.body.draft.receipt;
    let mut fields = Fields::new();
    let given = overwrites.as_deref().unwrap_or_default();
    convert::overwrites_must_hold(&mut fields, given, body.inputs.on);
    fields.finish()?;
    let inputs = DraftInputs {
        overwrites: overwrites.unwrap_or_default(),
        plan: plan.flatten(),
        ..body.inputs.clone()
    };
    let own = own(tx, &inputs).await?;
    let rates = priced(&present.body.draft);
    let draft = draft(&inputs, &own.policy, &own.mapping, &rates)
        .map_err(|refused| refusals::draft(&refused, inputs.on))?;
    let revision = revision(&present.body, &inputs.overwrites, &caller, tx.now());
    let worked_out = WorkedOut {
        draft,
        pack_edition: own.policy.edition().to_owned(),
        policy_version: own.policy_version,
        mapping_version: own.mapping.version(),
        revision,
    };
    drafting::add_revision(tx, &caller.subject, present, worked_out).await
}

fn may_revise(caller: &Caller, present: &BudgetVersion) -> Result<(), Refusal> {
    if caller.person_id == Some(present.person_id) {
        let sentence = "nobody revises a budget about themselves: ask a colleague";
        return Err(Refusal::new(ErrorReason::OwnCase, sentence));
    }
    match present.state {
        BudgetState::Draft | BudgetState::Approved => Ok(()),
        state @ (BudgetState::Published | BudgetState::Replaced) => Err(Refusal::new(
            ErrorReason::WrongState,
            "only what is not published yet can be revised: ask for a change instead",
        )
        .with("state", budget_calculation_rules::needs::code(state))),
    }
}

/// What the council has set by now.
struct Own {
    policy: PolicyOnDay,
    policy_version: i64,
    mapping: ServiceMapping,
}

async fn own(tx: &mut Tx, inputs: &DraftInputs) -> Result<Own, Refusal> {
    let on = inputs.on;
    let missing = |what| refusals::not_set(what, Some(on));
    let policy = store::POLICIES.newest(tx, THE_COUNCILS_OWN).await?;
    let policy: CouncilPolicy = policy.ok_or_else(|| missing(CouncilsOwn::Policy))?.body;
    let mapping = store::MAPPINGS.newest(tx, THE_COUNCILS_OWN).await?;
    let confirmations = store::all_confirmations(tx).await?;
    Ok(Own {
        policy: policy_on(on, &policy, &confirmations)
            .map_err(|refused| refusals::policy(&refused, on))?,
        policy_version: policy.version(),
        mapping: mapping.ok_or_else(|| missing(CouncilsOwn::Mapping))?.body,
    })
}

/// The rates of a draft with the catalogue's ids, which a receipt leaves out.
fn priced(draft: &Draft) -> Vec<PricedRate> {
    let with_id = |rate: &Shared<RateRow>| {
        let line = draft.lines.iter().find(|line| was_priced_by(draft, line, rate));
        let rate_id = line.map(|line| line.rate_id.clone()).unwrap_or_default();
        PricedRate::new(rate_id, rate.clone())
    };
    draft.receipt.rates.iter().map(with_id).collect()
}

/// Whether a line took its price from this rate: its service's own, or the nearest equivalent's where
/// the line is estimated (R-IPB-8).
fn was_priced_by(draft: &Draft, line: &BudgetLine, rate: &RateRow) -> bool {
    let price = line.original.as_ref().map_or(line.unit_rate, |original| original.unit_rate);
    let of_service = if line.estimated {
        is_equivalent_of(draft, line, &rate.service_code)
    } else {
        line.service_code == rate.service_code
    };
    of_service
        && line.unit == rate.unit
        && price == rate.cost_to_council
        && !line.rate_id.is_empty()
}

fn is_equivalent_of(draft: &Draft, line: &BudgetLine, service_code: &str) -> bool {
    let bought = draft.receipt.mapping.iter().filter_map(|entry| match &entry.how {
        How::Buys(services) => Some(services),
        How::CoveredBy(_) | How::ExcludedBecause(_) => None,
    });
    bought.flatten().any(|service| {
        service.service_code == line.service_code
            && service.nearest_equivalent.as_deref() == Some(service_code)
    })
}

/// Whoever wrote an overwrite that stays as it was remains its author.
fn revision(
    present: &BudgetVersion,
    overwrites: &[Overwrite],
    caller: &Caller,
    now: Instant,
) -> Revision {
    let before = &present.draft.receipt.inputs.overwrites;
    let authors = &present.revision_of_draft.overwritten_by;
    let author = |overwrite: &Overwrite| {
        let mut written = before.iter().zip(authors);
        let same = written.find(|(one, _)| *one == overwrite).map(|(_, author)| author.clone());
        same.unwrap_or_else(|| Author { by: caller.subject.clone(), at: now })
    };
    Revision {
        by: Some(caller.subject.clone()),
        overwritten_by: overwrites.iter().map(author).collect(),
        undecided: Vec::new(),
        plan_left_out: None,
    }
}

pub(crate) async fn revised(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::ReviseDraftResponse, Refusal> {
    Ok(proto::ReviseDraftResponse { budget: Some(budgets::made_budget(tx, made).await?) })
}
