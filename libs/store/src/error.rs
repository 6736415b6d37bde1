use sqlx::error::ErrorKind;

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row of that key is there already: somebody else was first.
    #[error("a row of that key is there already")]
    Conflict,
    /// The database did not answer, or had no connection to spare. The outcome is not known.
    #[error("the store did not answer")]
    Unavailable(#[source] sqlx::Error),
    /// The process is ending and its store is closed.
    #[error("the store is closed")]
    Closed,
    /// The council is not among those that are served.
    #[error("council {0} is not served here")]
    CouncilNotServed(String),
    /// What is stored contradicts itself or cannot be read.
    #[error("{table} holds what cannot be read: {what}")]
    Unreadable {
        /// The table.
        table: &'static str,
        /// What is wrong with the row, without any value from it.
        what: String,
    },
    /// Any other refusal of the database.
    #[error("the database refused a statement")]
    Database(#[source] sqlx::Error),
    /// A migration could not be applied.
    #[error("a migration could not be applied")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The settings name no database that can be used.
    #[error("{0}")]
    Settings(String),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match &error {
            sqlx::Error::Database(refused) => match refused.kind() {
                ErrorKind::UniqueViolation => StoreError::Conflict,
                _ if is_passing(refused.code().as_deref()) => StoreError::Unavailable(error),
                _ => StoreError::Database(error),
            },
            sqlx::Error::PoolClosed => StoreError::Closed,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => StoreError::Unavailable(error),
            _ => StoreError::Database(error),
        }
    }
}

/// Whether a refusal passes by itself: PostgreSQL is shutting down (57P0x), gave way to another
/// transaction (40001, 40P01), or SQLite was busy (5) or locked (6).
fn is_passing(code: Option<&str>) -> bool {
    code.is_some_and(|code| {
        code.starts_with("57P") || matches!(code, "40001" | "40P01" | "5" | "6" | "517" | "261")
    })
}
