//! The correction of a mistaken entry: its exact negation, once. What it said no longer holds, and
//! what was metered from it is derived anew. The right fact is recorded after it.

use carecap_calendar::{Day, Period};

use crate::account::{Account, Posted};
use crate::anew::{Anew, Because};
use crate::chain::ChainFault;
use crate::entry::{Draft, Entry, EntryDetail, Stamp};
use crate::posted::reversed_numbers;
use crate::stated::Decision;
use crate::terms::CapTest;

/// Why an entry was not reversed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReversalRefusal {
    /// The account has no such entry (NOT_FOUND).
    #[error("the account has no entry {0}")]
    NotFound(i64),
    /// It was reversed before (ENTRY_NOT_REVERSIBLE).
    #[error("entry {0} was reversed before")]
    AlreadyReversed(i64),
    /// A correction is never corrected itself: the right fact is recorded (ENTRY_NOT_REVERSIBLE).
    #[error("entry {0} is a correction itself")]
    IsCorrection(i64),
    /// The entry that opens an account stands (ENTRY_NOT_REVERSIBLE).
    #[error("entry {0} opens the account and cannot be reversed")]
    OpensAccount(i64),
    /// It says what follows from facts: the fact is corrected, and it follows (ENTRY_NOT_REVERSIBLE).
    #[error("entry {0} follows from facts: reverse the fact")]
    Follows(i64),
    /// Without it two pauses would be about the same days (PERIOD_OVERLAPS).
    #[error("without entry {number} the pause would run into that of entry {other}")]
    PausesOverlap {
        /// The resumption.
        number: i64,
        /// The entry of the later pause.
        other: i64,
        /// The days of the later pause.
        days: Period,
    },
    /// The ledger refuses the entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

/// Undoes a mistaken fact by the exact negation of its entry, which names it, and derives anew what
/// was metered from it. R-METER-14 [PROPOSED].
///
/// # Errors
/// See [`ReversalRefusal`].
pub fn reverse(
    entries: &[Entry],
    number: i64,
    decision: Decision,
    cap_test: CapTest,
    stamp: &Stamp,
) -> Result<Posted, ReversalRefusal> {
    let mistaken = reversible(entries, number)?;
    let account = Account::from_entries(entries)?;
    let mut posted = Posted::on(&account);
    let because = format!("Entry {number} was a mistake.");
    let detail = negation_of(&mistaken.detail, number, Some(decision))?;
    posted.post(reversal_draft(mistaken.effective, detail, because.clone()), stamp)?;
    if let Some((other, days)) = overlapping(&posted.account) {
        return Err(ReversalRefusal::PausesOverlap { number, other, days });
    }
    let from: Day = mistaken.start();
    if from < account.metered_to() {
        let fact = Because::Stated(posted.account.last_entry());
        let anew = Anew { cap_test, fact, because: &because };
        anew.derive(entries, from, Vec::new(), &mut posted, stamp)?;
    }
    Ok(posted)
}

/// The entry of that number, if it is a fact that stands.
fn reversible(entries: &[Entry], number: i64) -> Result<&Entry, ReversalRefusal> {
    let found = entries.iter().find(|entry| entry.number == number);
    let mistaken = found.ok_or(ReversalRefusal::NotFound(number))?;
    match mistaken.detail {
        EntryDetail::Reverse { .. } | EntryDetail::Adjust { .. } => {
            Err(ReversalRefusal::IsCorrection(number))
        }
        EntryDetail::Open(_) => Err(ReversalRefusal::OpensAccount(number)),
        _ if !mistaken.detail.is_stated() => Err(ReversalRefusal::Follows(number)),
        _ if reversed_numbers(entries).contains(&number) => {
            Err(ReversalRefusal::AlreadyReversed(number))
        }
        _ => Ok(mistaken),
    }
}

/// A pause that is about days of one that was recorded before it.
fn overlapping(account: &Account) -> Option<(i64, Period)> {
    let paused = account.paused();
    let later = paused.iter().enumerate().find(|(place, later)| {
        paused[..*place].iter().any(|earlier| earlier.days().overlaps(&later.days()))
    });
    later.map(|(_, later)| (later.number(), later.days()))
}

/// The exact negation of an entry.
pub(crate) fn negation_of(
    detail: &EntryDetail,
    number: i64,
    decision: Option<Decision>,
) -> Result<EntryDetail, ChainFault> {
    Ok(EntryDetail::Reverse {
        about_number: number,
        split: detail.split().checked_neg()?,
        uprating: detail.uprating().checked_neg()?,
        decision,
    })
}

/// The entry that a reversal makes; it is about the same days as the entry that it undoes.
pub(crate) fn reversal_draft(effective: Period, detail: EntryDetail, because: String) -> Draft {
    Draft::new(effective, detail, because, &["R-METER-14@1"])
}
