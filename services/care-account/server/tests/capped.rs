//! A self-funder's account, from the published budget to a statement and a late fact.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::time::Duration;

use carecap_calendar::Day;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::account::v1::{EntryKind, RunState};
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_service::{Outgoing, Role, reason_of};
use common::{ANOTHER, COMMENCED, COUNCIL, House, PERSON, pence};
use time::macros::date;
use tonic::Status;

type Client = AccountServiceClient<Outgoing>;

const METERED_TO: Day = date!(2025 - 04 - 07);
const FIRST_REQUEST: &str = "0192aaaa-0000-4000-8000-000000000001";

const SECOND_REQUEST: &str = "0192aaaa-0000-4000-8000-000000000002";

async fn account(client: &mut Client) -> Result<proto::Account, Status> {
    account_of(client, PERSON).await
}

async fn account_of(client: &mut Client, person_id: &str) -> Result<proto::Account, Status> {
    let asked = proto::GetAccountRequest {
        council_id: COUNCIL.to_owned(),
        person_id: person_id.to_owned(),
        ..proto::GetAccountRequest::default()
    };
    let answer = client.get_account(asked).await?.into_inner();
    Ok(answer.account.unwrap())
}

/// Waits until the account has so many entries.
async fn account_with(client: &mut Client, entries: i64) -> proto::Account {
    account_of_with(client, PERSON, entries).await
}

async fn account_of_with(client: &mut Client, person_id: &str, entries: i64) -> proto::Account {
    for _ in 0..500 {
        match account_of(client, person_id).await {
            Ok(account) if account.last_entry >= entries => return account,
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
    panic!("the account never had {entries} entries");
}

fn start(request_id: &str, until: Day) -> proto::StartMeteringRunRequest {
    proto::StartMeteringRunRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id.to_owned(),
        validate_only: false,
        until: date(until),
    }
}

async fn ended(client: &mut Client, run_id: &str) -> proto::MeteringRun {
    for _ in 0..500 {
        let asked = proto::GetMeteringRunRequest {
            council_id: COUNCIL.to_owned(),
            run_id: run_id.to_owned(),
        };
        let answer = client.get_metering_run(asked).await.unwrap().into_inner();
        let run = answer.metering_run.unwrap();
        if run.state() == RunState::Ended {
            return run;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the run never ended");
}

/// Band 3 from 7 October 2024, band 5 from Thursday 9 January 2025, metered to 7 April.
async fn metered(house: &House, client: &mut Client) -> proto::MeteringRun {
    house.budgets.publish(COMMENCED, 80_500);
    house.budgets.publish(date!(2025 - 01 - 09), 84_500);
    account_with(client, 3).await;
    run(client, FIRST_REQUEST, METERED_TO).await
}

/// A run that has ended, as it was when it started.
async fn run(client: &mut Client, request_id: &str, until: Day) -> proto::MeteringRun {
    let asked = start(request_id, until);
    let answer = client.start_metering_run(asked).await.unwrap().into_inner();
    let started = answer.metering_run.unwrap();
    ended(client, &started.run_id).await;
    started
}

async fn issue(
    client: &mut Client,
    account_id: &str,
    dated: Day,
) -> Result<proto::Statement, Status> {
    let asked = proto::IssueStatementRequest {
        council_id: COUNCIL.to_owned(),
        request_id: FIRST_REQUEST.to_owned(),
        validate_only: false,
        account_id: account_id.to_owned(),
        dated: date(dated),
    };
    let answer = client.issue_statement(asked).await?.into_inner();
    Ok(answer.statement.unwrap())
}

async fn entries(client: &mut Client, account_id: &str) -> Vec<proto::Entry> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let asked = proto::ListEntriesRequest {
            council_id: COUNCIL.to_owned(),
            account_id: account_id.to_owned(),
            page_size: 10,
            page_token,
        };
        let answer = client.list_entries(asked).await.unwrap().into_inner();
        all.extend(answer.entries);
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            return all;
        }
    }
}

#[tokio::test]
async fn the_account_is_metered_to_the_penny_and_its_statement_outlives_a_late_fact() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    metered(&house, &mut client).await;
    let first = account(&mut client).await.unwrap();
    assert_eq!(first.accrued, pence(1_623_286));
    assert_eq!(first.daily_living, pence(520_000));
    assert_eq!(first.balance, pence(1_683_348));
    assert_eq!(first.cap, pence(8_918_200));
    assert!(first.shadow && first.uprating_unconfirmed);

    let asked = proto::ProjectAccountRequest {
        council_id: COUNCIL.to_owned(),
        account_id: first.account_id.clone(),
    };
    let projection = client.project_account(asked).await.unwrap().into_inner();
    assert_eq!(projection.reached_on, date(date!(2027 - 06 - 01)));

    let statement = issue(&mut client, &first.account_id, METERED_TO).await.unwrap();
    assert_eq!(statement.total_cost, pence(2_143_286));
    assert_eq!(statement.rate_weekly, pence(64_500));
    assert_eq!(statement.indicative_date, None);

    house.budgets.publish(date!(2024 - 12 - 05), 84_500);
    let second = account_with(&mut client, first.last_entry + 8).await;
    assert_eq!(second.balance, pence(1_704_088));
    let asked = proto::GetStatementRequest {
        council_id: COUNCIL.to_owned(),
        statement_id: statement.statement_id.clone(),
    };
    let again = client.get_statement(asked).await.unwrap().into_inner();
    assert_eq!(again.statement.as_ref(), Some(&statement));
    let repeated = issue(&mut client, &first.account_id, METERED_TO).await.unwrap();
    assert_eq!(repeated, statement);
}

#[tokio::test]
async fn a_statement_on_trial_shows_its_figures_and_issues_nothing() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    metered(&house, &mut client).await;
    let account_id = account(&mut client).await.unwrap().account_id;
    let asked = proto::IssueStatementRequest {
        council_id: COUNCIL.to_owned(),
        request_id: FIRST_REQUEST.to_owned(),
        validate_only: true,
        account_id: account_id.clone(),
        dated: date(METERED_TO),
    };
    let trial = client.issue_statement(asked).await.unwrap().into_inner().statement.unwrap();
    assert_eq!(trial.closing_balance, pence(1_683_348));
    assert!(trial.statement_id.is_empty() && trial.canonical.is_empty());
    let issued = issue(&mut client, &account_id, METERED_TO).await.unwrap();
    assert!(!issued.statement_id.is_empty() && !issued.canonical.is_empty());
}

#[tokio::test]
async fn the_entries_are_numbered_chained_and_add_up() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    metered(&house, &mut client).await;
    let account = account(&mut client).await.unwrap();
    let entries = entries(&mut client, &account.account_id).await;
    assert_eq!(i64::try_from(entries.len()), Ok(account.last_entry));
    assert_eq!(entries[0].kind(), EntryKind::Open);
    for (pair, number) in entries.windows(2).zip(1..) {
        assert_eq!(pair[0].number, number);
        assert_eq!(pair[1].previous_hash, pair[0].hash);
        assert!(!pair[0].canonical.is_empty());
    }
    let cost: i64 = entries.iter().flat_map(|entry| entry.cost).map(|cost| cost.pence).sum();
    assert_eq!(account.cost, pence(cost));
    assert_eq!(entries.last().unwrap().balance_after, account.balance);
}

#[tokio::test]
async fn a_run_started_again_under_its_id_is_the_run_as_it_started_and_under_another_is_refused() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    let started = metered(&house, &mut client).await;
    assert_eq!((started.state(), started.accounts_done), (RunState::Running, 0));
    let again = client.start_metering_run(start(FIRST_REQUEST, METERED_TO)).await.unwrap();
    assert_eq!(again.into_inner().metering_run, Some(started));

    let refused = client.start_metering_run(start(SECOND_REQUEST, METERED_TO)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::AlreadyMetered));
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_reason() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    let before = date!(2024 - 10 - 06);
    let refused = client.start_metering_run(start(FIRST_REQUEST, before)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::CapNotCommenced));

    metered(&house, &mut client).await;
    let account_id = account(&mut client).await.unwrap().account_id;
    let refused = issue(&mut client, &account_id, date!(2025 - 04 - 08)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::NotMeteredYet));
    let refused = issue(&mut client, &account_id, before).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField));
    let refused = issue(&mut client, PERSON, METERED_TO).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::NotFound));

    let mut person = house.client(Role::Person);
    let refused = account(&mut person).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::NotYourCase));
}

#[tokio::test]
async fn an_account_that_cannot_be_read_is_passed_over_and_kept_for_a_person() {
    for broken in ["'{}'", "'no head'", "JSON_SET(body, '$.last_entry', 99)"] {
        let house = House::open().await;
        let mut client = house.client(Role::Operator);
        house.budgets.publish(COMMENCED, 80_500);
        house.budgets.publish_for(ANOTHER, COMMENCED, 80_500);
        let first = account_with(&mut client, 2).await;
        let second = account_of_with(&mut client, ANOTHER, 2).await;
        // Accounts are taken in order of id, and ids grow: the first one is broken.
        assert!(first.account_id < second.account_id);
        let mut database = house.database().await;
        let sql =
            format!("UPDATE accounts SET body = {broken} WHERE last_entry = 2 AND person_id = $1");
        let person_id = sqlx::types::Uuid::parse_str(PERSON).unwrap();
        let changed = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(person_id);
        assert_eq!(changed.execute(&mut database).await.unwrap().rows_affected(), 1);

        let started = run(&mut client, FIRST_REQUEST, METERED_TO).await;
        assert_eq!(ended(&mut client, &started.run_id).await.accounts_done, 2);
        let metered = account_of(&mut client, ANOTHER).await.unwrap();
        assert_eq!(metered.metered_to, date(METERED_TO));
        let work: Vec<(Option<sqlx::types::Uuid>, String)> =
            sqlx::query_as("SELECT person_id, CAST(body AS TEXT) FROM refused_work")
                .fetch_all(&mut database)
                .await
                .unwrap();
        assert_eq!(work.len(), 1);
        assert_eq!(work[0].0, Some(person_id));
        assert!(work[0].1.contains("cannot be read"), "{}", work[0].1);
    }
}

#[tokio::test]
async fn a_factor_that_the_policy_corrects_later_is_put_right_by_the_next_run() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    metered(&house, &mut client).await;
    house.budgets.uprate_by("1.05", 9_030_000);
    run(&mut client, SECOND_REQUEST, date!(2025 - 04 - 14)).await;
    let account = account(&mut client).await.unwrap();
    assert_eq!(account.cap, pence(9_030_000));
    // Half up of 16,232.86 by 1.05, and a week of 645.00.
    assert_eq!(account.balance, pence(1_704_450 + 64_500));
    let entries = entries(&mut client, &account.account_id).await;
    let reversal = entries.iter().find(|entry| entry.kind() == EntryKind::Reverse);
    assert!(reversal.unwrap().because.contains("from 1.037 to 1.05"));
}

#[tokio::test]
async fn a_statement_looks_as_far_ahead_as_the_policy_says() {
    let house = House::open().await;
    let mut client = house.client(Role::Operator);
    house.budgets.choose("statement_window_months", "36");
    metered(&house, &mut client).await;
    let account_id = account(&mut client).await.unwrap().account_id;
    let statement = issue(&mut client, &account_id, METERED_TO).await.unwrap();
    assert_eq!(statement.indicative_date, date(date!(2027 - 06 - 01)));
}
