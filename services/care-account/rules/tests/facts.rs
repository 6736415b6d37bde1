//! Facts that people state: what each is refused for, and what a statement tells of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use care_account_rules::absence::{Absence, AbsencePolicy, AbsenceRefusal, suspension_for};
use care_account_rules::account::Account;
use care_account_rules::chain::{canonical_bytes, verify};
use care_account_rules::entry::{Entry, EntryDetail};
use care_account_rules::late_fact::{LateFact, LateFactRefusal};
use care_account_rules::metered::{BudgetFacts, MeteringBasis, weekly_split};
use care_account_rules::metering::{RateRefusal, set_rate};
use care_account_rules::rates::Rate;
use care_account_rules::record::FactRefusal;
use care_account_rules::reversal::ReversalRefusal;
use care_account_rules::stated::{
    AbsenceCause, ChargeInstead, Closing, Fact, Suspension, WriteOff, WriteOffCause,
};
use care_account_rules::statement::{PreviousStatement, Statement, statement};
use care_account_rules::terms::CapTest;
use carecap_calendar::{Day, Period, plus_days};
use carecap_money::Money;
use common::{Ledger, decision, pounds, rate, terms, weekly};
use proptest::prelude::*;
use time::macros::date;

const MONDAY: Day = date!(2024 - 10 - 07);

fn day(after: i64) -> Day {
    plus_days(MONDAY, after)
}

fn days(from: i64, until: i64) -> Period {
    Period::between(day(from), day(until)).unwrap()
}

/// In a care home: 910.00 a week, 350.00 charged, of which 210.00 are daily living costs.
fn charged() -> Ledger {
    let facts = BudgetFacts {
        basis: MeteringBasis::Charged,
        cost_weekly: pounds("910.00"),
        charge_weekly: Some(pounds("350.00")),
        daily_living_weekly: Some(pounds("210.00")),
        council_share_counts: false,
    };
    let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
    let (weekly, basis) = (weekly_split(&facts).unwrap(), MeteringBasis::Charged);
    ledger.rate_whenever(MONDAY, weekly, basis, CapTest::Reached);
    ledger
}

fn self_funded() -> Ledger {
    let mut ledger = Ledger::opened(MONDAY, pounds("86000"));
    ledger.rate(MONDAY, weekly("700.00", "210.00"));
    ledger
}

fn metered(mut ledger: Ledger, days: i64) -> Ledger {
    ledger.meter(day(days), &terms(&[], CapTest::Reached)).unwrap();
    ledger
}

fn state(ledger: &mut Ledger, fact: &Fact) -> Result<(), FactRefusal> {
    ledger.state(fact, CapTest::Reached)
}

fn pause(days: Period) -> Fact {
    let (cause, decision) = (AbsenceCause::Hospital, decision(days.start()));
    Fact::Suspend { days, suspension: Suspension { cause, charged: None, decision } }
}

fn resume(on: i64) -> Fact {
    Fact::Resume { on: day(on), decision: decision(day(on)) }
}

fn end_needs(from: i64) -> Fact {
    Fact::EndNeeds { from: day(from), decision: decision(day(from)) }
}

fn death(on: i64) -> Fact {
    let closing = Closing { learned_on: day(on + 3), decision: decision(day(on + 3)) };
    Fact::Close { from: day(on), closing }
}

fn instead(charge: &str) -> ChargeInstead {
    ChargeInstead { charge_weekly: pounds(charge), council_share_counts: false }
}

/// Decided on the day after the last of the days.
fn write_off(days: Period, still_due: &str) -> Fact {
    let decision = decision(days.end().unwrap());
    let (cause, still_due) = (WriteOffCause::WrittenOff, instead(still_due));
    Fact::WriteOff { days, write_off: WriteOff { cause, still_due, decision } }
}

#[test]
fn two_pauses_never_share_a_day_and_may_touch() {
    let mut ledger = self_funded();
    state(&mut ledger, &pause(days(3, 10))).unwrap();
    let first = ledger.account.last_entry();
    let overlaps = Err(FactRefusal::Overlaps { number: first, days: days(3, 10) });
    assert_eq!(state(&mut ledger, &pause(days(9, 12))), overlaps);
    assert_eq!(state(&mut ledger, &pause(Period::from(day(0)))), overlaps);
    assert_eq!(state(&mut ledger, &pause(days(10, 12))), Ok(()));
    assert_eq!(state(&mut ledger, &pause(days(20, 20))), Err(FactRefusal::NoDays));
}

#[test]
fn only_what_pauses_goes_on() {
    let mut ledger = self_funded();
    let not_suspended = |on: i64| Err(FactRefusal::NotSuspended { on: day(on) });
    assert_eq!(state(&mut ledger, &resume(5)), not_suspended(5));
    state(&mut ledger, &pause(Period::from(day(3)))).unwrap();
    assert_eq!(state(&mut ledger, &resume(3)), not_suspended(3), "it never paused then");
    state(&mut ledger, &resume(8)).unwrap();
    assert_eq!(ledger.account.paused()[0].days(), days(3, 8));
    assert_eq!(state(&mut ledger, &resume(8)), not_suspended(8));
}

#[test]
fn a_resumption_that_was_a_mistake_lets_the_pause_go_on_unless_another_followed() {
    let mut ledger = self_funded();
    state(&mut ledger, &pause(Period::from(day(3)))).unwrap();
    state(&mut ledger, &resume(8)).unwrap();
    let resumption = ledger.account.last_entry();
    ledger.reverse(resumption, CapTest::Reached).unwrap();
    assert_eq!(ledger.account.paused()[0].days(), Period::from(day(3)));
    state(&mut ledger, &resume(9)).unwrap();
    let resumption = ledger.account.last_entry();
    state(&mut ledger, &pause(days(12, 15))).unwrap();
    let other = ledger.account.last_entry();
    let refused = ledger.reverse(resumption, CapTest::Reached);
    let overlap = ReversalRefusal::PausesOverlap { number: resumption, other, days: days(12, 15) };
    assert_eq!(refused, Err(overlap));
    assert_eq!(ledger.account.last_entry(), other, "a refusal posts nothing");
}

#[test]
fn needs_end_once_and_a_later_budget_begins_them_anew() {
    let mut ledger = metered(self_funded(), 14);
    state(&mut ledger, &end_needs(14)).unwrap();
    assert_eq!(ledger.account.figures().basis, None);
    assert_eq!(ledger.account.figures().rate_weekly, Money::ZERO);
    let again = state(&mut ledger, &end_needs(20));
    assert_eq!(again, Err(FactRefusal::NoNeeds { on: day(20) }));
    let mut ledger = metered(ledger, 28);
    assert_eq!(ledger.account.balance(), pounds("1400.00"), "the balance is kept");
    ledger.rate(day(28), weekly("490.00", "0"));
    let ledger = metered(ledger, 35);
    assert_eq!(ledger.account.balance(), pounds("1890.00"));
}

#[test]
fn only_a_charge_is_written_off_and_by_something() {
    let mut ledger = metered(charged(), 28);
    let charged_weekly = pounds("350.00");
    let not_below = Err(FactRefusal::NotBelowCharge { on: day(7), charged_weekly });
    assert_eq!(state(&mut ledger, &write_off(days(7, 14), "350.00")), not_below);
    let negative = state(&mut ledger, &write_off(days(7, 14), "-0.01"));
    assert_eq!(negative, Err(FactRefusal::Negative));
    state(&mut ledger, &write_off(days(7, 14), "349.99")).unwrap();
    let first = ledger.of_kind("WRITE_OFF")[0].number;
    let again = state(&mut ledger, &write_off(days(13, 15), "0.00"));
    assert_eq!(again, Err(FactRefusal::Overlaps { number: first, days: days(7, 14) }));

    let mut ledger = metered(self_funded(), 28);
    let not_charged = Err(FactRefusal::NotCharged { on: day(7) });
    assert_eq!(state(&mut ledger, &write_off(days(7, 14), "0.00")), not_charged);
}

#[test]
fn nobody_writes_off_what_is_not_charged_on_every_one_of_the_days() {
    let mut ledger = charged();
    ledger.rate(day(10), weekly("700.00", "210.00"));
    let mut ledger = metered(ledger, 28);
    let refused = state(&mut ledger, &write_off(days(7, 14), "0.00"));
    assert_eq!(refused, Err(FactRefusal::NotCharged { on: day(10) }));
    assert_eq!(state(&mut ledger, &write_off(days(7, 10), "0.00")), Ok(()));
}

#[test]
fn a_charge_of_days_to_come_is_not_written_off_and_nobody_has_died_tomorrow() {
    let mut ledger = metered(charged(), 14);
    let days = days(7, 14);
    let known_on = day(12);
    let decision = decision(known_on);
    let write_off =
        WriteOff { cause: WriteOffCause::NeverDue, still_due: instead("0.00"), decision };
    let in_future = Err(FactRefusal::InFuture { known_on });
    let fact = Fact::WriteOff { days, write_off: write_off.clone() };
    assert_eq!(state(&mut ledger, &fact), in_future);
    let until_then = Period::between(day(7), day(13)).unwrap();
    assert_eq!(state(&mut ledger, &Fact::WriteOff { days: until_then, write_off }), Ok(()));
    let closing = Closing { learned_on: known_on, decision: common::decision(known_on) };
    let tomorrow = Fact::Close { from: day(13), closing };
    assert_eq!(state(&mut ledger, &tomorrow), in_future);
}

#[test]
fn an_account_that_is_closed_takes_nothing_for_the_days_after_and_all_for_those_before() {
    let mut ledger = metered(charged(), 28);
    state(&mut ledger, &death(16)).unwrap();
    let closed = ledger.account.closed().unwrap();
    assert_eq!((closed.from, closed.review_from), (day(16), day(19)));
    let is_closed = || Err(FactRefusal::Closed { from: day(16) });
    let on = |from, until| pause(days(from, until));
    assert_eq!(state(&mut ledger, &on(16, 20)), is_closed());
    assert_eq!(state(&mut ledger, &end_needs(17)), is_closed());
    assert_eq!(state(&mut ledger, &death(16)), is_closed());
    assert_eq!(state(&mut ledger, &death(12)), is_closed());
    let late = LateFact::Rate { from: day(16), rate: rate(weekly("1.00", "0"), 9) };
    let refused = ledger.late(late, CapTest::Reached);
    assert_eq!(refused, Err(LateFactRefusal::Closed { from: day(16) }));
    let stamp = ledger.stamp();
    let next: Rate = rate(weekly("1.00", "0"), 9);
    let refused = set_rate(&ledger.account, day(30), next, String::new(), &stamp);
    assert_eq!(refused, Err(RateRefusal::Closed { from: day(16) }));

    state(&mut ledger, &write_off(days(7, 14), "0.00")).unwrap();
    state(&mut ledger, &on(2, 4)).unwrap();
    // Sixteen days, of which seven are written off and two are in hospital.
    assert_eq!(ledger.account.balance(), pounds("140.00"));
    assert_eq!(verify(&ledger.entries), Ok(()));
}

#[test]
fn what_is_about_days_before_the_opening_is_refused() {
    let mut ledger = self_funded();
    let before = Err(FactRefusal::BeforeOpening { opened_on: MONDAY });
    assert_eq!(state(&mut ledger, &pause(days(-1, 3))), before);
    assert_eq!(state(&mut ledger, &death(-1)), before);
}

#[test]
fn each_adjustment_names_the_fact_that_was_learned_late() {
    let mut ledger = metered(self_funded(), 21);
    state(&mut ledger, &pause(days(3, 10))).unwrap();
    let fact = ledger.of_kind("SUSPEND")[0].clone();
    let adjustments = ledger.of_kind("ADJUST");
    assert_eq!(adjustments.len(), 2);
    for adjustment in adjustments {
        assert_eq!(adjustment.detail.fact_number(), Some(fact.number));
        assert_eq!(adjustment.because, fact.because);
        assert!(matches!(adjustment.detail, EntryDetail::Adjust { budget: None, .. }));
    }
    assert_eq!(
        fact.because,
        "From 2024-10-10 until 2024-10-17 nothing is counted: the person is in hospital."
    );
}

#[test]
fn what_people_state_is_stored_and_read_back_and_rebuilds_the_account() {
    let mut ledger = metered(charged(), 28);
    for fact in
        [pause(Period::from(day(3))), resume(9), write_off(days(10, 14), "70.00"), death(20)]
    {
        state(&mut ledger, &fact).unwrap();
    }
    let stored = serde_json::to_string(&ledger.entries).unwrap();
    let read: Vec<Entry> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, ledger.entries);
    for entry in &read {
        let bytes = canonical_bytes(entry).unwrap();
        let sorted: BTreeMap<String, serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(serde_json::to_vec(&sorted).unwrap(), bytes, "keys stand in order");
    }
    let head = serde_json::to_string(&ledger.account).unwrap();
    assert_eq!(serde_json::from_str::<Account>(&head).unwrap(), ledger.account);
    assert_eq!(Account::from_entries(&ledger.entries), Ok(ledger.account.clone()));
}

/// What a care home's retainer or a policy of not charging makes of an absence.
fn absence(unreported: bool, days: Period, charge: Option<&str>) -> Absence {
    let (cause, decision) = (AbsenceCause::Hospital, decision(days.start()));
    Absence { days, cause, unreported, charge_weekly: charge.map(pounds), decision }
}

const CHARGING: AbsencePolicy = AbsencePolicy {
    short_absence_days: 7,
    charged_while_absent: true,
    council_share_counts: false,
};
const NOT_CHARGING: AbsencePolicy = AbsencePolicy { charged_while_absent: false, ..CHARGING };

fn charge_of(fact: &Fact) -> Option<Money> {
    match fact {
        Fact::Suspend { suspension, .. } => suspension.charged.map(|it| it.charge_weekly),
        _ => None,
    }
}

#[test]
fn a_short_absence_that_nobody_reported_pauses_nothing() {
    let account = self_funded().account;
    let of = |unreported, days| {
        suspension_for(&account, &absence(unreported, days, None), CHARGING).map(|_| ())
    };
    assert_eq!(of(true, days(0, 7)), Err(AbsenceRefusal::Short { days: 7, at_most: 7 }));
    assert_eq!(of(true, days(0, 8)), Ok(()));
    assert_eq!(of(false, days(0, 1)), Ok(()), "what was reported pauses however short it was");
    assert_eq!(of(true, Period::from(MONDAY)), Err(AbsenceRefusal::NotEnded));
    // How long is short is the council's own choice.
    let two_weeks = AbsencePolicy { short_absence_days: 14, ..CHARGING };
    let chosen =
        |length| suspension_for(&account, &absence(true, days(0, length), None), two_weeks);
    assert_eq!(chosen(14), Err(AbsenceRefusal::Short { days: 14, at_most: 14 }));
    assert!(chosen(15).is_ok());
}

#[test]
fn where_the_council_meets_the_needs_the_meter_follows_its_charge() {
    let account = charged().account;
    let of = |charge, policy| {
        let absence = absence(false, days(7, 21), charge);
        suspension_for(&account, &absence, policy).map(|fact| charge_of(&fact))
    };
    assert_eq!(of(None, CHARGING), Err(AbsenceRefusal::ChargeMissing));
    assert_eq!(of(Some("280.00"), CHARGING), Ok(Some(pounds("280.00"))));
    assert_eq!(of(Some("0.00"), CHARGING), Ok(None));
    assert_eq!(of(None, NOT_CHARGING), Ok(None));
    assert_eq!(of(Some("280.00"), NOT_CHARGING), Err(AbsenceRefusal::ChargeNotExpected));
    let charged_weekly = pounds("350.00");
    let not_below = FactRefusal::NotBelowCharge { on: day(7), charged_weekly };
    assert_eq!(of(Some("350.00"), CHARGING), Err(not_below.into()));
    assert_eq!(of(Some("-1.00"), CHARGING), Err(FactRefusal::Negative.into()));
}

#[test]
fn who_arranges_the_care_is_charged_nothing_meanwhile() {
    let account = self_funded().account;
    let of = |charge| {
        let absence = absence(false, days(7, 21), charge);
        suspension_for(&account, &absence, CHARGING).map(|fact| charge_of(&fact))
    };
    assert_eq!(of(None), Ok(None));
    assert_eq!(of(Some("280.00")), Err(AbsenceRefusal::ChargeNotExpected));
}

fn stated(ledger: &Ledger, on: i64) -> Statement {
    statement(&ledger.entries, ledger.account.last_entry(), day(on), None, 18).unwrap()
}

#[test]
fn a_statement_tells_when_the_meter_paused_and_that_the_account_has_ended() {
    let mut ledger = metered(self_funded(), 28);
    let before = stated(&ledger, 28);
    let seen = ledger.account.last_entry();
    state(&mut ledger, &pause(days(3, 10))).unwrap();
    state(&mut ledger, &death(21)).unwrap();
    let shown = stated(&ledger, 28);
    assert_eq!(shown.closing_balance, pounds("1400.00"));
    assert_eq!(shown.rate_weekly, Money::ZERO);
    let notes = &shown.notes[1..];
    assert_eq!(
        notes,
        [
            "From 10 October 2024 until 17 October 2024 nothing was counted, because the person is \
             in hospital.",
            "The account was closed on 28 October 2024.",
        ]
    );
    let listed = shown.adjustments.iter().map(|line| line.balance_change);
    assert_eq!(Money::sum(listed), Ok(pounds("-1400.00")));
    let again = statement(&ledger.entries, seen, day(28), None, 18).unwrap();
    assert_eq!(again, before, "what was issued stays what it was");

    let last = ledger.account.last_entry();
    let after = |previous: &Statement| {
        let (dated, last_entry) = (previous.dated, previous.last_entry);
        let closing_balance = previous.closing_balance;
        let previous = PreviousStatement { dated, last_entry, closing_balance };
        statement(&ledger.entries, last, day(28), Some(previous), 18).unwrap().notes
    };
    assert_eq!(after(&before), shown.notes, "the last statement did not know of the pause");
    assert_eq!(after(&shown).len(), shown.notes.len() - 1, "and this one tells it once");
}

#[test]
fn an_account_that_has_ended_is_stated_as_of_any_day_after() {
    let mut ledger = self_funded();
    state(&mut ledger, &death(14)).unwrap();
    let ledger = metered(ledger, 28);
    assert_eq!(ledger.account.metered_to(), day(14));
    assert_eq!(stated(&ledger, 365).closing_balance, pounds("1400.00"));
}

proptest! {
    #[test]
    fn a_week_charged_at_most_so_much_is_the_week_of_a_budget_with_that_charge(
        cost in 0_i64..200_000, charge in 0_i64..200_000, less in 0_i64..200_000,
        daily_living in proptest::option::of(0_i64..40_000), council_share_counts: bool,
    ) {
        let with = |charge: i64| {
            let facts = BudgetFacts {
                basis: MeteringBasis::Charged,
                cost_weekly: Money::from_pence(cost),
                charge_weekly: Some(Money::from_pence(charge.min(cost))),
                daily_living_weekly: daily_living.map(Money::from_pence),
                council_share_counts,
            };
            weekly_split(&facts).unwrap()
        };
        let at_most = with(charge).charged_at_most(Money::from_pence(less), council_share_counts);
        prop_assert_eq!(at_most, with(charge.min(less)));
    }
}
