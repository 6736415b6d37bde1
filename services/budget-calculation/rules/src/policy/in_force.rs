//! What is in force on one day, as the rules read it.

use std::collections::BTreeMap;

use carecap_calendar::{Day, show_day};
use carecap_money::{Money, MoneyError};
use rust_decimal::Decimal;

use super::resolve::has_cap;
use super::{DEFAULT_LAYER, PackFault, RecordedValue, Unit, ValueInForce};
use crate::canonical::Shared;

/// Why a policy, or a value of it, could not be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// `PARAMETER_NOT_KNOWN`: the pack does not cover the day, or nobody has set the figure.
    #[error("{key} is not known on {}", show_day(*.on))]
    NotKnown {
        /// The parameter or choice.
        key: String,
        /// The day that was asked about.
        on: Day,
    },
    /// `PACK_NOT_IN_FORCE`: there is no pack of that name.
    #[error("there is no policy pack `{pack}`")]
    PackUnknown {
        /// The name that was asked for.
        pack: String,
    },
    /// The value is of another unit than the one asked for, or is not well formed. A policy made
    /// here never holds one; a receipt from elsewhere may.
    #[error("{key} is `{value}`, which does not read as {unit}")]
    NotOfUnit {
        /// The parameter or choice.
        key: String,
        /// Its value.
        value: String,
        /// What was asked for.
        unit: &'static str,
    },
    /// An amount does not fit.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// The packs of this build are not sound; its tests hold that this cannot be.
    #[error("the policy packs cannot be used: {0}")]
    PacksUnsound(PackFault),
}

/// Every value that is in force for a council on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOnDay {
    pack: String,
    edition: String,
    shadow: bool,
    on: Day,
    values: BTreeMap<String, Held>,
    next_change: Option<Day>,
}

/// A value, and what every receipt that rests on it says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    value: ValueInForce,
    recorded: Shared<RecordedValue>,
}

impl Held {
    fn of(value: ValueInForce) -> Held {
        let recorded = Shared::new(RecordedValue::of(&value));
        Held { value, recorded }
    }
}

impl PolicyOnDay {
    /// A policy from values that were written down before, so that a receipt can be worked out
    /// again from itself alone. Its next change is the first end among these values.
    pub fn from_values(
        pack: impl Into<String>,
        edition: impl Into<String>,
        shadow: bool,
        on: Day,
        values: impl IntoIterator<Item = ValueInForce>,
    ) -> PolicyOnDay {
        let values: BTreeMap<_, _> =
            values.into_iter().map(|value| (value.key.clone(), Held::of(value))).collect();
        let ends = values.values().filter_map(|held| held.value.in_force.end());
        let next_change = ends.filter(|end| *end > on).min();
        PolicyOnDay { pack: pack.into(), edition: edition.into(), shadow, on, values, next_change }
    }

    /// The same policy, told of a change that none of its values ends with.
    pub(super) fn changing_by(mut self, day: Option<Day>) -> PolicyOnDay {
        self.next_change = self.next_change.into_iter().chain(day).min();
        self
    }

    /// The pack in force for the council, for instance `england`.
    pub fn pack(&self) -> &str {
        &self.pack
    }

    /// The SHA-256 of the pack's files and of those it lies over, in hexadecimal.
    pub fn edition(&self) -> &str {
        &self.edition
    }

    /// Whether the pack has a cap. Only under one that has is there an independent personal budget,
    /// and are daily living costs told apart.
    ///
    /// # Errors
    /// [`PolicyError::PackUnknown`] where this release has no pack of that name.
    pub fn has_cap(&self) -> Result<bool, PolicyError> {
        has_cap(&self.pack)
    }

    /// Whether the pack has no effect in law, so that whatever rests on it is a projection and
    /// says so (R-STATUS-4).
    pub fn is_shadow(&self) -> bool {
        self.shadow
    }

    /// The day that the values are for.
    pub fn on(&self) -> Day {
        self.on
    }

    /// The value of a key.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`] where nothing is in force or nobody has set the figure.
    pub fn value(&self, key: &str) -> Result<&ValueInForce, PolicyError> {
        self.held(key).map(|held| &held.value)
    }

    /// The value of a key, as a receipt records it.
    pub(crate) fn recorded(&self, key: &str) -> Result<&Shared<RecordedValue>, PolicyError> {
        self.held(key).map(|held| &held.recorded)
    }

    fn held(&self, key: &str) -> Result<&Held, PolicyError> {
        self.values
            .get(key)
            .ok_or_else(|| PolicyError::NotKnown { key: key.to_owned(), on: self.on })
    }

    /// An amount in pounds, or in pounds a week.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`]; [`PolicyError::NotOfUnit`] where the value is no amount.
    pub fn money(&self, key: &str) -> Result<Money, PolicyError> {
        self.read(key, &[Unit::Pounds, Unit::PoundsAWeek], |text| Money::parse(text).ok())
    }

    /// A percentage: 100 is the whole.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`]; [`PolicyError::NotOfUnit`] where the value is no percentage.
    pub fn percent(&self, key: &str) -> Result<Decimal, PolicyError> {
        self.read(key, &[Unit::Percent], |text| Decimal::from_str_exact(text).ok())
    }

    /// A whole number of calendar months.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`]; [`PolicyError::NotOfUnit`] where the value counts no months.
    pub fn months(&self, key: &str) -> Result<u32, PolicyError> {
        self.read(key, &[Unit::Months], |text| text.parse().ok())
    }

    /// A whole number of weeks.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`]; [`PolicyError::NotOfUnit`] where the value counts no weeks.
    pub fn weeks(&self, key: &str) -> Result<u32, PolicyError> {
        self.read(key, &[Unit::Weeks], |text| text.parse().ok())
    }

    /// Whether somebody chose the value, so that no default stands in its place.
    pub fn is_chosen(&self, key: &str) -> bool {
        self.values.get(key).is_some_and(|held| held.value.layer != DEFAULT_LAYER)
    }

    /// Whether a switch is on.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`]; [`PolicyError::NotOfUnit`] where the value is no switch.
    pub fn switch(&self, key: &str) -> Result<bool, PolicyError> {
        self.read(key, &[Unit::Switch], |text| text.parse().ok())
    }

    /// One of a few words.
    ///
    /// # Errors
    /// [`PolicyError::NotKnown`]; [`PolicyError::NotOfUnit`] where the value is no word.
    pub fn word(&self, key: &str) -> Result<&str, PolicyError> {
        self.read(key, &[Unit::Word], Some)
    }

    /// Every value, by key. A figure that nobody has set is not among them.
    pub fn values(&self) -> impl Iterator<Item = &ValueInForce> {
        self.values.values().map(|held| &held.value)
    }

    /// The next day on which any value changes, when one is known.
    pub fn next_change(&self) -> Option<Day> {
        self.next_change
    }

    fn read<'a, T>(
        &'a self,
        key: &str,
        units: &[Unit],
        parse: impl Fn(&'a str) -> Option<T>,
    ) -> Result<T, PolicyError> {
        let found = self.value(key)?;
        let not_of_unit = || PolicyError::NotOfUnit {
            key: key.to_owned(),
            value: found.value.clone(),
            unit: units.first().map_or("a value", |unit| unit.code()),
        };
        if !units.contains(&found.unit) {
            return Err(not_of_unit());
        }
        parse(&found.value).ok_or_else(not_of_unit)
    }
}
