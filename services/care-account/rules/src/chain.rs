//! The chain of hashes, and the rules that each entry of the ledger keeps.
//!
//! Algorithm `sha256-1`: the hash of an entry is SHA-256 over the tag `carecap-entry-1` and a line
//! feed, the 32 bytes of the hash before it (zeros for the first), and the entry's canonical bytes.
//!
//! Canonical bytes are JSON in the manner of RFC 8785: one object, keys in order of their bytes, no
//! white space, UTF-8, only `"`, `\` and control characters escaped. Money is whole pence and
//! `recorded_at` whole microseconds since 1970, both as integers; days are `2024-10-07`; a factor
//! is a decimal string; codes are upper case. What an entry does not say is left out, not null. The
//! two hashes are not in it. The form never changes: another form is another algorithm id.

use std::fmt;

use carecap_calendar::Day;
use carecap_money::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::account::Account;
use crate::entry::{Entry, EntryDetail};
use crate::metered::MeteringBasis;
use crate::schedule::next_monday;
use crate::split::Split;
use crate::stated::ChargeInstead;

const TAG: &[u8] = b"carecap-entry-1\n";

/// How a hash is worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum HashAlgorithm {
    /// As this module describes.
    #[serde(rename = "sha256-1")]
    Sha256V1,
}

impl HashAlgorithm {
    /// The algorithm id as it is stored and hashed.
    pub const fn code(self) -> &'static str {
        match self {
            HashAlgorithm::Sha256V1 => "sha256-1",
        }
    }
}

/// A SHA-256; it reads and writes itself in lower-case hexadecimal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

impl Digest {
    /// What stands before the first entry.
    pub const ZERO: Digest = Digest([0; 32]);

    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// Its 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl TryFrom<String> for Digest {
    type Error = hex::FromHexError;

    fn try_from(text: String) -> Result<Digest, hex::FromHexError> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)?;
        Ok(Digest(bytes))
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> String {
        digest.to_string()
    }
}

/// What is wrong with a ledger, or with what was to be appended to it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    /// There is no entry at all.
    #[error("the ledger has no entry")]
    Empty,
    /// The first entry does not open the account, or a later one does.
    #[error("entry {0}: an account is opened by its first entry, and by no other")]
    Opening(i64),
    /// A number is missing or comes twice.
    #[error("entry {found} stands where entry {expected} should")]
    Numbering {
        /// The number that was due.
        expected: i64,
        /// The number that is there.
        found: i64,
    },
    /// It does not name the hash of the entry before it.
    #[error("entry {0}: the previous hash is not that of the entry before")]
    PreviousHash(i64),
    /// Its content does not give its hash.
    #[error("entry {0}: the content does not give the hash")]
    Hash(i64),
    /// It was recorded before the entry before it.
    #[error("entry {0}: it was recorded before the entry before it")]
    RecordedAt(i64),
    /// The cost is not the sum of the six parts.
    #[error("entry {0}: the cost is not the sum of its parts")]
    Cost(i64),
    /// The running total is not the sum so far.
    #[error("entry {0}: the balance after it is not the sum so far")]
    Balance(i64),
    /// An accrual with a part below zero.
    #[error("entry {0}: only a correction may have a part below zero")]
    Sign(i64),
    /// A correction that changes nothing, or a stretch and an uprating at once.
    #[error("entry {0}: an adjustment changes either a stretch or an uprating, and not by nothing")]
    Adjustment(i64),
    /// A period that does not fit the kind of entry.
    #[error("entry {0}: its period does not fit its kind")]
    Period(i64),
    /// An accrual that does not begin where the last one ended.
    #[error("entry {0}: metered days leave a gap or overlap")]
    Tiling(i64),
    /// The account is opened under a cap that is not above zero.
    #[error("entry {0}: a cap is above zero")]
    Cap(i64),
    /// It is about an entry that does not come before it.
    #[error("entry {0}: it is about an entry that does not come before it")]
    About(i64),
    /// An amount does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The entry cannot be written down.
    #[error("entry {0}: it cannot be written in canonical form")]
    Unwritable(i64),
}

/// The canonical bytes of an entry.
///
/// # Errors
/// [`ChainFault::Unwritable`]; no entry is known to cause it.
pub fn canonical_bytes(entry: &Entry) -> Result<Vec<u8>, ChainFault> {
    serde_json::to_vec(&CanonicalEntry::of(entry)).map_err(|_| ChainFault::Unwritable(entry.number))
}

/// The hash that the content of an entry gives, whatever hash it carries.
///
/// # Errors
/// As [`canonical_bytes`].
pub fn hash_of(entry: &Entry) -> Result<Digest, ChainFault> {
    Ok(hash_over(&entry.previous_hash, &canonical_bytes(entry)?))
}

/// The hash that canonical bytes give after the hash of the entry before.
pub(crate) fn hash_over(previous_hash: &Digest, canonical: &[u8]) -> Digest {
    let mut hasher = Sha256::new();
    hasher.update(TAG);
    hasher.update(previous_hash.bytes());
    hasher.update(canonical);
    Digest(hasher.finalize().into())
}

/// Checks a whole ledger: numbering, hashes, costs, signs, tiling, running totals, and that the
/// recording time never goes back. REL-4.
///
/// # Errors
/// The first fault, by number of entry.
pub fn verify(entries: &[Entry]) -> Result<(), ChainFault> {
    for entry in entries {
        if hash_of(entry)? != entry.hash {
            return Err(ChainFault::Hash(entry.number));
        }
    }
    Account::from_entries(entries).map(|_| ())
}

/// The rules that an entry keeps by itself, whatever came before it.
pub(crate) fn check_entry(entry: &Entry) -> Result<(), ChainFault> {
    let number = entry.number;
    if entry.cost != entry.detail.split().cost() {
        return Err(ChainFault::Cost(number));
    }
    if entry.detail.about_number().is_some_and(|about| about < 1 || about >= number) {
        return Err(ChainFault::About(number));
    }
    let at_start_of_day = entry.effective.days() == Some(0);
    match &entry.detail {
        EntryDetail::Accrue { split } => {
            if split.has_negative_part() {
                return Err(ChainFault::Sign(number));
            }
            let one_week = next_monday(entry.start());
            let inside = entry.effective.end().is_some_and(|end| end <= one_week);
            fits(number, inside && entry.is_about_days())
        }
        EntryDetail::Adjust { split, uprating, .. } => {
            if split.is_zero() == uprating.is_zero() {
                return Err(ChainFault::Adjustment(number));
            }
            fits(number, if split.is_zero() { at_start_of_day } else { entry.is_about_days() })
        }
        EntryDetail::Rate(_) | EntryDetail::EndNeeds(_) | EntryDetail::Close(_) => {
            fits(number, entry.effective.end().is_none())
        }
        EntryDetail::Suspend(_) => fits(number, !at_start_of_day),
        EntryDetail::WriteOff(_) => {
            fits(number, entry.effective.days().is_some_and(|days| days > 0))
        }
        EntryDetail::Reverse { .. } => Ok(()),
        EntryDetail::Open(opening) if opening.cap <= Money::ZERO => Err(ChainFault::Cap(number)),
        EntryDetail::Open(_)
        | EntryDetail::Uprate { .. }
        | EntryDetail::Resume { .. }
        | EntryDetail::Reached
        | EntryDetail::Notice => fits(number, at_start_of_day),
    }
}

fn fits(number: i64, period_fits: bool) -> Result<(), ChainFault> {
    if period_fits { Ok(()) } else { Err(ChainFault::Period(number)) }
}

/// The canonical form: its fields stand in the order of their names, which the hash rests on.
#[derive(Serialize)]
struct CanonicalEntry<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    about_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<&'a str>,
    balance_after: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    basis: Option<MeteringBasis>,
    because: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget_version: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cap_after: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charge_weekly: Option<Money>,
    cost: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    council_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    council_share_counts: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_on: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_end: Option<Day>,
    effective_start: Day,
    #[serde(skip_serializing_if = "Option::is_none")]
    fact_number: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    factor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    factor_unconfirmed: Option<bool>,
    hash_algorithm: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    learned_on: Option<Day>,
    number: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    recorded_at: i64,
    rules: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shadow: Option<bool>,
    split: CanonicalSplit,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace_id: Option<&'a str>,
    uprating: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    weekly_rate: Option<CanonicalSplit>,
}

impl CanonicalEntry<'_> {
    fn of(entry: &Entry) -> CanonicalEntry<'_> {
        let detail = &entry.detail;
        let opening = match detail {
            EntryDetail::Open(opening) => Some(opening),
            _ => None,
        };
        let rate = match detail {
            EntryDetail::Rate(rate) => Some(rate),
            _ => None,
        };
        let uprating = match detail {
            EntryDetail::Uprate { uprating, .. } => Some(uprating.facts()),
            _ => None,
        };
        let (stated, decision) = (Stated::of(detail), detail.decision());
        CanonicalEntry {
            about_number: detail.about_number(),
            account_id: opening.map(|opening| opening.account_id.as_str()),
            balance_after: entry.balance_after,
            basis: rate.map(|rate| rate.basis),
            because: &entry.because,
            budget_id: detail.budget().map(|budget| budget.budget_id.as_str()),
            budget_version: detail.budget().map(|budget| budget.version),
            cap_after: detail.cap_after(),
            cause: stated.cause,
            charge_weekly: stated.charged.map(|charged| charged.charge_weekly),
            cost: entry.cost,
            council_id: opening.map(|opening| opening.council_id.as_str()),
            council_share_counts: stated.charged.map(|charged| charged.council_share_counts),
            decided_by: decision.map(|decision| decision.by.as_str()),
            decided_on: decision.map(|decision| decision.on),
            effective_end: entry.effective.end(),
            effective_start: entry.effective.start(),
            fact_number: detail.fact_number(),
            factor: uprating.map(|uprating| uprating.factor.to_string()),
            factor_unconfirmed: uprating.map(|uprating| uprating.unconfirmed),
            hash_algorithm: entry.hash_algorithm.code(),
            kind: detail.code(),
            learned_on: stated.learned_on,
            number: entry.number,
            pack: opening.map(|opening| opening.pack.as_str()),
            person_id: opening.map(|opening| opening.person_id.as_str()),
            reason: decision.map(|decision| decision.reason.as_str()),
            recorded_at: entry.recorded_at.micros(),
            rules: &entry.rules,
            run_id: entry.run_id.as_deref(),
            shadow: opening.map(|opening| opening.shadow),
            split: CanonicalSplit::of(&detail.split()),
            trace_id: entry.trace_id.as_deref(),
            uprating: detail.uprating(),
            weekly_rate: rate.map(|rate| CanonicalSplit::of(rate.weekly.split())),
        }
    }
}

/// What facts that people state say besides who decided.
#[derive(Default)]
struct Stated {
    cause: Option<&'static str>,
    charged: Option<ChargeInstead>,
    learned_on: Option<Day>,
}

impl Stated {
    fn of(detail: &EntryDetail) -> Stated {
        match detail {
            EntryDetail::Suspend(suspension) => Stated {
                cause: Some(suspension.cause.code()),
                charged: suspension.charged,
                ..Stated::default()
            },
            EntryDetail::WriteOff(write_off) => Stated {
                cause: Some(write_off.cause.code()),
                charged: Some(write_off.still_due),
                ..Stated::default()
            },
            EntryDetail::Close(closing) => {
                Stated { learned_on: Some(closing.learned_on), ..Stated::default() }
            }
            _ => Stated::default(),
        }
    }
}

/// The six parts, in the order of their names.
#[derive(Serialize)]
struct CanonicalSplit {
    council_accrued: Money,
    council_daily_living: Money,
    council_not_counted: Money,
    person_accrued: Money,
    person_daily_living: Money,
    person_not_counted: Money,
}

impl CanonicalSplit {
    fn of(split: &Split) -> CanonicalSplit {
        let parts = split.parts();
        CanonicalSplit {
            council_accrued: parts.council_accrued,
            council_daily_living: parts.council_daily_living,
            council_not_counted: parts.council_not_counted,
            person_accrued: parts.person_accrued,
            person_daily_living: parts.person_daily_living,
            person_not_counted: parts.person_not_counted,
        }
    }
}
