//! What is recorded of an assessment, as plain values.

use carecap_calendar::{Day, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::answers::Answer;
use crate::need_line::NeedLine;

use super::Determination;

/// How an assessment is carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssessmentKind {
    /// The adult answers alone; a person must assure it before it is determined.
    #[serde(rename = "SELF")]
    SelfAssessment,
    /// Council and adult carry it out together (Assessment Regs 2014 reg 2); assured likewise.
    SupportedSelf,
    /// A practitioner carries it out.
    Professional,
    /// Of a carer, for the carer (Care Act 2014 s10).
    Carer,
}

impl AssessmentKind {
    /// Whether a named person must first be satisfied that it is accurate and whole.
    pub const fn must_be_assured(self) -> bool {
        matches!(self, AssessmentKind::SelfAssessment | AssessmentKind::SupportedSelf)
    }
}

/// Where an assessment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssessmentState {
    /// Being filled in.
    Draft,
    /// Sent to the council.
    Submitted,
    /// A named person has satisfied themselves that a self-assessment is accurate and whole.
    Assured,
    /// A named assessor has decided what is eligible. Nothing in this version changes any more.
    Determined,
}

impl AssessmentState {
    /// The word under which it is stored and told.
    pub const fn code(self) -> &'static str {
        match self {
            AssessmentState::Draft => "DRAFT",
            AssessmentState::Submitted => "SUBMITTED",
            AssessmentState::Assured => "ASSURED",
            AssessmentState::Determined => "DETERMINED",
        }
    }
}

/// Where the care is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Setting {
    /// At home, or anywhere that is no care home.
    Home,
    /// A care home, for good.
    CareHomePermanent,
    /// A care home, for at most 52 weeks.
    CareHomeTemporary,
    /// A care home, for at most eight weeks.
    CareHomeShortTerm,
}

/// Who arranges the care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ArrangedBy {
    /// The council: leads to a personal budget.
    #[serde(rename = "COUNCIL")]
    Council,
    /// The person: leads to an independent personal budget where a cap pack is commenced.
    #[serde(rename = "SELF")]
    Person,
}

/// Who assured a self-assessment, and what was checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assurance {
    /// What was checked.
    pub note: String,
    /// Who assured it: the subject of the token.
    pub assured_by: String,
}

/// For whom somebody who changes an assessment speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The person alone, with no other role.
    Person,
    /// Whoever works for the council.
    Council,
}

/// Who records a version, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The subject of the token.
    pub by: String,
    /// The moment.
    pub at: Instant,
}

/// With what an assessment starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssessment {
    /// Given by intake.
    pub assessment_id: Uuid,
    /// Whose needs.
    pub person_id: Uuid,
    /// How it is carried out.
    pub kind: AssessmentKind,
    /// The day on which the duty to assess arose (R-ASSESS-1).
    pub duty_date: Day,
}

/// Everything that is known of one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentFacts {
    /// Given by intake.
    pub assessment_id: Uuid,
    /// Counts the changes, from 1.
    pub version: i64,
    /// Whose needs.
    pub person_id: Uuid,
    /// How it is carried out.
    pub kind: AssessmentKind,
    /// Where it stands.
    pub state: AssessmentState,
    /// The day on which the duty to assess arose (R-ASSESS-1): it may start the meter.
    pub duty_date: Day,
    /// The version of the questionnaire that its answers are to.
    pub questionnaire_version: u32,
    /// The answers so far.
    pub answers: Vec<Answer>,
    /// The need lines so far.
    pub need_lines: Vec<NeedLine>,
    /// Once assured.
    pub assurance: Option<Assurance>,
    /// Once determined.
    pub determination: Option<Determination>,
    /// The determined version that this one revises.
    pub revises_version: Option<i64>,
    /// When this version was recorded.
    pub recorded_at: Instant,
    /// Who made this version: the subject of the token.
    pub recorded_by: String,
}

#[cfg(test)]
mod tests {
    use super::AssessmentState as State;

    #[test]
    fn a_state_is_told_under_the_word_that_it_is_stored_under() {
        for state in [State::Draft, State::Submitted, State::Assured, State::Determined] {
            let stored = serde_json::to_value(state).unwrap();
            assert_eq!(stored, state.code());
        }
    }
}
