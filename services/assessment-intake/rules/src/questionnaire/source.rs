//! The shape of a questionnaire's file. An unknown field is refused, so that a misspelt one cannot
//! be passed over in silence.

use std::collections::BTreeMap;

use carecap_calendar::Day;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::SpellCounting;
use crate::needs::{KindOfHelp, Limb, Outcome, Slot};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFile {
    pub(super) questionnaire: String,
    pub(super) version: u32,
    pub(super) effective: SourceEffective,
    #[serde(default)]
    pub(super) fluctuation: Option<SourceFluctuation>,
    pub(super) option_sets: BTreeMap<String, SourceOptionSet>,
    pub(super) patterns: BTreeMap<String, SourcePattern>,
    pub(super) sections: Vec<SourceSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceEffective {
    pub(super) from: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceFluctuation {
    pub(super) bad_days_weekly: String,
    pub(super) spells_yearly: String,
    pub(super) weeks_each: String,
    pub(super) weeks_since_last: String,
    pub(super) counting: SpellCounting,
    pub(super) confidence: SuggestionConfidence,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SourceChoose {
    One,
    Many,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceOptionSet {
    pub(super) choose: SourceChoose,
    pub(super) options: Vec<String>,
    /// The option that stands alone: none of the others.
    #[serde(default)]
    pub(super) none_of_these: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourcePattern {
    pub(super) parts: Vec<SourcePart>,
    pub(super) limbs: Vec<SourceLimb>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourcePart {
    #[serde(default)]
    pub(super) part: String,
    #[serde(default)]
    pub(super) options: Option<String>,
    #[serde(default)]
    pub(super) number: Option<SourceNumber>,
    #[serde(default)]
    pub(super) at_most: Option<usize>,
    #[serde(default)]
    pub(super) when: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceNumber {
    pub(super) lowest: u32,
    pub(super) highest: u32,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceLimb {
    pub(super) when: String,
    pub(super) limb: Limb,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceSection {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) questions: Vec<SourceQuestion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceQuestion {
    pub(super) id: String,
    pub(super) text: String,
    #[serde(default)]
    pub(super) outcome: Option<Outcome>,
    #[serde(default)]
    pub(super) when: Option<String>,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) parts: Vec<SourcePart>,
    #[serde(default)]
    pub(super) limbs: Vec<SourceLimb>,
    #[serde(default)]
    pub(super) lines: Vec<LineSuggestion>,
    #[serde(default)]
    pub(super) typical_minutes: Option<[u16; 2]>,
    #[serde(default)]
    pub(super) confidence: Option<SuggestionConfidence>,
}

/// A need line that a question suggests: a prompt for a person to change, never stored by itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineSuggestion {
    /// The kind of help.
    pub kind: KindOfHelp,
    /// Times a week.
    pub times: Decimal,
    /// Minutes each time.
    pub minutes: u16,
    /// The time of day.
    pub slot: Slot,
}

/// How far the figures of a suggestion, or a way of counting, can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionConfidence {
    /// Proposed by Carecap: no statute says it, and no national table of task minutes exists.
    Proposed,
}
