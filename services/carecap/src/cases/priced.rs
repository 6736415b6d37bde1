//! Inputs that are lists of prices: services of a package, and rows of a catalogue.

use serde_json::{Map, Value};

use super::facts::Facts;
use super::lists::{NAME, items};
use super::stated::{Price, Service};
use super::types;
use super::value::{number_of, text_of};

/// The names of fields.
const PRICE: &[&str] = &["payment", "price", "rate", "amount"];
const WAGE: &[&str] = &["pa_wage", "wage"];

/// Services as `{service, units, unit, rate}`.
pub(super) fn services(
    facts: &mut Facts,
    word: &str,
    value: &Value,
) -> Result<Vec<Service>, String> {
    let service = |item: &Map<String, Value>| {
        let title = text_of(item, NAME).ok_or("has a service without name")?;
        let unit = text_of(item, &["unit"]).unwrap_or_default();
        let unit = types::unit(&unit).ok_or_else(|| format!("`{unit}` is no unit"))?;
        let (units, rate) = (number_of(item, &["units"])?, number_of(item, PRICE)?);
        Ok(Service { title, units, unit, rate })
    };
    let fields = [NAME, PRICE, &["unit"], &["units"]];
    items(facts, word, value, &fields)?.into_iter().map(service).collect()
}

/// Published prices as `{unit, payment, pa_wage}`.
pub(super) fn prices(facts: &mut Facts, word: &str, value: &Value) -> Result<Vec<Price>, String> {
    let price = |item: &Map<String, Value>| {
        let name = text_of(item, &["unit", "service"]).ok_or("has a price without unit")?;
        let unit = types::unit(&name).ok_or_else(|| format!("`{name}` is no unit"))?;
        let (amount, wage) = (number_of(item, PRICE)?, number_of(item, WAGE).ok());
        Ok(Price { name, unit, amount, wage })
    };
    let fields = [&["unit", "service"][..], PRICE, WAGE];
    items(facts, word, value, &fields)?.into_iter().map(price).collect()
}
