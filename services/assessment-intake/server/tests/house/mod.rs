//! A running assessment-intake in a folder of its own, and the callers that a test needs.
// Each test file uses some of it.
#![allow(dead_code)]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use carecap_calendar::Clock;
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::assessment::v1::assessment_service_client::AssessmentServiceClient;
use carecap_contracts::assessment::v1::financial_statement_service_client::FinancialStatementServiceClient;
use carecap_contracts::assessment::v1::person_service_client::PersonServiceClient;
use carecap_contracts::common::v1::{Date, ErrorReason};
use carecap_contracts::events::v1::FollowRequest;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use carecap_service::{
    Claims, Config, Outgoing, Peer, Role, Spine, SystemClock, Tokens, reason_of, serve,
};
use carecap_store::{Ids, RandomIds};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::Status;
use tonic::transport::{Channel, Endpoint};

pub const COUNCIL: &str = "E10000008";

/// The service, until [`House::close`].
pub struct House {
    tokens: Tokens,
    channel: Channel,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
    _folder: TempDir,
}

impl House {
    pub async fn open() -> House {
        let folder = tempfile::tempdir().unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let mut config = Config::load(None).unwrap();
        config.data.folder = folder.path().to_owned();
        let tokens = Tokens::in_folder(&config.token_folder(), Arc::clone(&clock)).unwrap();
        let ids: Arc<dyn Ids> = Arc::new(RandomIds::new(Arc::clone(&clock)));
        let migrations = assessment_intake_server::MIGRATIONS;
        let own = Peer::AssessmentIntake;
        let spine = Spine::open(own, Arc::new(config), migrations, clock, ids, tokens.clone());
        let spine = spine.await.unwrap();

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let context = assessment_intake_server::server(&spine);
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let stop = async move {
                let _ = stopped.await;
            };
            serve(listener, spine, context, stop).await.unwrap();
        });
        let channel = Endpoint::try_from(format!("http://{address}")).unwrap().connect_lazy();
        House { tokens, channel, stop, served, _folder: folder }
    }

    /// Stops the service and waits for its end.
    pub async fn close(self) {
        let House { channel, stop, served, .. } = self;
        drop(channel);
        stop.send(()).unwrap();
        served.await.unwrap();
    }

    pub fn council_worker(&self, role: Role) -> Outgoing {
        self.caller("worker", role, None)
    }

    pub fn person_token(&self, person_id: &str) -> Outgoing {
        self.caller("person", Role::Person, Some(person_id))
    }

    fn caller(&self, subject: &str, role: Role, person_id: Option<&str>) -> Outgoing {
        let claims = Claims {
            sub: subject.to_owned(),
            roles: BTreeSet::from([role]),
            council: COUNCIL.parse().unwrap(),
            person_id: person_id.map(|id| id.parse().unwrap()),
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        let token = self.tokens.sign(claims, Duration::from_secs(60)).unwrap();
        Outgoing::new(self.channel.clone(), &token).unwrap()
    }

    pub fn people(&self, caller: Outgoing) -> PersonServiceClient<Outgoing> {
        PersonServiceClient::new(caller)
    }

    pub fn assessments(&self, caller: Outgoing) -> AssessmentServiceClient<Outgoing> {
        AssessmentServiceClient::new(caller)
    }

    pub fn statements(&self, caller: Outgoing) -> FinancialStatementServiceClient<Outgoing> {
        FinancialStatementServiceClient::new(caller)
    }

    /// Records somebody who was born on 6 May 1969 and lives in Exeter, and gives their id.
    pub async fn person(&self, name: &str) -> String {
        let request = proto::CreatePersonRequest {
            council_id: COUNCIL.to_owned(),
            request_id: request_id(),
            validate_only: false,
            name: name.to_owned(),
            born_on: day(1969, 5, 6),
            area: "Exeter".to_owned(),
        };
        let mut people = self.people(self.council_worker(Role::Practitioner));
        let answer = people.create_person(request).await.unwrap().into_inner();
        answer.person.unwrap().person_id
    }

    /// The first events that are told, so many of them.
    pub async fn events(&self, count: usize) -> Vec<Happened> {
        let mut log = EventLogServiceClient::new(self.council_worker(Role::Service));
        let question = FollowRequest { council_id: COUNCIL.to_owned(), after: 0 };
        let mut stream = log.follow(question).await.unwrap().into_inner();
        let mut told = Vec::new();
        while told.len() < count {
            let event = stream.message().await.unwrap().unwrap().event.unwrap();
            told.push(event.happened.unwrap());
        }
        told
    }
}

pub fn day(year: i32, month: i32, day: i32) -> Option<Date> {
    Some(Date { year, month, day })
}

pub fn request_id() -> String {
    RandomIds::new(Arc::new(SystemClock)).new_id().to_string()
}

/// Why a call was refused.
pub fn reason<T: std::fmt::Debug>(answer: Result<T, Status>) -> ErrorReason {
    reason_of(&answer.unwrap_err()).unwrap()
}

/// Whether a refusal names a field. Texts stand in the details as they are.
pub fn names<T: std::fmt::Debug>(answer: &Result<T, Status>, field: &str) -> bool {
    String::from_utf8_lossy(answer.as_ref().unwrap_err().details()).contains(field)
}
