use assessment_intake_rules::answers::{Answer, AnsweredBy, GivenAnswer, View};
use assessment_intake_rules::assessment::{Assessment, AssessmentKind, AssessmentState, Author};
use assessment_intake_rules::checks::Check;
use carecap_calendar::Day;
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::{date, timestamp};
use carecap_service::{Fields, Refusal, etag};
use carecap_store::CouncilId;
use uuid::Uuid;

use super::decision::written as determination;
use super::need_line::written as need_line;
use super::{NOTE_LONGEST, Word, all_read};

/// The longest id of a question or name of a part, in characters.
const QUESTION_LONGEST: usize = 100;

/// What a draft is to be started with.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) person_id: Uuid,
    pub(crate) kind: AssessmentKind,
    pub(crate) duty_date: Day,
}

/// Reads a start. Who speaks for themselves alone carries out no assessment as a practitioner.
pub(crate) fn start(
    request: &proto::StartAssessmentRequest,
    author: Author,
) -> Result<Start, Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.id("person_id", &request.person_id);
    let kind = AssessmentKind::read(&mut fields, "kind", request.kind);
    if kind == Some(AssessmentKind::Professional) && author == Author::Person {
        fields.fault("kind", "is started by a practitioner");
    }
    let duty_date = fields.day("duty_date", request.duty_date.as_ref());
    all_read(fields, kind.map(|kind| Start { person_id, kind, duty_date }))
}

/// Reads answers. Who speaks for themselves alone says neither what a worker thinks nor what was
/// agreed with one.
pub(crate) fn given_answers(
    answers: &[proto::Answer],
    author: Author,
) -> Result<Vec<GivenAnswer>, Refusal> {
    let mut fields = Fields::new();
    if answers.is_empty() {
        fields.fault("answers", "holds at least one answer");
    }
    let mut given = Vec::with_capacity(answers.len());
    for (index, answer) in answers.iter().enumerate() {
        given.push(given_answer(&mut fields, &format!("answers[{index}]"), answer, author));
    }
    all_read(fields, given.into_iter().collect())
}

fn given_answer(
    fields: &mut Fields,
    path: &str,
    answer: &proto::Answer,
    author: Author,
) -> Option<GivenAnswer> {
    let at = |field: &str| format!("{path}.{field}");
    let question_id = fields.text(&at("question_id"), &answer.question_id, QUESTION_LONGEST);
    let view = View::read(fields, &at("view"), answer.view);
    let answered_by = AnsweredBy::read(fields, &at("answered_by"), answer.answered_by);
    if author == Author::Person {
        if matches!(view, Some(View::Worker | View::Agreed)) {
            fields.fault(at("view"), "is saved by a practitioner");
        }
        if answered_by == Some(AnsweredBy::Practitioner) {
            fields.fault(at("answered_by"), "is not you");
        }
    }
    Some(GivenAnswer {
        question_id,
        part: answer.part.clone(),
        values: answer.values.clone(),
        view: view?,
        answered_by: answered_by?,
    })
}

pub(crate) fn assurance_note(note: &str) -> Result<String, Refusal> {
    let mut fields = Fields::new();
    let note = fields.text("note", note, NOTE_LONGEST);
    fields.finish()?;
    Ok(note)
}

/// Whose assessments a list asks for, and in which state.
pub(crate) fn listed(
    request: &proto::ListAssessmentsRequest,
) -> Result<(Option<Uuid>, Option<AssessmentState>), Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.optional_id("person_id", &request.person_id);
    let state = match request.state {
        0 => None,
        state => AssessmentState::read(&mut fields, "state", state),
    };
    fields.finish()?;
    Ok((person_id, state))
}

pub(crate) fn assessment(assessment: &Assessment, council: &CouncilId) -> proto::Assessment {
    let facts = assessment.facts();
    let assurance = facts.assurance.clone();
    let (assurance_note, assured_by) =
        assurance.map(|assurance| (assurance.note, assurance.assured_by)).unwrap_or_default();
    proto::Assessment {
        assessment_id: facts.assessment_id.to_string(),
        council_id: council.to_string(),
        version: facts.version,
        etag: etag(facts.version),
        person_id: facts.person_id.to_string(),
        kind: facts.kind.listed(),
        state: facts.state.listed(),
        duty_date: date(facts.duty_date),
        questionnaire_version: i32::try_from(facts.questionnaire_version).unwrap_or(i32::MAX),
        answers: facts.answers.iter().map(answer).collect(),
        need_lines: facts.need_lines.iter().map(need_line).collect(),
        assurance_note,
        assured_by,
        determination: facts.determination.as_ref().map(determination),
        revises_version: facts.revises_version.unwrap_or_default(),
        recorded_at: timestamp(facts.recorded_at),
        recorded_by: facts.recorded_by.clone(),
    }
}

fn answer(answer: &Answer) -> proto::Answer {
    proto::Answer {
        question_id: answer.given.question_id.clone(),
        part: answer.given.part.clone(),
        values: answer.given.values.clone(),
        view: answer.given.view.listed(),
        answered_by: answer.given.answered_by.listed(),
        answered_at: timestamp(answer.answered_at),
        saved_by: answer.saved_by.clone(),
    }
}

pub(crate) fn check(check: Check) -> proto::Check {
    let measures = check
        .measures
        .into_iter()
        .map(|(name, value)| proto::Measure { name, value: value.normalize().to_string() });
    proto::Check {
        check_id: check.check_id,
        outcome: check.outcome.map(Word::listed).unwrap_or_default(),
        measures: measures.collect(),
        evidence: check.evidence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saying(view: proto::View) -> proto::Answer {
        proto::Answer {
            question_id: "nut.make".to_owned(),
            part: "how".to_owned(),
            values: vec!["part".to_owned()],
            view: view.into(),
            answered_by: proto::AnsweredBy::Person.into(),
            ..proto::Answer::default()
        }
    }

    #[test]
    fn a_person_says_their_own_view_and_their_carers_but_not_the_workers() {
        for view in [proto::View::Person, proto::View::Carer] {
            assert!(given_answers(&[saying(view)], Author::Person).is_ok(), "{view:?}");
        }
        for view in [proto::View::Worker, proto::View::Agreed] {
            let refusal = given_answers(&[saying(view)], Author::Person).unwrap_err();
            assert!(refusal.message().contains("answers[0].view"), "{view:?}: {refusal:?}");
            assert!(given_answers(&[saying(view)], Author::Council).is_ok(), "{view:?}");
        }
    }

    #[test]
    fn a_person_starts_no_professional_assessment() {
        let request = proto::StartAssessmentRequest {
            person_id: Uuid::from_u128(1).to_string(),
            kind: proto::AssessmentKind::Professional.into(),
            duty_date: date(carecap_calendar::first_day()),
            ..proto::StartAssessmentRequest::default()
        };
        assert!(start(&request, Author::Person).is_err());
        assert!(start(&request, Author::Council).is_ok());
    }

    #[test]
    fn everything_that_is_wrong_with_a_start_is_said_at_once() {
        let refusal =
            start(&proto::StartAssessmentRequest::default(), Author::Council).unwrap_err();
        for field in ["person_id", "kind", "duty_date"] {
            assert!(refusal.message().contains(field), "{field}: {refusal:?}");
        }
    }
}
