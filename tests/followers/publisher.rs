//! Another budget-calculation, in the place of Carecap's own: it has published one budget for each of
//! many people, and serves as much of its contract as care-account needs to open their accounts.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1::{Date, Money};
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::{BudgetPublished, Event, FollowRequest, FollowResponse};
use futures::future::BoxFuture;
use futures::{StreamExt as _, stream};
use http::{Request, Response};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::body::Body;
use tonic::server::Grpc;
use tonic::transport::Server;
use tonic_prost::ProstCodec;
use tower::service_fn;

use super::caller::new_id;

pub(crate) const STARTS_ON: Date = Date { year: 2024, month: 10, day: 7 };
const PACK: &str = "england-cap-2022";

/// The people, each with a budget whose id is theirs too.
#[derive(Clone)]
pub(crate) struct Publisher(Arc<Vec<String>>);

impl Publisher {
    /// Serves so many published budgets at an address that nobody holds.
    pub(crate) async fn serve(address: &str, people: usize) {
        let publisher = Publisher(Arc::new((0..people).map(|_| new_id()).collect()));
        let listener = TcpListener::bind(address.trim_start_matches("http://")).await.unwrap();
        let incoming = TcpListenerStream::new(listener);
        tokio::spawn(Server::builder().serve_with_incoming(publisher, incoming));
    }

    fn events(&self, after: i64) -> Vec<FollowResponse> {
        let numbered = (1..).zip(self.0.iter()).filter(|(number, _)| *number > after);
        let told = numbered.map(|(number, person_id)| Event {
            number,
            happened: Some(Happened::BudgetPublished(BudgetPublished {
                person_id: person_id.clone(),
                budget_id: person_id.clone(),
                version: 1,
                starts_on: Some(STARTS_ON),
                pack: PACK.to_owned(),
                policy_version: 1,
            })),
            ..Event::default()
        });
        told.map(|event| FollowResponse { event: Some(event) }).collect()
    }
}

fn pence(pence: i64) -> Option<Money> {
    Some(Money { pence })
}

fn budget_of(person_id: String) -> budget::GetBudgetResponse {
    let budget = budget::Budget {
        budget_id: person_id.clone(),
        version: 1,
        person_id,
        kind: budget::BudgetKind::Independent.into(),
        starts_on: Some(STARTS_ON),
        cost_weekly: pence(80_500),
        daily_living_weekly: pence(20_000),
        ..budget::Budget::default()
    };
    budget::GetBudgetResponse { budget: Some(budget) }
}

fn policy() -> budget::GetPolicyResponse {
    let cap_terms = budget::CapTerms {
        pack: PACK.to_owned(),
        commenced_on: Some(STARTS_ON),
        cap: pence(8_600_000),
        upratings: Vec::new(),
        cap_test: budget::CapTest::Reached.into(),
        shadow: true,
    };
    budget::GetPolicyResponse {
        council_policy: Some(budget::CouncilPolicy { version: 1, ..Default::default() }),
        cap_terms: Some(cap_terms),
        ..budget::GetPolicyResponse::default()
    }
}

impl tower::Service<Request<Body>> for Publisher {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let publisher = self.clone();
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            Ok(match path.as_str() {
                "/carecap.events.v1.EventLogService/Follow" => {
                    let follow = service_fn(|asked: tonic::Request<FollowRequest>| {
                        let events = publisher.events(asked.into_inner().after);
                        let told = stream::iter(events).map(Ok).chain(stream::pending());
                        async move { Ok::<_, tonic::Status>(tonic::Response::new(told)) }
                    });
                    Grpc::new(ProstCodec::default()).server_streaming(follow, request).await
                }
                "/carecap.budget.v1.BudgetService/GetBudget" => {
                    let get = service_fn(|asked: tonic::Request<budget::GetBudgetRequest>| async {
                        let person_id = asked.into_inner().budget_id;
                        Ok::<_, tonic::Status>(tonic::Response::new(budget_of(person_id)))
                    });
                    Grpc::new(ProstCodec::default()).unary(get, request).await
                }
                "/carecap.budget.v1.PolicyService/GetPolicy" => {
                    let get = service_fn(|_: tonic::Request<budget::GetPolicyRequest>| async {
                        Ok::<_, tonic::Status>(tonic::Response::new(policy()))
                    });
                    Grpc::new(ProstCodec::default()).unary(get, request).await
                }
                _ => tonic::Status::unimplemented("nobody here asks for this").into_http(),
            })
        })
    }
}
