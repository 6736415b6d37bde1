//! The program and the echo, each a process of its own on free ports of this machine.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

use crate::council::CODE;

const CONTEXTS: [&str; 5] =
    ["assessment-intake", "rate-catalogue", "budget-calculation", "care-account", "risk-flagging"];

/// A process that ends when it is dropped.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Running {
    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The echo, as a process of this program.
pub fn echo(answer_bytes: usize) -> Result<Running> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["echo", &answer_bytes.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().context("its output is a pipe")?;
    let mut running = Running { child, address: String::new() };
    BufReader::new(output).read_line(&mut running.address)?;
    running.address = running.address.trim().to_owned();
    ensure!(!running.address.is_empty(), "the echo does not say where it listens");
    Ok(running)
}

/// `carecap run all` in a folder of its own, with the council of the benchmark.
pub struct Carecap {
    /// The process; its address is that of budget-calculation.
    pub running: Running,
    program: PathBuf,
    environment: Vec<(String, String)>,
    _folder: TempDir,
}

impl Carecap {
    /// Starts it with its default settings but for folder, ports and council, and loads the council.
    pub fn start(program: &Path) -> Result<Carecap> {
        let folder = tempfile::tempdir()?;
        let addresses = free_addresses()?;
        let environment = environment(&folder, &addresses);
        let log = fs::File::create(folder.path().join("log"))?;
        let child = Command::new(program)
            .args(["run", "all"])
            .envs(environment.clone())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        let budgets = CONTEXTS.iter().position(|context| *context == "budget-calculation");
        let address = budgets.and_then(|place| addresses.get(place)).cloned();
        let running = Running { child, address: address.context("every context has an address")? };
        for address in &addresses {
            until_it_listens(address)?;
        }
        let program = program.to_owned();
        let carecap = Carecap { running, program, environment, _folder: folder };
        carecap.load_council()?;
        Ok(carecap)
    }

    fn load_council(&self) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let council = folder.path().join("council");
        fs::create_dir(&council)?;
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("council");
        for file in ["council.yaml", "rates.csv", "policy.yaml", "mapping.yaml", "boundaries.yaml"]
        {
            fs::copy(own.join(file), council.join(file))?;
        }
        self.command(&["load", &folder.path().display().to_string()]).map(drop)
    }

    /// A practitioner's token.
    pub fn token(&self) -> Result<String> {
        let said =
            self.command(&["token", "--as", "Bea", "--role", "practitioner", "--council", CODE])?;
        Ok(said.trim().to_owned())
    }

    /// What the program says, asked beside the one that runs.
    fn command(&self, arguments: &[&str]) -> Result<String> {
        let mut command = Command::new(&self.program);
        let done = command.args(arguments).envs(self.environment.clone()).output()?;
        let complaint = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "carecap {}: {complaint}", arguments.join(" "));
        Ok(String::from_utf8(done.stdout)?)
    }
}

fn environment(folder: &TempDir, addresses: &[String]) -> Vec<(String, String)> {
    let mut environment = vec![
        ("CARECAP_DATA__FOLDER".to_owned(), folder.path().display().to_string()),
        ("CARECAP_COUNCILS__SERVED".to_owned(), format!("[\"{CODE}\"]")),
    ];
    for (context, address) in CONTEXTS.iter().zip(addresses) {
        let key = context.replace('-', "_").to_uppercase();
        environment.push((format!("CARECAP_LISTEN__{key}"), address.clone()));
        environment.push((format!("CARECAP_PEERS__{key}"), format!("http://{address}")));
    }
    environment
}

fn free_addresses() -> Result<Vec<String>> {
    // All are held until each is known, so that none is given twice.
    let held = CONTEXTS.map(|_| TcpListener::bind("127.0.0.1:0"));
    held.into_iter().map(|listener| Ok(listener?.local_addr()?.to_string())).collect()
}

fn until_it_listens(address: &str) -> Result<()> {
    for _ in 0..600 {
        if TcpStream::connect(address).is_ok() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    bail!("nothing listens on {address}")
}
