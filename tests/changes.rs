//! Every changing method of the contracts keeps the promise that they all make: a trial run stores
//! nothing, a repetition is answered as the first time, an id stands for one request, a stale etag
//! is refused, and of several calls at once one takes effect.
//!
//! The methods are taken from the descriptors, so none can be forgotten.

mod accounts;
mod budgets;
mod facts;
mod intake;
mod prepared;
mod trial;

use std::collections::BTreeSet;

use carecap_contracts::{Method, methods};
use carecap_testing::Engine;
use carecap_tests::Bench;

use prepared::{PREPARED, World};
use trial::Trial;

#[test]
fn every_changing_method_has_a_prepared_request() {
    let changing: BTreeSet<String> =
        methods().filter(Method::changes).map(|method| method.path()).collect();
    let prepared: BTreeSet<String> = PREPARED.iter().map(|(path, _)| (*path).to_owned()).collect();
    let unprepared: Vec<_> = changing.difference(&prepared).collect();
    assert!(unprepared.is_empty(), "nobody prepares a request for {unprepared:?}");
    let gone: Vec<_> = prepared.difference(&changing).collect();
    assert!(gone.is_empty(), "prepared, but no changing method: {gone:?}");
    assert_eq!(PREPARED.len(), prepared.len(), "a method is prepared twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_keeps_the_promise_of_the_contracts_on_sqlite() {
    every_change_keeps_the_promise_on(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_keeps_the_promise_of_the_contracts_on_postgres() {
    every_change_keeps_the_promise_on(Engine::Postgres).await;
}

async fn every_change_keeps_the_promise_on(engine: Engine) {
    let world = World::on(Bench::start(engine).await).await;
    for method in methods().filter(Method::changes) {
        let path = method.path();
        let entry = PREPARED.iter().find(|(prepared, _)| *prepared == path);
        let (_, prepare) = entry.unwrap_or_else(|| panic!("nobody prepares a request for {path}"));

        let trial = Trial::of(&world.bench, &method, prepare(&world).await);
        trial.a_trial_run_stores_nothing_and_answers_without_ids().await;
        let first = trial.the_first_call_takes_effect().await;
        trial.a_repetition_gives_the_same_bytes(&first).await;
        trial.the_id_stands_for_this_request_alone().await;
        trial.a_stale_etag_is_refused().await;
        trial.a_repetition_gives_the_same_bytes(&first).await;

        let again = Trial::of(&world.bench, &method, prepare(&world).await);
        again.of_eight_calls_at_once_one_takes_effect(&first).await;
    }
    world.bench.stop().await;
}
