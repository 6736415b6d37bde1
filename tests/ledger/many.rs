use std::collections::BTreeSet;

use carecap::story;
use carecap_testing::{ENGINES, new_id};
use carecap_tests::Bench;
use serde_json::Value;

use super::STORY;
use super::chain::{Chain, chained};
use super::contract::{accounts, meter, operator};
use super::database::{Database, as_json};

/// Two pages of a run, which takes a thousand accounts at a time, and some more.
const ACCOUNTS: usize = 2_010;

/// Tells the story only until the account is opened.
async fn open_one(bench: &Bench) {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("stories").join(STORY);
    let mut story = story::read(&file).expect("the story can be read");
    let opened = story.steps.iter().position(|step| step.verb.name() == "await_account");
    story.steps.truncate(opened.expect("an account is opened") + 1);
    story.expect = story::Expect::default();
    story::tell(&story, &bench.clients, &mut story::Narrator::silent()).await.expect("it is told");
}

/// The rows of one account, written again for another person: ids exchanged, hashes made anew.
struct Copied {
    entries: Vec<Value>,
    head: Value,
}

impl Copied {
    fn of(entries: &[Value], head: &Value) -> Copied {
        let id = |column: &str| head[column].as_str().expect("an id").to_owned();
        let exchanged = [id("account_id"), id("person_id")].map(|id| (id, new_id().to_string()));
        let anew = |row: &Value| -> Value {
            let text =
                exchanged.iter().fold(row.to_string(), |text, (id, other)| text.replace(id, other));
            serde_json::from_str(&text).expect("it is JSON still")
        };
        let mut last_hash = "0".repeat(64);
        let mut copied = Vec::new();
        for entry in entries {
            let mut entry = anew(entry);
            entry["previous_hash"] = last_hash.clone().into();
            let canonical = entry["canonical"].as_str().expect("a text");
            last_hash = chained(&last_hash, canonical.as_bytes());
            entry["hash"] = last_hash.clone().into();
            copied.push(entry);
        }
        let mut head = anew(head);
        head["body"]["last_hash"] = last_hash.into();
        Copied { entries: copied, head }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_over_many_accounts_meters_each_once_page_by_page() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        open_one(&bench).await;
        let mut database = Database::of(&bench).await;
        let entries: Vec<Value> = database.entries().await.iter().map(as_json).collect();
        let head = as_json(&database.rows("accounts", "t.account_id").await[0]);
        let copies: Vec<Copied> = (1..ACCOUNTS).map(|_| Copied::of(&entries, &head)).collect();
        let rows: Vec<Value> = copies.iter().flat_map(|copy| copy.entries.clone()).collect();
        let heads: Vec<Value> = copies.into_iter().map(|copy| copy.head).collect();
        database.add("entries", &rows).await;
        database.add("accounts", &heads).await;

        let mut client = operator(&bench);
        let run = meter(&mut client, "2024-10-16").await;
        let accounts_done = usize::try_from(run.accounts_done).expect("a number");
        assert_eq!(accounts_done, ACCOUNTS, "{engine:?}");
        // A whole week and two days, each a stretch of its own.
        assert_eq!(run.entries_posted, run.accounts_done * 2, "{engine:?}");

        let metered = database.entries().await;
        assert_eq!(metered.len(), ACCOUNTS * 4, "{engine:?}");
        let mut pages = BTreeSet::new();
        for ledger in metered.chunk_by(|one, two| one["account_id"] == two["account_id"]) {
            let mut chain = Chain::default();
            for row in ledger {
                chain.next_row(row).unwrap_or_else(|fault| panic!("{engine:?}: {fault}: {row:?}"));
            }
            assert_eq!((chain.number, chain.metered_to.as_str()), (4, "2024-10-16"), "{engine:?}");
            // 605.00 in the week, then 86.43 on Monday and on Tuesday.
            assert_eq!(chain.balance(), 60_500 + 17_286, "{engine:?}");
            pages.insert(ledger[3]["recorded_at"].clone());
        }
        assert_eq!(pages.len(), 3, "{engine:?}: each page is recorded at one moment");

        let listed = accounts(&mut client).await;
        let ids: BTreeSet<&str> =
            listed.iter().map(|account| account.account_id.as_str()).collect();
        assert_eq!(ids.len(), ACCOUNTS, "{engine:?}: lists have pages too");
        bench.stop().await;
    }
}
