//! Six worked assessments, from answers to limbs, lines and checks. Each is a file that a
//! practitioner can read.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use assessment_intake_rules::answers::View;
use assessment_intake_rules::assessment::{Assessment, AssessmentKind, Author};
use assessment_intake_rules::eligibility::{NoLineBecause, OutcomeFinding};
use assessment_intake_rules::limbs::limbs_indicated;
use assessment_intake_rules::need_line::NeedLine;
use assessment_intake_rules::needs::{Limb, Outcome};
use rust_decimal::Decimal;
use serde::Deserialize;

use common::{check_ids, checks_of, determined, draft_on, given, questionnaire_of, stamp, version};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkedCase {
    kind: AssessmentKind,
    #[serde(default)]
    no_line_because: BTreeMap<Outcome, NoLineBecause>,
    stages: Vec<Stage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stage {
    says: String,
    view: View,
    #[serde(default)]
    unlisted_tasks_are_done_alone: bool,
    answers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    lines: Option<Vec<NeedLine>>,
    expect: Expected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    limbs: BTreeMap<Outcome, BTreeSet<Limb>>,
    checks: Vec<String>,
    #[serde(default)]
    measures: BTreeMap<String, Decimal>,
}

fn after(stage: &Stage, assessment: &Assessment) -> Assessment {
    let mut answers = stage.answers.clone();
    let questionnaire = questionnaire_of(assessment);
    if stage.unlisted_tasks_are_done_alone {
        for question in questionnaire.questions() {
            let how = format!("{}.how", question.question_id);
            if question.parts.iter().any(|part| part.part == "how") && !answers.contains_key(&how) {
                answers.insert(how, vec!["alone".to_owned()]);
                if question.parts.iter().any(|part| part.part == "cost") {
                    let cost = format!("{}.cost", question.question_id);
                    answers.insert(cost, vec!["none".to_owned()]);
                }
            }
        }
    }
    let given = answers
        .iter()
        .map(|(name, values)| {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            given(name, &values, stage.view)
        })
        .collect();
    let saved = assessment.save_answers(questionnaire, given, stamp("person")).unwrap();
    match &stage.lines {
        Some(lines) => {
            saved.set_need_lines(lines.clone(), Author::Council, stamp("worker")).unwrap()
        }
        None => saved,
    }
}

fn measured(assessment: &Assessment, name: &str) -> Decimal {
    let (check_id, measure) = name.split_once('.').unwrap();
    let checks = checks_of(assessment);
    let check = checks.iter().find(|check| check.check_id == check_id).unwrap();
    check.measures[measure]
}

/// Nobody in these cases tells of bad spells, so both versions make the same of their answers.
fn check(text: &str) {
    let case: WorkedCase = serde_yaml_ng::from_str(text).unwrap();
    for questionnaire_version in [1, 2] {
        check_on(questionnaire_version, &case);
    }
}

fn check_on(questionnaire_version: u32, case: &WorkedCase) {
    let questionnaire = version(questionnaire_version);
    let mut assessment = draft_on(questionnaire, case.kind);
    let mut checks_expected = Vec::new();
    for stage in &case.stages {
        assessment = after(stage, &assessment);
        let limbs = limbs_indicated(questionnaire, &assessment.facts().answers);
        assert_eq!(limbs, stage.expect.limbs, "{}", stage.says);
        assert_eq!(check_ids(&assessment), stage.expect.checks, "{}", stage.says);
        for (name, value) in &stage.expect.measures {
            assert_eq!(measured(&assessment, name), *value, "{name}: {}", stage.says);
        }
        checks_expected.clone_from(&stage.expect.checks);
    }
    // A named assessor confirms the limbs: the needs are eligible, and nothing new comes to light.
    let limbs = limbs_indicated(questionnaire, &assessment.facts().answers);
    let finding = |(outcome, limbs)| {
        let no_line_because = case.no_line_because.get(&outcome).copied();
        OutcomeFinding { outcome, limbs, no_line_because }
    };
    let determined = determined(&assessment, limbs.into_iter().map(finding).collect());
    assert!(determined.facts().determination.as_ref().unwrap().eligible);
    assert_eq!(check_ids(&determined), checks_expected);
}

#[test]
fn a_widow_with_arthritis() {
    check(include_str!("cases/a-widow-with-arthritis.yaml"));
}

#[test]
fn b_man_with_relapsing_illness() {
    check(include_str!("cases/b-man-with-relapsing-illness.yaml"));
}

#[test]
fn c_woman_leaving_childrens_services() {
    check(include_str!("cases/c-woman-leaving-childrens-services.yaml"));
}

#[test]
fn d_mother_with_depression() {
    check(include_str!("cases/d-mother-with-depression.yaml"));
}

#[test]
fn e_man_with_dementia() {
    check(include_str!("cases/e-man-with-dementia.yaml"));
}

#[test]
fn f_man_at_the_borderline() {
    check(include_str!("cases/f-man-at-the-borderline.yaml"));
}
