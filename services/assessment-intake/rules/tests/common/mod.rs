//! What the tests of this crate share: short ways to say an assessment.
// Each test file uses some of it.
#![allow(dead_code)]

pub mod means;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use assessment_intake_rules::answers::{AnsweredBy, GivenAnswer, View};
use assessment_intake_rules::assessment::{
    ArrangedBy, Assessment, AssessmentKind, Author, Decision, NewAssessment, Setting, Stamp,
};
use assessment_intake_rules::checks::{Check, checks};
use assessment_intake_rules::eligibility::{CarerFindings, OutcomeFinding};
use assessment_intake_rules::need_line::{NeedLine, NeedLineFacts};
use assessment_intake_rules::needs::{
    DayLevel, Duty, KindOfHelp, Limb, LinePeriod, MetBy, Outcome, Slot,
};
use assessment_intake_rules::questionnaire::{Library, Questionnaire};
use carecap_calendar::Instant;
use rust_decimal::Decimal;
use time::macros::date;
use uuid::Uuid;

static LIBRARY: LazyLock<Library> = LazyLock::new(|| Library::published().unwrap());

/// The newest version.
pub fn questionnaire() -> &'static Questionnaire {
    LIBRARY.newest()
}

/// A published version.
pub fn version(version: u32) -> &'static Questionnaire {
    LIBRARY.version(version).unwrap()
}

/// The version with which an assessment began.
pub fn questionnaire_of(assessment: &Assessment) -> &'static Questionnaire {
    version(assessment.facts().questionnaire_version)
}

pub fn stamp(by: &str) -> Stamp {
    Stamp { by: by.to_owned(), at: Instant::from_micros(1_728_291_600_000_000) }
}

pub fn draft(kind: AssessmentKind) -> Assessment {
    draft_on(questionnaire(), kind)
}

pub fn draft_on(questionnaire: &Questionnaire, kind: AssessmentKind) -> Assessment {
    let new = NewAssessment {
        assessment_id: Uuid::from_u128(1),
        person_id: Uuid::from_u128(2),
        kind,
        duty_date: date!(2024 - 09 - 02),
    };
    Assessment::start(new, questionnaire, stamp("person"))
}

/// `nut.make.how` or, for a question of one part, `saf.alone`.
pub fn given(name: &str, values: &[&str], view: View) -> GivenAnswer {
    let questionnaire = questionnaire();
    let whole = questionnaire.questions().any(|question| question.question_id == name);
    let (question_id, part) =
        if whole { (name, "") } else { name.rsplit_once('.').unwrap_or((name, "")) };
    GivenAnswer {
        question_id: question_id.to_owned(),
        part: part.to_owned(),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        view,
        answered_by: AnsweredBy::Person,
    }
}

pub fn answering(assessment: &Assessment, answers: &[(&str, &[&str])]) -> Assessment {
    answering_as(assessment, View::Person, answers)
}

pub fn answering_as(
    assessment: &Assessment,
    view: View,
    answers: &[(&str, &[&str])],
) -> Assessment {
    let given = answers.iter().map(|(name, values)| given(name, values, view)).collect();
    assessment.save_answers(questionnaire_of(assessment), given, stamp("person")).unwrap()
}

pub fn line(outcome: Outcome, kind: KindOfHelp, met_by: MetBy) -> NeedLineFacts {
    let minutes = match kind {
        KindOfHelp::Alarm | KindOfHelp::Equipment | KindOfHelp::HealthTask => 0,
        KindOfHelp::NightSleeping | KindOfHelp::NightWaking => 480,
        _ => 30,
    };
    NeedLineFacts {
        outcomes: BTreeSet::from([outcome]),
        kind,
        times: Decimal::from(7),
        minutes,
        people: 1,
        slot: Slot::Any,
        met_by,
        carer_ref: (met_by == MetBy::Carer).then(|| "carer-1".to_owned()),
        level: DayLevel::Usual,
        period: LinePeriod::Week,
        band: None,
        duty: Duty::Eligible,
        free_by_law: None,
        free_from: None,
    }
}

pub fn with_lines(assessment: &Assessment, lines: Vec<NeedLineFacts>) -> Assessment {
    let lines = lines.into_iter().map(|facts| NeedLine::new(facts).unwrap()).collect();
    assessment.set_need_lines(lines, Author::Council, stamp("worker")).unwrap()
}

pub fn finding(outcome: Outcome, limbs: &[Limb]) -> OutcomeFinding {
    OutcomeFinding { outcome, limbs: limbs.iter().copied().collect(), no_line_because: None }
}

pub fn decision(findings: Vec<OutcomeFinding>) -> Decision {
    Decision {
        arises_from_impairment: true,
        findings,
        significant_impact: true,
        significant_impact_reason: "Days go by without a meal or a wash.".to_owned(),
        setting: Setting::Home,
        starts_on: date!(2024 - 10 - 07),
        arranged_by: ArrangedBy::Council,
        change_request_id: None,
        determined_on: date!(2024 - 10 - 01),
        permanent_since: None,
        wellbeing_areas: vec![],
        carer: None,
        level_judged_over_weeks: Some(52),
    }
}

/// Submitted, assured where it must be, and determined.
pub fn determined(assessment: &Assessment, findings: Vec<OutcomeFinding>) -> Assessment {
    let mut ready = assessment.submit(stamp("person")).unwrap();
    if ready.facts().kind.must_be_assured() {
        ready = ready.assure("Talked through by telephone.", stamp("worker")).unwrap();
    }
    let decided = Decision { findings, ..decision_about(&ready) };
    ready.determine(decided, stamp("assessor")).unwrap()
}

/// A decision by the criteria for whoever was assessed: a carer's has findings of its own.
pub fn decision_about(assessment: &Assessment) -> Decision {
    let carer = CarerFindings {
        provides_necessary_care: true,
        health_at_risk: false,
        not_achieved: [].into(),
    };
    let is_carer = assessment.facts().kind == AssessmentKind::Carer;
    Decision { carer: is_carer.then_some(carer), ..decision(vec![]) }
}

pub fn checks_of(assessment: &Assessment) -> Vec<Check> {
    checks(assessment, questionnaire_of(assessment))
}

pub fn check_ids(assessment: &Assessment) -> Vec<String> {
    checks_of(assessment).into_iter().map(|check| check.check_id).collect()
}

pub fn holds(assessment: &Assessment, check_id: &str) -> bool {
    check_ids(assessment).iter().any(|id| id == check_id)
}
