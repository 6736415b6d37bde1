//! What surrounds the charge, worked out to the penny. `plans/README.md` says how a case is written.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;
#[path = "plans/council.rs"]
mod council;
#[path = "plans/form.rs"]
mod form;

use std::borrow::Cow;
use std::collections::BTreeSet;

use budget_calculation_rules::budget::{Draft, DraftRefused, draft};
use budget_calculation_rules::replay::replay;
use budget_calculation_rules::wording::{
    line_sentence, reading_grade, step_sentences, unpriced_sentence,
};
use budget_calculation_rules::working::Amount;
use carecap_money::Money;
use common::*;
use form::Case;
use rust_decimal::Decimal;

const FILES: [(&str, &str); 8] = [
    ("after-the-cap", include_str!("plans/after-the-cap.yaml")),
    ("arrangement-fees", include_str!("plans/arrangement-fees.yaml")),
    ("deferred-payments", include_str!("plans/deferred-payments.yaml")),
    ("direct-payments", include_str!("plans/direct-payments.yaml")),
    ("duty-and-free", include_str!("plans/duty-and-free.yaml")),
    ("overwrites", include_str!("plans/overwrites.yaml")),
    ("top-up", include_str!("plans/top-up.yaml")),
    ("year-and-absence", include_str!("plans/year-and-absence.yaml")),
];

fn cases() -> Vec<Case> {
    let read = |(name, yaml): &(&str, &str)| -> Vec<Case> {
        serde_yaml_ng::from_str(yaml).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    FILES.iter().flat_map(read).collect()
}

fn drafted_from(case: &Case) -> Result<Draft, DraftRefused> {
    let choices: Vec<(&str, &str)> =
        case.choices.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let policy = policy(case.on, &choices);
    draft(&case.inputs(), &policy, &council::mapping(), &council::rates())
}

/// Those of the cases that make a budget, with it.
fn budgets() -> Vec<(Case, Draft)> {
    let made = cases().into_iter().filter(|case| case.refused.is_none());
    made.map(|case| {
        let draft = drafted_from(&case).unwrap_or_else(|why| panic!("{}: {why}", case.id));
        (case, draft)
    })
    .collect()
}

/// A figure of a budget by the name that cases give it, or else of its last step of that name.
fn figure(budget: &Draft, quantity: &str) -> Option<String> {
    let pounds = |money: Option<Money>| money.map(|money| money.pounds().to_string());
    let plan = budget.plan_figures.clone().unwrap_or_default();
    let fee = budget.arrangement_fee.clone();
    match quantity {
        "cost" => pounds(Some(budget.cost_weekly)),
        "cost_yearly" => pounds(Some(budget.cost_yearly)),
        "contribution" => pounds(budget.contribution_weekly),
        "council_pays" => pounds(budget.council_weekly),
        "cost_eligible" => pounds(budget.cost_eligible_weekly),
        "contribution_eligible" => pounds(budget.contribution_eligible_weekly),
        "daily_living" => pounds(budget.daily_living_weekly),
        "balance" => pounds(budget.balance_weekly),
        "fee_once" => pounds(fee.and_then(|fee| fee.once).map(|fee| fee.value)),
        "fee_weekly" => pounds(fee.and_then(|fee| fee.weekly).map(|fee| fee.value)),
        "top_up" => pounds(plan.top_up_weekly.map(|figure| figure.value)),
        "direct_payment" => pounds(plan.direct_payment.map(|figure| figure.value)),
        "gross_for_days" => pounds(plan.direct_payment_gross.map(|figure| figure.value)),
        "contribution_for_days" => {
            pounds(plan.direct_payment_contribution.map(|figure| figure.value))
        }
        "equity_limit" => pounds(plan.equity_limit.map(|figure| figure.value)),
        "deferred_top_up" => pounds(plan.deferred_top_up_weekly.map(|figure| figure.value)),
        "recoverable" => pounds(plan.direct_payment_recoverable.map(|figure| figure.value)),
        "deferred" => pounds(plan.deferred_weekly.map(|figure| figure.value)),
        "interest" => pounds(plan.deferred_interest_weekly.map(|figure| figure.value)),
        "loan_to_value_percent" => plan.loan_to_value_shown(),
        "review_due" => Some(plan.deferred_review_due.to_string()),
        "cost_of_year" => pounds(plan.cost_of_year.map(|figure| figure.value)),
        "charge_while_absent" => pounds(plan.charge_while_absent_weekly.map(|figure| figure.value)),
        "expired_overwrites" => Some(budget.expired_overwrites.len().to_string()),
        "unconfirmed" => Some(budget.unconfirmed.join(", ")),
        "unpriced" => Some(budget.unpriced.len().to_string()),
        step => {
            let mut steps = budget.receipt.steps.iter().rev();
            steps.find(|one| one.name == step).map(|step| match step.amount {
                Amount::Money(money) => money.pounds().to_string(),
                Amount::Number(number) => number.to_string(),
            })
        }
    }
}

#[test]
fn every_case_comes_out_as_published_or_worked_out() {
    for (case, budget) in budgets() {
        assert!(!case.expected.is_empty() && !case.source.is_empty(), "{}", case.id);
        for (quantity, expected) in &case.expected {
            let worked_out = figure(&budget, quantity).unwrap_or_else(|| "none".to_owned());
            assert_eq!(worked_out, *expected, "{}: {quantity}", case.id);
        }
        if case.changes_on.is_some() {
            assert_eq!(budget.changes_on, case.changes_on, "{}", case.id);
        }
        let mut told: Vec<String> = budget.lines.iter().map(line_sentence).collect();
        told.extend(budget.unpriced.iter().map(unpriced_sentence));
        assert!(case.told.is_empty() || told == case.told, "{}: {told:#?}", case.id);
    }
}

#[test]
fn what_cannot_be_is_refused_with_its_field() {
    let refusals: Vec<Case> = cases().into_iter().filter(|case| case.refused.is_some()).collect();
    for case in &refusals {
        let refused = drafted_from(case).expect_err(&case.id);
        let field = refused.field().map_or(refused.reason().to_owned(), |field| field.path);
        assert_eq!(Some(field), case.refused, "{}: {refused}", case.id);
        assert!(case.expected.is_empty() && !case.source.is_empty(), "{}", case.id);
    }
    assert!(refusals.len() > 20, "{}", refusals.len());
}

#[test]
fn every_case_has_a_name_of_its_own_and_a_short_note() {
    let cases = cases();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
    assert!(cases.iter().all(|case| case.note.len() < 400));
}

#[test]
fn person_and_council_together_pay_the_cost_of_every_case() {
    for (case, budget) in budgets() {
        if let Some((person, council)) = budget.contribution_weekly.zip(budget.council_weekly) {
            assert_eq!(Money::sum([person, council]), Ok(budget.cost_weekly), "{}", case.id);
        }
    }
}

#[test]
fn every_receipt_replays_clean() {
    for (case, budget) in budgets() {
        let bytes = budget.receipt.canonical_bytes().unwrap();
        assert_eq!(bytes, serde_jcs::to_vec(&budget.receipt).unwrap(), "the canonical form");
        let replayed = replay(&bytes, Some(&budget.receipt.digest().unwrap())).unwrap();
        assert_eq!(replayed.differences, [], "{}", case.id);
        assert_eq!(replayed.steps_checked, budget.receipt.steps.len(), "{}", case.id);
    }
}

#[test]
fn every_step_is_told_in_words_that_a_pupil_of_eleven_reads() {
    for (case, budget) in budgets() {
        let sentences = step_sentences(&budget.receipt);
        for (step, sentence) in budget.receipt.steps.iter().zip(&sentences) {
            let told = sentence.starts_with(char::is_uppercase) && sentence.ends_with('.');
            let codes = sentence.contains('_') || sentence.contains("null");
            assert!(told && !codes, "{}: {}: {sentence}", case.id, step.name);
        }
        // The whole receipt is measured as one text, its steps, lines and needs together: a pupil of
        // about eleven reads grade 6.
        let lines = budget.lines.iter().map(line_sentence);
        let needs = budget.unpriced.iter().map(unpriced_sentence);
        let text: Vec<String> = sentences.into_iter().chain(lines).chain(needs).collect();
        let grade = reading_grade(&text.join("\n")).unwrap();
        assert!(grade <= Decimal::from(6), "{}: grade {grade}\n{}", case.id, text.join("\n"));
    }
}

#[test]
fn every_value_that_surrounds_the_charge_is_read_in_some_case() {
    let read: BTreeSet<String> = budgets()
        .into_iter()
        .flat_map(|(_, budget)| {
            let receipt = budget.receipt;
            receipt.parameters.into_keys().chain(receipt.choices.into_keys()).map(Cow::into_owned)
        })
        .collect();
    for key in [
        "arrangement_fee_once",
        "arrangement_fee_weekly",
        "charged_while_absent",
        "community_equipment_free_up_to",
        "deferred_interest_cap_percent",
        "deferred_interest_compounded",
        "deferred_interest_days",
        "deferred_interest_percent",
        "deferred_payment_equity_percent",
        "deferred_payment_review_percent",
        "direct_payment_rounding",
        "direct_payment_surplus_weeks",
        "disposable_income_allowance",
        "property_disregard_weeks",
        "reablement_free_weeks",
    ] {
        assert!(read.contains(key), "{key}");
    }
}

/// Whole receipts and all of their sentences, as they are given out: a change of either is seen in
/// full by whoever makes it.
#[test]
fn whole_receipts_and_their_sentences_are_as_they_were() {
    let shown = [
        "DPA-STYNESIDE-100000",
        "DPA-UNDER-THE-PROPOSED-CAP",
        "OVERWRITE-PRICE",
        "RES-GUIDE-2026-10000",
        "CAP-REACHED-IN-A-CARE-HOME",
    ];
    for (case, draft) in budgets() {
        if !shown.contains(&case.id.as_str()) {
            continue;
        }
        let name = case.id.to_lowercase().replace('-', "_");
        insta::assert_json_snapshot!(format!("receipt_{name}"), draft.receipt);
        let sentences = step_sentences(&draft.receipt).join("\n");
        insta::assert_snapshot!(format!("sentences_{name}"), sentences);
    }
    let known: BTreeSet<String> = budgets().into_iter().map(|(case, _)| case.id).collect();
    assert!(shown.iter().all(|id| known.contains(*id)), "every one that is to be shown is there");
}
