//! What an example's person has, as the statement of a preview.

use carecap_calendar::plus_days;
use carecap_contracts::assessment::v1::{
    AgeBand, Capital, CapitalType, FinancialStatement, Frequency, Household, Income, IncomeType,
    NotionalCharge, Outgoing, OutgoingType,
};
use carecap_contracts::date;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::amounts::Amount;
use super::plan::whole;
use super::request::Asking;
use super::stated::Stated;
use super::value::money;

/// The statement of an example. What it does not mention the person does not have.
pub(super) fn means(asking: &Asking<'_>) -> Result<FinancialStatement, String> {
    let facts = asking.facts;
    let household = facts.household.unwrap_or(Household::Single);
    let couple = household == Household::Couple;
    let at_pension_age = asking.age_band() == AgeBand::PensionAge;
    let premiums = facts.premiums.iter().filter(|_| asking.guarantee().is_none());
    Ok(FinancialStatement {
        from: date(plus_days(asking.on, -1)),
        household: household.into(),
        couple_at_pension_age: couple.then_some(at_pension_age),
        children: whole("children", facts.amount(Amount::Children))?,
        premiums: premiums.map(|premium| i32::from(*premium)).collect(),
        incomes: incomes(asking)?,
        capital: capital(asking)?,
        outgoings: outgoings(asking)?,
        ..Default::default()
    })
}

fn incomes(asking: &Asking<'_>) -> Result<Vec<Income>, String> {
    let facts = asking.facts;
    if let Some(contribution) = facts.amount(Amount::Contribution) {
        return Ok(vec![income(IncomeType::Other, contribution, Frequency::Weekly)?]);
    }
    let is_other_of_a_week = |income: &&Stated<IncomeType>| {
        income.is == IncomeType::Other && income.frequency == Frequency::Weekly
    };
    // A total is given less what is left out of it, so it is added up before it is stated.
    let other: Decimal =
        facts.incomes.iter().filter(is_other_of_a_week).map(|income| income.amount).sum();
    let kinds = facts.incomes.iter().filter(|income| !is_other_of_a_week(income));
    let mut stated = kinds
        .map(|one| income(one.is, one.amount, one.frequency))
        .collect::<Result<Vec<_>, _>>()?;
    let tariff = facts.amount(Amount::Tariff).filter(|_| facts.capital.is_empty());
    let tariff = tariff.filter(|_| facts.amount(Amount::Joint).is_none());
    let other = other + tariff.unwrap_or_default();
    if !other.is_zero() {
        stated.push(income(IncomeType::Other, other, Frequency::Weekly)?);
    }
    Ok(stated)
}

fn income(is: IncomeType, amount: Decimal, frequency: Frequency) -> Result<Income, String> {
    Ok(Income {
        r#type: is.into(),
        amount: Some(money(amount)?),
        frequency: frequency.into(),
        ..Default::default()
    })
}

fn outgoings(asking: &Asking<'_>) -> Result<Vec<Outgoing>, String> {
    let facts = asking.facts;
    let outgoing = |is: OutgoingType, amount: Decimal, frequency: Frequency| {
        let amount = Some(money(amount)?);
        let frequency = frequency.into();
        Ok::<_, String>(Outgoing { r#type: is.into(), amount, frequency, label: String::new() })
    };
    let stated = facts.outgoings.iter();
    let mut stated = stated
        .map(|one| outgoing(one.is, one.amount, one.frequency))
        .collect::<Result<Vec<_>, _>>()?;
    if let Some(rent) = facts.amount(Amount::Rent) {
        // The contract takes rent net of Housing Benefit.
        let benefit = facts.amount(Amount::HousingBenefit).unwrap_or_default();
        stated.push(outgoing(OutgoingType::Rent, rent - benefit, Frequency::Weekly)?);
    }
    Ok(stated)
}

fn capital(asking: &Asking<'_>) -> Result<Vec<Capital>, String> {
    let facts = asking.facts;
    let mut pieces = Vec::new();
    for one in &facts.capital {
        let owners = one.owners.to_i32().ok_or("owners is no whole number")?;
        pieces.push(Capital { owners, ..piece(one.is, one.value)? });
    }
    if let Some(joint) = facts.amount(Amount::Joint) {
        let owners = facts.amount(Amount::Owners).and_then(|owners| owners.to_i32());
        // What a couple holds jointly belongs to two, where nobody says otherwise (R-FIN-12).
        let owners = owners.unwrap_or(2);
        pieces.push(Capital { owners, ..piece(CapitalType::Savings, joint)? });
    }
    if let Some(home) = facts.amount(Amount::Property) {
        pieces.push(piece(CapitalType::MainHome, home)?);
    }
    if let Some(notional) = facts.amount(Amount::Notional) {
        pieces.push(Capital {
            notional_charges: notional_charges(asking)?,
            ..piece(CapitalType::Notional, notional)?
        });
    }
    Ok(pieces)
}

fn piece(is: CapitalType, value: Decimal) -> Result<Capital, String> {
    Ok(Capital { r#type: is.into(), value: Some(money(value)?), ..Default::default() })
}

/// The day stays, and the first charge goes back: so the figures of one year hold throughout.
fn notional_charges(asking: &Asking<'_>) -> Result<Vec<NotionalCharge>, String> {
    let facts = asking.facts;
    let charged = facts.amount(Amount::ChargedWithNotional);
    let without = facts.amount(Amount::ChargedWithoutNotional);
    let Some((charged, without)) = charged.zip(without) else { return Ok(Vec::new()) };
    let from = plus_days(asking.on, -i64::from(asking.weeks_charged) * 7);
    Ok(vec![NotionalCharge {
        from: date(from),
        charged_weekly: Some(money(charged)?),
        charge_without_weekly: Some(money(without)?),
    }])
}
