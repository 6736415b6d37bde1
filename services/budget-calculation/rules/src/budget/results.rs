use carecap_money::{Money, Rounding};

use super::{BudgetKind, Changes, DraftInputs, DraftRefused};
use crate::charging::{ChargedAs, MeansTest, charged_as};
use crate::mapping::UnpricedNeed;
use crate::needs::{Duty, FieldRefused, LinePeriod, Means};
use crate::plan::{Planning, Shares, arrangement_fee};
use crate::policy::PolicyError;
use crate::pricing::BudgetLine;
use crate::receipt::Results;
use crate::working::{Figure, Readings, Rule, Working, WorkingError};

/// What the needs came to, before it is known who pays.
#[derive(Debug, Clone, Copy)]
pub(super) struct CostedNeeds<'a> {
    pub(super) kind: BudgetKind,
    pub(super) lines: &'a [BudgetLine],
    pub(super) unpriced: &'a [UnpricedNeed],
}

/// The cost, who pays what of it, and what comes of the plan.
pub(super) fn results(
    costed: CostedNeeds<'_>,
    inputs: &DraftInputs,
    working: &mut Working,
    policy: &mut Readings<'_>,
    changes: &mut Changes,
) -> Result<Results, DraftRefused> {
    let (kind, lines) = (costed.kind, costed.lines);
    let rule = match kind {
        BudgetKind::Personal => Rule::COST,
        BudgetKind::Independent => Rule::INDEPENDENT,
    };
    let cost_weekly = total(working, "cost_weekly", rule, lines, LinePeriod::Week)?;
    let cost_yearly = total(working, "cost_yearly", Rule::YEARLY_APART, lines, LinePeriod::Year)?;
    let mut results = Results::of(kind, cost_weekly, cost_yearly);
    split_off_daily_living(&mut results, inputs, working, policy)?;
    if let (BudgetKind::Personal, Some(means)) = (kind, &inputs.means) {
        let mut test = means_test(inputs, means, working, policy)?;
        let contribution = test.contribution(&results.cost_weekly)?;
        changes.note(test.changes_on()?);
        let contribution = if inputs.cap_reached {
            refuse_other_than_eligible(lines)?;
            after_the_cap(&contribution, &results, working, policy)?
        } else {
            contribution
        };
        let (name, rule) = ("council_weekly", Rule::COST);
        let council = working.difference(name, rule, &results.cost_weekly, &contribution)?;
        results.arrangement_fee = arrangement_fee(working, policy, inputs.setting, &contribution)?;
        results.contribution_weekly = Some(contribution);
        results.council_weekly = Some(council);
    }
    tell_eligible_apart(&mut results, lines, working)?;
    if let Some(plan) = &inputs.plan {
        let shares = results.contribution_weekly.clone().zip(results.council_weekly.clone());
        let planning = Planning {
            plan,
            inputs,
            lines,
            unpriced: costed.unpriced,
            cost_weekly: &results.cost_weekly,
            cost_yearly: &results.cost_yearly,
            shares: shares.map(|(contribution, council)| Shares { contribution, council }),
            working,
            policy,
            changes,
        };
        results.plan = Some(planning.figures()?);
    }
    Ok(results)
}

/// The means test of the person whom these inputs are about.
pub(crate) fn means_test<'a, 'p>(
    inputs: &DraftInputs,
    means: &'a Means,
    working: &'a mut Working,
    policy: &'a mut Readings<'p>,
) -> Result<MeansTest<'a, 'p>, PolicyError> {
    let (charged_as, charged_as_by) = charged_as(inputs.setting, policy)?;
    Ok(MeansTest {
        on: inputs.on,
        permanent_since: inputs.permanent_since,
        means,
        age_band: inputs.age_band,
        charged_as,
        charged_as_by,
        working,
        policy,
    })
}

/// Totals add rounded lines, weekly and yearly ones apart; what is free by law is in none. R-BUD-11,
/// R-BUD-6, R-BUD-4.
fn total(
    working: &mut Working,
    name: &'static str,
    rule: Rule,
    lines: &[BudgetLine],
    period: LinePeriod,
) -> Result<Figure<Money>, WorkingError> {
    let of_period = lines.iter().filter(|line| line.period == period && !line.free);
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
        BudgetKind::Personal => Rule::STATED_APART,
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

/// Whoever has reached the cap is charged for eligible needs no more than the daily living costs of a
/// care home, and these as far as their means go, so that the personal expenses allowance stays
/// theirs; at home there are none. R-CAP-2, R-DLC-3, R-DLC-4; Care Act 2014 s15(1) and (7), not in
/// force.
fn after_the_cap(
    contribution: &Figure<Money>,
    results: &Results,
    working: &mut Working,
    policy: &mut Readings<'_>,
) -> Result<Figure<Money>, DraftRefused> {
    if !policy.policy().has_cap()? {
        let what = "the pack has no cap that could be reached";
        return Err(FieldRefused::at(
            "cap_reached",
            what,
            "leave it out, or ask under a pack with a cap",
        )
        .into());
    }
    let nothing = Figure::nothing();
    let daily_living = results.daily_living_weekly.as_ref().unwrap_or(&nothing);
    let (name, rule) = ("payable_after_cap", Rule::AFTER_CAP);
    Ok(working.least(name, rule, [contribution, daily_living])?)
}

/// What other needs cost is charged after the cap as before it, so that one figure cannot hold both.
fn refuse_other_than_eligible(lines: &[BudgetLine]) -> Result<(), DraftRefused> {
    if lines.iter().all(|line| line.duty == Duty::Eligible) {
        return Ok(());
    }
    let what = "the cap is about eligible needs, and there are others";
    Err(FieldRefused::at("cap_reached", what, "ask for the eligible needs alone").into())
}

/// Where the council also meets needs that it need not meet, what the eligible needs cost is told
/// apart, and the charge is shared in proportion to cost: the part for eligible needs is rounded
/// half up, the rest is for the others. R-BUD-2, R-BUD-3, R-FIN-73 [PROPOSED]; Care Act 2014 s19,
/// s26(2).
fn tell_eligible_apart(
    results: &mut Results,
    lines: &[BudgetLine],
    working: &mut Working,
) -> Result<(), WorkingError> {
    if lines.iter().all(|line| line.duty == Duty::Eligible) {
        return Ok(());
    }
    let eligible: Vec<BudgetLine> =
        lines.iter().filter(|line| line.duty == Duty::Eligible).cloned().collect();
    let (name, rule) = ("cost_eligible_weekly", Rule::STATED_APART);
    let eligible = total(working, name, rule, &eligible, LinePeriod::Week)?;
    if let Some(contribution) = &results.contribution_weekly {
        let (name, rule) = ("contribution_eligible_weekly", Rule::SHARED_CHARGE);
        let cost = &results.cost_weekly;
        let share = if cost.value.is_zero() {
            // Nothing can be shared in proportion to nothing, and there is nothing to pay.
            working.least(name, rule, [contribution, &eligible])?
        } else {
            let share = [&eligible.in_pence(), &cost.in_pence()];
            working.share(name, rule, contribution, share, Rounding::HalfUp)?
        };
        results.contribution_eligible_weekly = Some(share);
    }
    results.cost_eligible_weekly = Some(eligible);
    Ok(())
}
