use std::collections::BTreeMap;

use carecap_calendar::Period;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::{Figure, Ratio};
use crate::policy::{
    COUNCIL_LAYER, Confidence, DEFAULT_LAYER, PolicyError, PolicyOnDay, Source, Unit, ValueInForce,
};

/// A parameter or choice as a receipt records it: money in whole pence, switches as `true` or
/// `false`, everything else as a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedValue {
    /// The value.
    pub value: serde_json::Value,
    /// What it counts.
    pub unit: Unit,
    /// The days on which it holds.
    pub in_force: Period,
    /// The pack that it is from, `council`, or `default` where the council has chosen nothing.
    pub layer: String,
    /// Where it was read.
    pub source: Source,
    /// How far it can be trusted.
    pub confidence: Confidence,
}

/// Recorded values by key.
pub type RecordedValues = BTreeMap<String, RecordedValue>;

impl RecordedValue {
    fn of(value: &ValueInForce) -> RecordedValue {
        let text = || serde_json::Value::String(value.value.clone());
        let recorded = match value.unit {
            Unit::Pounds | Unit::PoundsAWeek => {
                Money::parse(&value.value).map_or_else(|_| text(), |money| money.pence().into())
            }
            Unit::Switch => value.value.parse::<bool>().map_or_else(|_| text(), Into::into),
            _ => text(),
        };
        RecordedValue {
            value: recorded,
            unit: value.unit,
            in_force: value.in_force,
            layer: value.layer.clone(),
            source: value.source.clone(),
            confidence: value.confidence,
        }
    }

    /// The value as the policy holds it, to be worked with again.
    pub fn in_force(&self, key: &str) -> ValueInForce {
        let value = match &self.value {
            serde_json::Value::Number(pence) => pence.as_i64().map_or_else(
                || pence.to_string(),
                |pence| Money::from_pence(pence).pounds().to_string(),
            ),
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        ValueInForce {
            key: key.to_owned(),
            value,
            unit: self.unit,
            in_force: self.in_force,
            layer: self.layer.clone(),
            source: self.source.clone(),
            confidence: self.confidence,
            rules: Vec::new(),
            law: None,
        }
    }
}

/// A fact that decides between alternatives, and where in the body it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// A JSON pointer into the body.
    pub at: String,
    /// The fact.
    pub value: T,
}

/// Reads a policy and remembers what was read, so that a receipt holds exactly that.
#[derive(Debug)]
pub struct Readings<'a> {
    policy: &'a PolicyOnDay,
    parameters: RecordedValues,
    choices: RecordedValues,
}

impl<'a> Readings<'a> {
    /// Nothing read yet.
    pub fn of(policy: &'a PolicyOnDay) -> Readings<'a> {
        Readings { policy, parameters: RecordedValues::new(), choices: RecordedValues::new() }
    }

    /// The policy.
    pub fn policy(&self) -> &'a PolicyOnDay {
        self.policy
    }

    /// An amount of money.
    ///
    /// # Errors
    /// As [`PolicyOnDay::money`].
    pub fn money(&mut self, key: &str) -> Result<Figure<Money>, PolicyError> {
        let value = self.policy.money(key)?;
        Ok(Figure::at(self.remember(key)?, value))
    }

    /// A percentage.
    ///
    /// # Errors
    /// As [`PolicyOnDay::percent`].
    pub fn percent(&mut self, key: &str) -> Result<Figure<Ratio>, PolicyError> {
        let value = self.policy.percent(key)?;
        Ok(Figure::at(self.remember(key)?, value.into()))
    }

    /// A whole number of weeks.
    ///
    /// # Errors
    /// As [`PolicyOnDay::weeks`].
    pub fn weeks(&mut self, key: &str) -> Result<Fact<u32>, PolicyError> {
        let value = self.policy.weeks(key)?;
        let at = self.remember(key)?;
        Ok(Fact { at, value })
    }

    /// A switch.
    ///
    /// # Errors
    /// As [`PolicyOnDay::switch`].
    pub fn switch(&mut self, key: &str) -> Result<Fact<bool>, PolicyError> {
        let value = self.policy.switch(key)?;
        let at = self.remember(key)?;
        Ok(Fact { at, value })
    }

    /// A word.
    ///
    /// # Errors
    /// As [`PolicyOnDay::word`].
    pub fn word(&mut self, key: &str) -> Result<Fact<&'a str>, PolicyError> {
        let value = self.policy.word(key)?;
        let at = self.remember(key)?;
        Ok(Fact { at, value })
    }

    /// An amount that the council chose; none where it chose nothing, and then nothing is recorded.
    ///
    /// # Errors
    /// As [`PolicyOnDay::money`].
    pub fn chosen_money(&mut self, key: &str) -> Result<Option<Figure<Money>>, PolicyError> {
        self.policy.is_chosen(key).then(|| self.money(key)).transpose()
    }

    /// A word that the council chose; none where it chose nothing, and then nothing is recorded.
    ///
    /// # Errors
    /// As [`PolicyOnDay::word`].
    pub fn chosen_word(&mut self, key: &str) -> Result<Option<Fact<&'a str>>, PolicyError> {
        self.policy.is_chosen(key).then(|| self.word(key)).transpose()
    }

    /// Keys of the values read that no named officer has confirmed yet, in order.
    pub fn unconfirmed(&self) -> Vec<String> {
        let read = self.parameters.iter().chain(&self.choices);
        let mut keys: Vec<String> = read
            .filter(|(_, value)| value.confidence.blocks_publication())
            .map(|(key, _)| key.clone())
            .collect();
        keys.sort();
        keys
    }

    /// What was read: parameters of the pack, and choices.
    pub fn into_recorded(self) -> (RecordedValues, RecordedValues) {
        (self.parameters, self.choices)
    }

    fn remember(&mut self, key: &str) -> Result<String, PolicyError> {
        let value = self.policy.value(key)?;
        let chosen = [COUNCIL_LAYER, DEFAULT_LAYER].contains(&value.layer.as_str());
        let (place, kept) = if chosen {
            ("choices", &mut self.choices)
        } else {
            ("parameters", &mut self.parameters)
        };
        kept.entry(key.to_owned()).or_insert_with(|| RecordedValue::of(value));
        Ok(format!("/{place}/{key}/value"))
    }
}
