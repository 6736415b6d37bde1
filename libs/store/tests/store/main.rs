//! One contract suite for the store, on both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod documents;
mod events;
mod requests;
mod types;

use carecap_store::Migration;

/// Tables that only these tests have.
pub(crate) const MIGRATIONS: &[Migration] = &[Migration {
    version: 100,
    name: "tables of the store's own tests",
    tables: "CREATE TABLE every_type (
        council_id TEXT NOT NULL,
        id UUID NOT NULL,
        words TEXT NOT NULL,
        pence BIGINT NOT NULL,
        day DATE NOT NULL,
        maybe DATE,
        truth BOOLEAN NOT NULL,
        bytes BYTEA NOT NULL,
        body JSONB NOT NULL,
        PRIMARY KEY (council_id, id)
    );",
    documents: &["notes"],
    append_only: &["every_type"],
}];
