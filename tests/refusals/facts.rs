use carecap::clients::Actor;
use carecap_contracts::account::v1 as account;
use carecap_contracts::common::v1::{Money, Period};
use carecap_service::Role;
use carecap_tests::{Case, NOTTINGHAMSHIRE, actor, day, new_request_id};
use prost::Message;
use uuid::Uuid;

use super::world::{Call, World};

macro_rules! path {
    ($method:literal) => {
        concat!("/carecap.account.v1.AccountFactService/", $method)
    };
}

fn call<Q: Message>(world: &World, path: &'static str, request: &Q) -> Call {
    world.call(NOTTINGHAMSHIRE, &actor(Role::Finance), path, request)
}

/// The account that is metered to 14 October 2024, as it is now.
async fn metered(world: &World) -> account::Account {
    read(world, &world.account.account_id).await
}

async fn read(world: &World, account_id: &str) -> account::Account {
    let council = NOTTINGHAMSHIRE.parse().expect("a council");
    let accounts = world.bench.clients.accounts(&council, &actor(Role::Operator));
    let request = account::GetAccountRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        account_id: account_id.to_owned(),
        ..Default::default()
    };
    let answer = accounts.expect("a client").get_account(request).await.expect("the account");
    answer.into_inner().account.expect("the account")
}

fn days(start: &str, end: &str) -> Option<Period> {
    Some(Period { start: day(start), end: if end.is_empty() { None } else { day(end) } })
}

fn suspension(account: &account::Account, days: Option<Period>) -> account::SuspendAccountRequest {
    account::SuspendAccountRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        days,
        cause: account::AbsenceCause::Hospital.into(),
        decided_on: day("2024-10-21"),
        reason: "The ward told us.".to_owned(),
        ..Default::default()
    }
}

fn resumption(account: &account::Account, on: &str) -> account::ResumeAccountRequest {
    account::ResumeAccountRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        on: day(on),
        decided_on: day("2024-10-21"),
        reason: "Home again.".to_owned(),
        ..Default::default()
    }
}

fn end(account: &account::Account, from: &str) -> account::EndNeedsRequest {
    account::EndNeedsRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        from: day(from),
        decided_on: day("2024-10-21"),
        reason: "Reviewed.".to_owned(),
        ..Default::default()
    }
}

fn write_off(account: &account::Account, days: Option<Period>) -> account::WriteOffChargeRequest {
    account::WriteOffChargeRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        days,
        cause: account::WriteOffCause::NeverDue.into(),
        still_due_weekly: Some(Money { pence: 0 }),
        decided_on: day("2024-10-21"),
        reason: "Billed in error.".to_owned(),
        ..Default::default()
    }
}

fn death(account: &account::Account, died_on: &str) -> account::RecordDeathRequest {
    account::RecordDeathRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        died_on: day(died_on),
        learned_on: day("2024-10-21"),
        reason: "The registrar told us.".to_owned(),
        ..Default::default()
    }
}

fn reversal(account: &account::Account, entry_number: i64) -> account::ReverseEntryRequest {
    account::ReverseEntryRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        entry_number,
        decided_on: day("2024-10-21"),
        reason: "A mistake.".to_owned(),
        ..Default::default()
    }
}

/// The account of somebody new, whose metering pauses by its third entry.
async fn paused(world: &World, days: Option<Period>) -> account::Account {
    let case = Case::in_care_home(&world.bench);
    let request = suspension(&case.account().await, days);
    let facts = world.bench.clients.account_facts(&case.council, &actor(Role::Finance));
    let answer = facts.expect("a client").suspend_account(request).await.expect("it is paused");
    answer.into_inner().account.expect("the account")
}

async fn reversed(world: &World) -> account::Account {
    let account = paused(world, days("2024-10-10", "2024-10-21")).await;
    let council = NOTTINGHAMSHIRE.parse().expect("a council");
    let facts = world.bench.clients.account_facts(&council, &actor(Role::Finance));
    let answer = facts.expect("a client").reverse_entry(reversal(&account, 3)).await;
    answer.expect("it is undone").into_inner().account.expect("the account")
}

pub async fn of_an_unknown_account(world: &World) -> Call {
    let nobody =
        account::Account { account_id: carecap_tests::NOBODY.to_owned(), ..metered(world).await };
    let request = suspension(&nobody, days("2024-10-14", "2024-10-21"));
    call(world, path!("SuspendAccount"), &request)
}

pub async fn without_cause_day_and_reason(world: &World) -> Call {
    let request = account::SuspendAccountRequest {
        cause: 0,
        decided_on: None,
        reason: " ".to_owned(),
        ..suspension(&metered(world).await, days("2024-10-14", "2024-10-21"))
    };
    call(world, path!("SuspendAccount"), &request)
}

pub async fn of_no_days(world: &World) -> Call {
    let request = suspension(&metered(world).await, days("2024-10-14", "2024-10-14"));
    call(world, path!("SuspendAccount"), &request)
}

pub async fn before_opening(world: &World) -> Call {
    let request = suspension(&metered(world).await, days("2024-10-06", "2024-10-21"));
    call(world, path!("SuspendAccount"), &request)
}

pub async fn with_a_stale_etag(world: &World) -> Call {
    let stale = account::Account { etag: "\"1\"".to_owned(), ..metered(world).await };
    let request = suspension(&stale, days("2024-10-14", "2024-10-21"));
    call(world, path!("SuspendAccount"), &request)
}

pub async fn about_oneself(world: &World) -> Call {
    let account = metered(world).await;
    let person_id = Uuid::parse_str(&account.person_id).ok();
    let by = Actor { person_id, ..actor(Role::Finance) };
    let request = suspension(&account, days("2024-10-14", "2024-10-21"));
    world.call(NOTTINGHAMSHIRE, &by, path!("SuspendAccount"), &request)
}

pub async fn pause_over_a_pause(world: &World) -> Call {
    let account = paused(world, days("2024-10-10", "2024-10-21")).await;
    let request = suspension(&account, days("2024-10-20", ""));
    call(world, path!("SuspendAccount"), &request)
}

pub async fn short_and_unreported(world: &World) -> Call {
    let request = account::SuspendAccountRequest {
        unreported: true,
        ..suspension(&metered(world).await, days("2024-10-14", "2024-10-21"))
    };
    call(world, path!("SuspendAccount"), &request)
}

pub async fn unreported_without_an_end(world: &World) -> Call {
    let request = account::SuspendAccountRequest {
        unreported: true,
        ..suspension(&metered(world).await, days("2024-10-14", ""))
    };
    call(world, path!("SuspendAccount"), &request)
}

pub async fn charged_though_self_arranged(world: &World) -> Call {
    let request = account::SuspendAccountRequest {
        charge_weekly: Some(Money { pence: 1 }),
        ..suspension(&metered(world).await, days("2024-10-14", "2024-10-21"))
    };
    call(world, path!("SuspendAccount"), &request)
}

pub async fn resumed_without_a_pause(world: &World) -> Call {
    call(world, path!("ResumeAccount"), &resumption(&metered(world).await, "2024-10-14"))
}

pub async fn needs_ended_twice(world: &World) -> Call {
    let case = Case::in_care_home(&world.bench);
    let request = end(&case.account().await, "2024-10-14");
    let facts = world.bench.clients.account_facts(&case.council, &actor(Role::Finance));
    let answer = facts.expect("a client").end_needs(request).await.expect("they end");
    let account = answer.into_inner().account.expect("the account");
    call(world, path!("EndNeeds"), &end(&account, "2024-10-21"))
}

pub async fn written_off_though_not_charged(world: &World) -> Call {
    let request = write_off(&metered(world).await, days("2024-10-07", "2024-10-14"));
    call(world, path!("WriteOffCharge"), &request)
}

pub async fn written_off_by_a_practitioner(world: &World) -> Call {
    let request = write_off(&metered(world).await, days("2024-10-07", "2024-10-14"));
    world.call(NOTTINGHAMSHIRE, &actor(Role::Practitioner), path!("WriteOffCharge"), &request)
}

pub async fn written_off_for_days_to_come(world: &World) -> Call {
    let request = write_off(&metered(world).await, days("2024-10-14", "2024-10-23"));
    call(world, path!("WriteOffCharge"), &request)
}

pub async fn died_after_it_was_learned(world: &World) -> Call {
    call(world, path!("RecordDeath"), &death(&metered(world).await, "2024-10-22"))
}

pub async fn after_the_account_was_closed(world: &World) -> Call {
    let case = Case::in_care_home(&world.bench);
    let request = death(&case.account().await, "2024-10-14");
    let facts = world.bench.clients.account_facts(&case.council, &actor(Role::Finance));
    let answer = facts.expect("a client").record_death(request).await.expect("it is closed");
    let account = answer.into_inner().account.expect("the account");
    call(world, path!("EndNeeds"), &end(&account, "2024-10-14"))
}

pub async fn of_an_entry_that_is_not_there(world: &World) -> Call {
    call(world, path!("ReverseEntry"), &reversal(&metered(world).await, 999))
}

pub async fn of_the_opening(world: &World) -> Call {
    call(world, path!("ReverseEntry"), &reversal(&metered(world).await, 1))
}

/// The third entry meters the first week.
pub async fn of_metered_days(world: &World) -> Call {
    call(world, path!("ReverseEntry"), &reversal(&metered(world).await, 3))
}

pub async fn of_a_reversal(world: &World) -> Call {
    call(world, path!("ReverseEntry"), &reversal(&reversed(world).await, 4))
}

pub async fn of_the_same_entry_again(world: &World) -> Call {
    call(world, path!("ReverseEntry"), &reversal(&reversed(world).await, 3))
}

/// A pause without an end, its end, and another pause: without the second entry they overlap.
pub async fn of_what_keeps_two_pauses_apart(world: &World) -> Call {
    let account = paused(world, days("2024-10-10", "")).await;
    let council = NOTTINGHAMSHIRE.parse().expect("a council");
    let facts = world.bench.clients.account_facts(&council, &actor(Role::Finance));
    let mut facts = facts.expect("a client");
    let answer = facts.resume_account(resumption(&account, "2024-10-12")).await;
    let account = answer.expect("it is resumed").into_inner().account.expect("the account");
    let again = suspension(&account, days("2024-10-14", ""));
    let answer = facts.suspend_account(again).await.expect("it is paused");
    let account = answer.into_inner().account.expect("the account");
    call(world, path!("ReverseEntry"), &reversal(&account, 4))
}
