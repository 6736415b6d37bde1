//! What a ledger has posted so far, gathered by stretch and by uprating.

use std::collections::{BTreeMap, BTreeSet};

use carecap_calendar::Day;
use carecap_money::{Money, MoneyError};

use crate::account::{Account, balance_of};
use crate::course::Position;
use crate::entry::{Entry, EntryDetail};
use crate::split::Split;

/// A metered stretch with everything posted about it: its own entry and each correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PostedStretch {
    pub(crate) number: i64,
    pub(crate) start: Day,
    pub(crate) end: Day,
    pub(crate) net: Split,
}

/// The stretches that end after a day, in order. Stretches tile the account, so the start of a
/// correction's period tells which one it is about.
pub(crate) fn stretches_ending_after(
    entries: &[Entry],
    day: Day,
) -> Result<Vec<PostedStretch>, MoneyError> {
    let mut by_start: BTreeMap<Day, PostedStretch> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.is_about_days()) {
        let end = entry.effective.end().unwrap_or(entry.start());
        if end <= day {
            continue;
        }
        let split = entry.detail.split();
        if matches!(entry.detail, EntryDetail::Accrue { .. }) {
            let (number, start) = (entry.number, entry.start());
            by_start.insert(start, PostedStretch { number, start, end, net: split });
        } else if let Some(stretch) = by_start.get_mut(&entry.start()) {
            stretch.net = stretch.net.checked_add(&split)?;
        }
    }
    Ok(by_start.into_values().collect())
}

/// What was posted as uprating on each day: of upratings, their corrections and reversals.
pub(crate) fn uprated_by_day<'a>(
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<BTreeMap<Day, Money>, MoneyError> {
    let mut by_day: BTreeMap<Day, Money> = BTreeMap::new();
    for entry in entries.filter(|entry| !entry.detail.uprating().is_zero()) {
        let sum = by_day.entry(entry.start()).or_default();
        *sum = sum.checked_add(entry.detail.uprating())?;
    }
    Ok(by_day)
}

/// Where the account stood at the start of a day on which a stretch begins, before an uprating of
/// that day.
pub(crate) fn position_at(
    account: &Account,
    entries: &[Entry],
    day: Day,
) -> Result<Position, MoneyError> {
    let before = account.upratings().iter().rfind(|posted| posted.uprating.on() < day);
    let opening_cap = account.opening().cap;
    Ok(Position {
        day,
        balance: balance_of(entries.iter().filter(|entry| entry.start() < day))?,
        cap: before.map_or(opening_cap, |posted| posted.uprating.facts().cap_after),
        reached: account.reached().is_some_and(|noted| noted.on < day),
    })
}

/// The numbers of the entries that are reversed.
pub(crate) fn reversed_numbers(entries: &[Entry]) -> BTreeSet<i64> {
    entries
        .iter()
        .filter_map(|entry| match entry.detail {
            EntryDetail::Reverse { about_number, .. } => Some(about_number),
            _ => None,
        })
        .collect()
}
