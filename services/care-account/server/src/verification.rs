//! Every ledger of a council, read as it lies in the tables and worked out again.

use std::collections::VecDeque;
use std::iter::Peekable;
use std::vec::IntoIter;

use care_account_rules::checkpoint::{Checkpoint, Position};
use care_account_rules::verification::{Fault, LedgerCheck, StoredHead};
use carecap_store::{Store, StoreError, Tx};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::checkpoints::LastCheckpoint;
use crate::store::ledgers::{self, ReadHead, ReadRow};

/// How many heads and how many rows are read at once.
const HEADS_AT_ONCE: i64 = 1_000;
const ROWS_AT_ONCE: i64 = 2_000;
/// How many faults of a council are told one by one; all are counted.
const FAULTS_TOLD: usize = 1_000;

/// What the ledgers of a council came to.
#[derive(Debug, Clone, Default)]
pub struct Verified {
    /// How many accounts have a head.
    pub accounts: u64,
    /// How many entries there are.
    pub entries: u64,
    /// The faults, at most a thousand of them, by account and entry.
    pub faults: Vec<Fault>,
    /// How many faults there are.
    pub faults_found: u64,
    /// The checkpoint that they were compared with. None: with none.
    pub checkpoint: Option<Checkpoint>,
}

/// Verifies every ledger of a council as of one moment, and compares it with the last checkpoint, which
/// must have been read before. One task reads while another works out, so memory holds some pages only.
///
/// It must run in a task of its own, as every transaction must.
///
/// # Errors
/// The store did not do what was asked. What is stored wrongly is a fault and no error.
pub async fn verify(store: &Store, last: Option<LastCheckpoint>) -> Result<Verified, StoreError> {
    let council = store.council().to_string();
    let (sender, receiver) = mpsc::channel(4);
    let working = tokio::task::spawn_blocking(move || work_out(council, last, receiver));
    let mut tx = store.read().await?;
    ledgers::hold_still(&mut tx).await?;
    read(&mut tx, sender).await?;
    working.await.map_err(|_| StoreError::Closed)
}

/// What is read: the heads of some accounts, then all rows of accounts up to the last of these.
enum Read {
    Heads(Vec<ReadHead>),
    Rows(Vec<ReadRow>),
}

async fn read(tx: &mut Tx, sender: mpsc::Sender<Read>) -> Result<(), StoreError> {
    let mut head_after = Uuid::nil();
    let mut row_after = (Uuid::nil(), 0);
    loop {
        let heads = ledgers::heads_after(tx, head_after, HEADS_AT_ONCE).await?;
        // After the last head there may be rows of accounts that have none.
        let up_to = heads.last().map_or(Uuid::max(), |last| last.account_id);
        let is_last = heads.is_empty();
        head_after = up_to;
        if sender.send(Read::Heads(heads)).await.is_err() {
            return Ok(());
        }
        loop {
            let rows = ledgers::rows_between(tx, row_after, up_to, ROWS_AT_ONCE).await?;
            let Some(last) = rows.last() else {
                break;
            };
            row_after = (last.account_id, last.number);
            if sender.send(Read::Rows(rows)).await.is_err() {
                return Ok(());
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

fn work_out(
    council: String,
    last: Option<LastCheckpoint>,
    mut receiver: mpsc::Receiver<Read>,
) -> Verified {
    let (checkpoint, positions) = match last {
        Some(last) => (Some(last.checkpoint), last.positions),
        None => (None, Vec::new()),
    };
    let mut council = CouncilCheck {
        council,
        heads: VecDeque::new(),
        signed: positions.into_iter().peekable(),
        present: None,
        verified: Verified { checkpoint, ..Verified::default() },
    };
    while let Some(read) = receiver.blocking_recv() {
        match read {
            Read::Heads(heads) => council.take_heads(heads),
            Read::Rows(rows) => rows.into_iter().for_each(|row| council.take_row(row)),
        }
    }
    council.end()
}

/// The check of a council as far as it is. Heads, rows and signed positions all come in order of
/// account, so they are gone through side by side.
struct CouncilCheck {
    council: String,
    heads: VecDeque<ReadHead>,
    signed: Peekable<IntoIter<(Uuid, Position)>>,
    /// The account whose rows are being taken.
    present: Option<Present>,
    verified: Verified,
}

struct Present {
    account_id: Uuid,
    head: Option<StoredHead>,
    check: LedgerCheck,
}

impl CouncilCheck {
    fn take_heads(&mut self, heads: Vec<ReadHead>) {
        self.verified.accounts += u64::try_from(heads.len()).unwrap_or(u64::MAX);
        self.heads.extend(heads);
    }

    fn take_row(&mut self, read: ReadRow) {
        self.verified.entries += 1;
        if self.present.as_ref().map(|present| present.account_id) != Some(read.account_id) {
            self.go_to(read.account_id);
        }
        if let Some(present) = &mut self.present {
            match &read.row {
                Ok(row) => present.check.take(row),
                Err(why) => present.check.take_unreadable(read.number, why),
            }
        }
    }

    /// Ends the present account and begins with another, which has rows. Accounts between the two have
    /// none, although they have a head or were signed.
    fn go_to(&mut self, account_id: Uuid) {
        self.end_present();
        while let Some(without_rows) = self.next_before(Some(account_id)) {
            self.begin(without_rows);
            self.end_present();
        }
        self.begin(account_id);
    }

    /// The next account before another that has a head or was signed.
    fn next_before(&mut self, account_id: Option<Uuid>) -> Option<Uuid> {
        let head = self.heads.front().map(|head| head.account_id);
        let signed = self.signed.peek().map(|(account_id, _)| *account_id);
        let next = head.into_iter().chain(signed).min()?;
        account_id.is_none_or(|account_id| next < account_id).then_some(next)
    }

    fn begin(&mut self, account_id: Uuid) {
        let head = self.heads.pop_front_if(|head| head.account_id == account_id);
        let signed = self.signed.next_if(|(signed, _)| *signed == account_id);
        let signed = signed.map(|(_, position)| position);
        let check = LedgerCheck::begin(&account_id.to_string(), &self.council, signed);
        self.present = Some(Present { account_id, head: head.map(|head| head.head), check });
    }

    fn end_present(&mut self) {
        if let Some(present) = self.present.take() {
            let faults = present.check.end(present.head.as_ref());
            self.verified.faults_found += u64::try_from(faults.len()).unwrap_or(u64::MAX);
            let room = FAULTS_TOLD.saturating_sub(self.verified.faults.len());
            self.verified.faults.extend(faults.into_iter().take(room));
        }
    }

    fn end(mut self) -> Verified {
        self.end_present();
        while let Some(without_rows) = self.next_before(None) {
            self.begin(without_rows);
            self.end_present();
        }
        self.verified
    }
}
