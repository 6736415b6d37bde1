//! A row of the ledger as the store holds it, before anything of it is believed.

use carecap_calendar::{Day, Instant, Period};
use carecap_money::Money;

use crate::chain::{Digest, HashAlgorithm};
use crate::entry::{Entry, EntryDetail};
use crate::split::Parts;

/// The running totals that stand beside an entry: the sums of all entries up to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AfterRow {
    /// Of all six parts.
    pub cost: Money,
    /// Of what counts.
    pub accrued: Money,
    /// Of daily living costs.
    pub daily_living: Money,
    /// Of upratings.
    pub uprating: Money,
}

/// One row: each column as it is, the texts of the hashes and of the canonical bytes included.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each field is the column of its name; the entry says what it means"
)]
pub struct LedgerRow {
    pub number: i64,
    pub kind: String,
    pub from_day: Day,
    pub to_day: Option<Day>,
    pub recorded_at: Instant,
    pub cost: Money,
    pub parts: Parts,
    pub uprating: Money,
    pub balance_after: Money,
    pub after: AfterRow,
    pub about_number: Option<i64>,
    pub run_id: Option<String>,
    pub budget_id: Option<String>,
    pub budget_version: Option<i64>,
    pub factor: Option<String>,
    pub cap_after: Option<Money>,
    pub because: String,
    pub trace_id: Option<String>,
    pub hash_algorithm: String,
    pub previous_hash: String,
    pub hash: String,
    pub canonical: String,
    pub rules: Vec<String>,
    pub detail: EntryDetail,
}

impl LedgerRow {
    /// The entry that the row makes. None: a hash, the period or the algorithm is none.
    pub(super) fn entry(&self) -> Option<Entry> {
        let effective = match self.to_day {
            None => Period::from(self.from_day),
            Some(end) => Period::between(self.from_day, end).ok()?,
        };
        let hash_algorithm = HashAlgorithm::Sha256V1;
        if self.hash_algorithm != hash_algorithm.code() {
            return None;
        }
        Some(Entry {
            number: self.number,
            effective,
            recorded_at: self.recorded_at,
            detail: self.detail.clone(),
            cost: self.cost,
            balance_after: self.balance_after,
            because: self.because.clone(),
            rules: self.rules.clone(),
            run_id: self.run_id.clone(),
            trace_id: self.trace_id.clone(),
            hash_algorithm,
            previous_hash: Digest::try_from(self.previous_hash.clone()).ok()?,
            hash: Digest::try_from(self.hash.clone()).ok()?,
        })
    }
}
