use carecap_calendar::parse_day;
use carecap_contracts::account::v1 as account;
use carecap_contracts::risk::v1 as risk;
use carecap_service::Role;
use carecap_tests::{Case, Census, STUCK, actor, day, new_request_id};
use serde_json::json;

use super::prepared::{Prepared, World};

/// Every account is brought to one day first, so that every run meters one week of each.
pub async fn start_run(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let mut accounts =
        world.bench.clients.accounts(&case.council, &actor(Role::Operator)).expect("a client");
    let even = account::StartMeteringRunRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        until: world.next_week(),
        ..Default::default()
    };
    accounts.start_metering_run(even).await.expect("the meter runs");
    Census::of_settled(&world.bench).await;
    let asked = account::StartMeteringRunRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        until: world.next_week(),
        ..Default::default()
    };
    let until = day("2025-04-06");
    let altered = account::StartMeteringRunRequest { until, ..asked.clone() };
    Prepared::call(&case, Role::Operator, &asked, &altered)
}

/// A run that is under way and cannot go on, since its terms have an uprating twice.
pub async fn cancel_run(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let until = parse_day("2031-04-07").expect("a day");
    let run_id = world.run_in_state("RUNNING", until, |run| {
        run["started_by"] = STUCK.into();
        let uprating = json!({
            "on": "2031-04-07", "factor": "1.01", "cap_after": 8_700_000, "unconfirmed": true,
        });
        run["terms"]["upratings"] = json!([uprating, uprating]);
    });
    let asked = account::CancelMeteringRunRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        run_id: run_id.await,
        cancel_reason: "It does not go on.".to_owned(),
        ..Default::default()
    };
    let cancel_reason = "For another reason.".to_owned();
    let altered = account::CancelMeteringRunRequest { cancel_reason, ..asked.clone() };
    Prepared::call(&case, Role::Operator, &asked, &altered)
}

/// One run goes on at a time, so the one that was resumed before has ended first.
pub async fn resume_run(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    Census::of_settled(&world.bench).await;
    let asked = account::ResumeMeteringRunRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        run_id: world.run_in_state("CANCELLED", world.end_of_next_week(), |_| {}).await,
        ..Default::default()
    };
    let altered = account::ResumeMeteringRunRequest { run_id: new_request_id(), ..asked.clone() };
    Prepared::call(&case, Role::Operator, &asked, &altered)
}

pub async fn issue_statement(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let asked = account::IssueStatementRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        account_id: world.account.account_id.clone(),
        dated: day("2024-10-14"),
        ..Default::default()
    };
    let altered = account::IssueStatementRequest { dated: day("2024-10-13"), ..asked.clone() };
    Prepared::call(&case, Role::Finance, &asked, &altered)
}

pub async fn decide_flag(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let flag = case.flagged().await;
    let asked = risk::DecideFlagRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: flag.etag,
        flag_id: flag.flag_id,
        decision: risk::FlagOutcome::ActedOn.into(),
        decision_reason: "Visited at once.".to_owned(),
        decided_on: day("2024-10-08"),
        ..Default::default()
    };
    let decision = risk::FlagOutcome::FalseAlarm.into();
    let altered = risk::DecideFlagRequest { decision, ..asked.clone() };
    Prepared::call(&case, Role::RiskOfficer, &asked, &altered)
}

pub async fn set_boundaries(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let present =
        risk::GetBoundariesRequest { council_id: case.council_id(), ..Default::default() };
    let mut flags =
        world.bench.clients.flags(&case.council, &actor(Role::RiskOfficer)).expect("a client");
    let answer = flags.get_boundaries(present).await.expect("the boundaries").into_inner();
    let present = answer.boundary_set.expect("the boundaries");
    let asked = risk::SetBoundariesRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: present.etag,
        boundaries: present.boundaries,
        ..Default::default()
    };
    let altered = risk::SetBoundariesRequest { boundaries: Vec::new(), ..asked.clone() };
    Prepared::call(&case, Role::RiskOfficer, &asked, &altered)
}
