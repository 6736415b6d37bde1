use carecap::clients::Actor;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::{Confidence, Source};
use carecap_service::Role;
use carecap_tests::{
    Case, LEEDS, NOTTINGHAMSHIRE, actor, day, need_line, new_request_id, overwrite,
};
use uuid::Uuid;

use super::world::{Call, UNCONFIRMED_FROM, World};

const APPROVE: &str = "/carecap.budget.v1.BudgetService/ApproveBudget";
const PUBLISH: &str = "/carecap.budget.v1.BudgetService/PublishBudget";
const DETERMINE: &str = "/carecap.assessment.v1.AssessmentService/DetermineAssessment";

pub async fn after_the_last_parameter(world: &World) -> Call {
    let request = proto::GetPolicyRequest {
        council_id: LEEDS.to_owned(),
        on: day("2040-10-07"),
        ..Default::default()
    };
    let path = "/carecap.budget.v1.PolicyService/GetPolicy";
    world.call(LEEDS, &actor(Role::Finance), path, &request)
}

fn source() -> Option<Source> {
    Some(Source { title: "A test".to_owned(), href: String::new() })
}

pub async fn unknown_choice(world: &World) -> Call {
    let choice = proto::Choice {
        key: "generosity".to_owned(),
        from: day("2024-10-07"),
        value: "true".to_owned(),
        source: source(),
        confidence: Confidence::Seen.into(),
    };
    let request = proto::SetCouncilPolicyRequest {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        choices: vec![choice],
        ..Default::default()
    };
    let path = "/carecap.budget.v1.PolicyService/SetCouncilPolicy";
    world.call(LEEDS, &actor(Role::Finance), path, &request)
}

pub async fn confirmed_otherwise(world: &World) -> Call {
    let request = proto::ConfirmParameterRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        key: "daily_living_costs_weekly".to_owned(),
        value: "199.00".to_owned(),
        on: day("2024-10-07"),
        source: source(),
        ..Default::default()
    };
    let path = "/carecap.budget.v1.PolicyService/ConfirmParameter";
    world.call(NOTTINGHAMSHIRE, &actor(Role::Finance), path, &request)
}

fn approval(draft: &proto::Budget) -> proto::ApproveBudgetRequest {
    proto::ApproveBudgetRequest {
        council_id: draft.council_id.clone(),
        request_id: new_request_id(),
        etag: draft.etag.clone(),
        budget_id: draft.budget_id.clone(),
        approved_on: day("2024-10-02"),
        ..Default::default()
    }
}

fn publication(budget: &proto::Budget) -> proto::PublishBudgetRequest {
    proto::PublishBudgetRequest {
        council_id: budget.council_id.clone(),
        request_id: new_request_id(),
        etag: budget.etag.clone(),
        budget_id: budget.budget_id.clone(),
        published_on: day("2024-10-03"),
        ..Default::default()
    }
}

/// Somebody of a role who is the person that a case is about.
fn the_person(person_id: &str, role: Role) -> Actor {
    let person_id = Uuid::try_parse(person_id).expect("an id");
    Actor { person_id: Some(person_id), ..actor(role) }
}

pub async fn approved_by_its_subject(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let by = the_person(&draft.person_id, Role::Approver);
    world.call(LEEDS, &by, APPROVE, &approval(&draft))
}

pub async fn published_by_its_subject(world: &World) -> Call {
    let approved = Case::at_home(&world.bench).approved().await;
    let by = the_person(&approved.person_id, Role::Approver);
    world.call(LEEDS, &by, PUBLISH, &publication(&approved))
}

pub async fn approved_by_assessor(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let by = Actor::new(&draft.determined_by, Role::Approver);
    world.call(LEEDS, &by, APPROVE, &approval(&draft))
}

pub async fn draft_published(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    world.call(LEEDS, &actor(Role::Approver), PUBLISH, &publication(&draft))
}

pub async fn unconfirmed_published(world: &World) -> Call {
    let mut case = Case::in_care_home(&world.bench);
    case.decision.starts_on = day(UNCONFIRMED_FROM);
    let approved = case.approved().await;
    world.call(NOTTINGHAMSHIRE, &actor(Role::Approver), PUBLISH, &publication(&approved))
}

fn decision(asked: &proto::ChangeRequest) -> proto::DecideChangeRequestRequest {
    proto::DecideChangeRequestRequest {
        council_id: asked.council_id.clone(),
        request_id: new_request_id(),
        etag: asked.etag.clone(),
        change_request_id: asked.change_request_id.clone(),
        accept: false,
        decision_reason: "Nothing has changed.".to_owned(),
        decided_on: day("2024-10-25"),
        ..Default::default()
    }
}

const DECIDE_CHANGE: &str = "/carecap.budget.v1.BudgetService/DecideChangeRequest";

pub async fn decided_by_its_subject(world: &World) -> Call {
    let asked = Case::at_home(&world.bench).change_requested().await;
    let by = the_person(&asked.person_id, Role::Practitioner);
    world.call(LEEDS, &by, DECIDE_CHANGE, &decision(&asked))
}

pub async fn change_decided_twice(world: &World) -> Call {
    let case = Case::at_home(&world.bench);
    let (asked, by) = (case.change_requested().await, actor(Role::Practitioner));
    let mut budgets = world.bench.clients.budgets(&case.council, &by).expect("a client");
    let answer = budgets.decide_change_request(decision(&asked)).await.expect("it is decided");
    let decided = answer.into_inner().change_request.expect("the request");
    world.call(LEEDS, &by, DECIDE_CHANGE, &decision(&decided))
}

/// The determination of a case that cannot become a budget. Its means are known before, so that a
/// draft is tried at once.
async fn determination(world: &World, case: &Case<'_>) -> Call {
    let submitted = case.submitted().await;
    case.record_means(&submitted.person_id).await;
    let request = case.determination(&submitted);
    world.call(&case.council_id(), &actor(Role::Practitioner), DETERMINE, &request)
}

pub async fn kind_not_mapped(world: &World) -> Call {
    let line = need_line(intake::KindOfHelp::NightWaking, 600);
    determination(world, &Case { lines: vec![line], ..Case::at_home(&world.bench) }).await
}

pub async fn band_without_rate(world: &World) -> Call {
    let mut case = Case::in_care_home(&world.bench);
    for line in &mut case.lines {
        line.band = "9".to_owned();
    }
    determination(world, &case).await
}

pub async fn care_from_too_late(world: &World) -> Call {
    let mut case = Case::at_home(&world.bench);
    case.decision.starts_on = day("2040-10-07");
    determination(world, &case).await
}

pub async fn not_eligible(world: &World) -> Call {
    let mut case = Case::at_home(&world.bench);
    case.decision.significant_impact = false;
    determination(world, &case).await
}

pub async fn no_pack(world: &World) -> Call {
    let mut case = Case::at_home(&world.bench);
    case.decision.arranged_by = intake::ArrangedBy::Self_.into();
    determination(world, &case).await
}

const REVISE: &str = "/carecap.budget.v1.BudgetService/ReviseDraft";

fn revision(budget: &proto::Budget, overwrite: proto::Overwrite) -> proto::ReviseDraftRequest {
    proto::ReviseDraftRequest {
        council_id: budget.council_id.clone(),
        request_id: new_request_id(),
        etag: budget.etag.clone(),
        budget_id: budget.budget_id.clone(),
        overwrites: vec![overwrite],
        ..Default::default()
    }
}

pub async fn approved_by_its_reviser(world: &World) -> Call {
    let reviser = Actor::new("Rena Reviser", Role::Practitioner);
    let revised = Case::at_home(&world.bench).revised(&reviser).await;
    let by = Actor::new("Rena Reviser", Role::Approver);
    world.call(LEEDS, &by, APPROVE, &approval(&revised))
}

pub async fn undecided_approved(world: &World) -> Call {
    let undecided = Case::at_home(&world.bench).undecided().await;
    world.call(LEEDS, &actor(Role::Approver), APPROVE, &approval(&undecided))
}

pub async fn revised_by_its_subject(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let by = the_person(&draft.person_id, Role::Practitioner);
    world.call(LEEDS, &by, REVISE, &revision(&draft, overwrite(&draft, "24.50")))
}

pub async fn overwrite_without_a_figure(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let by = actor(Role::Practitioner);
    world.call(LEEDS, &by, REVISE, &revision(&draft, overwrite(&draft, "")))
}

pub async fn overwrite_of_no_line(world: &World) -> Call {
    let draft = Case::at_home(&world.bench).drafted().await;
    let elsewhere =
        proto::Overwrite { service_code: "sunshine".to_owned(), ..overwrite(&draft, "24.50") };
    world.call(LEEDS, &actor(Role::Practitioner), REVISE, &revision(&draft, elsewhere))
}

pub async fn published_revised(world: &World) -> Call {
    let case = Case::at_home(&world.bench);
    let approved = case.approved().await;
    let mut budgets =
        world.bench.clients.budgets(&case.council, &actor(Role::Approver)).expect("a client");
    let answer = budgets.publish_budget(publication(&approved)).await.expect("it is published");
    let published = answer.into_inner().budget.expect("the budget");
    let asked = revision(&published, overwrite(&published, "24.50"));
    world.call(LEEDS, &actor(Role::Practitioner), REVISE, &asked)
}

pub async fn no_receipt(world: &World) -> Call {
    let request = proto::VerifyReceiptRequest {
        council_id: LEEDS.to_owned(),
        body: b"no receipt".to_vec(),
        ..Default::default()
    };
    let path = "/carecap.budget.v1.BudgetService/VerifyReceipt";
    world.call(LEEDS, &actor(Role::Auditor), path, &request)
}

fn preview(change: impl FnOnce(&mut proto::PreviewBudgetRequest)) -> proto::PreviewBudgetRequest {
    let mut request = proto::PreviewBudgetRequest {
        council_id: LEEDS.to_owned(),
        on: day("2024-10-07"),
        setting: intake::Setting::Home.into(),
        age_band: intake::AgeBand::PensionAge.into(),
        need_lines: vec![need_line(intake::KindOfHelp::PersonalCare, 60)],
        means: Some(intake::FinancialStatement {
            household: intake::Household::Single.into(),
            ..Default::default()
        }),
        ..Default::default()
    };
    change(&mut request);
    request
}

const PREVIEW: &str = "/carecap.budget.v1.PreviewService/PreviewBudget";

pub async fn preview_too_early(world: &World) -> Call {
    let request = preview(|asked| asked.on = day("2016-04-06"));
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn preview_of_a_couple_alone(world: &World) -> Call {
    let request = preview(|asked| {
        let means = asked.means.as_mut().expect("means");
        means.household = intake::Household::Couple.into();
    });
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn preview_of_joint_land(world: &World) -> Call {
    let request = preview(|asked| {
        let means = asked.means.as_mut().expect("means");
        means.capital = vec![intake::Capital {
            r#type: intake::CapitalType::OtherProperty.into(),
            value: Some(carecap_contracts::common::v1::Money { pence: 9_000_000 }),
            owners: 2,
            ..Default::default()
        }];
    });
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn preview_without_means(world: &World) -> Call {
    let request = preview(|asked| asked.means = None);
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn preview_of_unmapped(world: &World) -> Call {
    let line = need_line(intake::KindOfHelp::NightWaking, 600);
    let request = preview(|asked| asked.need_lines = vec![line]);
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn preview_of_no_value(world: &World) -> Call {
    let (key, value) = ("generosity".to_owned(), "1".to_owned());
    let request = preview(|asked| asked.values = vec![proto::PreviewValue { key, value }]);
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn preview_of_no_outcome(world: &World) -> Call {
    let request = preview(|asked| asked.need_lines[0].outcomes.clear());
    world.call(LEEDS, &actor(Role::Practitioner), PREVIEW, &request)
}

pub async fn policy_below_the_first(world: &World) -> Call {
    let request = proto::GetPolicyRequest {
        council_id: LEEDS.to_owned(),
        on: day("2024-10-07"),
        version: -1,
    };
    let path = "/carecap.budget.v1.PolicyService/GetPolicy";
    world.call(LEEDS, &actor(Role::Finance), path, &request)
}
