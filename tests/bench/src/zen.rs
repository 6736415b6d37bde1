//! The same decision in GoRules ZEN: `decision/budget-at-home.json`, a graph of decision tables and
//! expressions as its users write them, compiled once.

use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, anyhow};
use budget_calculation_rules::budget::Draft;
use budget_calculation_rules::policy::PolicyOnDay;
use carecap_money::Money;
use rust_decimal::Decimal;
use serde_json::{Number, Value, json};
use tokio::runtime::Runtime;
use zen_engine::model::GraphContent;
use zen_engine::{Decision, EvaluationOptions, Variable, ZEN_CONFIG};

use crate::person::Person;

const GRAPH: &str = include_str!("../decision/budget-at-home.json");

/// The compiled decision, and what drives it.
pub struct Zen {
    decision: Decision,
    runtime: Runtime,
}

/// What the decision comes to, in pence.
#[derive(Debug, PartialEq, Eq)]
pub struct Decided {
    /// The cost in a week.
    pub cost: Option<i64>,
    /// What the person pays of it.
    pub contribution: Option<i64>,
    /// What the council pays of it.
    pub council: Option<i64>,
}

impl Zen {
    /// Reads and compiles the graph.
    pub fn compile() -> Result<Zen> {
        // The graph asks for no node by its name, so the engine need not keep them at hand.
        ZEN_CONFIG.nodes_in_context.store(false, Ordering::Relaxed);
        let content: GraphContent = serde_json::from_str(GRAPH)?;
        let mut decision = Decision::from(content);
        decision.compile();
        decision.validate().map_err(|error| anyhow!("the graph is not sound: {error:?}"))?;
        // No threads of its own: an evaluation never waits for anything.
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        Ok(Zen { decision, runtime })
    }

    /// Decides once, with a trace of each node or without.
    pub fn decide(&self, question: &Variable, trace: bool) -> Result<Variable> {
        let options = EvaluationOptions { trace, max_depth: 10 };
        let evaluation = self.decision.evaluate_with_opts(question.clone(), options);
        let response = self.runtime.block_on(evaluation).map_err(|error| anyhow!("{error}"))?;
        if trace && response.trace.is_none() {
            return Err(anyhow!("a trace was asked for and there is none"));
        }
        Ok(response.result)
    }

    /// Decides once, with a trace, and writes answer and trace as JSON.
    pub fn decide_and_write(&self, question: &Variable) -> Result<Vec<u8>> {
        let options = EvaluationOptions { trace: true, max_depth: 10 };
        let evaluation = self.decision.evaluate_with_opts(question.clone(), options);
        let response = self.runtime.block_on(evaluation).map_err(|error| anyhow!("{error}"))?;
        Ok(serde_json::to_vec(&response)?)
    }
}

/// What the engine is asked about somebody: the lines of their draft as units and prices, and their
/// means. It is spared what the rules do before that, which is to make lines out of needs.
pub fn question(person: &Person, draft: &Draft, policy: &PolicyOnDay) -> Result<Variable> {
    let lines = draft.lines.iter().map(|line| {
        let units = line.units.decimal().context("the units are a decimal")?;
        let rate = Decimal::new(line.unit_rate.ten_thousandths(), 4);
        Ok(json!({ "units": number(units)?, "rate": number(rate)? }))
    });
    let lines = lines.collect::<Result<Vec<Value>>>()?;
    let question = json!({
        "ageBand": person.age_band,
        "means": person.means,
        "lines": lines,
        "council": choices(policy)?,
    });
    Ok(question.into())
}

/// The council's choices as the graph names them.
fn choices(policy: &PolicyOnDay) -> Result<Value> {
    let chosen = |key: &str| {
        let value = policy.values().find(|value| value.key == key);
        value.map(|value| value.value.as_str()).with_context(|| format!("{key} is not known"))
    };
    let percent = |key: &str| number(chosen(key)?.parse()?);
    let pence = |key: &str| Ok::<_, anyhow::Error>(Money::parse(chosen(key)?)?.pence());
    let switch = |key: &str| Ok::<bool, anyhow::Error>(chosen(key)?.parse()?);
    Ok(json!({
        "percentageCharged": percent("percentage_charged")?,
        "guaranteeAdditionPercent": percent("mig_addition_percent")?,
        "minimumBill": pence("minimum_bill_weekly")?,
        "standardDisabilityAllowance": pence("standard_disability_allowance_weekly")?,
        "expenditureNeedsBenefit": switch("dre_needs_disability_benefit")?,
        "contentsInsuranceCounts": switch("contents_insurance_counts")?,
        "waterCounts": switch("water_counts")?,
    }))
}

fn number(decimal: Decimal) -> Result<Number> {
    Ok(decimal.normalize().to_string().parse()?)
}

/// The engine's answer in whole pence.
pub fn decided(answer: &Variable) -> Decided {
    let answer = answer.to_value();
    let pence = |name: &str| answer.get(name)?.to_string().parse().ok();
    Decided {
        cost: pence("costWeekly"),
        contribution: pence("contribution"),
        council: pence("council"),
    }
}

/// The draft in the same words.
pub fn drafted(draft: &Draft) -> Decided {
    Decided {
        cost: Some(draft.cost_weekly.pence()),
        contribution: draft.contribution_weekly.map(Money::pence),
        council: draft.council_weekly.map(Money::pence),
    }
}
