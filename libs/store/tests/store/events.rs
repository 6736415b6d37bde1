use std::time::Duration;

use carecap_store::{NewEvent, Store, events_after, follower_position};
use carecap_testing::{ENGINES, TestStores, council_a, fresh_database};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use tokio::task::JoinSet;

use crate::MIGRATIONS;

const WRITERS: i64 = 8;
const EACH: i64 = 25;

fn event(text: &str) -> NewEvent {
    NewEvent { happened: text.as_bytes().to_vec(), traceparent: String::new() }
}

/// Commits events from many tasks at once, some of them slowly.
async fn commit_from_many(store: &Store) {
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let store = store.clone();
        writers.spawn(async move {
            for index in 0..EACH {
                let mut tx = store.write().await.unwrap();
                tx.tell(event(&format!("{writer}/{index}")));
                if index % 5 == 0 {
                    tx.tell(event(&format!("{writer}/{index} again")));
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                tx.commit().await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_has_seen_an_event_has_missed_nothing_before_it() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let writing = tokio::spawn({
            let store = store.clone();
            async move { commit_from_many(&store).await }
        });
        let expected = WRITERS * (EACH + EACH / 5);
        let (mut seen, mut next) = (0_i64, 1_i64);
        while seen < expected {
            let mut tx = store.read().await.unwrap();
            for stored in events_after(&mut tx, next - 1, 50).await.unwrap() {
                assert_eq!(stored.number, next, "{engine:?}: a number was passed over");
                next += 1;
                seen += 1;
            }
        }
        writing.await.unwrap();
        assert_eq!(next - 1, expected, "{engine:?}");
    }
}

/// The same reader over numbers from a plain sequence misses events: a number that was given out first
/// may be committed last. This shows that the test above bites, and why the counter's row is locked.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn numbering_from_a_plain_sequence_is_caught_skipping() {
    let url = fresh_database().await;
    let pool: PgPool = PgPoolOptions::new().max_connections(12).connect(&url).await.unwrap();
    sqlx::query("CREATE TABLE told (number BIGSERIAL PRIMARY KEY)").execute(&pool).await.unwrap();
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS {
        let pool = pool.clone();
        writers.spawn(async move {
            for index in 0..EACH {
                let mut tx = pool.begin().await.unwrap();
                sqlx::query("INSERT INTO told DEFAULT VALUES").execute(&mut *tx).await.unwrap();
                if (writer + index) % 3 == 0 {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                tx.commit().await.unwrap();
            }
        });
    }
    let (mut last, mut seen) = (0_i64, 0_i64);
    loop {
        let done = writers.is_empty() || {
            while let Some(ended) = writers.try_join_next() {
                ended.unwrap();
            }
            writers.is_empty()
        };
        let numbers: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM told WHERE number > $1 ORDER BY number")
                .bind(last)
                .fetch_all(&pool)
                .await
                .unwrap();
        seen += i64::try_from(numbers.len()).unwrap();
        last = numbers.last().copied().unwrap_or(last);
        if done && numbers.is_empty() {
            break;
        }
    }
    let committed: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM told").fetch_one(&pool).await.unwrap();
    assert_eq!(committed, WRITERS * EACH);
    assert!(seen < committed, "the reader missed nothing, so this test shows nothing");
}

#[tokio::test]
async fn an_abandoned_transaction_takes_no_number() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        for commit in [true, false, true] {
            let mut tx = store.write().await.unwrap();
            tx.tell(event("x"));
            if commit {
                tx.commit().await.unwrap();
            }
        }
        let mut tx = store.read().await.unwrap();
        let numbers: Vec<i64> =
            events_after(&mut tx, 0, 10).await.unwrap().iter().map(|e| e.number).collect();
        assert_eq!(numbers, [1, 2], "{engine:?}");
    }
}

#[tokio::test]
async fn of_two_replicas_of_a_follower_one_applies_an_event() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let replicas = [
            test.stores.of(&council_a()).await.unwrap(),
            test.once_more().await.of(&council_a()).await.unwrap(),
        ];
        for number in 1..=20 {
            let mut applied = 0;
            let tries = replicas.clone().map(|store| {
                tokio::spawn(async move {
                    let mut tx = store.write().await.unwrap();
                    let first = tx.advance("producer", number).await.unwrap();
                    if first {
                        tx.commit().await.unwrap();
                    }
                    first
                })
            });
            for tried in tries {
                applied += i32::from(tried.await.unwrap());
            }
            assert_eq!(applied, 1, "{engine:?}: event {number}");
        }
        let mut tx = replicas[0].read().await.unwrap();
        assert_eq!(follower_position(&mut tx, "producer").await.unwrap(), 20);
    }
}
