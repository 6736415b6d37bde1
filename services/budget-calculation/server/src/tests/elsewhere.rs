//! The other contexts, which say what a test tells them to, over real sockets.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use carecap_contracts::account::v1 as account;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_server::{
    EventLogService, EventLogServiceServer,
};
use carecap_contracts::events::v1::{Event, FollowRequest, FollowResponse};
use carecap_contracts::rates::v1 as rates;
use carecap_service::{Peer, PeerAddresses, Refusal};
use futures::Stream;
use prost::Message;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::body::Body;
use tonic::codegen::{BoxFuture, Context, Poll, Service, http};
use tonic::server::{Grpc, NamedService};
use tonic::transport::Server;
use tonic::{Request, Response, Status};
use tonic_prost::ProstCodec;

/// Intake, the catalogue and care-account.
#[derive(Clone, Default)]
pub(super) struct Elsewhere(Arc<Mutex<Said>>);

/// What they say.
#[derive(Default)]
pub(super) struct Said {
    pub(super) assessment: intake::Assessment,
    pub(super) person: intake::GetPersonFactsResponse,
    /// The latest `from` first.
    pub(super) statements: Vec<intake::FinancialStatement>,
    pub(super) rate: Option<rates::ResolveRateResponse>,
    pub(super) account: Option<account::Account>,
    /// The events of intake and of care-account.
    pub(super) intake_tells: Vec<Happened>,
    pub(super) account_tells: Vec<Happened>,
}

impl Elsewhere {
    pub(super) fn said(&self) -> MutexGuard<'_, Said> {
        self.0.lock().unwrap()
    }

    /// Serves all three, and says where.
    pub(super) async fn serve(&self, peers: &mut PeerAddresses) {
        let of_intake = Log { of: self.clone(), told: |said| &said.intake_tells };
        let of_accounts = Log { of: self.clone(), told: |said| &said.account_tells };
        peers.set(Peer::AssessmentIntake, self.listen(of_intake).await);
        peers.set(Peer::CareAccount, self.listen(of_accounts.clone()).await);
        peers.set(Peer::RateCatalogue, self.listen(of_accounts).await);
    }

    async fn listen(&self, log: Log) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let serving = Server::builder()
            .add_service(EventLogServiceServer::new(log))
            .add_service(Assessments(self.clone()))
            .add_service(People(self.clone()))
            .add_service(Statements(self.clone()))
            .add_service(Catalogue(self.clone()))
            .add_service(Accounts(self.clone()))
            .serve_with_incoming(TcpListenerStream::new(listener));
        tokio::spawn(serving);
        format!("http://{address}")
    }

    async fn answer(self, request: http::Request<Body>) -> http::Response<Body> {
        let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        match method.as_str() {
            "GetAssessment" => {
                let assessment = Some(self.said().assessment.clone());
                let answer = intake::GetAssessmentResponse { assessment };
                reply::<intake::GetAssessmentRequest, _>(request, Ok(answer)).await
            }
            "GetPersonFacts" => {
                let answer = self.said().person.clone();
                reply::<intake::GetPersonFactsRequest, _>(request, Ok(answer)).await
            }
            "ListFinancialStatements" => {
                let answer = intake::ListFinancialStatementsResponse {
                    financial_statements: self.said().statements.clone(),
                    next_page_token: String::new(),
                };
                reply::<intake::ListFinancialStatementsRequest, _>(request, Ok(answer)).await
            }
            "ResolveRate" => {
                let rate = self.said().rate.clone();
                let none = || Refusal::new(ErrorReason::NoRate, "there is no rate in force");
                reply::<rates::ResolveRateRequest, _>(request, rate.ok_or_else(none)).await
            }
            "GetAccount" => {
                let account = self.said().account.clone();
                let answer = account::GetAccountResponse { account: account.clone() };
                let none = || Refusal::not_found("account", "of nobody");
                let found = account.map(|_| answer).ok_or_else(none);
                reply::<account::GetAccountRequest, _>(request, found).await
            }
            other => panic!("the test says nothing of {other}"),
        }
    }
}

async fn reply<Q, A>(
    request: http::Request<Body>,
    answer: Result<A, Refusal>,
) -> http::Response<Body>
where
    Q: Message + Default + Send + 'static,
    A: Message + Clone + Default + Send + 'static,
{
    let handler = tower::service_fn(move |_: Request<Q>| {
        let answer = answer.clone();
        async move { answer.map(Response::new).map_err(Status::from) }
    });
    Grpc::new(ProstCodec::<A, Q>::default()).unary(handler, request).await
}

macro_rules! served_as {
    ($($service:ident = $name:literal;)*) => {$(
        #[derive(Clone)]
        struct $service(Elsewhere);

        impl NamedService for $service {
            const NAME: &'static str = $name;
        }

        impl Service<http::Request<Body>> for $service {
            type Response = http::Response<Body>;
            type Error = Infallible;
            type Future = BoxFuture<http::Response<Body>, Infallible>;

            fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
                Poll::Ready(Ok(()))
            }

            fn call(&mut self, request: http::Request<Body>) -> Self::Future {
                let elsewhere = self.0.clone();
                Box::pin(async move { Ok(elsewhere.answer(request).await) })
            }
        }
    )*};
}

served_as! {
    Assessments = "carecap.assessment.v1.AssessmentService";
    People = "carecap.assessment.v1.PersonService";
    Statements = "carecap.assessment.v1.FinancialStatementService";
    Catalogue = "carecap.rates.v1.RateCatalogueService";
    Accounts = "carecap.account.v1.AccountService";
}

/// The event log of one of them.
#[derive(Clone)]
struct Log {
    of: Elsewhere,
    told: fn(&Said) -> &Vec<Happened>,
}

#[tonic::async_trait]
impl EventLogService for Log {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

    async fn follow(
        &self,
        request: Request<FollowRequest>,
    ) -> Result<Response<Self::FollowStream>, Status> {
        let after = request.into_inner().after;
        let happened = {
            let said = self.of.said();
            let index = usize::try_from(after).unwrap();
            (self.told)(&said).get(index).cloned()
        };
        // The stream ends after one event, or soon after none; the follower asks again.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let event = happened.map(|happened| Event {
            number: after + 1,
            happened: Some(happened),
            ..Event::default()
        });
        let told = event.map(|event| Ok(FollowResponse { event: Some(event) }));
        Ok(Response::new(Box::pin(tokio_stream::iter(told))))
    }
}
