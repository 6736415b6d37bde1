//! A plain day-by-day model of an account, and thousands of random lives on which the ledger must
//! agree with it: metered in any pieces, with facts in time and facts learned late.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use care_account_rules::account::Account;
use care_account_rules::chain::verify;
use care_account_rules::entry::{Entry, EntryDetail};
use care_account_rules::late_fact::LateFact;
use care_account_rules::metered::MeteringBasis;
use care_account_rules::projection::project;
use care_account_rules::rates::weekly_on;
use care_account_rules::schedule::accrued_of_days;
use care_account_rules::split::{Parts, Split, WeeklySplit};
use care_account_rules::stated::{
    AbsenceCause, ChargeInstead, Closing, Fact, Suspension, WriteOff, WriteOffCause,
};
use care_account_rules::statement::{PreviousStatement, statement};
use care_account_rules::terms::{CapTest, Uprating, UpratingFacts};
use carecap_calendar::{Day, Period, plus_days, weekday_index};
use carecap_money::Money;
use common::{Ledger, decision, terms};
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
    rates: Vec<Rated>,
    /// Day, factor in thousandths, cap after.
    upratings: BTreeMap<Day, (i64, i64)>,
    pauses: Vec<Pause>,
    write_offs: Vec<NotDue>,
    closed: Option<(i64, Day)>,
}

/// A rate, or the end of the needs where there is no week.
#[derive(Debug, Clone, Copy)]
struct Rated {
    number: i64,
    from: Day,
    week: Option<Week>,
}

/// What a week costs, and whether the council charges for it.
#[derive(Debug, Clone, Copy)]
struct Week {
    parts: [i64; 6],
    charged: bool,
}

/// What is charged in place of the budget's charge, and whether the council's share counts.
type Instead = (i64, bool);

#[derive(Debug, Clone, Copy)]
struct Pause {
    number: i64,
    from: Day,
    stated_until: Option<Day>,
    charge: Option<Instead>,
    resumed: Option<(i64, Day)>,
}

impl Pause {
    fn holds_on(&self, day: Day) -> bool {
        let until = self.resumed.map(|(_, on)| on).or(self.stated_until);
        self.from <= day && until.is_none_or(|until| day < until)
    }
}

#[derive(Debug, Clone, Copy)]
struct NotDue {
    number: i64,
    from: Day,
    until: Day,
    due: Instead,
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

/// The council takes over what the person is not charged: first what counts for nobody, then what
/// counts, last the daily living costs.
fn take_over(parts: &mut [i64; 6], (charge, council_share_counts): Instead) {
    let borne = parts[PERSON_ACCRUED] + parts[PERSON_DAILY_LIVING] + parts[PERSON_NOT_COUNTED];
    let mut over = (borne - charge).max(0);
    for (part, counted_as) in [
        (PERSON_NOT_COUNTED, COUNCIL_NOT_COUNTED),
        (PERSON_ACCRUED, COUNCIL_ACCRUED),
        (PERSON_DAILY_LIVING, COUNCIL_DAILY_LIVING),
    ] {
        let moved = over.min(parts[part]);
        parts[part] -= moved;
        parts[if council_share_counts { counted_as } else { COUNCIL_NOT_COUNTED }] += moved;
        over -= moved;
    }
}

impl Model {
    fn weekly_on(&self, day: Day) -> [i64; 6] {
        let recorded_last = self.rates.iter().rev().find(|rated| rated.from <= day);
        let Some(week) = recorded_last.and_then(|rated| rated.week) else { return [0; 6] };
        if self.closed.is_some_and(|(_, closed)| closed <= day) {
            return [0; 6];
        }
        let mut parts = week.parts;
        if let Some(pause) = self.pauses.iter().find(|pause| pause.holds_on(day)) {
            match pause.charge.filter(|_| week.charged) {
                Some(charge) => take_over(&mut parts, charge),
                None => return [0; 6],
            }
        }
        let is_about = |not_due: &&NotDue| not_due.from <= day && day < not_due.until;
        if let Some(not_due) = self.write_offs.iter().find(is_about).filter(|_| week.charged) {
            take_over(&mut parts, not_due.due);
        }
        parts
    }

    /// What an entry said holds no more.
    fn forget(&mut self, number: i64) {
        self.rates.retain(|rated| rated.number != number);
        self.pauses.retain(|pause| pause.number != number);
        for pause in &mut self.pauses {
            pause.resumed = pause.resumed.filter(|(resumed, _)| *resumed != number);
        }
        self.write_offs.retain(|not_due| not_due.number != number);
        self.closed = self.closed.filter(|(closed, _)| *closed != number);
    }

    fn is_uprated_on(&self, day: Day) -> bool {
        self.closed.is_none_or(|(_, closed)| day <= closed)
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
            let due = self.upratings.get(&day).filter(|_| self.is_uprated_on(day));
            if let Some((factor, cap_after)) = due {
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
    /// A rate from so many days after the watermark; before it, if negative; charged or notional.
    Rate(i64, [i64; 6], bool),
    /// The needs end so many days after the watermark.
    EndNeeds(i64),
    /// A pause from so many days after the watermark, so long, with a charge meanwhile.
    Suspend(i64, Option<i64>, Option<Instead>),
    /// The meter goes on so many days after the watermark.
    Resume(i64),
    /// A charge is not due: from so many days before the watermark, so long, what stays due.
    WriteOff(i64, i64, Instead),
    /// The person died so many days after the watermark.
    Die(i64),
    /// One of the facts was a mistake.
    Reverse(prop::sample::Index),
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

fn instead() -> impl Strategy<Value = Instead> {
    (0..60_000_i64, any::<bool>())
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = prop_oneof![
        4 => (1..45_i64).prop_map(Event::Meter),
        3 => (-90..30_i64, weeks(), any::<bool>())
            .prop_map(|(offset, weekly, charged)| Event::Rate(offset, weekly, charged)),
        1 => (-60..20_i64).prop_map(Event::EndNeeds),
        2 => (-60..20_i64, prop::option::of(1..40_i64), prop::option::of(instead()))
            .prop_map(|(offset, days, charge)| Event::Suspend(offset, days, charge)),
        2 => (-40..20_i64).prop_map(Event::Resume),
        2 => (1..60_i64, 1..40_i64, instead())
            .prop_map(|(back, days, due)| Event::WriteOff(back, days, due)),
        1 => (-60..10_i64).prop_map(Event::Die),
        2 => any::<prop::sample::Index>().prop_map(Event::Reverse),
        1 => (1..90_i64, 980..1_060_i64, -2_i64..3)
            .prop_map(|(back, factor, skew)| Event::LateUprating(back, factor, skew)),
        1 => (980..1_060_i64, -2_i64..3)
            .prop_map(|(factor, skew)| Event::CorrectedUprating(factor, skew)),
    ];
    proptest::collection::vec(event, 1..16)
}

fn models() -> impl Strategy<Value = Model> {
    let cap_test = prop_oneof![Just(CapTest::Reached), Just(CapTest::Exceeded)];
    let upratings = proptest::collection::btree_map(1..250_i64, (980..1_060_i64, -2_i64..3), 0..3);
    let week = (weeks(), any::<bool>());
    (0..20_i64, 1_000..2_000_000_i64, cap_test, week, upratings).prop_map(
        |(offset, cap, cap_test, (parts, charged), upratings)| {
            let opened_on = plus_days(date!(2024 - 10 - 01), offset);
            let mut model = Model {
                opened_on,
                cap,
                cap_test,
                rates: vec![Rated {
                    number: 2,
                    from: opened_on,
                    week: Some(Week { parts, charged }),
                }],
                upratings: BTreeMap::new(),
                pauses: Vec::new(),
                write_offs: Vec::new(),
                closed: None,
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
    let first = model.rates[0];
    rate(&mut ledger, first.from, first.week.unwrap(), model.cap_test);
    ledger
}

/// A rate in time or late. False: the account is closed by then.
fn rate(ledger: &mut Ledger, from: Day, given: Week, cap_test: CapTest) -> bool {
    if ledger.account.closed().is_some_and(|closed| from >= closed.from) {
        return false;
    }
    let basis = if given.charged { MeteringBasis::Charged } else { MeteringBasis::NotionalCost };
    ledger.rate_whenever(from, week(given.parts), basis, cap_test);
    true
}

/// Lets the events happen to a ledger, and tells the model of each fact that it took.
fn happen(ledger: &mut Ledger, model: &mut Model, events: &[Event]) {
    for event in events {
        let metered_to = ledger.account.metered_to();
        let day = |offset: i64| plus_days(metered_to, offset).max(model.opened_on);
        let number = ledger.account.last_entry() + 1;
        let state = |ledger: &mut Ledger, fact| ledger.state(&fact, model.cap_test).is_ok();
        match event {
            Event::Meter(days) => {
                let terms = terms(&model.policy(), model.cap_test);
                ledger.meter(plus_days(metered_to, *days), &terms).unwrap();
            }
            Event::Rate(offset, parts, charged) => {
                let (from, week) = (day(*offset), Week { parts: *parts, charged: *charged });
                if rate(ledger, from, week, model.cap_test) {
                    model.rates.push(Rated { number, from, week: Some(week) });
                }
            }
            Event::EndNeeds(offset) => {
                let from = day(*offset);
                if state(ledger, Fact::EndNeeds { from, decision: decision(from) }) {
                    model.rates.push(Rated { number, from, week: None });
                }
            }
            Event::Suspend(offset, length, charge) => {
                let from = day(*offset);
                let stated_until = length.map(|days| plus_days(from, days));
                let fact = Fact::Suspend {
                    days: days(from, stated_until),
                    suspension: Suspension {
                        cause: AbsenceCause::Hospital,
                        charged: charge.map(charged_instead),
                        decision: decision(from),
                    },
                };
                if state(ledger, fact) {
                    let (charge, resumed) = (*charge, None);
                    model.pauses.push(Pause { number, from, stated_until, charge, resumed });
                }
            }
            Event::Resume(offset) => {
                let on = day(*offset);
                if state(ledger, Fact::Resume { on, decision: decision(on) }) {
                    let ends = |pause: &&mut Pause| pause.from < on && pause.holds_on(on);
                    model.pauses.iter_mut().find(ends).unwrap().resumed = Some((number, on));
                }
            }
            Event::WriteOff(back, length, due) => {
                let from = day(-back);
                let until = plus_days(from, *length);
                let write_off = WriteOff {
                    cause: WriteOffCause::WrittenOff,
                    still_due: charged_instead(*due),
                    decision: decision(until),
                };
                if state(ledger, Fact::WriteOff { days: days(from, Some(until)), write_off }) {
                    model.write_offs.push(NotDue { number, from, until, due: *due });
                }
            }
            Event::Die(offset) => {
                let from = day(*offset);
                let closing = Closing { learned_on: from, decision: decision(from) };
                if state(ledger, Fact::Close { from, closing }) {
                    model.closed = Some((number, from));
                }
            }
            Event::Reverse(which) => {
                let facts: Vec<i64> = ledger
                    .entries
                    .iter()
                    .filter(|entry| entry.detail.is_stated())
                    .map(|entry| entry.number)
                    .collect();
                let mistaken = *which.get(&facts);
                if ledger.reverse(mistaken, model.cap_test).is_ok() {
                    model.forget(mistaken);
                }
            }
            Event::LateUprating(back, factor, skew) => {
                let on = plus_days(metered_to, -back);
                let is_new = on > model.opened_on && !model.upratings.contains_key(&on);
                if is_new && model.is_uprated_on(on) {
                    let uprating = model.uprate(on, *factor, *skew);
                    late_uprating(ledger, uprating, model.cap_test);
                }
            }
            Event::CorrectedUprating(factor, skew) => {
                let posted = model.upratings.range(..=metered_to).next_back();
                let posted = posted.map(|(on, figures)| (*on, *figures));
                if let Some((on, figures)) = posted.filter(|(on, _)| model.is_uprated_on(*on)) {
                    let uprating = model.uprate(on, *factor, *skew);
                    if model.upratings[&on] != figures {
                        late_uprating(ledger, uprating, model.cap_test);
                    }
                }
            }
        }
    }
}

fn days(from: Day, until: Option<Day>) -> Period {
    until.map_or(Period::from(from), |until| Period::between(from, until).unwrap())
}

fn charged_instead((charge, council_share_counts): Instead) -> ChargeInstead {
    ChargeInstead { charge_weekly: Money::from_pence(charge), council_share_counts }
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
            let weekly = weekly_on(&known.weeks(), entry.start());
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
            rates: vec![Rated {
                number: 2,
                from: opened_on,
                week: Some(Week { parts, charged: false }),
            }],
            upratings: BTreeMap::new(),
            pauses: Vec::new(),
            write_offs: Vec::new(),
            closed: None,
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
