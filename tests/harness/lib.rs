//! A mesh to test against: real servers on real sockets, over either engine.

#![allow(clippy::expect_used, clippy::panic, reason = "this crate is for tests alone")]

mod bench;
mod case;
mod census;
mod processes;
mod wire;

pub use bench::{Bench, NOBODY, actor};
pub use case::{Case, LEEDS, NOTTINGHAMSHIRE, day, need_line, new_request_id, overwrite};
pub use census::{Census, STUCK};
pub use processes::{Processes, program};
pub use wire::Wire;
