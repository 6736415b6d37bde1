//! The chain: what it fixes for ever, and each kind of tampering that it shows.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use care_account_rules::account::Account;
use care_account_rules::chain::{ChainFault, Digest, canonical_bytes, hash_of, verify};
use care_account_rules::entry::{Entry, EntryDetail};
use care_account_rules::reversal::{ReversalRefusal, reverse};
use care_account_rules::terms::{CapTest, MeteringTerms};
use carecap_calendar::{Day, Instant, plus_days};
use carecap_money::Money;
use common::{Ledger, decision, pounds, terms, uprating, weekly};
use time::macros::date;

const MONDAY: Day = date!(2024 - 10 - 07);

fn uprated_after_two_weeks() -> MeteringTerms {
    let uprating = uprating(plus_days(MONDAY, 14), "1.037", "89182");
    terms(&[uprating], CapTest::Reached)
}

fn metered() -> Ledger {
    let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
    ledger.rate(MONDAY, weekly("605.00", "200.00"));
    ledger.meter(plus_days(MONDAY, 21), &uprated_after_two_weeks()).unwrap();
    ledger
}

/// What somebody would do who rewrites an entry together with its own hash and all that follow.
fn rechained(mut entries: Vec<Entry>) -> Vec<Entry> {
    let mut previous = Digest::ZERO;
    for entry in &mut entries {
        entry.previous_hash = previous;
        entry.hash = hash_of(entry).unwrap();
        previous = entry.hash;
    }
    entries
}

#[test]
fn the_canonical_form_and_the_hash_of_an_entry_never_change() {
    let opening = &metered().entries[0];
    let written = String::from_utf8(canonical_bytes(opening).unwrap()).unwrap();
    assert_eq!(written, include_str!("cases/opening_entry.json").trim_end());
    let mut preimage = b"carecap-entry-1\n".to_vec();
    preimage.extend([0; 32]);
    preimage.extend(written.bytes());
    assert_eq!(opening.hash, Digest::of(&preimage));
    assert_eq!(
        opening.hash.to_string(),
        "74cae792a50df8b4accff7075273d2263a99fced54a944497206f7dc3b943cf3"
    );
}

#[test]
fn the_keys_of_the_canonical_form_stand_in_order() {
    for entry in metered().entries {
        let bytes = canonical_bytes(&entry).unwrap();
        let sorted: std::collections::BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&bytes).unwrap();
        assert_eq!(serde_json::to_vec(&sorted).unwrap(), bytes);
    }
}

#[test]
fn an_entry_and_a_head_are_read_back_as_they_were_stored() {
    let ledger = metered();
    let stored = serde_json::to_string(&ledger.entries).unwrap();
    let read: Vec<Entry> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, ledger.entries);
    let head: Account =
        serde_json::from_str(&serde_json::to_string(&ledger.account).unwrap()).unwrap();
    assert_eq!(head, ledger.account);
    assert_eq!(Account::from_entries(&read), Ok(head));
}

#[test]
fn an_honest_ledger_verifies_and_the_meter_continues_it() {
    let mut ledger = metered();
    ledger.meter(plus_days(MONDAY, 40), &uprated_after_two_weeks()).unwrap();
    assert_eq!(verify(&ledger.entries), Ok(()));
    assert_eq!(verify(&[]), Err(ChainFault::Empty));
}

#[test]
fn each_kind_of_tampering_is_found() {
    let honest = metered().entries;
    let tampered = |change: &dyn Fn(&mut Vec<Entry>)| {
        let mut entries = honest.clone();
        change(&mut entries);
        entries
    };
    let text = tampered(&|entries| entries[2].because.push('!'));
    assert_eq!(verify(&text), Err(ChainFault::Hash(3)));
    let missing = tampered(&|entries| drop(entries.remove(2)));
    assert_eq!(verify(&missing), Err(ChainFault::Numbering { expected: 3, found: 4 }));
    let swapped = tampered(&|entries| entries.swap(2, 3));
    assert_eq!(verify(&swapped), Err(ChainFault::Numbering { expected: 3, found: 4 }));
    let balance = tampered(&|entries| entries[2].balance_after = Money::from_pence(1));
    assert_eq!(verify(&rechained(balance)), Err(ChainFault::Balance(3)));
    let cost = tampered(&|entries| entries[2].cost = Money::from_pence(1));
    assert_eq!(verify(&rechained(cost)), Err(ChainFault::Cost(3)));
    let clock = tampered(&|entries| entries[2].recorded_at = Instant::from_micros(0));
    assert_eq!(verify(&rechained(clock)), Err(ChainFault::RecordedAt(3)));
    let headless = tampered(&|entries| drop(entries.remove(0)));
    assert_eq!(verify(&rechained(headless)), Err(ChainFault::Opening(2)));
    let relinked = tampered(&|entries| {
        entries[2].previous_hash = Digest::ZERO;
        entries[2].hash = hash_of(&entries[2]).unwrap();
    });
    assert_eq!(verify(&relinked), Err(ChainFault::PreviousHash(3)));
}

#[test]
fn metered_days_leave_no_gap_and_never_overlap() {
    let mut entries = metered().entries;
    entries[3].effective = entries[2].effective;
    assert_eq!(verify(&rechained(entries)), Err(ChainFault::Tiling(4)));
}

#[test]
fn an_account_is_not_opened_under_a_cap_of_nothing() {
    let mut entries = metered().entries;
    if let EntryDetail::Open(opening) = &mut entries[0].detail {
        opening.cap = Money::ZERO;
    }
    assert_eq!(verify(&rechained(entries)), Err(ChainFault::Cap(1)));
}

#[test]
fn only_a_correction_may_have_a_part_below_zero() {
    let mut entries = metered().entries;
    if let EntryDetail::Accrue { split } = &mut entries[2].detail {
        *split = split.checked_neg().unwrap();
    }
    entries[2].cost = entries[2].detail.split().cost();
    assert_eq!(verify(&rechained(entries)), Err(ChainFault::Sign(3)));
}

#[test]
fn a_clock_that_goes_back_never_makes_an_entry_older_than_the_one_before() {
    let mut ledger = metered();
    let before = ledger.entries.last().unwrap().recorded_at;
    let mut stamp = ledger.stamp();
    stamp.recorded_at = Instant::from_micros(-5);
    let by = decision(MONDAY);
    let posted = reverse(&ledger.entries, 2, by, CapTest::Reached, &stamp).unwrap();
    ledger.take(posted);
    assert_eq!(ledger.entries.last().unwrap().recorded_at, before);
    assert_eq!(verify(&ledger.entries), Ok(()));
}

#[test]
fn a_fact_that_is_reversed_no_longer_holds_and_what_was_metered_from_it_is_taken_back() {
    let mut ledger = metered();
    ledger.reverse(2, CapTest::Reached).unwrap();
    assert!(ledger.account.rates().is_empty());
    assert!(ledger.account.totals().is_zero());
    assert_eq!(ledger.account.balance(), Money::ZERO);
    // Each of the three weeks is adjusted, and the uprating.
    assert_eq!(ledger.of_kind("ADJUST").len(), 4);
    let reversal = ledger.of_kind("REVERSE")[0].clone();
    assert_eq!(reversal.detail.about_number(), Some(2));
    assert_eq!(reversal.detail.decision().unwrap().by, "grace.owusu");
    for adjustment in ledger.of_kind("ADJUST") {
        assert_eq!(adjustment.detail.fact_number(), Some(reversal.number));
    }
    assert_eq!(verify(&ledger.entries), Ok(()));
}

#[test]
fn only_a_fact_is_reversed_and_only_once() {
    let mut ledger = metered();
    let uprate = ledger.of_kind("UPRATE")[0].number;
    let undo = |ledger: &mut Ledger, number| ledger.reverse(number, CapTest::Reached);
    assert_eq!(undo(&mut ledger, 1), Err(ReversalRefusal::OpensAccount(1)));
    assert_eq!(undo(&mut ledger, 3), Err(ReversalRefusal::Follows(3)));
    assert_eq!(undo(&mut ledger, uprate), Err(ReversalRefusal::Follows(uprate)));
    assert_eq!(undo(&mut ledger, 999), Err(ReversalRefusal::NotFound(999)));
    undo(&mut ledger, 2).unwrap();
    let (reversal, adjustment) =
        (ledger.of_kind("REVERSE")[0].number, ledger.of_kind("ADJUST")[0].number);
    assert_eq!(undo(&mut ledger, 2), Err(ReversalRefusal::AlreadyReversed(2)));
    for correction in [reversal, adjustment] {
        let refused = undo(&mut ledger, correction);
        assert_eq!(refused, Err(ReversalRefusal::IsCorrection(correction)));
    }
}
