//! A named officer's word for a value.

use carecap_calendar::{Day, Period, show_day};
use serde::{Deserialize, Serialize};

use super::keys::choice_key;
use super::resolve::value_on;
use super::{Confidence, CouncilPolicy, PolicyError, Source, ValueInForce, packs};

/// That a named officer has read a value in a named source, so that what rests on it may be
/// published (Q-DATA-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The value's key.
    pub key: String,
    /// The value that is confirmed.
    pub value: String,
    /// A day on which that value is in force; for an uprating the day on which it happens.
    pub on: Day,
    /// What the officer read.
    pub source: Source,
    /// Who confirmed it: the subject of the token.
    pub confirmed_by: String,
}

/// Why a confirmation was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfirmationRefused {
    /// `NOT_FOUND`: no pack and no choice has the key.
    #[error("there is no parameter or choice `{key}`")]
    KeyUnknown {
        /// The key.
        key: String,
    },
    /// `INVALID_FIELD`: it does not say what the officer read, or who the officer is.
    #[error("a confirmation must name {what}")]
    Incomplete {
        /// The field: `source.title` or `confirmed_by`.
        what: &'static str,
    },
    /// `WRONG_STATE`: another value is in force on that day, or none is.
    #[error("{key} is {} on {}", in_force.as_deref().unwrap_or("not known"), show_day(*.on))]
    AnotherValue {
        /// The key.
        key: String,
        /// The value in force.
        in_force: Option<String>,
        /// The day.
        on: Day,
    },
    /// The policy itself could not be read.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// Checks a confirmation against what is in force, and gives the value as confirmed by it.
///
/// # Errors
/// [`ConfirmationRefused`].
pub fn confirm(
    confirmation: &Confirmation,
    council: &CouncilPolicy,
) -> Result<ValueInForce, ConfirmationRefused> {
    let key = confirmation.key.as_str();
    let of_a_pack = packs()?.values().any(|pack| pack.parameters().contains_key(key));
    if choice_key(key).is_none() && !of_a_pack {
        return Err(ConfirmationRefused::KeyUnknown { key: key.to_owned() });
    }
    if confirmation.source.title.trim().is_empty() {
        return Err(ConfirmationRefused::Incomplete { what: "source.title" });
    }
    if confirmation.confirmed_by.trim().is_empty() {
        return Err(ConfirmationRefused::Incomplete { what: "confirmed_by" });
    }
    let found = value_on(key, confirmation.on, council, &[])?;
    match found {
        Some(value) if confirmation.fits(&value) => Ok(confirmation.applied_to(value)),
        other => Err(ConfirmationRefused::AnotherValue {
            key: key.to_owned(),
            in_force: other.map(|value| value.value),
            on: confirmation.on,
        }),
    }
}

impl Confirmation {
    /// Whether it speaks of this value: the same key, an equal amount, and a day of its period.
    pub fn fits(&self, value: &ValueInForce) -> bool {
        let happens = Period::at_start_of(self.on);
        self.key == value.key
            && value.unit.canonical(&self.value).as_ref() == Some(&value.value)
            && (value.in_force.contains(self.on) || value.in_force == happens)
    }

    /// The value as confirmed: its source is now what the officer read.
    pub(super) fn applied_to(&self, value: ValueInForce) -> ValueInForce {
        ValueInForce { source: self.source.clone(), confidence: Confidence::Confirmed, ..value }
    }
}
