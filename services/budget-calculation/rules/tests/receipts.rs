//! Receipts: the same bytes from the same inputs, and nothing altered goes unnoticed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use budget_calculation_rules::receipt::digest;
use budget_calculation_rules::replay::{ReplayRefused, replay};
use budget_calculation_rules::wording::step_sentence;
use common::*;
use serde_json::Value;

fn peters_body() -> Vec<u8> {
    let draft = drafted(peter("18")).unwrap();
    draft.receipt.canonical_bytes().unwrap()
}

fn altered(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut body: Value = serde_json::from_slice(&peters_body()).unwrap();
    change(&mut body);
    serde_jcs::to_vec(&body).unwrap()
}

#[test]
fn peter_s_receipt_holds_all_that_it_was_worked_out_from() {
    let draft = drafted(peter("18")).unwrap();
    insta::assert_json_snapshot!("peters_receipt", draft.receipt);
    let sentences: Vec<String> =
        (0..draft.receipt.steps.len()).map(|index| step_sentence(&draft.receipt, index)).collect();
    insta::assert_snapshot!("peters_sentences", sentences.join("\n"));
}

#[test]
fn an_honest_receipt_replays_clean() {
    for draft in [drafted(peter("18")), drafted(peter("22")), drafted(mary())] {
        let draft = draft.unwrap();
        let bytes = draft.receipt.canonical_bytes().unwrap();
        let replay = replay(&bytes, Some(&draft.receipt.digest().unwrap())).unwrap();
        assert_eq!(replay.differences, []);
        assert_eq!(replay.steps_checked, draft.receipt.steps.len());
        assert!(replay.digest_checked);
    }
}

#[test]
fn the_digest_is_over_a_tag_and_the_bytes() {
    // SHA-256 of "carecap-receipt-1", a line feed and "{}", from sha256sum.
    let expected = include_str!("digest-of-empty-object.txt").trim();
    assert_eq!(digest(b"{}"), expected);
}

#[test]
fn a_receipt_altered_in_one_amount_names_the_step() {
    let steps = drafted(peter("18")).unwrap().receipt.steps.len();
    for index in 0..steps {
        let bytes = altered(|body| {
            let amount = &mut body["steps"][index]["amount"];
            *amount = match &*amount {
                Value::Number(pence) => (pence.as_i64().unwrap() + 1).into(),
                text => format!("1{}", text.as_str().unwrap()).into(),
            };
        });
        let found = replay(&bytes, None).unwrap().differences;
        let id = format!("s{index} ");
        let named: Vec<&str> = found
            .iter()
            .filter(|difference| difference.step.starts_with(&id))
            .map(|difference| difference.field.as_str())
            .collect();
        assert!(named.contains(&"arithmetic") && named.contains(&"amount"), "{id}: {named:?}");
    }
}

#[test]
fn an_altered_result_input_price_or_parameter_is_noticed_without_any_digest() {
    let places = [
        ("/results/contribution_weekly/value", Value::from(1)),
        ("/inputs/means/incomes/0/amount", Value::from(22_546)),
        ("/inputs/need_lines/0/times", Value::from("19")),
        ("/inputs/means/premiums", Value::Array(Vec::new())),
        ("/rates/0/cost_to_council", Value::from("24.70")),
        ("/parameters/capital_limit_upper/value", Value::from(2_325_100)),
        ("/parameters/mig_single_25_to_pension_age/value", Value::from(1)),
        ("/choices/contents_insurance_counts/value", Value::from(false)),
        ("/inputs/age_band", Value::from("PENSION_AGE")),
    ];
    for (place, other) in places {
        let bytes = altered(|body| *body.pointer_mut(place).unwrap() = other);
        let found = replay(&bytes, None).unwrap().differences;
        assert!(!found.is_empty(), "{place}");
    }
}

#[test]
fn every_single_altered_leaf_is_noticed_by_the_digest_stored_elsewhere() {
    let honest = peters_body();
    let stored = digest(&honest);
    let body: Value = serde_json::from_slice(&honest).unwrap();
    let mut leaves = Vec::new();
    leaves_of(String::new(), &body, &mut leaves);
    assert!(leaves.len() > 300, "{}", leaves.len());
    for place in leaves {
        let bytes = altered(|body| *body.pointer_mut(&place).unwrap() = Value::from("altered"));
        let noticed = match replay(&bytes, Some(&stored)) {
            Ok(replay) => !replay.differences.is_empty(),
            Err(_) => true,
        };
        assert!(noticed, "{place}");
    }
}

fn leaves_of(place: String, value: &Value, leaves: &mut Vec<String>) {
    match value {
        Value::Object(parts) => {
            for (key, part) in parts {
                leaves_of(format!("{place}/{}", key.replace('/', "~1")), part, leaves);
            }
        }
        Value::Array(parts) => {
            for (index, part) in parts.iter().enumerate() {
                leaves_of(format!("{place}/{index}"), part, leaves);
            }
        }
        _ => leaves.push(place),
    }
}

#[test]
fn a_receipt_rewritten_whole_is_told_only_by_the_stored_digest() {
    let honest = peters_body();
    let (mut inputs, policy, rates) = peter("18");
    inputs.means.as_mut().unwrap().incomes[0].amount = stated("125.45");
    let rewritten = drafted((inputs, policy, rates)).unwrap();
    let bytes = rewritten.receipt.canonical_bytes().unwrap();
    assert_eq!(replay(&bytes, None).unwrap().differences, []);
    let compared = replay(&bytes, Some(&digest(&honest))).unwrap();
    assert_eq!(compared.differences.len(), 1);
    assert_eq!(compared.differences[0].step, "digest");
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let refusal = |change: fn(&mut Value)| replay(&altered(change), None).unwrap_err();
    assert_eq!(
        refusal(|body| body["steps"][3]["operator"] = "average".into()),
        ReplayRefused::UnknownOperator("average".to_owned())
    );
    assert_eq!(
        refusal(|body| body["steps"][3]["rule"] = "R-FIN-20@2".into()),
        ReplayRefused::UnknownRule("R-FIN-20@2".to_owned())
    );
    assert_eq!(refusal(|body| body["form"] = 2.into()), ReplayRefused::UnknownForm("2".to_owned()));
    assert!(matches!(replay(b"[]", None).unwrap_err(), ReplayRefused::UnknownForm(_)));
    assert!(matches!(replay(b"", None).unwrap_err(), ReplayRefused::Unreadable(_)));
}

#[test]
fn other_bytes_of_the_same_body_are_not_its_receipt() {
    let body: Value = serde_json::from_slice(&peters_body()).unwrap();
    let spaced = serde_json::to_vec_pretty(&body).unwrap();
    let found = replay(&spaced, None).unwrap().differences;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].field, "form");
}

#[test]
fn a_receipt_says_nobody_s_name_and_no_sentence() {
    let body: Value = serde_json::from_slice(&peters_body()).unwrap();
    let keys: Vec<&str> = body["inputs"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        ["age_band", "arranged_by", "duty_date", "means", "need_lines", "on", "setting"]
    );
}
