//! A person's question in the words of the contract.

use anyhow::{Context as _, Result};
use budget_calculation_rules::needs::{Capital, Income, Means, NeedLine, Outgoing, code};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1::Money;
use carecap_contracts::date;
use serde::Serialize;

use crate::council::CODE;
use crate::person::Person;

/// Asks for the figures alone.
pub fn preview_request(person: &Person) -> Result<budget::PreviewBudgetRequest> {
    let inputs = &person.inputs;
    let means = inputs.means.as_ref().context("everybody has means")?;
    Ok(budget::PreviewBudgetRequest {
        council_id: CODE.to_owned(),
        on: date(inputs.on),
        setting: coded("SETTING", inputs.setting, intake::Setting::from_str_name)?,
        age_band: coded("AGE_BAND", inputs.age_band, intake::AgeBand::from_str_name)?,
        need_lines: inputs.need_lines.iter().map(need_line).collect::<Result<_>>()?,
        means: Some(statement(means)?),
        detail: budget::PreviewDetail::Figures.into(),
        ..Default::default()
    })
}

fn need_line(line: &NeedLine) -> Result<intake::NeedLine> {
    let outcomes = line.outcomes.iter();
    let outcome = |outcome: &_| coded("OUTCOME", *outcome, intake::Outcome::from_str_name);
    Ok(intake::NeedLine {
        outcomes: outcomes.map(outcome).collect::<Result<_>>()?,
        kind: coded("KIND_OF_HELP", line.kind, intake::KindOfHelp::from_str_name)?,
        times: String::from(line.times),
        minutes: i32::try_from(line.minutes.get())?,
        people: i32::try_from(line.people.get())?,
        met_by: coded("MET_BY", line.met_by, intake::MetBy::from_str_name)?,
        period: coded("LINE_PERIOD", line.period, intake::LinePeriod::from_str_name)?,
        band: line.band.as_ref().map(|band| band.as_str().to_owned()).unwrap_or_default(),
        ..Default::default()
    })
}

fn statement(means: &Means) -> Result<intake::FinancialStatement> {
    let premiums = means.premiums.iter();
    let premium = |premium: &_| coded("PREMIUM", *premium, intake::Premium::from_str_name);
    Ok(intake::FinancialStatement {
        disclosure: coded("DISCLOSURE", means.disclosure, intake::Disclosure::from_str_name)?,
        household: coded("HOUSEHOLD", means.household, intake::Household::from_str_name)?,
        couple_at_pension_age: Some(means.couple_at_pension_age),
        children: i32::try_from(means.children.get())?,
        premiums: premiums.map(premium).collect::<Result<_>>()?,
        incomes: means.incomes.iter().map(income).collect::<Result<_>>()?,
        capital: means.capital.iter().map(capital).collect::<Result<_>>()?,
        outgoings: means.outgoings.iter().map(outgoing).collect::<Result<_>>()?,
        ..Default::default()
    })
}

fn income(income: &Income) -> Result<intake::Income> {
    Ok(intake::Income {
        r#type: coded("INCOME_TYPE", income.income_type, intake::IncomeType::from_str_name)?,
        amount: pence(income.amount.get().pence()),
        frequency: coded("FREQUENCY", income.frequency, intake::Frequency::from_str_name)?,
        ..Default::default()
    })
}

fn capital(capital: &Capital) -> Result<intake::Capital> {
    Ok(intake::Capital {
        r#type: coded("CAPITAL_TYPE", capital.capital_type, intake::CapitalType::from_str_name)?,
        value: pence(capital.value.get().pence()),
        owners: i32::try_from(capital.owners.get())?,
        secured_debt: pence(capital.secured_debt.get().pence()),
        selling_costs: capital.selling_costs,
        ..Default::default()
    })
}

fn outgoing(outgoing: &Outgoing) -> Result<intake::Outgoing> {
    let read = intake::OutgoingType::from_str_name;
    Ok(intake::Outgoing {
        r#type: coded("OUTGOING_TYPE", outgoing.outgoing_type, read)?,
        amount: pence(outgoing.amount.get().pence()),
        frequency: coded("FREQUENCY", outgoing.frequency, intake::Frequency::from_str_name)?,
        ..Default::default()
    })
}

fn pence(pence: i64) -> Option<Money> {
    Some(Money { pence })
}

/// A word of the rules as the contract numbers it.
fn coded<T: Serialize, E: Into<i32>>(
    list: &str,
    word: T,
    read: impl Fn(&str) -> Option<E>,
) -> Result<i32> {
    let name = format!("{list}_{}", code(word));
    Ok(read(&name).with_context(|| format!("the contract has no {name}"))?.into())
}
