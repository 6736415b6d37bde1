//! The one program: it runs contexts, loads councils, tells stories, checks receipts and ledgers.
//!
//! This is the only crate that sees all five contexts. Even here they meet through their contracts:
//! [`mesh`] gives each its socket, and everything else in this crate is a client, but for [`verify`],
//! which reads ledgers past the service that it checks.

pub mod call;
pub mod cases;
pub mod clients;
pub mod councils;
pub mod demo;
pub mod mesh;
pub mod policy_page;
pub mod replay;
pub mod story;
pub mod verify;
