//! assessment-intake over a real socket, on SQLite: from a person's first answer to a determination
//! that others hear of, and what nobody may do on the way.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod house;

use carecap_contracts::assessment::v1::{self as proto, AssessmentState, View};
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Role, etag};

use house::{COUNCIL, House, day, names, reason, request_id};

fn start(person_id: &str, kind: proto::AssessmentKind) -> proto::StartAssessmentRequest {
    proto::StartAssessmentRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        person_id: person_id.to_owned(),
        kind: kind.into(),
        duty_date: day(2024, 9, 2),
        questionnaire_version: 0,
    }
}

fn answers(draft: &proto::Assessment, view: View) -> proto::SaveAnswersRequest {
    let answer = proto::Answer {
        question_id: "nut.make".to_owned(),
        part: "how".to_owned(),
        values: vec!["part".to_owned()],
        view: view.into(),
        answered_by: proto::AnsweredBy::Person.into(),
        ..proto::Answer::default()
    };
    proto::SaveAnswersRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: draft.etag.clone(),
        assessment_id: draft.assessment_id.clone(),
        answers: vec![answer],
    }
}

fn set_no_lines(present: &proto::Assessment) -> proto::SetNeedLinesRequest {
    proto::SetNeedLinesRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: present.etag.clone(),
        assessment_id: present.assessment_id.clone(),
        need_lines: vec![],
    }
}

fn reablement() -> proto::NeedLine {
    proto::NeedLine {
        outcomes: vec![proto::Outcome::Hygiene.into()],
        kind: proto::KindOfHelp::PersonalCare.into(),
        times: "7".to_owned(),
        minutes: 45,
        people: 1,
        slot: proto::Slot::Morning.into(),
        met_by: proto::MetBy::Nobody.into(),
        level: proto::DayLevel::Usual.into(),
        period: proto::LinePeriod::Week.into(),
        duty: proto::Duty::Discretionary.into(),
        free_by_law: proto::FreeByLaw::Reablement.into(),
        free_from: day(2024, 9, 16),
        ..proto::NeedLine::default()
    }
}

fn assure(submitted: &proto::Assessment) -> proto::AssureAssessmentRequest {
    proto::AssureAssessmentRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: submitted.etag.clone(),
        assessment_id: submitted.assessment_id.clone(),
        note: "Talked through by telephone.".to_owned(),
    }
}

fn submit(draft: &proto::Assessment) -> proto::SubmitAssessmentRequest {
    proto::SubmitAssessmentRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: draft.etag.clone(),
        assessment_id: draft.assessment_id.clone(),
    }
}

fn determine(submitted: &proto::Assessment) -> proto::DetermineAssessmentRequest {
    let finding = |outcome: proto::Outcome| proto::OutcomeFinding {
        outcome: outcome.into(),
        limbs: vec![proto::Limb::NeedsAssistance.into()],
        no_line_because: String::new(),
    };
    proto::DetermineAssessmentRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: submitted.etag.clone(),
        assessment_id: submitted.assessment_id.clone(),
        determination: Some(proto::Determination {
            arises_from_impairment: true,
            findings: vec![finding(proto::Outcome::Nutrition), finding(proto::Outcome::Hygiene)],
            significant_impact: true,
            significant_impact_reason: "Days go by without a meal or a wash.".to_owned(),
            setting: proto::Setting::CareHomePermanent.into(),
            starts_on: day(2024, 10, 7),
            arranged_by: proto::ArrangedBy::Council.into(),
            determined_on: day(2024, 10, 1),
            permanent_since: day(2024, 9, 9),
            wellbeing_areas: vec![
                proto::WellbeingArea::Health.into(),
                proto::WellbeingArea::Dignity.into(),
            ],
            ..proto::Determination::default()
        }),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_professional_assessment_goes_from_draft_to_a_determination_that_others_hear_of() {
    let house = House::open().await;
    let person_id = house.person("Ada Example").await;
    let mut practitioner = house.assessments(house.council_worker(Role::Practitioner));

    let first = start(&person_id, proto::AssessmentKind::Professional);
    let draft = practitioner.start_assessment(first.clone()).await.unwrap().into_inner();
    let again = practitioner.start_assessment(first).await.unwrap().into_inner();
    assert_eq!(draft, again, "the same request gives the first answer again");

    let draft = draft.assessment.unwrap();
    let saved = practitioner.save_answers(answers(&draft, View::Agreed)).await.unwrap();
    let saved = saved.into_inner().assessment.unwrap();
    assert_eq!((saved.version, saved.etag.clone()), (2, etag(2)));
    assert_eq!(saved.answers[0].saved_by, "worker");

    assert_eq!(
        reason(practitioner.submit_assessment(submit(&draft)).await),
        ErrorReason::StaleEtag
    );
    assert_eq!(
        reason(practitioner.determine_assessment(determine(&saved)).await),
        ErrorReason::WrongState
    );
    let submitted = practitioner.submit_assessment(submit(&saved)).await.unwrap();
    let submitted = submitted.into_inner().assessment.unwrap();
    let mut at_home = determine(&submitted);
    if let Some(determination) = &mut at_home.determination {
        determination.setting = proto::Setting::Home.into();
    }
    let refused = practitioner.determine_assessment(at_home).await;
    assert_eq!(reason(refused), ErrorReason::InvalidField, "nobody lives at home since a day");
    let trial = proto::DetermineAssessmentRequest { validate_only: true, ..determine(&submitted) };
    let tried = practitioner.determine_assessment(trial).await.unwrap().into_inner();
    let tried = tried.assessment.unwrap();
    assert_eq!((tried.assessment_id.as_str(), tried.etag.as_str()), ("", ""));

    let determined = practitioner.determine_assessment(determine(&submitted)).await.unwrap();
    let determined = determined.into_inner().assessment.unwrap();
    assert_eq!(determined.state(), AssessmentState::Determined);
    let determination = determined.determination.clone().unwrap();
    let expected = proto::Determination {
        eligible: true,
        determined_by: "worker".to_owned(),
        ..determine(&submitted).determination.unwrap()
    };
    assert_eq!(determination, expected);
    assert_eq!(
        reason(practitioner.determine_assessment(determine(&determined)).await),
        ErrorReason::AlreadyDetermined
    );

    let told = house.events(4).await;
    let saved_states: Vec<_> = told[..3]
        .iter()
        .map(|happened| match happened {
            Happened::AssessmentSaved(saved) => (saved.version, saved.state()),
            other => panic!("{other:?}"),
        })
        .collect();
    let (draft, submitted) = (AssessmentState::Draft, AssessmentState::Submitted);
    assert_eq!(saved_states, [(1, draft), (2, draft), (3, submitted)]);
    let Happened::AssessmentDetermined(last) = &told[3] else { panic!("{:?}", told[3]) };
    assert_eq!((last.version, last.eligible, last.starts_on), (4, true, day(2024, 10, 7)));
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_assesses_themselves_and_reaches_nobody_elses_case() {
    let house = House::open().await;
    let (own, other) = (house.person("Ada Example").await, house.person("Ben Example").await);
    let mut person = house.assessments(house.person_token(&own));
    let mut practitioner = house.assessments(house.council_worker(Role::Practitioner));

    let kind = proto::AssessmentKind::Self_;
    let draft = person.start_assessment(start(&own, kind)).await.unwrap().into_inner();
    let draft = draft.assessment.unwrap();
    assert_eq!(
        reason(person.start_assessment(start(&other, kind)).await),
        ErrorReason::NotYourCase
    );
    let professional = start(&own, proto::AssessmentKind::Professional);
    assert_eq!(reason(person.start_assessment(professional).await), ErrorReason::InvalidField);
    let agreed = answers(&draft, View::Agreed);
    assert_eq!(reason(person.save_answers(agreed).await), ErrorReason::InvalidField);

    let others = practitioner.start_assessment(start(&other, kind)).await.unwrap().into_inner();
    let others = others.assessment.unwrap();
    let theirs = answers(&others, View::Person);
    assert_eq!(reason(person.save_answers(theirs).await), ErrorReason::NotYourCase);
    let all = proto::ListAssessmentsRequest {
        council_id: COUNCIL.to_owned(),
        ..proto::ListAssessmentsRequest::default()
    };
    let seen = person.list_assessments(all.clone()).await.unwrap().into_inner().assessments;
    assert_eq!(seen, std::slice::from_ref(&draft));
    let everybodys = practitioner.list_assessments(all).await.unwrap().into_inner().assessments;
    assert_eq!(everybodys.len(), 2);

    let checks = proto::ListChecksRequest {
        council_id: COUNCIL.to_owned(),
        assessment_id: draft.assessment_id.clone(),
        version: 1,
        ..proto::ListChecksRequest::default()
    };
    let refused = person.list_checks(checks.clone()).await;
    assert_eq!(reason(refused), ErrorReason::ActionNotPermitted);
    let held = practitioner.list_checks(checks).await.unwrap().into_inner();
    assert_eq!((held.person_id.as_str(), held.state()), (own.as_str(), AssessmentState::Draft));

    let submitted = person.submit_assessment(submit(&draft)).await.unwrap().into_inner();
    let early = determine(&submitted.assessment.unwrap());
    assert_eq!(reason(practitioner.determine_assessment(early).await), ErrorReason::NotAssured);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn need_lines_of_an_assured_assessment_are_the_councils_and_must_be_assured_again() {
    let house = House::open().await;
    let own = house.person("Ada Example").await;
    let mut person = house.assessments(house.person_token(&own));
    let mut practitioner = house.assessments(house.council_worker(Role::Practitioner));

    let started = person.start_assessment(start(&own, proto::AssessmentKind::Self_));
    let draft = started.await.unwrap().into_inner().assessment.unwrap();
    let lined = person.set_need_lines(set_no_lines(&draft)).await.unwrap();
    let lined = lined.into_inner().assessment.unwrap();
    let submitted = person.submit_assessment(submit(&lined)).await.unwrap();
    let submitted = submitted.into_inner().assessment.unwrap();
    let refused = person.set_need_lines(set_no_lines(&submitted)).await;
    assert_eq!(reason(refused), ErrorReason::WrongState);

    let assured = practitioner.assure_assessment(assure(&submitted)).await;
    let assured = assured.unwrap().into_inner().assessment.unwrap();
    assert_eq!(assured.assured_by, "worker");
    let refused = person.set_need_lines(set_no_lines(&assured)).await;
    assert_eq!(reason(refused), ErrorReason::WrongState);

    let reset =
        proto::SetNeedLinesRequest { need_lines: vec![reablement()], ..set_no_lines(&assured) };
    let changed = practitioner.set_need_lines(reset).await;
    let changed = changed.unwrap().into_inner().assessment.unwrap();
    assert_eq!(changed.need_lines, [reablement()]);
    assert_eq!(changed.state(), AssessmentState::Submitted);
    assert_eq!((changed.assured_by, changed.assurance_note), Default::default());
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_learn_of_a_person_their_age_bands_and_area_and_nothing_else() {
    let house = House::open().await;
    let person_id = house.person("Ada Example").await;
    let mut service = house.people(house.council_worker(Role::Service));

    let question = proto::GetPersonFactsRequest {
        council_id: COUNCIL.to_owned(),
        person_id: person_id.clone(),
    };
    let facts = service.get_person_facts(question).await.unwrap().into_inner();
    assert_eq!(facts.area, "Exeter");
    let pension = facts.age_bands.last().unwrap();
    assert_eq!((pension.band(), pension.from), (proto::AgeBand::PensionAge, day(2036, 5, 6)));

    let whole = proto::GetPersonRequest { council_id: COUNCIL.to_owned(), person_id };
    assert_eq!(reason(service.get_person(whole).await), ErrorReason::ActionNotPermitted);
    house.close().await;
}

fn spells(draft: &proto::Assessment, numbers: &[(&str, &str)]) -> proto::SaveAnswersRequest {
    let answer = |(part, number): &(&str, &str)| proto::Answer {
        question_id: "x.fluct".to_owned(),
        part: (*part).to_owned(),
        values: vec![(*number).to_owned()],
        view: View::Person.into(),
        answered_by: proto::AnsweredBy::Person.into(),
        ..proto::Answer::default()
    };
    proto::SaveAnswersRequest {
        answers: numbers.iter().map(answer).collect(),
        ..answers(draft, View::Person)
    }
}

fn washing(times: &str, level: proto::DayLevel) -> proto::NeedLine {
    proto::NeedLine {
        times: times.to_owned(),
        level: level.into(),
        duty: proto::Duty::Eligible.into(),
        free_by_law: 0,
        free_from: None,
        ..reablement()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_spells_are_counted_by_the_year_and_taken_over_by_a_practitioner() {
    let house = House::open().await;
    let own = house.person("Ada Example").await;
    let mut person = house.assessments(house.person_token(&own));
    let mut practitioner = house.assessments(house.council_worker(Role::Practitioner));
    let draft = person.start_assessment(start(&own, proto::AssessmentKind::Self_)).await.unwrap();
    let draft = draft.into_inner().assessment.unwrap();

    let too_long = spells(&draft, &[("bad_spells_yearly", "3"), ("bad_spell_weeks", "20")]);
    let refused = person.save_answers(too_long).await;
    assert!(names(&refused, "answers[0].values"));
    assert_eq!(reason(refused), ErrorReason::InvalidField);
    let told = [("bad_days", "2"), ("bad_spells_yearly", "2"), ("bad_spell_weeks", "3")];
    let saved = person.save_answers(spells(&draft, &told)).await.unwrap().into_inner();
    let saved = saved.assessment.unwrap();

    let question = proto::CountBadSpellsRequest {
        council_id: COUNCIL.to_owned(),
        assessment_id: draft.assessment_id.clone(),
        ..proto::CountBadSpellsRequest::default()
    };
    let unknown = practitioner.count_bad_spells(question.clone()).await;
    assert!(names(&unknown, "spell_week"));
    assert_eq!(reason(unknown), ErrorReason::InvalidField);
    let usual = washing("5", proto::DayLevel::Usual);
    let lines = vec![usual, washing("4", proto::DayLevel::BadDay)];
    let set = proto::SetNeedLinesRequest { need_lines: lines.clone(), ..set_no_lines(&saved) };
    let lined = practitioner.set_need_lines(set).await.unwrap().into_inner().assessment.unwrap();

    let counted = person.count_bad_spells(question.clone()).await.unwrap().into_inner();
    let numbers = [counted.bad_days_weekly, counted.spells_yearly, counted.weeks_each];
    assert_eq!((numbers, counted.weeks_in_spells), ([2, 2, 3], 6));
    assert_eq!((counted.counting(), counted.weeks_replaced), (proto::SpellCounting::WholeWeeks, 6));
    // Two washes of 45 minutes on each of 42 bad days; the five usual ones of a week rest.
    let by_the_year = proto::NeedLine {
        period: proto::LinePeriod::Year.into(),
        ..washing("84", proto::DayLevel::BadDay)
    };
    assert_eq!(counted.yearly_lines, std::slice::from_ref(&by_the_year));
    // 9 x 45 a week by 52; by 46, and 84 x 45.
    assert_eq!(counted.minutes_yearly_without_spells, "21060");
    assert_eq!(counted.minutes_yearly, "22410");
    assert!(counted.for_person.starts_with("You told us about a whole year, 52 weeks."));
    assert!(counted.for_practitioner.contains("6 weeks a year are replaced"));

    let on_top = proto::SpellCounting::OnTop.into();
    let on_top = proto::CountBadSpellsRequest { counting: on_top, ..question.clone() };
    let on_top = practitioner.count_bad_spells(on_top).await.unwrap().into_inner();
    assert_eq!((on_top.yearly_lines[0].times.as_str(), on_top.weeks_replaced), ("60", 0));
    let stated = vec![washing("21", proto::DayLevel::BadDay)];
    let stated = proto::CountBadSpellsRequest { spell_week: stated, ..question.clone() };
    let stated = practitioner.count_bad_spells(stated).await.unwrap().into_inner();
    assert_eq!(stated.yearly_lines[0].times, "126");
    let of_usual_days = vec![washing("21", proto::DayLevel::Usual)];
    let wrong = proto::CountBadSpellsRequest {
        spell_week: of_usual_days,
        counting: 99,
        ..question.clone()
    };
    let refused = practitioner.count_bad_spells(wrong.clone()).await;
    assert!(names(&refused, "counting"), "{refused:?}");
    let wrong = proto::CountBadSpellsRequest { counting: 0, ..wrong };
    let refused = practitioner.count_bad_spells(wrong).await;
    assert!(names(&refused, "spell_week[0]"), "{refused:?}");

    let mut taken_over = lines;
    taken_over.extend(counted.yearly_lines.clone());
    let set = proto::SetNeedLinesRequest { need_lines: taken_over, ..set_no_lines(&lined) };
    let set = practitioner.set_need_lines(set).await.unwrap().into_inner().assessment.unwrap();
    assert_eq!(set.need_lines[2], by_the_year);
    let again = practitioner.count_bad_spells(question).await.unwrap().into_inner();
    assert_eq!(again, counted, "what was taken over is not counted again");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_assessment_of_the_first_questionnaire_counts_no_spells() {
    let house = House::open().await;
    let own = house.person("Ada Example").await;
    let other = house.person("Ben Example").await;
    let mut person = house.assessments(house.person_token(&own));
    let mut practitioner = house.assessments(house.council_worker(Role::Practitioner));
    let first = proto::StartAssessmentRequest {
        questionnaire_version: 1,
        ..start(&other, proto::AssessmentKind::Professional)
    };
    let draft = practitioner.start_assessment(first).await.unwrap().into_inner();
    let draft = draft.assessment.unwrap();
    let sixty_weeks = spells(&draft, &[("bad_spells_yearly", "3"), ("bad_spell_weeks", "20")]);
    practitioner.save_answers(sixty_weeks).await.unwrap();

    let question = proto::CountBadSpellsRequest {
        council_id: COUNCIL.to_owned(),
        assessment_id: draft.assessment_id,
        ..proto::CountBadSpellsRequest::default()
    };
    let refused = practitioner.count_bad_spells(question.clone()).await;
    assert_eq!(reason(refused), ErrorReason::QuestionUnknown);
    assert_eq!(reason(person.count_bad_spells(question).await), ErrorReason::NotYourCase);
    house.close().await;
}
