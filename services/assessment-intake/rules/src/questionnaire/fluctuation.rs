use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::source::SourceFluctuation;
use super::{AnswerKind, QuestionnaireRefused, SuggestionConfidence};
use crate::answers::PartRef;

/// How a questionnaire asks about needs that come and go, and what is made of the answers
/// (R-ASSESS-5, Eligibility Regs 2015 reg 2(4)).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FluctuationAsked {
    /// How many days of a week outside bad spells are bad days.
    pub bad_days_weekly: PartRef,
    /// How many bad spells a year has.
    pub spells_yearly: PartRef,
    /// How many weeks a bad spell lasts.
    pub weeks_each: PartRef,
    /// How many weeks ago the last bad spell was.
    pub weeks_since_last: PartRef,
    /// How bad spells are counted, unless a request says otherwise.
    pub counting: SpellCounting,
    /// How far that way of counting can be trusted.
    pub confidence: SuggestionConfidence,
}

/// How the weeks of bad spells reach the need lines. The statute is silent: both ways are
/// [PROPOSED].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpellCounting {
    /// The yearly lines hold the whole weeks of the spells, and the weekly lines rest in them: the
    /// weeks that a plan calls replaced (R-BUD-6).
    WholeWeeks,
    /// The weekly lines go on all year, and the yearly lines hold the bad days that a spell adds.
    /// Nothing is taken off for the usual days in whose place they come.
    OnTop,
}

impl FluctuationAsked {
    pub(super) fn read(
        source: &SourceFluctuation,
        kinds: &BTreeMap<PartRef, AnswerKind>,
    ) -> Result<FluctuationAsked, QuestionnaireRefused> {
        Ok(FluctuationAsked {
            bad_days_weekly: number(&source.bad_days_weekly, kinds)?,
            spells_yearly: number(&source.spells_yearly, kinds)?,
            weeks_each: number(&source.weeks_each, kinds)?,
            weeks_since_last: number(&source.weeks_since_last, kinds)?,
            counting: source.counting,
            confidence: source.confidence,
        })
    }
}

/// The part of a name such as `x.fluct.bad_days`, which must ask for a number.
fn number(
    name: &str,
    kinds: &BTreeMap<PartRef, AnswerKind>,
) -> Result<PartRef, QuestionnaireRefused> {
    let (question_id, part) = name.rsplit_once('.').unwrap_or((name, ""));
    let part = PartRef::new(question_id, part);
    match kinds.get(&part) {
        Some(AnswerKind::Number { .. }) => Ok(part),
        _ => Err(QuestionnaireRefused::Fluctuation(name.to_owned())),
    }
}
