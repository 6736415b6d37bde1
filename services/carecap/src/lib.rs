//! The one program: it runs contexts, loads councils, tells stories and checks receipts.
//!
//! This is the only crate that sees all five contexts. Even here they meet through their contracts:
//! [`mesh`] gives each its socket, and everything else in this crate is a client.

pub mod call;
pub mod cases;
pub mod clients;
pub mod councils;
pub mod demo;
pub mod mesh;
pub mod policy_page;
pub mod replay;
pub mod story;
