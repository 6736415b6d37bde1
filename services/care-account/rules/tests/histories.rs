//! Every way that facts arrive at an account, as histories that a practitioner can check by hand:
//! told as they became known, and told again with everything known in time.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use care_account_rules::account::Figures;
use care_account_rules::chain::verify;
use care_account_rules::late_fact::LateFact;
use care_account_rules::metered::{BudgetFacts, MeteringBasis, weekly_split};
use care_account_rules::metering::set_rate;
use care_account_rules::rates::{BudgetVersion, Rate};
use care_account_rules::stated::{
    AbsenceCause, ChargeInstead, Closing, Fact, Suspension, WriteOff, WriteOffCause,
};
use care_account_rules::terms::{CapTest, MeteringTerms};
use carecap_calendar::{Day, Period, parse_day};
use common::{Ledger, decision, pounds, terms, uprating};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct History {
    id: String,
    #[serde(rename = "law")]
    _law: String,
    #[serde(default, rename = "told")]
    _told: String,
    cap: Option<String>,
    #[serde(default)]
    council_share_counts: bool,
    #[serde(default)]
    upratings: Vec<Uprated>,
    steps: Vec<Step>,
    expect: Expected,
}

#[derive(Debug, Deserialize)]
struct Uprated {
    on: String,
    factor: String,
    cap_after: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    budget: Option<Budget>,
    meter: Option<String>,
    suspend: Option<Pause>,
    resume: Option<String>,
    end_needs: Option<String>,
    write_off: Option<NotDue>,
    die: Option<String>,
    reverse: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    from: String,
    cost: String,
    charge: Option<String>,
    daily_living: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pause {
    from: String,
    until: Option<String>,
    charge: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct NotDue {
    from: String,
    until: String,
    still_due: String,
    cause: Option<WriteOffCause>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    accrued: String,
    balance: String,
    daily_living: Option<String>,
    not_counted: Option<String>,
    uprating: Option<String>,
    cap: Option<String>,
    reached_on: Option<String>,
    adjustments: Option<usize>,
}

fn histories() -> Vec<History> {
    serde_yaml_ng::from_str(include_str!("cases/histories.yaml")).unwrap()
}

fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

fn days(from: &str, until: Option<&String>) -> Period {
    let between = |until: &String| Period::between(day(from), day(until)).unwrap();
    until.map_or(Period::from(day(from)), between)
}

/// A ledger on which a history happens.
struct Life<'a> {
    history: &'a History,
    terms: MeteringTerms,
    ledger: Ledger,
}

impl Life<'_> {
    /// Opens the account on the first day of the first budget.
    fn of(history: &History) -> Life<'_> {
        let first = history.steps[0].budget.as_ref().unwrap();
        let upratings: Vec<_> = history
            .upratings
            .iter()
            .map(|one| uprating(day(&one.on), &one.factor, &one.cap_after))
            .collect();
        let cap = pounds(history.cap.as_deref().unwrap_or("86000.00"));
        let ledger = Ledger::opened(day(&first.from), cap);
        Life { history, terms: terms(&upratings, CapTest::Reached), ledger }
    }

    fn instead(&self, charge: &str) -> ChargeInstead {
        let council_share_counts = self.history.council_share_counts;
        ChargeInstead { charge_weekly: pounds(charge), council_share_counts }
    }

    fn step(&mut self, step: &Step) {
        if let Some(budget) = &step.budget {
            self.budget(budget);
        }
        if let Some(until) = &step.meter {
            self.ledger.meter(day(until), &self.terms).unwrap();
        }
        if step.reverse.is_some() {
            let stated = |entry: &&_| -> bool { is_stated(entry) };
            let last = self.ledger.entries.iter().rfind(stated).unwrap().number;
            self.ledger.reverse(last, CapTest::Reached).unwrap();
        }
        if let Some(fact) = self.fact(step) {
            self.ledger.state(&fact, CapTest::Reached).unwrap();
        }
    }

    fn fact(&self, step: &Step) -> Option<Fact> {
        if let Some(pause) = &step.suspend {
            let charged = pause.charge.as_deref().map(|charge| self.instead(charge));
            let decision = decision(day(&pause.from));
            let suspension = Suspension { cause: AbsenceCause::Hospital, charged, decision };
            let days = days(&pause.from, pause.until.as_ref());
            return Some(Fact::Suspend { days, suspension });
        }
        if let Some(not_due) = &step.write_off {
            let write_off = WriteOff {
                cause: not_due.cause.unwrap_or(WriteOffCause::WrittenOff),
                still_due: self.instead(&not_due.still_due),
                decision: decision(day(&not_due.until)),
            };
            let days = days(&not_due.from, Some(&not_due.until));
            return Some(Fact::WriteOff { days, write_off });
        }
        let on = |text: &String| (day(text), decision(day(text)));
        if let Some((on, decision)) = step.resume.as_ref().map(on) {
            return Some(Fact::Resume { on, decision });
        }
        if let Some((from, decision)) = step.end_needs.as_ref().map(on) {
            return Some(Fact::EndNeeds { from, decision });
        }
        let (from, decision) = step.die.as_ref().map(on)?;
        Some(Fact::Close { from, closing: Closing { learned_on: from, decision } })
    }

    fn budget(&mut self, budget: &Budget) {
        let charged = budget.charge.is_some();
        let basis = if charged { MeteringBasis::Charged } else { MeteringBasis::NotionalCost };
        let facts = BudgetFacts {
            basis,
            cost_weekly: pounds(&budget.cost),
            charge_weekly: budget.charge.as_deref().map(pounds),
            daily_living_weekly: budget.daily_living.as_deref().map(pounds),
            council_share_counts: self.history.council_share_counts,
        };
        let (ledger, from) = (&mut self.ledger, day(&budget.from));
        let version = ledger.account.last_entry();
        let budget = BudgetVersion { budget_id: "budget".to_owned(), version };
        let rate = Rate { weekly: weekly_split(&facts).unwrap(), basis, budget };
        if from >= ledger.account.metered_to() {
            let stamp = ledger.stamp();
            let because = "A budget.".to_owned();
            let posted = set_rate(&ledger.account, from, rate, because, &stamp).unwrap();
            ledger.take(posted);
        } else {
            ledger.late(LateFact::Rate { from, rate }, CapTest::Reached).unwrap();
        }
    }

    fn figures(&self) -> Figures {
        self.ledger.account.figures()
    }
}

fn is_stated(entry: &care_account_rules::entry::Entry) -> bool {
    entry.detail.is_stated()
}

#[test]
fn each_history_comes_to_its_figures_as_it_became_known() {
    for history in histories() {
        let mut life = Life::of(&history);
        for step in &history.steps {
            life.step(step);
        }
        let (id, expect, figures) = (&history.id, &history.expect, life.figures());
        assert_eq!(figures.accrued, pounds(&expect.accrued), "{id}: accrued");
        assert_eq!(figures.balance, pounds(&expect.balance), "{id}: balance");
        let optional = [
            ("daily_living", &expect.daily_living, figures.daily_living),
            ("not_counted", &expect.not_counted, figures.not_counted),
            ("uprating", &expect.uprating, figures.uprating),
            ("cap", &expect.cap, figures.cap),
        ];
        for (name, expected, found) in optional {
            let expected = expected.as_deref().map_or(found, pounds);
            assert_eq!(found, expected, "{id}: {name}");
        }
        let reached_on = expect.reached_on.as_deref().map(day);
        assert_eq!(figures.reached_on, reached_on, "{id}: reached_on");
        let adjustments = life.ledger.of_kind("ADJUST").len();
        assert_eq!(adjustments, expect.adjustments.unwrap_or(adjustments), "{id}: adjustments");
        assert_eq!(verify(&life.ledger.entries), Ok(()), "{id}");
    }
}

#[test]
fn each_history_comes_to_the_same_when_everything_is_known_in_time() {
    for history in histories() {
        let mut late = Life::of(&history);
        let mut in_time = Life::of(&history);
        for step in &history.steps {
            late.step(step);
            if step.meter.is_none() {
                in_time.step(step);
            }
        }
        let until = history.steps.iter().filter_map(|step| step.meter.as_deref()).max();
        in_time.ledger.meter(day(until.unwrap()), &in_time.terms).unwrap();
        assert!(in_time.ledger.of_kind("ADJUST").is_empty(), "{}: nothing is late", history.id);
        assert_eq!(late.figures(), in_time.figures(), "{}", history.id);
    }
}
