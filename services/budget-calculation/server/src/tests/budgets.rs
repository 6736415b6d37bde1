//! A budget is drafted, approved and published, or overtaken before that.

use budget_calculation_rules::receipt;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::{ErrorReason, Money};
use carecap_contracts::date;
use carecap_service::{Reaction as _, Role, reason_of};
use uuid::Uuid;

use super::{
    COUNCIL, DETERMINED, Running, capped_council, day, determined, request_id, running, source,
};
use crate::gather::Gathered;
use crate::refusals;

pub(super) async fn budget(running: &Running, budget_id: Uuid, version: i64) -> proto::Budget {
    let request = proto::GetBudgetRequest {
        council_id: COUNCIL.to_owned(),
        budget_id: budget_id.to_string(),
        version,
    };
    let mut clerk = running.budgets("Cleo Clerk", Role::Auditor);
    clerk.get_budget(request).await.unwrap().into_inner().budget.unwrap()
}

pub(super) fn approve(budget: &proto::Budget) -> proto::ApproveBudgetRequest {
    proto::ApproveBudgetRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: budget.etag.clone(),
        budget_id: budget.budget_id.clone(),
        approved_on: date(day("2024-10-08")),
    }
}

pub(super) fn publish(budget: &proto::Budget) -> proto::PublishBudgetRequest {
    proto::PublishBudgetRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: budget.etag.clone(),
        budget_id: budget.budget_id.clone(),
        published_on: date(day("2024-10-09")),
    }
}

pub(super) fn confirm_daily_living() -> proto::ConfirmParameterRequest {
    proto::ConfirmParameterRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        key: "daily_living_costs_weekly".to_owned(),
        value: "200".to_owned(),
        on: date(day("2024-10-07")),
        source: source(),
    }
}

#[tokio::test]
async fn a_draft_takes_effect_when_others_have_approved_confirmed_and_published_it() {
    let running = running().await;
    capped_council(&running).await;
    let id = running.draft("2024-10-07", "805.00").await;
    let drafted = budget(&running, id, 0).await;
    assert_eq!(drafted.cost_weekly, Some(Money { pence: 80_500 }));
    assert_eq!(drafted.balance_weekly, Some(Money { pence: 60_500 }));
    assert_eq!(drafted.unconfirmed, ["daily_living_costs_weekly"]);
    assert!(drafted.steps.iter().all(|step| !step.sentence.is_empty() && step.law.is_some()));

    let mut assessor = running.budgets("Ann Assessor", Role::Approver);
    let refused = assessor.approve_budget(approve(&drafted)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::OwnWork));

    let mut approver = running.budgets("Abe Approver", Role::Approver);
    let asked = approve(&drafted);
    let approved = approver.approve_budget(asked.clone()).await.unwrap().into_inner();
    let refused = approver.approve_budget(approve(&drafted)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::StaleEtag));

    let approved_budget = approved.budget.clone().unwrap();
    let refused = approver.publish_budget(publish(&approved_budget)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::ParameterUnconfirmed));
    let mut finance = running.policies("Fay Finance", Role::Finance);
    finance.confirm_parameter(confirm_daily_living()).await.unwrap();
    let published = approver.publish_budget(publish(&approved_budget)).await.unwrap();
    let published = published.into_inner().budget.unwrap();
    assert_eq!(published.state(), proto::BudgetState::Published);
    assert_eq!((published.version, published.revision), (1, 3));

    let again = approver.approve_budget(asked).await.unwrap().into_inner();
    assert_eq!(again, approved, "a repetition hears the first answer, whatever came after it");

    let request = proto::GetReceiptRequest {
        council_id: COUNCIL.to_owned(),
        budget_id: id.to_string(),
        version: 1,
    };
    let told = approver.get_receipt(request).await.unwrap().into_inner().receipt.unwrap();
    assert_eq!(told.digest, receipt::digest(&told.body));
    assert_eq!(told.digest, published.receipt_digest);
    assert_eq!(told.published_by, "Abe Approver");
    let replayed = budget_calculation_rules::replay::replay(&told.body, Some(&told.digest));
    assert!(replayed.unwrap().differences.is_empty());
}

#[tokio::test]
async fn a_newer_draft_replaces_what_nobody_has_published_yet() {
    let running = running().await;
    capped_council(&running).await;
    let id = running.draft("2024-10-07", "805.00").await;
    assert_eq!(running.draft("2024-10-07", "845.00").await, id);
    let unchanged = budget(&running, id, 0).await;
    assert_eq!(unchanged.version, 1, "the same determination is not drafted twice");

    assert_eq!(running.draft("2025-01-09", "845.00").await, id);
    let newest = budget(&running, id, 0).await;
    assert_eq!((newest.version, newest.revision), (2, 1));
    assert_eq!(newest.state(), proto::BudgetState::Draft);
    let first = budget(&running, id, 1).await;
    assert_eq!(first.state(), proto::BudgetState::Replaced);
    assert_eq!(first.cost_weekly, Some(Money { pence: 80_500 }));
    let mut approver = running.budgets("Abe Approver", Role::Approver);
    let refused = approver.approve_budget(approve(&first)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::StaleEtag));
}

#[tokio::test]
async fn a_newer_determination_replaces_a_draft_whatever_becomes_of_it() {
    let revised = determined(DETERMINED + 2, "2024-12-02");
    for gathered in [Ok(Gathered::Waits), Err(refusals::not_eligible())] {
        let running = running().await;
        capped_council(&running).await;
        let id = running.draft("2024-10-07", "805.00").await;
        let drafted = budget(&running, id, 0).await;

        running.hears(&revised, gathered).await;
        let outdated = budget(&running, id, 0).await;
        assert_eq!(outdated.state(), proto::BudgetState::Replaced);
        assert_eq!((outdated.version, outdated.revision), (1, 2));
        let mut approver = running.budgets("Abe Approver", Role::Approver);
        let refused = approver.approve_budget(approve(&drafted)).await.unwrap_err();
        assert_eq!(reason_of(&refused), Some(ErrorReason::StaleEtag));
        let refused = approver.approve_budget(approve(&outdated)).await.unwrap_err();
        assert_eq!(reason_of(&refused), Some(ErrorReason::WrongState));

        running.hears(&revised, Ok(Gathered::Waits)).await;
        assert_eq!(budget(&running, id, 0).await, outdated, "it is replaced once");
    }
}

#[tokio::test]
async fn a_newer_determination_replaces_an_approval_and_its_draft_comes_next() {
    let running = running().await;
    capped_council(&running).await;
    let id = running.draft("2024-10-07", "805.00").await;
    let drafted = budget(&running, id, 0).await;
    let mut approver = running.budgets("Abe Approver", Role::Approver);
    let approved = approver.approve_budget(approve(&drafted)).await.unwrap().into_inner();

    let mut facts = running.facts("2024-12-02", "845.00").await;
    facts.assessment.version = DETERMINED + 2;
    let revised = determined(DETERMINED + 2, "2024-12-02");
    running.hears(&revised, Ok(Gathered::Draft(Box::new(facts)))).await;
    let refused = approver.publish_budget(publish(&approved.budget.unwrap())).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::StaleEtag));
    let first = budget(&running, id, 1).await;
    assert_eq!((first.state(), first.revision), (proto::BudgetState::Replaced, 3));
    let newest = budget(&running, id, 0).await;
    assert_eq!((newest.state(), newest.version), (proto::BudgetState::Draft, 2));
}

#[tokio::test]
async fn what_was_fetched_before_the_case_moved_on_is_fetched_anew() {
    let running = running().await;
    capped_council(&running).await;
    let fetched = running.facts("2024-12-02", "845.00").await;
    let id = running.draft("2024-10-07", "805.00").await;
    let drafted = budget(&running, id, 0).await;

    let mut tx = running.store().await.write().await.unwrap();
    let late = determined(DETERMINED, "2024-12-02");
    let facts = Gathered::Draft(Box::new(fetched));
    let refused = running.follower.apply(&mut tx, &late, facts).await.unwrap_err();
    assert_eq!(refused.reason(), ErrorReason::StaleEtag, "the follower takes it up again");
    drop(tx);
    assert_eq!(budget(&running, id, 0).await, drafted);
}

#[tokio::test]
async fn a_newer_determination_takes_back_nothing_that_the_person_was_told() {
    let running = running().await;
    capped_council(&running).await;
    let mut finance = running.policies("Fay Finance", Role::Finance);
    finance.confirm_parameter(confirm_daily_living()).await.unwrap();
    let id = running.draft("2024-10-07", "805.00").await;
    let drafted = budget(&running, id, 0).await;
    let mut approver = running.budgets("Abe Approver", Role::Approver);
    let approved = approver.approve_budget(approve(&drafted)).await.unwrap().into_inner();
    let asked = publish(&approved.budget.unwrap());
    let published = approver.publish_budget(asked).await.unwrap().into_inner();

    let revised = determined(DETERMINED + 2, "2024-12-02");
    running.hears(&revised, Err(refusals::not_eligible())).await;
    assert_eq!(Some(budget(&running, id, 0).await), published.budget);
}
