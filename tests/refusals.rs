//! What bad input gets: a typed refusal with a documented reason, and no change in any store. The
//! table names them all; beside it stand the calls that each of its rows makes.

mod access;
mod accounts;
mod budgets;
mod facts;
mod intake;
mod rates;
mod table;
mod world;

use std::collections::{BTreeMap, BTreeSet};

use carecap_contracts::budget::v1::ListDraftRefusalsRequest;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Role;
use carecap_testing::Engine;
use carecap_tests::{Bench, Census, actor};
use tonic::Status;
use tonic_types::StatusExt as _;

use table::{REFUSED, Row, WORK};
use world::{Call, World};

/// Reasons that no input brings about by itself: they need a fault or a coincidence.
const NO_INPUTS_DOING: [&str; 8] = [
    "OVERLOADED",
    "DEPENDENCY_UNAVAILABLE",
    "INTERNAL",
    "DEADLINE_EXCEEDED",
    "UNSPECIFIED",
    // Two runs at the same moment.
    "RUN_UNDER_WAY",
    // A late fact that was posted before.
    "ALREADY_EXISTS",
    // A council that has set nothing; the demonstration councils have.
    "POLICY_NOT_SET",
];

#[test]
fn every_reason_of_the_contracts_has_bad_input_in_the_table() {
    let shown: BTreeSet<&str> = REFUSED
        .iter()
        .map(|row| row.reason)
        .chain(WORK.iter().map(|row| row.reason))
        .chain(NO_INPUTS_DOING)
        .collect();
    let documented = (0..100).filter_map(|number| ErrorReason::try_from(number).ok());
    let missing: Vec<&str> = documented
        .map(|reason| reason.as_str_name().trim_start_matches("ERROR_REASON_"))
        .filter(|reason| !shown.contains(reason))
        .collect();
    assert!(missing.is_empty(), "no bad input is shown for {missing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_by_name_and_changes_no_store_on_sqlite() {
    bad_input_is_refused_on(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_refused_by_name_and_changes_no_store_on_postgres() {
    bad_input_is_refused_on(Engine::Postgres).await;
}

/// Goes on after a row that fails, so that one run tells of all of them.
async fn bad_input_is_refused_on(engine: Engine) {
    let world = World::on(Bench::start(engine).await).await;
    let mut wrong = Vec::new();
    for row in REFUSED {
        let call = (row.given)(&world).await;
        wrong.extend(refused(&world, row, call).await);
    }
    for row in WORK {
        let call = (row.given)(&world).await;
        wrong.extend(becomes_work(&world, row, call).await);
    }
    assert!(wrong.is_empty(), "{engine:?}: {wrong:#?}");
    world.bench.stop().await;
}

/// What is wrong with the answer to a row's call, or with what it did.
async fn refused(world: &World, row: &Row, call: Call) -> Vec<String> {
    let before = Census::of_settled(&world.bench).await;
    let answer = world.wire.call(call.path, call.token.as_deref(), call.messages).await;
    let differ = before.differences(&Census::of(&world.bench).await);
    let mut wrong = Vec::new();
    if !differ.is_empty() {
        wrong.push(format!("{}: changed {differ:?}", row.name));
    }
    match answer {
        Ok(_) => wrong.push(format!("{}: is not refused", row.name)),
        Err(status) => wrong.extend(misfit(row, &status)),
    }
    wrong
}

/// Where a refusal differs from what the row and the contract say.
fn misfit(row: &Row, status: &Status) -> Option<String> {
    let Some(info) = status.get_details_error_info() else {
        return Some(format!("{}: says no reason: {status:?}", row.name));
    };
    let told = (status.code(), info.domain.as_str(), info.reason.as_str());
    if told != (row.code, "carecap", row.reason) {
        return Some(format!("{}: {told:?}, {}", row.name, status.message()));
    }
    let metadata: BTreeMap<&str, &str> =
        info.metadata.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let expected = row.metadata.iter().map(|one| one.split_once('=').unwrap_or((one, "")));
    let names: BTreeSet<&str> = expected.clone().map(|(name, _)| name).collect();
    let fits = names == metadata.keys().copied().collect()
        && expected.into_iter().all(|(name, value)| value.is_empty() || metadata[name] == value);
    if !fits {
        return Some(format!("{}: has the metadata {metadata:?}", row.name));
    }
    let named = status.get_details_bad_request().map(|request| request.field_violations);
    let named = named.unwrap_or_default();
    let fields: Vec<&str> = named.iter().map(|violation| violation.field.as_str()).collect();
    (fields != row.fields).then(|| format!("{}: names the fields {fields:?}", row.name))
}

/// The determination stands, no budget comes of it, and a person finds it as work with its reason.
async fn becomes_work(world: &World, row: &Row, call: Call) -> Vec<String> {
    let before = Census::of_settled(&world.bench).await;
    let answer = world.wire.call(call.path, call.token.as_deref(), call.messages).await;
    if let Err(status) = answer {
        return vec![format!("{}: {status:?}", row.name)];
    }
    let growth = before.growth(&Census::of_settled(&world.bench).await);
    let expected = [
        ("assessment-intake.assessments", 1),
        ("assessment-intake.events", 1),
        ("assessment-intake.request_keys", 1),
        ("budget-calculation.cases", 1),
        ("budget-calculation.draft_refusals", 1),
        ("budget-calculation.events", 1),
    ];
    let expected: BTreeMap<String, i64> =
        expected.into_iter().map(|(table, rows)| (table.to_owned(), rows)).collect();
    let mut wrong = Vec::new();
    if growth != expected {
        wrong.push(format!("{}: stores {growth:?}", row.name));
    }
    let newest = newest_work(world, &call.council).await;
    if newest != row.reason {
        wrong.push(format!("{}: becomes work because of {newest}", row.name));
    }
    wrong
}

async fn newest_work(world: &World, council: &str) -> String {
    let council_id = council.to_owned();
    let council = council.parse().expect("a council");
    let request = ListDraftRefusalsRequest { council_id, page_size: 1, ..Default::default() };
    let budgets = world.bench.clients.budgets(&council, &actor(Role::Practitioner));
    let answer = budgets.expect("a client").list_draft_refusals(request).await;
    let refusals = answer.expect("the list").into_inner().draft_refusals;
    refusals.into_iter().next().map(|refusal| refusal.reason).unwrap_or_default()
}
