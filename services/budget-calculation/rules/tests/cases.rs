//! Published and worked-out examples, to the penny. `cases/README.md` says how a case is written.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use budget_calculation_rules::budget::draft;
use budget_calculation_rules::needs::{
    AgeBand, Bounded, CapitalType, Frequency, Household, IncomeType, OutgoingType, Premium, Setting,
};
use budget_calculation_rules::replay::replay;
use budget_calculation_rules::working::Amount;
use carecap_money::Money;
use common::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    source: String,
    on: String,
    setting: Setting,
    age_band: AgeBand,
    #[serde(default)]
    note: String,
    #[serde(default)]
    choices: BTreeMap<String, String>,
    /// Values laid over the pack, where the example has figures of its own.
    #[serde(default)]
    figures: BTreeMap<String, String>,
    cost: String,
    means: CaseMeans,
    expected: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseMeans {
    household: Household,
    #[serde(default)]
    couple_at_pension_age: bool,
    #[serde(default)]
    premiums: Vec<Premium>,
    #[serde(default)]
    incomes: Vec<(IncomeType, String)>,
    #[serde(default)]
    capital: Vec<(CapitalType, String, i64)>,
    #[serde(default)]
    outgoings: Vec<(OutgoingType, String, Frequency)>,
}

/// Works one example out, compares every figure it expects, and replays its receipt.
fn check(case: &Case) {
    let mut means = means(case.means.household);
    means.couple_at_pension_age = case.means.couple_at_pension_age;
    means.premiums = case.means.premiums.iter().copied().collect();
    let incomes = case.means.incomes.iter();
    means.incomes = incomes.map(|(of, amount)| income(*of, amount)).collect();
    for (of, value, owners) in &case.means.capital {
        let mut piece = capital(*of, value);
        piece.owners = Bounded::new(*owners).unwrap();
        means.capital.push(piece);
    }
    for (of, amount, frequency) in &case.means.outgoings {
        means.outgoings.push(outgoing(*of, amount, *frequency, ""));
    }
    let inputs = package(&case.on, case.setting, case.age_band, means);
    let choices: Vec<(&str, &str)> =
        case.choices.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let policy = with_values(&policy(inputs.on, &choices), &case.figures);
    let budget = draft(&inputs, &policy, &mapping(), &package_rate(&case.cost)).unwrap();
    for (quantity, expected) in &case.expected {
        let worked_out = match quantity.as_str() {
            "contribution" => budget.contribution_weekly,
            "council_pays" => budget.council_weekly,
            "daily_living" => budget.daily_living_weekly,
            "balance" => budget.balance_weekly,
            step => {
                let mut steps = budget.receipt.steps.iter().rev();
                let found = steps.find(|one| one.name == step);
                found.and_then(|step| match step.amount {
                    Amount::Money(money) => Some(money),
                    Amount::Number(_) => None,
                })
            }
        };
        let expected = (expected != "none").then(|| Money::parse(expected).unwrap());
        assert_eq!(worked_out, expected, "{}: {quantity}", case.id);
    }
    let bytes = budget.receipt.canonical_bytes().unwrap();
    let replayed = replay(&bytes, None).unwrap();
    assert_eq!(replayed.differences, [], "{}", case.id);
    assert!(!case.source.is_empty() && !case.expected.is_empty());
    assert!(case.note.len() < 400, "{}: a note is short", case.id);
}

fn check_all(yaml: &str) {
    let cases: Vec<Case> = serde_yaml_ng::from_str(yaml).unwrap();
    assert!(!cases.is_empty());
    cases.iter().for_each(check);
}

#[test]
fn contributions_at_home_come_out_as_published() {
    check_all(include_str!("cases/at-home.yaml"));
}

#[test]
fn contributions_in_a_care_home_come_out_as_published() {
    check_all(include_str!("cases/care-home.yaml"));
}

#[test]
fn capital_and_tariff_income_come_out_as_published() {
    check_all(include_str!("cases/capital.yaml"));
}

#[test]
fn daily_living_costs_under_the_proposed_cap_come_out_as_published() {
    check_all(include_str!("cases/proposed-cap.yaml"));
}
