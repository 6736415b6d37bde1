use budget_calculation_rules::budget::{Author, BudgetVersion, Decision, Draft, review_by};
use budget_calculation_rules::mapping::UnpricedNeed;
use budget_calculation_rules::plan::Overwrite;
use budget_calculation_rules::policy::Source;
use budget_calculation_rules::pricing::{BudgetLine, OriginalLine};
use budget_calculation_rules::receipt::Body;
use budget_calculation_rules::wording::{
    line_sentence, step_id, step_sentences, unpriced_sentence,
};
use budget_calculation_rules::working::{Amount, Step};
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::events::v1::BudgetDrafted;
use carecap_contracts::{date, money, optional_date, timestamp};
use carecap_service::etag;
use carecap_store::Document;

use super::plan::{arrangement_fee, plan_figures, written_overwrite, written_plan};
use super::{citation, number};
use crate::store::{DraftRefusal, StoredReceipt};

/// A version of a budget, with its sentences rendered from what is stored.
pub(crate) fn budget(document: Document<BudgetVersion>, council: &str) -> proto::Budget {
    let budget = document.body;
    let worked_out = worked_out(&budget.draft, true);
    let undecided = budget.undecided_overwrites();
    let statement = budget.financial_statement.as_ref();
    let by = |decision: &Option<Decision>| {
        decision.as_ref().map(|decision| decision.by.clone()).unwrap_or_default()
    };
    let on =
        |decision: &Option<Decision>| optional_date(decision.as_ref().map(|decision| decision.on));
    proto::Budget {
        budget_id: budget.budget_id.to_string(),
        council_id: council.to_owned(),
        version: budget.version,
        revision: budget.revision,
        etag: etag(document.version),
        person_id: budget.person_id.to_string(),
        state: number(budget.state),
        assessment_id: budget.assessment.assessment_id.to_string(),
        assessment_version: budget.assessment.version,
        financial_statement_id: statement
            .map(|statement| statement.financial_statement_id.to_string())
            .unwrap_or_default(),
        financial_statement_version: statement.map_or(0, |statement| statement.version),
        policy_version: budget.policy_version,
        mapping_version: budget.mapping_version,
        receipt_digest: budget.receipt_digest.clone(),
        determined_by: budget.determined_by.clone(),
        approved_by: by(&budget.approved),
        approved_on: on(&budget.approved),
        published_by: by(&budget.published),
        published_on: on(&budget.published),
        recorded_at: timestamp(budget.recorded_at),
        lines: signed_lines(&budget, worked_out.lines),
        expired_overwrites: undecided.iter().map(|(one, by)| signed(one, by.as_ref())).collect(),
        revised_by: budget.revision_of_draft.by.clone().unwrap_or_default(),
        plan_left_out: budget.revision_of_draft.plan_left_out.as_ref().map(written_plan),
        ..worked_out
    }
}

/// The lines with who overwrote each.
fn signed_lines(budget: &BudgetVersion, lines: Vec<proto::BudgetLine>) -> Vec<proto::BudgetLine> {
    let mut lines = lines;
    for (written, line) in lines.iter_mut().zip(&budget.draft.lines) {
        if let (Some(written), Some(original)) = (&mut written.original, &line.original) {
            let author = budget.author_of(&original.overwrite);
            written.overwrite = Some(signed(&original.overwrite, author));
        }
    }
    lines
}

/// An overwrite with who wrote it, and when.
fn signed(overwrite: &Overwrite, author: Option<&Author>) -> proto::Overwrite {
    proto::Overwrite {
        set_by: author.map(|author| author.by.clone()).unwrap_or_default(),
        set_at: author.and_then(|author| timestamp(author.at)),
        ..written_overwrite(overwrite)
    }
}

/// A budget as it was worked out, without whose it is and where it stands.
pub(super) fn worked_out(draft: &Draft, with_steps: bool) -> proto::Budget {
    let body = &draft.receipt;
    proto::Budget {
        kind: number(draft.kind),
        setting: number(body.inputs.setting),
        starts_on: date(body.inputs.on),
        pack: body.policy.pack.clone(),
        lines: draft.lines.iter().map(line).collect(),
        unpriced: draft.unpriced.iter().map(|need| unpriced(body, need)).collect(),
        cost_weekly: money(draft.cost_weekly),
        contribution_weekly: draft.contribution_weekly.and_then(money),
        council_weekly: draft.council_weekly.and_then(money),
        daily_living_weekly: draft.daily_living_weekly.and_then(money),
        balance_weekly: draft.balance_weekly.and_then(money),
        cost_yearly: money(draft.cost_yearly),
        unconfirmed: draft.unconfirmed.clone(),
        shadow: draft.shadow,
        steps: if with_steps { steps(body) } else { Vec::new() },
        cost_eligible_weekly: draft.cost_eligible_weekly.and_then(money),
        contribution_eligible_weekly: draft.contribution_eligible_weekly.and_then(money),
        arrangement_fee: draft.arrangement_fee.as_ref().map(arrangement_fee),
        plan: body.inputs.plan.as_ref().map(written_plan),
        plan_figures: draft
            .plan_figures
            .as_ref()
            .map(|figures| plan_figures(figures, body.inputs.plan.as_ref(), body.inputs.on)),
        expired_overwrites: draft.expired_overwrites.iter().map(written_overwrite).collect(),
        cap_reached: body.inputs.cap_reached,
        changes_on: optional_date(draft.changes_on),
        review_by: date(review_by(body.inputs.on)),
        ..proto::Budget::default()
    }
}

fn line(line: &BudgetLine) -> proto::BudgetLine {
    proto::BudgetLine {
        line_number: i32::try_from(line.line_number).unwrap_or(i32::MAX),
        service_code: line.service_code.clone(),
        service_title: line.service_title.clone(),
        outcomes: line.outcomes.iter().copied().map(number).collect(),
        kinds: line.kinds.iter().copied().map(number).collect(),
        units: line.units.to_string(),
        unit: number(line.unit),
        unit_rate: line.unit_rate.to_string(),
        rate_id: line.rate_id.clone(),
        period: number(line.period),
        amount: money(line.amount.value),
        because: line_sentence(line),
        rule: line.rule.to_string(),
        law: citation(Some(&line.law)),
        duty: number(line.duty),
        estimated: line.estimated,
        original: line.original.as_ref().map(original),
        free: line.free,
    }
}

fn original(original: &OriginalLine) -> proto::OriginalLine {
    proto::OriginalLine {
        units: original.units.to_string(),
        unit_rate: original.unit_rate.to_string(),
        amount: money(original.amount.value),
        overwrite: Some(written_overwrite(&original.overwrite)),
    }
}

fn unpriced(body: &Body, need: &UnpricedNeed) -> proto::UnpricedNeed {
    proto::UnpricedNeed {
        kind: number(need.kind),
        because: unpriced_sentence(need),
        rule: need.rule.to_string(),
        law: citation(law_of(body, &need.rule)),
    }
}

/// Where in the law a rule of the receipt stands.
fn law_of<'a>(body: &'a Body, rule: &str) -> Option<&'a Source> {
    body.rules.get(rule).map(|law| &**law)
}

fn steps(body: &Body) -> Vec<proto::Step> {
    let sentences = step_sentences(body);
    let steps = body.steps.iter().zip(sentences).enumerate();
    steps.map(|(index, (one, sentence))| step(body, index, one, sentence)).collect()
}

fn step(body: &Body, index: usize, step: &Step, sentence: String) -> proto::Step {
    proto::Step {
        step_id: step_id(index),
        name: step.name.to_string(),
        sentence,
        result: match step.amount {
            Amount::Money(money) => money.pounds().to_string(),
            Amount::Number(number) => number.to_string(),
        },
        rule: step.rule.to_string(),
        law: citation(law_of(body, &step.rule)),
    }
}

/// The receipt of a version; its body is what was stored, byte for byte.
pub(crate) fn receipt(budget: &BudgetVersion, stored: StoredReceipt) -> proto::Receipt {
    let published = budget.published.as_ref();
    proto::Receipt {
        recorded_at: timestamp(stored.recorded_at()),
        body: stored.body.into_bytes(),
        digest: budget.receipt_digest.clone(),
        budget_id: budget.budget_id.to_string(),
        version: budget.version,
        pack: budget.pack.clone(),
        pack_edition: budget.pack_edition.clone(),
        engine_version: stored.engine_version,
        trace_id: budget.trace_id.clone().unwrap_or_default(),
        published_by: published.map(|decision| decision.by.clone()).unwrap_or_default(),
    }
}

/// What followers are told of a new draft.
pub(crate) fn drafted(budget: &BudgetVersion) -> BudgetDrafted {
    BudgetDrafted {
        person_id: budget.person_id.to_string(),
        budget_id: budget.budget_id.to_string(),
        version: budget.version,
        kind: number(budget.draft.kind),
        setting: number(budget.draft.receipt.inputs.setting),
        starts_on: date(budget.draft.receipt.inputs.on),
        cost_weekly: money(budget.draft.cost_weekly),
    }
}

pub(crate) fn draft_refusal(
    document: Document<DraftRefusal>,
    council: &str,
) -> proto::DraftRefusal {
    proto::DraftRefusal {
        draft_refusal_id: document.id.to_string(),
        council_id: council.to_owned(),
        person_id: document.body.person_id.to_string(),
        assessment_id: document.body.assessment_id.to_string(),
        assessment_version: document.body.assessment_version,
        reason: document.body.reason,
        detail: document.body.detail,
        recorded_at: timestamp(document.recorded_at),
    }
}
