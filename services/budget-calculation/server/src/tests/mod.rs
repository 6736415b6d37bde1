//! A council sets its policy and mapping, a draft is approved and published: over a real socket, on
//! SQLite, with the facts that intake and the catalogue would have given. What is heard of the others is
//! heard on both engines, from others that say what a test tells them to.

mod after_the_cap;
mod bad_input;
mod budgets;
mod elsewhere;
mod policies;
mod previews;
mod revisions;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use budget_calculation_rules::budget::AssessmentReference;
use budget_calculation_rules::needs::AgeBand;
use budget_calculation_rules::pricing::PricedRate;
use carecap_calendar::{Clock, Day, parse_day};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::budget_service_client::BudgetServiceClient;
use carecap_contracts::budget::v1::mapping_entry::How;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::common::v1::{Confidence, Source};
use carecap_contracts::events::v1::AssessmentDetermined;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::{date, period, rates};
use carecap_service::{
    Claims, Config, Outgoing, Peer, Reaction, Refusal, Role, Spine, StoreEngine, SystemClock,
    Tokens,
};
use carecap_store::{CouncilId, Ids, RandomIds, Store, Stores};
use carecap_testing::{Engine, fresh_database};
use tonic::transport::Endpoint;
use uuid::Uuid;

use self::elsewhere::Elsewhere;
use crate::gather::{DraftFacts, Gathered};
use crate::intake_follower::IntakeFollower;
use crate::{MIGRATIONS, cases, convert, store};

const COUNCIL: &str = "E10000024";
const PERSON: Uuid = Uuid::from_u128(7);
const ASSESSMENT: Uuid = Uuid::from_u128(8);
/// The version of the assessment that was determined first.
const DETERMINED: i64 = 4;

struct Running {
    _folder: tempfile::TempDir,
    address: String,
    tokens: Tokens,
    stores: Stores,
    follower: IntakeFollower,
}

async fn running() -> Running {
    running_beside(Engine::Sqlite, None).await
}

/// The context on an engine. With others beside it, it follows them as two replicas do; without,
/// nobody is there to be followed.
async fn running_beside(engine: Engine, others: Option<&Elsewhere>) -> Running {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::load(None).unwrap();
    config.data.folder = folder.path().to_owned();
    config.councils.served = BTreeSet::from([COUNCIL.parse().unwrap()]);
    if engine == Engine::Postgres {
        config.store.engine = StoreEngine::Postgres;
        config.store.postgres.set(Peer::BudgetCalculation, fresh_database().await);
    }
    if let Some(others) = others {
        others.serve(&mut config.peers).await;
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn Ids> = Arc::new(RandomIds::new(Arc::clone(&clock)));
    let tokens = Tokens::in_folder(&folder.path().join("keys"), Arc::clone(&clock)).unwrap();
    let (own, config) = (Peer::BudgetCalculation, Arc::new(config));
    let spine = Spine::open(own, config, MIGRATIONS, clock, ids, tokens.clone()).await.unwrap();
    let stores = spine.stores.clone();
    let follower = IntakeFollower::new(stores.clone(), spine.peers.clone());
    let mut context = crate::server(&spine);
    let replica = crate::server(&spine).background;
    match others {
        Some(_) => context.background.extend(replica),
        None => context.background.clear(),
    }
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(carecap_service::serve(listener, spine, context, std::future::pending()));
    Running { _folder: folder, address, tokens, stores, follower }
}

impl Running {
    fn as_(&self, name: &str, role: Role) -> Outgoing {
        let claims = Claims {
            sub: name.to_owned(),
            roles: BTreeSet::from([role]),
            council: COUNCIL.parse().unwrap(),
            person_id: None,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        let token = self.tokens.sign(claims, Duration::from_secs(60)).unwrap();
        let endpoint = Endpoint::from_shared(self.address.clone()).unwrap();
        Outgoing::new(endpoint.connect_lazy(), &token).unwrap()
    }

    fn policies(&self, name: &str, role: Role) -> PolicyServiceClient<Outgoing> {
        PolicyServiceClient::new(self.as_(name, role))
    }

    fn budgets(&self, name: &str, role: Role) -> BudgetServiceClient<Outgoing> {
        BudgetServiceClient::new(self.as_(name, role))
    }

    async fn store(&self) -> Store {
        let council: CouncilId = COUNCIL.parse().unwrap();
        self.stores.of(&council).await.unwrap()
    }

    /// A determination from that day is heard of, and an independent personal budget drafted. Says
    /// which budget is the person's.
    async fn draft(&self, on: &str, price: &str) -> Uuid {
        let facts = self.facts(on, price).await;
        self.hears(&determined(DETERMINED, on), Ok(Gathered::Draft(Box::new(facts)))).await;
        let mut tx = self.store().await.read().await.unwrap();
        let case = cases::of(&mut tx, PERSON).await.unwrap();
        case.unwrap().budget_id
    }

    /// An event of intake takes effect, with what was gathered for it or why that was refused.
    async fn hears(&self, happened: &Happened, gathered: Result<Gathered, Refusal>) {
        let mut tx = self.store().await.write().await.unwrap();
        match gathered {
            Ok(facts) => self.follower.apply(&mut tx, happened, facts).await.unwrap(),
            Err(refusal) => self.follower.refused(&mut tx, happened, &refusal).await.unwrap(),
        }
        tx.commit().await.unwrap();
    }

    async fn facts(&self, on: &str, price: &str) -> DraftFacts {
        let mut tx = self.store().await.read().await.unwrap();
        let own = store::THE_COUNCILS_OWN;
        let policy = store::POLICIES.newest(&mut tx, own).await.unwrap();
        let mapping = store::MAPPINGS.newest(&mut tx, own).await.unwrap();
        let (age_band, assessment) = (AgeBand::PensionAge, assessment());
        DraftFacts {
            person_id: PERSON,
            standing: cases::standing(&mut tx, PERSON).await.unwrap().1,
            assessment: AssessmentReference { assessment_id: ASSESSMENT, version: DETERMINED },
            financial_statement: None,
            determined_by: "Ann Assessor".to_owned(),
            change_request_id: None,
            inputs: convert::draft_inputs(&assessment, day(on), age_band, None).unwrap(),
            policy: policy.unwrap().body,
            confirmations: store::all_confirmations(&mut tx).await.unwrap(),
            mapping: mapping.unwrap().body,
            rates: vec![rate(price)],
        }
    }
}

/// The person's assessment is determined at a version.
fn determined(version: i64, starts_on: &str) -> Happened {
    Happened::AssessmentDetermined(AssessmentDetermined {
        person_id: PERSON.to_string(),
        assessment_id: ASSESSMENT.to_string(),
        version,
        eligible: true,
        starts_on: date(day(starts_on)),
    })
}

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn request_id() -> String {
    RandomIds::new(Arc::new(SystemClock)).new_id().to_string()
}

fn source() -> Option<Source> {
    Some(Source { title: "A decision of the council".to_owned(), href: String::new() })
}

fn assessment() -> intake::Assessment {
    intake::Assessment {
        need_lines: vec![intake::NeedLine {
            outcomes: vec![intake::Outcome::Hygiene.into()],
            kind: intake::KindOfHelp::AccommodationWithCare.into(),
            times: "1".to_owned(),
            met_by: intake::MetBy::PaidPrivate.into(),
            ..Default::default()
        }],
        determination: Some(intake::Determination {
            setting: intake::Setting::CareHomePermanent.into(),
            arranged_by: intake::ArrangedBy::Self_.into(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn rate(price: &str) -> PricedRate {
    convert::priced_rate(resolved("care_home", price)).unwrap()
}

/// What the catalogue answers: the council's price of a week.
fn resolved(service_code: &str, price: &str) -> rates::v1::ResolveRateResponse {
    let rate = rates::v1::Rate {
        rate_id: format!("rate of {service_code}"),
        service_code: service_code.to_owned(),
        service_title: "Care home".to_owned(),
        unit: rates::v1::Unit::Week.into(),
        in_force: period(&carecap_calendar::Period::from(day("2024-04-01"))),
        cost_to_council: price.to_owned(),
        source: source(),
        ..Default::default()
    };
    let specificity = rates::v1::Specificity::Council.into();
    rates::v1::ResolveRateResponse { rate: Some(rate), specificity, because: String::new() }
}

fn choice(key: &str, value: &str) -> proto::Choice {
    proto::Choice {
        key: key.to_owned(),
        from: date(day("2024-10-07")),
        value: value.to_owned(),
        source: source(),
        confidence: Confidence::Supplied.into(),
    }
}

fn set_policy(choices: Vec<proto::Choice>) -> proto::SetCouncilPolicyRequest {
    proto::SetCouncilPolicyRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        choices,
        ..Default::default()
    }
}

async fn capped_council(running: &Running) {
    capped_council_that_buys(running, "").await;
}

/// The same, with the service whose price stands in where a care home has none.
async fn capped_council_that_buys(running: &Running, nearest_equivalent: &str) {
    let mut finance = running.policies("Fay Finance", Role::Finance);
    let capped =
        vec![choice("pack", "england-cap-2022"), choice("daily_living_costs_weekly", "200.00")];
    finance.set_council_policy(set_policy(capped)).await.unwrap();
    let service = proto::MappedService {
        service_code: "care_home".to_owned(),
        unit: rates::v1::Unit::Week.into(),
        units_rule: proto::UnitsRule::PerVisit.into(),
        nearest_equivalent: nearest_equivalent.to_owned(),
    };
    let entry = proto::MappingEntry {
        kind: intake::KindOfHelp::AccommodationWithCare.into(),
        setting: intake::Setting::CareHomePermanent.into(),
        band: String::new(),
        from: date(day("2024-04-01")),
        how: Some(How::Buys(proto::MappedServices { services: vec![service] })),
    };
    let request = proto::SetServiceMappingRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        entries: vec![entry.clone()],
        ..Default::default()
    };
    let set = finance.set_service_mapping(request).await.unwrap().into_inner();
    assert_eq!(set.service_mapping.unwrap().entries, [entry]);
}
