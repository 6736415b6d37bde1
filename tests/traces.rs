//! The capped story as a trace: told to five processes that send their spans to a receiver here.

mod receiver;
mod tree;

use std::path::Path;

use carecap::councils;
use carecap_contracts::account::v1 as account;
use carecap_contracts::account::v1::EntryKind;
use carecap_service::{Peer, Role};
use carecap_store::CouncilId;
use carecap_testing::Engine;
use carecap_tests::{Processes, actor, program};
use receiver::{Receiver, Sent};
use tree::Tree;

const STORY: &str = "self-funder-capped";
/// What the story says of people, and no span may: names, a birthday, reasons.
const PERSONAL: [&str; 8] = [
    "Frank",
    "Priya",
    "Tom Bell",
    "Grace",
    "1940-02-11",
    "cannot live safely",
    "day and night",
    "DHSC",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_capped_story_is_one_connected_trace_and_its_run_a_trace_linked_to_it() {
    let (receiver, address) = Receiver::start().await;
    let environment = [("OTEL_EXPORTER_OTLP_ENDPOINT", address.as_str())];
    let processes = Processes::start(Engine::Sqlite, &environment).await;
    councils::load_demonstration(&processes.clients).await.unwrap();
    tell(&processes).await;
    let ledger = ledger(&processes).await;
    // Whoever drains sends what it still holds.
    processes.stop();
    let sent = receiver.spans();

    let root = the_only(&sent, STORY);
    assert_eq!(root.service, "carecap-story");
    let story = Tree::of(&root.span.trace_id, &sent);
    story.is_one_tree_under(root);
    story.calls_pair_up();
    let mut services = Peer::ALL.map(Peer::name).to_vec();
    services.push("carecap-story");
    services.sort_unstable();
    assert_eq!(story.services().into_iter().collect::<Vec<_>>(), services);
    let followed = [
        ("budget-calculation", "assessment-intake event"),
        ("budget-calculation", "care-account event"),
        ("care-account", "budget-calculation event"),
        ("risk-flagging", "assessment-intake event"),
        ("risk-flagging", "budget-calculation event"),
        ("risk-flagging", "care-account event"),
    ];
    assert_eq!(story.followed().into_iter().collect::<Vec<_>>(), followed);

    let run = the_only(&sent, "metering run");
    assert_ne!(run.span.trace_id, root.span.trace_id);
    let metering = Tree::of(&run.span.trace_id, &sent);
    metering.is_one_tree_under(run);
    let [link] = run.span.links.as_slice() else { panic!("the run has one link: {run:?}") };
    assert_eq!(link.trace_id, root.span.trace_id);
    assert!(story.holds(&link.span_id));
    let heard =
        [("budget-calculation", "care-account event"), ("risk-flagging", "care-account event")];
    assert_eq!(metering.followed().into_iter().collect::<Vec<_>>(), heard);

    entries_name_their_traces(&ledger, &hex(&root.span.trace_id), &hex(&run.span.trace_id));
    nothing_personal_is_sent(&sent);
}

/// Tells the story from a process of its own.
async fn tell(processes: &Processes) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories").join(format!("{STORY}.yaml"));
    let told = tokio::process::Command::new(program())
        .args(["story", "--running"])
        .arg(file)
        .envs(processes.environment().iter().cloned())
        .output()
        .await
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
}

/// The entries of the one account, and the trace that its run names.
struct Ledger {
    entries: Vec<account::Entry>,
    run_id: String,
    run_trace_id: String,
}

async fn ledger(processes: &Processes) -> Ledger {
    let council: CouncilId = "E10000024".parse().unwrap();
    let council_id = council.to_string();
    let mut client = processes.clients.accounts(&council, &actor(Role::Auditor)).unwrap();
    let request = account::ListAccountsRequest { council_id, ..Default::default() };
    let listed = client.list_accounts(request).await.unwrap().into_inner().accounts;
    let [account] = listed.as_slice() else { panic!("there is one account: {listed:?}") };
    let request = account::ListEntriesRequest {
        council_id: council.to_string(),
        account_id: account.account_id.clone(),
        page_size: 1_000,
        ..account::ListEntriesRequest::default()
    };
    let entries = client.list_entries(request).await.unwrap().into_inner().entries;
    let run_id = entries.iter().find(|entry| !entry.run_id.is_empty()).unwrap().run_id.clone();
    let request =
        account::GetMeteringRunRequest { council_id: council.to_string(), run_id: run_id.clone() };
    let run = client.get_metering_run(request).await.unwrap().into_inner().metering_run.unwrap();
    Ledger { entries, run_id, run_trace_id: run.trace_id }
}

fn the_only<'a>(sent: &'a [Sent], name: &str) -> &'a Sent {
    let found: Vec<&Sent> = sent.iter().filter(|sent| sent.span.name == name).collect();
    assert_eq!(found.len(), 1, "spans named {name}");
    found[0]
}

fn hex(id: &[u8]) -> String {
    id.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the run has metered names the run's trace; what followed from a call names the story's.
fn entries_name_their_traces(ledger: &Ledger, story: &str, run: &str) {
    assert_eq!(ledger.run_trace_id, run);
    let mut kinds = [Vec::new(), Vec::new()];
    for entry in &ledger.entries {
        let is_metered = entry.run_id == ledger.run_id;
        let expected = if is_metered { run } else { story };
        assert_eq!(entry.trace_id, expected, "entry {}", entry.number);
        kinds[usize::from(is_metered)].push(entry.kind());
    }
    let [called, metered] = kinds;
    for kind in [EntryKind::Accrue, EntryKind::Uprate] {
        assert!(metered.contains(&kind) && !called.contains(&kind), "{kind:?}");
    }
    for kind in [EntryKind::Open, EntryKind::Rate, EntryKind::Adjust] {
        assert!(called.contains(&kind) && !metered.contains(&kind), "{kind:?}");
    }
}

/// Nothing that a span carries (name, attributes, events, status) says anything of a person.
fn nothing_personal_is_sent(sent: &[Sent]) {
    for sent in sent {
        let everything = format!("{sent:?}");
        for personal in PERSONAL {
            assert!(!everything.contains(personal), "{personal} is in {everything}");
        }
    }
}
