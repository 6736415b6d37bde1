//! Thousands of random lives in which a preview must say what a real account posts for the same
//! facts, what it counted before included.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use care_account_rules::account::Figures;
use care_account_rules::metered::{BudgetFacts, MeteringBasis, weekly_split};
use care_account_rules::preview::{
    PreviewFacts, PreviewFigures, PreviewRate, PreviewUprating, PreviewedAccount, preview,
};
use care_account_rules::projection::project_account;
use care_account_rules::split::{Parts, Split, WeeklySplit};
use care_account_rules::terms::{CapTest, MeteringTerms, Uprating, UpratingFacts};
use carecap_calendar::{Day, plus_days};
use carecap_money::Money;
use common::{Ledger, terms};
use proptest::prelude::*;
use rust_decimal::Decimal;
use time::macros::date;

/// A rate so many days after the one before, what it costs, the thousandths of it that are charged,
/// and the daily living costs.
type Week = (i64, i64, Option<i64>, Option<i64>);

fn weeks() -> impl Strategy<Value = Vec<Week>> {
    let charged = proptest::option::of(0..=1_000_i64);
    let daily_living = proptest::option::of(0..30_000_i64);
    proptest::collection::vec((1..60_i64, 0..150_000_i64, charged, daily_living), 1..6)
}

fn rates(opened_on: Day, until: Day, weeks: &[Week]) -> Vec<PreviewRate> {
    let mut from = opened_on;
    let mut rates = Vec::new();
    for (gap, cost, charged, daily_living) in weeks {
        rates.push(PreviewRate {
            from,
            cost_weekly: Money::from_pence(*cost),
            charge_weekly: charged.map(|thousandths| Money::from_pence(cost * thousandths / 1_000)),
            daily_living_weekly: daily_living.map(Money::from_pence),
        });
        from = plus_days(from, *gap);
    }
    rates.retain(|rate| rate.from < until);
    rates
}

fn lives() -> impl Strategy<Value = PreviewFacts> {
    let cap_test = prop_oneof![Just(CapTest::Reached), Just(CapTest::Exceeded)];
    // Days after the opening, and thousandths.
    let upratings = proptest::collection::btree_map(1..400_i64, 980..1_060_i64, 0..4);
    let asked = proptest::collection::vec(0..400_i64, 0..6);
    let opening = (0..20_i64, 1..400_i64, 1_000..2_000_000_i64, 0..1_000_i64);
    (opening, weeks(), upratings, cap_test, any::<bool>(), asked).prop_map(
        |((offset, days, cap, thousandths), weeks, upratings, cap_test, share_counts, asked)| {
            let opened_on = plus_days(date!(2024 - 10 - 01), offset);
            let until = plus_days(opened_on, days);
            let uprating = |(after, factor): (i64, i64)| PreviewUprating {
                on: plus_days(opened_on, after),
                factor: Decimal::new(factor, 3),
            };
            PreviewFacts {
                opened_on,
                until,
                cap: Money::from_pence(cap),
                opening_balance: Money::from_pence(cap * thousandths / 1_000),
                rates: rates(opened_on, until, &weeks),
                upratings: upratings
                    .into_iter()
                    .map(uprating)
                    .filter(|uprating| uprating.on <= until)
                    .collect(),
                cap_test,
                council_share_counts: share_counts,
                on: asked.into_iter().map(|day| plus_days(opened_on, day % (days + 1))).collect(),
            }
        },
    )
}

fn week(facts: &PreviewFacts, rate: &PreviewRate) -> WeeklySplit {
    let is_charged = rate.charge_weekly.is_some();
    weekly_split(&BudgetFacts {
        basis: if is_charged { MeteringBasis::Charged } else { MeteringBasis::NotionalCost },
        cost_weekly: rate.cost_weekly,
        charge_weekly: rate.charge_weekly,
        daily_living_weekly: rate.daily_living_weekly,
        council_share_counts: facts.council_share_counts,
    })
    .unwrap()
}

/// What was counted before, as a real account has it: a week before the opening that counts it.
fn counted_before(facts: &PreviewFacts) -> Split {
    let parts = Parts { person_accrued: facts.opening_balance, ..Parts::default() };
    Split::new(parts).unwrap()
}

/// A policy that states the caps, worked out in plain integers.
fn policy(facts: &PreviewFacts) -> MeteringTerms {
    let mut cap = facts.cap.pence();
    let upratings = facts.upratings.iter().map(|uprating| {
        let thousandths = i64::try_from(uprating.factor.mantissa()).unwrap();
        cap = (2 * cap * thousandths + 1_000).div_euclid(2_000);
        Uprating::new(UpratingFacts {
            on: uprating.on,
            factor: uprating.factor,
            cap_after: Money::from_pence(cap),
            unconfirmed: false,
        })
        .unwrap()
    });
    terms(&upratings.collect::<Vec<_>>(), facts.cap_test)
}

fn opened(facts: &PreviewFacts) -> Ledger {
    let week_before = plus_days(facts.opened_on, -7);
    let mut ledger = Ledger::opened(week_before, facts.cap);
    ledger.rate(week_before, WeeklySplit::new(counted_before(facts)).unwrap());
    for rate in &facts.rates {
        ledger.rate(rate.from, week(facts, rate));
    }
    ledger.meter(facts.opened_on, &policy(facts)).unwrap();
    ledger
}

/// The figures of a real account, as a preview tells them.
fn as_previewed(facts: &PreviewFacts, ledger: &Ledger) -> PreviewFigures {
    let Figures { accrued, uprating, balance, cap, .. } = ledger.account.figures();
    PreviewFigures {
        on: ledger.account.metered_to(),
        accrued,
        uprating,
        balance,
        cap,
        split: ledger.account.totals().checked_sub(&counted_before(facts)).unwrap(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_preview_is_what_a_real_account_posts_for_the_same_facts(facts in lives()) {
        let shown = preview(&PreviewedAccount::new(&facts).unwrap()).unwrap();
        let mut ledger = opened(&facts);
        for figures in &shown.figures {
            if figures.on > ledger.account.metered_to() {
                ledger.meter(figures.on, &policy(&facts)).unwrap();
            }
            prop_assert_eq!(*figures, as_previewed(&facts, &ledger));
        }
        prop_assert_eq!(ledger.account.metered_to(), facts.until);
        let reached_on = ledger.account.figures().reached_on;
        prop_assert_eq!(shown.reached_on, reached_on);
        let days = reached_on.map(|on| plus_days(on, 1).min(facts.until) - facts.opened_on);
        prop_assert_eq!(shown.days_to_reach, days.map(time::Duration::whole_days));
        prop_assert_eq!(Ok(shown.projected_on), project_account(&ledger.account));
        let weeks: Vec<WeeklySplit> = facts.rates.iter().map(|rate| week(&facts, rate)).collect();
        prop_assert_eq!(shown.weekly, weeks);
    }
}
