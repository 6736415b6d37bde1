use std::path::PathBuf;
use std::time::Duration;

use care_account_rules::checkpoint::{Checkpoint, Position};
use carecap_calendar::Instant;
use carecap_service::{SigningKey, TokenError};
use carecap_store::{Store, StoreError, Stores, Tx};
use uuid::Uuid;

use super::CHECKPOINT_KEY;
use super::kept::{CheckpointFault, Checkpoints, LastCheckpoint, SignedCheckpoint};
use crate::store::ledgers::{self, ReadHead};

/// How often it is looked whether a checkpoint is due.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How many heads are read at once.
const HEADS_AT_ONCE: i64 = 1_000;

/// What came of making a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed {
    /// It was signed and kept.
    Made(Checkpoint),
    /// The council has no account and never had a checkpoint.
    NothingToSign,
    /// Another process was first.
    MadeByAnother,
}

/// Why no checkpoint was made.
#[derive(Debug, thiserror::Error)]
pub enum SealRefused {
    /// A ledger is not any more what the last checkpoint signed, so nothing is signed over it: the last
    /// good checkpoint stays the last, and `carecap verify` names every fault.
    #[error(
        "the ledger of account {account_id} is not as the last checkpoint signed it at entry \
         {number}: run `carecap verify`"
    )]
    LedgerChanged {
        /// The account.
        account_id: String,
        /// The entry that was signed.
        number: i64,
    },
    /// The checkpoints that are there cannot be gone by.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointFault),
    /// The key cannot be used.
    #[error(transparent)]
    Key(#[from] TokenError),
    /// The store did not do what was asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The process ends.
    #[error("the work ended before its end")]
    Ended,
}

/// Signs how far the ledgers of a council are, and keeps it, once it is proven that every entry that
/// the last checkpoint signed is there still. Otherwise a chain that was written anew would be signed
/// with the next checkpoint, and nobody would find it out by the last one.
///
/// It must run in a task of its own, as every transaction must.
pub async fn seal(
    store: &Store,
    checkpoints: &Checkpoints,
    key: &SigningKey,
) -> Result<Sealed, SealRefused> {
    let council = store.council().to_string();
    let (kept, checking) = (checkpoints.clone(), key.checking().clone());
    let last = beside({
        let council = council.clone();
        move || kept.last(&council, &checking)
    });
    let last = last.await??;
    let mut tx = store.read().await?;
    ledgers::hold_still(&mut tx).await?;
    let positions = positions(&mut tx).await?;
    if let Some(last) = &last {
        must_hold_still(&mut tx, last, &positions).await?;
    } else if positions.is_empty() {
        return Ok(Sealed::NothingToSign);
    }
    let now = tx.now();
    drop(tx);
    let before = last.as_ref().map(|last| &last.checkpoint);
    let positions: Vec<Position> = positions.into_iter().map(|(_, position)| position).collect();
    let checkpoint = Checkpoint::after(before, &council, &positions, now);
    let signature = key.sign(&checkpoint.bytes())?;
    let signed = SignedCheckpoint { checkpoint, signature };
    let kept = checkpoints.clone();
    let added = beside(move || kept.add(&signed, &positions).map(|first| (first, signed)));
    let (is_first, signed) = added.await??;
    Ok(if is_first { Sealed::Made(signed.checkpoint) } else { Sealed::MadeByAnother })
}

/// Work that waits for files, beside the runtime's own threads.
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, SealRefused> {
    tokio::task::spawn_blocking(work).await.map_err(|_| SealRefused::Ended)
}

/// How far each ledger is by its head. A head that cannot be read does not keep the others from being
/// signed: its account is as far as its entries are.
async fn positions(tx: &mut Tx) -> Result<Vec<(Uuid, Position)>, StoreError> {
    let mut positions: Vec<(Uuid, Position)> = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let heads = ledgers::heads_after(tx, after, HEADS_AT_ONCE).await?;
        let Some(last) = heads.last() else {
            return Ok(positions);
        };
        after = last.account_id;
        for ReadHead { account_id, head } in heads {
            let position = match head.account {
                Some(account) => Some(Position {
                    account_id: account_id.to_string(),
                    number: account.last_entry(),
                    hash: account.last_hash(),
                }),
                None => ledgers::last_position(tx, account_id).await?,
            };
            positions.extend(position.map(|position| (account_id, position)));
        }
    }
}

/// Whether every entry that was signed is there still, with its hash. An account that has not moved
/// since has the position that it had; of the others the entries are looked up.
async fn must_hold_still(
    tx: &mut Tx,
    last: &LastCheckpoint,
    now: &[(Uuid, Position)],
) -> Result<(), SealRefused> {
    let is_the_same = |signed: &(Uuid, Position)| {
        let place = now.binary_search_by_key(&signed.0, |(account_id, _)| *account_id);
        place.is_ok_and(|place| now[place].1 == signed.1)
    };
    let moved: Vec<(Uuid, Position)> =
        last.positions.iter().filter(|signed| !is_the_same(signed)).cloned().collect();
    let lost = ledgers::positions_lost(tx, &moved).await?;
    // An entry may be there although the head says that the ledger ends before it.
    let short = moved.iter().find(|(account_id, signed)| {
        let place = now.binary_search_by_key(account_id, |(account_id, _)| *account_id);
        place.map_or(true, |place| now[place].1.number < signed.number)
    });
    match lost.first().or(short.map(|(_, position)| position)) {
        None => Ok(()),
        Some(Position { account_id, number, .. }) => {
            Err(SealRefused::LedgerChanged { account_id: account_id.clone(), number: *number })
        }
    }
}

/// Makes checkpoints of every council for as long as the process lives, at most `every` apart. Several
/// replicas may: whoever is first makes it.
pub(crate) async fn keep_checkpoints(
    stores: Stores,
    checkpoints: Checkpoints,
    key_folder: PathBuf,
    every: Duration,
) {
    loop {
        for council in stores.councils() {
            let work = seal_if_due(
                stores.clone(),
                council.clone(),
                checkpoints.clone(),
                key_folder.clone(),
                every,
            );
            // A task of its own, so that a process that drains drops no transaction half-way.
            if let Ok(Err(refused)) = tokio::spawn(work).await {
                tracing::error!(
                    carecap.council = council.as_str(),
                    why = %refused,
                    "no checkpoint of the ledgers was made"
                );
            }
        }
        tokio::time::sleep(LOOK_EVERY.min(every)).await;
    }
}

async fn seal_if_due(
    stores: Stores,
    council: carecap_store::CouncilId,
    checkpoints: Checkpoints,
    key_folder: PathBuf,
    every: Duration,
) -> Result<(), SealRefused> {
    let store = stores.of(&council).await?;
    let now = store.read().await?.now();
    let kept = checkpoints.clone();
    let newest = beside(move || kept.newest(council.as_str())).await??;
    if newest.is_some_and(|newest| !is_due(newest.checkpoint.at, now, every)) {
        return Ok(());
    }
    let key = beside(move || SigningKey::in_folder(&key_folder, CHECKPOINT_KEY)).await??;
    seal(&store, &checkpoints, &key).await.map(drop)
}

/// Whether the next look would come too late.
fn is_due(last: Instant, now: Instant, every: Duration) -> bool {
    let every = every.saturating_sub(LOOK_EVERY).as_micros();
    now.micros().saturating_sub(last.micros()) >= i64::try_from(every).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_due_before_the_next_look_would_come_too_late() {
        let (half_an_hour, minute) = (Duration::from_secs(1_800), 60_000_000);
        let after = |minutes: i64| Instant::from_micros(minutes * minute);
        assert!(!is_due(after(0), after(28), half_an_hour));
        assert!(is_due(after(0), after(29), half_an_hour));
        assert!(!is_due(after(5), after(0), half_an_hour), "a clock that went back");
    }
}
