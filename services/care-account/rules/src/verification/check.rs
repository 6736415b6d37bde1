//! The check of one account, row by row.

use carecap_calendar::Instant;
use carecap_money::{Money, MoneyError};
use serde_json::Value;

use super::columns::{Difference, columns_that_differ, fields_that_differ};
use super::fault::{Fault, What};
use super::row::{AfterRow, LedgerRow};
use crate::account::Account;
use crate::chain::{Digest, canonical_bytes, hash_over};
use crate::checkpoint::Position;
use crate::entry::{Entry, EntryDetail};
use crate::split::Split;

/// What the row before left behind; nothing of a row that could not be read but its number.
pub(super) struct Last {
    pub(super) number: i64,
    rest: Option<Rest>,
}

struct Rest {
    hash: String,
    recorded_at: Instant,
    after: AfterRow,
}

/// The account as its entries make it.
pub(super) enum Fold {
    NotBegun,
    Sound(Box<Account>),
    /// An entry did not follow, so there is nothing to compare the head with.
    Broken,
}

/// The check of one account's ledger, as far as it is.
pub struct LedgerCheck {
    account_id: String,
    council_id: String,
    /// Where the last checkpoint saw the ledger end.
    pub(super) signed: Option<Position>,
    pub(super) last: Option<Last>,
    pub(super) fold: Fold,
    pub(super) faults: Vec<Fault>,
}

impl LedgerCheck {
    /// Begins with an account of a council, and what the last checkpoint says of it.
    pub fn begin(account_id: &str, council_id: &str, signed: Option<Position>) -> LedgerCheck {
        LedgerCheck {
            account_id: account_id.to_owned(),
            council_id: council_id.to_owned(),
            signed,
            last: None,
            fold: Fold::NotBegun,
            faults: Vec::new(),
        }
    }

    /// Takes the next row, in order of number.
    pub fn take(&mut self, row: &LedgerRow) {
        let known = self.faults.len();
        self.check_number(row.number);
        self.check_chain(row);
        self.check_signed(row);
        let entry = row.entry();
        match serde_json::from_str::<Value>(&row.canonical) {
            Ok(said) => self.check_content(row, entry.as_ref(), &said),
            Err(error) => self.unreadable(row.number, "canonical", &error.to_string()),
        }
        self.check_totals(row);
        let is_sound = self.faults.len() == known;
        self.fold_in(row.number, entry.as_ref(), is_sound);
        let rest = Rest { hash: row.hash.clone(), recorded_at: row.recorded_at, after: row.after };
        self.last = Some(Last { number: row.number, rest: Some(rest) });
    }

    /// Takes the next row, which cannot be read.
    pub fn take_unreadable(&mut self, number: i64, why: &str) {
        self.check_number(number);
        self.unreadable(number, "row", why);
        self.fold = Fold::Broken;
        self.last = Some(Last { number, rest: None });
    }

    fn check_number(&mut self, number: i64) {
        let expected = self.last.as_ref().map_or(1, |last| last.number.saturating_add(1));
        if number != expected {
            self.fault(Some(number), What::Number, None, expected.to_string(), number.to_string());
        }
    }

    /// The previous hash, the hash, and that the time of recording does not go back.
    fn check_chain(&mut self, row: &LedgerRow) {
        let number = Some(row.number);
        let before = match &self.last {
            None => Some((Digest::ZERO.to_string(), None)),
            Some(last) => {
                last.rest.as_ref().map(|rest| (rest.hash.clone(), Some(rest.recorded_at)))
            }
        };
        if let Some((hash, recorded_at)) = before {
            if row.previous_hash != hash {
                let found = row.previous_hash.clone();
                self.fault(number, What::PreviousHash, None, hash, found);
            }
            if let Some(earliest) = recorded_at.filter(|earliest| row.recorded_at < *earliest) {
                let expected = format!("{} or later", earliest.micros());
                let found = row.recorded_at.micros().to_string();
                self.fault(number, What::RecordedAt, None, expected, found);
            }
        }
        match Digest::try_from(row.previous_hash.clone()) {
            Ok(previous) => {
                let expected = hash_over(&previous, row.canonical.as_bytes()).to_string();
                if row.hash != expected {
                    self.fault(number, What::Hash, None, expected, row.hash.clone());
                }
            }
            Err(error) => self.unreadable(row.number, "previous_hash", &error.to_string()),
        }
    }

    fn check_signed(&mut self, row: &LedgerRow) {
        let signed = self.signed.as_ref().filter(|signed| signed.number == row.number);
        if let Some(hash) = signed.map(|signed| signed.hash.to_string())
            && hash != row.hash
        {
            self.fault(Some(row.number), What::CheckpointHash, None, hash, row.hash.clone());
        }
    }

    /// The columns against the canonical bytes, and, where they agree, the detail too.
    fn check_content(&mut self, row: &LedgerRow, entry: Option<&Entry>, said: &Value) {
        let differences = columns_that_differ(row, said);
        if differences.is_empty() {
            let again = entry.and_then(|entry| canonical_bytes(entry).ok());
            match again {
                None => self.unreadable(row.number, "row", "its hashes or its days are none"),
                Some(again) if again == row.canonical.as_bytes() => {}
                Some(again) => self.check_detail(row, said, &again),
            }
        }
        self.tell(Some(row.number), What::Column, differences);
        if row.number == 1 {
            self.check_opening(&row.detail);
        }
    }

    /// The bytes that the row makes are not those that were stored with it.
    fn check_detail(&mut self, row: &LedgerRow, said: &Value, again: &[u8]) {
        let again: Value = serde_json::from_slice(again).unwrap_or_default();
        let mut differences = fields_that_differ(said, &again);
        if differences.is_empty() {
            differences.push(Difference {
                field: "canonical".to_owned(),
                expected: "bytes in canonical form".to_owned(),
                found: "the same in another form".to_owned(),
            });
        }
        self.tell(Some(row.number), What::Detail, differences);
    }

    fn check_opening(&mut self, detail: &EntryDetail) {
        let EntryDetail::Open(opening) = detail else {
            return;
        };
        let due = [
            ("account_id", self.account_id.clone(), opening.account_id.clone()),
            ("council_id", self.council_id.clone(), opening.council_id.clone()),
        ];
        for (field, expected, found) in due {
            if expected != found {
                self.fault(Some(1), What::Opening, Some(field), expected, found);
            }
        }
    }

    fn check_totals(&mut self, row: &LedgerRow) {
        let before = match &self.last {
            None => AfterRow::default(),
            Some(Last { rest: Some(rest), .. }) => rest.after,
            Some(Last { rest: None, .. }) => return,
        };
        let Ok(due) = totals_after(&before, row) else {
            return self.unreadable(row.number, "row", "its amounts do not fit");
        };
        let (after, number) = (&row.after, Some(row.number));
        let balance = due.accrued.pence().saturating_add(due.uprating.pence());
        for (total, expected, found) in [
            ("cost_after", due.cost, after.cost),
            ("accrued_after", due.accrued, after.accrued),
            ("daily_living_after", due.daily_living, after.daily_living),
            ("uprating_after", due.uprating, after.uprating),
            ("balance_after", Money::from_pence(balance), row.balance_after),
        ] {
            if expected != found {
                let (expected, found) = (expected.pence().to_string(), found.pence().to_string());
                self.fault(number, What::RunningTotal, Some(total), expected, found);
            }
        }
    }

    /// Folds the entry into the account. What the rules of the ledger refuse is told, unless a fault
    /// of this row has told it before.
    fn fold_in(&mut self, number: i64, entry: Option<&Entry>, is_sound: bool) {
        let fold = std::mem::replace(&mut self.fold, Fold::Broken);
        let folded = match (fold, entry) {
            (Fold::Broken, _) | (_, None) => return,
            (Fold::NotBegun, Some(entry)) => Account::from_entries(std::slice::from_ref(entry)),
            (Fold::Sound(mut account), Some(entry)) => account.apply(entry).map(|()| *account),
        };
        match folded {
            Ok(account) => self.fold = Fold::Sound(Box::new(account)),
            Err(refused) if is_sound => {
                let expected = "an entry that follows by the rules of the ledger".to_owned();
                self.fault(Some(number), What::Rule, None, expected, refused.to_string());
            }
            Err(_) => {}
        }
    }

    fn unreadable(&mut self, number: i64, field: &str, why: &str) {
        let expected = "something that can be read".to_owned();
        self.fault(Some(number), What::Unreadable, Some(field), expected, why.to_owned());
    }

    pub(super) fn tell(&mut self, entry: Option<i64>, what: What, differences: Vec<Difference>) {
        for Difference { field, expected, found } in differences {
            self.fault(entry, what, Some(&field), expected, found);
        }
    }

    pub(super) fn fault(
        &mut self,
        entry: Option<i64>,
        what: What,
        field: Option<&str>,
        expected: String,
        found: String,
    ) {
        let (account_id, field) = (Some(self.account_id.clone()), field.map(str::to_owned));
        self.faults.push(Fault { account_id, entry, what, field, expected, found });
    }
}

/// The running totals that are due after a row.
fn totals_after(before: &AfterRow, row: &LedgerRow) -> Result<AfterRow, MoneyError> {
    let split = Split::new(row.parts)?;
    Ok(AfterRow {
        cost: before.cost.checked_add(split.cost())?,
        accrued: before.accrued.checked_add(split.accrued())?,
        daily_living: before.daily_living.checked_add(split.daily_living())?,
        uprating: before.uprating.checked_add(row.uprating)?,
    })
}
