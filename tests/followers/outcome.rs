//! What must hold in the end, read as an auditor reads it: from the logs and through the contracts.
//! The stores themselves are opened only for what no contract tells: how far each follower is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use carecap::mesh::migrations;
use carecap_contracts::account::v1 as account;
use carecap_contracts::account::v1::EntryKind;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::events::v1::FollowRequest;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use carecap_contracts::risk::v1 as risk;
use carecap_service::{Claims, Outgoing, Peer, Role, Spine, SystemClock};
use carecap_store::{
    CouncilId, Document, Documents, Filter, RandomIds, Store, Stores, event_numbers_after,
    follower_position,
};
use carecap_tests::{Processes, actor};
use futures::StreamExt as _;
use serde_json::Value;
use tonic::transport::Endpoint;

use super::caller::{PATIENCE, eventually};
use super::cases::{Case, Kind};

/// Who follows whom, producers before their followers. Budget-calculation and care-account follow each
/// other; nobody reaches the cap in these cases, so nothing goes back.
const FOLLOWED: [(Peer, Peer); 6] = [
    (Peer::BudgetCalculation, Peer::AssessmentIntake),
    (Peer::CareAccount, Peer::BudgetCalculation),
    (Peer::BudgetCalculation, Peer::CareAccount),
    (Peer::RiskFlagging, Peer::AssessmentIntake),
    (Peer::RiskFlagging, Peer::BudgetCalculation),
    (Peer::RiskFlagging, Peer::CareAccount),
];

/// The stores of every context, opened beside the processes that own them.
pub(crate) struct Opened(BTreeMap<Peer, Stores>);

impl Opened {
    pub(crate) async fn beside(processes: &Processes) -> Opened {
        let config = Arc::new(processes.config.clone());
        let clock = Arc::new(SystemClock);
        let mut opened = BTreeMap::new();
        for context in Peer::ALL {
            let ids = Arc::new(RandomIds::new(clock.clone()));
            let tokens = processes.tokens.clone();
            let tables = migrations(context);
            let spine =
                Spine::open(context, config.clone(), tables, clock.clone(), ids, tokens).await;
            opened.insert(context, spine.unwrap().stores);
        }
        Opened(opened)
    }

    /// The store of a council.
    pub(crate) async fn store(&self, context: Peer, council: &CouncilId) -> Store {
        self.0[&context].of(council).await.unwrap()
    }

    /// The numbers of a context's log.
    pub(crate) async fn numbers(&self, context: Peer, council: &CouncilId) -> Vec<i64> {
        let store = self.store(context, council).await;
        event_numbers_after(&mut store.read().await.unwrap(), 0).await.unwrap()
    }

    async fn position(&self, follower: Peer, producer: Peer, council: &CouncilId) -> i64 {
        let store = self.store(follower, council).await;
        follower_position(&mut store.read().await.unwrap(), producer.name()).await.unwrap()
    }

    /// Waits until every follower has applied every event, and never finds one beyond the log.
    /// Producers are looked at before their followers, so what is found is final.
    async fn everything_followed(&self, council: &CouncilId) {
        for (follower, producer) in FOLLOWED {
            self.followed(follower, producer, council).await;
        }
    }

    /// Waits until a follower has applied every event of a producer.
    pub(crate) async fn followed(&self, follower: Peer, producer: Peer, council: &CouncilId) {
        let what = format!("{} following {}", follower.name(), producer.name());
        eventually(&what, || async {
            let position = self.position(follower, producer, council).await;
            let numbers = self.numbers(producer, council).await;
            let last = numbers.last().copied().unwrap_or(0);
            assert!(position <= last, "{what}: it is at {position} of {last}");
            (position == last).then_some(())
        })
        .await;
    }

    /// The newest versions in a table of documents, of which no contract tells.
    async fn documents(
        &self,
        context: Peer,
        table: &'static str,
        council: &CouncilId,
    ) -> Vec<Document<Value>> {
        let store = self.store(context, council).await;
        let all = Filter { limit: i64::MAX, ..Filter::default() };
        let mut tx = store.read().await.unwrap();
        Documents::<Value>::of(table).list(&mut tx, &all).await.unwrap()
    }
}

/// Every event of a log, read as an auditor reads it. Their numbers have no gaps.
async fn log(
    processes: &Processes,
    context: Peer,
    council: &CouncilId,
    last: usize,
) -> Vec<Happened> {
    let claims = Claims {
        sub: "an auditor".to_owned(),
        roles: BTreeSet::from([Role::Auditor]),
        council: council.clone(),
        person_id: None,
        iss: String::new(),
        aud: String::new(),
        exp: 0,
        iat: 0,
    };
    let token = processes.tokens.sign(claims, PATIENCE).unwrap();
    let address = processes.config.peers.of(context).to_owned();
    let channel = Endpoint::from_shared(address).unwrap().connect_lazy();
    let mut client = EventLogServiceClient::new(Outgoing::new(channel, &token).unwrap());
    let request = FollowRequest { council_id: council.to_string(), after: 0 };
    let told = client.follow(request).await.unwrap().into_inner().take(last);
    let reading = told.map(|event| event.unwrap().event.unwrap()).collect::<Vec<_>>();
    let events = tokio::time::timeout(PATIENCE, reading).await.unwrap();
    let numbers: Vec<i64> = events.iter().map(|event| event.number).collect();
    let gapless: Vec<i64> = (1..).take(last).collect();
    assert_eq!(numbers, gapless, "the log of {} for {council}", context.name());
    events.into_iter().map(|event| event.happened.unwrap()).collect()
}

/// Every log of a council.
pub(crate) struct Logs(BTreeMap<Peer, Vec<Happened>>);

impl Logs {
    pub(crate) async fn read(processes: &Processes, opened: &Opened, council: &CouncilId) -> Logs {
        let mut logs = BTreeMap::new();
        for context in Peer::ALL {
            let last = opened.numbers(context, council).await.len();
            logs.insert(context, log(processes, context, council, last).await);
        }
        Logs(logs)
    }

    /// What a kind of event of a context names, sorted; whatever is told twice is there twice.
    pub(crate) fn named(
        &self,
        context: Peer,
        name: impl Fn(&Happened) -> Option<&String>,
    ) -> Vec<String> {
        let mut named: Vec<String> = self.0[&context].iter().filter_map(name).cloned().collect();
        named.sort();
        named
    }
}

macro_rules! told {
    ($kind:ident . $field:ident) => {
        |happened| match happened {
            Happened::$kind(event) => Some(&event.$field),
            _ => None,
        }
    };
}

/// Holds every case to what it must have led to, each thing once, and nothing to have been refused.
pub(crate) async fn each_took_effect_once(processes: &Processes, cases: &[Case]) {
    let opened = Opened::beside(processes).await;
    for council in [Kind::InACareHome.council(), Kind::AtHomeMeansFirst.council()] {
        opened.everything_followed(&council).await;
        let of_council: Vec<&Case> =
            cases.iter().filter(|case| case.kind.council() == council).collect();
        let logs = Logs::read(processes, &opened, &council).await;
        events_are_told_once(&logs, &of_council);
        nothing_was_refused(&opened, &logs, &council).await;
        determinations_took_effect_once(&opened, &council, &of_council).await;
        for case in of_council {
            one_budget(processes, case).await;
            if case.kind.is_in_a_care_home() {
                one_account(processes, case).await;
            }
        }
        flags_are_raised_once(processes, &logs, &council, cases).await;
    }
}

fn events_are_told_once(logs: &Logs, cases: &[&Case]) {
    let people = |wanted: &dyn Fn(Kind) -> bool| {
        let mut people: Vec<String> = cases
            .iter()
            .filter(|case| wanted(case.kind))
            .map(|case| case.person_id.clone())
            .collect();
        people.sort();
        people
    };
    let all = people(&|_| true);
    let (intake, budgets) = (Peer::AssessmentIntake, Peer::BudgetCalculation);
    assert_eq!(logs.named(intake, told!(AssessmentDetermined.person_id)), all);
    assert_eq!(logs.named(budgets, told!(BudgetDrafted.person_id)), all);
    assert_eq!(logs.named(budgets, told!(BudgetPublished.person_id)), all);
    let with_means = people(&|kind| !kind.is_in_a_care_home());
    assert_eq!(logs.named(intake, told!(FinancialStatementRecorded.person_id)), with_means);
    let with_account = people(&Kind::is_in_a_care_home);
    assert_eq!(logs.named(Peer::CareAccount, told!(AccountOpened.person_id)), with_account);
    assert_eq!(logs.named(Peer::CareAccount, told!(AccountRated.person_id)), with_account);
}

async fn nothing_was_refused(opened: &Opened, logs: &Logs, council: &CouncilId) {
    let drafts = logs.named(Peer::BudgetCalculation, told!(DraftRefused.person_id));
    assert_eq!(drafts, Vec::<String>::new());
    let kept = [(Peer::CareAccount, "refused_work"), (Peer::RiskFlagging, "refused_events")];
    for (context, table) in kept {
        let refused = opened.documents(context, table, council).await;
        assert!(refused.is_empty(), "{refused:#?}");
    }
}

/// Budget-calculation writes a version of the person's case each time that the event of a
/// determination takes effect. Nothing but the follower's position keeps it to one.
async fn determinations_took_effect_once(opened: &Opened, council: &CouncilId, cases: &[&Case]) {
    let found = opened.documents(Peer::BudgetCalculation, "cases", council).await;
    let mut found: Vec<_> =
        found.iter().map(|document| (document.id.to_string(), document.version)).collect();
    found.sort();
    let mut expected: Vec<_> = cases.iter().map(|case| (case.person_id.clone(), 1)).collect();
    expected.sort();
    assert_eq!(found, expected);
}

/// The person has one budget, of one version, and it is published.
async fn one_budget(processes: &Processes, case: &Case) {
    let council = case.kind.council();
    let mut budgets = processes.clients.budgets(&council, &actor(Role::Auditor)).unwrap();
    let request = budget::ListBudgetsRequest {
        council_id: council.to_string(),
        person_id: case.person_id.clone(),
        ..budget::ListBudgetsRequest::default()
    };
    let listed = budgets.list_budgets(request).await.unwrap().into_inner().budgets;
    let found: Vec<_> =
        listed.iter().map(|one| (one.budget_id.as_str(), one.version, one.state())).collect();
    let published = budget::BudgetState::Published;
    assert_eq!(found, [(case.budget_id.as_str(), 1, published)], "{case:?}");
}

/// The person's account was opened once and has one rate, from their budget.
async fn one_account(processes: &Processes, case: &Case) {
    let council = case.kind.council();
    let mut accounts = processes.clients.accounts(&council, &actor(Role::Auditor)).unwrap();
    let request = account::GetAccountRequest {
        council_id: council.to_string(),
        person_id: case.person_id.clone(),
        ..account::GetAccountRequest::default()
    };
    let found = accounts.get_account(request).await.unwrap().into_inner().account.unwrap();
    let request = account::ListEntriesRequest {
        council_id: council.to_string(),
        account_id: found.account_id,
        page_size: 1_000,
        ..account::ListEntriesRequest::default()
    };
    let entries = accounts.list_entries(request).await.unwrap().into_inner().entries;
    let posted: Vec<_> = entries
        .iter()
        .map(|entry| (entry.number, entry.kind(), entry.budget_id.as_str(), entry.budget_version))
        .filter(|(_, kind, _, _)| *kind != EntryKind::Accrue)
        .collect();
    let rated = (2, EntryKind::Rate, case.budget_id.as_str(), 1);
    assert_eq!(posted, [(1, EntryKind::Open, "", 0), rated], "{case:?}");
}

/// Every flag was told of once, and each expensive package at home has one flag for its cost.
async fn flags_are_raised_once(
    processes: &Processes,
    logs: &Logs,
    council: &CouncilId,
    cases: &[Case],
) {
    let mut flags = processes.clients.flags(council, &actor(Role::Auditor)).unwrap();
    let request = risk::ListFlagsRequest {
        council_id: council.to_string(),
        page_size: 1_000,
        ..risk::ListFlagsRequest::default()
    };
    let listed = flags.list_flags(request).await.unwrap().into_inner().flags;
    let mut ids: Vec<String> = listed.iter().map(|flag| flag.flag_id.clone()).collect();
    ids.sort();
    assert_eq!(logs.named(Peer::RiskFlagging, told!(FlagRaised.flag_id)), ids);
    let mut for_cost: Vec<&str> = listed
        .iter()
        .filter(|flag| flag.indicator == "F-COST-2")
        .map(|flag| flag.person_id.as_str())
        .collect();
    for_cost.sort_unstable();
    let mut expensive: Vec<&str> = cases
        .iter()
        .filter(|case| !case.kind.is_in_a_care_home() && case.kind.council() == *council)
        .map(|case| case.person_id.as_str())
        .collect();
    expensive.sort_unstable();
    assert_eq!(for_cost, expensive);
}
