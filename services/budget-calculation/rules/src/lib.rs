//! What meeting needs would cost, who pays which part, and why: pure rules.
//!
//! `policy` knows the dated numbers, `mapping` and `pricing` make lines, `charging` is the means
//! test, `budget` puts them together through `working`, which records every step; `receipt` and
//! `replay` let anyone work it out again, and `wording` says it in plain English.

pub mod budget;
mod canonical;
pub mod change_request;
pub mod charging;
pub mod mapping;
pub mod needs;
pub mod plan;
pub mod policy;
pub mod pricing;
pub mod receipt;
pub mod replay;
pub mod wording;
pub mod working;
