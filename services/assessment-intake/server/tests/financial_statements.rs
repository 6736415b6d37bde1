//! Financial statements over a real socket, on SQLite: kept as they were given, version by version,
//! and listed in the order in which they speak.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod house;

use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::common::v1::{ErrorReason, Money};
use carecap_service::Role;

use house::{COUNCIL, House, day, reason, request_id};

fn statement(person_id: &str, from: (i32, i32, i32)) -> proto::FinancialStatement {
    proto::FinancialStatement {
        person_id: person_id.to_owned(),
        from: day(from.0, from.1, from.2),
        household: proto::Household::Single.into(),
        ..proto::FinancialStatement::default()
    }
}

fn record(statement: proto::FinancialStatement) -> proto::RecordFinancialStatementRequest {
    proto::RecordFinancialStatementRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        financial_statement: Some(statement),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn statements_are_listed_from_the_latest_first_day_back_whenever_they_were_recorded() {
    let house = House::open().await;
    let person_id = house.person("Ada Example").await;
    let mut finance = house.statements(house.council_worker(Role::Finance));

    let mut recorded = Vec::new();
    for from in [(2024, 10, 7), (2025, 4, 7), (2024, 10, 7)] {
        let made = finance.record_financial_statement(record(statement(&person_id, from))).await;
        recorded.push(made.unwrap().into_inner().financial_statement.unwrap());
    }
    let mut question = proto::ListFinancialStatementsRequest {
        council_id: COUNCIL.to_owned(),
        person_id: person_id.clone(),
        page_size: 2,
        page_token: String::new(),
    };
    let first = finance.list_financial_statements(question.clone()).await.unwrap().into_inner();
    question.page_token = first.next_page_token;
    let second = finance.list_financial_statements(question).await.unwrap().into_inner();
    assert_eq!(first.financial_statements, [recorded[1].clone(), recorded[2].clone()]);
    assert_eq!(second.financial_statements, [recorded[0].clone()]);
    assert_eq!(second.next_page_token, "");

    let stranger = "01920000-0000-7000-8000-000000000000";
    let unknown = record(statement(stranger, (2024, 10, 7)));
    assert_eq!(reason(finance.record_financial_statement(unknown).await), ErrorReason::NotFound);
    house.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_is_kept_whole_and_a_correction_leaves_the_version_before_as_it_was() {
    let house = House::open().await;
    let person_id = house.person("Ada Example").await;
    let mut finance = house.statements(house.council_worker(Role::Finance));

    let mut given = statement(&person_id, (2024, 10, 7));
    given.disclosure = proto::Disclosure::Full.into();
    given.household = proto::Household::Couple.into();
    let asked = finance.record_financial_statement(record(given.clone())).await;
    assert_eq!(reason(asked), ErrorReason::InvalidField, "one of a couple says their age");
    given.couple_at_pension_age = Some(false);
    given.capital = vec![proto::Capital {
        r#type: proto::CapitalType::MainHome.into(),
        value: Some(Money { pence: 25_000_000 }),
        owners: 2,
        share_percent: "33.3333".to_owned(),
        home_disregard: proto::HomeDisregard::OccupierLeft.into(),
        disregarded_from: day(2024, 9, 2),
        ..proto::Capital::default()
    }];
    let made = finance.record_financial_statement(record(given.clone())).await;
    let made = made.unwrap().into_inner().financial_statement.unwrap();
    assert_eq!((&made.capital, made.couple_at_pension_age), (&given.capital, Some(false)));

    let mut corrected = made.clone();
    corrected.capital[0].share_percent = "50".to_owned();
    let correction = proto::UpdateFinancialStatementRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: made.etag.clone(),
        financial_statement: Some(corrected),
    };
    let corrected = finance.update_financial_statement(correction).await;
    let corrected = corrected.unwrap().into_inner().financial_statement.unwrap();
    assert_eq!((corrected.version, corrected.capital[0].share_percent.as_str()), (2, "50"));
    let first = proto::GetFinancialStatementRequest {
        council_id: COUNCIL.to_owned(),
        financial_statement_id: made.financial_statement_id.clone(),
        version: 1,
    };
    let first = finance.get_financial_statement(first).await.unwrap().into_inner();
    assert_eq!(first.financial_statement, Some(made));
    house.close().await;
}
