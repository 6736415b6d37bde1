//! A plain day-by-day model of an account, and thousands of random lives on which the ledger must
//! agree with it: metered in any pieces, with facts in time and facts learned late.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use care_account_rules::account::Account;
use care_account_rules::chain::verify;
use care_account_rules::entry::{Entry, EntryDetail};
use care_account_rules::late_fact::LateFact;
use care_account_rules::projection::project;
use care_account_rules::rates::{weekly_on, weeks_in_force};
use care_account_rules::schedule::accrued_of_days;
use care_account_rules::split::{Parts, Split, WeeklySplit};
use care_account_rules::statement::{PreviousStatement, statement};
use care_account_rules::terms::{CapTest, Uprating, UpratingFacts};
use carecap_calendar::{Day, plus_days, weekday_index};
use carecap_money::Money;
use common::{Ledger, terms};
use proptest::prelude::*;
use rust_decimal::Decimal;
use time::macros::date;

const PERSON_ACCRUED: usize = 0;
const PERSON_DAILY_LIVING: usize = 1;
const PERSON_NOT_COUNTED: usize = 2;
const COUNCIL_ACCRUED: usize = 3;
const COUNCIL_DAILY_LIVING: usize = 4;
const COUNCIL_NOT_COUNTED: usize = 5;

/// The plain model: facts in the order in which they were recorded, and one step a day.
#[derive(Debug, Clone)]
struct Model {
    opened_on: Day,
    cap: i64,
    cap_test: CapTest,
    rates: Vec<(Day, [i64; 6])>,
    /// Day, factor in thousandths, cap after.
    upratings: BTreeMap<Day, (i64, i64)>,
}

#[derive(Debug, Default)]
struct Lived {
    days: BTreeMap<Day, [i64; 6]>,
    uprated: BTreeMap<Day, i64>,
    balance: i64,
    reached_on: Option<Day>,
}

fn pence_of_day(weekly: i64, weekday: i64) -> i64 {
    let rounded = |days: i64| (2 * weekly * days + 7).div_euclid(14);
    rounded(weekday + 1) - rounded(weekday)
}

impl Model {
    fn weekly_on(&self, day: Day) -> [i64; 6] {
        let recorded_last = self.rates.iter().rev().find(|(from, _)| *from <= day);
        recorded_last.map_or([0; 6], |(_, weekly)| *weekly)
    }

    fn is_met(&self, total: i64, cap: i64) -> bool {
        match self.cap_test {
            CapTest::Reached => total >= cap,
            CapTest::Exceeded => total > cap,
        }
    }

    fn live(&self, until: Day) -> Lived {
        let mut lived = Lived::default();
        let (mut cap, mut day) = (self.cap, self.opened_on);
        loop {
            if let Some((factor, cap_after)) = self.upratings.get(&day) {
                let uprated = (2 * lived.balance * factor + 1_000).div_euclid(2_000);
                let held = lived.balance >= cap;
                let after = if held { *cap_after } else { uprated.min(*cap_after) };
                lived.uprated.insert(day, after - lived.balance);
                lived.balance = after;
                cap = *cap_after;
                if self.is_met(uprated, cap) {
                    lived.reached_on.get_or_insert(day);
                }
            }
            if day == until {
                return lived;
            }
            self.live_one_day(day, cap, &mut lived);
            day = plus_days(day, 1);
        }
    }

    fn live_one_day(&self, day: Day, cap: i64, lived: &mut Lived) {
        let weekday = i64::from(weekday_index(day));
        let weekly = self.weekly_on(day);
        let mut parts = weekly.map(|amount| pence_of_day(amount, weekday));
        let total = lived.balance + parts[PERSON_ACCRUED] + parts[COUNCIL_ACCRUED];
        if lived.balance >= cap {
            let merged = weekly[PERSON_ACCRUED]
                + weekly[PERSON_NOT_COUNTED]
                + weekly[COUNCIL_ACCRUED]
                + weekly[COUNCIL_NOT_COUNTED];
            parts[PERSON_ACCRUED] = 0;
            parts[PERSON_NOT_COUNTED] = 0;
            parts[COUNCIL_ACCRUED] = 0;
            parts[COUNCIL_NOT_COUNTED] = pence_of_day(merged, weekday);
        } else if total > cap {
            let room = cap - lived.balance;
            let person = parts[PERSON_ACCRUED].min(room);
            let council = parts[COUNCIL_ACCRUED].min(room - person);
            parts[PERSON_ACCRUED] = person;
            parts[COUNCIL_ACCRUED] = council;
            parts[COUNCIL_NOT_COUNTED] += total - lived.balance - person - council;
        }
        if self.is_met(total, cap) {
            lived.reached_on.get_or_insert(day);
        }
        lived.balance += parts[PERSON_ACCRUED] + parts[COUNCIL_ACCRUED];
        lived.days.insert(day, parts);
    }
}

fn split_of(parts: [i64; 6]) -> Split {
    Split::new(Parts {
        person_accrued: Money::from_pence(parts[PERSON_ACCRUED]),
        person_daily_living: Money::from_pence(parts[PERSON_DAILY_LIVING]),
        person_not_counted: Money::from_pence(parts[PERSON_NOT_COUNTED]),
        council_accrued: Money::from_pence(parts[COUNCIL_ACCRUED]),
        council_daily_living: Money::from_pence(parts[COUNCIL_DAILY_LIVING]),
        council_not_counted: Money::from_pence(parts[COUNCIL_NOT_COUNTED]),
    })
    .unwrap()
}

/// Something that happens to an account.
#[derive(Debug, Clone)]
enum Event {
    /// So many days are metered.
    Meter(i64),
    /// A rate from so many days after the watermark; before it, if negative.
    Rate(i64, [i64; 6]),
    /// An uprating so many days before the watermark, learned of late: factor and cap change.
    LateUprating(i64, i64, i64),
    /// The last uprating by the watermark had other figures: factor and cap change.
    CorrectedUprating(i64, i64),
}

fn weeks() -> impl Strategy<Value = [i64; 6]> {
    prop_oneof![
        1 => Just([0; 6]),
        6 => [0..150_000_i64, 0..30_000, 0..9_000, 0..90_000, 0..5_000, 0..90_000],
        6 => (1..90_000_i64, 0..30_000_i64).prop_map(|(a, b)| [a, b, 0, 0, 0, 0]),
    ]
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => (1..45_i64).prop_map(Event::Meter),
        3 => (-90..30_i64, weeks()).prop_map(|(offset, weekly)| Event::Rate(offset, weekly)),
        1 => (1..90_i64, 980..1_060_i64, -2_i64..3)
            .prop_map(|(back, factor, skew)| Event::LateUprating(back, factor, skew)),
        1 => (980..1_060_i64, -2_i64..3)
            .prop_map(|(factor, skew)| Event::CorrectedUprating(factor, skew)),
    ];
    proptest::collection::vec(event, 1..14)
}

fn models() -> impl Strategy<Value = Model> {
    let cap_test = prop_oneof![Just(CapTest::Reached), Just(CapTest::Exceeded)];
    let upratings = proptest::collection::btree_map(1..250_i64, (980..1_060_i64, -2_i64..3), 0..3);
    (0..20_i64, 1_000..2_000_000_i64, cap_test, weeks(), upratings).prop_map(
        |(offset, cap, cap_test, weekly, upratings)| {
            let opened_on = plus_days(date!(2024 - 10 - 01), offset);
            let mut model = Model {
                opened_on,
                cap,
                cap_test,
                rates: vec![(opened_on, weekly)],
                upratings: BTreeMap::new(),
            };
            for (day, (factor, skew)) in upratings {
                model.uprate(plus_days(opened_on, day), factor, skew);
            }
            model
        },
    )
}

impl Model {
    /// Adds an uprating whose cap is the factor's, or a few pence beside it.
    fn uprate(&mut self, on: Day, factor: i64, skew: i64) -> Uprating {
        let cap = self.upratings.range(..on).next_back().map_or(self.cap, |(_, (_, cap))| *cap);
        let cap_after = (cap * factor / 1_000 + skew).max(1);
        self.upratings.insert(on, (factor, cap_after));
        Uprating::new(UpratingFacts {
            on,
            factor: Decimal::new(factor, 3),
            cap_after: Money::from_pence(cap_after),
            unconfirmed: false,
        })
        .unwrap()
    }

    fn policy(&self) -> Vec<Uprating> {
        let mut copy = Model { upratings: BTreeMap::new(), ..self.clone() };
        let exact = |(on, (factor, cap_after)): (&Day, &(i64, i64))| {
            let uprating = copy.uprate(*on, *factor, 0);
            let facts =
                UpratingFacts { cap_after: Money::from_pence(*cap_after), ..*uprating.facts() };
            Uprating::new(facts).unwrap()
        };
        self.upratings.iter().map(exact).collect()
    }
}

fn week(parts: [i64; 6]) -> WeeklySplit {
    WeeklySplit::new(split_of(parts)).unwrap()
}

fn opened(model: &Model) -> Ledger {
    let mut ledger = Ledger::opened(model.opened_on, Money::from_pence(model.cap));
    ledger.rate(model.opened_on, week(model.rates[0].1));
    ledger
}

/// Lets the events happen to a ledger, and tells the model of each fact.
fn happen(ledger: &mut Ledger, model: &mut Model, events: &[Event]) {
    for event in events {
        let metered_to = ledger.account.metered_to();
        match event {
            Event::Meter(days) => {
                let terms = terms(&model.policy(), model.cap_test);
                ledger.meter(plus_days(metered_to, *days), &terms).unwrap();
            }
            Event::Rate(offset, weekly) => {
                let from = plus_days(metered_to, *offset).max(model.opened_on);
                ledger.rate_whenever(from, week(*weekly), model.cap_test);
                model.rates.push((from, *weekly));
            }
            Event::LateUprating(back, factor, skew) => {
                let on = plus_days(metered_to, -back);
                if on > model.opened_on && !model.upratings.contains_key(&on) {
                    let uprating = model.uprate(on, *factor, *skew);
                    late_uprating(ledger, uprating, model.cap_test);
                }
            }
            Event::CorrectedUprating(factor, skew) => {
                let posted = model.upratings.range(..=metered_to).next_back();
                if let Some((on, figures)) = posted.map(|(on, figures)| (*on, *figures)) {
                    let uprating = model.uprate(on, *factor, *skew);
                    if model.upratings[&on] != figures {
                        late_uprating(ledger, uprating, model.cap_test);
                    }
                }
            }
        }
    }
}

fn late_uprating(ledger: &mut Ledger, uprating: Uprating, cap_test: CapTest) {
    ledger.late(LateFact::Uprating(uprating), cap_test).unwrap();
}

/// What the days before one accrued and were uprated by as first posted, without any correction.
fn first_posted(entries: &[Entry], dated: Day) -> i64 {
    let of = |entry: &Entry| match &entry.detail {
        EntryDetail::Uprate { amount, .. } if entry.start() <= dated => *amount,
        EntryDetail::Accrue { split } if entry.effective.end() <= Some(dated) => split.accrued(),
        // Of a stretch that straddles the day, the days before it at the rate that was known.
        EntryDetail::Accrue { split } if entry.start() < dated && !split.accrued().is_zero() => {
            let known = Account::from_entries(&entries[..usize::try_from(entry.number).unwrap()]);
            let known = known.unwrap();
            let weekly = weekly_on(&weeks_in_force(known.rates()), entry.start());
            accrued_of_days(&weekly, entry.start(), dated).unwrap()
        }
        _ => Money::ZERO,
    };
    entries.iter().map(|entry| of(entry).pence()).sum()
}

fn sum_of_days(lived: &Lived, start: Day, end: Day) -> Split {
    let days = lived.days.range(start..end);
    split_of(days.fold([0; 6], |mut sum, (_, parts)| {
        sum.iter_mut().zip(parts).for_each(|(total, part)| *total += part);
        sum
    }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_ledger_agrees_with_the_plain_model_on_any_life(
        mut model in models(), events in events(), back in 0..60_i64,
    ) {
        let mut ledger = opened(&model);
        happen(&mut ledger, &mut model, &events);
        let metered_to = ledger.account.metered_to();
        let lived = model.live(metered_to);

        for (start, end, net) in ledger.stretches() {
            prop_assert_eq!(net, sum_of_days(&lived, start, end), "{} to {}", start, end);
        }
        let mut uprated: BTreeMap<Day, i64> = BTreeMap::new();
        for entry in ledger.entries.iter().filter(|entry| !entry.detail.uprating().is_zero()) {
            *uprated.entry(entry.start()).or_default() += entry.detail.uprating().pence();
        }
        uprated.retain(|_, amount| *amount != 0);
        let expected = lived.uprated.iter().filter(|(_, amount)| **amount != 0);
        prop_assert_eq!(uprated, expected.map(|(day, amount)| (*day, *amount)).collect());

        let figures = ledger.account.figures();
        prop_assert_eq!(figures.balance.pence(), lived.balance);
        prop_assert!(figures.balance <= figures.cap);
        prop_assert_eq!(figures.reached_on, lived.reached_on);
        prop_assert_eq!(verify(&ledger.entries), Ok(()));
        prop_assert_eq!(Account::from_entries(&ledger.entries).unwrap(), ledger.account.clone());

        let dated = plus_days(metered_to, -back).max(model.opened_on);
        let then = model.live(dated);
        let shown =
            statement(&ledger.entries, ledger.account.last_entry(), dated, None, 18).unwrap();
        prop_assert_eq!(shown.closing_balance.pence(), then.balance);
        prop_assert_eq!(shown.total_cost, sum_of_days(&then, model.opened_on, dated).cost());
    }

    #[test]
    fn the_projection_is_the_day_on_which_the_plain_model_reaches_the_cap(
        offset in 0..20_i64, cap in 1_000..900_000_i64, weekly in 500..90_000_i64,
        council in 0..9_000_i64,
    ) {
        let opened_on = plus_days(date!(2024 - 10 - 01), offset);
        let parts = [weekly, 0, 0, council, 0, 0];
        let model = Model {
            opened_on,
            cap,
            cap_test: CapTest::Reached,
            rates: vec![(opened_on, parts)],
            upratings: BTreeMap::new(),
        };
        let weekly = week(parts);
        let projected = project(Money::ZERO, Money::from_pence(cap), &weekly, opened_on).unwrap();
        let day = projected.unwrap();
        prop_assert_eq!(model.live(plus_days(day, 1)).reached_on, Some(day));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn each_statement_leads_from_the_last_ones_balance_to_its_own(
        mut model in models(),
        years in proptest::collection::vec((events(), 0..60_i64), 2..4),
    ) {
        let mut ledger = opened(&model);
        let mut previous: Option<PreviousStatement> = None;
        let mut own_before = 0;
        for (events, back) in years {
            happen(&mut ledger, &mut model, &events);
            let earliest = previous.map_or(model.opened_on, |previous| previous.dated);
            let dated = plus_days(ledger.account.metered_to(), -back).max(earliest);
            let last_entry = ledger.account.last_entry();
            let shown = statement(&ledger.entries, last_entry, dated, previous, 18).unwrap();
            prop_assert_eq!(shown.closing_balance.pence(), model.live(dated).balance);

            let own = first_posted(&ledger.entries, dated);
            let listed = shown.adjustments.iter().map(|line| line.balance_change);
            let listed = Money::sum(listed).unwrap().pence();
            prop_assert_eq!(
                shown.opening_balance.pence() + own - own_before + listed,
                shown.closing_balance.pence(),
            );
            own_before = own;
            let closing_balance = shown.closing_balance;
            previous = Some(PreviousStatement { dated, last_entry, closing_balance });
        }
    }
}
