use carecap_store::{Documents, Filter, NewDocument, StoreError, on};
use carecap_testing::{ENGINES, TestStores, council_a, council_b, new_id};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::MIGRATIONS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    text: String,
}

const NOTES: Documents<Note> = Documents::of("notes");

fn version<'a>(id: Uuid, version: i64, sort_key: &'a str, body: &'a Note) -> NewDocument<'a, Note> {
    NewDocument { id, version, person_id: None, state: "OPEN", sort_key, recorded_by: "Ada", body }
}

fn note(text: &str) -> Note {
    Note { text: text.to_owned() }
}

#[tokio::test]
async fn every_version_stays_readable_as_it_was() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let id = new_id();
        let mut tx = store.write().await.unwrap();
        NOTES.add(&mut tx, version(id, 1, "", &note("first"))).await.unwrap();
        NOTES.add(&mut tx, version(id, 2, "", &note("second"))).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = store.read().await.unwrap();
        assert_eq!(NOTES.newest(&mut tx, id).await.unwrap().unwrap().body, note("second"));
        assert_eq!(NOTES.at(&mut tx, id, 1).await.unwrap().unwrap().body, note("first"));
        assert!(NOTES.at(&mut tx, id, 3).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn of_two_writers_of_one_version_one_is_refused() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let id = new_id();
        let write = |text: &'static str| {
            let store = store.clone();
            async move {
                let mut tx = store.write().await?;
                NOTES.add(&mut tx, version(id, 1, "", &note(text))).await?;
                tx.commit().await
            }
        };
        let results =
            [tokio::spawn(write("one")).await.unwrap(), tokio::spawn(write("two")).await.unwrap()];
        let conflicts = results.iter().filter(|r| matches!(r, Err(StoreError::Conflict))).count();
        assert_eq!(conflicts, 1, "{engine:?}: {results:?}");
    }
}

#[tokio::test]
async fn nothing_of_an_abandoned_transaction_remains() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let id = new_id();
        let mut tx = store.write().await.unwrap();
        NOTES.add(&mut tx, version(id, 1, "", &note("lost"))).await.unwrap();
        drop(tx);
        let mut tx = store.read().await.unwrap();
        assert!(NOTES.newest(&mut tx, id).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn the_database_itself_refuses_to_change_or_remove_a_version() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let id = new_id();
        let mut tx = store.write().await.unwrap();
        NOTES.add(&mut tx, version(id, 1, "", &note("kept"))).await.unwrap();
        tx.commit().await.unwrap();
        for forbidden in [
            "UPDATE notes SET recorded_by = 'Eve'",
            "DELETE FROM notes",
            "UPDATE events SET number = 7",
            "DELETE FROM events",
        ] {
            let mut tx = store.write().await.unwrap();
            // SQLite's triggers speak row by row, so there must be an event to lose.
            on!(tx, c => sqlx::query(
                "INSERT INTO events (council_id, number, recorded_at, traceparent, happened)
                 VALUES ('E08000035', 999, 0, '', '')")
                .execute(&mut *c).await.map(drop))
            .unwrap();
            let refused = on!(tx, c => sqlx::query(forbidden).execute(&mut *c).await.map(drop));
            let message = refused.expect_err(forbidden).to_string();
            assert!(message.contains("only grows"), "{engine:?} {forbidden}: {message}");
        }
    }
}

#[tokio::test]
async fn councils_do_not_see_each_other() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let (ours, theirs) = (council_a(), council_b());
        let id = new_id();
        let mut tx = test.stores.of(&ours).await.unwrap().write().await.unwrap();
        NOTES.add(&mut tx, version(id, 1, "", &note("ours"))).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.stores.of(&theirs).await.unwrap().read().await.unwrap();
        assert!(NOTES.newest(&mut tx, id).await.unwrap().is_none());
        let everything = Filter { limit: 10, ..Filter::default() };
        assert!(NOTES.list(&mut tx, &everything).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_list_holds_the_newest_versions_in_order_page_by_page() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        let ids: Vec<Uuid> = (0..5).map(|_| tx.new_id()).collect();
        for (index, id) in ids.iter().enumerate() {
            let key = if index == 4 { "a" } else { "b" };
            NOTES.add(&mut tx, version(*id, 1, key, &note("old"))).await.unwrap();
            NOTES.add(&mut tx, version(*id, 2, key, &note("new"))).await.unwrap();
        }
        tx.commit().await.unwrap();

        let mut tx = store.read().await.unwrap();
        let mut seen = Vec::new();
        let mut filter = Filter { limit: 2, ..Filter::default() };
        loop {
            let page = NOTES.list(&mut tx, &filter).await.unwrap();
            let Some(last) = page.last() else { break };
            filter.after = Some((last.sort_key.clone(), last.id));
            assert!(page.iter().all(|document| document.body == note("new")));
            seen.extend(page.into_iter().map(|document| document.id));
        }
        let mut expected: Vec<Uuid> = ids[..4].to_vec();
        expected.sort();
        expected.reverse();
        expected.insert(0, ids[4]);
        assert_eq!(seen, expected, "{engine:?}");
    }
}
