use carecap_calendar::Day;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::DraftRefused;
use crate::charging::{ChargedAs, MeansTest, charged_as};
use crate::mapping::{MappedNeeds, ServiceMapping, UnpricedNeed, service_lines};
use crate::needs::{AgeBand, ArrangedBy, LinePeriod, Means, NeedLine, Setting};
use crate::policy::PolicyOnDay;
use crate::pricing::{BudgetLine, PricedRate, RateQuery, budget_lines, rates_needed};
use crate::receipt::{Body, PackUsed, Results, body_of};
use crate::working::{Figure, Readings, Rule, Working, WorkingError};

/// What a budget states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BudgetKind {
    /// A personal budget, Care Act 2014 s26: cost, the person's part, the council's part.
    Personal,
    /// An independent personal budget, s28: what meeting the needs would cost the council.
    Independent,
}

/// Everything about a person that a budget is worked out from. It says nothing of who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInputs {
    /// The first day of the care, and the day whose law and prices are used.
    pub on: Day,
    /// Where the care is given.
    pub setting: Setting,
    /// Who arranges the care.
    pub arranged_by: ArrangedBy,
    /// The day on which the duty to assess arose, where it is known (R-METER-1).
    pub duty_date: Option<Day>,
    /// The age band on the day.
    pub age_band: AgeBand,
    /// The needs.
    pub need_lines: Vec<NeedLine>,
    /// The means; an independent personal budget needs none and keeps none.
    pub means: Option<Means>,
}

/// A budget as it was worked out, with all of its working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What it states.
    pub kind: BudgetKind,
    /// The priced lines, weekly ones first.
    pub lines: Vec<BudgetLine>,
    /// The needs that cost nothing here.
    pub unpriced: Vec<UnpricedNeed>,
    /// What meeting the needs costs the council in a week.
    pub cost_weekly: Money,
    /// What the person must pay in a week; none on an independent personal budget.
    pub contribution_weekly: Option<Money>,
    /// What the council must pay in a week; none on an independent personal budget.
    pub council_weekly: Option<Money>,
    /// The daily living costs within the cost; none where none apply.
    pub daily_living_weekly: Option<Money>,
    /// The cost less the daily living costs; none where none apply.
    pub balance_weekly: Option<Money>,
    /// What lines counted by the year cost in one year, apart from the weekly figures (R-BUD-6).
    pub cost_yearly: Money,
    /// Keys of values that no named officer had confirmed. Publication waits for them.
    pub unconfirmed: Vec<String>,
    /// Whether it rests on a pack that is not law.
    pub shadow: bool,
    /// The body of its receipt.
    pub receipt: Body,
}

/// What the rate catalogue must be asked before these needs can be drafted into a budget.
///
/// # Errors
/// As [`draft`], where the needs cannot be made into services.
pub fn rates_needed_for(
    inputs: &DraftInputs,
    mapping: &ServiceMapping,
) -> Result<Vec<RateQuery>, DraftRefused> {
    let mapped = map_needs(&mut Working::new(), inputs, mapping)?;
    Ok(rates_needed(&mapped.lines))
}

/// Works out a budget. The council arranges: a personal budget (R-BUD-1, R-BUD-2). The person
/// arranges, under a commenced cap pack: an independent personal budget (R-IPB-1 to R-IPB-3).
///
/// # Errors
/// [`DraftRefused`], with a variant for each thing that somebody could put right.
pub fn draft(
    inputs: &DraftInputs,
    policy: &PolicyOnDay,
    mapping: &ServiceMapping,
    rates: &[PricedRate],
) -> Result<Draft, DraftRefused> {
    let kind = kind_of(inputs, policy)?;
    let mut inputs = inputs.clone();
    if kind == BudgetKind::Independent {
        inputs.means = None;
    }
    let mut working = Working::new();
    let mut policy_read = Readings::of(policy);
    let mapped = map_needs(&mut working, &inputs, mapping)?;
    let (lines, rates) = budget_lines(&mut working, &mapped.lines, rates, inputs.on)?;
    let results = results(kind, &inputs, &lines, &mut working, &mut policy_read)?;

    let unconfirmed = policy_read.unconfirmed();
    let (parameters, choices) = policy_read.into_recorded();
    let value = |figure: &Option<Figure<Money>>| figure.as_ref().map(|figure| figure.value);
    let pack = PackUsed { pack: policy.pack().to_owned(), shadow: policy.is_shadow() };
    Ok(Draft {
        kind,
        lines,
        cost_weekly: results.cost_weekly.value,
        contribution_weekly: value(&results.contribution_weekly),
        council_weekly: value(&results.council_weekly),
        daily_living_weekly: value(&results.daily_living_weekly),
        balance_weekly: value(&results.balance_weekly),
        cost_yearly: results.cost_yearly.value,
        unconfirmed,
        shadow: policy.is_shadow(),
        receipt: body_of(Body {
            form: Body::FORM,
            inputs,
            policy: pack,
            parameters,
            choices,
            rates,
            mapping: mapped.entries,
            unpriced: mapped.unpriced.clone(),
            rules: Default::default(),
            steps: working.into_steps(),
            results,
        }),
        unpriced: mapped.unpriced,
    })
}

fn kind_of(inputs: &DraftInputs, policy: &PolicyOnDay) -> Result<BudgetKind, DraftRefused> {
    if policy.on() != inputs.on {
        return Err(DraftRefused::PolicyOfAnotherDay { policy_on: policy.on(), on: inputs.on });
    }
    match inputs.arranged_by {
        ArrangedBy::Council if inputs.means.is_none() => {
            Err(DraftRefused::FinancialStatementMissing)
        }
        ArrangedBy::Council => Ok(BudgetKind::Personal),
        ArrangedBy::Person if policy.has_cap()? => Ok(BudgetKind::Independent),
        ArrangedBy::Person => {
            Err(DraftRefused::PackNotInForce { pack: policy.pack().to_owned(), on: inputs.on })
        }
    }
}

fn map_needs(
    working: &mut Working,
    inputs: &DraftInputs,
    mapping: &ServiceMapping,
) -> Result<MappedNeeds, DraftRefused> {
    let (needs, setting) = (&inputs.need_lines, inputs.setting);
    Ok(service_lines(working, needs, setting, mapping, inputs.on)?)
}

fn results(
    kind: BudgetKind,
    inputs: &DraftInputs,
    lines: &[BudgetLine],
    working: &mut Working,
    policy: &mut Readings<'_>,
) -> Result<Results, DraftRefused> {
    let rule = match kind {
        BudgetKind::Personal => Rule::COST,
        BudgetKind::Independent => Rule::INDEPENDENT,
    };
    let cost_weekly = total(working, "cost_weekly", rule, lines, LinePeriod::Week)?;
    let cost_yearly = total(working, "cost_yearly", Rule::YEARLY_APART, lines, LinePeriod::Year)?;
    let mut results = Results {
        kind,
        cost_weekly,
        cost_yearly,
        contribution_weekly: None,
        council_weekly: None,
        daily_living_weekly: None,
        balance_weekly: None,
    };
    split_off_daily_living(&mut results, inputs, working, policy)?;
    if let (BudgetKind::Personal, Some(means)) = (kind, &inputs.means) {
        let (charged_as, charged_as_by) = charged_as(inputs.setting, policy)?;
        let mut means_test = MeansTest {
            means,
            age_band: inputs.age_band,
            charged_as,
            charged_as_by,
            working,
            policy,
        };
        let contribution = means_test.contribution(&results.cost_weekly)?;
        let (name, rule) = ("council_weekly", Rule::COST);
        let council = working.difference(name, rule, &results.cost_weekly, &contribution)?;
        results.contribution_weekly = Some(contribution);
        results.council_weekly = Some(council);
    }
    Ok(results)
}

/// Totals add rounded lines, weekly and yearly ones apart. R-BUD-11, R-BUD-6.
fn total(
    working: &mut Working,
    name: &str,
    rule: Rule,
    lines: &[BudgetLine],
    period: LinePeriod,
) -> Result<Figure<Money>, WorkingError> {
    let of_period = lines.iter().filter(|line| line.period == period);
    let amounts: Vec<Figure<Money>> = of_period.map(|line| line.amount.clone()).collect();
    working.sum(name, rule, &amounts)
}

/// Under a cap pack the daily living costs within a care home's cost are shown apart, with the
/// balance that drives the meter. R-BUD-2, R-IPB-3, R-DLC-2; a stay that is not for good only
/// where it is charged as one in a care home, R-DLC-6 [PROPOSED].
fn split_off_daily_living(
    results: &mut Results,
    inputs: &DraftInputs,
    working: &mut Working,
    policy: &mut Readings<'_>,
) -> Result<(), DraftRefused> {
    if !policy.policy().has_cap()? {
        return Ok(());
    }
    let (charged, _) = charged_as(inputs.setting, policy)?;
    if charged == ChargedAs::AtHome {
        return Ok(());
    }
    let rule = match results.kind {
        BudgetKind::Personal => Rule::DAILY_LIVING_IN_BUDGET,
        BudgetKind::Independent => Rule::INDEPENDENT_DAILY_LIVING,
    };
    let national = policy.money("daily_living_costs_weekly")?;
    let cost = results.cost_weekly.clone();
    let daily_living = working.least("daily_living_weekly", rule, [&national, &cost])?;
    let balance = working.difference("balance_weekly", rule, &cost, &daily_living)?;
    results.daily_living_weekly = Some(daily_living);
    results.balance_weekly = Some(balance);
    Ok(())
}
