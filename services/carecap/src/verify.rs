//! Working every ledger out again, and signing how far they are.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use care_account_server::checkpoints::{
    CHECKPOINT_KEY, CheckpointFault, Checkpoints, LastCheckpoint, Sealed, seal,
};
use care_account_server::verification::{Verified, verify};
use care_account_server::{Checkpoint, Fault, What};
use carecap_calendar::Clock;
use carecap_service::{CheckingKey, Config, Peer, SigningKey, Spine, SystemClock, Tokens};
use carecap_store::{CouncilId, RandomIds, Store};
use serde::Serialize;
use time::OffsetDateTime;

use crate::mesh::migrations;

/// What the ledgers of the councils came to.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whether no fault was found.
    pub holds: bool,
    /// By council.
    pub councils: Vec<OfCouncil>,
}

/// What the ledgers of one council came to.
#[derive(Debug, Serialize)]
pub struct OfCouncil {
    /// The council's GSS code.
    pub council_id: CouncilId,
    /// How many accounts it has.
    pub accounts: u64,
    /// How many entries these have.
    pub entries: u64,
    /// How long it took, in milliseconds.
    pub milliseconds: u64,
    /// How many entries were verified in a second.
    pub entries_a_second: u64,
    /// The checkpoint that they were compared with. None: with none.
    pub checkpoint: Option<Checkpoint>,
    /// How many faults were found.
    pub faults_found: u64,
    /// The first thousand of them, by account and entry.
    pub faults: Vec<Fault>,
}

/// Verifies the ledgers of some councils, or of all that are served, as they lie in the store.
pub async fn verify_ledgers(
    config: &Config,
    only: &[CouncilId],
    with_checkpoint: bool,
) -> Result<Report> {
    let checkpoints = with_checkpoint.then(|| Checkpoints::in_folder(config.checkpoint_folder()));
    let spine = care_account(config).await?;
    let mut councils = Vec::new();
    for council in chosen(config, only)? {
        let store = spine.stores.of(&council).await?;
        councils.push(verify_council(config, store, checkpoints.as_ref()).await?);
    }
    spine.stores.close().await;
    let holds = councils.iter().all(|council| council.faults_found == 0);
    Ok(Report { holds, councils })
}

async fn verify_council(
    config: &Config,
    store: Store,
    checkpoints: Option<&Checkpoints>,
) -> Result<OfCouncil> {
    let council_id = store.council().clone();
    let mut about_checkpoint = None;
    // Read before the ledgers are, so that these can only be further on.
    let last = match checkpoints.map(|checkpoints| last_of(config, checkpoints, &council_id)) {
        None => None,
        Some(Ok(last)) => last,
        Some(Err(CheckpointFault::Place(error))) => {
            return Err(error).context("the folder of the checkpoints cannot be read");
        }
        Some(Err(fault)) => {
            about_checkpoint = Some(fault.to_string());
            None
        }
    };
    let is_without = last.is_none();
    let begun = Instant::now();
    let verified = tokio::spawn(async move { verify(&store, last).await }).await??;
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    if checkpoints.is_some() && is_without && verified.entries > 0 {
        about_checkpoint.get_or_insert("none is kept".to_owned());
    }
    Ok(of_council(council_id, verified, milliseconds, about_checkpoint))
}

/// The last checkpoint of a council, proven with the public key. Without a checkpoint no key is needed.
fn last_of(
    config: &Config,
    checkpoints: &Checkpoints,
    council: &CouncilId,
) -> Result<Option<LastCheckpoint>, CheckpointFault> {
    if checkpoints.newest(council.as_str())?.is_none() {
        return Ok(None);
    }
    let key = CheckingKey::in_folder(&config.token_folder(), CHECKPOINT_KEY);
    let key = key.map_err(|error| CheckpointFault::Unreadable {
        name: format!("{CHECKPOINT_KEY}.public.pem"),
        why: error.to_string(),
    })?;
    checkpoints.last(council.as_str(), &key)
}

fn of_council(
    council_id: CouncilId,
    verified: Verified,
    milliseconds: u64,
    about_checkpoint: Option<String>,
) -> OfCouncil {
    let (mut faults, mut faults_found) = (verified.faults, verified.faults_found);
    if let Some(found) = about_checkpoint {
        faults_found += 1;
        let fault = Fault {
            account_id: None,
            entry: None,
            what: What::Checkpoint,
            field: None,
            expected: "a signed checkpoint to compare with".to_owned(),
            found,
        };
        faults.insert(0, fault);
    }
    OfCouncil {
        council_id,
        accounts: verified.accounts,
        entries: verified.entries,
        milliseconds,
        entries_a_second: verified.entries.saturating_mul(1_000) / milliseconds.max(1),
        checkpoint: verified.checkpoint,
        faults_found,
        faults,
    }
}

/// The report in lines for a person.
pub fn in_lines(report: &Report) -> String {
    let mut lines = Vec::new();
    for council in &report.councils {
        lines.push(format!(
            "{}: {} accounts, {} entries in {} ms ({} a second), {}.",
            council.council_id,
            council.accounts,
            council.entries,
            council.milliseconds,
            council.entries_a_second,
            compared(council.checkpoint.as_ref()),
        ));
        lines.extend(council.faults.iter().map(line));
        let told = u64::try_from(council.faults.len()).unwrap_or(u64::MAX);
        if council.faults_found > told {
            lines.push(format!("  and {} more", council.faults_found - told));
        }
    }
    lines.push(if report.holds {
        "The ledgers hold.".to_owned()
    } else {
        "THE LEDGERS DO NOT HOLD.".to_owned()
    });
    lines.join("\n")
}

fn compared(checkpoint: Option<&Checkpoint>) -> String {
    match checkpoint {
        None => "compared with no checkpoint".to_owned(),
        Some(checkpoint) => {
            let seconds = checkpoint.at.micros().div_euclid(1_000_000);
            let at = OffsetDateTime::from_unix_timestamp(seconds).ok();
            let at = at.map_or_else(String::new, |at| format!(" of {at}"));
            format!("compared with checkpoint {}{at}", checkpoint.sequence)
        }
    }
}

fn line(fault: &Fault) -> String {
    let account = fault.account_id.as_ref().map(|id| format!("account {id}: "));
    let entry = fault.entry.map(|number| format!("entry {number}: "));
    let field = fault.field.as_ref().map(|field| format!(" {field}"));
    let code = serde_json::to_value(fault.what).unwrap_or_default();
    format!(
        "  FAULT {}{}{}{}: expected {}, found {}",
        account.unwrap_or_default(),
        entry.unwrap_or_default(),
        code.as_str().unwrap_or_default(),
        field.unwrap_or_default(),
        fault.expected,
        fault.found,
    )
}

/// Signs how far the ledgers of some councils, or of all that are served, are now. Gives back a line
/// for each.
pub async fn sign_checkpoints(config: &Config, only: &[CouncilId]) -> Result<Vec<String>> {
    let checkpoints = Checkpoints::in_folder(config.checkpoint_folder());
    let key = SigningKey::in_folder(&config.token_folder(), CHECKPOINT_KEY)?;
    let spine = care_account(config).await?;
    let mut lines = Vec::new();
    for council in chosen(config, only)? {
        let store = spine.stores.of(&council).await?;
        let (checkpoints, key) = (checkpoints.clone(), key.clone());
        let sealed = tokio::spawn(async move { seal(&store, &checkpoints, &key).await });
        lines.push(match sealed.await?.with_context(|| council.to_string())? {
            Sealed::Made(checkpoint) => format!(
                "{council}: checkpoint {} over {} accounts and {} entries",
                checkpoint.sequence, checkpoint.accounts, checkpoint.entries
            ),
            Sealed::NothingToSign => format!("{council}: no account yet, nothing to sign"),
            Sealed::MadeByAnother => format!("{council}: another process has just signed one"),
        });
    }
    spine.stores.close().await;
    Ok(lines)
}

fn chosen(config: &Config, only: &[CouncilId]) -> Result<BTreeSet<CouncilId>> {
    let served = &config.councils.served;
    if let Some(unknown) = only.iter().find(|council| !served.contains(council)) {
        bail!("{unknown} is not among councils.served of the settings");
    }
    Ok(if only.is_empty() { served.clone() } else { only.iter().cloned().collect() })
}

/// The store of care-account, opened past the service.
async fn care_account(config: &Config) -> Result<Spine> {
    let context = Peer::CareAccount;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tokens = Tokens::in_folder(&config.token_folder(), Arc::clone(&clock))?;
    let ids = Arc::new(RandomIds::new(Arc::clone(&clock)));
    let config = Arc::new(config.clone());
    let spine = Spine::open(context, config, migrations(context), clock, ids, tokens).await;
    spine.context("the store of care-account cannot be opened")
}
