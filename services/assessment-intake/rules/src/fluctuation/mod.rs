//! Needs that come and go (R-ASSESS-5): what was told of bad days and bad spells, what the spells
//! come to in a year, and the words in which that is told.
//!
//! The council takes into account such period as it considers necessary to establish the level of
//! need (Eligibility Regs 2015 reg 2(4)). The questions are about a year. In the weeks of a bad
//! spell every day is a bad day; the rest of the year has the usual level. How the spells reach the
//! need lines is [PROPOSED]: a version of the questionnaire says which way is usual, a request may
//! choose the other. What comes out is for a person to take over or to change.

mod count;
mod told;
mod wording;

pub use count::{SpellsCounted, SpellsRefused, count_spells};
pub(crate) use told::check_answers;
pub use told::{Fluctuation, FluctuationFacts, FluctuationRefused, Told, told};
pub use wording::{for_person, for_practitioner};

/// The weeks of a year, as budgets count them (R-BUD-6).
pub const WEEKS_OF_YEAR: u32 = 52;

/// The days of a week.
pub const DAYS_OF_WEEK: u32 = 7;
