//! The store of one context: PostgreSQL or embedded SQLite behind one text of each query.
//!
//! A context opens its [`Stores`] once and asks for the [`Store`] of a council. Work happens in a
//! [`Tx`]; what others may react to is said with [`Tx::tell`] and takes its number as the last thing
//! before the commit. What changes is kept as numbered versions in [`Documents`], which only grow.
//!
//! ```ignore
//! let mut tx = stores.of(&council).await?.write().await?;
//! let row: Option<Row> = on!(tx, c => sqlx::query_as("SELECT … WHERE id = $1").bind(id).fetch_optional(c).await)?;
//! tx.commit().await?;
//! ```

mod council;
mod documents;
mod error;
mod events;
mod ids;
mod migration;
mod requests;
mod stores;
mod tx;

pub use council::{CouncilId, NotACouncil};
pub use documents::{Document, Documents, Filter, NewDocument};
pub use error::StoreError;
pub use events::{NewEvent, StoredEvent, event_numbers_after, events_after, follower_position};
pub use ids::{Ids, RandomIds};
pub use migration::Migration;
pub use requests::{Claim, Named, RequestKey};
pub use stores::{Engine, Store, Stores};
pub use tx::{Conn, Tx};

/// Runs one expression on whichever engine the transaction is on: `on!(tx, c => query.fetch_one(c).await)`.
#[macro_export]
macro_rules! on {
    ($tx:expr, $conn:ident => $work:expr) => {
        match $tx.conn() {
            $crate::Conn::Postgres($conn) => $work,
            $crate::Conn::Sqlite($conn) => $work,
        }
    };
}
