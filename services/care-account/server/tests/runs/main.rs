//! Metering runs as operations, on both engines: watched, cancelled, resumed, and killed on the way.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "../common/mod.rs"]
mod common;
mod crossed;
mod killed;
mod operated;
mod trial;
