use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use carecap::clients::{Actor, Clients};
use carecap::mesh::Mesh;
use carecap::{councils, story};
use carecap_service::{
    Claims, Config, Listen, Peer, PeerAddresses, Role, StoreEngine, SystemClock, Tokens,
};
use carecap_store::CouncilId;
use carecap_testing::{Engine, fresh_database};
use tempfile::TempDir;
use tokio::sync::Mutex;

use crate::census::OpenStores;
use crate::processes::as_environment;

/// Five contexts in this process, with the three demonstration councils loaded.
pub struct Bench {
    /// The engine that keeps everything.
    pub engine: Engine,
    /// Ways to call it.
    pub clients: Clients,
    /// Its settings, with the addresses as they turned out.
    pub config: Config,
    /// The tokens of its trial.
    pub tokens: Tokens,
    /// Its stores, for whoever looks at them past the services.
    pub(crate) stores: Mutex<OpenStores>,
    mesh: Mesh,
    folder: TempDir,
}

/// The id of nobody.
pub const NOBODY: &str = "01900000-0000-7000-8000-000000000000";

/// Somebody of a role, under a name that says so.
pub fn actor(role: Role) -> Actor {
    Actor::new(&format!("a {}", role.code()), role)
}

/// Settings for a trial in a folder: free ports, quiet logs, the engine's stores.
pub(crate) async fn settings(engine: Engine, folder: &std::path::Path) -> Config {
    let mut config = Config::load(None).expect("the defaults are sound");
    config.data.folder = folder.join("data");
    config.tokens.folder = folder.join("keys");
    config.telemetry.log = "warn".to_owned();
    let any: SocketAddr = "127.0.0.1:0".parse().expect("an address");
    config.listen = Listen {
        assessment_intake: any,
        rate_catalogue: any,
        budget_calculation: any,
        care_account: any,
        risk_flagging: any,
    };
    if engine == Engine::Postgres {
        config.store.engine = StoreEngine::Postgres;
        config.store.connections = 6;
        let mut urls: PeerAddresses = config.store.postgres.clone();
        for context in Peer::ALL {
            urls.set(context, fresh_database().await);
        }
        config.store.postgres = urls;
    }
    config
}

impl Bench {
    /// A fresh mesh on an engine.
    pub async fn start(engine: Engine) -> Bench {
        let folder = tempfile::tempdir().expect("a folder");
        let config = settings(engine, folder.path()).await;
        let mesh = Mesh::start(config, &Peer::ALL).await.expect("the mesh starts");
        let config = mesh.config().clone();
        let tokens = Tokens::in_folder(&config.token_folder(), Arc::new(SystemClock))
            .expect("the trial has a key");
        let clients =
            Clients::new(mesh.addresses(), tokens.clone()).expect("the addresses are sound");
        councils::load_demonstration(&clients).await.expect("the demonstration councils load");
        let stores = Mutex::default();
        Bench { engine, clients, config, tokens, stores, mesh, folder }
    }

    /// Where a context listens.
    pub fn address(&self, context: Peer) -> String {
        self.config.peers.of(context).to_owned()
    }

    /// A token of somebody, for a council.
    pub fn token(&self, council: &CouncilId, actor: &Actor) -> String {
        let claims = Claims {
            sub: actor.name.clone(),
            roles: BTreeSet::from([actor.role]),
            council: council.clone(),
            person_id: actor.person_id,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        self.tokens.sign(claims, Duration::from_secs(600)).expect("the trial's key signs")
    }

    /// The environment in which the program finds its stores and keys.
    pub fn environment(&self) -> Vec<(String, String)> {
        as_environment(&self.config)
    }

    /// The folder of its data.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Tells a story that must come out as it expects, and gives back what it came to.
    pub async fn tell(&self, file: &str) -> story::Outcome {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("stories").join(file);
        let story = story::read(&file).expect("the story can be read");
        let outcome = story::tell(&story, &self.clients, &mut story::Narrator::silent())
            .await
            .unwrap_or_else(|error| panic!("{:?} {}: {error:#}", self.engine, story.id));
        assert!(outcome.differences.is_empty(), "{:?}: {:#?}", self.engine, outcome.differences);
        outcome
    }

    /// Drains it.
    pub async fn stop(self) {
        self.mesh.stop().await.expect("the mesh drains");
    }
}
