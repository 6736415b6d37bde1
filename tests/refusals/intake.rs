use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::common::v1::Date;
use carecap_service::Role;
use carecap_tests::{Case, LEEDS, NOBODY, actor, day, need_line, new_request_id};
use prost::Message;

use super::world::{Call, World};

fn call<Q: Message>(world: &World, path: &'static str, request: &Q) -> Call {
    world.call(LEEDS, &actor(Role::Practitioner), path, request)
}

pub async fn nobody(world: &World) -> Call {
    let request =
        proto::GetPersonRequest { council_id: LEEDS.to_owned(), person_id: NOBODY.to_owned() };
    call(world, "/carecap.assessment.v1.PersonService/GetPerson", &request)
}

pub async fn no_such_day(world: &World) -> Call {
    let request = proto::CreatePersonRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        name: "Ada".to_owned(),
        born_on: Some(Date { year: 1940, month: 2, day: 30 }),
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.PersonService/CreatePerson", &request)
}

pub async fn stale_etag(world: &World) -> Call {
    let person = Case::at_home(&world.bench).person().await;
    let request = proto::UpdatePersonRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        etag: "\"0\"".to_owned(),
        person_id: person.person_id,
        name: "Ada".to_owned(),
        born_on: day("1940-02-11"),
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.PersonService/UpdatePerson", &request)
}

async fn with_kind(world: &World, kind: i32) -> Call {
    let draft = Case::at_home(&world.bench).started().await;
    let line = need_line(proto::KindOfHelp::PersonalCare, 60);
    let request = proto::SetNeedLinesRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        etag: draft.etag,
        assessment_id: draft.assessment_id,
        need_lines: vec![proto::NeedLine { kind, ..line }],
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.AssessmentService/SetNeedLines", &request)
}

pub async fn unspecified_kind(world: &World) -> Call {
    with_kind(world, 0).await
}

pub async fn unknown_kind(world: &World) -> Call {
    with_kind(world, 99).await
}

pub async fn unknown_question(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).started().await;
    let answer = proto::Answer {
        question_id: "nut.nothing".to_owned(),
        values: vec!["yes".to_owned()],
        view: proto::View::Person.into(),
        answered_by: proto::AnsweredBy::Person.into(),
        ..Default::default()
    };
    let request = proto::SaveAnswersRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        etag: draft.etag,
        assessment_id: draft.assessment_id,
        answers: vec![answer],
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.AssessmentService/SaveAnswers", &request)
}

fn told_of_spells(part: &str, number: &str) -> proto::Answer {
    proto::Answer {
        question_id: "x.fluct".to_owned(),
        part: part.to_owned(),
        values: vec![number.to_owned()],
        view: proto::View::Person.into(),
        answered_by: proto::AnsweredBy::Person.into(),
        ..Default::default()
    }
}

pub async fn more_than_a_year_of_spells(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).started().await;
    let request = proto::SaveAnswersRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        etag: draft.etag,
        assessment_id: draft.assessment_id,
        answers: vec![
            told_of_spells("bad_days", "2"),
            told_of_spells("bad_spells_yearly", "3"),
            told_of_spells("bad_spell_weeks", "20"),
        ],
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.AssessmentService/SaveAnswers", &request)
}

pub async fn spells_of_the_first_questionnaire(world: &World) -> Call {
    let case = Case::at_home(&world.bench);
    let started = proto::StartAssessmentRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        person_id: case.person().await.person_id,
        kind: proto::AssessmentKind::Professional.into(),
        duty_date: day("2024-09-16"),
        questionnaire_version: 1,
        ..Default::default()
    };
    let practitioner = actor(Role::Practitioner);
    let assessments = world.bench.clients.assessments(&case.council, &practitioner);
    let answer = assessments
        .expect("a client")
        .start_assessment(started)
        .await
        .expect("version 1 is still served");
    let draft = answer.into_inner().assessment.expect("the answer holds the assessment");
    let request = proto::CountBadSpellsRequest {
        council_id: LEEDS.to_owned(),
        assessment_id: draft.assessment_id,
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.AssessmentService/CountBadSpells", &request)
}

pub async fn unknown_questionnaire(world: &World) -> Call {
    let request = proto::StartAssessmentRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        person_id: Case::at_home(&world.bench).person().await.person_id,
        kind: proto::AssessmentKind::Professional.into(),
        duty_date: day("2024-09-16"),
        questionnaire_version: 99,
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.AssessmentService/StartAssessment", &request)
}

pub async fn sent_twice(world: &World) -> Call {
    let submitted = Case::at_home(&world.bench).submitted().await;
    let request = proto::SubmitAssessmentRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        etag: submitted.etag,
        assessment_id: submitted.assessment_id,
        ..Default::default()
    };
    call(world, "/carecap.assessment.v1.AssessmentService/SubmitAssessment", &request)
}

const DETERMINE: &str = "/carecap.assessment.v1.AssessmentService/DetermineAssessment";

pub async fn not_assured(world: &World) -> Call {
    let kind = proto::AssessmentKind::Self_;
    let case = Case { kind, ..Case::at_home(&world.bench) };
    let submitted = case.submitted().await;
    call(world, DETERMINE, &case.determination(&submitted))
}

/// With the newest etag, so that nothing is wrong but that it was decided before.
pub async fn determined_twice(world: &World) -> Call {
    let case = Case::at_home(&world.bench);
    let determined = case.determined().await;
    call(world, DETERMINE, &case.determination(&determined))
}
