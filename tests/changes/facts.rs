use carecap_contracts::account::v1 as account;
use carecap_contracts::common::v1::{Money, Period};
use carecap_service::Role;
use carecap_tests::{Case, actor, day, new_request_id};

use super::prepared::{Prepared, World};

fn week() -> Option<Period> {
    Some(Period { start: day("2024-10-14"), end: day("2024-10-21") })
}

/// A pause of somebody new, from Monday 14 October 2024.
fn suspension(case: &Case<'_>, account: &account::Account) -> account::SuspendAccountRequest {
    account::SuspendAccountRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        days: week(),
        cause: account::AbsenceCause::Hospital.into(),
        decided_on: day("2024-10-21"),
        reason: "The ward told us.".to_owned(),
        ..Default::default()
    }
}

pub async fn suspend(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let asked = suspension(&case, &case.account().await);
    let cause = account::AbsenceCause::Away.into();
    let altered = account::SuspendAccountRequest { cause, ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

/// The account of somebody new once its metering was paused.
async fn paused(case: &Case<'_>) -> account::SuspendAccountResponse {
    let request = suspension(case, &case.account().await);
    let facts = case.bench.clients.account_facts(&case.council, &actor(Role::Finance));
    let answer = facts.expect("a client").suspend_account(request).await;
    answer.expect("it is paused").into_inner()
}

pub async fn resume(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let account = paused(&case).await.account.expect("the account");
    let asked = account::ResumeAccountRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: account.etag,
        account_id: account.account_id,
        on: day("2024-10-17"),
        decided_on: day("2024-10-21"),
        reason: "Home again.".to_owned(),
        ..Default::default()
    };
    let altered = account::ResumeAccountRequest { on: day("2024-10-18"), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn end_needs(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let account = case.account().await;
    let asked = account::EndNeedsRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: account.etag,
        account_id: account.account_id,
        from: day("2024-10-14"),
        decided_on: day("2024-10-14"),
        reason: "Reviewed.".to_owned(),
        ..Default::default()
    };
    let altered = account::EndNeedsRequest { from: day("2024-10-21"), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

/// In a care home that the council pays for and charges for.
pub async fn write_off(world: &World) -> Prepared {
    let case = Case::in_charged_care_home(&world.bench);
    let account = case.account().await;
    let asked = account::WriteOffChargeRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: account.etag,
        account_id: account.account_id,
        days: week(),
        cause: account::WriteOffCause::WrittenOff.into(),
        still_due_weekly: Some(Money { pence: 100 }),
        decided_on: day("2024-10-21"),
        reason: "Billed in error.".to_owned(),
        ..Default::default()
    };
    let still_due_weekly = Some(Money { pence: 0 });
    let altered = account::WriteOffChargeRequest { still_due_weekly, ..asked.clone() };
    Prepared::call(&case, Role::Finance, &asked, &altered)
}

pub async fn record_death(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let account = case.account().await;
    let asked = account::RecordDeathRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: account.etag,
        account_id: account.account_id,
        died_on: day("2024-10-14"),
        learned_on: day("2024-10-21"),
        reason: "The registrar told us.".to_owned(),
        ..Default::default()
    };
    let altered = account::RecordDeathRequest { died_on: day("2024-10-15"), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn reverse(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let paused = paused(&case).await;
    let account = paused.account.expect("the account");
    let asked = account::ReverseEntryRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: account.etag,
        account_id: account.account_id,
        entry_number: paused.entries[0].number,
        decided_on: day("2024-10-21"),
        reason: "It was somebody else.".to_owned(),
        ..Default::default()
    };
    let altered = account::ReverseEntryRequest { entry_number: 2, ..asked.clone() };
    Prepared::call(&case, Role::Finance, &asked, &altered)
}
