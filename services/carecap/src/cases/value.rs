use carecap_contracts::common::v1 as common;
use carecap_money::Money;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

/// A number or a text as a text, for instance `454.00`.
pub fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// No number of an example is larger: a million million. So nothing that is made of two overflows.
const LARGEST: i64 = 1_000_000_000_000;

/// Reads a number as councils print it: `£1,368.50` is `1368.50`.
pub fn decimal(text: &str) -> Option<Decimal> {
    let digits: String =
        text.trim().chars().filter(|letter| !matches!(letter, '£' | ',')).collect();
    if digits == "nil" {
        return Some(Decimal::ZERO);
    }
    let number = Decimal::from_str_exact(&digits).ok();
    number.filter(|number| number.abs() <= Decimal::from(LARGEST))
}

/// The number that a value is.
pub fn number(value: &Value) -> Result<Decimal, String> {
    let text = plain(value).ok_or("is neither a number nor a text that holds one")?;
    decimal(&text).ok_or_else(|| format!("`{text}` is no number that can be worked with"))
}

/// A number as an amount of a contract: whole pence.
pub fn money(number: Decimal) -> Result<common::Money, String> {
    let amount = Money::parse(&number.to_string()).map_err(|error| error.to_string())?;
    Ok(common::Money { pence: amount.pence() })
}

/// The first of these fields that an object has.
pub fn field<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| object.get(*name))
}

/// The text of a field, for instance the type of an income.
pub fn text_of(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    plain(field(object, names)?)
}

/// The number of a field that must be there.
pub fn number_of(object: &Map<String, Value>, names: &[&str]) -> Result<Decimal, String> {
    let value = field(object, names).ok_or_else(|| format!("has no {}", names.join(" or ")))?;
    number(value)
}

/// The objects of a list.
pub fn objects(value: &Value) -> Result<Vec<&Map<String, Value>>, String> {
    let items = value.as_array().ok_or("is no list")?;
    items
        .iter()
        .map(|item| item.as_object().ok_or_else(|| "is no list of objects".into()))
        .collect()
}
