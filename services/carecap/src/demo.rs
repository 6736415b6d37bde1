//! Stories told against a mesh of their own: in this process, or as five separate processes.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use carecap_service::{Config, Listen, Peer, PeerAddresses, StoreEngine, SystemClock, Tokens};
use carecap_store::CouncilId;
use tempfile::TempDir;
use tracing::Instrument as _;

use crate::clients::Clients;
use crate::councils;
use crate::mesh::Mesh;
use crate::story::{self, Narrator, Summary};

/// A mesh in a folder of its own, gone when it is dropped.
pub enum Private {
    /// Five contexts in this process.
    Here {
        /// The contexts.
        mesh: Mesh,
        /// Their folder.
        folder: TempDir,
    },
    /// Five processes.
    Processes {
        /// Where they listen.
        addresses: PeerAddresses,
        /// The processes.
        children: Vec<Child>,
        /// Their folder.
        folder: TempDir,
    },
}

impl Private {
    /// Starts the five contexts in this process, on free ports, with empty stores.
    pub async fn here(config: &Config, councils: BTreeSet<CouncilId>) -> Result<Private> {
        let folder = tempfile::tempdir()?;
        let mut config = config.clone();
        config.data.folder = folder.path().to_owned();
        config.tokens.folder = folder.path().join("keys");
        config.store.engine = StoreEngine::Sqlite;
        config.councils.served.extend(councils);
        let any: SocketAddr = "127.0.0.1:0".parse()?;
        config.listen = Listen {
            assessment_intake: any,
            rate_catalogue: any,
            budget_calculation: any,
            care_account: any,
            risk_flagging: any,
        };
        let mesh = Mesh::start(config, &Peer::ALL).await?;
        Ok(Private::Here { mesh, folder })
    }

    /// Starts each context as a process of its own, from this very program.
    pub fn processes(config: &Config, councils: BTreeSet<CouncilId>) -> Result<Private> {
        let folder = tempfile::tempdir()?;
        let addresses = free_addresses()?;
        let program = std::env::current_exe()?;
        let served = config.councils.served.union(&councils).cloned().collect::<Vec<_>>();
        let served = serde_json::to_string(&served)?;
        let children = Peer::ALL
            .into_iter()
            .map(|context| spawn(&program, context, &addresses, folder.path(), &served))
            .collect::<Result<Vec<_>>>()?;
        Ok(Private::Processes { addresses, children, folder })
    }

    fn addresses(&self) -> &PeerAddresses {
        match self {
            Private::Here { mesh, .. } => mesh.addresses(),
            Private::Processes { addresses, .. } => addresses,
        }
    }

    /// Clients for it, once every context answers.
    pub async fn clients(&mut self) -> Result<Clients> {
        for context in Peer::ALL {
            let address = self.addresses().of(context).to_owned();
            answers(&address)
                .await
                .with_context(|| format!("{} does not answer", context.name()))?;
        }
        let folder = match self {
            Private::Here { folder, .. } | Private::Processes { folder, .. } => folder,
        };
        let tokens = Tokens::in_folder(&folder.path().join("keys"), Arc::new(SystemClock))?;
        Clients::new(self.addresses(), tokens)
    }

    /// Stops it: a process is asked to drain, and waited for.
    pub async fn stop(self) -> Result<()> {
        match self {
            Private::Here { mesh, .. } => mesh.stop().await,
            Private::Processes { mut children, .. } => {
                for child in &children {
                    // SIGTERM is what a cluster sends; the standard library only knows SIGKILL.
                    let _ = Command::new("kill").arg(child.id().to_string()).status();
                }
                for child in &mut children {
                    child.wait()?;
                }
                Ok(())
            }
        }
    }
}

fn free_addresses() -> Result<PeerAddresses> {
    // All are held at once, so that they differ.
    let held = (0..5).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<Result<Vec<_>, _>>()?;
    let at =
        |index: usize| -> Result<String> { Ok(format!("http://{}", held[index].local_addr()?)) };
    Ok(PeerAddresses {
        assessment_intake: at(0)?,
        rate_catalogue: at(1)?,
        budget_calculation: at(2)?,
        care_account: at(3)?,
        risk_flagging: at(4)?,
    })
}

fn socket(address: &str) -> Result<SocketAddr> {
    Ok(address.trim_start_matches("http://").parse()?)
}

fn spawn(
    program: &Path,
    context: Peer,
    addresses: &PeerAddresses,
    folder: &Path,
    served: &str,
) -> Result<Child> {
    let mut command = Command::new(program);
    command
        .args(["run", context.name()])
        .env("CARECAP_DATA__FOLDER", folder)
        .env("CARECAP_TOKENS__FOLDER", folder.join("keys"))
        .env("CARECAP_STORE__ENGINE", "sqlite")
        .env("CARECAP_COUNCILS__SERVED", served)
        .env("CARECAP_TELEMETRY__LOG", "warn")
        .stdin(Stdio::null());
    for peer in Peer::ALL {
        let key = peer.name().replace('-', "_").to_uppercase();
        let address = addresses.of(peer);
        command.env(format!("CARECAP_PEERS__{key}"), address);
        command.env(format!("CARECAP_LISTEN__{key}"), address.trim_start_matches("http://"));
    }
    command.spawn().with_context(|| format!("{} cannot be started", context.name()))
}

async fn answers(address: &str) -> Result<()> {
    let address = socket(address)?;
    for _ in 0..400 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("nothing listens on {address}")
}

/// Tells stories, writes what they came to, and says whether all was as expected.
pub async fn tell_all(
    clients: &Clients,
    files: &[PathBuf],
    narrator: &mut Narrator,
    folder: Option<&Path>,
) -> Result<bool> {
    let mut summary = Summary { stories: Vec::new() };
    let mut failures = Vec::new();
    for file in files {
        let story = story::read(file)?;
        // Each story is one trace: whatever it sets off is found under this span.
        let span = tracing::info_span!(parent: None, "story", otel.name = story.id.as_str());
        match story::tell(&story, clients, narrator).instrument(span).await {
            Ok(outcome) => {
                let well = outcome.differences.is_empty();
                if !well {
                    failures.push(story.id.clone());
                }
                if let Some(folder) = folder {
                    write_receipts(folder, &outcome)?;
                }
                summary.stories.push(outcome);
            }
            Err(error) => {
                eprintln!("The story {} came to a stop: {error:#}", story.id);
                failures.push(story.id);
            }
        }
    }
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder)?;
        let text = serde_json::to_string_pretty(&summary)?;
        std::fs::write(folder.join("summary.json"), text + "\n")?;
    }
    if !failures.is_empty() {
        eprintln!("Not as expected: {}", failures.join(", "));
    }
    Ok(failures.is_empty())
}

fn write_receipts(folder: &Path, outcome: &story::Outcome) -> Result<()> {
    let receipts = folder.join("receipts");
    std::fs::create_dir_all(&receipts)?;
    for (name, receipt) in &outcome.receipts {
        let file = receipts.join(format!("{}-{name}.json", outcome.id));
        std::fs::write(file, serde_json::to_string_pretty(receipt)? + "\n")?;
    }
    Ok(())
}

/// Loads the demonstration councils into a mesh.
pub async fn load_councils(clients: &Clients) -> Result<()> {
    councils::load_demonstration(clients).await.map(drop)
}
