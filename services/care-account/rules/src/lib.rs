//! The rules of the care account: what counts toward the cap, day by day, and the ledger that
//! remembers it.
//!
//! Everything here is pure: the same facts give the same entries, to the byte. Read it in this
//! order: [`split`] (the grid of a cost), [`metered`] (what a budget counts in a week), [`stated`]
//! (facts that no budget tells), [`rates`] and [`paused`] (what a week counts by all of them),
//! [`schedule`] (the pence of a day), `course` (the one kernel that walks an account through its
//! days), [`entry`] and [`chain`] (the ledger), [`account`] (the sums of the ledger), `anew` (what a
//! fact changes in days that are metered), then the use cases: [`metering`], [`late_fact`],
//! [`absence`] and [`record`], [`reversal`], [`projection`], [`preview`], [`statement`]. Last, what
//! shows that a ledger is as it was posted: [`verification`] and [`checkpoint`].

pub mod absence;
pub mod account;
mod anew;
pub mod chain;
pub mod checkpoint;
mod counted;
mod course;
pub mod crossing;
pub mod entry;
pub mod late_fact;
pub mod metered;
pub mod metering;
pub mod paused;
mod posted;
pub mod preview;
pub mod projection;
pub mod rates;
pub mod record;
pub mod reversal;
pub mod schedule;
pub mod split;
pub mod stated;
pub mod statement;
pub mod terms;
pub mod verification;
