//! A ledger from before facts could be stated: every row of it stays as it is, and it takes them now.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::sync::Arc;

use care_account_server::MIGRATIONS;
use carecap_store::{Migration, RandomIds, StoreError, Stores, Tx, on};
use carecap_testing::{ENGINES, Place, SteppingClock, TestStores, council_a, council_b, new_id};
use sqlx::types::Uuid;
use sqlx::{AssertSqlSafe, FromRow};

/// The tables as they were before.
fn before() -> &'static [Migration] {
    let stated = MIGRATIONS.iter().position(|migration| migration.version == 110);
    &MIGRATIONS[..stated.unwrap()]
}

/// The stores brought forward.
async fn brought_forward(place: &Place) -> Stores {
    let councils = BTreeSet::from([council_a(), council_b()]);
    let clock = Arc::new(SteppingClock::new());
    let ids = Arc::new(RandomIds::new(clock.clone()));
    let opened = match place {
        Place::Folder(folder) => {
            let folder = folder.path().to_owned();
            Stores::sqlite(folder, MIGRATIONS, councils, clock, ids).await
        }
        Place::Database(url) => Stores::postgres(url, 10, MIGRATIONS, councils, clock, ids).await,
    };
    opened.unwrap()
}

/// An entry without money.
async fn add(tx: &mut Tx, account_id: Uuid, number: i64, kind: &str) -> Result<(), StoreError> {
    let cap = if kind == "OPEN" { "8600000" } else { "NULL" };
    let sql = format!(
        "INSERT INTO entries (council_id, account_id, number, kind, from_day, recorded_at, cost,
             person_accrued, person_daily_living, person_not_counted, council_accrued,
             council_daily_living, council_not_counted, uprating, balance_after, cost_after,
             accrued_after, daily_living_after, uprating_after, cap_after, because,
             hash_algorithm, previous_hash, hash, canonical, rules, detail)
         VALUES ($1, $2, $3, $4, '2024-10-07', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {cap},
             'Why.', 'sha256-1', $5, $5, '{{\"number\":{number}}}', '[]', '{{}}')"
    );
    let (council, hash) = (tx.council().to_string(), "0".repeat(64));
    on!(tx, c => sqlx::query(AssertSqlSafe(sql))
        .bind(&council)
        .bind(account_id)
        .bind(number)
        .bind(kind)
        .bind(&hash)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

#[derive(Debug, PartialEq, Eq, FromRow)]
struct Row {
    account_id: Uuid,
    number: i64,
    kind: String,
    canonical: String,
    cap_after: Option<i64>,
    detail: String,
}

async fn rows(tx: &mut Tx) -> Vec<Row> {
    let sql =
        "SELECT account_id, number, kind, canonical, cap_after, CAST(detail AS TEXT) AS detail
               FROM entries ORDER BY number";
    on!(tx, c => sqlx::query_as(sql).fetch_all(&mut *c).await).unwrap()
}

#[tokio::test]
async fn a_ledger_from_before_keeps_its_rows_and_takes_facts() {
    for engine in ENGINES {
        let old = TestStores::fresh(engine, before()).await;
        let account_id = new_id();
        let store = old.stores.of(&council_a()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        add(&mut tx, account_id, 1, "OPEN").await.unwrap();
        add(&mut tx, account_id, 2, "NOTICE").await.unwrap();
        let kept = rows(&mut tx).await;
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(add(&mut tx, account_id, 3, "SUSPEND").await.is_err(), "{engine:?}: not yet");
        drop(tx);

        let stores = brought_forward(&old.place).await;
        let store = stores.of(&council_a()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert_eq!(rows(&mut tx).await, kept, "{engine:?}");
        add(&mut tx, account_id, 3, "SUSPEND").await.unwrap();
        tx.commit().await.unwrap();

        for change in ["UPDATE entries SET because = 'x'", "DELETE FROM entries"] {
            let mut tx = store.write().await.unwrap();
            let tried = on!(tx, c => sqlx::query(change).execute(&mut *c).await.map(drop));
            let refused = tried.unwrap_err().to_string();
            assert!(refused.contains("only grows"), "{engine:?}: {change}: {refused}");
        }
        let mut tx = store.write().await.unwrap();
        let again = add(&mut tx, account_id, 1, "OPEN").await;
        assert!(again.is_err(), "{engine:?}: a number stands once");
    }
}
