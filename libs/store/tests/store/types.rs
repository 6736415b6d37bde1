use carecap_calendar::{Day, first_day, plus_days};
use carecap_store::{Store, on};
use carecap_testing::{ENGINES, TestStores, council_a};
use proptest::prelude::*;
use sqlx::types::Json;
use uuid::Uuid;

use crate::MIGRATIONS;

#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
struct EveryType {
    id: Uuid,
    words: String,
    pence: i64,
    day: Day,
    maybe: Option<Day>,
    truth: bool,
    bytes: Vec<u8>,
    body: Json<Vec<String>>,
}

prop_compose! {
    fn every_type()(
        id in any::<u128>(),
        words in "[^\u{0}]{0,40}",
        pence in any::<i64>(),
        day in 0_i64..109_000,
        maybe in proptest::option::of(0_i64..109_000),
        truth in any::<bool>(),
        bytes in proptest::collection::vec(any::<u8>(), 0..40),
        body in proptest::collection::vec("[^\u{0}]{0,20}", 0..4),
    ) -> EveryType {
        EveryType {
            id: Uuid::from_u128(id),
            words,
            pence,
            day: plus_days(first_day(), day),
            maybe: maybe.map(|days| plus_days(first_day(), days)),
            truth,
            bytes,
            body: Json(body),
        }
    }
}

async fn round_trip(store: &Store, row: &EveryType) -> EveryType {
    let council = store.council().to_string();
    let mut tx = store.write().await.unwrap();
    on!(tx, c => sqlx::query(
            "INSERT INTO every_type (council_id, id, words, pence, day, maybe, truth, bytes, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
        .bind(&council).bind(row.id).bind(&row.words).bind(row.pence).bind(row.day)
        .bind(row.maybe).bind(row.truth).bind(&row.bytes).bind(&row.body)
        .execute(&mut *c).await.map(drop))
    .unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.read().await.unwrap();
    on!(tx, c => sqlx::query_as(
            "SELECT id, words, pence, day, maybe, truth, bytes, body FROM every_type
             WHERE council_id = $1 AND id = $2")
        .bind(&council).bind(row.id).fetch_one(&mut *c).await)
    .unwrap()
}

#[test]
fn every_column_type_comes_back_as_it_went_on_both_engines() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for engine in ENGINES {
        let test = runtime.block_on(TestStores::fresh(engine, MIGRATIONS));
        let store = runtime.block_on(test.stores.of(&council_a())).unwrap();
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) };
        proptest!(config, |(row in every_type())| {
            let back = runtime.block_on(round_trip(&store, &row));
            prop_assert_eq!(back, row, "{:?}", engine);
        });
    }
}

#[tokio::test]
async fn days_are_ordered_alike_on_both_engines() {
    for engine in ENGINES {
        let test = TestStores::fresh(engine, MIGRATIONS).await;
        let store = test.stores.of(&council_a()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        for days in [40_000_i64, 3, 100_000] {
            let (id, day) = (tx.new_id(), plus_days(first_day(), days));
            on!(tx, c => sqlx::query(
                    "INSERT INTO every_type (council_id, id, words, pence, day, truth, bytes, body)
                     VALUES ('E08000035', $1, '', 0, $2, TRUE, '', '[]')")
                .bind(id).bind(day).execute(&mut *c).await.map(drop))
            .unwrap();
        }
        let days: Vec<Day> = on!(tx, c => sqlx::query_scalar(
                "SELECT day FROM every_type WHERE day > $1 ORDER BY day")
            .bind(plus_days(first_day(), 3)).fetch_all(&mut *c).await)
        .unwrap();
        let expected = [40_000, 100_000].map(|days| plus_days(first_day(), days));
        assert_eq!(days, expected, "{engine:?}");
    }
}
