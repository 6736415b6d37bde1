use carecap_contracts::assessment::v1 as proto;
use carecap_service::Role;
use carecap_tests::{Case, NOBODY, day, need_line, new_request_id};

use super::prepared::{Prepared, World};

pub async fn create_person(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let asked = proto::CreatePersonRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        name: "Mary".to_owned(),
        born_on: day("1939-05-14"),
        area: "Harewood".to_owned(),
        ..Default::default()
    };
    let altered = proto::CreatePersonRequest { name: "Marie".to_owned(), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn update_person(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let person = case.person().await;
    let asked = proto::UpdatePersonRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: person.etag,
        person_id: person.person_id,
        name: "Mary".to_owned(),
        born_on: day("1939-05-14"),
        ..Default::default()
    };
    let altered = proto::UpdatePersonRequest { born_on: day("1939-05-15"), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn start(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let asked = proto::StartAssessmentRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        person_id: case.person().await.person_id,
        kind: proto::AssessmentKind::Professional.into(),
        duty_date: day("2024-09-16"),
        ..Default::default()
    };
    let altered = proto::StartAssessmentRequest { duty_date: day("2024-09-17"), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn save_answers(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let draft = case.started().await;
    let answers = |value: &str| {
        vec![proto::Answer {
            question_id: "nut.make".to_owned(),
            part: "how".to_owned(),
            values: vec![value.to_owned()],
            view: proto::View::Person.into(),
            answered_by: proto::AnsweredBy::Person.into(),
            ..Default::default()
        }]
    };
    let asked = proto::SaveAnswersRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: draft.etag,
        assessment_id: draft.assessment_id,
        answers: answers("alone"),
        ..Default::default()
    };
    let altered = proto::SaveAnswersRequest { answers: answers("full"), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn set_lines(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let draft = case.started().await;
    let lines = |minutes: i32| vec![need_line(proto::KindOfHelp::Meal, minutes)];
    let asked = proto::SetNeedLinesRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: draft.etag,
        assessment_id: draft.assessment_id,
        need_lines: lines(30),
        ..Default::default()
    };
    let altered = proto::SetNeedLinesRequest { need_lines: lines(45), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn submit(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let draft = case.started().await;
    let asked = proto::SubmitAssessmentRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: draft.etag,
        assessment_id: draft.assessment_id,
        ..Default::default()
    };
    let assessment_id = NOBODY.to_owned();
    let altered = proto::SubmitAssessmentRequest { assessment_id, ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn assure(world: &World) -> Prepared {
    let case = Case { kind: proto::AssessmentKind::SupportedSelf, ..Case::at_home(&world.bench) };
    let submitted = case.submitted().await;
    let asked = proto::AssureAssessmentRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: submitted.etag,
        assessment_id: submitted.assessment_id,
        note: "Talked through at home.".to_owned(),
        ..Default::default()
    };
    let note = "Talked through by telephone.".to_owned();
    let altered = proto::AssureAssessmentRequest { note, ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

/// Arranged by the person in a care home, so that the budget is drafted at once and what follows in
/// the other contexts is counted with it.
pub async fn determine(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let submitted = case.submitted().await;
    let asked = case.determination(&submitted);
    let decision = proto::Determination { starts_on: day("2024-10-14"), ..case.decision.clone() };
    let altered =
        proto::DetermineAssessmentRequest { determination: Some(decision), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn revise(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let determined = case.determined().await;
    let asked = proto::ReviseAssessmentRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: determined.etag,
        assessment_id: determined.assessment_id,
        ..Default::default()
    };
    let assessment_id = NOBODY.to_owned();
    let altered = proto::ReviseAssessmentRequest { assessment_id, ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

/// Of somebody whose needs were determined, so that a budget is drafted from it.
pub async fn record_means(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let asked = case.means(&case.determined().await.person_id);
    let mut altered = asked.clone();
    if let Some(statement) = &mut altered.financial_statement {
        statement.children = 1;
    }
    Prepared::call(&case, Role::Finance, &asked, &altered)
}

pub async fn update_means(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let mut recorded = case.recorded().await;
    let (etag, council_id) = (recorded.etag.clone(), case.council_id());
    let mut with_children = |children: i32| {
        recorded.children = children;
        proto::UpdateFinancialStatementRequest {
            council_id: council_id.clone(),
            request_id: new_request_id(),
            etag: etag.clone(),
            financial_statement: Some(recorded.clone()),
            ..Default::default()
        }
    };
    Prepared::call(&case, Role::Finance, &with_children(1), &with_children(2))
}
