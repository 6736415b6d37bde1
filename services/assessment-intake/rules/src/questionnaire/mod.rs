//! The questionnaire, version by version: frozen data, parsed and checked as a whole.

mod build;
mod condition;
mod fluctuation;
mod source;

use std::collections::BTreeMap;

use carecap_calendar::Day;

use crate::answers::{AnswerRefused, PartRef};
use crate::needs::{Limb, Outcome};

pub use condition::Condition;
pub use fluctuation::{FluctuationAsked, SpellCounting};
pub use source::{LineSuggestion, SuggestionConfidence};

/// The published versions, embedded, the oldest first.
const PUBLISHED: [&str; 2] = [
    include_str!("../../../questionnaire/adult-needs-1.yaml"),
    include_str!("../../../questionnaire/adult-needs-2.yaml"),
];

/// Why a questionnaire's file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuestionnaireRefused {
    /// The file is not of the shape of a questionnaire.
    #[error("the questionnaire cannot be read: {0}")]
    Unreadable(String),
    /// Two questions of one id, or two parts of one name within a question.
    #[error("`{0}` is there twice")]
    Twice(String),
    /// A question uses an option set or a pattern that the file does not have.
    #[error("question `{question_id}` uses `{name}`, which is not in the file")]
    NotInFile {
        /// The question.
        question_id: String,
        /// What it uses.
        name: String,
    },
    /// A part that has neither options nor a number, or both.
    #[error("a part of `{0}` is answered either by options or by a number")]
    PartKind(String),
    /// A condition that is not in the grammar.
    #[error("a condition of `{question_id}` cannot be read: {because}")]
    Condition {
        /// The question.
        question_id: String,
        /// What was expected.
        because: String,
    },
    /// A condition about a part or an option that does not exist.
    #[error("a condition of `{question_id}` speaks of `{name}`, which is not asked")]
    NotAsked {
        /// The question in which the condition stands.
        question_id: String,
        /// The part or option.
        name: String,
    },
    /// What comes and goes is asked by a part that does not exist or is no number.
    #[error("needs that come and go are asked about by `{0}`, which asks for no number")]
    Fluctuation(String),
    /// A suggested line whose figures no need line could have.
    #[error("question `{0}` suggests a line that is no need line")]
    Suggestion(String),
}

/// One frozen version of the questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Questionnaire {
    /// The name of the series, for instance `adult-needs`.
    pub name: String,
    /// Counts the published versions, from 1.
    pub version: u32,
    /// The first day on which new drafts use it.
    pub from: Day,
    /// SHA-256 of its file, in lower-case hexadecimal.
    pub sha256: String,
    /// The sections, in the order in which a person meets them.
    pub sections: Vec<Section>,
    /// How it asks about needs that come and go, and what is made of the answers. None: this version
    /// makes nothing of bad spells.
    pub fluctuation: Option<FluctuationAsked>,
    kinds: BTreeMap<PartRef, AnswerKind>,
}

/// A part of daily life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// For instance `food`.
    pub section_id: String,
    /// What a person reads above it.
    pub title: String,
    /// Its questions.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// For instance `nut.make`.
    pub question_id: String,
    /// What a person reads.
    pub text: String,
    /// The outcome that its answers may indicate.
    pub outcome: Option<Outcome>,
    /// Its parts. None: the question is talked about, and its words are not stored.
    pub parts: Vec<QuestionPart>,
    /// When its answers give a limb for its outcome.
    pub limbs: Vec<LimbRule>,
    /// Need lines to suggest where its outcome is indicated.
    pub lines: Vec<LineSuggestion>,
    /// The range of minutes that is typical for those lines.
    pub typical_minutes: Option<[u16; 2]>,
    /// How far the figures of its lines can be trusted.
    pub confidence: Option<SuggestionConfidence>,
}

/// One part of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionPart {
    /// For instance `how`. Empty: the question has one part.
    pub part: String,
    /// How it is answered.
    pub kind: AnswerKind,
    /// When it is asked, as the file says. Empty: always.
    pub asked_when: String,
    /// The same, to evaluate.
    pub(crate) asked: Option<Condition>,
}

/// How a part is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerKind {
    /// By one of the options.
    One(Vec<String>),
    /// By any of the options, at most so many; `none_of_these` stands alone.
    Many {
        /// All the options, `none_of_these` among them.
        options: Vec<String>,
        /// The option that excludes the others.
        none_of_these: Option<String>,
        /// How many may be chosen.
        at_most: usize,
    },
    /// By a whole number in a range, both ends in it.
    Number {
        /// The lowest.
        lowest: u32,
        /// The highest.
        highest: u32,
    },
}

impl AnswerKind {
    /// The options; none for a number.
    pub fn options(&self) -> &[String] {
        match self {
            AnswerKind::One(options) | AnswerKind::Many { options, .. } => options,
            AnswerKind::Number { .. } => &[],
        }
    }
}

/// When answers give a limb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimbRule {
    /// The condition.
    pub when: Condition,
    /// The limb that it gives.
    pub limb: Limb,
}

impl Questionnaire {
    /// Reads and checks one version from its file.
    ///
    /// # Errors
    /// [`QuestionnaireRefused`], for the first thing that is wrong.
    pub fn parse(text: &str) -> Result<Questionnaire, QuestionnaireRefused> {
        build::questionnaire(text)
    }

    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// Checks that the values answer the part of the question. No value withdraws an answer.
    ///
    /// # Errors
    /// [`AnswerRefused`] names the question or the value.
    pub fn check_values(&self, part: &PartRef, values: &[String]) -> Result<(), AnswerRefused> {
        let Some(kind) = self.kinds.get(part) else {
            return Err(AnswerRefused::QuestionUnknown {
                questionnaire_version: self.version,
                part: part.clone(),
            });
        };
        let refused = |value: &str| {
            Err(AnswerRefused::ValueUnknown { part: part.clone(), value: value.to_owned() })
        };
        if let AnswerKind::Number { lowest, highest } = kind {
            let fits = |value: &String| {
                value.parse().is_ok_and(|number: u32| (*lowest..=*highest).contains(&number))
            };
            if let Some(wrong) = values.iter().find(|value| !fits(value)) {
                return refused(wrong);
            }
        } else if let Some(wrong) = values.iter().find(|value| !kind.options().contains(value)) {
            return refused(wrong);
        }
        if goes_together(kind, values) {
            Ok(())
        } else {
            Err(AnswerRefused::ValuesExclude { part: part.clone() })
        }
    }
}

fn goes_together(kind: &AnswerKind, values: &[String]) -> bool {
    match kind {
        AnswerKind::One(_) | AnswerKind::Number { .. } => values.len() <= 1,
        AnswerKind::Many { none_of_these, at_most, .. } => {
            let alone = none_of_these.as_ref().is_some_and(|none| values.contains(none));
            let mut distinct = values.to_vec();
            distinct.sort();
            distinct.dedup();
            distinct.len() == values.len()
                && values.len() <= *at_most
                && !(alone && values.len() > 1)
        }
    }
}

/// All published versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    versions: BTreeMap<u32, Questionnaire>,
    newest: Questionnaire,
}

impl Library {
    /// Reads the published versions.
    ///
    /// # Errors
    /// [`QuestionnaireRefused`]: a file that was published wrong, which a test rules out.
    pub fn published() -> Result<Library, QuestionnaireRefused> {
        let [.., newest] = PUBLISHED;
        let newest = Questionnaire::parse(newest)?;
        let mut versions = BTreeMap::new();
        for text in PUBLISHED {
            let questionnaire = Questionnaire::parse(text)?;
            versions.insert(questionnaire.version, questionnaire);
        }
        Ok(Library { versions, newest })
    }

    /// The newest version: the one that new drafts use.
    pub fn newest(&self) -> &Questionnaire {
        &self.newest
    }

    /// A version, if it was published.
    pub fn version(&self, version: u32) -> Option<&Questionnaire> {
        self.versions.get(&version)
    }
}
