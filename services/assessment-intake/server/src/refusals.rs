use assessment_intake_rules::answers::AnswerRefused;
use assessment_intake_rules::assessment::{Assessment, AssessmentError};
use assessment_intake_rules::fluctuation::SpellsRefused;
use assessment_intake_rules::need_line::NeedLineRefused;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;

/// Why a change to an assessment was refused. No sentence repeats what somebody wrote.
pub(crate) fn assessment(error: &AssessmentError, present: &Assessment) -> Refusal {
    let sentence = error.to_string();
    match error {
        AssessmentError::WrongState { state } => Refusal::new(
            ErrorReason::WrongState,
            format!(
                "the assessment is {}, which does not allow this: read it to see what is due",
                state.code()
            ),
        )
        .with("state", state.code()),
        AssessmentError::AlreadyDetermined { version } => Refusal::new(
            ErrorReason::AlreadyDetermined,
            format!("version {version} was determined before: revise it to decide anew"),
        )
        .with("assessment_id", present.facts().assessment_id)
        .with("version", version),
        AssessmentError::NotAssured => Refusal::new(
            ErrorReason::NotAssured,
            "a self-assessment must be assured by a named person before it is determined",
        ),
        AssessmentError::OtherQuestionnaire { expected } => {
            Refusal::new(ErrorReason::QuestionUnknown, sentence)
                .with("questionnaire_version", expected)
        }
        AssessmentError::Answer { index, refused } => answer(*index, refused),
        AssessmentError::NoAnswers => Refusal::invalid("answers", sentence),
        AssessmentError::AnsweredTwice { index } => {
            let wrong = "answers what one before it answers, in the same view";
            Refusal::invalid(format!("answers[{index}]"), wrong)
        }
        AssessmentError::Fluctuation { index, refused } => {
            Refusal::invalid(format!("answers[{index}].values"), refused.to_string())
        }
        AssessmentError::NeedLines(refused) => Refusal::invalid("need_lines", refused.to_string()),
        AssessmentError::AssuranceNoteMissing => Refusal::invalid("note", sentence),
        AssessmentError::ReasonMissing => {
            Refusal::invalid("determination.significant_impact_reason", sentence)
        }
        AssessmentError::FindingTwice { outcome } => {
            let wrong = format!("{} has two findings", outcome.title());
            Refusal::invalid("determination.findings", wrong)
        }
        AssessmentError::NotPermanent | AssessmentError::PermanentAfterStart => {
            Refusal::invalid("determination.permanent_since", sentence)
        }
        AssessmentError::PeriodJudged => {
            Refusal::invalid("determination.level_judged_over_weeks", sentence)
        }
        AssessmentError::CarerFindingsMissing | AssessmentError::NotACarer => {
            Refusal::invalid("determination.carer", sentence)
        }
        AssessmentError::AreaTwice { index } => {
            Refusal::invalid(format!("determination.wellbeing_areas[{index}]"), sentence)
        }
    }
}

fn answer(index: usize, refused: &AnswerRefused) -> Refusal {
    let field = format!("answers[{index}]");
    match refused {
        AnswerRefused::QuestionUnknown { questionnaire_version, part } => Refusal::new(
            ErrorReason::QuestionUnknown,
            format!(
                "{field}: version {questionnaire_version} of the questionnaire asks no such \
                 question, or no such part of it"
            ),
        )
        .with("questionnaire_version", questionnaire_version)
        .with("question_id", &part.question_id),
        AnswerRefused::ValueUnknown { .. } => Refusal::invalid(
            format!("{field}.values"),
            "holds what is none of the options, or no whole number in the range",
        ),
        AnswerRefused::ValuesExclude { .. } => Refusal::invalid(
            format!("{field}.values"),
            "holds more than may be chosen, or what cannot be chosen together",
        ),
    }
}

/// Why bad spells were not counted.
pub(crate) fn spells(refused: &SpellsRefused) -> Refusal {
    let field = match refused {
        SpellsRefused::SpellWeekMissing | SpellsRefused::NotTold => "spell_week".to_owned(),
        SpellsRefused::NotOfASpellWeek { index } => format!("spell_week[{index}]"),
        SpellsRefused::YearlyLine(_) => "need_lines".to_owned(),
    };
    Refusal::invalid(field, refused.to_string())
}

/// The field of a need line that a refusal is about.
pub(crate) fn need_line_field(refused: &NeedLineRefused) -> &'static str {
    match refused {
        NeedLineRefused::NoOutcome => "outcomes",
        NeedLineRefused::Times | NeedLineRefused::TimesTooMany => "times",
        NeedLineRefused::MinutesOutOfDay
        | NeedLineRefused::MinutesMissing
        | NeedLineRefused::MinutesNotCounted
        | NeedLineRefused::MinutesTooMany => "minutes",
        NeedLineRefused::People => "people",
        NeedLineRefused::CarerRefMissing
        | NeedLineRefused::CarerRefNotExpected
        | NeedLineRefused::CarerRef
        | NeedLineRefused::CarerWeekTooLong { .. } => "carer_ref",
        NeedLineRefused::Band => "band",
        NeedLineRefused::FreeFromMissing
        | NeedLineRefused::FreeFromNotExpected
        | NeedLineRefused::FreeFrom => "free_from",
    }
}

#[cfg(test)]
mod tests {
    use assessment_intake_rules::answers::{AnsweredBy, GivenAnswer, View};
    use assessment_intake_rules::assessment::{AssessmentKind, NewAssessment, Stamp};
    use carecap_calendar::{Instant, first_day};
    use uuid::Uuid;

    use super::*;
    use crate::questionnaires;

    fn stamp() -> Stamp {
        Stamp { by: "Ada".to_owned(), at: Instant::from_micros(0) }
    }

    fn draft() -> Assessment {
        let new = NewAssessment {
            assessment_id: Uuid::from_u128(1),
            person_id: Uuid::from_u128(2),
            kind: AssessmentKind::SelfAssessment,
            duty_date: first_day(),
        };
        Assessment::start(new, questionnaires::asked(0).unwrap(), stamp())
    }

    fn refused(question_id: &str, part: &str, value: &str) -> Refusal {
        let given = GivenAnswer {
            question_id: question_id.to_owned(),
            part: part.to_owned(),
            values: vec![value.to_owned()],
            view: View::Person,
            answered_by: AnsweredBy::Person,
        };
        let questionnaire = questionnaires::asked(0).unwrap();
        let error = draft().save_answers(questionnaire, vec![given], stamp()).unwrap_err();
        assessment(&error, &draft())
    }

    #[test]
    fn a_question_that_is_not_asked_is_unknown_and_a_value_is_a_wrong_field() {
        assert_eq!(refused("nut.nothing", "how", "alone").reason(), ErrorReason::QuestionUnknown);
        assert_eq!(refused("nut.make", "how", "alone-ish").reason(), ErrorReason::InvalidField);
    }

    #[test]
    fn a_refused_value_is_not_repeated_because_it_may_be_somebodys_words() {
        let refusal = refused("nut.make", "how", "my son Ian hits me");
        assert!(!format!("{refusal:?}").contains("Ian"), "{refusal:?}");
    }

    #[test]
    fn a_draft_cannot_be_revised_and_the_refusal_says_that_it_is_a_draft() {
        let draft = draft();
        let refusal = assessment(&draft.revise(stamp()).unwrap_err(), &draft);
        assert_eq!(refusal.reason(), ErrorReason::WrongState);
        assert!(refusal.message().contains("DRAFT"), "{refusal:?}");
    }

    #[test]
    fn what_is_wrong_with_a_decision_is_said_of_its_field() {
        let fields = [
            (AssessmentError::NotPermanent, "determination.permanent_since"),
            (AssessmentError::PermanentAfterStart, "determination.permanent_since"),
            (AssessmentError::CarerFindingsMissing, "determination.carer"),
            (AssessmentError::NotACarer, "determination.carer"),
            (AssessmentError::AreaTwice { index: 2 }, "determination.wellbeing_areas[2]"),
            (AssessmentError::PeriodJudged, "determination.level_judged_over_weeks"),
        ];
        for (error, field) in fields {
            let refusal = assessment(&error, &draft());
            assert_eq!(refusal.reason(), ErrorReason::InvalidField);
            let told = format!("{refusal:?}");
            assert!(told.contains(&format!("{field:?}")), "{field}: {told}");
        }
    }
}
