use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use carecap_calendar::Clock;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqlitePool};
use tokio::sync::{Mutex, watch};

use crate::migration::migrator;
use crate::tx::Scene;
use crate::{CouncilId, Ids, Migration, StoreError, Tx};

/// How long a transaction waits for a connection before the caller is told to try later.
const CONNECTION_WAIT: Duration = Duration::from_secs(5);

/// Which database a store is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// PostgreSQL: one database for a context, `council_id` leading every key.
    Postgres,
    /// SQLite: one file for a council of a context.
    Sqlite,
}

/// The stores of one context, one for each council that is served.
#[derive(Clone)]
pub struct Stores(Arc<Shared>);

struct Shared {
    place: Place,
    migrations: &'static [Migration],
    councils: BTreeSet<CouncilId>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    open: Mutex<BTreeMap<CouncilId, Store>>,
}

enum Place {
    Postgres(PgPool),
    Sqlite(PathBuf),
}

/// The store of one council.
#[derive(Clone)]
pub struct Store {
    pool: Pool,
    council: CouncilId,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    wake: Arc<watch::Sender<()>>,
}

#[derive(Clone)]
enum Pool {
    Postgres(PgPool),
    Sqlite { writer: SqlitePool, readers: SqlitePool },
}

impl Stores {
    /// Opens a context's database on PostgreSQL and brings its tables forward.
    pub async fn postgres(
        url: &str,
        connections: u32,
        migrations: &'static [Migration],
        councils: BTreeSet<CouncilId>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Result<Stores, StoreError> {
        let options: PgConnectOptions = url.parse().map_err(|_| {
            StoreError::Settings("the PostgreSQL address cannot be read".to_owned())
        })?;
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(CONNECTION_WAIT)
            .after_release(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
            .connect_with(options)
            .await?;
        migrator(Engine::Postgres, migrations).run(&pool).await?;
        Ok(Stores::new(Place::Postgres(pool), migrations, councils, clock, ids))
    }

    /// Opens a context's folder of SQLite files; a council's file is made when it is first asked for.
    pub async fn sqlite(
        folder: PathBuf,
        migrations: &'static [Migration],
        councils: BTreeSet<CouncilId>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Result<Stores, StoreError> {
        tokio::fs::create_dir_all(&folder).await.map_err(|error| {
            StoreError::Settings(format!(
                "the data folder {} cannot be made: {error}",
                folder.display()
            ))
        })?;
        Ok(Stores::new(Place::Sqlite(folder), migrations, councils, clock, ids))
    }

    fn new(
        place: Place,
        migrations: &'static [Migration],
        councils: BTreeSet<CouncilId>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
    ) -> Stores {
        let open = Mutex::new(BTreeMap::new());
        Stores(Arc::new(Shared { place, migrations, councils, clock, ids, open }))
    }

    /// The councils that are served.
    pub fn councils(&self) -> impl Iterator<Item = &CouncilId> {
        self.0.councils.iter()
    }

    /// The store of a council. [`StoreError::CouncilNotServed`]: it is not among those configured.
    pub async fn of(&self, council: &CouncilId) -> Result<Store, StoreError> {
        if !self.0.councils.contains(council) {
            return Err(StoreError::CouncilNotServed(council.to_string()));
        }
        let mut open = self.0.open.lock().await;
        if let Some(store) = open.get(council) {
            return Ok(store.clone());
        }
        let pool = match &self.0.place {
            Place::Postgres(pool) => Pool::Postgres(pool.clone()),
            Place::Sqlite(folder) => {
                let _turn = turn_to_open(folder.clone()).await?;
                sqlite_pool(folder, council, self.0.migrations).await?
            }
        };
        let store = Store {
            pool,
            council: council.clone(),
            clock: Arc::clone(&self.0.clock),
            ids: Arc::clone(&self.0.ids),
            wake: Arc::new(watch::Sender::new(())),
        };
        open.insert(council.clone(), store.clone());
        Ok(store)
    }

    /// Closes every connection, so that SQLite files are whole when the process is gone.
    pub async fn close(&self) {
        for store in self.0.open.lock().await.values() {
            match &store.pool {
                Pool::Postgres(pool) => pool.close().await,
                Pool::Sqlite { writer, readers } => {
                    readers.close().await;
                    writer.close().await;
                }
            }
        }
    }
}

/// Waits until no other process opens a file of this folder, and lets the next one go on when it is
/// dropped. SQLite does not wait where two connections make a new file's write-ahead log at once: one
/// of them would be told that the database is locked.
async fn turn_to_open(folder: PathBuf) -> Result<std::fs::File, StoreError> {
    let locked = tokio::task::spawn_blocking(move || {
        let turn = std::fs::File::create(folder.join(".opening"))?;
        turn.lock()?;
        Ok::<_, std::io::Error>(turn)
    });
    let settings = |why: String| {
        StoreError::Settings(format!("no turn to open a file in the data folder: {why}"))
    };
    let turn = locked.await.map_err(|error| settings(error.to_string()))?;
    turn.map_err(|error| settings(error.to_string()))
}

async fn sqlite_pool(
    folder: &std::path::Path,
    council: &CouncilId,
    migrations: &[Migration],
) -> Result<Pool, StoreError> {
    // A ledger needs FULL: what was acknowledged must outlive the power. Recursive triggers, so that
    // INSERT OR REPLACE cannot slip past the guards.
    let options = SqliteConnectOptions::new()
        .filename(folder.join(format!("{council}.sqlite")))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("recursive_triggers", "ON")
        .busy_timeout(CONNECTION_WAIT);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(CONNECTION_WAIT)
        .after_release(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
        .connect_with(options.clone())
        .await?;
    bring_forward(&writer, migrations).await?;
    let readers = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(CONNECTION_WAIT)
        .after_release(|conn, _| Box::pin(async move { Ok(!conn.is_in_transaction()) }))
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    Ok(Pool::Sqlite { writer, readers })
}

/// Brings a file's tables forward in one transaction, so that of two processes that open a new file at
/// once the second waits and then finds nothing left to do.
async fn bring_forward(writer: &SqlitePool, migrations: &[Migration]) -> Result<(), StoreError> {
    let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
    let migrator = migrator(Engine::Sqlite, migrations);
    migrator.run_direct(None, &mut *tx, false).await?;
    Ok(tx.commit().await?)
}

impl Store {
    /// The council whose store this is.
    pub fn council(&self) -> &CouncilId {
        &self.council
    }

    /// A transaction that only reads.
    ///
    /// Like [`Store::write`] it must run in a task of its own, never in a future that a caller can
    /// drop: a connection dropped half-way through its BEGIN would go back into the pool inside a
    /// transaction.
    pub async fn read(&self) -> Result<Tx, StoreError> {
        match &self.pool {
            Pool::Postgres(pool) => self.on_postgres(pool).await,
            Pool::Sqlite { readers, .. } => {
                let begun = readers.begin().await?;
                Ok(Tx::sqlite(begun, self.scene()))
            }
        }
    }

    /// A transaction that may write. On SQLite it is the only one of its council until it ends.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        match &self.pool {
            Pool::Postgres(pool) => self.on_postgres(pool).await,
            Pool::Sqlite { writer, .. } => {
                let begun = writer.begin_with("BEGIN IMMEDIATE").await?;
                Ok(Tx::sqlite(begun, self.scene()))
            }
        }
    }

    async fn on_postgres(&self, pool: &PgPool) -> Result<Tx, StoreError> {
        let begun = pool.begin().await?;
        Ok(Tx::postgres(begun, self.scene()))
    }

    fn scene(&self) -> Scene {
        Scene {
            council: self.council.clone(),
            now: self.clock.now(),
            ids: Arc::clone(&self.ids),
            wake: Arc::clone(&self.wake),
        }
    }

    /// Wakes whenever this process commits events here. Other processes' commits are seen by looking.
    pub fn events_told(&self) -> watch::Receiver<()> {
        self.wake.subscribe()
    }
}
