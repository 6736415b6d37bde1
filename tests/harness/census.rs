use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use carecap_service::Peer;
use carecap_testing::Engine;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::Bench;

/// Who follows whom, so that it can be told when all that follows from a call has happened. Whoever
/// follows stands after whoever it follows.
const FOLLOWED: [(Peer, Peer); 5] = [
    (Peer::BudgetCalculation, Peer::AssessmentIntake),
    (Peer::CareAccount, Peer::BudgetCalculation),
    (Peer::RiskFlagging, Peer::AssessmentIntake),
    (Peer::RiskFlagging, Peer::BudgetCalculation),
    (Peer::RiskFlagging, Peer::CareAccount),
];

/// Every row of every table of every store of the five contexts, counters and positions included:
/// two that are equal show that nothing was stored, changed or removed in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Census(BTreeMap<String, Vec<String>>);

impl Census {
    /// Reads the stores past the services, without writing.
    pub async fn of(bench: &Bench) -> Census {
        let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for context in Peer::ALL {
            for mut store in stores(bench, context).await {
                for table in store.tables().await {
                    let name = format!("{}.{table}", context.name());
                    rows.entry(name).or_default().extend(store.rows(&table).await);
                }
            }
        }
        Census(rows)
    }

    /// Once everything has happened that follows from what was done so far.
    pub async fn of_settled(bench: &Bench) -> Census {
        settled(bench).await;
        Census::of(bench).await
    }

    /// By how many rows each table has grown; tables that have not are left out.
    pub fn growth(&self, later: &Census) -> BTreeMap<String, i64> {
        let count = |census: &Census, table: &str| {
            let rows = census.0.get(table).map_or(0, Vec::len);
            i64::try_from(rows).expect("a count of rows")
        };
        let tables = self.0.keys().chain(later.0.keys());
        tables
            .map(|table| (table.clone(), count(later, table) - count(self, table)))
            .filter(|(_, more)| *more != 0)
            .collect()
    }

    /// The tables whose rows are not the same, for a message; empty where the two are equal.
    pub fn differences(&self, later: &Census) -> Vec<String> {
        let tables: std::collections::BTreeSet<&String> = self.0.keys().chain(later.0.keys()).collect();
        let differ = tables.into_iter().filter(|table| self.0.get(*table) != later.0.get(*table));
        differ.cloned().collect()
    }
}

/// Waits until every follower has applied every event, and every metering run has ended.
pub async fn settled(bench: &Bench) {
    for _ in 0..1_500 {
        if is_settled(bench).await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{:?}: the followers do not come to rest", bench.engine);
}

async fn is_settled(bench: &Bench) -> bool {
    let running = "SELECT council_id, COUNT(*) FROM runs WHERE state = 'RUNNING' GROUP BY council_id";
    if !numbers(bench, Peer::CareAccount, running).await.is_empty() {
        return false;
    }
    for (follower, producer) in FOLLOWED {
        let told = "SELECT council_id, last_number FROM event_counters";
        let told = numbers(bench, producer, told).await;
        let applied = format!(
            "SELECT council_id, position FROM follower_positions WHERE producer = '{}'",
            producer.name()
        );
        if told != numbers(bench, follower, &applied).await {
            return false;
        }
    }
    true
}

/// A number for each council.
async fn numbers(bench: &Bench, context: Peer, sql: &str) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    for mut store in stores(bench, context).await {
        let rows: Vec<(String, i64)> = match &mut store {
            Store::Sqlite(open) => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(open).await,
            Store::Postgres(open) => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(open).await,
        }
        .expect("the store can be read");
        found.extend(rows);
    }
    found
}

/// One database, opened to be read.
enum Store {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

async fn stores(bench: &Bench, context: Peer) -> Vec<Store> {
    if bench.engine == Engine::Postgres {
        let url = bench.config.store.postgres.of(context);
        let open = PgConnection::connect(url).await.expect("the store can be opened");
        return vec![Store::Postgres(open)];
    }
    let mut open = Vec::new();
    for file in sqlite_files(bench, context) {
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        let store = SqliteConnection::connect_with(&options).await;
        open.push(Store::Sqlite(store.expect("the store can be opened")));
    }
    open
}

fn sqlite_files(bench: &Bench, context: Peer) -> Vec<PathBuf> {
    let folder = bench.config.data.folder.join(context.name());
    let entries = std::fs::read_dir(folder).expect("the context has a folder");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "sqlite"))
        .collect();
    files.sort();
    files
}

impl Store {
    async fn texts(&mut self, sql: String) -> Vec<String> {
        match self {
            Store::Sqlite(open) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(open).await,
            Store::Postgres(open) => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(open).await,
        }
        .expect("the store can be read")
    }

    async fn tables(&mut self) -> Vec<String> {
        let sql = match self {
            Store::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
            Store::Postgres(_) => {
                "SELECT CAST(table_name AS TEXT) FROM information_schema.tables
                 WHERE table_schema = 'public' ORDER BY table_name"
            }
        };
        self.texts(sql.to_owned()).await
    }

    /// Each row as one text, in an order of their own.
    async fn rows(&mut self, table: &str) -> Vec<String> {
        if let Store::Postgres(_) = self {
            return self.texts(format!("SELECT CAST(t AS TEXT) FROM {table} AS t ORDER BY 1")).await;
        }
        let columns = self.texts(format!("SELECT name FROM pragma_table_info('{table}')")).await;
        let quoted: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
        let row = quoted.join(" || ',' || ");
        self.texts(format!("SELECT {row} FROM {table} ORDER BY 1")).await
    }
}
