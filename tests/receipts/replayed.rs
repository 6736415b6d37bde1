//! `carecap replay` as an auditor runs it.

use std::process::{Command, Output};

use carecap_service::Peer;
use carecap_testing::ENGINES;
use carecap_tests::{Bench, program};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{all, of_this_release};

const FIRST: &str = "at-home-charged-peter-v1.json";
const SECOND: &str = "at-home-charged-peter-v2.json";

/// What the program said.
struct Said {
    code: Option<i32>,
    out: String,
    error: String,
}

impl Said {
    fn holds(&self) -> bool {
        self.out.ends_with("\nThe receipt holds.\n")
    }

    /// Whether a line says that such a place differs.
    fn names(&self, place: &str) -> bool {
        self.out.lines().any(|line| line.starts_with(&format!("DIFFERS: {place}")))
    }
}

fn run(folder: &TempDir, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
    let Output { status, stdout, stderr } = Command::new(program())
        .current_dir(folder.path())
        .args(["replay", "receipt.json"])
        .args(arguments)
        .envs(environment.iter().copied())
        .output()
        .expect("the program runs");
    let text = |bytes| String::from_utf8(bytes).expect("it says text");
    Said { code: status.code(), out: text(stdout), error: text(stderr) }
}

/// Replays what a file says.
fn replay_text(text: &str, arguments: &[&str]) -> Said {
    replay_in(text, arguments, &[])
}

fn replay_in(text: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("receipt.json"), text).expect("it is written");
    run(&folder, arguments, environment)
}

fn replay(receipt: &Value, arguments: &[&str]) -> Said {
    replay_text(&receipt.to_string(), arguments)
}

fn digest_of(receipt: &Value) -> String {
    receipt["envelope"]["digest"].as_str().expect("a digest").to_owned()
}

/// The receipt with its body changed, and its envelope as it was.
fn altered(receipt: &Value, change: impl FnOnce(&mut Value)) -> Value {
    let mut receipt = receipt.clone();
    change(&mut receipt["body"]);
    receipt
}

const NOT_CHECKED: &str = "a receipt rewritten as a whole would not be found out";
const NOT_PUBLISHED: &str = "the body is not the one that was published";
const NOT_OF_THE_ENVELOPE: &str = "the body is not the one that the envelope's digest was made of";
const COMPARED: &str = "It was compared with the digest from publication.";

#[test]
fn an_honest_receipt_holds_and_says_what_was_not_checked() {
    for (file, receipt) in all() {
        let said = replay(&receipt, &[]);
        assert_eq!((said.code, said.holds()), (Some(0), true), "{}: {}", file.display(), said.out);
        assert!(said.out.contains(NOT_CHECKED) && !said.out.contains(COMPARED), "{}", said.out);
        let steps = receipt["body"]["steps"].as_array().expect("steps").len();
        assert!(said.out.starts_with(&format!("{steps} steps checked")), "{}", said.out);
    }
}

#[test]
fn an_honest_receipt_is_compared_with_the_digest_that_is_given() {
    let receipt = of_this_release(FIRST);
    for digest in [digest_of(&receipt), digest_of(&receipt).to_uppercase()] {
        let said = replay(&receipt, &["--digest", &digest]);
        assert_eq!((said.code, said.holds()), (Some(0), true), "{}", said.out);
        assert!(said.out.contains(COMPARED) && !said.out.contains(NOT_CHECKED), "{}", said.out);
    }
    for digest in [digest_of(&of_this_release(SECOND)), String::new()] {
        let said = replay(&receipt, &["--digest", &digest]);
        assert_eq!((said.code, said.holds()), (Some(1), false), "{}", said.out);
        assert!(said.names(NOT_PUBLISHED), "{}", said.out);
    }
}

#[test]
fn a_penny_more_in_a_step_is_found_and_the_step_is_named() {
    let receipt = of_this_release(FIRST);
    let steps = receipt["body"]["steps"].as_array().expect("steps");
    for (index, step) in steps.iter().enumerate() {
        let forged = altered(&receipt, |body| {
            let amount = &mut body["steps"][index]["amount"];
            *amount = match amount.as_i64() {
                Some(pence) => json!(pence + 1),
                None => json!(format!("{}1", amount.as_str().expect("a text"))),
            };
        });
        let said = replay(&forged, &[]);
        assert_eq!((said.code, said.holds()), (Some(1), false), "{index}: {}", said.out);
        let name = step["name"].as_str().expect("a name");
        assert!(said.names(&format!("s{index} {name} (arithmetic)")), "{index}: {}", said.out);
    }
}

#[test]
fn an_altered_input_is_found_where_it_is_used() {
    let receipt = of_this_release(FIRST);
    let found = [
        ("/inputs/need_lines/0/minutes", json!(90), "s0 minutes_of_need"),
        ("/inputs/means/incomes/1/amount", json!(11_175), "s11 income_after_disregard"),
        ("/inputs/means/outgoings/3/amount", json!(2_100), "s27 disability_related_expenditure"),
        ("/rates/0/cost_to_council", json!("24.72"), "s6 line_amount"),
        (
            "/parameters/capital_limit_upper/value",
            json!(2_325_100),
            "s10 capital_above_upper_limit",
        ),
        ("/parameters/premium_disability_single/value", json!(4_675), "s20 premium"),
        ("/choices/percentage_charged/value", json!("90"), "s32 assessed_contribution"),
        ("/results/contribution_weekly/value", json!(11_009), "results"),
        ("/steps/25/rounding", json!("down"), "s25 disability_cost_weekly"),
    ];
    for (place, value, named) in found {
        let forged = altered(&receipt, |body| {
            let held = body.pointer_mut(place).unwrap_or_else(|| panic!("{place}"));
            assert_ne!(*held, value, "{place}");
            *held = value;
        });
        let said = replay(&forged, &[]);
        assert_eq!((said.code, said.holds()), (Some(1), false), "{place}: {}", said.out);
        assert!(said.names(named), "{place}: {}", said.out);
    }
}

/// Facts that no step reads: the body is another one, and the digest tells.
#[test]
fn an_altered_word_that_changes_no_figure_is_found_by_the_digest() {
    let receipt = of_this_release(FIRST);
    let forged = altered(&receipt, |body| body["inputs"]["duty_date"] = json!("2023-09-05"));
    let said = replay(&forged, &["--digest", &digest_of(&receipt)]);
    assert_eq!((said.code, said.holds()), (Some(1), false), "{}", said.out);
    assert!(said.names(NOT_PUBLISHED), "{}", said.out);
    assert!(said.names(NOT_OF_THE_ENVELOPE), "{}", said.out);
}

/// Another honest body under the first one's envelope: it contradicts nothing in itself.
fn rewritten_whole(envelope: &Value, body: &Value) -> Value {
    json!({ "envelope": envelope, "body": body })
}

#[test]
fn a_receipt_rewritten_as_a_whole_is_found_out_by_the_published_digest_alone() {
    let (first, second) = (of_this_release(FIRST), of_this_release(SECOND));
    let careless = rewritten_whole(&first["envelope"], &second["body"]);
    let said = replay(&careless, &[]);
    assert_eq!((said.code, said.holds()), (Some(1), false), "{}", said.out);
    assert!(said.names(NOT_OF_THE_ENVELOPE), "{}", said.out);

    let mut careful = careless;
    careful["envelope"]["digest"] = second["envelope"]["digest"].clone();
    let said = replay(&careful, &[]);
    assert_eq!((said.code, said.holds()), (Some(0), true), "{}", said.out);
    assert!(said.out.contains(NOT_CHECKED), "{}", said.out);

    let said = replay(&careful, &["--digest", &digest_of(&first)]);
    assert_eq!((said.code, said.holds()), (Some(1), false), "{}", said.out);
    assert!(said.names(NOT_PUBLISHED) && said.out.contains(COMPARED), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_held_against_the_service_that_published_it() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let receipts = bench.tell("at-home-charged.yaml").await.receipts;
        let [(_, first), (_, second)] = receipts.as_slice() else { panic!("two were published") };
        let endpoint = bench.address(Peer::BudgetCalculation);
        let keys = bench.config.token_folder().display().to_string();
        let ask = |receipt: &Value| {
            let environment = [("CARECAP_TOKENS__FOLDER", keys.as_str())];
            replay_in(&receipt.to_string(), &["--endpoint", &endpoint], &environment)
        };
        let said = ask(first);
        assert_eq!((said.code, said.holds()), (Some(0), true), "{engine:?}: {}", said.out);
        assert!(said.out.contains(COMPARED), "{engine:?}: {}", said.out);

        let mut rewritten = rewritten_whole(&first["envelope"], &second["body"]);
        rewritten["envelope"]["digest"] = second["envelope"]["digest"].clone();
        let said = ask(&rewritten);
        assert_eq!((said.code, said.holds()), (Some(1), false), "{engine:?}: {}", said.out);
        assert!(said.names(NOT_PUBLISHED), "{engine:?}: {}", said.out);

        let mut unheard_of = first.clone();
        unheard_of["envelope"]["version"] = json!(7);
        let said = ask(&unheard_of);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{engine:?}");
        assert!(said.error.contains("no budget"), "{engine:?}: {}", said.error);
        bench.stop().await;
    }
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    let receipt = of_this_release(FIRST);
    let refused = [
        ("/steps/4/operator", json!("guess"), "operator `guess` is not known"),
        ("/steps/18/rule", json!("R-FIN-20@2"), "rule `R-FIN-20@2` is not known"),
        ("/steps/18/rule", json!("R-NONE-1@1"), "rule `R-NONE-1@1` is not known"),
        ("/form", json!(2), "receipt form 2 is not known"),
    ];
    for (place, value, sentence) in refused {
        let strange = altered(&receipt, |body| *body.pointer_mut(place).expect("a place") = value);
        let said = replay(&strange, &[]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{place}");
        assert!(said.error.contains(sentence), "{place}: {}", said.error);
    }
}

#[test]
fn a_file_that_is_no_receipt_is_said_to_be_none() {
    let receipt = of_this_release(FIRST);
    let without_steps =
        altered(&receipt, |body| drop(body.as_object_mut().unwrap().remove("steps")));
    let refused = [
        ("Dear Sir or Madam".to_owned(), "the file is no JSON"),
        (String::new(), "the file is no JSON"),
        ("{}".to_owned(), "the file has no `body`: is it a receipt?"),
        ("[1, 2]".to_owned(), "the file has no `body`: is it a receipt?"),
        (json!({ "body": {} }).to_string(), "receipt form null is not known"),
        (json!({ "body": "body" }).to_string(), "receipt form null is not known"),
        (without_steps.to_string(), "this is no receipt body: missing field `steps`"),
    ];
    for (text, sentence) in refused {
        let said = replay_text(&text, &[]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{text}");
        assert!(said.error.contains(sentence), "{text}: {}", said.error);
    }
    let nothing = run(&tempfile::tempdir().expect("a folder"), &[], &[]);
    assert_eq!(nothing.code, Some(1));
    assert!(nothing.error.contains("receipt.json cannot be read"), "{}", nothing.error);
}
