//! The end of the check of an account: its head, and where the last checkpoint saw it end.

use carecap_calendar::{Day, show_day};
use serde_json::json;

use super::check::{Fold, LedgerCheck};
use super::columns::{Difference, fields_that_differ};
use super::fault::{Fault, What};
use crate::account::Account;

/// The head of an account as its row holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredHead {
    /// Whose account the row says it is.
    pub person_id: String,
    /// The first day that is not metered, as the row says.
    pub metered_to: Day,
    /// The number of the last entry, as the row says.
    pub last_entry: i64,
    /// The sums, as they are kept. None: they cannot be read.
    pub account: Option<Account>,
}

impl LedgerCheck {
    /// After the last row: the account against its head, and against the last checkpoint.
    pub fn end(mut self, head: Option<&StoredHead>) -> Vec<Fault> {
        let last_number = self.last.as_ref().map_or(0, |last| last.number);
        if let Some(signed) = self.signed.as_ref().filter(|signed| signed.number > last_number) {
            let expected = format!("entry {}, which was signed", signed.number);
            let found = format!("{last_number} as the last entry");
            self.fault(None, What::CheckpointEntries, None, expected, found);
        }
        match head {
            None if last_number > 0 => {
                let what = What::HeadMissing;
                self.fault(None, what, None, "a head".to_owned(), "none".to_owned());
            }
            Some(_) if last_number == 0 => {
                let what = What::EntriesMissing;
                self.fault(None, what, None, "an entry".to_owned(), "none".to_owned());
            }
            None => {}
            Some(head) => self.check_head(head),
        }
        self.faults
    }

    /// The head against the fold; where the chain is broken, against its last row.
    fn check_head(&mut self, head: &StoredHead) {
        let mut differences = Vec::new();
        match (&self.fold, &head.account) {
            (Fold::Sound(made), Some(kept)) => {
                let sums = |account: &Account| serde_json::to_value(account).unwrap_or_default();
                differences.extend(fields_that_differ(&sums(made), &sums(kept)));
                let row = json!({
                    "last_entry column": head.last_entry,
                    "metered_to column": show_day(head.metered_to),
                    "person_id column": head.person_id,
                });
                let due = json!({
                    "last_entry column": made.last_entry(),
                    "metered_to column": show_day(made.metered_to()),
                    "person_id column": made.opening().person_id,
                });
                differences.extend(fields_that_differ(&due, &row));
            }
            (_, None) => differences.push(Difference {
                field: "body".to_owned(),
                expected: "the sums of the entries".to_owned(),
                found: "something that cannot be read".to_owned(),
            }),
            (_, Some(kept)) => {
                let last = self.last.as_ref().map_or(0, |last| last.number);
                let due = json!({ "last_entry": last });
                let there = json!({ "last_entry": kept.last_entry() });
                differences.extend(fields_that_differ(&due, &there));
            }
        }
        self.tell(None, What::Head, differences);
    }
}
