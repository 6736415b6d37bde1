//! The consistency checks: pure predicates over answers, need lines and findings.
//!
//! A check never changes an answer, a limb or a line, and is no flag. Whatever a council may set a
//! boundary for (a carer's share, a carer's hours, the number of outcomes) is served as a measure
//! whenever it can be measured, and risk-flagging applies the boundary. All checks are
//! [PROPOSED] by Carecap, after the checks that SCIE describes for supported self-assessment.
//!
//! A check on answers holds only where its question was answered: an assessment that a practitioner
//! carries out without the questionnaire is not held to have answered anything.

mod carers;
mod consistency;
mod coverage;
mod fluctuation;
mod safety;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::answers::{PartRef, Sheet, sheets};
use crate::assessment::{Assessment, AssessmentFacts, Determination};
use crate::eligibility::outcomes_not_achieved;
use crate::fluctuation::{Fluctuation, FluctuationRefused, told};
use crate::limbs::{limbs_indicated, outcomes_answered};
use crate::need_line::NeedLine;
use crate::needs::{Limb, Outcome};
use crate::questionnaire::Questionnaire;

/// A check that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// For instance `QC-01`.
    pub check_id: String,
    /// The outcome it is about; none: the whole assessment.
    pub outcome: Option<Outcome>,
    /// What was measured, by name. A yes or no is 1 or 0.
    pub measures: BTreeMap<String, Decimal>,
    /// What a person should look at, in one sentence without any name or free text.
    pub evidence: String,
}

impl Check {
    fn new(check_id: &str, outcome: Option<Outcome>, evidence: impl Into<String>) -> Check {
        Check {
            check_id: check_id.to_owned(),
            outcome,
            measures: BTreeMap::new(),
            evidence: evidence.into(),
        }
    }

    fn measuring(mut self, name: &str, value: impl Into<Decimal>) -> Check {
        self.measures.insert(name.to_owned(), value.into());
        self
    }
}

/// The checks that hold for a version of an assessment, in the order of their ids and outcomes.
pub fn checks(assessment: &Assessment, questionnaire: &Questionnaire) -> Vec<Check> {
    let case = Case::of(assessment, questionnaire);
    let mut held = Vec::new();
    held.extend(consistency::checks(&case));
    held.extend(coverage::checks(&case));
    held.extend(carers::checks(&case));
    held.extend(safety::checks(&case));
    held.extend(fluctuation::checks(&case));
    held.sort_by(|a, b| (&a.check_id, a.outcome).cmp(&(&b.check_id, b.outcome)));
    held
}

/// An assessment made ready for the checks.
struct Case<'a> {
    facts: &'a AssessmentFacts,
    questionnaire: &'a Questionnaire,
    sheets: Vec<Sheet>,
    /// The limbs of each indicated outcome: the assessor's findings once there are any, else what
    /// the answers indicate.
    limbs: BTreeMap<Outcome, BTreeSet<Limb>>,
    /// The outcomes of which anything is known.
    looked_at: BTreeSet<Outcome>,
}

impl<'a> Case<'a> {
    fn of(assessment: &'a Assessment, questionnaire: &'a Questionnaire) -> Case<'a> {
        let facts = assessment.facts();
        let (limbs, looked_at) = match &facts.determination {
            // A determination speaks of all ten: an outcome without a finding is achieved.
            Some(determination) => (
                outcomes_not_achieved(&determination.decision.findings),
                BTreeSet::from(Outcome::ALL),
            ),
            None => (
                limbs_indicated(questionnaire, &facts.answers),
                outcomes_answered(questionnaire, &facts.answers),
            ),
        };
        let sheets = sheets(questionnaire, &facts.answers);
        Case { facts, questionnaire, sheets, limbs, looked_at }
    }

    fn is_indicated(&self, outcome: Outcome) -> bool {
        self.limbs.contains_key(&outcome)
    }

    fn determination(&self) -> Option<&Determination> {
        self.facts.determination.as_ref()
    }

    fn lines(&self) -> impl Iterator<Item = &NeedLine> {
        self.facts.need_lines.iter()
    }

    /// What was told of needs that come and go. None where nobody did, or where this version of the
    /// questionnaire makes nothing of spells. Refused where the views together fill more than a year.
    fn fluctuation(&self) -> Result<Option<Fluctuation>, FluctuationRefused> {
        let told = told(self.questionnaire, &self.facts.answers)?;
        Ok(told.map(|told| told.fluctuation))
    }

    /// Whether any view chose any of the options.
    fn said(&self, question_id: &str, part: &str, options: &[&str]) -> bool {
        self.sheets.iter().any(|sheet| said_on(sheet, question_id, part, options))
    }

    /// Whether any view answered the part.
    fn answered(&self, question_id: &str, part: &str) -> bool {
        let part = PartRef::new(question_id, part);
        self.sheets.iter().any(|sheet| !sheet.chosen(&part).is_empty())
    }

    /// The highest number that any view gave.
    fn number(&self, question_id: &str, part: &str) -> Option<Decimal> {
        let part = PartRef::new(question_id, part);
        self.sheets.iter().filter_map(|sheet| sheet.number(&part)).max()
    }
}

fn said_on(sheet: &Sheet, question_id: &str, part: &str, options: &[&str]) -> bool {
    let chosen = sheet.chosen(&PartRef::new(question_id, part));
    chosen.iter().any(|value| options.contains(&value.as_str()))
}
