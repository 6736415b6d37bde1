use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use care_account_rules::chain::Digest;
use care_account_rules::checkpoint::{Checkpoint, Position, positions_text, read_positions};
use carecap_service::CheckingKey;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::place::{CheckpointPlace, Folder};

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedCheckpoint {
    /// What is signed.
    pub checkpoint: Checkpoint,
    /// The Ed25519 signature over its bytes, as base64 for URLs.
    pub signature: String,
}

/// The last checkpoint of a council, with the positions that its root is over.
#[derive(Debug, Clone)]
pub struct LastCheckpoint {
    /// The checkpoint; its signature holds.
    pub checkpoint: Checkpoint,
    /// How far each ledger was, in order of account.
    pub positions: Vec<(Uuid, Position)>,
}

/// Why a checkpoint cannot be gone by.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointFault {
    /// The place does not answer.
    #[error("the place of the checkpoints cannot be used: {0}")]
    Place(#[from] io::Error),
    /// What is kept is no checkpoint.
    #[error("{name} cannot be read: {why}")]
    Unreadable {
        /// The name under which it is kept.
        name: String,
        /// What is wrong with it.
        why: String,
    },
    /// It is not signed with the key, or was changed after it was.
    #[error("{0} does not have the signature of this installation's key")]
    Signature(String),
    /// The positions are not those that were signed.
    #[error("{0} is not the list of positions that was signed")]
    Positions(String),
    /// The checkpoint before it is not the one that it names.
    #[error("{0} is not the checkpoint that the one after it names")]
    Previous(String),
}

/// The checkpoints of an installation.
#[derive(Clone)]
pub struct Checkpoints(Arc<dyn CheckpointPlace>);

impl Checkpoints {
    /// Those that are kept somewhere.
    pub fn at(place: impl CheckpointPlace) -> Checkpoints {
        Checkpoints(Arc::new(place))
    }

    /// Those that are kept in a folder.
    pub fn in_folder(folder: PathBuf) -> Checkpoints {
        Checkpoints::at(Folder(folder))
    }

    /// The last checkpoint of a council, as it is kept. None: there is none.
    pub fn newest(&self, council: &str) -> Result<Option<SignedCheckpoint>, CheckpointFault> {
        let names = self.0.names(council)?;
        let newest = names.iter().filter_map(|name| sequence_of(name)).max();
        match newest {
            Some(sequence) => self.read(council, sequence),
            None => Ok(None),
        }
    }

    fn read(
        &self,
        council: &str,
        sequence: i64,
    ) -> Result<Option<SignedCheckpoint>, CheckpointFault> {
        let name = name_of(sequence);
        let Some(content) = self.0.read(council, &name)? else {
            return Ok(None);
        };
        let signed: SignedCheckpoint = serde_json::from_slice(&content).map_err(|error| {
            CheckpointFault::Unreadable { name: name.clone(), why: error.to_string() }
        })?;
        let is_its_own =
            signed.checkpoint.sequence == sequence && signed.checkpoint.council_id == council;
        if !is_its_own {
            let why = "it is of another council or has another number".to_owned();
            return Err(CheckpointFault::Unreadable { name, why });
        }
        Ok(Some(signed))
    }

    /// The last checkpoint of a council with its positions, once everything about it is proven: the
    /// signature, the root over the positions, and the checkpoint before it where that is kept still.
    pub fn last(
        &self,
        council: &str,
        key: &CheckingKey,
    ) -> Result<Option<LastCheckpoint>, CheckpointFault> {
        let Some(newest) = self.newest(council)? else {
            return Ok(None);
        };
        let checkpoint = signed_with(newest, key)?;
        if let Some(before) = self.read(council, checkpoint.sequence - 1)? {
            let before = signed_with(before, key)?;
            if before.digest() != checkpoint.previous {
                return Err(CheckpointFault::Previous(name_of(before.sequence)));
            }
        }
        let positions = self.positions(council, &checkpoint)?;
        Ok(Some(LastCheckpoint { checkpoint, positions }))
    }

    fn positions(
        &self,
        council: &str,
        checkpoint: &Checkpoint,
    ) -> Result<Vec<(Uuid, Position)>, CheckpointFault> {
        let name = positions_name(&checkpoint.root);
        let content = self.0.read(council, &name)?;
        let content = content.filter(|content| Digest::of(content) == checkpoint.root);
        let content = content.ok_or_else(|| CheckpointFault::Positions(name.clone()))?;
        let unreadable = |why: String| CheckpointFault::Unreadable { name: name.clone(), why };
        let text = String::from_utf8(content).map_err(|error| unreadable(error.to_string()))?;
        let positions =
            read_positions(council, &text).map_err(|fault| unreadable(fault.to_string()))?;
        let with_id = |position: Position| {
            let id = Uuid::try_parse(&position.account_id);
            Ok((id.map_err(|error| unreadable(error.to_string()))?, position))
        };
        positions.into_iter().map(with_id).collect()
    }

    /// Keeps a checkpoint: first the positions, then what makes them official. False: somebody else
    /// has kept the checkpoint of that number first.
    pub(super) fn add(
        &self,
        signed: &SignedCheckpoint,
        positions: &[Position],
    ) -> Result<bool, CheckpointFault> {
        let checkpoint = &signed.checkpoint;
        let council = checkpoint.council_id.as_str();
        let text = positions_text(council, positions);
        self.0.add(council, &positions_name(&checkpoint.root), text.as_bytes())?;
        let name = name_of(checkpoint.sequence);
        let content = serde_json::to_vec_pretty(signed).map_err(|error| {
            CheckpointFault::Unreadable { name: name.clone(), why: error.to_string() }
        })?;
        let is_first = self.0.add(council, &name, &content)?;
        if is_first {
            self.forget_old_positions(checkpoint)?;
        }
        Ok(is_first)
    }

    /// The lists of positions are long, and only the last is compared with; that of the one before is
    /// kept too, for whoever is reading it. Checkpoints themselves are never forgotten.
    fn forget_old_positions(&self, newest: &Checkpoint) -> Result<(), CheckpointFault> {
        let council = newest.council_id.as_str();
        let before = self.read(council, newest.sequence - 1)?;
        let needed = [Some(newest.root), before.map(|before| before.checkpoint.root)];
        let needed = needed.map(|root| root.map(|root| positions_name(&root)));
        for name in self.0.names(council)?.iter().filter(|name| name.ends_with(POSITIONS)) {
            if !needed.iter().flatten().any(|needed| needed == name) {
                self.0.forget(council, name)?;
            }
        }
        Ok(())
    }
}

fn signed_with(signed: SignedCheckpoint, key: &CheckingKey) -> Result<Checkpoint, CheckpointFault> {
    let SignedCheckpoint { checkpoint, signature } = signed;
    if key.holds(&checkpoint.bytes(), &signature) {
        Ok(checkpoint)
    } else {
        Err(CheckpointFault::Signature(name_of(checkpoint.sequence)))
    }
}

const POSITIONS: &str = ".positions";

fn name_of(sequence: i64) -> String {
    format!("{sequence:010}.json")
}

fn sequence_of(name: &str) -> Option<i64> {
    name.strip_suffix(".json")?.parse().ok()
}

fn positions_name(root: &Digest) -> String {
    format!("{root}{POSITIONS}")
}
