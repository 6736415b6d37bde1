//! An example's published prices, taken into the catalogue and asked for again: one price for each unit,
//! none made out of another (R-ROUND-5).

use anyhow::{Context as _, Result};
use carecap_contracts::date;
use carecap_contracts::rates::v1 as rates;
use carecap_service::Role;
use carecap_store::CouncilId;
use rust_decimal::Decimal;

use super::answer::Answers;
use super::law::Law;
use super::stated::Price;
use super::types::unit_code;
use super::value::decimal;
use crate::clients::{Actor, Clients};
use crate::councils::import_rates;

/// Imports the prices of an example and answers, for each, what is left of it after the wage.
///
/// # Errors
/// A refusal.
pub async fn remainders(
    clients: &Clients,
    council: &CouncilId,
    id: &str,
    prices: &[Price],
    law: &Law,
) -> Result<Answers> {
    let manager = Actor::new("Rates team", Role::RatesManager);
    let csv = csv(council, id, prices, law);
    import_rates(clients, council, &manager, "prices.csv", id, csv.into_bytes()).await?;
    let mut catalogue = clients.rates(council, &manager)?;
    let mut answers = Answers::default();
    for price in prices {
        let request = rates::ResolveRateRequest {
            council_id: council.to_string(),
            service_code: service_code(id, price),
            on: date(law.on),
            unit: price.unit.into(),
            ..Default::default()
        };
        let rate = catalogue.resolve_rate(request).await?.into_inner().rate;
        let rate = rate.context("the catalogue answers with a rate")?;
        let amount = decimal(&rate.cost_to_council).context("a rate is a decimal")?;
        answers.number(format!("price.{}", price.name), amount);
        if let Some(wage) = price.wage {
            answers.number(format!("remainder.{}", price.name), amount - wage);
        }
    }
    Ok(answers)
}

fn csv(council: &CouncilId, id: &str, prices: &[Price], law: &Law) -> String {
    let year = format!("{}-{:02}", law.on.year(), (law.on.year() + 1) % 100);
    let row = |price: &Price| {
        let amount: Decimal = price.amount;
        let (code, unit) = (service_code(id, price), unit_code(price.unit));
        format!("{council},{year},{code},{code},{unit},{amount},{id}\n")
    };
    let head = "council,year,service_code,service,unit,amount,source\n".to_owned();
    prices.iter().map(row).fold(head, |csv, row| csv + &row)
}

fn service_code(id: &str, price: &Price) -> String {
    format!("{id}-{}", price.name).to_lowercase()
}
