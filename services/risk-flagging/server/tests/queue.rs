//! The queue as a risk officer meets it, over real sockets: budget-calculation reports a budget,
//! and a named person decides about the flag that it raises.

#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use carecap_contracts::assessment::v1::Setting;
use carecap_contracts::common::v1::{Date, ErrorReason, Money, Source};
use carecap_contracts::events::v1::BudgetDrafted;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_contracts::risk::v1 as proto;
use carecap_contracts::risk::v1::flag_service_client::FlagServiceClient;
use carecap_service::{
    Claims, Config, ContextServer, EventLog, Outgoing, Peer, Role, Spine, SystemClock, Tokens,
    reason_of, serve, told,
};
use carecap_store::{CouncilId, Migration, RandomIds, Stores};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tonic::service::Routes;
use tonic::transport::Endpoint;
use uuid::Uuid;

const COUNCIL: &str = "E08000035";
const PERSON: Uuid = Uuid::from_u128(7);

type Client = FlagServiceClient<Outgoing>;

/// risk-flagging on a socket, beside a log that stands for the other contexts.
struct House {
    budgets: Stores,
    tokens: Tokens,
    address: String,
    /// Holds the stores' files until the test ends.
    _folder: TempDir,
}

impl House {
    async fn new() -> House {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(SystemClock);
        let tokens = Tokens::in_folder(&folder.path().join("keys"), clock).unwrap();
        let mut config = Config::load(None).unwrap();
        config.data.folder = folder.path().to_path_buf();
        config.councils.served = BTreeSet::from([council()]);

        let (listener, address) = socket().await;
        let spine = opened(Peer::BudgetCalculation, &config, &[], &tokens).await;
        let budgets = spine.stores.clone();
        let log =
            EventLogServiceServer::new(EventLog::new(budgets.clone(), Duration::from_secs(60)));
        let producer = ContextServer {
            routes: Routes::new(log),
            services: vec!["carecap.events.v1.EventLogService"],
            background: Vec::new(),
        };
        tokio::spawn(serve(listener, spine, producer, std::future::pending()));

        for peer in Peer::ALL {
            config.peers.set(peer, address.clone());
        }
        let (listener, address) = socket().await;
        let migrations = risk_flagging_server::MIGRATIONS;
        let spine = opened(Peer::RiskFlagging, &config, migrations, &tokens).await;
        let context = risk_flagging_server::server(&spine);
        tokio::spawn(serve(listener, spine, context, std::future::pending()));
        House { budgets, tokens, address, _folder: folder }
    }

    fn client(&self, role: Role, person_id: Option<Uuid>) -> Client {
        let claims = Claims {
            sub: "robin".to_owned(),
            roles: BTreeSet::from([role]),
            council: council(),
            person_id,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        let token = self.tokens.sign(claims, Duration::from_secs(60)).unwrap();
        let channel = Endpoint::from_shared(self.address.clone()).unwrap().connect_lazy();
        FlagServiceClient::new(Outgoing::new(channel, &token).unwrap())
    }

    /// budget-calculation reports a draft of 1,500 pounds a week.
    async fn budget_is_drafted(&self, setting: Setting) {
        let store = self.budgets.of(&council()).await.unwrap();
        let mut tx = store.write().await.unwrap();
        tx.tell(told(Happened::BudgetDrafted(BudgetDrafted {
            person_id: PERSON.to_string(),
            budget_id: Uuid::from_u128(8).to_string(),
            version: 1,
            setting: setting.into(),
            starts_on: day(),
            cost_weekly: Some(Money { pence: 150_000 }),
            ..BudgetDrafted::default()
        })));
        tx.commit().await.unwrap();
    }

    /// The queue, once the report has arrived.
    async fn queue(&self) -> Vec<proto::Flag> {
        let mut officer = self.client(Role::RiskOfficer, None);
        for _ in 0..500 {
            let answer = officer.list_flags(every_flag()).await.unwrap().into_inner();
            if !answer.flags.is_empty() {
                return answer.flags;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Vec::new()
    }
}

async fn opened(
    own: Peer,
    config: &Config,
    migrations: &'static [Migration],
    tokens: &Tokens,
) -> Spine {
    let clock = Arc::new(SystemClock);
    let ids = Arc::new(RandomIds::new(clock.clone()));
    let config = Arc::new(config.clone());
    Spine::open(own, config, migrations, clock, ids, tokens.clone()).await.unwrap()
}

async fn socket() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    (listener, address)
}

fn council() -> CouncilId {
    COUNCIL.parse().unwrap()
}

fn day() -> Option<Date> {
    Some(Date { year: 2024, month: 10, day: 7 })
}

fn every_flag() -> proto::ListFlagsRequest {
    proto::ListFlagsRequest { council_id: COUNCIL.to_owned(), ..Default::default() }
}

fn usual_cost_at_home(request: u128) -> proto::SetBoundariesRequest {
    proto::SetBoundariesRequest {
        council_id: COUNCIL.to_owned(),
        request_id: Uuid::from_u128(request).to_string(),
        boundaries: vec![proto::Boundary {
            indicator: "F-COST-2".to_owned(),
            measure: "cost_weekly_highest".to_owned(),
            setting: Setting::Home.into(),
            from: Some(Date { year: 2024, month: 4, day: 1 }),
            value: "1200".to_owned(),
            source: Some(Source {
                title: "Commissioning board, March 2024".to_owned(),
                href: String::new(),
            }),
        }],
        ..Default::default()
    }
}

fn decision(flag: &proto::Flag, request: u128) -> proto::DecideFlagRequest {
    proto::DecideFlagRequest {
        council_id: COUNCIL.to_owned(),
        request_id: Uuid::from_u128(request).to_string(),
        etag: flag.etag.clone(),
        flag_id: flag.flag_id.clone(),
        decision: proto::FlagOutcome::NoActionNeeded.into(),
        decision_reason: "Two carers are needed for each transfer.".to_owned(),
        decided_on: day(),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_budget_above_what_is_usual_waits_in_the_queue_until_a_named_person_decides() {
    let house = House::new().await;
    let mut officer = house.client(Role::RiskOfficer, None);
    let set = officer.set_boundaries(usual_cost_at_home(1)).await.unwrap().into_inner();
    assert_eq!(set.boundary_set.unwrap().version, 1);
    house.budget_is_drafted(Setting::Home).await;

    let queue = house.queue().await;
    let [flag] = queue.as_slice() else { panic!("one flag is raised, not {queue:?}") };
    assert_eq!((flag.indicator.as_str(), flag.state()), ("F-COST-2", proto::FlagState::Open));
    assert_eq!(flag.raised_for, day());
    let seen = "The weekly cost is £1,500.00 (highest £1,200.00, set from 2024-04-01).";
    assert_eq!(flag.evidence, seen);

    let first = officer.decide_flag(decision(flag, 2)).await.unwrap().into_inner();
    let again = officer.decide_flag(decision(flag, 2)).await.unwrap().into_inner();
    assert_eq!(first, again, "a repeated request gets the first answer");
    let decided = first.flag.unwrap();
    assert_eq!((decided.state(), decided.version), (proto::FlagState::Decided, 2));
    assert_eq!(decided.decided_by, "robin");

    let stale = officer.decide_flag(decision(flag, 3)).await.unwrap_err();
    assert_eq!(reason_of(&stale), Some(ErrorReason::StaleEtag));
    let twice = officer.decide_flag(decision(&decided, 4)).await.unwrap_err();
    assert_eq!(reason_of(&twice), Some(ErrorReason::AlreadyDecided));
}

#[tokio::test]
async fn a_report_that_cannot_be_read_does_not_hold_up_those_after_it() {
    let house = House::new().await;
    let mut officer = house.client(Role::RiskOfficer, None);
    officer.set_boundaries(usual_cost_at_home(1)).await.unwrap();
    house.budget_is_drafted(Setting::Unspecified).await;
    house.budget_is_drafted(Setting::Home).await;
    assert_eq!(house.queue().await.len(), 1);
}

#[tokio::test]
async fn nobody_learns_of_a_flag_about_themselves_whatever_else_they_may_do() {
    let house = House::new().await;
    let mut officer = house.client(Role::RiskOfficer, None);
    officer.set_boundaries(usual_cost_at_home(1)).await.unwrap();
    house.budget_is_drafted(Setting::Home).await;
    let flag = house.queue().await.remove(0);

    let mut person = house.client(Role::Person, Some(PERSON));
    let refused = person.list_flags(every_flag()).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::ActionNotPermitted));

    let mut themselves = house.client(Role::Practitioner, Some(PERSON));
    let listed = themselves.list_flags(every_flag()).await.unwrap().into_inner();
    assert_eq!(listed.flags, []);
    let refused = themselves.decide_flag(decision(&flag, 2)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::NotFound));
}

#[tokio::test]
async fn boundaries_are_set_on_the_version_that_was_read_or_not_at_all() {
    let house = House::new().await;
    let mut officer = house.client(Role::RiskOfficer, None);
    let asked = proto::GetBoundariesRequest { council_id: COUNCIL.to_owned(), version: 0 };
    let none = officer.get_boundaries(asked.clone()).await.unwrap_err();
    assert_eq!(reason_of(&none), Some(ErrorReason::NotFound));

    let trial = proto::SetBoundariesRequest { validate_only: true, ..usual_cost_at_home(1) };
    officer.set_boundaries(trial).await.unwrap();
    let none = officer.get_boundaries(asked.clone()).await.unwrap_err();
    assert_eq!(reason_of(&none), Some(ErrorReason::NotFound), "a trial run stores nothing");

    officer.set_boundaries(usual_cost_at_home(1)).await.unwrap();
    let unread = officer.set_boundaries(usual_cost_at_home(2)).await.unwrap_err();
    assert_eq!(reason_of(&unread), Some(ErrorReason::StaleEtag));
    let set = officer.get_boundaries(asked).await.unwrap().into_inner().boundary_set.unwrap();
    let read = proto::SetBoundariesRequest { etag: set.etag, ..usual_cost_at_home(3) };
    let changed = officer.set_boundaries(read).await.unwrap().into_inner();
    assert_eq!(changed.boundary_set.unwrap().version, 2);
}
