use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::Source;
use carecap_contracts::rates::v1::ImportRatesHeader;
use carecap_service::Role;
use carecap_tests::{Case, actor, day, new_request_id, overwrite};
use prost::Message as _;

use super::prepared::{Ask, Prepared, World};

/// One price of a service that the council does not have yet.
pub async fn import_rates(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let header = ImportRatesHeader {
        council_id: case.council_id(),
        request_id: new_request_id(),
        file_name: "rates.csv".to_owned(),
        source: Some(Source { title: "A test".to_owned(), href: String::new() }),
        ..Default::default()
    };
    let service = format!("service_{}", new_request_id().replace('-', "_"));
    let file = |amount: &str| {
        let names = "council,year,service_code,service,unit,amount,source\n";
        let row = format!("{},2024-25,{service},a service,hour,{amount},a test\n", case.council);
        Ask {
            message: header.encode_to_vec(),
            chunks: vec![names.as_bytes().to_vec(), row.into_bytes()],
        }
    };
    Prepared {
        council: case.council.clone(),
        actor: actor(Role::RatesManager),
        asked: file("20.00"),
        altered: file("20.01"),
    }
}

pub async fn set_policy(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let present = proto::GetPolicyRequest {
        council_id: case.council_id(),
        on: day("2024-10-07"),
        ..Default::default()
    };
    let mut policies =
        world.bench.clients.policies(&case.council, &actor(Role::Finance)).expect("a client");
    let answer = policies.get_policy(present).await.expect("the policy").into_inner();
    let present = answer.council_policy.expect("the policy");
    let asked = proto::SetCouncilPolicyRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: present.etag,
        choices: present.choices,
        ..Default::default()
    };
    let altered = proto::SetCouncilPolicyRequest { choices: Vec::new(), ..asked.clone() };
    Prepared::call(&case, Role::Finance, &asked, &altered)
}

pub async fn set_mapping(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let present =
        proto::GetServiceMappingRequest { council_id: case.council_id(), ..Default::default() };
    let mut policies =
        world.bench.clients.policies(&case.council, &actor(Role::RatesManager)).expect("a client");
    let answer = policies.get_service_mapping(present).await.expect("the mapping").into_inner();
    let present = answer.service_mapping.expect("the mapping");
    let asked = proto::SetServiceMappingRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: present.etag,
        entries: present.entries,
        ..Default::default()
    };
    let altered = proto::SetServiceMappingRequest { entries: Vec::new(), ..asked.clone() };
    Prepared::call(&case, Role::RatesManager, &asked, &altered)
}

pub async fn confirm(world: &World) -> Prepared {
    let case = Case::in_care_home(&world.bench);
    let source = |title: &str| Some(Source { title: title.to_owned(), href: String::new() });
    let asked = proto::ConfirmParameterRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        key: "daily_living_costs_weekly".to_owned(),
        value: "200.00".to_owned(),
        on: day("2024-10-07"),
        source: source("The officer's file"),
        ..Default::default()
    };
    let altered = proto::ConfirmParameterRequest { source: source("Another"), ..asked.clone() };
    Prepared::call(&case, Role::Finance, &asked, &altered)
}

pub async fn approve(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let draft = case.drafted().await;
    let asked = proto::ApproveBudgetRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: draft.etag,
        budget_id: draft.budget_id,
        approved_on: day("2024-10-02"),
        ..Default::default()
    };
    let altered = proto::ApproveBudgetRequest { approved_on: day("2024-10-03"), ..asked.clone() };
    Prepared::call(&case, Role::Approver, &asked, &altered)
}

pub async fn revise_draft(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let draft = case.drafted().await;
    let asked = proto::ReviseDraftRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: draft.etag.clone(),
        overwrites: vec![overwrite(&draft, "24.50")],
        budget_id: draft.budget_id,
        ..Default::default()
    };
    let altered = proto::ReviseDraftRequest { overwrites: Vec::new(), ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn publish(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let approved = case.approved().await;
    let asked = proto::PublishBudgetRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: approved.etag,
        budget_id: approved.budget_id,
        published_on: day("2024-10-08"),
        ..Default::default()
    };
    let altered = proto::PublishBudgetRequest { published_on: day("2024-10-09"), ..asked.clone() };
    Prepared::call(&case, Role::Approver, &asked, &altered)
}

pub async fn request_change(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let asked = proto::RequestChangeRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        budget_id: case.drafted().await.budget_id,
        reason: "It takes longer now.".to_owned(),
        requested_on: day("2024-10-21"),
        ..Default::default()
    };
    let reason = "It takes less time now.".to_owned();
    let altered = proto::RequestChangeRequest { reason, ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}

pub async fn decide_change(world: &World) -> Prepared {
    let case = Case::at_home(&world.bench);
    let requested = case.change_requested().await;
    let asked = proto::DecideChangeRequestRequest {
        council_id: case.council_id(),
        request_id: new_request_id(),
        etag: requested.etag,
        change_request_id: requested.change_request_id,
        accept: true,
        decision_reason: "The needs have grown.".to_owned(),
        decided_on: day("2024-10-25"),
        ..Default::default()
    };
    let altered = proto::DecideChangeRequestRequest { accept: false, ..asked.clone() };
    Prepared::call(&case, Role::Practitioner, &asked, &altered)
}
