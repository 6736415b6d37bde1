//! The ledger as it lies in the database: what the database refuses by itself, and what anyone can
//! check without our code.

mod chain;
mod contract;
pub(crate) mod database;
mod guards;
mod many;
mod tampering;
mod verified;

/// The story whose account has every kind of entry that metering and late facts make.
const STORY: &str = "self-funder-capped.yaml";
const COUNCIL: &str = "E10000024";
