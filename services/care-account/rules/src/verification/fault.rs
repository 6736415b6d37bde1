//! What can be wrong with a stored ledger.

use serde::Serialize;

/// Which check found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum What {
    /// A number is missing: an entry before this one is gone, or this one was put in.
    Number,
    /// The entry does not name the hash of the entry before it.
    PreviousHash,
    /// The canonical bytes do not give the hash.
    Hash,
    /// A column does not say what the canonical bytes say.
    Column,
    /// The detail does not say what the canonical bytes say.
    Detail,
    /// The entry breaks a rule of its kind, or does not follow on those before it.
    Rule,
    /// The entry was recorded before the one before it.
    RecordedAt,
    /// A running total is not the sum up to this entry.
    RunningTotal,
    /// The first entry opens another account, or one of another council.
    Opening,
    /// The account's head is not what its entries make.
    Head,
    /// There are entries of an account that has no head.
    HeadMissing,
    /// There is a head without any entry.
    EntriesMissing,
    /// A row cannot be read at all.
    Unreadable,
    /// An entry that a checkpoint signed is another one by now: the chain was written anew.
    CheckpointHash,
    /// Entries that a checkpoint signed are not there any more: the tail was cut.
    CheckpointEntries,
    /// The checkpoint itself is missing, or not as it was signed.
    Checkpoint,
}

/// Something that is not as it was posted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The account. None: it is about the council's checkpoint.
    pub account_id: Option<String>,
    /// The entry's number. None: it is about the head, or about the account as a whole.
    pub entry: Option<i64>,
    /// Which check found it.
    pub what: What,
    /// The column, total or field, where there is one.
    pub field: Option<String>,
    /// What was due.
    pub expected: String,
    /// What is there.
    pub found: String,
}
