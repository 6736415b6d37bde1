//! Signed checkpoints of the ledgers, kept outside the database: `care_account_rules::checkpoint` says
//! what one is, `place` where they are kept, and `seal` when one is made.

mod kept;
mod place;
mod seal;

pub use kept::{CheckpointFault, Checkpoints, LastCheckpoint, SignedCheckpoint};
pub use place::{CheckpointPlace, Folder};
pub(crate) use seal::keep_checkpoints;
pub use seal::{SealRefused, Sealed, seal};

/// The name of the key that signs checkpoints, in the folder of keys.
pub const CHECKPOINT_KEY: &str = "checkpoint-signing-key";
