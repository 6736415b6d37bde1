//! Published and worked-out examples, to the penny. `cases/README.md` says how a case is written.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "common/changes.rs"]
mod changes;
mod common;
#[path = "cases/form.rs"]
mod form;

use std::collections::BTreeSet;

use budget_calculation_rules::budget::{Draft, DraftRefused, draft};
use budget_calculation_rules::policy::{PolicyOnDay, choice_keys, packs};
use budget_calculation_rules::replay::replay;
use budget_calculation_rules::wording::{reading_grade, step_sentences};
use budget_calculation_rules::working::Amount;
use carecap_money::Money;
use changes::changes_on;
use common::*;
use form::Case;
use rust_decimal::Decimal;

const FILES: [(&str, &str); 13] = [
    ("at-home", include_str!("cases/at-home.yaml")),
    ("capital", include_str!("cases/capital.yaml")),
    ("care-home", include_str!("cases/care-home.yaml")),
    ("disregarded-capital", include_str!("cases/disregarded-capital.yaml")),
    ("guarantee", include_str!("cases/guarantee.yaml")),
    ("homes-and-land", include_str!("cases/homes-and-land.yaml")),
    ("income", include_str!("cases/income.yaml")),
    ("limits", include_str!("cases/limits.yaml")),
    ("local-choices", include_str!("cases/local-choices.yaml")),
    ("notional-capital", include_str!("cases/notional-capital.yaml")),
    ("proposed-cap", include_str!("cases/proposed-cap.yaml")),
    ("savings-credit", include_str!("cases/savings-credit.yaml")),
    ("settings", include_str!("cases/settings.yaml")),
];

/// Every case of every file.
fn all_cases() -> Vec<Case> {
    FILES.iter().flat_map(|(name, yaml)| cases_of(name, yaml)).collect()
}

fn cases_of(name: &str, yaml: &str) -> Vec<Case> {
    let cases: Result<Vec<Case>, _> = serde_yaml_ng::from_str(yaml);
    assert!(cases.is_ok(), "{name}: {:?}", cases.err());
    cases.unwrap()
}

fn policy_of(case: &Case) -> PolicyOnDay {
    let choices: Vec<(&str, &str)> =
        case.choices.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    with_values(&policy(day(&case.on), &choices), &case.figures)
}

fn drafted_from(case: &Case) -> Result<Draft, DraftRefused> {
    draft(&case.inputs(), &policy_of(case), &mapping(), &package_rate(&case.cost))
}

/// Compares everything that an example expects, and replays its receipt.
fn check(case: &Case) {
    let id = &case.id;
    assert!(!case.source.is_empty(), "{id}: where is it from?");
    assert!(case.note.len() < 400, "{id}: a note is short");
    let drafted = drafted_from(case);
    let refusal = drafted.as_ref().err().map(ToString::to_string);
    assert_eq!(refusal, case.refused, "{id}: refused");
    let Ok(budget) = drafted else {
        assert!(case.expected.is_empty(), "{id}: what is refused has no figures");
        return;
    };
    assert!(!case.expected.is_empty(), "{id}: it expects nothing");
    for (quantity, expected) in &case.expected {
        let expected = (expected != "none").then_some(expected);
        let agrees = match (worked_out(&budget, quantity), expected) {
            (None, None) => true,
            (Some(Amount::Money(money)), Some(text)) => Money::parse(text) == Ok(money),
            (Some(Amount::Number(number)), Some(text)) => text.parse() == Ok(number),
            _ => false,
        };
        let found = worked_out(&budget, quantity);
        assert!(agrees, "{id}: {quantity} is {found:?}, expected {expected:?}");
    }
    let changes = changes_on(&case.inputs(), &policy_of(case));
    assert_eq!(changes, Ok(case.changes_on), "{id}: changes_on");
    let bytes = budget.receipt.canonical_bytes().unwrap();
    assert_eq!(bytes, serde_jcs::to_vec(&budget.receipt).unwrap(), "{}", case.id);
    assert_eq!(replay(&bytes, None).unwrap().differences, [], "{id}");
}

/// A result of the budget, or the last step of that name.
fn worked_out(budget: &Draft, quantity: &str) -> Option<Amount> {
    let result = match quantity {
        "contribution" => budget.contribution_weekly,
        "council_pays" => budget.council_weekly,
        "daily_living" => budget.daily_living_weekly,
        "balance" => budget.balance_weekly,
        step => {
            let mut steps = budget.receipt.steps.iter().rev();
            return steps.find(|one| one.name == step).map(|step| step.amount);
        }
    };
    result.map(Amount::Money)
}

#[test]
fn every_case_comes_out_as_published_or_worked_out() {
    for (name, yaml) in FILES {
        let cases = cases_of(name, yaml);
        assert!(!cases.is_empty(), "{name}");
        cases.iter().for_each(check);
    }
}

#[test]
fn every_case_has_a_name_of_its_own() {
    let cases = all_cases();
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len());
}

#[test]
fn every_step_of_every_case_is_told_in_words() {
    for case in all_cases().iter().filter(|case| case.refused.is_none()) {
        let budget = drafted_from(case).unwrap();
        let sentences = step_sentences(&budget.receipt);
        for (step, sentence) in budget.receipt.steps.iter().zip(sentences) {
            let told = sentence.starts_with(char::is_uppercase) && sentence.ends_with('.');
            let codes = sentence.contains('_') || sentence.contains("null");
            assert!(told && !codes, "{}: {}: {sentence}", case.id, step.name);
        }
        // The steps of a receipt are measured as one text: a pupil of about eleven reads grade 6.
        let grade = reading_grade(&step_sentences(&budget.receipt).join("\n")).unwrap();
        assert!(grade <= Decimal::from(6), "{}: grade {grade}", case.id);
    }
}

/// Parameters that a budget does not read: they are the care account's.
const READ_BY_ACCOUNTS: [&str; 4] =
    ["cap", "cap_test", "council_share_counts", "statement_window_months"];

/// Choices that a budget does not read: the account's, and which pack is in force.
const NOT_READ_AS_CHOICES: [&str; 4] =
    ["cap_test", "pack", "short_absence_days", "uprating_factor"];

/// What surrounds the charge and is no part of it: the cases of plans read these.
const READ_BY_PLANS: [&str; 14] = [
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
    "reablement_free_weeks",
];

#[test]
fn every_parameter_and_choice_of_a_budget_is_read_in_some_case_and_no_other_is() {
    let mut parameters_read = BTreeSet::new();
    let mut choices_read = BTreeSet::new();
    for case in all_cases().iter().filter(|case| case.refused.is_none()) {
        let receipt = drafted_from(case).unwrap().receipt;
        parameters_read.extend(receipt.parameters.into_keys());
        choices_read.extend(receipt.choices.into_keys());
    }
    // Where a council supplies a parameter, it is read as a choice.
    let read: BTreeSet<&str> =
        parameters_read.iter().chain(&choices_read).map(AsRef::as_ref).collect();
    let in_packs = packs().unwrap().values().flat_map(|pack| pack.parameters().keys());
    let chosen = choice_keys().iter().map(|known| known.key);
    let known: BTreeSet<&str> = in_packs.map(String::as_str).chain(chosen).collect();
    let elsewhere = READ_BY_ACCOUNTS.iter().chain(&NOT_READ_AS_CHOICES).chain(&READ_BY_PLANS);
    let elsewhere = elsewhere.copied().collect();
    let expected: BTreeSet<&str> = known.difference(&elsewhere).copied().collect();
    assert_eq!(read, expected);
}
