use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use carecap::clients::Clients;
use carecap_service::{Config, Peer, StoreEngine, SystemClock, Tokens};
use carecap_testing::Engine;
use tempfile::TempDir;

use crate::bench::settings;

/// Each context as a process of its own, that can be killed and started again.
pub struct Processes {
    /// Ways to call them.
    pub clients: Clients,
    /// Their settings.
    pub config: Config,
    /// The tokens of their trial.
    pub tokens: Tokens,
    children: BTreeMap<Peer, Child>,
    replicas: BTreeMap<Peer, Child>,
    environment: Vec<(String, String)>,
    folder: TempDir,
}

/// The program under test, beside the test's own program.
pub fn program() -> PathBuf {
    let own = std::env::current_exe().expect("this program has a path");
    let folder = own.parent().and_then(Path::parent).expect("it lies in target/<profile>/deps");
    let program = folder.join("carecap");
    assert!(program.is_file(), "{} is not built: run `cargo build`", program.display());
    program
}

impl Processes {
    /// Starts the five, with more environment where a test wants it.
    pub async fn start(engine: Engine, environment: &[(&str, &str)]) -> Processes {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = settings(engine, folder.path()).await;
        let held: Vec<TcpListener> = Peer::ALL
            .iter()
            .map(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"))
            .collect();
        for (context, listener) in Peer::ALL.into_iter().zip(&held) {
            let address = listener.local_addr().expect("a bound socket has an address");
            config.peers.set(context, format!("http://{address}"));
        }
        drop(held);
        let tokens =
            Tokens::in_folder(&config.token_folder(), Arc::new(SystemClock)).expect("a key");
        let clients = Clients::new(&config.peers, tokens.clone()).expect("the addresses are sound");
        let mut environment: Vec<(String, String)> = environment
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        environment.extend(as_environment(&config));
        let mut processes = Processes {
            clients,
            config,
            tokens,
            children: BTreeMap::new(),
            replicas: BTreeMap::new(),
            environment,
            folder,
        };
        for context in Peer::ALL {
            processes.start_one(context).await;
        }
        processes
    }

    /// Starts a context's process and waits until it listens.
    pub async fn start_one(&mut self, context: Peer) {
        let child = self.command(context).spawn().expect("the process starts");
        self.children.insert(context, child);
        let address = self.config.peers.of(context).trim_start_matches("http://").to_owned();
        until_it_listens(context, &address).await;
    }

    /// Starts a second process of a context over the same stores, on a port that nobody calls.
    pub async fn start_replica(&mut self, context: Peer) {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("a bound socket has an address").to_string();
        drop(free);
        let mut command = self.command(context);
        let replica = command.env(listen_key(context), &address).spawn();
        self.replicas.insert(context, replica.expect("the process starts"));
        until_it_listens(context, &address).await;
    }

    fn command(&self, context: Peer) -> Command {
        let mut command = Command::new(program());
        command
            .args(["run", context.name()])
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::null());
        command
    }

    /// Kills a context's process where it stands.
    pub fn kill(&mut self, context: Peer) {
        end_at_once(self.children.remove(&context));
    }

    /// Kills a context's second process where it stands.
    pub fn kill_replica(&mut self, context: Peer) {
        end_at_once(self.replicas.remove(&context));
    }

    /// Asks every process to drain, and waits for each.
    pub fn stop(mut self) {
        for child in self.children.values().chain(self.replicas.values()) {
            let id = child.id().to_string();
            Command::new("kill").arg(id).status().expect("kill is there");
        }
        for child in self.children.values_mut().chain(self.replicas.values_mut()) {
            child.wait().expect("the process ends");
        }
        self.children.clear();
        self.replicas.clear();
    }

    /// The folder of their data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The environment that the processes have, for another program of the same trial.
    pub fn environment(&self) -> &[(String, String)] {
        &self.environment
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for child in self.children.values_mut().chain(self.replicas.values_mut()) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

async fn until_it_listens(context: Peer, address: &str) {
    for _ in 0..1_200 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{} does not listen on {address}", context.name());
}

fn end_at_once(child: Option<Child>) {
    if let Some(mut child) = child {
        child.kill().expect("the process can be killed");
        child.wait().expect("the process ends");
    }
}

fn listen_key(context: Peer) -> String {
    format!("CARECAP_LISTEN__{}", context.name().replace('-', "_").to_uppercase())
}

/// The settings as another process of the same trial reads them.
pub(crate) fn as_environment(config: &Config) -> Vec<(String, String)> {
    let mut environment = vec![
        ("CARECAP_DATA__FOLDER".to_owned(), config.data.folder.display().to_string()),
        ("CARECAP_TOKENS__FOLDER".to_owned(), config.tokens.folder.display().to_string()),
        ("CARECAP_TELEMETRY__LOG".to_owned(), "error".to_owned()),
    ];
    for context in Peer::ALL {
        let key = context.name().replace('-', "_").to_uppercase();
        let address = config.peers.of(context);
        environment.push((format!("CARECAP_PEERS__{key}"), address.to_owned()));
        let socket = address.trim_start_matches("http://").to_owned();
        environment.push((listen_key(context), socket));
        let url = config.store.postgres.of(context);
        environment.push((format!("CARECAP_STORE__POSTGRES__{key}"), url.to_owned()));
    }
    if config.store.engine == StoreEngine::Postgres {
        environment.push(("CARECAP_STORE__ENGINE".to_owned(), "postgres".to_owned()));
        environment.push(("CARECAP_STORE__CONNECTIONS".to_owned(), "6".to_owned()));
    }
    environment
}
