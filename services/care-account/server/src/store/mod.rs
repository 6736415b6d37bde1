//! The rows of this context. The head of an account is locked before anything of it is changed.

pub(crate) mod accounts;
pub(crate) mod entries;
pub(crate) mod ledgers;
pub(crate) mod run_changes;
pub(crate) mod runs;

use carecap_store::{Documents, NewDocument, StoreError, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::convert::StatementRecord;

/// The statements, one version each: as issued.
pub(crate) const STATEMENTS: Documents<StatementRecord> = Documents::of("statements");

/// What the rules refused where nobody waited for an answer: work for a person.
pub(crate) const REFUSED_WORK: Documents<RefusedWork> = Documents::of("refused_work");

/// Something that was to happen to an account and did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefusedWork {
    pub(crate) cause: Cause,
    /// The reason, as in `ErrorReason` without its prefix.
    pub(crate) reason: String,
    /// In one sentence.
    pub(crate) detail: String,
}

/// What was to happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Cause {
    /// A published budget was to open the account or to change its rate.
    BudgetPublished { budget_id: String, version: i64 },
    /// A run was to meter the account.
    Metering { run_id: Uuid, account_id: Uuid },
}

/// Records work for a person.
pub(crate) async fn add_refused_work(
    tx: &mut Tx,
    person_id: Option<Uuid>,
    work: &RefusedWork,
) -> Result<(), StoreError> {
    let document = NewDocument {
        id: tx.new_id(),
        version: 1,
        person_id,
        state: "OPEN",
        sort_key: "",
        recorded_by: "care-account",
        body: work,
    };
    REFUSED_WORK.add(tx, document).await
}

fn unreadable(table: &'static str, what: &str) -> StoreError {
    StoreError::Unreadable { table, what: what.to_owned() }
}

/// Whether the store answered, and what it holds of one row cannot be read: asking again, or for
/// other rows at once, does not help.
pub(crate) fn is_unreadable(error: &StoreError) -> bool {
    use sqlx::Error::{ColumnDecode, Decode};
    matches!(
        error,
        StoreError::Unreadable { .. } | StoreError::Database(ColumnDecode { .. } | Decode(_))
    )
}
