//! A value as a receipt records it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use carecap_calendar::Period;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::{Confidence, Source, Unit, ValueInForce};
use crate::canonical::Shared;

/// A parameter or choice as a receipt records it: money in whole pence, switches as `true` or
/// `false`, everything else as a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedValue {
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// The days on which it holds.
    pub in_force: Period,
    /// The pack that it is from, `council`, or `default` where the council has chosen nothing.
    pub layer: String,
    /// Where it was read.
    pub source: Source,
    /// What it counts.
    pub unit: Unit,
    /// The value.
    pub value: serde_json::Value,
}

/// Recorded values by key. What a policy holds is recorded by many receipts, so they share it.
pub type RecordedValues = BTreeMap<Cow<'static, str>, Shared<RecordedValue>>;

impl RecordedValue {
    pub(super) fn of(value: &ValueInForce) -> RecordedValue {
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
