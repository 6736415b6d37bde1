//! What an account would do: the published and derived examples, and what is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use care_account_rules::preview::{
    Preview, PreviewFacts, PreviewFigures, PreviewRate, PreviewUprating, PreviewedAccount, preview,
};
use care_account_rules::terms::CapTest;
use carecap_calendar::{Day, add_months, plus_days};
use carecap_money::{Money, MoneyError};
use common::pounds;
use rust_decimal::Decimal;
use serde::Deserialize;
use time::macros::date;

#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    opened_on: Day,
    until: Day,
    cap: String,
    opening_balance: Option<String>,
    rates: Vec<CaseRate>,
    #[serde(default)]
    upratings: Vec<CaseUprating>,
    #[serde(default)]
    notice_only_above_cap: bool,
    #[serde(default)]
    council_share_counts: bool,
    expect: Expected,
}

#[derive(Debug, Deserialize)]
struct CaseRate {
    from: Day,
    cost: String,
    charge: Option<String>,
    daily_living: Option<String>,
}

#[derive(Debug, Deserialize)]
struct CaseUprating {
    on: Day,
    factor: Decimal,
}

#[derive(Debug, Deserialize)]
struct Expected {
    counts: Option<Vec<String>>,
    reached_on: Option<Day>,
    days_to_reach: Option<i64>,
    projected_on: Option<Day>,
    #[serde(default)]
    figures: Vec<ExpectedFigures>,
}

#[derive(Debug, Deserialize)]
struct ExpectedFigures {
    on: Day,
    #[serde(flatten)]
    amounts: BTreeMap<String, String>,
}

impl Case {
    fn facts(&self) -> PreviewFacts {
        let optional = |amount: &Option<String>| amount.as_deref().map(pounds);
        PreviewFacts {
            opened_on: self.opened_on,
            until: self.until,
            cap: pounds(&self.cap),
            opening_balance: optional(&self.opening_balance).unwrap_or(Money::ZERO),
            rates: self
                .rates
                .iter()
                .map(|rate| PreviewRate {
                    from: rate.from,
                    cost_weekly: pounds(&rate.cost),
                    charge_weekly: optional(&rate.charge),
                    daily_living_weekly: optional(&rate.daily_living),
                })
                .collect(),
            upratings: self
                .upratings
                .iter()
                .map(|uprating| PreviewUprating { on: uprating.on, factor: uprating.factor })
                .collect(),
            cap_test: if self.notice_only_above_cap { CapTest::Exceeded } else { CapTest::Reached },
            council_share_counts: self.council_share_counts,
            on: self.expect.figures.iter().map(|figures| figures.on).collect(),
        }
    }
}

fn previewed(facts: &PreviewFacts) -> Preview {
    preview(&PreviewedAccount::new(facts).unwrap()).unwrap()
}

fn amount_of(figures: &PreviewFigures, name: &str) -> Money {
    let parts = figures.split.parts();
    match name {
        "accrued" => figures.accrued,
        "uprating" => figures.uprating,
        "balance" => figures.balance,
        "cap" => figures.cap,
        "daily_living" => figures.split.daily_living(),
        "person_accrued" => parts.person_accrued,
        "council_accrued" => parts.council_accrued,
        "council_not_counted" => parts.council_not_counted,
        other => panic!("no figure is named {other}"),
    }
}

#[test]
fn each_example_goes_as_its_source_says() {
    let cases: Vec<Case> = serde_yaml_ng::from_str(include_str!("cases/preview.yaml")).unwrap();
    for case in cases {
        let (shown, id) = (previewed(&case.facts()), &case.id);
        if let Some(counts) = &case.expect.counts {
            let found: Vec<Money> =
                shown.weekly.iter().map(|weekly| weekly.metered_rate_weekly()).collect();
            assert_eq!(found, counts.iter().map(|text| pounds(text)).collect::<Vec<_>>(), "{id}");
        }
        assert_eq!(shown.reached_on, case.expect.reached_on, "{id}");
        assert_eq!(shown.days_to_reach, case.expect.days_to_reach, "{id}");
        if case.expect.projected_on.is_some() {
            assert_eq!(shown.projected_on, case.expect.projected_on, "{id}");
        }
        for expected in &case.expect.figures {
            let figures = shown.figures.iter().find(|figures| figures.on == expected.on).unwrap();
            for (name, amount) in &expected.amounts {
                let found = amount_of(figures, name);
                assert_eq!(found, pounds(amount), "{id}: {name} on {}", expected.on);
            }
        }
    }
}

const MONDAY: Day = date!(2026 - 04 - 06);

/// 700.00 a week in a care home for four weeks, of which 500.00 counts.
fn facts() -> PreviewFacts {
    PreviewFacts {
        opened_on: MONDAY,
        until: plus_days(MONDAY, 28),
        cap: pounds("86000"),
        opening_balance: Money::ZERO,
        rates: vec![rate_from(MONDAY)],
        upratings: Vec::new(),
        cap_test: CapTest::Reached,
        council_share_counts: false,
        on: Vec::new(),
    }
}

fn rate_from(from: Day) -> PreviewRate {
    PreviewRate {
        from,
        cost_weekly: pounds("700.00"),
        charge_weekly: None,
        daily_living_weekly: Some(pounds("200.00")),
    }
}

fn uprated(on: Day, factor: &str) -> PreviewUprating {
    PreviewUprating { on, factor: Decimal::from_str_exact(factor).unwrap() }
}

#[test]
fn the_figures_are_told_by_date_once_each_and_at_the_end() {
    let (first, second) = (plus_days(MONDAY, 7), plus_days(MONDAY, 14));
    let asked = PreviewFacts { on: vec![second, MONDAY, first, second], ..facts() };
    let shown: Vec<(Day, Money)> =
        previewed(&asked).figures.iter().map(|figures| (figures.on, figures.balance)).collect();
    assert_eq!(
        shown,
        [
            (MONDAY, Money::ZERO),
            (first, pounds("500.00")),
            (second, pounds("1000.00")),
            (plus_days(MONDAY, 28), pounds("2000.00")),
        ]
    );
}

#[test]
fn an_uprating_on_a_day_that_is_asked_for_happens_once() {
    let on = plus_days(MONDAY, 7);
    let asked =
        PreviewFacts { upratings: vec![uprated(on, "1.10")], on: vec![MONDAY, on], ..facts() };
    let balances: Vec<Money> =
        previewed(&asked).figures.iter().map(|figures| figures.balance).collect();
    assert_eq!(balances, [Money::ZERO, pounds("550.00"), pounds("2050.00")]);
}

#[test]
fn a_cap_that_an_uprating_reaches_at_the_end_is_reached_after_the_days_that_were_metered() {
    // 0.5 times 999.99 and times 1,000.00 are both 500.00.
    let until = plus_days(MONDAY, 1);
    let asked = PreviewFacts {
        until,
        cap: pounds("1000.00"),
        opening_balance: pounds("999.99"),
        rates: vec![PreviewRate { cost_weekly: Money::ZERO, ..rate_from(MONDAY) }],
        upratings: vec![uprated(until, "0.5")],
        ..facts()
    };
    let shown = previewed(&asked);
    assert_eq!((shown.reached_on, shown.days_to_reach), (Some(until), Some(1)));
}

#[test]
fn the_cap_is_projected_at_the_last_rate_or_never() {
    let asked = facts();
    // 2,000.00 after four weeks leaves 84,000.00: 168 weeks more.
    assert_eq!(previewed(&asked).projected_on, Some(plus_days(MONDAY, 7 * 172 - 1)));
    let nothing_counts = PreviewRate { cost_weekly: pounds("200.00"), ..rate_from(MONDAY) };
    let last = PreviewRate { from: plus_days(MONDAY, 27), ..nothing_counts };
    let ends_free = PreviewFacts { rates: vec![rate_from(MONDAY), last], ..asked };
    assert_eq!(previewed(&ends_free).projected_on, None);
}

#[test]
fn a_day_that_the_calendar_does_not_have_is_not_projected() {
    let opened_on = date!(2195 - 01 - 01);
    let weekly = PreviewRate { cost_weekly: pounds("250.00"), ..rate_from(opened_on) };
    let until = plus_days(opened_on, 7);
    let asked = PreviewFacts { opened_on, until, rates: vec![weekly], ..facts() };
    assert_eq!(previewed(&asked).projected_on, None);
}

#[test]
fn a_hundred_years_are_looked_at_and_no_day_more() {
    let until = add_months(MONDAY, 1_200);
    let asked = PreviewFacts { until, cap: pounds("9000000"), ..facts() };
    let weeks = (until - MONDAY).whole_weeks();
    let last = plus_days(MONDAY, weeks * 7);
    let shown = previewed(&PreviewFacts { on: vec![last], ..asked.clone() });
    assert_eq!(shown.figures[0].balance, Money::from_pence(weeks * 50_000));
    let longer = PreviewFacts { until: plus_days(until, 1), ..asked };
    assert_eq!(wrong(&longer), ["until is more than a hundred years after the account opens"]);
}

#[test]
fn amounts_that_do_not_fit_in_an_account_are_refused() {
    let most = PreviewRate { cost_weekly: pounds("1000000000"), ..rate_from(MONDAY) };
    let asked = PreviewFacts {
        until: plus_days(MONDAY, 11 * 7),
        rates: vec![PreviewRate { daily_living_weekly: Some(most.cost_weekly), ..most }],
        ..facts()
    };
    let account = PreviewedAccount::new(&asked).unwrap();
    assert_eq!(preview(&account), Err(MoneyError::Overflow));
}

/// What is wrong, field by field.
fn wrong(facts: &PreviewFacts) -> Vec<String> {
    let refused = PreviewedAccount::new(facts).unwrap_err();
    refused.faults.iter().map(ToString::to_string).collect()
}

fn wrong_fields(facts: &PreviewFacts) -> Vec<String> {
    let refused = PreviewedAccount::new(facts).unwrap_err();
    refused.faults.into_iter().map(|fault| fault.field).collect()
}

#[test]
fn an_end_at_or_before_the_opening_is_refused_and_nothing_else_for_it() {
    for until in [MONDAY, plus_days(MONDAY, -1)] {
        let asked = PreviewFacts {
            until,
            upratings: vec![uprated(plus_days(MONDAY, 3), "1.05")],
            on: vec![plus_days(MONDAY, 5)],
            ..facts()
        };
        assert_eq!(wrong(&asked), ["until is not after the day on which the account opens"]);
    }
}

#[test]
fn rates_begin_at_the_opening_and_follow_each_other() {
    let rates = |days: &[i64]| PreviewFacts {
        rates: days.iter().map(|days| rate_from(plus_days(MONDAY, *days))).collect(),
        ..facts()
    };
    assert_eq!(wrong_fields(&rates(&[])), ["rates"]);
    assert_eq!(wrong_fields(&rates(&[-1])), ["rates[0].from"]);
    assert_eq!(wrong_fields(&rates(&[1])), ["rates[0].from"]);
    assert_eq!(wrong_fields(&rates(&[0, 7, 7])), ["rates[2].from"]);
    assert_eq!(wrong_fields(&rates(&[0, 9, 8])), ["rates[2].from"]);
    assert_eq!(wrong_fields(&rates(&[0, 28])), ["rates[1].from"]);
    assert_eq!(previewed(&rates(&[0, 27])).weekly.len(), 2);
}

#[test]
fn upratings_follow_each_other_between_the_opening_and_the_end() {
    let upratings = |days: &[i64]| PreviewFacts {
        upratings: days.iter().map(|days| uprated(plus_days(MONDAY, *days), "1.05")).collect(),
        ..facts()
    };
    assert_eq!(wrong_fields(&upratings(&[0])), ["upratings[0].on"]);
    assert_eq!(wrong_fields(&upratings(&[7, 7])), ["upratings[1].on"]);
    assert_eq!(wrong_fields(&upratings(&[8, 7])), ["upratings[1].on"]);
    assert_eq!(wrong_fields(&upratings(&[29])), ["upratings[0].on"]);
    assert_eq!(previewed(&upratings(&[1, 28])).figures[0].cap, pounds("94815.00"));
}

#[test]
fn a_factor_is_above_zero_and_makes_a_cap_that_somebody_might_set() {
    let by = |factors: &[&str]| PreviewFacts {
        upratings: factors
            .iter()
            .zip(1..)
            .map(|(factor, days)| uprated(plus_days(MONDAY, days), factor))
            .collect(),
        ..facts()
    };
    for factor in ["0", "-1.05", "0.00000001", "100000", "7900000000000000000000000000"] {
        assert_eq!(wrong_fields(&by(&[factor])), ["upratings[0].factor"], "{factor}");
    }
    assert_eq!(wrong_fields(&by(&["10000", "2"])), ["upratings[1].factor"]);
}

#[test]
fn amounts_below_zero_or_beyond_all_reason_are_refused_by_name() {
    let (debt, absurd) = (Money::from_pence(-1), Money::from_pence(100_000_000_001));
    let rate = rate_from(MONDAY);
    let with = |rate: PreviewRate| PreviewFacts { rates: vec![rate], ..facts() };
    for amount in [debt, absurd] {
        let cost = PreviewRate { cost_weekly: amount, ..rate };
        assert_eq!(wrong_fields(&with(cost)), ["rates[0].cost_weekly"]);
        let living = PreviewRate { daily_living_weekly: Some(amount), ..rate };
        assert_eq!(wrong_fields(&with(living)), ["rates[0].daily_living_weekly"]);
        let cap = PreviewFacts { cap: amount, ..facts() };
        assert_eq!(wrong_fields(&cap)[0], "cap");
    }
    let charge = PreviewRate { charge_weekly: Some(debt), ..rate };
    assert_eq!(wrong(&with(charge)), ["rates[0].charge_weekly is below zero"]);
    assert_eq!(wrong(&PreviewFacts { cap: Money::ZERO, ..facts() }), ["cap is not above zero"]);
    let balance = PreviewFacts { opening_balance: debt, ..facts() };
    assert_eq!(wrong(&balance), ["opening_balance is below zero"]);
}

#[test]
fn a_charge_above_the_cost_is_refused() {
    let rate = PreviewRate { charge_weekly: Some(pounds("700.01")), ..rate_from(MONDAY) };
    assert_eq!(
        wrong(&PreviewFacts { rates: vec![rate], ..facts() }),
        ["rates[0].charge_weekly does not fit: the charge is above the cost of meeting the needs"]
    );
}

#[test]
fn a_balance_above_the_cap_is_one_that_no_account_has() {
    let asked = PreviewFacts { opening_balance: pounds("86000.01"), ..facts() };
    assert_eq!(wrong(&asked), ["opening_balance is above the cap, at which a balance is held"]);
}

#[test]
fn figures_are_told_for_at_most_a_hundred_days_between_the_opening_and_the_end() {
    let on = |days: Vec<i64>| PreviewFacts {
        on: days.into_iter().map(|days| plus_days(MONDAY, days)).collect(),
        ..facts()
    };
    assert_eq!(wrong_fields(&on(vec![0, 28, -1, 29])), ["on[2]", "on[3]"]);
    assert_eq!(wrong_fields(&on(vec![5; 101])), ["on"]);
    assert_eq!(previewed(&on(vec![5; 100])).figures.len(), 2);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let asked = PreviewFacts {
        cap: Money::ZERO,
        rates: vec![PreviewRate { cost_weekly: Money::from_pence(-1), ..rate_from(MONDAY) }],
        upratings: vec![uprated(MONDAY, "0")],
        on: vec![plus_days(MONDAY, 29)],
        ..facts()
    };
    assert_eq!(
        wrong_fields(&asked),
        ["cap", "rates[0].cost_weekly", "upratings[0].on", "upratings[0].factor", "on[0]"]
    );
}
