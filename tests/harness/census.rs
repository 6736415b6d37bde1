use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use carecap_service::Peer;
use carecap_testing::Engine;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, SqliteConnection};

use crate::Bench;

/// Who follows whom, so that it can be told when all that follows from a call has happened.
const FOLLOWED: [(Peer, Peer); 6] = [
    (Peer::BudgetCalculation, Peer::AssessmentIntake),
    (Peer::BudgetCalculation, Peer::CareAccount),
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
        let mut open = bench.stores.lock().await;
        for context in Peer::ALL {
            for store in open.of(bench, context).await {
                for (table, row) in store.pairs(&store.everything.clone()).await {
                    rows.entry(format!("{}.{table}", context.name())).or_default().push(row);
                }
            }
        }
        rows.values_mut().for_each(|rows| rows.sort());
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
        let tables: BTreeSet<&String> = self.0.keys().chain(later.0.keys()).collect();
        let differ = tables.into_iter().filter(|table| self.0.get(*table) != later.0.get(*table));
        differ.cloned().collect()
    }
}

/// Who started the runs that a test has made so that they cannot go on: nobody waits for them.
pub const STUCK: &str = "a run that cannot go on";

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

/// Contexts follow each other, so one look does not tell that nothing is on its way: two that find the
/// same do, since numbers of events only grow.
async fn is_settled(bench: &Bench) -> bool {
    let looked = all_followed(bench).await;
    looked.is_some() && looked == all_followed(bench).await
}

/// The newest event of each council that each producer told, where every follower has applied it.
async fn all_followed(bench: &Bench) -> Option<Vec<BTreeMap<String, String>>> {
    let running = format!(
        "SELECT council_id, state FROM runs WHERE state = 'RUNNING' AND started_by <> '{STUCK}'"
    );
    if !numbers(bench, Peer::CareAccount, &running).await.is_empty() {
        return None;
    }
    let mut newest = Vec::new();
    for (follower, producer) in FOLLOWED {
        let told = "SELECT council_id, CAST(last_number AS TEXT) FROM event_counters";
        let told = numbers(bench, producer, told).await;
        let applied = format!(
            "SELECT council_id, CAST(position AS TEXT) FROM follower_positions
             WHERE producer = '{}'",
            producer.name()
        );
        if told != numbers(bench, follower, &applied).await {
            return None;
        }
        newest.push(told);
    }
    Some(newest)
}

/// A number for each council, as text.
async fn numbers(bench: &Bench, context: Peer, sql: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for store in bench.stores.lock().await.of(bench, context).await {
        found.extend(store.pairs(sql).await);
    }
    found
}

/// The databases of a bench, each opened when it is first looked at.
#[derive(Default)]
pub(crate) struct OpenStores(BTreeMap<(Peer, String), Store>);

impl OpenStores {
    /// Those of a context. On SQLite the folder is looked at again, so that a file which should not
    /// have come into being is seen.
    async fn of(&mut self, bench: &Bench, context: Peer) -> impl Iterator<Item = &mut Store> {
        let places = match bench.engine {
            Engine::Sqlite => sqlite_files(bench, context),
            Engine::Postgres => vec![bench.config.store.postgres.of(context).to_owned()],
        };
        for place in places {
            if let Entry::Vacant(unopened) = self.0.entry((context, place)) {
                let store = Store::open(bench.engine, &unopened.key().1).await;
                unopened.insert(store);
            }
        }
        self.0.iter_mut().filter(move |((whose, _), _)| *whose == context).map(|(_, store)| store)
    }
}

fn sqlite_files(bench: &Bench, context: Peer) -> Vec<String> {
    let folder = bench.config.data.folder.join(context.name());
    let entries = std::fs::read_dir(folder).expect("the context has a folder");
    let files = entries.map(|entry| entry.expect("the folder can be read").path());
    files
        .filter(|file| file.extension().is_some_and(|extension| extension == "sqlite"))
        .map(|file| file.display().to_string())
        .collect()
}

/// One database, opened to be read, with the statement that reads every row of every table.
struct Store {
    connection: Connection,
    everything: String,
}

enum Connection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Store {
    async fn open(engine: Engine, place: &str) -> Store {
        let connection = match engine {
            Engine::Sqlite => {
                let options = SqliteConnectOptions::new().filename(place).read_only(true);
                SqliteConnection::connect_with(&options).await.map(Connection::Sqlite)
            }
            Engine::Postgres => PgConnection::connect(place).await.map(Connection::Postgres),
        };
        let connection = connection.expect("the store can be opened");
        let mut store = Store { connection, everything: String::new() };
        store.everything = match engine {
            Engine::Sqlite => store.everything_on_sqlite().await,
            Engine::Postgres => store.everything_on_postgres().await,
        };
        store
    }

    /// Two texts of each row that a statement reads.
    async fn pairs(&mut self, sql: &str) -> Vec<(String, String)> {
        let sql = AssertSqlSafe(sql);
        match &mut self.connection {
            Connection::Sqlite(open) => sqlx::query_as(sql).fetch_all(open).await,
            Connection::Postgres(open) => sqlx::query_as(sql).fetch_all(open).await,
        }
        .expect("the store can be read")
    }

    async fn everything_on_postgres(&mut self) -> String {
        let tables = "SELECT CAST(table_name AS TEXT), '' FROM information_schema.tables
                      WHERE table_schema = 'public'";
        let tables = self.pairs(tables).await.into_iter();
        let reads =
            tables.map(|(table, _)| format!("SELECT '{table}', CAST(t AS TEXT) FROM {table} AS t"));
        reads.collect::<Vec<_>>().join(" UNION ALL ")
    }

    async fn everything_on_sqlite(&mut self) -> String {
        let columns = "SELECT t.name, group_concat('quote(' || c.name || ')', ' || '','' || ')
                       FROM sqlite_master AS t, pragma_table_info(t.name) AS c
                       WHERE t.type = 'table' GROUP BY t.name";
        let columns = self.pairs(columns).await.into_iter();
        let reads = columns.map(|(table, row)| format!("SELECT '{table}', {row} FROM {table}"));
        reads.collect::<Vec<_>>().join(" UNION ALL ")
    }
}
