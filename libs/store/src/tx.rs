use std::sync::Arc;

use carecap_calendar::Instant;
use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection, Transaction};
use tokio::sync::watch;

use crate::events::{self, NewEvent};
use uuid::Uuid;

use crate::{CouncilId, Engine, Ids, StoreError};

/// One transaction in the store of one council. Dropped without [`Tx::commit`], it leaves nothing.
pub struct Tx {
    inner: Inner,
    scene: Scene,
    told: Vec<NewEvent>,
}

/// Whose store it is, when it is, and where ids come from.
pub(crate) struct Scene {
    pub(crate) council: CouncilId,
    pub(crate) now: Instant,
    pub(crate) ids: Arc<dyn Ids>,
    pub(crate) wake: Arc<watch::Sender<()>>,
}

enum Inner {
    Postgres(Transaction<'static, Postgres>),
    Sqlite(Transaction<'static, Sqlite>),
}

/// The connection of a transaction, for [`crate::on!`].
pub enum Conn<'t> {
    /// On PostgreSQL.
    Postgres(&'t mut PgConnection),
    /// On SQLite.
    Sqlite(&'t mut SqliteConnection),
}

impl Tx {
    pub(crate) fn postgres(transaction: Transaction<'static, Postgres>, scene: Scene) -> Tx {
        Tx { inner: Inner::Postgres(transaction), scene, told: Vec::new() }
    }

    pub(crate) fn sqlite(transaction: Transaction<'static, Sqlite>, scene: Scene) -> Tx {
        Tx { inner: Inner::Sqlite(transaction), scene, told: Vec::new() }
    }

    /// The connection, for [`crate::on!`].
    pub fn conn(&mut self) -> Conn<'_> {
        match &mut self.inner {
            Inner::Postgres(transaction) => Conn::Postgres(transaction),
            Inner::Sqlite(transaction) => Conn::Sqlite(transaction),
        }
    }

    /// The engine, for the few statements that cannot be one text.
    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Postgres(_) => Engine::Postgres,
            Inner::Sqlite(_) => Engine::Sqlite,
        }
    }

    /// What locks the rows that a SELECT reads. SQLite has one writer at a time and needs nothing.
    pub fn for_update(&self) -> &'static str {
        match self.engine() {
            Engine::Postgres => " FOR UPDATE",
            Engine::Sqlite => "",
        }
    }

    /// The council whose store this is.
    pub fn council(&self) -> &CouncilId {
        &self.scene.council
    }

    /// The moment at which the transaction began: what its rows carry as recorded.
    pub fn now(&self) -> Instant {
        self.scene.now
    }

    /// An id that nothing else has.
    pub fn new_id(&self) -> Uuid {
        self.scene.ids.new_id()
    }

    /// Says what this transaction makes true. It is numbered at commit, last of all.
    pub fn tell(&mut self, event: NewEvent) {
        self.told.push(event);
    }

    /// Makes it true.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let told = std::mem::take(&mut self.told);
        if !told.is_empty() {
            events::append(&mut self, &told).await?;
        }
        match self.inner {
            Inner::Postgres(transaction) => transaction.commit().await?,
            Inner::Sqlite(transaction) => transaction.commit().await?,
        }
        if !told.is_empty() {
            self.scene.wake.send_replace(());
        }
        Ok(())
    }
}
