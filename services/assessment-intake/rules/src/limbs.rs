//! What the answers indicate, outcome by outcome. An indication is for the assessor to weigh; it is
//! no finding (R-ASSESS-6, R-ASSESS-10).

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::{Answer, sheets};
use crate::needs::{Limb, Outcome};
use crate::questionnaire::Questionnaire;

/// The limbs that the answers give, for each outcome that has any. R-ASSESS-4, Eligibility Regs
/// 2015 reg 2(3), ignoring any carer (R-ASSESS-7). Every view counts, and all their limbs are kept;
/// where a part has an agreed answer, that one counts alone.
pub fn limbs_indicated(
    questionnaire: &Questionnaire,
    answers: &[Answer],
) -> BTreeMap<Outcome, BTreeSet<Limb>> {
    let mut indicated: BTreeMap<Outcome, BTreeSet<Limb>> = BTreeMap::new();
    for sheet in sheets(questionnaire, answers) {
        for question in questionnaire.questions() {
            let Some(outcome) = question.outcome else {
                continue;
            };
            for rule in question.limbs.iter().filter(|rule| rule.when.holds(&sheet)) {
                indicated.entry(outcome).or_default().insert(rule.limb);
            }
        }
    }
    indicated
}

/// The outcomes to which somebody answered anything.
pub fn outcomes_answered(questionnaire: &Questionnaire, answers: &[Answer]) -> BTreeSet<Outcome> {
    let answered = |question_id: &str| {
        answers.iter().any(|answer| {
            answer.given.question_id == question_id && !answer.given.values.is_empty()
        })
    };
    questionnaire
        .questions()
        .filter(|question| answered(&question.question_id))
        .filter_map(|question| question.outcome)
        .collect()
}
