//! The law as dated numbers, and a council's own choices beside it.
//!
//! A *pack* ([`Pack`]) is a set of dated, cited parameters; packs lie over each other, and the ones
//! with a cap have no effect in law. A council's *choices* ([`CouncilPolicy`]) are dated too: which
//! pack, which percentage, which switches. [`policy_on`] gives what is in force on a day, and the
//! rules of charging read nothing else; [`cap_terms`] gives what a care account needs.

mod cap;
mod choice_kind;
mod choices;
mod confirmation;
mod in_force;
mod keys;
mod overlay;
mod pack;
mod pack_file;
mod recorded;
mod resolve;
mod value;

pub use cap::{CapTerms, CapTest, Uprating, cap_terms};
pub use choice_kind::ChoiceKind;
pub use choices::{Choice, ChoiceFault, CouncilPolicy};
pub use confirmation::{Confirmation, ConfirmationRefused, confirm};
pub use in_force::{PolicyError, PolicyOnDay};
pub use keys::{ChoiceKey, choice_keys};
pub use overlay::{OverlayRefused, PREVIEW_LAYER, preview_on};
pub use pack::{DatedAmount, Pack, Parameter, packs};
pub use pack_file::PackFault;
pub use recorded::{RecordedValue, RecordedValues};
pub use resolve::{known_on, policy_on};
pub use value::{COUNCIL_LAYER, Confidence, DEFAULT_LAYER, Source, Unit, ValueInForce};
