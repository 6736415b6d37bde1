//! Whether a ledger is as it was posted: everything about it is worked out again from what lies in the
//! store, and whatever differs is named with what was due and what is there. REL-4.
//!
//! The rows of an account are taken one by one, so a ledger of any length needs no memory. A fault
//! does not end the check: what is found is then taken as given, so that one tampering is told once
//! and not with every row after it.

mod check;
mod columns;
mod fault;
mod head;
mod row;

pub use check::LedgerCheck;
pub use fault::{Fault, What};
pub use head::StoredHead;
pub use row::{AfterRow, LedgerRow};
