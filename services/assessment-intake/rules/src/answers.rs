//! Answers: who said what, in whose view; and the sheets on which conditions are read.

use std::collections::BTreeMap;
use std::fmt;

use carecap_calendar::Instant;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::questionnaire::Questionnaire;

/// A part of a question. The part is empty where the question has only one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartRef {
    /// For instance `nut.make`.
    pub question_id: String,
    /// For instance `how`.
    pub part: String,
}

impl PartRef {
    /// A part of a question.
    pub fn new(question_id: &str, part: &str) -> PartRef {
        PartRef { question_id: question_id.to_owned(), part: part.to_owned() }
    }
}

impl fmt::Display for PartRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part.as_str() {
            "" => write!(f, "{}", self.question_id),
            part => write!(f, "{}.{part}", self.question_id),
        }
    }
}

/// Why an answer was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerRefused {
    /// The questionnaire has no such question, or the question no such part.
    #[error("`{part}` is not asked in version {questionnaire_version} of the questionnaire")]
    QuestionUnknown {
        /// The version.
        questionnaire_version: u32,
        /// The question and its part.
        part: PartRef,
    },
    /// The value is none of the options, or no whole number in the range.
    #[error("`{value}` does not answer `{part}`")]
    ValueUnknown {
        /// The question and its part.
        part: PartRef,
        /// The value.
        value: String,
    },
    /// More values than may be chosen, one of them twice, or one that stands alone beside others.
    #[error("the values of `{part}` cannot stand together")]
    ValuesExclude {
        /// The question and its part.
        part: PartRef,
    },
}

/// Whose view an answer is. Views stand side by side and never overwrite each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum View {
    /// The person's.
    Person,
    /// The carer's.
    Carer,
    /// The worker's.
    Worker,
    /// What was agreed after a talk. Where there is one, it is the one that counts.
    Agreed,
}

impl View {
    pub(crate) const ALL: [View; 4] = [View::Person, View::Carer, View::Worker, View::Agreed];
}

/// Who gave an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AnsweredBy {
    /// The person.
    Person,
    /// The person, with somebody's help.
    PersonWithHelper,
    /// A helper for the person.
    Helper,
    /// An attorney, a deputy or an appointee.
    Representative,
    /// A practitioner.
    Practitioner,
}

/// An answer as it is given, before it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// The question.
    pub question_id: String,
    /// The part of it. Empty for a question of one part.
    #[serde(default)]
    pub part: String,
    /// The options chosen, or one number. Empty: the answer is withdrawn.
    pub values: Vec<String>,
    /// Whose view it is.
    pub view: View,
    /// Who gave it.
    pub answered_by: AnsweredBy,
}

/// An answer as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was answered.
    #[serde(flatten)]
    pub given: GivenAnswer,
    /// When it was saved.
    pub answered_at: Instant,
    /// Who saved it: the subject of the token.
    pub saved_by: String,
}

impl Answer {
    /// The part of the question that it answers.
    pub fn part_ref(&self) -> PartRef {
        PartRef::new(&self.given.question_id, &self.given.part)
    }

    /// Whether it answers what the other answers, in the same view.
    pub(crate) fn replaces(&self, other: &Answer) -> bool {
        self.given.question_id == other.given.question_id
            && self.given.part == other.given.part
            && self.given.view == other.given.view
    }
}

/// The answers as one view has them, without those to parts that are then not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    values: BTreeMap<PartRef, Vec<String>>,
}

impl Sheet {
    /// Whether any of the options is chosen.
    pub fn has_any(&self, part: &PartRef, options: &[String]) -> bool {
        self.chosen(part).iter().any(|value| options.contains(value))
    }

    /// The number that was given.
    pub fn number(&self, part: &PartRef) -> Option<Decimal> {
        self.chosen(part).first()?.parse().ok()
    }

    /// What was chosen; nothing where the part was not answered or is not asked.
    pub fn chosen(&self, part: &PartRef) -> &[String] {
        self.values.get(part).map(Vec::as_slice).unwrap_or_default()
    }

    /// Takes away answers to parts that are not asked. What is taken away may hide more, so this
    /// goes on until nothing changes; the sheet only shrinks, so it ends.
    fn without_parts_not_asked(mut self, questionnaire: &Questionnaire) -> Sheet {
        loop {
            let mut hidden = Vec::new();
            for question in questionnaire.questions() {
                for part in &question.parts {
                    let asked = part.asked.as_ref().is_none_or(|asked| asked.holds(&self));
                    let part_ref = PartRef::new(&question.question_id, &part.part);
                    if !asked && self.values.contains_key(&part_ref) {
                        hidden.push(part_ref);
                    }
                }
            }
            if hidden.is_empty() {
                return self;
            }
            self.values.retain(|part, _| !hidden.contains(part));
        }
    }
}

/// One sheet for each view that answered anything. On each, an agreed answer wins over the view's
/// own, and what the view leaves unsaid is taken from the others, the person's first: a carer who
/// only speaks of bad days need not repeat how many there are.
pub fn sheets(questionnaire: &Questionnaire, answers: &[Answer]) -> Vec<Sheet> {
    let given = |answer: &&Answer| !answer.given.values.is_empty();
    let answers: Vec<&Answer> = answers.iter().filter(given).collect();
    View::ALL
        .into_iter()
        .filter(|view| answers.iter().any(|answer| answer.given.view == *view))
        .map(|view| sheet_of(view, &answers).without_parts_not_asked(questionnaire))
        .collect()
}

fn sheet_of(view: View, answers: &[&Answer]) -> Sheet {
    let mut values = BTreeMap::new();
    // The later takes the place of the earlier, so the weightiest comes last.
    for source in [View::Worker, View::Carer, View::Person, view, View::Agreed] {
        for answer in answers.iter().filter(|answer| answer.given.view == source) {
            values.insert(answer.part_ref(), answer.given.values.clone());
        }
    }
    Sheet { values }
}
