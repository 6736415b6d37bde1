//! Inputs that are lists: incomes, outgoings, deductions, services, prices.

use carecap_contracts::assessment::v1::{CapitalType, Frequency, IncomeType, OutgoingType};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::amounts::Amount;
use super::facts::Facts;
use super::stated::{Piece, Stated};
use super::types;
use super::value::{number, number_of, objects, plain, text_of};

/// The names of fields.
pub(super) const NAME: &[&str] = &["type", "name", "source", "label", "service"];
const AMOUNT: &[&str] = &["amount", "amount_weekly", "weekly", "value"];
const PART_LEFT_OUT: &[&str] = &["disregarded", "disregard_amount", "night_element"];
const FREQUENCY: &[&str] = &["frequency", "period", "per"];
/// Remarks, which say nothing that could be worked out.
const REMARKS: &[&str] = &["note", "notes", "source"];

/// The objects of a list; a field that nobody reads is named as not expressed.
pub(super) fn items<'a>(
    facts: &mut Facts,
    word: &str,
    value: &'a Value,
    read: &[&[&str]],
) -> Result<Vec<&'a Map<String, Value>>, String> {
    let items = objects(value)?;
    for (place, item) in items.iter().enumerate() {
        let is_read = |field: &&str| read.iter().any(|names| names.contains(field));
        let fields = item.keys().map(String::as_str);
        for field in fields.filter(|field| !is_read(field) && !REMARKS.contains(field)) {
            let why = "is no field of the vocabulary";
            facts.leave_out(&format!("{word}[{place}].{field}"), why);
        }
    }
    Ok(items)
}

/// An amount that comes or goes every week.
pub(super) fn weekly<T>(is: T, amount: Decimal) -> Stated<T> {
    Stated { is, amount, frequency: Frequency::Weekly }
}

/// The income that the law leaves out, whatever it is called: it carries what an example leaves out.
pub(super) const LEFT_OUT: IncomeType = IncomeType::CharitablePayment;

/// A list of `{type, amount, treatment}`, an object of types, or one amount.
pub(super) fn incomes(facts: &mut Facts, word: &str, value: &Value) -> Result<(), String> {
    if plain(value).is_some() {
        facts.incomes.push(weekly(IncomeType::Other, number(value)?));
        return Ok(());
    }
    if let Some(types) = value.as_object() {
        for (name, amount) in types {
            let is = income_named(facts, name);
            facts.incomes.push(weekly(is, number(amount)?));
        }
        return Ok(());
    }
    let fields = [NAME, AMOUNT, FREQUENCY, PART_LEFT_OUT, &["treatment"]];
    for item in items(facts, word, value, &fields)? {
        let name = text_of(item, NAME).ok_or("has an income without type")?;
        let read = income_named(facts, &name);
        let is = match text_of(item, &["treatment"]).as_deref() {
            Some("disregard" | "disregarded") if !is_left_out(read) => LEFT_OUT,
            Some("count" | "counted" | "include") if is_left_out(read) => IncomeType::Other,
            _ => read,
        };
        let (amount, frequency) = (number_of(item, AMOUNT)?, frequency(item)?);
        let left_out = number_of(item, PART_LEFT_OUT).unwrap_or_default();
        facts.incomes.push(Stated { is, amount: amount - left_out, frequency });
        if !left_out.is_zero() {
            facts.incomes.push(Stated { is: LEFT_OUT, amount: left_out, frequency });
        }
    }
    Ok(())
}

fn is_left_out(is: IncomeType) -> bool {
    matches!(
        is,
        IncomeType::DlaMobility
            | IncomeType::PipMobility
            | IncomeType::Earnings
            | IncomeType::ChildBenefit
            | IncomeType::HousingBenefit
            | IncomeType::CouncilTaxSupport
            | IncomeType::WinterFuelOrBonus
            | IncomeType::CharitablePayment
    )
}

fn income_named(facts: &mut Facts, name: &str) -> IncomeType {
    types::income_type(name).unwrap_or_else(|| {
        facts.assumed.push(format!("`{name}` is read as income that counts in full"));
        IncomeType::Other
    })
}

/// A list of `{type, amount}`, or one amount of the usual type.
pub(super) fn outgoings(
    facts: &mut Facts,
    word: &str,
    usual: OutgoingType,
    value: &Value,
) -> Result<(), String> {
    if plain(value).is_some() {
        facts.outgoings.push(weekly(usual, number(value)?));
        return Ok(());
    }
    for item in items(facts, word, value, &[NAME, AMOUNT, FREQUENCY])? {
        let name = text_of(item, NAME).unwrap_or_default();
        // Whatever a council lists under disability stays there: a water bill may be one.
        let named =
            types::outgoing_type(&name).filter(|_| usual != OutgoingType::DisabilityRelated);
        let (amount, frequency) = (number_of(item, AMOUNT)?, frequency(item)?);
        facts.outgoings.push(Stated { is: named.unwrap_or(usual), amount, frequency });
    }
    Ok(())
}

/// What is taken off all income: the guarantee, outgoings, and incomes that do not count, which were
/// counted in the total before.
pub(super) fn deductions(facts: &mut Facts, word: &str, value: &Value) -> Result<(), String> {
    for item in items(facts, word, value, &[NAME, AMOUNT])? {
        let name = text_of(item, NAME).ok_or("has a deduction without type")?;
        let amount = number_of(item, AMOUNT)?;
        if let Some(is) = types::outgoing_type(&name) {
            facts.outgoings.push(weekly(is, amount));
        } else if types::is_guarantee(&name) {
            facts.amounts.insert(Amount::Guarantee, amount);
        } else {
            facts
                .assumed
                .push(format!("`{name}` is read as a part of the income that is left out"));
            facts.incomes.push(weekly(LEFT_OUT, amount));
            facts.incomes.push(weekly(IncomeType::Other, -amount));
        }
    }
    Ok(())
}

fn frequency(item: &Map<String, Value>) -> Result<Frequency, String> {
    let text = text_of(item, FREQUENCY).unwrap_or_default().to_lowercase();
    Ok(match text.replace(['_', '-'], " ").as_str() {
        "" | "week" | "weekly" => Frequency::Weekly,
        "four weekly" | "4 weekly" | "four weeks" => Frequency::FourWeekly,
        "month" | "monthly" => Frequency::Monthly,
        "quarter" | "quarterly" => Frequency::Quarterly,
        "year" | "yearly" | "annual" | "annually" => Frequency::Annual,
        _ => return Err(format!("`{text}` is no frequency")),
    })
}

/// Capital: one amount of the usual type, or a list of `{type, amount, owners}`.
pub(super) fn capital(
    facts: &mut Facts,
    word: &str,
    usual: CapitalType,
    value: &Value,
) -> Result<(), String> {
    if plain(value).is_some() {
        facts.capital.push(Piece::alone(usual, number(value)?));
        return Ok(());
    }
    if value.as_array().is_some_and(|items| items.iter().all(|item| plain(item).is_some())) {
        return capitals(facts, value);
    }
    let owners = &["owners", "holders"][..];
    for item in items(facts, word, value, &[NAME, AMOUNT, owners])? {
        let name = text_of(item, NAME).unwrap_or_default();
        let is = types::capital_type(&name).unwrap_or(usual);
        let held_by = number_of(item, owners).unwrap_or(Decimal::ONE);
        facts.capital.push(Piece { is, value: number_of(item, AMOUNT)?, owners: held_by });
    }
    Ok(())
}

/// Amounts of capital, each an example of its own.
pub(super) fn capitals(facts: &mut Facts, value: &Value) -> Result<(), String> {
    let all = value.as_array().ok_or("is no list")?;
    facts.capitals = all.iter().map(number).collect::<Result<_, _>>()?;
    Ok(())
}
