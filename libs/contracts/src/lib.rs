//! The contracts as Rust: generated messages and services, what their descriptors say, and the few
//! conversions that every context shares.
//!
//! Generated types stay at the edge. A context's `convert.rs` is where they meet its own nouns.

mod convert;
mod descriptors;
mod request;

pub use convert::{InvalidDate, date, day, money, optional_date, optional_day, period, timestamp};
pub use descriptors::{FILE_DESCRIPTOR_SET, Method, action_of, methods, pool};
pub use request::{Answer, Change, Listing, Scoped};

#[allow(missing_docs, clippy::all)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/carecap.rs"));
}

pub use generated::carecap::{account, assessment, budget, common, events, rates, risk};
