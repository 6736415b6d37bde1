//! `carecap`: runs the services, makes tokens, loads councils, tells stories, checks receipts and ledgers.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use carecap::call::method_named;
use carecap::clients::{Actor, Clients};
use carecap::mesh::Mesh;
use carecap::replay::{Against, check};
use carecap::story::Narrator;
use carecap::{councils, demo};
use carecap_service::{
    Claims, Config, Outgoing, Peer, Role, StoreEngine, SystemClock, Telemetry, Tokens,
};
use carecap_store::{CouncilId, Ids as _};
use clap::{Args, Parser, Subcommand};
use tonic::transport::Endpoint;
use uuid::Uuid;

/// A call takes and gives back many small pieces of memory, on several threads.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Care budgets and care accounts, explained line by line.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    /// A settings file, laid over the defaults; the environment is laid over it.
    #[arg(long, global = true, env = "CARECAP_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs one context, or all five in this process, until it is told to stop.
    Run(RunArgs),
    /// Brings the tables of one context, or of all, forward, and ends.
    Migrate {
        /// The context, or `all`.
        #[arg(default_value = "all")]
        context: String,
    },
    /// Shows the merged settings and where each came from.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Makes a token for trials, signed with the key in the data folder.
    Token(TokenArgs),
    /// Calls any method of a running mesh: JSON in, JSON out.
    Call(CallArgs),
    /// Loads councils from folders of rates, policy, mapping and boundaries into a running mesh.
    Load {
        /// A folder that holds a folder for each council. Without it: the demonstration councils.
        folder: Option<PathBuf>,
    },
    /// Prints every parameter of every pack with its dates and sources: the page `docs/policy.md`.
    Policy,
    /// Tells stories against a mesh of their own, or against the one that runs.
    Story(StoryArgs),
    /// Tells stories against five separate processes.
    Demo(StoryArgs),
    /// Holds published examples against what a mesh of its own works out, figure by figure.
    Cases {
        /// The examples' file, in the form of docs/cases.md.
        file: PathBuf,
        /// Print one JSON list instead of columns.
        #[arg(long)]
        json: bool,
    },
    /// Works a budget out again from its receipt, and says whether the receipt holds.
    Replay {
        /// The receipt's file.
        file: PathBuf,
        /// The digest that was written down at publication.
        #[arg(long, conflicts_with = "endpoint")]
        digest: Option<String>,
        /// Where budget-calculation listens, to ask it for the digest: http://127.0.0.1:7403.
        #[arg(long)]
        endpoint: Option<String>,
    },
    /// Works every ledger out again, as it lies in the store, and compares it with the last checkpoint.
    Verify {
        /// A council's GSS code; may be given more than once. Without it: every council that is served.
        #[arg(long)]
        council: Vec<CouncilId>,
        /// Print one JSON object instead of lines.
        #[arg(long)]
        json: bool,
        /// Compare with no checkpoint. A tail cut off and a chain written anew are then not found.
        #[arg(long)]
        without_checkpoint: bool,
    },
    /// Signs how far the ledgers are now, as care-account does by itself: before a backup, for instance.
    Checkpoint {
        /// A council's GSS code; may be given more than once. Without it: every council that is served.
        #[arg(long)]
        council: Vec<CouncilId>,
    },
}

#[derive(Args)]
struct RunArgs {
    /// The context, or `all`.
    #[arg(default_value = "all")]
    context: String,
    /// Load the demonstration councils once everything listens.
    #[arg(long)]
    demonstration: bool,
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Every setting, its value and its origin; secrets are hidden.
    Show,
}

#[derive(Args)]
struct TokenArgs {
    /// Who it is for: what approvals and decisions are signed with.
    #[arg(long = "as")]
    name: String,
    /// What they may be; may be given more than once.
    #[arg(long, required = true)]
    role: Vec<String>,
    /// The council's GSS code.
    #[arg(long)]
    council: String,
    /// The person whom a case may be about.
    #[arg(long)]
    person: Option<Uuid>,
    /// How many hours it lives.
    #[arg(long, default_value_t = 8)]
    hours: u64,
}

#[derive(Args)]
struct CallArgs {
    /// The method, for instance RateCatalogueService/ResolveRate.
    method: String,
    /// The request as JSON; the council and a request id are filled in.
    #[arg(default_value = "{}")]
    request: String,
    /// Who calls.
    #[arg(long = "as")]
    name: String,
    /// What they act as.
    #[arg(long)]
    role: String,
    /// The council's GSS code.
    #[arg(long)]
    council: CouncilId,
    /// The person whom a case may be about, for the role person.
    #[arg(long)]
    person: Option<Uuid>,
}

#[derive(Args)]
struct StoryArgs {
    /// The stories' files.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Tell them to the mesh that runs, instead of to one of their own.
    #[arg(long)]
    running: bool,
    /// Where summary.json and the receipts are written. Without it: nowhere.
    #[arg(long)]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("carecap: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(perform(cli));
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("carecap: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(cli: Cli) -> Result<bool> {
    let file = cli.config.as_deref();
    if let Command::Config { command: ConfigCommand::Show } = &cli.command {
        return show_config(file);
    }
    let config = Config::load(file)?;
    match cli.command {
        Command::Run(args) => run(config, args).await,
        Command::Migrate { context } => migrate(config, &context).await,
        Command::Config { .. } => Ok(true),
        Command::Token(args) => token(&config, args),
        Command::Call(args) => call(&config, args).await,
        Command::Load { folder } => load(&config, folder).await,
        Command::Policy => {
            print!("{}", carecap::policy_page::page()?);
            Ok(true)
        }
        Command::Story(args) => story(&config, args, false).await,
        Command::Demo(args) => story(&config, args, true).await,
        Command::Cases { file, json } => cases(&config, &file, json).await,
        Command::Replay { file, digest, endpoint } => {
            replay(&config, &file, digest, endpoint).await
        }
        Command::Verify { council, json, without_checkpoint } => {
            verify_ledgers(&config, &council, json, !without_checkpoint).await
        }
        Command::Checkpoint { council } => {
            for line in carecap::verify::sign_checkpoints(&config, &council).await? {
                println!("{line}");
            }
            Ok(true)
        }
    }
}

fn show_config(file: Option<&Path>) -> Result<bool> {
    for value in Config::show(file)? {
        println!("{:<36} {:<44} {}", value.key, value.value, value.origin);
    }
    Ok(true)
}

fn contexts(name: &str) -> Result<Vec<Peer>> {
    if name == "all" {
        return Ok(Peer::ALL.to_vec());
    }
    let names = Peer::ALL.map(Peer::name).join(", ");
    let context = Peer::named(name).with_context(|| format!("`{name}` is not all, {names}"))?;
    Ok(vec![context])
}

async fn run(config: Config, args: RunArgs) -> Result<bool> {
    let contexts = contexts(&args.context)?;
    let service = if contexts.len() == 1 { args.context.as_str() } else { "carecap" };
    let telemetry =
        Telemetry::start(service, &config.telemetry).map_err(|error| anyhow::anyhow!(error))?;
    let mut mesh = Mesh::start(config, &contexts).await?;
    if args.demonstration {
        let tokens = Tokens::in_folder(&mesh.config().token_folder(), Arc::new(SystemClock))?;
        let clients = Clients::new(mesh.addresses(), tokens)?;
        let loaded = councils::load_demonstration(&clients).await?;
        welcome(mesh.config(), &loaded);
    } else {
        for context in &contexts {
            tracing::info!(
                context = context.name(),
                at = mesh.addresses().of(*context),
                "listening"
            );
        }
    }
    tokio::select! {
        failed = mesh.failed() => failed?,
        () = told_to_stop() => tracing::info!("draining"),
    }
    mesh.stop().await?;
    telemetry.flush();
    Ok(true)
}

/// A terminal sends SIGINT, a cluster SIGTERM.
async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => (), _ = terminate.recv() => () }
        }
        Err(_) => drop(interrupt.await),
    }
}

fn welcome(config: &Config, loaded: &[councils::Loaded]) {
    let store = match config.store.engine {
        StoreEngine::Sqlite => format!("embedded SQLite under {}", config.data.folder.display()),
        StoreEngine::Postgres => "PostgreSQL".to_owned(),
    };
    println!("\nCarecap serves, on {store}:");
    for context in Peer::ALL {
        println!("  {:<20} {}", context.name(), config.peers.of(context));
    }
    let names = loaded.iter().map(|council| format!("{} {}", council.name, council.council));
    println!("Councils: {}.", names.collect::<Vec<_>>().join(", "));
    println!(
        "\nThis is a trial: tokens are signed with a key in {}.",
        config.token_folder().display()
    );
    println!("To try next, in another terminal:");
    println!("  target/debug/carecap story --running tests/stories/at-home-priced.yaml");
    println!(
        "  target/debug/carecap call ResolveRate --as Ada --role practitioner --council E08000035 \\"
    );
    println!("    '{{\"service_code\": \"home_care\", \"unit\": \"UNIT_HOUR\",");
    println!("      \"on\": {{\"year\": 2024, \"month\": 10, \"day\": 7}}}}'");
    println!("For any other gRPC client (reflection is on), a token:");
    println!("  target/debug/carecap token --as Ada --role practitioner --council E08000035");
    println!("Ctrl-C drains and exits.");
}

async fn migrate(config: Config, context: &str) -> Result<bool> {
    let tokens = Tokens::in_folder(&config.token_folder(), Arc::new(SystemClock))?;
    let clock = Arc::new(SystemClock);
    let engine = config.store.engine;
    let config = Arc::new(config);
    for context in contexts(context)? {
        let ids = Arc::new(carecap_store::RandomIds::new(clock.clone()));
        let spine = carecap_service::Spine::open(
            context,
            Arc::clone(&config),
            carecap::mesh::migrations(context),
            clock.clone(),
            ids,
            tokens.clone(),
        )
        .await?;
        if engine == StoreEngine::Sqlite {
            // A council's file is brought forward when it is opened.
            for council in &config.councils.served {
                spine.stores.of(council).await?;
            }
        }
        spine.stores.close().await;
        println!("{}: the tables are those of this program", context.name());
    }
    Ok(true)
}

fn token(config: &Config, args: TokenArgs) -> Result<bool> {
    let tokens = Tokens::in_folder(&config.token_folder(), Arc::new(SystemClock))?;
    let roles = args.role.iter().map(|name| role_named(name)).collect::<Result<BTreeSet<_>>>()?;
    if roles.contains(&Role::Person) && args.person.is_none() {
        bail!("a token of a person names them: add --person with their id");
    }
    let claims = Claims {
        sub: args.name,
        roles,
        council: args.council.parse()?,
        person_id: args.person,
        iss: String::new(),
        aud: String::new(),
        exp: 0,
        iat: 0,
    };
    let token = tokens.sign(claims, Duration::from_secs(args.hours * 3_600))?;
    eprintln!(
        "FOR TRIALS ONLY: whoever holds this token may act as it says for {} hours.",
        args.hours
    );
    println!("{token}");
    Ok(true)
}

fn role_named(name: &str) -> Result<Role> {
    let known = Role::ALL.into_iter().find(|role| role.code() == name);
    let names = Role::ALL.map(Role::code).join(", ");
    known.with_context(|| format!("`{name}` is no role; the roles are {names}"))
}

async fn call(config: &Config, args: CallArgs) -> Result<bool> {
    let method = method_named(&args.method)?;
    let service = method.descriptor().parent_service();
    let context = match service.package_name() {
        "carecap.assessment.v1" => Peer::AssessmentIntake,
        "carecap.rates.v1" => Peer::RateCatalogue,
        "carecap.budget.v1" => Peer::BudgetCalculation,
        "carecap.account.v1" => Peer::CareAccount,
        "carecap.risk.v1" => Peer::RiskFlagging,
        other => bail!("{other} is served by every context: use a gRPC client"),
    };
    let actor = Actor { name: args.name, role: role_named(&args.role)?, person_id: args.person };
    let outgoing = running(config)?.to(context, &args.council, &actor)?;
    let request_id = carecap_store::RandomIds::new(Arc::new(SystemClock)).new_id().to_string();
    let council = args.council.as_str();
    println!(
        "{}",
        carecap::call::call(outgoing, &method, &args.request, council, request_id).await?
    );
    Ok(true)
}

fn running(config: &Config) -> Result<Clients> {
    let tokens = Tokens::in_folder(&config.token_folder(), Arc::new(SystemClock))?;
    Clients::new(&config.peers, tokens)
}

async fn load(config: &Config, folder: Option<PathBuf>) -> Result<bool> {
    let clients = running(config)?;
    let loaded = match folder {
        Some(folder) => councils::load_all(&clients, &folder).await?,
        None => councils::load_demonstration(&clients).await?,
    };
    for council in loaded {
        println!("{} {}: {} rates", council.council, council.name, council.rates);
    }
    Ok(true)
}

async fn story(config: &Config, args: StoryArgs, as_processes: bool) -> Result<bool> {
    let mut quiet = config.telemetry.clone();
    quiet.log = "warn".to_owned();
    let telemetry =
        Telemetry::start("carecap-story", &quiet).map_err(|error| anyhow::anyhow!(error))?;
    let mut narrator = Narrator::to_standard_output();
    let out = args.out.as_deref();
    let well = if args.running {
        demo::tell_all(&running(config)?, &args.files, &mut narrator, out).await
    } else {
        let mut private = match as_processes {
            true => demo::Private::processes(config, councils_of(&args.files)?)?,
            false => demo::Private::here(config, councils_of(&args.files)?).await?,
        };
        let told = async {
            let clients = private.clients().await?;
            demo::load_councils(&clients).await?;
            demo::tell_all(&clients, &args.files, &mut narrator, out).await
        }
        .await;
        private.stop().await?;
        told
    };
    telemetry.flush();
    well
}

/// The councils of the stories, which a mesh of their own serves beside the configured ones.
fn councils_of(files: &[PathBuf]) -> Result<BTreeSet<CouncilId>> {
    files.iter().map(|file| Ok(carecap::story::read(file)?.council)).collect()
}

async fn cases(config: &Config, file: &Path, as_json: bool) -> Result<bool> {
    let mut quiet = config.telemetry.clone();
    quiet.log = "warn".to_owned();
    let telemetry =
        Telemetry::start("carecap-cases", &quiet).map_err(|error| anyhow::anyhow!(error))?;
    let agrees = carecap::cases::hold(config, file, as_json).await;
    telemetry.flush();
    agrees
}

async fn replay(
    config: &Config,
    file: &Path,
    digest: Option<String>,
    endpoint: Option<String>,
) -> Result<bool> {
    let against = match (digest, endpoint) {
        (Some(digest), _) => Against::Digest(digest),
        (None, Some(endpoint)) => Against::Published(asking(config, file, endpoint)?),
        (None, None) => Against::Nothing,
    };
    let (report, well) = check(file, against).await?;
    println!("{report}");
    Ok(well)
}

/// A way to ask for a digest, as an auditor of the council that the receipt names.
fn asking(config: &Config, file: &Path, endpoint: String) -> Result<Outgoing> {
    let text = std::fs::read_to_string(file)?;
    let receipt: serde_json::Value = serde_json::from_str(&text).context("the file is no JSON")?;
    let named = receipt.pointer("/envelope/council_id").and_then(serde_json::Value::as_str);
    let council: CouncilId = named.context("the envelope names no council")?.parse()?;
    let claims = Claims {
        sub: "carecap replay".to_owned(),
        roles: BTreeSet::from([Role::Auditor]),
        council,
        person_id: None,
        iss: String::new(),
        aud: String::new(),
        exp: 0,
        iat: 0,
    };
    let tokens = Tokens::in_folder(&config.token_folder(), Arc::new(SystemClock))?;
    let token = tokens.sign(claims, Duration::from_secs(60))?;
    let channel = Endpoint::from_shared(endpoint)?.connect_lazy();
    Outgoing::new(channel, &token).map_err(|refusal| anyhow::anyhow!("{}", refusal.message()))
}

async fn verify_ledgers(
    config: &Config,
    councils: &[CouncilId],
    as_json: bool,
    with_checkpoint: bool,
) -> Result<bool> {
    let report = carecap::verify::verify_ledgers(config, councils, with_checkpoint).await?;
    if as_json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        println!("{}", carecap::verify::in_lines(&report));
    }
    Ok(report.holds)
}
