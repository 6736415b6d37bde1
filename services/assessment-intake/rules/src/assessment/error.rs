use super::AssessmentState;
use crate::answers::AnswerRefused;
use crate::fluctuation::FluctuationRefused;
use crate::need_line::NeedLineRefused;
use crate::needs::Outcome;

/// Why a change to an assessment was refused. A refusal changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AssessmentError {
    /// The assessment is not in a state that allows this.
    #[error("the assessment is {state:?}, which does not allow this")]
    WrongState {
        /// Where it stands.
        state: AssessmentState,
    },
    /// This version was determined before.
    #[error("version {version} was determined before")]
    AlreadyDetermined {
        /// The determined version.
        version: i64,
    },
    /// A self-assessment must be assured before it is determined.
    #[error("a self-assessment must be assured before it is determined")]
    NotAssured,
    /// The answers are to another version of the questionnaire.
    #[error("this assessment answers version {expected} of the questionnaire")]
    OtherQuestionnaire {
        /// The version that it began with.
        expected: u32,
    },
    /// An answer does not fit the questionnaire.
    #[error("answer {index}: {refused}")]
    Answer {
        /// Its place among those given, from 0.
        index: usize,
        /// Why.
        refused: AnswerRefused,
    },
    /// No answer was given.
    #[error("at least one answer is given")]
    NoAnswers,
    /// One part of a question is answered twice in one view.
    #[error("answer {index} answers what one before it answers")]
    AnsweredTwice {
        /// Its place among those given, from 0.
        index: usize,
    },
    /// The bad spells of one view do not fit into a year (R-ASSESS-5).
    #[error("answer {index}: {refused}")]
    Fluctuation {
        /// The place among those given, from 0, of an answer that makes them too many or too long.
        index: usize,
        /// Why.
        refused: FluctuationRefused,
    },
    /// The need lines cannot stand together.
    #[error(transparent)]
    NeedLines(#[from] NeedLineRefused),
    /// Nothing was said about what was checked.
    #[error("assuring needs a note of what was checked")]
    AssuranceNoteMissing,
    /// The judgement of significant impact has no reason (R-ASSESS-6).
    #[error("the judgement of significant impact needs a reason")]
    ReasonMissing,
    /// An outcome has two findings.
    #[error("{outcome:?} has two findings")]
    FindingTwice {
        /// The outcome.
        outcome: Outcome,
    },
    /// A first day of a permanent stay where there is none (R-FIN-14).
    #[error("only a permanent stay in a care home says since when it lasts")]
    NotPermanent,
    /// A permanent stay that begins after the care in it.
    #[error("a permanent stay begins no later than the care")]
    PermanentAfterStart,
    /// A carer's assessment is determined by the criteria for carers (R-ASSESS-8).
    #[error("a carer's assessment is determined by the criteria for carers")]
    CarerFindingsMissing,
    /// The criteria for carers, for somebody who is assessed for their own needs.
    #[error("the criteria for carers are for a carer's assessment alone")]
    NotACarer,
    /// A period over which the level of need was judged that is none, or is longer than ten years
    /// (R-ASSESS-5).
    #[error("the level of need is judged over 1 to 520 weeks")]
    PeriodJudged,
    /// An area of wellbeing is named twice.
    #[error("an area of wellbeing is named once")]
    AreaTwice {
        /// Its place among those named, from 0.
        index: usize,
    },
}
