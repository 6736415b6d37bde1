//! Callers who hang up before their answer.

use std::time::Duration;

use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::assessment::v1::assessment_service_client::AssessmentServiceClient;
use carecap_contracts::common::v1::Date;
use carecap_service::{Outgoing, Role};
use carecap_store::CouncilId;
use carecap_testing::ENGINES;
use carecap_tests::{Bench, actor};
use futures::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tonic::Request;

use super::caller::{new_id, settled};

const CALLS: usize = 200;
const AT_ONCE: usize = 20;

type Client = AssessmentServiceClient<Outgoing>;

/// How a caller goes away.
#[derive(Debug, Clone, Copy)]
enum HangUp {
    /// The deadline that came with the call passes.
    Deadline,
    /// The call is dropped.
    DroppedCall,
    /// The whole connection is dropped.
    DroppedConnection,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_who_hang_up_leave_nothing_half_way_and_nothing_twice() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let council: CouncilId = "E08000035".parse().unwrap();
        let person_id = person(&bench, &council).await;
        let requests: Vec<_> = (0..CALLS).map(|_| start(&council, &person_id)).collect();
        let mut die = StdRng::seed_from_u64(200);
        for several in requests.chunks(AT_ONCE) {
            let hung_up = several.iter().map(|request| {
                let hang_up = [HangUp::Deadline, HangUp::DroppedCall, HangUp::DroppedConnection]
                    [die.random_range(0..3)];
                let after = Duration::from_micros(die.random_range(200..15_000));
                hang_up_after(&bench, &council, request.clone(), hang_up, after)
            });
            join_all(hung_up).await;
        }

        // Every connection of the pools still serves, and each request takes effect once.
        let clients = bench.clients.assessments(&council, &actor(Role::Practitioner)).unwrap();
        let mut made = Vec::new();
        for several in requests.chunks(AT_ONCE) {
            made.extend(join_all(several.iter().map(|one| settle(&clients, one))).await);
        }
        made.sort();
        assert_eq!(listed(clients, &council, &person_id).await, made, "{engine:?}");
        bench.stop().await;
    }
}

async fn person(bench: &Bench, council: &CouncilId) -> String {
    let request = intake::CreatePersonRequest {
        council_id: council.to_string(),
        request_id: new_id(),
        name: "Somebody".to_owned(),
        born_on: Some(Date { year: 1940, month: 2, day: 11 }),
        ..intake::CreatePersonRequest::default()
    };
    let mut people = bench.clients.people(council, &actor(Role::Practitioner)).unwrap();
    let answer = people.create_person(request).await.unwrap().into_inner();
    answer.person.unwrap().person_id
}

fn start(council: &CouncilId, person_id: &str) -> intake::StartAssessmentRequest {
    intake::StartAssessmentRequest {
        council_id: council.to_string(),
        request_id: new_id(),
        person_id: person_id.to_owned(),
        kind: intake::AssessmentKind::Professional.into(),
        duty_date: Some(Date { year: 2024, month: 9, day: 16 }),
        ..intake::StartAssessmentRequest::default()
    }
}

/// Whatever comes of it, the caller does not hear it.
async fn hang_up_after(
    bench: &Bench,
    council: &CouncilId,
    request: intake::StartAssessmentRequest,
    hang_up: HangUp,
    after: Duration,
) {
    // A connection of its own, so that dropping it drops this one call and no other.
    let own = carecap::clients::Clients::new(&bench.config.peers, bench.tokens.clone()).unwrap();
    let mut client = own.assessments(council, &actor(Role::Practitioner)).unwrap();
    let mut request = Request::new(request);
    match hang_up {
        HangUp::Deadline => {
            request.set_timeout(after);
            let _ = client.start_assessment(request).await;
        }
        HangUp::DroppedCall => {
            let _ = tokio::time::timeout(after, client.start_assessment(request)).await;
        }
        HangUp::DroppedConnection => {
            let calling = tokio::spawn(async move { client.start_assessment(request).await });
            tokio::time::sleep(after).await;
            calling.abort();
            drop(own);
        }
    }
}

async fn settle(client: &Client, request: &intake::StartAssessmentRequest) -> String {
    let answer = settled(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.start_assessment(request).await }
    });
    answer.await.assessment.unwrap().assessment_id
}

/// Every assessment of the person, sorted.
async fn listed(mut client: Client, council: &CouncilId, person_id: &str) -> Vec<String> {
    let request = intake::ListAssessmentsRequest {
        council_id: council.to_string(),
        person_id: person_id.to_owned(),
        page_size: 1_000,
        ..intake::ListAssessmentsRequest::default()
    };
    let listed = client.list_assessments(request).await.unwrap().into_inner().assessments;
    let mut ids: Vec<String> = listed.into_iter().map(|one| one.assessment_id).collect();
    ids.sort();
    ids
}
