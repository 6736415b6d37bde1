//! Facts that people state about an account, over a socket: what they change, late and in time, and
//! what they leave as it was.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::time::Duration;

use carecap_calendar::Day;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::account_fact_service_client::AccountFactServiceClient;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::account::v1::{AbsenceCause, EntryKind, WriteOffCause};
use carecap_contracts::common::v1::{ErrorReason, Period};
use carecap_contracts::date;
use carecap_service::{Outgoing, Role, reason_of};
use common::{COMMENCED, COUNCIL, House, PERSON, pence};
use sqlx::types::Uuid;
use time::macros::date;
use tonic::Status;

type Accounts = AccountServiceClient<Outgoing>;
type Facts = AccountFactServiceClient<Outgoing>;

const METERED_TO: Day = date!(2024 - 11 - 04);

/// An account in the house, metered for four weeks.
struct Opened {
    house: House,
    accounts: Accounts,
    facts: Facts,
}

impl Opened {
    async fn with(publish: impl FnOnce(&House)) -> Opened {
        let house = House::open().await;
        let (accounts, facts) = (house.client(Role::Operator), house.facts(Role::Finance));
        publish(&house);
        let mut opened = Opened { house, accounts, facts };
        opened.with_entries(2).await;
        opened.meter(METERED_TO).await;
        opened
    }

    /// A self-funder at 700.00 a week, 200.00 of it daily living costs.
    async fn self_funded() -> Opened {
        Opened::with(|house| house.budgets.publish(COMMENCED, 70_000)).await
    }

    /// Charged 410.00 of 900.00 a week, 200.00 of it daily living costs.
    async fn charged() -> Opened {
        Opened::with(|house| house.budgets.publish_charged(COMMENCED, 90_000, 41_000)).await
    }

    async fn account(&mut self) -> Result<proto::Account, Status> {
        let asked = proto::GetAccountRequest {
            council_id: COUNCIL.to_owned(),
            person_id: PERSON.to_owned(),
            ..proto::GetAccountRequest::default()
        };
        let answer = self.accounts.get_account(asked).await?.into_inner();
        Ok(answer.account.unwrap())
    }

    /// Waits until the account has so many entries.
    async fn with_entries(&mut self, entries: i64) -> proto::Account {
        for _ in 0..500 {
            match self.account().await {
                Ok(account) if account.last_entry >= entries => return account,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        panic!("the account never had {entries} entries");
    }

    async fn meter(&mut self, until: Day) {
        let asked = proto::StartMeteringRunRequest {
            council_id: COUNCIL.to_owned(),
            request_id: new_id(),
            validate_only: false,
            until: date(until),
        };
        let answer = self.accounts.start_metering_run(asked).await.unwrap().into_inner();
        let run_id = answer.metering_run.unwrap().run_id;
        for _ in 0..500 {
            let (council_id, run_id) = (COUNCIL.to_owned(), run_id.clone());
            let asked = proto::GetMeteringRunRequest { council_id, run_id };
            let answer = self.accounts.get_metering_run(asked).await.unwrap().into_inner();
            if answer.metering_run.unwrap().ended_at.is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the run never ended");
    }

    async fn issue(&mut self, dated: Day) -> proto::Statement {
        let account_id = self.account().await.unwrap().account_id;
        let asked = proto::IssueStatementRequest {
            council_id: COUNCIL.to_owned(),
            request_id: new_id(),
            validate_only: false,
            account_id,
            dated: date(dated),
        };
        self.accounts.issue_statement(asked).await.unwrap().into_inner().statement.unwrap()
    }

    async fn suspend(
        &mut self,
        days: Option<Period>,
    ) -> Result<proto::SuspendAccountResponse, Status> {
        let account = self.account().await.unwrap();
        let asked = suspension(&account, days);
        Ok(self.facts.suspend_account(asked).await?.into_inner())
    }

    async fn reverse(&mut self, entry_number: i64) -> Result<proto::Account, Status> {
        let account = self.account().await.unwrap();
        let asked = proto::ReverseEntryRequest {
            council_id: COUNCIL.to_owned(),
            request_id: new_id(),
            validate_only: false,
            etag: account.etag,
            account_id: account.account_id,
            entry_number,
            decided_on: date(METERED_TO),
            reason: "It was another person.".to_owned(),
        };
        let answer = self.facts.reverse_entry(asked).await?.into_inner();
        Ok(answer.account.unwrap())
    }

    async fn die(&mut self, died_on: Day) -> proto::RecordDeathResponse {
        let account = self.account().await.unwrap();
        let asked = proto::RecordDeathRequest {
            council_id: COUNCIL.to_owned(),
            request_id: new_id(),
            validate_only: false,
            etag: account.etag,
            account_id: account.account_id,
            died_on: date(died_on),
            learned_on: date(METERED_TO),
            reason: "The registrar told us.".to_owned(),
        };
        self.facts.record_death(asked).await.unwrap().into_inner()
    }
}

fn new_id() -> String {
    carecap_store::Ids::new_id(&carecap_store::RandomIds::new(std::sync::Arc::new(
        carecap_service::SystemClock,
    )))
    .to_string()
}

fn days(start: Day, end: Day) -> Option<Period> {
    Some(Period { start: date(start), end: date(end) })
}

fn suspension(account: &proto::Account, days: Option<Period>) -> proto::SuspendAccountRequest {
    proto::SuspendAccountRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id(),
        validate_only: false,
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        days,
        cause: AbsenceCause::Hospital.into(),
        unreported: false,
        charge_weekly: None,
        decided_on: date(METERED_TO),
        reason: "The ward told us.".to_owned(),
    }
}

#[tokio::test]
async fn a_pause_learned_of_late_takes_its_days_back_and_leaves_the_statement_as_it_was() {
    let mut opened = Opened::self_funded().await;
    let issued = opened.issue(METERED_TO).await;
    assert_eq!(issued.closing_balance, pence(200_000));

    let answer = opened.suspend(days(date!(2024 - 10 - 14), date!(2024 - 10 - 28))).await.unwrap();
    let account = answer.account.unwrap();
    assert_eq!(account.balance, pence(100_000));
    assert_eq!(account.daily_living, pence(40_000), "R-DLC-7: none while it pauses");
    assert_eq!(account, opened.account().await.unwrap());
    let kinds: Vec<EntryKind> = answer.entries.iter().map(proto::Entry::kind).collect();
    assert_eq!(kinds, [EntryKind::Suspend, EntryKind::Adjust, EntryKind::Adjust]);
    let fact = &answer.entries[0];
    assert_eq!(
        (fact.decided_by.as_str(), fact.reason.as_str()),
        ("olive.operator", "The ward told us.")
    );
    assert!(answer.entries[1..].iter().all(|entry| entry.fact_number == fact.number));

    let asked = proto::GetStatementRequest {
        council_id: COUNCIL.to_owned(),
        statement_id: issued.statement_id.clone(),
    };
    let again = opened.accounts.get_statement(asked).await.unwrap().into_inner();
    assert_eq!(again.statement, Some(issued));
    let next = opened.issue(METERED_TO).await;
    assert_eq!(next.closing_balance, pence(100_000));
    assert!(next.notes.iter().any(|note| note.contains("nothing was counted")), "{:?}", next.notes);
}

#[tokio::test]
async fn a_pause_is_resumed_and_metering_goes_on_from_that_day() {
    let mut opened = Opened::self_funded().await;
    let open = Some(Period { start: date(METERED_TO), end: None });
    opened.suspend(open).await.unwrap();
    opened.meter(date!(2024 - 11 - 18)).await;
    let account = opened.account().await.unwrap();
    assert_eq!((account.balance, account.rate_weekly), (pence(200_000), pence(0)));
    let asked = proto::ResumeAccountRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        on: date(date!(2024 - 11 - 11)),
        decided_on: date(date!(2024 - 11 - 18)),
        reason: "Home again.".to_owned(),
    };
    let answer = opened.facts.resume_account(asked.clone()).await.unwrap().into_inner();
    let account = answer.account.clone().unwrap();
    assert_eq!((account.balance, account.rate_weekly), (pence(250_000), pence(50_000)));
    let again = opened.facts.resume_account(asked).await.unwrap().into_inner();
    assert_eq!(again, answer, "the same id gets the same answer, whatever the etag is by now");
}

#[tokio::test]
async fn a_charge_that_the_council_goes_on_raising_counts_as_the_policy_says() {
    let mut opened = Opened::charged().await;
    let account = opened.account().await.unwrap();
    let week = days(date!(2024 - 10 - 14), date!(2024 - 10 - 21));
    let asked = |charge_weekly| proto::SuspendAccountRequest {
        charge_weekly,
        validate_only: true,
        ..suspension(&account, week)
    };
    let refused = opened.facts.suspend_account(asked(None)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField), "it charges by default");
    let retained = opened.facts.suspend_account(asked(pence(27_000))).await.unwrap().into_inner();
    // Three weeks at 210.00 and one at 70.00.
    assert_eq!(retained.account.unwrap().balance, pence(70_000));
    let trial = retained.entries.iter().all(|entry| entry.hash.is_empty());
    assert!(trial, "what was not made proves nothing");

    opened.house.budgets.choose("charged_while_absent", "NOT_CHARGED");
    let refused = opened.facts.suspend_account(asked(pence(27_000))).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField), "it charges nothing now");
    let paused = opened.facts.suspend_account(asked(None)).await.unwrap().into_inner();
    assert_eq!(paused.account.unwrap().balance, pence(63_000));
    assert_eq!(opened.account().await.unwrap(), account, "a trial stores nothing");
}

#[tokio::test]
async fn a_charge_written_off_does_not_count_until_that_is_undone() {
    let mut opened = Opened::charged().await;
    let before = opened.account().await.unwrap();
    assert_eq!(before.balance, pence(84_000));
    let asked = proto::WriteOffChargeRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id(),
        validate_only: false,
        etag: before.etag.clone(),
        account_id: before.account_id.clone(),
        days: days(date!(2024 - 10 - 14), date!(2024 - 10 - 28)),
        cause: WriteOffCause::NeverDue.into(),
        still_due_weekly: pence(0),
        decided_on: date(METERED_TO),
        reason: "Billed in error.".to_owned(),
    };
    let answer = opened.facts.write_off_charge(asked).await.unwrap().into_inner();
    let account = answer.account.unwrap();
    assert_eq!((account.balance, account.daily_living), (pence(42_000), pence(40_000)));
    assert_eq!(account.cost, before.cost, "the council bears it");
    let fact = answer.entries[0].number;
    let after = opened.reverse(fact).await.unwrap();
    assert_eq!(
        (after.balance, after.daily_living, after.not_counted),
        (before.balance, before.daily_living, before.not_counted)
    );
    let refused = opened.reverse(fact).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::EntryNotReversible));
}

#[tokio::test]
async fn needs_that_ended_begin_again_with_the_next_budget() {
    let mut opened = Opened::self_funded().await;
    let account = opened.account().await.unwrap();
    let asked = proto::EndNeedsRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id(),
        validate_only: false,
        etag: account.etag.clone(),
        account_id: account.account_id.clone(),
        from: date(date!(2024 - 10 - 28)),
        decided_on: date(METERED_TO),
        reason: "Reviewed.".to_owned(),
    };
    let ended = opened.facts.end_needs(asked).await.unwrap().into_inner().account.unwrap();
    assert_eq!((ended.balance, ended.rate_weekly), (pence(150_000), pence(0)));
    assert_eq!(ended.needs_ended_from, date(date!(2024 - 10 - 28)));
    opened.house.budgets.publish(date!(2024 - 11 - 11), 90_000);
    opened.with_entries(ended.last_entry + 1).await;
    opened.meter(date!(2024 - 11 - 18)).await;
    assert_eq!(opened.account().await.unwrap().balance, pence(150_000 + 70_000));
}

#[tokio::test]
async fn a_death_closes_the_account_and_a_budget_for_later_becomes_work() {
    let mut opened = Opened::self_funded().await;
    let died_on = date!(2024 - 10 - 21);
    let account = opened.die(died_on).await.account.unwrap();
    assert_eq!((account.balance, account.daily_living), (pence(100_000), pence(40_000)));
    assert_eq!(account.closed_from, date(died_on));
    assert_eq!(account.retention_review_from, date(METERED_TO), "R-ACC-6: the day it was learned");

    opened.meter(date!(2024 - 11 - 18)).await;
    assert_eq!(opened.account().await.unwrap(), account, "no run meters on");
    let refused = opened.suspend(days(METERED_TO, date!(2024 - 11 - 11))).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::AccountClosed));
    opened.house.budgets.publish(METERED_TO, 90_000);
    let mut database = opened.house.database().await;
    let mut work: Vec<(Option<Uuid>, String)> = Vec::new();
    for _ in 0..500 {
        work = sqlx::query_as("SELECT person_id, CAST(body AS TEXT) FROM refused_work")
            .fetch_all(&mut database)
            .await
            .unwrap();
        if !work.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(work.len(), 1);
    assert!(work[0].1.contains("ACCOUNT_CLOSED"), "{}", work[0].1);

    let statement = opened.issue(date!(2025 - 04 - 07)).await;
    assert_eq!(statement.closing_balance, pence(100_000), "the last statement, of any day after");
}

#[tokio::test]
async fn a_death_recorded_by_mistake_is_undone_and_the_account_goes_on() {
    let mut opened = Opened::self_funded().await;
    let closed = opened.die(date!(2024 - 10 - 21)).await;
    let fact = closed.entries[0].number;
    let account = opened.reverse(fact).await.unwrap();
    assert_eq!((account.balance, account.closed_from), (pence(200_000), None));
    opened.meter(date!(2024 - 11 - 11)).await;
    assert_eq!(opened.account().await.unwrap().balance, pence(250_000));
}
