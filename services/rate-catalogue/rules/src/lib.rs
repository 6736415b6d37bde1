//! What one unit of care costs here, on this day: pure rules.
//!
//! `import` reads a council's published prices from CSV and refuses rows that could later tie;
//! `resolve` finds the one row that answers a question and says why. A row is never edited: a later
//! row of the same key ends it ([`in_force`]). Unit prices are published data, and none is derived
//! from another (R-ROUND-5).

pub mod import;
mod key;
mod rate;
mod resolve;
mod unit;

pub use key::{KeyFault, RateKey};
pub use rate::{NewRate, Rate, RateTerms, Source, in_force};
pub use resolve::{RateQuestion, ResolveRefusal, Resolved, Specificity, resolve};
pub use unit::Unit;
