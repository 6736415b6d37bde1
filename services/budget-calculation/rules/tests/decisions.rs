//! Who may approve, publish and decide, and what follows.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use budget_calculation_rules::budget::{
    ApproveRefused, AssessmentReference, BudgetState, BudgetVersion, Decider, Decision,
    NewBudgetVersion, PublishRefused, Revision, draft,
};
use budget_calculation_rules::change_request::{
    ChangeRequest, ChangeRequestRefused, ChangeRequestState, Reasons, Verdict,
};
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Household, LinePeriod, Setting, Text, Unit,
};
use budget_calculation_rules::plan::{Overwrite, OverwriteReason, SupportPlan};
use budget_calculation_rules::policy::Confirmation;
use carecap_calendar::Instant;
use common::*;
use uuid::Uuid;

const PERSON: Uuid = Uuid::from_u128(1);

fn somebody(subject: &str, person_id: Option<Uuid>) -> Decider {
    Decider { subject: subject.to_owned(), person_id }
}

fn at(micros: i64) -> Instant {
    Instant::from_micros(micros)
}

fn peters_budget() -> BudgetVersion {
    let new = NewBudgetVersion {
        budget_id: Uuid::from_u128(2),
        version: 1,
        person_id: PERSON,
        assessment: AssessmentReference { assessment_id: Uuid::from_u128(3), version: 4 },
        financial_statement: None,
        policy_version: 1,
        mapping_version: 1,
        determined_by: "assessor".to_owned(),
        revision_of_draft: Revision { by: Some("reviser".to_owned()), ..Revision::default() },
        recorded_at: at(100),
        pack_edition: "edition".to_owned(),
        trace_id: None,
    };
    BudgetVersion::new(new, drafted(peter("18")).unwrap()).unwrap()
}

#[test]
fn a_budget_is_approved_and_published_by_people_who_may() {
    let drafted = peters_budget();
    let approver = somebody("approver", None);
    let approved = drafted.approve(&approver, day("2023-10-03"), at(200)).unwrap();
    let published = approved.publish(&approver, day("2023-10-04"), &[], at(300)).unwrap();
    assert_eq!(published.state, BudgetState::Published);
    assert_eq!(published.revision, 3);
    assert_eq!(published.approved.as_ref().unwrap().on, day("2023-10-03"));
    assert_eq!(published.receipt_digest, drafted.receipt_digest);
    let stored = serde_json::to_string(&published).unwrap();
    assert_eq!(serde_json::from_str::<BudgetVersion>(&stored).unwrap(), published);
}

#[test]
fn nobody_approves_their_own_work_or_case() {
    let budget = peters_budget();
    let approve = |by: Decider| budget.approve(&by, day("2023-10-03"), at(200)).unwrap_err();
    assert_eq!(approve(somebody("assessor", None)), ApproveRefused::OwnWork);
    assert_eq!(approve(somebody("reviser", None)), ApproveRefused::OwnRevision);
    assert_eq!(approve(somebody("approver", Some(PERSON))), ApproveRefused::OwnCase);
}

#[test]
fn an_overwrite_that_has_expired_needs_a_decision_before_anybody_approves() {
    let mut budget = peters_budget();
    budget.draft.expired_overwrites = vec![Overwrite {
        service_code: "home_care".to_owned(),
        unit: Unit::Hour,
        band: None,
        period: LinePeriod::Week,
        units: None,
        unit_rate: Some("26.00".parse().unwrap()),
        reason: OverwriteReason::NoOfferAtRate,
        evidence: Text::new("three quotes, case note 14").unwrap(),
        expires_on: day("2023-10-02"),
    }];
    let approved = budget.approve(&somebody("approver", None), day("2023-10-03"), at(200));
    let waiting = vec!["home_care".to_owned()];
    assert_eq!(approved, Err(ApproveRefused::DecisionNeeded { waiting }));
}

#[test]
fn nothing_is_published_before_it_is_approved_and_every_value_confirmed() {
    let budget = peters_budget();
    let officer = somebody("officer", None);
    let on = day("2023-10-03");
    assert_eq!(
        budget.publish(&officer, on, &[], at(200)).unwrap_err(),
        PublishRefused::WrongState { state: BudgetState::Draft }
    );
    let approved = budget.approve(&officer, on, at(200)).unwrap();
    let unconfirmed = ["premium_carer".to_owned()];
    let refused = approved.publish(&officer, on, &unconfirmed, at(300)).unwrap_err();
    assert_eq!(refused.to_string(), "it rests on values that nobody has confirmed: premium_carer");
    let person = somebody("peter", Some(PERSON));
    assert_eq!(approved.publish(&person, on, &[], at(300)).unwrap_err(), PublishRefused::OwnCase);
}

#[test]
fn a_newer_draft_replaces_what_nobody_was_told_and_nothing_else() {
    let budget = peters_budget();
    let officer = somebody("officer", None);
    let on = day("2023-10-03");
    assert_eq!(budget.replaced(at(200)).unwrap().state, BudgetState::Replaced);
    let approved = budget.approve(&officer, on, at(200)).unwrap();
    assert!(approved.replaced(at(300)).is_some());
    let published = approved.publish(&officer, on, &[], at(300)).unwrap();
    assert_eq!(published.replaced(at(400)), None);
}

#[test]
fn a_record_is_never_earlier_than_the_one_before_it() {
    let replaced = peters_budget().replaced(at(50)).unwrap();
    assert_eq!(replaced.recorded_at, at(100));
}

fn request() -> ChangeRequest {
    ChangeRequest::open(
        Uuid::from_u128(5),
        (Uuid::from_u128(2), PERSON),
        Reasons::new("Mornings take longer now.").unwrap(),
        Decision { by: "peter".to_owned(), on: day("2024-01-08") },
        at(100),
    )
}

#[test]
fn a_change_request_is_accepted_and_then_answered_by_a_budget() {
    let on = day("2024-01-10");
    let reasons = Reasons::new("The visit showed it.").unwrap();
    let worker = somebody("worker", None);
    let accepted = request().decide(&worker, Verdict::Accept, reasons, on, at(200)).unwrap();
    assert_eq!(accepted.state, ChangeRequestState::Accepted);
    let answered = accepted.answer(2, at(300)).unwrap();
    assert_eq!(answered.state, ChangeRequestState::Answered);
    assert_eq!((answered.version, answered.answered_by_version), (3, Some(2)));
}

#[test]
fn a_declined_request_is_not_answered_and_nobody_decides_their_own() {
    let on = day("2024-01-10");
    let reasons = Reasons::new("Nothing has changed.").unwrap();
    let peter = somebody("peter", Some(PERSON));
    let refused = request().decide(&peter, Verdict::Decline, reasons.clone(), on, at(200));
    assert_eq!(refused.unwrap_err(), ChangeRequestRefused::OwnCase);
    let worker = somebody("worker", None);
    let declined = request().decide(&worker, Verdict::Decline, reasons, on, at(200)).unwrap();
    assert_eq!(
        declined.answer(2, at(300)).unwrap_err(),
        ChangeRequestRefused::WrongState { state: ChangeRequestState::Declined }
    );
    assert!(Reasons::new(&"x".repeat(2_001)).is_err());
}

#[test]
fn a_confirmation_lifts_only_the_value_that_it_speaks_of() {
    let permanent = Setting::CareHomePermanent;
    let mut inputs =
        package("2024-10-07", permanent, AgeBand::PensionAge, means(Household::Single));
    inputs.arranged_by = ArrangedBy::Person;
    let choices = [("pack", "england-cap-2022"), ("daily_living_costs_weekly", "200.00")];
    let cap = policy(inputs.on, &choices);
    let draft = draft(&inputs, &cap, &mapping(), &package_rate("805")).unwrap();
    let budget = BudgetVersion { draft, ..peters_budget() };
    let key = "daily_living_costs_weekly";
    let confirmed = |value: &str, on: &str| Confirmation {
        key: key.to_owned(),
        value: value.to_owned(),
        on: day(on),
        source: source(),
        confirmed_by: "officer".to_owned(),
    };
    let left = |one: Confirmation| budget.still_unconfirmed(&[one]).contains(&key.to_owned());
    assert!(budget.still_unconfirmed(&[]).contains(&key.to_owned()));
    assert!(left(confirmed("201", "2024-10-07")), "another value");
    assert!(left(confirmed("200", "2015-03-31")), "before it began");
    assert!(!left(confirmed("200", "2024-10-07")));
}

#[test]
fn a_plan_that_was_left_out_needs_a_decision_before_anybody_approves() {
    let mut budget = peters_budget();
    budget.revision_of_draft.plan_left_out = Some(SupportPlan::default());
    let approved = budget.approve(&somebody("approver", None), day("2023-10-03"), at(200));
    let waiting = vec!["plan".to_owned()];
    assert_eq!(approved, Err(ApproveRefused::DecisionNeeded { waiting }));
}
