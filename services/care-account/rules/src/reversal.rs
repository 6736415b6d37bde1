//! The correction of a mistaken entry: its exact negation, once. The right fact is posted after it:
//! where a mistaken rate or uprating is undone, what was metered from it stands until the right one
//! is posted as a late fact, which derives the account anew. A late uprating undoes a mistaken one
//! of its day by itself.

use carecap_calendar::Period;

use crate::account::{Account, Posted};
use crate::chain::ChainFault;
use crate::entry::{Draft, Entry, EntryDetail, Stamp};
use crate::posted::reversed_numbers;

/// Why an entry was not reversed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReversalRefusal {
    /// The account has no such entry (NOT_FOUND).
    #[error("the account has no entry {0}")]
    NotFound(i64),
    /// It was reversed before (WRONG_STATE).
    #[error("entry {0} was reversed before")]
    AlreadyReversed(i64),
    /// A reversal is never reversed (WRONG_STATE).
    #[error("entry {0} is a reversal itself")]
    IsReversal(i64),
    /// The entry that opens an account stands (WRONG_STATE).
    #[error("entry {0} opens the account and cannot be reversed")]
    OpensAccount(i64),
    /// The ledger refuses the entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

/// Undoes a mistaken entry by its exact negation, which names it. A fact so undone (a rate, an
/// uprating, a notice) no longer holds. R-METER-14 [PROPOSED], R-METER-15 [PROPOSED].
///
/// # Errors
/// See [`ReversalRefusal`].
pub fn reverse(
    entries: &[Entry],
    number: i64,
    because: String,
    stamp: &Stamp,
) -> Result<Posted, ReversalRefusal> {
    let mistaken = entries
        .iter()
        .find(|entry| entry.number == number)
        .ok_or(ReversalRefusal::NotFound(number))?;
    match mistaken.detail {
        EntryDetail::Reverse { .. } => return Err(ReversalRefusal::IsReversal(number)),
        EntryDetail::Open(_) => return Err(ReversalRefusal::OpensAccount(number)),
        _ if reversed_numbers(entries).contains(&number) => {
            return Err(ReversalRefusal::AlreadyReversed(number));
        }
        _ => {}
    }
    let account = Account::from_entries(entries)?;
    let mut posted = Posted::on(&account);
    let detail = negation_of(&mistaken.detail, number)?;
    posted.post(reversal_draft(mistaken.effective, detail, because), stamp)?;
    Ok(posted)
}

/// The exact negation of an entry.
pub(crate) fn negation_of(detail: &EntryDetail, number: i64) -> Result<EntryDetail, ChainFault> {
    Ok(EntryDetail::Reverse {
        about_number: number,
        split: detail.split().checked_neg()?,
        uprating: detail.uprating().checked_neg()?,
    })
}

/// The entry that a reversal makes; it is about the same days as the entry that it undoes.
pub(crate) fn reversal_draft(effective: Period, detail: EntryDetail, because: String) -> Draft {
    Draft::new(effective, detail, because, &["R-METER-14@1"])
}
