//! A needs assessment under Care Act 2014 s9, version by version, and the ways it may go: draft,
//! submitted, assured (self-assessments only), determined; and from there a new draft.

mod decision;
mod error;
mod record;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::answers::{Answer, GivenAnswer, PartRef};
use crate::fluctuation;
use crate::need_line::{NeedLine, check_together};
use crate::questionnaire::Questionnaire;

pub use decision::{Decision, Determination, WellbeingArea};
pub use error::AssessmentError;
pub use record::{
    ArrangedBy, AssessmentFacts, AssessmentKind, AssessmentState, Assurance, Author, NewAssessment,
    Setting, Stamp,
};

/// One version of an assessment. Every change makes a new version; no version changes
/// (R-ASSESS-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Assessment {
    facts: AssessmentFacts,
}

impl Assessment {
    /// Starts a draft with a version of the questionnaire.
    pub fn start(new: NewAssessment, questionnaire: &Questionnaire, stamp: Stamp) -> Assessment {
        let facts = AssessmentFacts {
            assessment_id: new.assessment_id,
            version: 1,
            person_id: new.person_id,
            kind: new.kind,
            state: AssessmentState::Draft,
            duty_date: new.duty_date,
            questionnaire_version: questionnaire.version,
            answers: Vec::new(),
            need_lines: Vec::new(),
            assurance: None,
            determination: None,
            revises_version: None,
            recorded_at: stamp.at,
            recorded_by: stamp.by,
        };
        Assessment { facts }
    }

    /// Everything that is known, to read.
    pub fn facts(&self) -> &AssessmentFacts {
        &self.facts
    }

    /// Saves answers into a draft; an answer to the same question, part and view takes the place of
    /// the one before.
    ///
    /// # Errors
    /// `WrongState`, `OtherQuestionnaire`, `Answer`, `NoAnswers`, `AnsweredTwice`, `Fluctuation`.
    pub fn save_answers(
        &self,
        questionnaire: &Questionnaire,
        given: Vec<GivenAnswer>,
        stamp: Stamp,
    ) -> Result<Assessment, AssessmentError> {
        self.must_be_in(AssessmentState::Draft)?;
        let expected = self.facts.questionnaire_version;
        if questionnaire.version != expected {
            return Err(AssessmentError::OtherQuestionnaire { expected });
        }
        check_answers(questionnaire, &given)?;
        let mut next = self.next(self.facts.state, stamp.clone());
        for given in &given {
            let given = given.clone();
            let answer = Answer { given, answered_at: stamp.at, saved_by: stamp.by.clone() };
            match next.answers.iter_mut().find(|kept| answer.replaces(kept)) {
                Some(kept) => *kept = answer,
                None => next.answers.push(answer),
            }
        }
        fluctuation::check_answers(questionnaire, &next.answers, &given)
            .map_err(|(index, refused)| AssessmentError::Fluctuation { index, refused })?;
        Ok(Assessment { facts: next })
    }

    /// Sets the need lines of an assessment that is not determined: the whole list, in place of the
    /// one before. What was sent to the council is the council's to change, and lines that nobody
    /// has assured yet take an assured assessment back to submitted (Assessment Regs 2014 reg 2).
    ///
    /// # Errors
    /// `WrongState`, for the person alone in every state but draft; `NeedLines`.
    pub fn set_need_lines(
        &self,
        need_lines: Vec<NeedLine>,
        author: Author,
        stamp: Stamp,
    ) -> Result<Assessment, AssessmentError> {
        let state = match (self.facts.state, author) {
            (AssessmentState::Draft, _) => AssessmentState::Draft,
            (AssessmentState::Submitted | AssessmentState::Assured, Author::Council) => {
                AssessmentState::Submitted
            }
            (AssessmentState::Submitted | AssessmentState::Assured, Author::Person)
            | (AssessmentState::Determined, _) => return Err(self.wrong_state()),
        };
        check_together(&need_lines)?;
        let next = AssessmentFacts { need_lines, assurance: None, ..self.next(state, stamp) };
        Ok(Assessment { facts: next })
    }

    /// Sends a draft to the council.
    ///
    /// # Errors
    /// `WrongState`.
    pub fn submit(&self, stamp: Stamp) -> Result<Assessment, AssessmentError> {
        self.must_be_in(AssessmentState::Draft)?;
        Ok(Assessment { facts: self.next(AssessmentState::Submitted, stamp) })
    }

    /// A named person says that a self-assessment is accurate and whole (Assessment Regs 2014
    /// reg 2).
    ///
    /// # Errors
    /// `WrongState`, for a professional assessment too; `AssuranceNoteMissing`.
    pub fn assure(&self, note: &str, stamp: Stamp) -> Result<Assessment, AssessmentError> {
        self.must_be_in(AssessmentState::Submitted)?;
        if !self.facts.kind.must_be_assured() {
            return Err(self.wrong_state());
        }
        let note = note.trim().to_owned();
        if note.is_empty() {
            return Err(AssessmentError::AssuranceNoteMissing);
        }
        let assurance = Some(Assurance { note, assured_by: stamp.by.clone() });
        let next = self.next(AssessmentState::Assured, stamp);
        Ok(Assessment { facts: AssessmentFacts { assurance, ..next } })
    }

    /// A named assessor decides what is eligible. Whether the criteria are met follows from the
    /// decision (R-ASSESS-2); the significance in it is never computed (R-ASSESS-6).
    ///
    /// # Errors
    /// `AlreadyDetermined`, `NotAssured`, `WrongState`, `ReasonMissing`, `FindingTwice`,
    /// `NotPermanent`, `PermanentAfterStart`, `AreaTwice`, `PeriodJudged`, `CarerFindingsMissing`,
    /// `NotACarer`.
    pub fn determine(
        &self,
        decision: Decision,
        stamp: Stamp,
    ) -> Result<Assessment, AssessmentError> {
        match (self.facts.state, self.facts.kind.must_be_assured()) {
            (AssessmentState::Determined, _) => {
                return Err(AssessmentError::AlreadyDetermined { version: self.facts.version });
            }
            (AssessmentState::Draft, _) => return Err(self.wrong_state()),
            (AssessmentState::Submitted, true) => return Err(AssessmentError::NotAssured),
            (AssessmentState::Submitted, false) | (AssessmentState::Assured, _) => {}
        }
        decision.check()?;
        let determination = Some(Determination {
            eligible: decision.eligible(self.facts.kind)?,
            decision,
            determined_by: stamp.by.clone(),
        });
        let next = self.next(AssessmentState::Determined, stamp);
        Ok(Assessment { facts: AssessmentFacts { determination, ..next } })
    }

    /// Opens a new draft version of a determined assessment, with its answers and need lines. It
    /// must be submitted, assured and determined anew.
    ///
    /// # Errors
    /// `WrongState`.
    pub fn revise(&self, stamp: Stamp) -> Result<Assessment, AssessmentError> {
        self.must_be_in(AssessmentState::Determined)?;
        let next = AssessmentFacts {
            assurance: None,
            determination: None,
            revises_version: Some(self.facts.version),
            ..self.next(AssessmentState::Draft, stamp)
        };
        Ok(Assessment { facts: next })
    }

    fn must_be_in(&self, state: AssessmentState) -> Result<(), AssessmentError> {
        if self.facts.state == state { Ok(()) } else { Err(self.wrong_state()) }
    }

    fn wrong_state(&self) -> AssessmentError {
        AssessmentError::WrongState { state: self.facts.state }
    }

    fn next(&self, state: AssessmentState, stamp: Stamp) -> AssessmentFacts {
        AssessmentFacts {
            version: self.facts.version + 1,
            state,
            recorded_at: stamp.at,
            recorded_by: stamp.by,
            ..self.facts.clone()
        }
    }
}

fn check_answers(
    questionnaire: &Questionnaire,
    given: &[GivenAnswer],
) -> Result<(), AssessmentError> {
    if given.is_empty() {
        return Err(AssessmentError::NoAnswers);
    }
    let mut answered = BTreeSet::new();
    for (index, answer) in given.iter().enumerate() {
        let part = PartRef::new(&answer.question_id, &answer.part);
        questionnaire
            .check_values(&part, &answer.values)
            .map_err(|refused| AssessmentError::Answer { index, refused })?;
        if !answered.insert((part, answer.view)) {
            return Err(AssessmentError::AnsweredTwice { index });
        }
    }
    Ok(())
}
