//! Carecap as a whole, over its contracts: real servers, real sockets, both engines.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod cases;
mod changes;
mod followers;
mod ledger;
mod receipts;
mod refusals;
mod stories;
mod tidy;
mod traces;
