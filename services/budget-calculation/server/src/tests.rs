//! A council sets its policy and mapping, a draft is approved and published: over a real socket, on
//! SQLite, with the facts that intake and the catalogue would have given.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use budget_calculation_rules::budget::AssessmentReference;
use budget_calculation_rules::needs::AgeBand;
use budget_calculation_rules::pricing::PricedRate;
use budget_calculation_rules::receipt;
use carecap_calendar::{Clock, Day, parse_day};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::budget_service_client::BudgetServiceClient;
use carecap_contracts::budget::v1::mapping_entry::How;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::common::v1::{Confidence, ErrorReason, Money, Source};
use carecap_contracts::{date, period, rates};
use carecap_service::{
    Claims, Config, Outgoing, Peer, Role, Spine, SystemClock, Tokens, reason_of,
};
use carecap_store::{CouncilId, Ids, RandomIds, Stores};
use tonic::transport::Endpoint;
use uuid::Uuid;

use crate::cases::{self, Determined};
use crate::gather::DraftFacts;
use crate::{MIGRATIONS, convert, drafting, store};

const COUNCIL: &str = "E10000024";
const PERSON: Uuid = Uuid::from_u128(7);

struct Running {
    _folder: tempfile::TempDir,
    address: String,
    tokens: Tokens,
    stores: Stores,
}

async fn running() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::load(None).unwrap();
    config.data.folder = folder.path().to_owned();
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let ids: Arc<dyn Ids> = Arc::new(RandomIds::new(Arc::clone(&clock)));
    let tokens = Tokens::in_folder(&folder.path().join("keys"), Arc::clone(&clock)).unwrap();
    let (own, config) = (Peer::BudgetCalculation, Arc::new(config));
    let spine = Spine::open(own, config, MIGRATIONS, clock, ids, tokens.clone())
        .await
        .unwrap();
    let stores = spine.stores.clone();
    let mut context = crate::server(&spine);
    // Nobody is there to be followed.
    context.background.clear();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(carecap_service::serve(
        listener,
        spine,
        context,
        std::future::pending(),
    ));
    Running {
        _folder: folder,
        address,
        tokens,
        stores,
    }
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

    /// Drafts an independent personal budget, as a determination from that day would.
    async fn draft(&self, on: &str, price: &str) -> Uuid {
        let council: CouncilId = COUNCIL.parse().unwrap();
        let mut tx = self
            .stores
            .of(&council)
            .await
            .unwrap()
            .write()
            .await
            .unwrap();
        let determined = Determined {
            person_id: PERSON,
            assessment_id: Uuid::from_u128(8),
            version: 4,
            eligible: true,
            starts_on: day(on),
        };
        let case = cases::record(&mut tx, "test", &determined).await.unwrap();
        let own = store::THE_COUNCILS_OWN;
        let assessment = assessment();
        let facts = DraftFacts {
            person_id: PERSON,
            assessment: AssessmentReference {
                assessment_id: Uuid::from_u128(8),
                version: 4,
            },
            financial_statement: None,
            determined_by: "Ann Assessor".to_owned(),
            change_request_id: None,
            inputs: convert::draft_inputs(&assessment, day(on), AgeBand::PensionAge, None).unwrap(),
            policy: store::POLICIES
                .newest(&mut tx, own)
                .await
                .unwrap()
                .unwrap()
                .body,
            confirmations: store::all_confirmations(&mut tx).await.unwrap(),
            mapping: store::MAPPINGS
                .newest(&mut tx, own)
                .await
                .unwrap()
                .unwrap()
                .body,
            rates: vec![rate(price)],
        };
        drafting::add_draft(&mut tx, "test", case.budget_id, facts)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        case.budget_id
    }
}

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn request_id() -> String {
    RandomIds::new(Arc::new(SystemClock)).new_id().to_string()
}

fn source() -> Option<Source> {
    Some(Source {
        title: "A decision of the council".to_owned(),
        href: String::new(),
    })
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
    let rate = rates::v1::Rate {
        rate_id: "rate".to_owned(),
        service_code: "care_home".to_owned(),
        service_title: "Care home".to_owned(),
        unit: rates::v1::Unit::Week.into(),
        in_force: period(&carecap_calendar::Period::from(day("2024-04-01"))),
        cost_to_council: price.to_owned(),
        source: source(),
        ..Default::default()
    };
    let specificity = rates::v1::Specificity::Council.into();
    let answer = rates::v1::ResolveRateResponse {
        rate: Some(rate),
        specificity,
        because: String::new(),
    };
    convert::priced_rate(answer).unwrap()
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
    let mut finance = running.policies("Fay Finance", Role::Finance);
    let capped = vec![
        choice("pack", "england-cap-2022"),
        choice("daily_living_costs_weekly", "200.00"),
    ];
    finance
        .set_council_policy(set_policy(capped))
        .await
        .unwrap();
    let service = proto::MappedService {
        service_code: "care_home".to_owned(),
        unit: rates::v1::Unit::Week.into(),
        units_rule: proto::UnitsRule::PerVisit.into(),
    };
    let entry = proto::MappingEntry {
        kind: intake::KindOfHelp::AccommodationWithCare.into(),
        setting: intake::Setting::CareHomePermanent.into(),
        band: String::new(),
        from: date(day("2024-04-01")),
        how: Some(How::Buys(proto::MappedServices {
            services: vec![service],
        })),
    };
    let request = proto::SetServiceMappingRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        entries: vec![entry.clone()],
        ..Default::default()
    };
    let set = finance
        .set_service_mapping(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(set.service_mapping.unwrap().entries, [entry]);
}

async fn budget(running: &Running, budget_id: Uuid, version: i64) -> proto::Budget {
    let request = proto::GetBudgetRequest {
        council_id: COUNCIL.to_owned(),
        budget_id: budget_id.to_string(),
        version,
    };
    let mut clerk = running.budgets("Cleo Clerk", Role::Auditor);
    clerk
        .get_budget(request)
        .await
        .unwrap()
        .into_inner()
        .budget
        .unwrap()
}

fn approve(budget: &proto::Budget) -> proto::ApproveBudgetRequest {
    proto::ApproveBudgetRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: budget.etag.clone(),
        budget_id: budget.budget_id.clone(),
        approved_on: date(day("2024-10-08")),
    }
}

fn publish(budget: &proto::Budget) -> proto::PublishBudgetRequest {
    proto::PublishBudgetRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        etag: budget.etag.clone(),
        budget_id: budget.budget_id.clone(),
        published_on: date(day("2024-10-09")),
    }
}

fn confirm_daily_living() -> proto::ConfirmParameterRequest {
    proto::ConfirmParameterRequest {
        council_id: COUNCIL.to_owned(),
        request_id: request_id(),
        validate_only: false,
        key: "daily_living_costs_weekly".to_owned(),
        value: "200".to_owned(),
        on: date(day("2024-10-07")),
        source: source(),
    }
}

#[tokio::test]
async fn a_draft_takes_effect_when_others_have_approved_confirmed_and_published_it() {
    let running = running().await;
    capped_council(&running).await;
    let id = running.draft("2024-10-07", "805.00").await;
    let drafted = budget(&running, id, 0).await;
    assert_eq!(drafted.cost_weekly, Some(Money { pence: 80_500 }));
    assert_eq!(drafted.balance_weekly, Some(Money { pence: 60_500 }));
    assert_eq!(drafted.unconfirmed, ["daily_living_costs_weekly"]);
    assert!(
        drafted
            .steps
            .iter()
            .all(|step| !step.sentence.is_empty() && step.law.is_some())
    );

    let mut assessor = running.budgets("Ann Assessor", Role::Approver);
    let refused = assessor
        .approve_budget(approve(&drafted))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::OwnWork));

    let mut approver = running.budgets("Abe Approver", Role::Approver);
    let asked = approve(&drafted);
    let approved = approver
        .approve_budget(asked.clone())
        .await
        .unwrap()
        .into_inner();
    let refused = approver
        .approve_budget(approve(&drafted))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::StaleEtag));

    let approved_budget = approved.budget.clone().unwrap();
    let refused = approver
        .publish_budget(publish(&approved_budget))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::ParameterUnconfirmed));
    let mut finance = running.policies("Fay Finance", Role::Finance);
    finance
        .confirm_parameter(confirm_daily_living())
        .await
        .unwrap();
    let published = approver
        .publish_budget(publish(&approved_budget))
        .await
        .unwrap();
    let published = published.into_inner().budget.unwrap();
    assert_eq!(published.state(), proto::BudgetState::Published);
    assert_eq!((published.version, published.revision), (1, 3));

    let again = approver.approve_budget(asked).await.unwrap().into_inner();
    assert_eq!(
        again, approved,
        "a repetition hears the first answer, whatever came after it"
    );

    let request = proto::GetReceiptRequest {
        council_id: COUNCIL.to_owned(),
        budget_id: id.to_string(),
        version: 1,
    };
    let told = approver
        .get_receipt(request)
        .await
        .unwrap()
        .into_inner()
        .receipt
        .unwrap();
    assert_eq!(told.digest, receipt::digest(&told.body));
    assert_eq!(told.digest, published.receipt_digest);
    assert_eq!(told.published_by, "Abe Approver");
    let replayed = budget_calculation_rules::replay::replay(&told.body, Some(&told.digest));
    assert!(replayed.unwrap().differences.is_empty());
}

#[tokio::test]
async fn a_newer_draft_replaces_what_nobody_has_published_yet() {
    let running = running().await;
    capped_council(&running).await;
    let id = running.draft("2024-10-07", "805.00").await;
    assert_eq!(running.draft("2024-10-07", "845.00").await, id);
    let unchanged = budget(&running, id, 0).await;
    assert_eq!(
        unchanged.version, 1,
        "the same determination is not drafted twice"
    );

    assert_eq!(running.draft("2025-01-09", "845.00").await, id);
    let newest = budget(&running, id, 0).await;
    assert_eq!((newest.version, newest.revision), (2, 1));
    assert_eq!(newest.state(), proto::BudgetState::Draft);
    let first = budget(&running, id, 1).await;
    assert_eq!(first.state(), proto::BudgetState::Replaced);
    assert_eq!(first.cost_weekly, Some(Money { pence: 80_500 }));
    let mut approver = running.budgets("Abe Approver", Role::Approver);
    let refused = approver.approve_budget(approve(&first)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::StaleEtag));
}

#[tokio::test]
async fn a_policy_with_faults_is_refused_with_all_of_them_and_nothing_is_set() {
    let running = running().await;
    let mut finance = running.policies("Fay Finance", Role::Finance);
    let undated = proto::Choice {
        from: None,
        ..choice("percentage_charged", "90")
    };
    let faulty = vec![
        choice("pack", "nowhere"),
        undated,
        choice("percentage_charged", "900"),
    ];
    let refused = finance
        .set_council_policy(set_policy(faulty))
        .await
        .unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField));
    for field in ["choices[0].value", "choices[1].from", "choices[2].value"] {
        assert!(
            refused.message().contains(field),
            "{field}: {}",
            refused.message()
        );
    }
    let request = proto::GetPolicyRequest {
        council_id: COUNCIL.to_owned(),
        on: date(day("2024-10-07")),
        version: 0,
    };
    let refused = finance.get_policy(request).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::PolicyNotSet));
}
