//! A mesh to test against: real servers on real sockets, over either engine.

#![allow(clippy::expect_used, clippy::panic, reason = "this crate is for tests alone")]

mod bench;
mod processes;

pub use bench::{Bench, NOBODY, actor};
pub use processes::Processes;
