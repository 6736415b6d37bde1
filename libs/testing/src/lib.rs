//! What tests of stores and services share: both engines, fresh databases, a clock that is set.
//!
//! PostgreSQL is the private cluster that `tests/with-postgres` starts; without it a test fails and
//! says so, and never passes over what it was to show.

#![allow(clippy::expect_used, clippy::panic, reason = "this crate is for tests alone")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use carecap_calendar::{Clock, Instant};
use carecap_store::{CouncilId, Ids, Migration, RandomIds, Stores};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;
use time::OffsetDateTime;
use uuid::Uuid;

/// The two engines; a test of a store runs on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite, in a temporary folder.
    Sqlite,
    /// The private PostgreSQL.
    Postgres,
}

/// Both engines.
pub const ENGINES: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

/// The address of a database that was made just now, on the private PostgreSQL.
pub async fn fresh_database() -> String {
    let cluster = std::env::var("CARECAPTEST_POSTGRES").expect(
        "this test needs the private PostgreSQL: run it with `make test`, or with \
         `tests/with-postgres cargo test …`",
    );
    let name = format!("t{}", ids().new_id().simple());
    let mut admin = PgConnection::connect(&cluster).await.expect("the private PostgreSQL answers");
    sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut admin)
        .await
        .expect("a database can be made");
    cluster.replace("/postgres?", &format!("/{name}?"))
}

/// Stores of a test, with the folder that goes away with them.
pub struct TestStores {
    /// The stores.
    pub stores: Stores,
    /// Where they are, to open them once more.
    pub place: Place,
    clock: Arc<dyn Clock>,
    migrations: &'static [Migration],
}

/// Where stores are.
pub enum Place {
    /// A folder of SQLite files.
    Folder(TempDir),
    /// A database on the private PostgreSQL.
    Database(String),
}

impl TestStores {
    /// Fresh stores on an engine, for councils A and B.
    pub async fn fresh(engine: Engine, migrations: &'static [Migration]) -> TestStores {
        let place = match engine {
            Engine::Sqlite => Place::Folder(tempfile::tempdir().expect("a folder")),
            Engine::Postgres => Place::Database(fresh_database().await),
        };
        let clock: Arc<dyn Clock> = Arc::new(SteppingClock::new());
        let stores = open(&place, migrations, Arc::clone(&clock)).await;
        TestStores { stores, place, clock, migrations }
    }

    /// The same stores as another process would open them.
    pub async fn once_more(&self) -> Stores {
        open(&self.place, self.migrations, Arc::clone(&self.clock)).await
    }
}

async fn open(place: &Place, migrations: &'static [Migration], clock: Arc<dyn Clock>) -> Stores {
    let councils = BTreeSet::from([council_a(), council_b()]);
    match place {
        Place::Folder(folder) => {
            Stores::sqlite(folder.path().to_owned(), migrations, councils, clock, ids()).await
        }
        Place::Database(url) => Stores::postgres(url, 10, migrations, councils, clock, ids()).await,
    }
    .expect("the stores open")
}

/// A council.
pub fn council_a() -> CouncilId {
    "E08000035".parse().expect("a GSS code")
}

/// Another council.
pub fn council_b() -> CouncilId {
    "E10000008".parse().expect("a GSS code")
}

fn ids() -> Arc<dyn Ids> {
    Arc::new(RandomIds::new(Arc::new(SteppingClock::new())))
}

/// A fresh id.
pub fn new_id() -> Uuid {
    ids().new_id()
}

/// A clock that goes on by a microsecond each time it is asked.
pub struct SteppingClock(AtomicI64);

impl SteppingClock {
    /// A clock that begins now, so that ids of different tests differ.
    #[expect(clippy::disallowed_methods, reason = "a test's clock begins at the present")]
    pub fn new() -> SteppingClock {
        SteppingClock(AtomicI64::new(Instant::from(OffsetDateTime::now_utc()).micros()))
    }
}

impl Default for SteppingClock {
    fn default() -> SteppingClock {
        SteppingClock::new()
    }
}

impl Clock for SteppingClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.0.fetch_add(1, Ordering::SeqCst))
    }
}
