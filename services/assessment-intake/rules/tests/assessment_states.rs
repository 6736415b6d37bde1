//! The ways an assessment may go, and that no other way leads to a determination.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use assessment_intake_rules::answers::{AnswerRefused, View};
use assessment_intake_rules::assessment::{
    Assessment, AssessmentError, AssessmentKind, AssessmentState, Author,
};
use assessment_intake_rules::needs::{KindOfHelp, Limb, MetBy, Outcome};
use proptest::prelude::*;

use common::{
    answering, answering_as, decision, decision_about, determined, draft, finding, given, line,
    questionnaire, stamp, with_lines,
};

const KINDS: [AssessmentKind; 4] = [
    AssessmentKind::SelfAssessment,
    AssessmentKind::SupportedSelf,
    AssessmentKind::Professional,
    AssessmentKind::Carer,
];

#[derive(Debug, Clone, Copy)]
enum Action {
    Answer,
    SetLines(Author),
    Submit,
    Assure,
    Determine,
    Revise,
}

fn act(assessment: &Assessment, action: Action) -> Result<Assessment, AssessmentError> {
    let by = || stamp("somebody");
    match action {
        Action::Answer => {
            let answers = vec![given("nut.make.how", &["part"], View::Person)];
            assessment.save_answers(questionnaire(), answers, by())
        }
        Action::SetLines(author) => assessment.set_need_lines(vec![], author, by()),
        Action::Submit => assessment.submit(by()),
        Action::Assure => assessment.assure("Talked through.", by()),
        Action::Determine => assessment.determine(decision_about(assessment), by()),
        Action::Revise => assessment.revise(by()),
    }
}

/// Where an action leads, said independently of the code under test.
fn leads_to(
    kind: AssessmentKind,
    from: AssessmentState,
    action: Action,
) -> Option<AssessmentState> {
    use AssessmentState::{Assured, Determined, Draft, Submitted};
    let own = matches!(kind, AssessmentKind::SelfAssessment | AssessmentKind::SupportedSelf);
    match (action, from) {
        (Action::Answer, Draft) => Some(Draft),
        (Action::SetLines(_), Draft) => Some(Draft),
        (Action::SetLines(Author::Council), Submitted | Assured) => Some(Submitted),
        (Action::Submit, Draft) => Some(Submitted),
        (Action::Assure, Submitted) if own => Some(Assured),
        (Action::Determine, Submitted) if !own => Some(Determined),
        (Action::Determine, Assured) => Some(Determined),
        (Action::Revise, Determined) => Some(Draft),
        _ => None,
    }
}

proptest! {
    #[test]
    fn no_way_leads_past_a_step(
        kind in prop::sample::select(KINDS.to_vec()),
        actions in prop::collection::vec(prop::sample::select(vec![
            Action::Answer, Action::SetLines(Author::Person), Action::SetLines(Author::Council),
            Action::Submit, Action::Assure, Action::Determine, Action::Revise,
        ]), 0..40),
    ) {
        let mut assessment = draft(kind);
        for action in actions {
            let before = assessment.facts().clone();
            match (act(&assessment, action), leads_to(kind, before.state, action)) {
                (Ok(after), Some(state)) => {
                    prop_assert_eq!(after.facts().state, state);
                    prop_assert_eq!(after.facts().version, before.version + 1);
                    let decided = after.facts().determination.is_some();
                    prop_assert_eq!(decided, state == AssessmentState::Determined);
                    let assured = after.facts().assurance.is_some();
                    let vouched = match state {
                        AssessmentState::Assured => true,
                        AssessmentState::Determined => kind.must_be_assured(),
                        AssessmentState::Draft | AssessmentState::Submitted => false,
                    };
                    prop_assert_eq!(assured, vouched);
                    assessment = after;
                }
                (Err(_), None) => prop_assert_eq!(assessment.facts(), &before),
                (outcome, expected) => prop_assert!(false, "{outcome:?}, not {expected:?}"),
            }
        }
    }
}

#[test]
fn each_refusal_says_what_a_caller_can_act_on() {
    let own = draft(AssessmentKind::SelfAssessment);
    let submitted = own.submit(stamp("person")).unwrap();
    assert_eq!(act(&submitted, Action::Determine), Err(AssessmentError::NotAssured));
    let done = determined(&own, vec![]);
    let version = done.facts().version;
    assert_eq!(act(&done, Action::Determine), Err(AssessmentError::AlreadyDetermined { version }));
    let state = AssessmentState::Determined;
    assert_eq!(
        act(&done, Action::SetLines(Author::Council)),
        Err(AssessmentError::WrongState { state })
    );
    let state = AssessmentState::Submitted;
    assert_eq!(act(&submitted, Action::Answer), Err(AssessmentError::WrongState { state }));
    assert_eq!(submitted.assure("  ", stamp("worker")), Err(AssessmentError::AssuranceNoteMissing));
    let assured = act(&submitted, Action::Assure).unwrap();
    let mut silent = decision(vec![]);
    silent.significant_impact_reason = " ".to_owned();
    assert_eq!(assured.determine(silent, stamp("assessor")), Err(AssessmentError::ReasonMissing));
    let twice = decision(vec![finding(Outcome::Toilet, &[]), finding(Outcome::Toilet, &[])]);
    assert_eq!(
        assured.determine(twice, stamp("assessor")),
        Err(AssessmentError::FindingTwice { outcome: Outcome::Toilet })
    );
}

#[test]
fn an_answer_takes_the_place_of_the_one_before_in_its_own_view_only() {
    let first = answering(&draft(AssessmentKind::SelfAssessment), &[("nut.make.how", &["alone"])]);
    let again = answering(&first, &[("nut.make.how", &["part"])]);
    assert_eq!(again.facts().answers.len(), 1);
    assert_eq!(again.facts().answers[0].given.values, ["part"]);
    let carers = answering_as(&again, View::Carer, &[("nut.make.how", &["full"])]);
    assert_eq!(carers.facts().answers.len(), 2);
}

#[test]
fn answers_that_do_not_fit_are_refused_by_name() {
    let refused = |name: &str, values: &[&str]| {
        let answers = vec![given(name, values, View::Person)];
        match draft(AssessmentKind::SelfAssessment).save_answers(
            questionnaire(),
            answers,
            stamp("person"),
        ) {
            Err(AssessmentError::Answer { index: 0, refused }) => refused,
            other => panic!("{other:?}"),
        }
    };
    assert!(matches!(refused("nut.cook.how", &["part"]), AnswerRefused::QuestionUnknown { .. }));
    assert!(matches!(refused("nut.make.who", &["part"]), AnswerRefused::QuestionUnknown { .. }));
    assert!(matches!(refused("nut.make.how", &["well"]), AnswerRefused::ValueUnknown { .. }));
    assert!(matches!(refused("x.fluct.bad_days", &["8"]), AnswerRefused::ValueUnknown { .. }));
    assert!(matches!(refused("x.fluct.bad_days", &["1.5"]), AnswerRefused::ValueUnknown { .. }));
    for values in [&["none", "hurts"][..], &["hurts", "hurts"]] {
        assert!(matches!(refused("nut.make.cost", values), AnswerRefused::ValuesExclude { .. }));
    }
    let four = ["respect", "safety", "where_i_live", "work_or_learning"];
    assert!(matches!(refused("x.matters", &four), AnswerRefused::ValuesExclude { .. }));
    assert!(matches!(refused("x.goals", &["rest"]), AnswerRefused::QuestionUnknown { .. }));
}

#[test]
fn answers_are_given_and_each_part_once_in_a_view() {
    let own = draft(AssessmentKind::SelfAssessment);
    let save = |answers| own.save_answers(questionnaire(), answers, stamp("person"));
    assert_eq!(save(vec![]), Err(AssessmentError::NoAnswers));
    let answer = |how| given("nut.make.how", &[how], View::Person);
    let twice = vec![answer("alone"), answer("part")];
    assert_eq!(save(twice), Err(AssessmentError::AnsweredTwice { index: 1 }));
}

#[test]
fn need_lines_that_were_sent_are_the_councils_to_change() {
    let drafted = draft(AssessmentKind::SelfAssessment);
    let set = |assessment, author| act(assessment, Action::SetLines(author));
    assert!(set(&drafted, Author::Person).is_ok());
    let submitted = act(&drafted, Action::Submit).unwrap();
    let assured = act(&submitted, Action::Assure).unwrap();
    for sent in [&submitted, &assured] {
        let state = sent.facts().state;
        assert_eq!(set(sent, Author::Person), Err(AssessmentError::WrongState { state }));
        assert!(set(sent, Author::Council).is_ok());
    }
}

#[test]
fn an_assurance_does_not_outlive_the_need_lines_that_it_was_about() {
    let submitted = act(&draft(AssessmentKind::SelfAssessment), Action::Submit).unwrap();
    let assured = act(&submitted, Action::Assure).unwrap();
    assert!(assured.facts().assurance.is_some());
    let lined =
        with_lines(&assured, vec![line(Outcome::Nutrition, KindOfHelp::Meal, MetBy::Nobody)]);
    assert_eq!(lined.facts().state, AssessmentState::Submitted);
    assert_eq!(lined.facts().assurance, None);
    assert_eq!(act(&lined, Action::Determine), Err(AssessmentError::NotAssured));
    let again = act(&lined, Action::Assure).unwrap();
    assert!(act(&again, Action::Determine).is_ok());
}

#[test]
fn a_revision_keeps_answers_and_lines_and_must_be_determined_anew() {
    let told = answering(&draft(AssessmentKind::Professional), &[("nut.make.how", &["part"])]);
    let lined = with_lines(&told, vec![line(Outcome::Nutrition, KindOfHelp::Meal, MetBy::Nobody)]);
    let done = determined(&lined, vec![finding(Outcome::Nutrition, &[Limb::NeedsAssistance])]);
    let revised = done.revise(stamp("worker")).unwrap();
    assert_eq!(revised.facts().revises_version, Some(done.facts().version));
    assert_eq!(revised.facts().answers, done.facts().answers);
    assert_eq!(revised.facts().need_lines, done.facts().need_lines);
    assert_eq!(revised.facts().determination, None);
}

#[test]
fn an_assessment_reads_back_as_it_was_stored() {
    let told = answering(&draft(AssessmentKind::SelfAssessment), &[("nut.make.how", &["part"])]);
    let lined = with_lines(&told, vec![line(Outcome::Nutrition, KindOfHelp::Meal, MetBy::Carer)]);
    let done = determined(&lined, vec![finding(Outcome::Nutrition, &[Limb::TakesLonger])]);
    let stored = serde_json::to_value(&done).unwrap();
    assert_eq!(stored["kind"], "SELF");
    assert_eq!(stored["duty_date"], "2024-09-02");
    assert_eq!(stored["need_lines"][0]["times"], "7");
    assert_eq!(stored["determination"]["arranged_by"], "COUNCIL");
    assert_eq!(serde_json::from_value::<Assessment>(stored).unwrap(), done);
}
