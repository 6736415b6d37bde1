//! The figures of a previewed budget by name.

use carecap_contracts::budget::v1 as proto;
use rust_decimal::Decimal;

use super::answer::{Answer, Answers, WEEKS_OF_A_YEAR, pounds};
use super::value::{decimal, plain};

/// The parameters and choices that a preview read, by key, as its receipt holds them.
pub(super) fn values_read(
    answers: &mut Answers,
    receipt: &proto::Receipt,
) -> serde_json::Result<()> {
    let body: serde_json::Value = serde_json::from_slice(&receipt.body)?;
    for part in ["parameters", "choices"] {
        for (key, read) in body.get(part).and_then(|part| part.as_object()).into_iter().flatten() {
            let value = read.get("value").and_then(plain).and_then(|value| decimal(&value));
            let unit = read.get("unit").and_then(|unit| unit.as_str()).unwrap_or_default();
            // Amounts stand in a receipt in pence.
            let hundredths = if unit.starts_with("pounds") { 2 } else { 0 };
            if let Some(value) = value {
                answers.number(format!("value.{key}"), value * Decimal::new(1, hundredths));
            }
        }
    }
    Ok(())
}

/// A budget's figures, lines and steps by name.
pub(super) fn answers_of(budget: &proto::Budget, stands_in: bool) -> Answers {
    let mut answers = Answers::default();
    for step in &budget.steps {
        if let Some(result) = decimal(&step.result) {
            answers.number(format!("step.{}", step.name), result);
        }
    }
    for line in &budget.lines {
        answers.amount(format!("line.{}", line.service_title), line.amount.as_ref());
    }
    answers.amount("budget.contribution_weekly", budget.contribution_weekly.as_ref());
    answers.amount("budget.council_weekly", budget.council_weekly.as_ref());
    answers.amount("budget.cost_weekly", budget.cost_weekly.as_ref());
    plan_figures(&mut answers, budget.plan_figures.as_ref());
    if let Some(above) = answers.number_of("step.capital_above_upper_limit") {
        answers.keep("capital.within_limit", Answer::Truth(above <= Decimal::ZERO));
        answers.keep("capital.above_limit", Answer::Truth(above > Decimal::ZERO));
    }
    let full_cost = answers.get("step.full_cost").is_some();
    if full_cost {
        answers.keep("step.tariff_income", Answer::Nothing);
    }
    if stands_in {
        // No cost was given, so nothing that depends on it is an answer.
        for name in ["budget.council_weekly", "budget.cost_weekly"] {
            answers.forget(name);
        }
        if full_cost {
            answers.forget("budget.contribution_weekly");
        }
    }
    answers
}

fn plan_figures(answers: &mut Answers, figures: Option<&proto::PlanFigures>) {
    let Some(figures) = figures else { return };
    let named = [
        ("top_up_weekly", figures.top_up_weekly.as_ref()),
        ("direct_payment", figures.direct_payment.as_ref()),
        ("direct_payment_gross", figures.direct_payment_gross.as_ref()),
        ("direct_payment_contribution", figures.direct_payment_contribution.as_ref()),
        ("equity_limit", figures.equity_limit.as_ref()),
        ("deferred_weekly", figures.deferred_weekly.as_ref()),
        ("cost_of_year", figures.cost_of_year.as_ref()),
    ];
    for (name, amount) in named {
        if let Some(amount) = amount {
            answers.number(format!("plan.{name}"), pounds(amount));
        }
    }
}

/// Figures that are one sum away from those of the contract.
pub(super) fn derived(answers: &mut Answers) {
    let number = |name: &str| answers.number_of(name);
    let less = |from: &str, less: &str| Some(number(from)? - number(less)?);
    let left_out = less("income_alone.step.income_counted", "step.income_counted");
    let short = less("step.kept", "step.assessable_income");
    let short = short.map(|short| short.max(Decimal::ZERO));
    let yearly = |name: &str| Some(number(name)? * WEEKS_OF_A_YEAR);
    let above = number("step.capital_above_upper_limit").filter(|above| *above > Decimal::ZERO);
    let from_savings = number("income_alone.budget.council_weekly");
    let months = above.zip(from_savings).and_then(|(above, weekly)| {
        let weeks = above.checked_div(weekly)?;
        Some(weeks * Decimal::from(12) / WEEKS_OF_A_YEAR)
    });
    let figures = [
        ("income.left_out", left_out),
        ("income.short_of_kept", short),
        ("year.top_up", yearly("plan.top_up_weekly")),
        ("year.cost", yearly("budget.cost_weekly")),
        ("year.contribution", yearly("budget.contribution_weekly")),
        ("year.council", yearly("budget.council_weekly")),
        ("capital.months_to_upper_limit", months),
    ];
    for (name, figure) in figures {
        if let Some(figure) = figure {
            answers.number(name, figure);
        }
    }
}
