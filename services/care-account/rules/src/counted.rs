//! What of a ledger counts by the start of a day, in all and entry by entry.

use std::collections::BTreeMap;

use carecap_calendar::Day;
use carecap_money::{Money, MoneyError};

use crate::account::Account;
use crate::chain::ChainFault;
use crate::course::{Facts, Step, walk};
use crate::entry::Entry;
use crate::posted::{position_at, stretches_ending_after};
use crate::split::Split;
use crate::terms::{CapTest, Uprating};

/// Everything metered before the day: the stretches that ended by it, and of one that straddles it
/// the days before it.
pub(crate) fn totals_at(
    account: &Account,
    known: &[Entry],
    dated: Day,
) -> Result<Split, MoneyError> {
    let mut totals = Split::ZERO;
    for entry in known.iter().filter(|entry| has_ended_by(entry, dated)) {
        totals = totals.checked_add(&entry.detail.split())?;
    }
    totals.checked_add(&straddling_part(account, known, dated)?)
}

/// The upratings by the start of the day, with their corrections.
pub(crate) fn uprating_at(known: &[Entry], dated: Day) -> Result<Money, MoneyError> {
    let by_then = known.iter().filter(|entry| entry.start() <= dated);
    Money::sum(by_then.map(|entry| entry.detail.uprating()))
}

/// What each entry, by its number, has of the balance at the start of the day. The shares add up to
/// that balance. Where a stretch straddles the day, its own entry has what the days before it made
/// when it was posted, and each correction has what it changed in those days.
pub(crate) fn shares_at(known: &[Entry], dated: Day) -> Result<BTreeMap<i64, Money>, ChainFault> {
    let mut shares = BTreeMap::new();
    let mut straddling = Vec::new();
    for (index, entry) in known.iter().enumerate() {
        let mut share = Money::ZERO;
        if has_ended_by(entry, dated) {
            share = share.checked_add(entry.detail.split().accrued())?;
        } else if entry.is_about_days() && entry.start() < dated {
            straddling.push(index);
        }
        if entry.start() <= dated {
            share = share.checked_add(entry.detail.uprating())?;
        }
        shares.insert(entry.number, share);
    }
    let mut before = Money::ZERO;
    for (place, index) in straddling.iter().enumerate() {
        // A fact that changed the days before `dated` and left the sum of the stretch as it was has
        // no correction of its own, so the last entry about the stretch speaks for it.
        let is_last = place + 1 == straddling.len();
        let length = if is_last { known.len() } else { index + 1 };
        let until_then = &known[..length];
        let account = Account::from_entries(until_then)?;
        let part = straddling_part(&account, until_then, dated)?.accrued();
        shares.insert(known[*index].number, part.checked_sub(before)?);
        before = part;
    }
    Ok(shares)
}

fn has_ended_by(entry: &Entry, dated: Day) -> bool {
    entry.effective.end().is_some_and(|end| end <= dated)
}

/// What the days before `dated` make of the stretch that straddles it, by the facts that are known.
fn straddling_part(account: &Account, known: &[Entry], dated: Day) -> Result<Split, MoneyError> {
    let stretches = stretches_ending_after(known, dated)?;
    let straddling =
        stretches.first().filter(|stretch| stretch.start < dated && !stretch.net.is_zero());
    straddling.map_or(Ok(Split::ZERO), |stretch| part_before(account, known, stretch.start, dated))
}

/// What the days from the start of a posted stretch to `dated` make, by the facts that are known.
fn part_before(
    account: &Account,
    known: &[Entry],
    start: Day,
    dated: Day,
) -> Result<Split, MoneyError> {
    let weeks = account.weeks();
    let upratings: Vec<Uprating> = account
        .upratings()
        .iter()
        .map(|posted| posted.uprating)
        .filter(|uprating| uprating.on() >= start && uprating.on() < dated)
        .collect();
    // The test moves only the notice, which is not looked at here.
    let cap_test = CapTest::Reached;
    let facts = Facts { weeks: &weeks, upratings: &upratings, cuts: &[], cap_test };
    let (steps, _) = walk(position_at(account, known, start)?, &facts, dated)?;
    steps.iter().try_fold(Split::ZERO, |sum, step| match step {
        Step::Stretch { split, .. } => sum.checked_add(split),
        Step::Uprated { .. } | Step::Reached { .. } => Ok(sum),
    })
}
