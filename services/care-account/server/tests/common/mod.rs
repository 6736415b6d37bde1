//! A budget-calculation that says what a test tells it to, and a care-account that follows it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
#![allow(dead_code, reason = "each test uses a part of this module")]

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use carecap_calendar::Day;
use carecap_contracts::account::v1::account_fact_service_client::AccountFactServiceClient;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::account::v1::preview_service_client::PreviewServiceClient;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::budget::v1::budget_service_server::{BudgetService, BudgetServiceServer};
use carecap_contracts::budget::v1::policy_service_server::{PolicyService, PolicyServiceServer};
use carecap_contracts::common::v1::{Confidence, Money};
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_server::{
    EventLogService, EventLogServiceServer,
};
use carecap_contracts::events::v1::{BudgetPublished, Event, FollowRequest, FollowResponse};
use carecap_contracts::{date, day};
use carecap_service::{
    Claims, Config, Outgoing, Peer, Role, Spine, StoreEngine, SystemClock, Tokens, serve,
};
use carecap_store::{CouncilId, RandomIds};
use futures::Stream;
use time::macros::date;
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Endpoint, Server};
use tonic::{Request, Response, Status};

pub const COUNCIL: &str = "E10000024";
pub const PERSON: &str = "01920000-0000-7000-8000-000000000001";
pub const ANOTHER: &str = "01920000-0000-7000-8000-000000000003";
pub const BUDGET: &str = "01920000-0000-7000-8000-000000000002";
pub const COMMENCED: Day = date!(2024 - 10 - 07);
const UPRATED: Day = date!(2025 - 04 - 07);
const PACK: &str = "england-cap-2022";

pub fn pence(pence: i64) -> Option<Money> {
    Some(Money { pence })
}

/// A published version of somebody's budget: independent, unless a charge makes it a personal one.
#[derive(Clone)]
struct Published {
    person_id: String,
    starts_on: Day,
    cost_weekly: i64,
    charge_weekly: Option<i64>,
}

/// What budget-calculation says. Each budget has daily living costs of 200.00 a week.
#[derive(Clone)]
struct Said {
    published: Vec<Published>,
    /// The factor of April 2025 and the cap after it.
    uprating: (String, i64),
    /// The council's own choices.
    values: Vec<(String, String)>,
}

/// The published budgets, and the policy.
#[derive(Clone)]
pub struct Budgets(Arc<Mutex<Said>>);

impl Default for Budgets {
    fn default() -> Budgets {
        Budgets(Arc::new(Mutex::new(Said {
            published: Vec::new(),
            uprating: ("1.037".to_owned(), 8_918_200),
            values: Vec::new(),
        })))
    }
}

impl Budgets {
    pub fn publish(&self, starts_on: Day, cost_weekly: i64) {
        self.publish_for(PERSON, starts_on, cost_weekly);
    }

    pub fn publish_for(&self, person_id: &str, starts_on: Day, cost_weekly: i64) {
        let person_id = person_id.to_owned();
        let published = Published { person_id, starts_on, cost_weekly, charge_weekly: None };
        self.0.lock().unwrap().published.push(published);
    }

    /// Publishes a personal budget: the council meets the needs.
    pub fn publish_charged(&self, starts_on: Day, cost_weekly: i64, charge_weekly: i64) {
        let person_id = PERSON.to_owned();
        let charge_weekly = Some(charge_weekly);
        let published = Published { person_id, starts_on, cost_weekly, charge_weekly };
        self.0.lock().unwrap().published.push(published);
    }

    /// Says from now on that the cap was uprated so in April 2025.
    pub fn uprate_by(&self, factor: &str, cap_after: i64) {
        self.0.lock().unwrap().uprating = (factor.to_owned(), cap_after);
    }

    /// Makes a choice of the council.
    pub fn choose(&self, key: &str, value: &str) {
        self.0.lock().unwrap().values.push((key.to_owned(), value.to_owned()));
    }

    fn version(&self, version: i64) -> Option<Published> {
        let index = usize::try_from(version).ok()?.checked_sub(1)?;
        self.0.lock().unwrap().published.get(index).cloned()
    }
}

type Answered<T> = Result<Response<T>, Status>;

fn not_told<T>() -> Answered<T> {
    Err(Status::unimplemented("the test says nothing of this"))
}

#[tonic::async_trait]
impl EventLogService for Budgets {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

    async fn follow(&self, request: Request<FollowRequest>) -> Answered<Self::FollowStream> {
        let after = request.into_inner().after;
        let told = (after + 1..).map_while(|number| {
            let published = self.version(number)?;
            let happened = Happened::BudgetPublished(BudgetPublished {
                person_id: published.person_id,
                budget_id: BUDGET.to_owned(),
                version: number,
                starts_on: date(published.starts_on),
                pack: PACK.to_owned(),
                policy_version: 1,
            });
            let event = Event { number, happened: Some(happened), ..Event::default() };
            Some(Ok(FollowResponse { event: Some(event) }))
        });
        let told: Vec<_> = told.collect();
        // The stream ends after the events that are there, or soon after none; the follower asks again.
        tokio::time::sleep(Duration::from_millis(20)).await;
        Ok(Response::new(Box::pin(tokio_stream::iter(told))))
    }
}

#[tonic::async_trait]
impl PolicyService for Budgets {
    async fn get_policy(
        &self,
        request: Request<budget::GetPolicyRequest>,
    ) -> Answered<budget::GetPolicyResponse> {
        let on = request.into_inner().on.and_then(|on| day(&on).ok());
        let said = self.0.lock().unwrap().clone();
        let value =
            |(key, value)| budget::ValueInForce { key, value, ..budget::ValueInForce::default() };
        let uprating = budget::Uprating {
            on: date(UPRATED),
            factor: said.uprating.0,
            cap_after: pence(said.uprating.1),
            confidence: Confidence::Unknown.into(),
        };
        let cap_terms = budget::CapTerms {
            pack: PACK.to_owned(),
            commenced_on: date(COMMENCED),
            cap: pence(if on >= Some(UPRATED) { said.uprating.1 } else { 8_600_000 }),
            upratings: vec![uprating],
            cap_test: budget::CapTest::Reached.into(),
            shadow: true,
        };
        Ok(Response::new(budget::GetPolicyResponse {
            council_policy: Some(budget::CouncilPolicy {
                version: 1,
                ..budget::CouncilPolicy::default()
            }),
            cap_terms: on.filter(|on| *on >= COMMENCED).map(|_| cap_terms),
            values: said.values.into_iter().map(value).collect(),
            ..budget::GetPolicyResponse::default()
        }))
    }

    async fn set_council_policy(
        &self,
        _: Request<budget::SetCouncilPolicyRequest>,
    ) -> Answered<budget::SetCouncilPolicyResponse> {
        not_told()
    }

    async fn set_service_mapping(
        &self,
        _: Request<budget::SetServiceMappingRequest>,
    ) -> Answered<budget::SetServiceMappingResponse> {
        not_told()
    }

    async fn get_service_mapping(
        &self,
        _: Request<budget::GetServiceMappingRequest>,
    ) -> Answered<budget::GetServiceMappingResponse> {
        not_told()
    }

    async fn confirm_parameter(
        &self,
        _: Request<budget::ConfirmParameterRequest>,
    ) -> Answered<budget::ConfirmParameterResponse> {
        not_told()
    }
}

#[tonic::async_trait]
impl BudgetService for Budgets {
    async fn get_budget(
        &self,
        request: Request<budget::GetBudgetRequest>,
    ) -> Answered<budget::GetBudgetResponse> {
        let version = request.into_inner().version;
        let published =
            self.version(version).ok_or_else(|| Status::not_found("no such version"))?;
        let budget = budget::Budget {
            budget_id: BUDGET.to_owned(),
            version,
            person_id: published.person_id,
            kind: published
                .charge_weekly
                .map_or(budget::BudgetKind::Independent, |_| budget::BudgetKind::Personal)
                .into(),
            contribution_weekly: published.charge_weekly.and_then(pence),
            starts_on: date(published.starts_on),
            cost_weekly: pence(published.cost_weekly),
            daily_living_weekly: pence(20_000),
            ..budget::Budget::default()
        };
        Ok(Response::new(budget::GetBudgetResponse { budget: Some(budget) }))
    }

    async fn revise_draft(
        &self,
        _: Request<budget::ReviseDraftRequest>,
    ) -> Answered<budget::ReviseDraftResponse> {
        not_told()
    }

    async fn verify_receipt(
        &self,
        _: Request<budget::VerifyReceiptRequest>,
    ) -> Answered<budget::VerifyReceiptResponse> {
        not_told()
    }

    async fn list_budgets(
        &self,
        _: Request<budget::ListBudgetsRequest>,
    ) -> Answered<budget::ListBudgetsResponse> {
        not_told()
    }

    async fn approve_budget(
        &self,
        _: Request<budget::ApproveBudgetRequest>,
    ) -> Answered<budget::ApproveBudgetResponse> {
        not_told()
    }

    async fn publish_budget(
        &self,
        _: Request<budget::PublishBudgetRequest>,
    ) -> Answered<budget::PublishBudgetResponse> {
        not_told()
    }

    async fn get_receipt(
        &self,
        _: Request<budget::GetReceiptRequest>,
    ) -> Answered<budget::GetReceiptResponse> {
        not_told()
    }

    async fn list_draft_refusals(
        &self,
        _: Request<budget::ListDraftRefusalsRequest>,
    ) -> Answered<budget::ListDraftRefusalsResponse> {
        not_told()
    }

    async fn request_change(
        &self,
        _: Request<budget::RequestChangeRequest>,
    ) -> Answered<budget::RequestChangeResponse> {
        not_told()
    }

    async fn decide_change_request(
        &self,
        _: Request<budget::DecideChangeRequestRequest>,
    ) -> Answered<budget::DecideChangeRequestResponse> {
        not_told()
    }

    async fn get_change_request(
        &self,
        _: Request<budget::GetChangeRequestRequest>,
    ) -> Answered<budget::GetChangeRequestResponse> {
        not_told()
    }

    async fn list_change_requests(
        &self,
        _: Request<budget::ListChangeRequestsRequest>,
    ) -> Answered<budget::ListChangeRequestsResponse> {
        not_told()
    }
}

/// A care-account on SQLite in a folder of its own, behind a real socket.
pub struct House {
    pub budgets: Budgets,
    address: SocketAddr,
    tokens: Tokens,
    folder: tempfile::TempDir,
}

impl House {
    pub async fn open() -> House {
        let folder = tempfile::tempdir().unwrap();
        let (clock, budgets) = (Arc::new(SystemClock), Budgets::default());
        let tokens = Tokens::in_folder(folder.path(), clock.clone()).unwrap();
        let mut config = Config::load(None).unwrap();
        config.store.engine = StoreEngine::Sqlite;
        config.data.folder = folder.path().to_owned();
        config.councils.served = BTreeSet::from([council()]);
        let budget_address = serve_budgets(budgets.clone()).await;
        config.peers.set(Peer::BudgetCalculation, format!("http://{budget_address}"));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let spine = Spine::open(
            Peer::CareAccount,
            Arc::new(config),
            care_account_server::MIGRATIONS,
            clock,
            Arc::new(RandomIds::new(Arc::new(SystemClock))),
            tokens.clone(),
        );
        let spine = spine.await.unwrap();
        let context = care_account_server::server(&spine);
        tokio::spawn(serve(listener, spine, context, std::future::pending()));
        House { budgets, address, tokens, folder }
    }

    /// A connection of its own to the council's file.
    pub async fn database(&self) -> sqlx::SqliteConnection {
        let file = self.folder.path().join("care-account").join(format!("{COUNCIL}.sqlite"));
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
        sqlx::ConnectOptions::connect(&options).await.unwrap()
    }

    pub fn client(&self, role: Role) -> AccountServiceClient<Outgoing> {
        AccountServiceClient::new(self.outgoing(role, COUNCIL))
    }

    pub fn facts(&self, role: Role) -> AccountFactServiceClient<Outgoing> {
        AccountFactServiceClient::new(self.outgoing(role, COUNCIL))
    }

    pub fn previews(&self, role: Role) -> PreviewServiceClient<Outgoing> {
        self.previews_of(role, COUNCIL)
    }

    /// With a token of some council.
    pub fn previews_of(&self, role: Role, council: &str) -> PreviewServiceClient<Outgoing> {
        PreviewServiceClient::new(self.outgoing(role, council))
    }

    fn outgoing(&self, role: Role, council: &str) -> Outgoing {
        let claims = Claims {
            sub: "olive.operator".to_owned(),
            roles: BTreeSet::from([role]),
            council: council.parse().unwrap(),
            person_id: None,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        let token = self.tokens.sign(claims, Duration::from_secs(600)).unwrap();
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        Outgoing::new(endpoint.connect_lazy(), &token).unwrap()
    }
}

fn council() -> CouncilId {
    COUNCIL.parse().unwrap()
}

pub async fn serve_budgets(budgets: Budgets) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Server::builder()
        .add_service(EventLogServiceServer::new(budgets.clone()))
        .add_service(PolicyServiceServer::new(budgets.clone()))
        .add_service(BudgetServiceServer::new(budgets))
        .serve_with_incoming(TcpListenerStream::new(listener));
    tokio::spawn(serving);
    address
}
