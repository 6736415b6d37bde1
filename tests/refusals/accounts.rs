use carecap_contracts::account::v1 as account;
use carecap_contracts::risk::v1 as risk;
use carecap_service::Role;
use carecap_tests::{Case, LEEDS, NOBODY, NOTTINGHAMSHIRE, actor, day, new_request_id};

use super::world::{Call, METERED_TO, World};

fn run(world: &World, council: &str, until: &str) -> Call {
    let request = account::StartMeteringRunRequest {
        council_id: council.to_owned(),
        request_id: new_request_id(),
        until: day(until),
        ..Default::default()
    };
    let path = "/carecap.account.v1.AccountService/StartMeteringRun";
    world.call(council, &actor(Role::Operator), path, &request)
}

pub async fn run_to_the_same_day(world: &World) -> Call {
    run(world, NOTTINGHAMSHIRE, METERED_TO)
}

pub async fn run_to_before(world: &World) -> Call {
    run(world, NOTTINGHAMSHIRE, "2024-10-10")
}

pub async fn no_cap(world: &World) -> Call {
    run(world, LEEDS, "2024-11-04")
}

/// The run that metered the world, which has ended.
async fn ended_run(world: &World) -> String {
    let council = NOTTINGHAMSHIRE.parse().expect("a council");
    let mut runs = world.bench.clients.runs(&council, &actor(Role::Auditor)).expect("a client");
    let council_id = NOTTINGHAMSHIRE.to_owned();
    let request = account::ListMeteringRunsRequest { council_id, ..Default::default() };
    let listed = runs.list_metering_runs(request).await.expect("the runs").into_inner();
    listed.metering_runs.into_iter().next().expect("the world was metered").run_id
}

fn cancelling(world: &World, run_id: String, cancel_reason: &str) -> Call {
    let request = account::CancelMeteringRunRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        run_id,
        cancel_reason: cancel_reason.to_owned(),
        ..Default::default()
    };
    let path = "/carecap.account.v1.RunService/CancelMeteringRun";
    world.call(NOTTINGHAMSHIRE, &actor(Role::Operator), path, &request)
}

pub async fn ended_run_cancelled(world: &World) -> Call {
    cancelling(world, ended_run(world).await, "Too late.")
}

pub async fn cancelled_without_a_reason(world: &World) -> Call {
    cancelling(world, ended_run(world).await, " ")
}

pub async fn no_run_cancelled(world: &World) -> Call {
    cancelling(world, NOBODY.to_owned(), "It never was.")
}

pub async fn ended_run_resumed(world: &World) -> Call {
    let request = account::ResumeMeteringRunRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        run_id: ended_run(world).await,
        ..Default::default()
    };
    let path = "/carecap.account.v1.RunService/ResumeMeteringRun";
    world.call(NOTTINGHAMSHIRE, &actor(Role::Operator), path, &request)
}

fn statement(world: &World, dated: &str) -> Call {
    let request = account::IssueStatementRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        request_id: new_request_id(),
        account_id: world.account.account_id.clone(),
        dated: day(dated),
        ..Default::default()
    };
    let path = "/carecap.account.v1.AccountService/IssueStatement";
    world.call(NOTTINGHAMSHIRE, &actor(Role::Finance), path, &request)
}

pub async fn not_metered_yet(world: &World) -> Call {
    statement(world, "2024-10-15")
}

pub async fn before_opening(world: &World) -> Call {
    statement(world, "2024-10-06")
}

/// With the newest etag, so that nothing is wrong but that it was decided before.
pub async fn flag_decided_again(world: &World) -> Call {
    let case = Case::at_home(&world.bench);
    let (flag, by) = (case.flagged().await, actor(Role::RiskOfficer));
    let decision = |etag: String| risk::DecideFlagRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag,
        flag_id: flag.flag_id.clone(),
        decision: risk::FlagOutcome::ActedOn.into(),
        decision_reason: "Visited at once.".to_owned(),
        decided_on: day("2024-10-08"),
        ..Default::default()
    };
    let mut flags = world.bench.clients.flags(&case.council, &by).expect("a client");
    let answer = flags.decide_flag(decision(flag.etag.clone())).await.expect("it is decided");
    let decided = answer.into_inner().flag.expect("the flag");
    let path = "/carecap.risk.v1.FlagService/DecideFlag";
    world.call(LEEDS, &by, path, &decision(decided.etag))
}
