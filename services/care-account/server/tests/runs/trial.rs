use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use care_account_server::verification::{Verified, verify};
use carecap_calendar::Day;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::RunState;
use carecap_contracts::account::v1::account_service_client::AccountServiceClient;
use carecap_contracts::account::v1::run_service_client::RunServiceClient;
use carecap_contracts::date;
use carecap_contracts::events::v1::FollowRequest;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use carecap_service::{
    Claims, Config, Outgoing, Peer, Role, Spine, StoreEngine, SystemClock, Tokens, serve,
};
use carecap_store::RandomIds;
use carecap_testing::{Engine, fresh_database, new_id};
use futures::StreamExt as _;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tonic::transport::{Channel, Endpoint};

use crate::common::{Budgets, COUNCIL, serve_budgets};

/// A care-account that answers calls and does nothing by itself: whoever meters is a [`Replica`].
pub struct Trial {
    pub budgets: Budgets,
    config: Arc<Config>,
    tokens: Tokens,
    channel: Channel,
    _folder: tempfile::TempDir,
}

/// A process of care-account that nobody calls: it follows budgets and works through runs, on threads
/// of its own, until it is killed in the midst of whatever it does.
pub struct Replica(Option<Runtime>);

impl Replica {
    pub fn kill(self) {}
}

impl Drop for Replica {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

async fn spine(config: Arc<Config>, tokens: Tokens) -> Spine {
    let (clock, ids) = (Arc::new(SystemClock), RandomIds::new(Arc::new(SystemClock)));
    let migrations = care_account_server::MIGRATIONS;
    let opened =
        Spine::open(Peer::CareAccount, config, migrations, clock, Arc::new(ids), tokens).await;
    opened.unwrap()
}

impl Trial {
    /// One that meters so many accounts in a transaction.
    pub async fn open(engine: Engine, accounts_per_page: u32) -> Trial {
        let folder = tempfile::tempdir().unwrap();
        let budgets = Budgets::default();
        let tokens = Tokens::in_folder(folder.path(), Arc::new(SystemClock)).unwrap();
        let mut config = Config::load(None).unwrap();
        config.data.folder = folder.path().to_owned();
        config.tokens.folder = folder.path().to_owned();
        config.councils.served = BTreeSet::from([COUNCIL.parse().unwrap()]);
        config.care_account.accounts_per_page = accounts_per_page;
        if engine == Engine::Postgres {
            config.store.engine = StoreEngine::Postgres;
            config.store.connections = 6;
            config.store.postgres.set(Peer::CareAccount, fresh_database().await);
        }
        let peer = serve_budgets(budgets.clone()).await;
        config.peers.set(Peer::BudgetCalculation, format!("http://{peer}"));
        let config = Arc::new(config);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let spine = spine(Arc::clone(&config), tokens.clone()).await;
        let mut context = care_account_server::server(&spine);
        context.background.clear();
        tokio::spawn(serve(listener, spine, context, std::future::pending()));
        let channel = Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy();
        Trial { budgets, config, tokens, channel, _folder: folder }
    }

    /// Starts one more process over the same store.
    pub fn replica(&self) -> Replica {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (config, tokens) = (Arc::clone(&self.config), self.tokens.clone());
        runtime.spawn(async move {
            let spine = spine(config, tokens).await;
            futures::future::join_all(care_account_server::server(&spine).background).await;
        });
        Replica(Some(runtime))
    }

    fn outgoing(&self, role: Role) -> Outgoing {
        let claims = Claims {
            sub: "olive.operator".to_owned(),
            roles: BTreeSet::from([role]),
            council: COUNCIL.parse().unwrap(),
            person_id: None,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        let token = self.tokens.sign(claims, Duration::from_secs(600)).unwrap();
        Outgoing::new(self.channel.clone(), &token).unwrap()
    }

    pub fn accounts(&self) -> AccountServiceClient<Outgoing> {
        AccountServiceClient::new(self.outgoing(Role::Operator))
    }

    pub fn runs(&self) -> RunServiceClient<Outgoing> {
        RunServiceClient::new(self.outgoing(Role::Operator))
    }

    /// Every account, once there are so many and each has so many entries.
    pub async fn accounts_with(&self, count: usize, entries: i64) -> Vec<proto::Account> {
        let request = proto::ListAccountsRequest {
            council_id: COUNCIL.to_owned(),
            page_size: 1_000,
            page_token: String::new(),
        };
        for _ in 0..3_000 {
            let answer = self.accounts().list_accounts(request.clone()).await.unwrap();
            let accounts = answer.into_inner().accounts;
            let are_there = accounts.iter().all(|account| account.last_entry >= entries);
            if accounts.len() == count && are_there {
                return accounts;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("there never were {count} accounts with {entries} entries");
    }

    /// What a run is by the time that it is as a test wants it.
    pub async fn run_when(
        &self,
        run_id: &str,
        wanted: impl Fn(&proto::MeteringRun) -> bool,
    ) -> proto::MeteringRun {
        for _ in 0..30_000 {
            let request = proto::GetMeteringRunRequest {
                council_id: COUNCIL.to_owned(),
                run_id: run_id.to_owned(),
            };
            let answer = self.accounts().get_metering_run(request).await.unwrap();
            let run = answer.into_inner().metering_run.unwrap();
            if wanted(&run) {
                return run;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        panic!("the run never came to what was wanted");
    }

    pub async fn ended(&self, run_id: &str) -> proto::MeteringRun {
        self.run_when(run_id, |run| run.state() == RunState::Ended).await
    }

    pub async fn start(&self, until: Day) -> Result<proto::MeteringRun, tonic::Status> {
        let request = proto::StartMeteringRunRequest {
            council_id: COUNCIL.to_owned(),
            request_id: new_id().to_string(),
            validate_only: false,
            until: date(until),
        };
        let answer = self.accounts().start_metering_run(request).await?;
        Ok(answer.into_inner().metering_run.unwrap())
    }

    /// Every event of care-account up to the end of the last run of so many.
    pub async fn events_until_runs_ended(&self, runs: usize) -> Vec<Happened> {
        let mut log = EventLogServiceClient::new(self.outgoing(Role::Service));
        let request = FollowRequest { council_id: COUNCIL.to_owned(), after: 0 };
        let mut stream = log.follow(request).await.unwrap().into_inner();
        let (mut happened, mut ended) = (Vec::new(), 0);
        while ended < runs {
            let event = stream.next().await.unwrap().unwrap().event.unwrap();
            let event = event.happened.unwrap();
            ended += usize::from(matches!(event, Happened::RunEnded(_)));
            happened.push(event);
        }
        happened
    }

    /// What the ledgers come to, as `carecap verify` would say.
    pub async fn verified(&self) -> Verified {
        let spine = spine(Arc::clone(&self.config), self.tokens.clone()).await;
        let store = spine.stores.of(&COUNCIL.parse().unwrap()).await.unwrap();
        let verified = tokio::spawn(async move { verify(&store, None).await });
        let verified = verified.await.unwrap().unwrap();
        spine.stores.close().await;
        verified
    }
}
