use std::collections::BTreeMap;

use budget_calculation_rules::replay::replay;
use carecap_testing::{ENGINES, Engine};
use carecap_tests::Bench;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{all, files, of_this_release, this_release};

/// The stories that end in a published budget, and how many each publishes.
const STORIES: [(&str, usize); 3] =
    [("at-home-priced", 1), ("at-home-charged", 2), ("self-funder-capped", 3)];

/// The bytes that the digest covers. serde_json writes no white space and escapes as RFC 8785 does;
/// a receipt has no number but integers, so that only the order of keys is left to see to.
fn canonical(body: &Value) -> Vec<u8> {
    fn in_order(value: &Value) -> String {
        match value {
            Value::Object(members) => {
                let ordered: BTreeMap<&String, &Value> = members.iter().collect();
                let members = ordered.into_iter().map(|(key, value)| {
                    format!("{}:{}", Value::from(key.as_str()), in_order(value))
                });
                format!("{{{}}}", members.collect::<Vec<_>>().join(","))
            }
            Value::Array(items) => {
                format!("[{}]", items.iter().map(in_order).collect::<Vec<_>>().join(","))
            }
            other => other.to_string(),
        }
    }
    in_order(body).into_bytes()
}

fn digest(canonical: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"carecap-receipt-1\n");
    hasher.update(canonical);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn receipts_of_every_release_are_replayed_and_hold() {
    let kept = all();
    assert!(!kept.is_empty(), "receipts are kept");
    for (file, receipt) in kept {
        let name = file.display();
        let bytes = canonical(&receipt["body"]);
        let published = receipt["envelope"]["digest"].as_str().expect("a digest");
        assert_eq!(digest(&bytes), published, "{name}");
        let found =
            replay(&bytes, Some(published)).unwrap_or_else(|refused| panic!("{name}: {refused}"));
        assert_eq!(found.differences, [], "{name}");
        assert!(found.digest_checked, "{name}");
        assert_eq!(found.digest, published, "{name}");
        let steps = receipt["body"]["steps"].as_array().expect("steps");
        assert_eq!(found.steps_checked, steps.len(), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn this_release_publishes_what_is_kept_of_it_on_both_engines() {
    let published: usize = STORIES.iter().map(|(_, budgets)| budgets).sum();
    assert_eq!(files(&this_release()).len(), published, "each kept receipt is one of these");
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        for (story, budgets) in STORIES {
            let outcome = bench.tell(&format!("{story}.yaml")).await;
            assert_eq!(outcome.receipts.len(), budgets, "{engine:?}: {story}");
            for (name, receipt) in &outcome.receipts {
                let published = receipt["envelope"]["digest"].as_str().expect("a digest");
                assert_eq!(digest(&canonical(&receipt["body"])), published, "{engine:?}: {name}");
                let kept = of_this_release(&format!("{story}-{name}.json"));
                assert_eq!(receipt["body"], kept["body"], "{engine:?}: {story} {name}");
                assert_eq!(receipt["envelope"]["pack_edition"], kept["envelope"]["pack_edition"]);
            }
        }
        bench.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_inputs_over_the_same_rates_give_the_same_bytes() {
    let bench = Bench::start(Engine::Sqlite).await;
    let bodies = |outcome: carecap::story::Outcome| -> Vec<Vec<u8>> {
        outcome.receipts.iter().map(|(_, receipt)| canonical(&receipt["body"])).collect()
    };
    let first = bodies(bench.tell("at-home-charged.yaml").await);
    let again = bodies(bench.tell("at-home-charged.yaml").await);
    assert_eq!(first, again, "who it is about is not in the body");
    bench.stop().await;
}
