//! The capped story: a self-funder's account to the penny, a statement, and a late fact.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use care_account_rules::chain::verify;
use care_account_rules::late_fact::LateFact;
use care_account_rules::projection::{project, project_account};
use care_account_rules::rates::weekly_on;
use care_account_rules::statement::{
    Adjustment, PreviousStatement, Statement, StatementIds, StatementRefusal, canonical, statement,
};
use care_account_rules::terms::CapTest;
use carecap_calendar::{Day, Instant};
use carecap_money::Money;
use common::{Ledger, pounds, rate, terms, uprating, weekly};
use time::Month;
use time::macros::date;

const OPENED: Day = date!(2024 - 10 - 07);
const DATED: Day = date!(2025 - 04 - 07);

/// Opened on 7 October 2024; band 3 until Thursday 9 January 2025, then band 5; metered to 7 April.
fn metered() -> Ledger {
    let mut ledger = Ledger::opened(OPENED, pounds("86000"));
    ledger.rate(OPENED, weekly("605.00", "200.00"));
    ledger.rate(date!(2025 - 01 - 09), weekly("645.00", "200.00"));
    let terms = terms(&[uprating(DATED, "1.037", "89182.00")], CapTest::Reached);
    ledger.meter(DATED, &terms).unwrap();
    ledger
}

fn learn_that_band_5_began_on_5_december(ledger: &mut Ledger) {
    let rate = rate(weekly("645.00", "200.00"), 3);
    let fact = LateFact::Rate { from: date!(2024 - 12 - 05), rate };
    ledger.late(fact, CapTest::Reached).unwrap();
}

#[test]
fn half_a_year_is_metered_and_uprated_to_the_penny() {
    let ledger = metered();
    let figures = ledger.account.figures();
    assert_eq!(figures.accrued, pounds("16232.86"));
    assert_eq!(figures.daily_living, pounds("5200.00"));
    assert_eq!(figures.cost, pounds("21432.86"));
    assert_eq!(figures.balance, pounds("16833.48"));
    assert_eq!(figures.uprating, pounds("600.62"));
    assert_eq!(figures.cap, pounds("89182.00"));
    assert_eq!(figures.rate_weekly, pounds("645.00"));
    assert_eq!(figures.reached_on, None);
    assert!(figures.uprating_unconfirmed);
    assert!(ledger.of_kind("NOTICE").is_empty());
    assert_eq!(verify(&ledger.entries), Ok(()));
}

#[test]
fn at_the_present_rate_the_cap_is_reached_on_the_first_of_june_2027() {
    let account = metered().account;
    let weekly = weekly_on(&account.weeks(), DATED);
    let projected = project(account.balance(), account.cap(), &weekly, DATED).unwrap();
    assert_eq!(projected, Some(date!(2027 - 06 - 01)));
    assert_eq!(project_account(&account), Ok(projected));
}

#[test]
fn the_statement_has_its_six_items() {
    let ledger = metered();
    let last_entry = ledger.account.last_entry();
    let shown = statement(&ledger.entries, last_entry, DATED, None, 18).unwrap();
    assert_eq!(shown.cap, pounds("89182.00"));
    assert_eq!(shown.total_cost, pounds("21432.86"));
    assert_eq!(shown.rate_weekly, pounds("645.00"));
    assert_eq!(shown.daily_living, pounds("5200.00"));
    assert!(shown.adjustments.is_empty());
    assert_eq!(shown.indicative_date, None);
    assert!(shown.indicative_date_text.contains("not reached within 18 months"));
    assert_eq!((shown.opening_balance, shown.closing_balance), (Money::ZERO, pounds("16833.48")));
    let rates: Vec<_> = shown.rates.iter().map(|rate| (rate.from, rate.rate_weekly)).collect();
    assert_eq!(rates, [(OPENED, pounds("605")), (date!(2025 - 01 - 09), pounds("645"))]);
    assert_eq!(shown.notes.len(), 2, "a shadow account and a factor that nobody confirmed");
}

#[test]
fn a_late_fact_adds_the_difference_and_leaves_the_statement_as_it_was() {
    let mut ledger = metered();
    let seen = ledger.account.last_entry();
    let ids = StatementIds {
        account_id: "account".to_owned(),
        council_id: "E10000024".to_owned(),
        person_id: "person".to_owned(),
        recorded_at: Instant::from_micros(99),
        statement_id: "statement".to_owned(),
    };
    let issued = statement(&ledger.entries, seen, DATED, None, 18).unwrap();
    let issued = canonical(&issued, &ids).unwrap();
    learn_that_band_5_began_on_5_december(&mut ledger);

    let figures = ledger.account.figures();
    assert_eq!(figures.accrued, pounds("16432.86"));
    assert_eq!(figures.uprating, pounds("608.02"));
    assert_eq!(figures.balance, pounds("17040.88"));
    assert_eq!(figures.cap, pounds("89182.00"));
    assert_eq!(verify(&ledger.entries), Ok(()));

    let again = statement(&ledger.entries, seen, DATED, None, 18).unwrap();
    assert_eq!(canonical(&again, &ids).unwrap(), issued);

    let previous =
        PreviousStatement { dated: DATED, last_entry: seen, closing_balance: pounds("16833.48") };
    let next = statement(&ledger.entries, ledger.account.last_entry(), DATED, Some(previous), 18);
    let next = next.unwrap();
    let changes = next.adjustments.iter().map(|adjustment| adjustment.balance_change);
    assert_eq!(Money::sum(changes), Ok(pounds("207.40")));
    assert_eq!(next.opening_balance, pounds("16833.48"));
    assert_eq!(next.closing_balance, pounds("17040.88"));
}

/// The statement of a day as the whole ledger tells it, after another.
fn stated(ledger: &Ledger, dated: Day, after: Option<&Statement>) -> Statement {
    let previous = after.map(|after| PreviousStatement {
        dated: after.dated,
        last_entry: after.last_entry,
        closing_balance: after.closing_balance,
    });
    let last_entry = ledger.account.last_entry();
    statement(&ledger.entries, last_entry, dated, previous, 18).unwrap()
}

#[test]
fn what_a_statement_leaves_out_for_its_day_the_next_one_lists() {
    let mut ledger = metered();
    learn_that_band_5_began_on_5_december(&mut ledger);
    // Tuesday 10 December: one week has ended, of the next one Monday.
    let first = stated(&ledger, date!(2024 - 12 - 10), None);
    let second = stated(&ledger, DATED, Some(&first));
    let lines = |statement: &Statement| {
        let line = |line: &Adjustment| {
            let end = line.effective_end.unwrap();
            let days = (end - line.effective_start).whole_days();
            (line.effective_start, days, line.balance_change)
        };
        statement.adjustments.iter().map(line).collect::<Vec<_>>()
    };
    let day = |month, day| Day::from_calendar_date(2024, month, day).unwrap();
    assert_eq!(
        lines(&first),
        [
            (day(Month::December, 2), 7, pounds("22.86")),
            (day(Month::December, 9), 1, pounds("5.71")),
        ]
    );
    assert_eq!(
        lines(&second)[..3],
        [
            (DATED, 0, pounds("7.40")),
            (day(Month::December, 10), 6, pounds("34.29")),
            (day(Month::December, 16), 7, pounds("40.00")),
        ]
    );
    let listed = [&first, &second].map(|shown| {
        let changes = shown.adjustments.iter().map(|line| line.balance_change);
        Money::sum(changes).unwrap()
    });
    assert_eq!(listed[0].checked_add(listed[1]), Ok(pounds("207.40")));
}

#[test]
fn each_stretch_that_a_late_fact_changes_gets_one_adjustment_that_names_it() {
    let mut ledger = metered();
    learn_that_band_5_began_on_5_december(&mut ledger);
    let adjustments = ledger.of_kind("ADJUST");
    // Thursday to Sunday, four whole weeks, Monday to Wednesday, and the uprating.
    assert_eq!(adjustments.len(), 7);
    for adjustment in adjustments {
        let about = adjustment.detail.about_number().unwrap();
        let stretch = ledger.entries.iter().find(|entry| entry.number == about).unwrap();
        assert_eq!(stretch.effective, adjustment.effective);
    }
}

#[test]
fn a_statement_within_a_stretch_shows_the_days_before_it() {
    let ledger = metered();
    let last_entry = ledger.account.last_entry();
    // Thirteen weeks of 605 end on 6 January; then Monday and Tuesday by the schedule.
    let dated = date!(2025 - 01 - 08);
    let shown = statement(&ledger.entries, last_entry, dated, None, 18).unwrap();
    assert_eq!(shown.accrued, pounds("8037.86"));
    assert_eq!(shown.cap, pounds("86000"));
    assert_eq!(shown.closing_balance, pounds("8037.86"));
}

#[test]
fn a_statement_beyond_the_meter_or_before_the_opening_is_refused() {
    let ledger = metered();
    let last_entry = ledger.account.last_entry();
    let of = |last_entry, dated| statement(&ledger.entries, last_entry, dated, None, 18);
    assert_eq!(
        of(last_entry, date!(2025 - 04 - 08)),
        Err(StatementRefusal::NotMeteredYet { metered_to: DATED })
    );
    assert_eq!(
        of(last_entry, date!(2024 - 10 - 06)),
        Err(StatementRefusal::BeforeOpening { opened_on: OPENED })
    );
    let beyond = last_entry + 1;
    assert_eq!(of(beyond, DATED), Err(StatementRefusal::EntryUnknown(beyond)));
}

#[test]
fn a_run_that_ends_where_the_last_one_did_is_refused() {
    let mut ledger = metered();
    let terms = terms(&[], CapTest::Reached);
    assert!(ledger.meter(DATED, &terms).is_err());
    assert!(ledger.meter(date!(2025 - 04 - 06), &terms).is_err());
}
