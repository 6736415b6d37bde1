//! `carecap verify`, against ledgers that were tampered with past every guard of the database.

use std::process::{Command, Output};

use carecap_testing::{ENGINES, Engine};
use carecap_tests::{Bench, program};
use serde_json::{Value, json};

use super::chain::chained;
use super::database::{Database, as_json};
use super::{COUNCIL, STORY};

/// How many entries the story's account has.
const ENTRIES: i64 = 39;

/// One tampering, and the fault by which it must be found.
struct Tampering {
    name: &'static str,
    statements: &'static [&'static str],
    /// The entry, the check and the field; no entry where the account as a whole is named.
    fault: (Option<i64>, &'static str, Option<&'static str>),
}

const TAMPERINGS: [Tampering; 5] = [
    Tampering {
        name: "an amount edited",
        statements: &["UPDATE entries SET person_accrued = person_accrued - 100, cost = cost - 100
             WHERE number = 5"],
        fault: (Some(5), "COLUMN", Some("person_accrued")),
    },
    Tampering {
        name: "an entry deleted in the middle",
        statements: &["DELETE FROM entries WHERE number = 17"],
        fault: (Some(18), "NUMBER", None),
    },
    Tampering {
        name: "the tail cut off",
        statements: &["DELETE FROM entries WHERE number > 35"],
        fault: (None, "CHECKPOINT_ENTRIES", None),
    },
    Tampering {
        name: "an entry put in",
        statements: &[
            "CREATE TABLE put_in AS SELECT * FROM entries WHERE number = 2",
            "UPDATE put_in SET number = 11",
            "UPDATE entries SET number = number + 1000 WHERE number > 10",
            "UPDATE entries SET number = number - 999 WHERE number > 1000",
            "INSERT INTO entries SELECT * FROM put_in",
            "DROP TABLE put_in",
        ],
        fault: (Some(11), "COLUMN", Some("number")),
    },
    Tampering {
        name: "two entries exchanged",
        statements: &[
            "UPDATE entries SET number = 1000 WHERE number = 20",
            "UPDATE entries SET number = 20 WHERE number = 21",
            "UPDATE entries SET number = 21 WHERE number = 1000",
        ],
        fault: (Some(20), "PREVIOUS_HASH", None),
    },
];

/// The program as somebody runs it, over the stores of a bench.
fn carecap(bench: &Bench, arguments: &[&str]) -> Output {
    let mut command = Command::new(program());
    command.args(arguments).args(["--council", COUNCIL]).envs(bench.environment());
    command.output().expect("the program runs")
}

/// What `carecap verify --json` says of the council, and whether it ended well.
fn verify(bench: &Bench, arguments: &[&str]) -> (Value, bool) {
    let output = carecap(bench, &[&["verify", "--json"], arguments].concat());
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(said["holds"], output.status.success(), "{said:#}");
    (said["councils"][0].clone(), output.status.success())
}

fn has_fault(said: &Value, account_id: &str, fault: (Option<i64>, &str, Option<&str>)) -> bool {
    let (entry, what, field) = fault;
    said["faults"].as_array().expect("a list").iter().any(|found| {
        found["account_id"] == account_id
            && found["entry"] == json!(entry)
            && found["what"] == what
            && found["field"] == json!(field)
            && found["expected"] != found["found"]
    })
}

async fn drop_the_guards(engine: Engine, database: &mut Database) {
    let guards: &[&str] = match engine {
        Engine::Postgres => &["DROP TRIGGER entries_only_grows ON entries"],
        Engine::Sqlite => &["DROP TRIGGER entries_no_update", "DROP TRIGGER entries_no_delete"],
    };
    database.tamper(guards).await;
}

/// The ledger and the head of the story's account, to be put back after each tampering.
struct Saved {
    entries: Vec<Value>,
    heads: Vec<Value>,
}

impl Saved {
    async fn from(database: &mut Database) -> Saved {
        let entries = database.entries().await.iter().map(as_json).collect();
        let heads = database.rows("accounts", "t.account_id").await.iter().map(as_json).collect();
        Saved { entries, heads }
    }

    async fn put_back(&self, database: &mut Database) {
        database.tamper(&["DELETE FROM entries", "DELETE FROM accounts"]).await;
        database.add("entries", &self.entries).await;
        database.add("accounts", &self.heads).await;
    }

    /// The same ledger with a pound of an early week moved from the person to the council, and all
    /// that follows made anew: columns, bytes, hashes and head all agree.
    fn rewritten(&self) -> Saved {
        let (mut entries, mut heads) = (self.entries.clone(), self.heads.clone());
        let moved = [("person_daily_living", -100), ("council_daily_living", 100)];
        let mut last_hash = "0".repeat(64);
        for entry in &mut entries {
            let mut said: Value =
                serde_json::from_str(entry["canonical"].as_str().unwrap()).unwrap();
            if entry["number"] == "4" {
                for (part, pence) in moved {
                    let amount = said["split"][part].as_i64().unwrap() + pence;
                    said["split"][part] = amount.into();
                    entry["detail"]["split"][part] = amount.into();
                    entry[part] = amount.to_string().into();
                }
            }
            let canonical = said.to_string();
            entry["previous_hash"] = last_hash.clone().into();
            last_hash = chained(&last_hash, canonical.as_bytes());
            entry["hash"] = last_hash.clone().into();
            entry["canonical"] = canonical.into();
        }
        let body = &mut heads[0]["body"];
        for (part, pence) in moved {
            body["totals"][part] = (body["totals"][part].as_i64().unwrap() + pence).into();
        }
        body["last_hash"] = last_hash.into();
        Saved { entries, heads }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_tampering_is_found_and_named() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        bench.tell(STORY).await;
        let (unsigned, is_well) = verify(&bench, &[]);
        assert!(!is_well && unsigned["faults"][0]["what"] == "CHECKPOINT", "{unsigned:#}");
        assert!(verify(&bench, &["--without-checkpoint"]).1, "{engine:?}");
        assert!(carecap(&bench, &["checkpoint"]).status.success(), "{engine:?}");
        let (sound, is_well) = verify(&bench, &[]);
        assert!(is_well, "{engine:?}: {sound:#}");
        assert_eq!((&sound["accounts"], &sound["entries"]), (&json!(1), &json!(ENTRIES)));
        assert_eq!(sound["checkpoint"]["entries"], ENTRIES, "{engine:?}");

        let mut database = Database::of(&bench).await;
        let saved = Saved::from(&mut database).await;
        let account_id = saved.heads[0]["account_id"].as_str().expect("an id").to_owned();
        drop_the_guards(engine, &mut database).await;
        for Tampering { name, statements, fault } in TAMPERINGS {
            database.tamper(statements).await;
            let (said, is_well) = verify(&bench, &[]);
            assert!(!is_well, "{engine:?}: {name} is not found");
            assert!(has_fault(&said, &account_id, fault), "{engine:?}: {name}: {said:#}");
            saved.put_back(&mut database).await;
        }
        saved.rewritten().put_back(&mut database).await;
        the_checkpoint_alone_finds_it(&bench, &account_id);
        saved.put_back(&mut database).await;
        let (said, is_well) = verify(&bench, &[]);
        assert!(is_well, "{engine:?}: {said:#}");
        bench.stop().await;
    }
}

/// A ledger that was written anew as a whole agrees with itself. It is found by what was signed before,
/// and it is not signed now.
fn the_checkpoint_alone_finds_it(bench: &Bench, account_id: &str) {
    let (said, is_well) = verify(bench, &["--without-checkpoint"]);
    assert!(is_well, "{said:#}");
    let (said, is_well) = verify(bench, &[]);
    assert!(!is_well && said["faults_found"] == 1, "{said:#}");
    let fault = (Some(ENTRIES), "CHECKPOINT_HASH", None);
    assert!(has_fault(&said, account_id, fault), "{said:#}");
    let refused = carecap(bench, &["checkpoint"]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("carecap verify"), "{why}");
    let lines = carecap(bench, &["verify"]);
    let lines = String::from_utf8_lossy(&lines.stdout).into_owned();
    let named = format!("FAULT account {account_id}: entry {ENTRIES}: CHECKPOINT_HASH: expected ");
    assert!(lines.contains(&named) && lines.contains("THE LEDGERS DO NOT HOLD."), "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_checkpoint_that_was_altered_or_signed_with_another_key_is_found() {
    let bench = Bench::start(Engine::Sqlite).await;
    bench.tell(STORY).await;
    assert!(carecap(&bench, &["checkpoint"]).status.success());
    assert!(carecap(&bench, &["checkpoint"]).status.success());
    let folder = bench.config.checkpoint_folder().join(COUNCIL);
    let newest = folder.join("0000000002.json");
    let signed = std::fs::read_to_string(&newest).expect("the second checkpoint is kept");

    let altered = signed.replace("\"entries\": 39", "\"entries\": 38");
    assert_ne!(altered, signed);
    std::fs::write(&newest, altered).expect("the folder can be written here");
    let (said, _) = verify(&bench, &[]);
    let found = said["faults"][0]["found"].as_str().expect("a text").to_owned();
    assert!(found.contains("0000000002.json does not have the signature"), "{found}");

    // Without the newest, the one before it is the last.
    std::fs::remove_file(&newest).expect("the folder can be written here");
    let (said, is_well) = verify(&bench, &[]);
    assert!(is_well && said["checkpoint"]["sequence"] == 1, "{said:#}");

    let positions =
        std::fs::read_dir(&folder).expect("a folder").map(|entry| entry.unwrap().path());
    let positions: Vec<_> =
        positions.filter(|file| file.extension().is_some_and(|end| end == "positions")).collect();
    assert_eq!(positions.len(), 1, "nothing was posted between the two");
    std::fs::write(&positions[0], "carecap-positions-1 E10000024\n").expect("it can be written");
    let (said, is_well) = verify(&bench, &[]);
    let found = said["faults"][0]["found"].as_str().expect("a text").to_owned();
    assert!(!is_well && found.contains("is not the list of positions that was signed"), "{found}");
    bench.stop().await;
}
