//! What a stored ledger must be found out for, each tampering by itself.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use care_account_rules::account::Account;
use care_account_rules::chain::{canonical_bytes, hash_of};
use care_account_rules::checkpoint::Position;
use care_account_rules::entry::{Entry, EntryDetail};
use care_account_rules::late_fact::LateFact;
use care_account_rules::split::Split;
use care_account_rules::terms::CapTest;
use care_account_rules::verification::{AfterRow, Fault, LedgerCheck, LedgerRow, StoredHead, What};
use carecap_calendar::{Day, Instant, plus_days};
use carecap_money::Money;
use common::{Ledger, pounds, rate, terms, uprating, weekly};
use time::macros::date;

const MONDAY: Day = date!(2024 - 10 - 07);

/// A ledger with every kind of entry, as it lies in a store.
struct Stored {
    rows: Vec<LedgerRow>,
    head: StoredHead,
}

fn stored() -> Stored {
    let mut ledger = Ledger::opened(MONDAY, pounds("700.00"));
    ledger.rate(MONDAY, weekly("100.00", "200.00"));
    let uprating = uprating(plus_days(MONDAY, 9), "1.05", "735.00");
    let terms = terms(&[uprating], CapTest::Reached);
    for weeks in [2, 4, 8] {
        ledger.meter(plus_days(MONDAY, 7 * weeks), &terms).unwrap();
    }
    let late = rate(weekly("50.00", "200.00"), 2);
    let fact = LateFact::Rate { from: plus_days(MONDAY, 30), rate: late };
    ledger.late(fact, CapTest::Reached).unwrap();
    Stored::of(&ledger.entries, &ledger.account)
}

impl Stored {
    fn of(entries: &[Entry], account: &Account) -> Stored {
        let mut split = Split::ZERO;
        let mut uprating = Money::ZERO;
        let rows = entries.iter().map(|entry| {
            split = split.checked_add(&entry.detail.split()).unwrap();
            uprating = uprating.checked_add(entry.detail.uprating()).unwrap();
            let after = AfterRow {
                cost: split.cost(),
                accrued: split.accrued(),
                daily_living: split.daily_living(),
                uprating,
            };
            row(entry, after)
        });
        let rows = rows.collect();
        let head = StoredHead {
            person_id: account.opening().person_id.clone(),
            metered_to: account.metered_to(),
            last_entry: account.last_entry(),
            account: Some(account.clone()),
        };
        Stored { rows, head }
    }

    fn faults(&self) -> Vec<Fault> {
        self.faults_against(None)
    }

    fn faults_against(&self, signed: Option<Position>) -> Vec<Fault> {
        let mut check = LedgerCheck::begin("account", "E10000024", signed);
        for row in &self.rows {
            check.take(row);
        }
        check.end(Some(&self.head))
    }

    /// What a checkpoint signed when the ledger was as it is now.
    fn position(&self) -> Position {
        let account = self.head.account.as_ref().unwrap();
        Position {
            account_id: "account".to_owned(),
            number: account.last_entry(),
            hash: account.last_hash(),
        }
    }
}

fn row(entry: &Entry, after: AfterRow) -> LedgerRow {
    let factor = match &entry.detail {
        EntryDetail::Uprate { uprating, .. } => Some(uprating.facts().factor.to_string()),
        _ => None,
    };
    let budget = entry.detail.budget();
    LedgerRow {
        number: entry.number,
        kind: entry.detail.code().to_owned(),
        from_day: entry.effective.start(),
        to_day: entry.effective.end(),
        recorded_at: entry.recorded_at,
        cost: entry.cost,
        parts: *entry.detail.split().parts(),
        uprating: entry.detail.uprating(),
        balance_after: entry.balance_after,
        after,
        about_number: entry.detail.about_number(),
        run_id: entry.run_id.clone(),
        budget_id: budget.map(|budget| budget.budget_id.clone()),
        budget_version: budget.map(|budget| budget.version),
        factor,
        cap_after: entry.detail.cap_after(),
        because: entry.because.clone(),
        trace_id: entry.trace_id.clone(),
        hash_algorithm: entry.hash_algorithm.code().to_owned(),
        previous_hash: entry.previous_hash.to_string(),
        hash: entry.hash.to_string(),
        canonical: String::from_utf8(canonical_bytes(entry).unwrap()).unwrap(),
        rules: entry.rules.clone(),
        detail: entry.detail.clone(),
    }
}

/// The entries, the checks and the fields that the faults name.
fn told(faults: &[Fault]) -> Vec<(Option<i64>, What, Option<&str>)> {
    faults.iter().map(|fault| (fault.entry, fault.what, fault.field.as_deref())).collect()
}

#[test]
fn a_ledger_as_it_was_posted_has_no_fault() {
    let stored = stored();
    let kinds = ["OPEN", "RATE", "ACCRUE", "UPRATE", "ADJUST", "REACHED", "REVERSE"];
    for kind in kinds {
        assert!(stored.rows.iter().any(|row| row.kind == kind), "no {kind}");
    }
    assert_eq!(stored.faults(), []);
    assert_eq!(stored.faults_against(Some(stored.position())), []);
}

#[test]
fn an_amount_edited_is_named_with_what_was_due() {
    let mut stored = stored();
    let row = &mut stored.rows[2];
    assert_eq!(row.parts.person_accrued, pounds("100.00"));
    row.parts.person_accrued = pounds("90.00");
    row.cost = row.cost.checked_sub(pounds("10.00")).unwrap();
    let faults = stored.faults();
    let edited = faults.iter().find(|fault| fault.field.as_deref() == Some("person_accrued"));
    let edited = edited.unwrap();
    assert_eq!((edited.entry, edited.what), (Some(3), What::Column));
    assert_eq!((edited.expected.as_str(), edited.found.as_str()), ("10000", "9000"));
    assert!(faults.iter().all(|fault| fault.entry == Some(3)), "{faults:#?}");
}

#[test]
fn every_column_of_every_entry_is_held_to_the_bytes_that_the_hash_covers() {
    type Edit = fn(&mut LedgerRow);
    let edits: [(&str, Edit); 16] = [
        ("kind", |row| row.kind.push('!')),
        ("from_day", |row| row.from_day = plus_days(row.from_day, -1)),
        ("to_day", |row| row.to_day = Some(date!(2100 - 01 - 01))),
        ("recorded_at", |row| {
            row.recorded_at = Instant::from_micros(row.recorded_at.micros() + 1);
        }),
        ("cost", |row| row.cost = Money::from_pence(-1)),
        ("council_not_counted", |row| row.parts.council_not_counted = Money::from_pence(-1)),
        ("uprating", |row| row.uprating = Money::from_pence(-1)),
        ("balance_after", |row| row.balance_after = Money::from_pence(-1)),
        ("about_number", |row| row.about_number = Some(999)),
        ("run_id", |row| row.run_id = Some("another".to_owned())),
        ("budget_id", |row| row.budget_id = Some("another".to_owned())),
        ("factor", |row| row.factor = Some("9".to_owned())),
        ("cap_after", |row| row.cap_after = Some(Money::from_pence(1))),
        ("because", |row| row.because.push('!')),
        ("trace_id", |row| row.trace_id = Some("another".to_owned())),
        ("rules", |row| row.rules.clear()),
    ];
    let count = stored().rows.len();
    for (column, edit) in edits {
        for index in 0..count {
            let mut stored = stored();
            edit(&mut stored.rows[index]);
            let number = Some(stored.rows[index].number);
            let expected = (number, What::Column, Some(column));
            assert!(told(&stored.faults()).contains(&expected), "{column} of {number:?}");
        }
    }
}

#[test]
fn a_detail_that_says_more_than_its_columns_is_found() {
    let mut stored = stored();
    let EntryDetail::Rate(rate) = &mut stored.rows[1].detail else { unreachable!() };
    rate.weekly = weekly("1.00", "200.00");
    let faults = stored.faults();
    assert_eq!(told(&faults)[0], (Some(2), What::Detail, Some("weekly_rate")));
}

#[test]
fn each_running_total_is_the_sum_up_to_its_entry() {
    type Edit = fn(&mut AfterRow);
    let edits: [(&str, Edit); 4] = [
        ("cost_after", |after| after.cost = Money::ZERO),
        ("accrued_after", |after| after.accrued = Money::ZERO),
        ("daily_living_after", |after| after.daily_living = Money::ZERO),
        ("uprating_after", |after| after.uprating = Money::from_pence(-7)),
    ];
    for (total, edit) in edits {
        let mut stored = stored();
        let last = stored.rows.len() - 1;
        edit(&mut stored.rows[last].after);
        let faults = stored.faults();
        let (entry, what, field) = told(&faults)[0];
        assert_eq!((what, field), (What::RunningTotal, Some(total)));
        assert_eq!(entry, Some(stored.rows[last].number));
    }
}

#[test]
fn an_entry_left_out_is_told_where_the_next_one_stands() {
    for index in 0..stored().rows.len() - 1 {
        let mut stored = stored();
        let gone = stored.rows.remove(index).number;
        let faults = stored.faults();
        assert_eq!(told(&faults)[0], (Some(gone + 1), What::Number, None), "{gone}");
        assert_eq!(
            (faults[0].expected.clone(), faults[0].found.clone()),
            (gone.to_string(), (gone + 1).to_string())
        );
    }
}

#[test]
fn entries_put_in_or_exchanged_are_found() {
    let count = stored().rows.len();
    for index in 1..count {
        let mut doubled = stored();
        doubled.rows.insert(index, doubled.rows[index].clone());
        assert!(told(&doubled.faults()).iter().any(|(_, what, _)| *what == What::Number));

        let mut swapped = stored();
        swapped.rows.swap(index - 1, index);
        let numbers = [swapped.rows[index].number, swapped.rows[index - 1].number];
        swapped.rows[index - 1].number = numbers[0];
        swapped.rows[index].number = numbers[1];
        let faults = swapped.faults();
        let expected = (Some(numbers[0]), What::Column, Some("number"));
        assert!(told(&faults).contains(&expected), "{index}: {faults:#?}");
    }
}

/// The ledger with an amount changed and everything after it made anew, head and hashes included.
fn rewritten() -> Stored {
    let honest = stored();
    let mut ledger = Ledger::opened(MONDAY, pounds("700.00"));
    ledger.rate(MONDAY, weekly("90.00", "200.00"));
    let uprating = uprating(plus_days(MONDAY, 9), "1.05", "735.00");
    let terms = terms(&[uprating], CapTest::Reached);
    while ledger.entries.len() < honest.rows.len() {
        let until = plus_days(ledger.account.metered_to(), 7);
        ledger.meter(until, &terms).unwrap();
    }
    for entry in &ledger.entries {
        assert_eq!(hash_of(entry).unwrap(), entry.hash);
    }
    Stored::of(&ledger.entries, &ledger.account)
}

#[test]
fn a_chain_written_anew_is_found_by_the_checkpoint_alone() {
    let (signed, forged) = (stored().position(), rewritten());
    assert_eq!(forged.faults(), []);
    let faults = forged.faults_against(Some(signed.clone()));
    assert_eq!(told(&faults), [(Some(signed.number), What::CheckpointHash, None)]);
    assert_eq!(faults[0].expected, signed.hash.to_string());
}

#[test]
fn a_tail_cut_off_is_found_by_the_head_and_where_the_head_was_cut_too_by_the_checkpoint() {
    let signed = stored().position();
    let mut cut = stored();
    let gone = cut.rows.split_off(cut.rows.len() - 2);
    let faults = cut.faults();
    assert!(told(&faults).contains(&(None, What::Head, Some("last_entry"))), "{faults:#?}");

    let mut ledger = Ledger::opened(MONDAY, pounds("700.00"));
    ledger.rate(MONDAY, weekly("100.00", "200.00"));
    let short = Stored::of(&ledger.entries, &ledger.account);
    assert_eq!(short.faults(), []);
    let faults = short.faults_against(Some(signed));
    assert_eq!(told(&faults), [(None, What::CheckpointEntries, None)]);
    assert!(!gone.is_empty());
}

#[test]
fn a_head_that_is_not_the_sum_of_its_entries_is_found_field_by_field() {
    let mut stored = stored();
    stored.head.metered_to = plus_days(stored.head.metered_to, 7);
    stored.head.person_id = "another".to_owned();
    let faults = stored.faults();
    let fields: Vec<_> = told(&faults).into_iter().map(|(_, _, field)| field).collect();
    assert_eq!(fields, [Some("metered_to column"), Some("person_id column")]);
    stored.head.account = None;
    let faults = stored.faults();
    assert_eq!(told(&faults), [(None, What::Head, Some("body"))]);
}

#[test]
fn a_ledger_without_a_head_and_a_head_without_a_ledger_are_found() {
    let stored = stored();
    let mut check = LedgerCheck::begin("account", "E10000024", None);
    stored.rows.iter().for_each(|row| check.take(row));
    assert_eq!(told(&check.end(None)), [(None, What::HeadMissing, None)]);
    let check = LedgerCheck::begin("account", "E10000024", None);
    assert_eq!(told(&check.end(Some(&stored.head))), [(None, What::EntriesMissing, None)]);
}

#[test]
fn the_ledger_of_another_account_or_council_is_found() {
    let stored = stored();
    let mut check = LedgerCheck::begin("another", "E10000008", None);
    stored.rows.iter().for_each(|row| check.take(row));
    let faults = check.end(Some(&stored.head));
    let fields: Vec<_> = told(&faults).into_iter().map(|(_, _, field)| field).collect();
    assert_eq!(fields, [Some("account_id"), Some("council_id")]);
}

#[test]
fn a_row_that_cannot_be_read_is_told_once_and_the_others_are_checked() {
    let stored = stored();
    let mut check = LedgerCheck::begin("account", "E10000024", None);
    for row in &stored.rows {
        match row.number {
            3 => check.take_unreadable(3, "the detail is none"),
            _ => check.take(row),
        }
    }
    assert_eq!(told(&check.end(Some(&stored.head))), [(Some(3), What::Unreadable, Some("row"))]);
}
