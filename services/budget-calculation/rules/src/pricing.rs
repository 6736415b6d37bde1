//! Lines of services become priced lines: units x rate, rounded half up once (R-BUD-11).

use carecap_calendar::{Day, Period, show_day};
use carecap_money::{Money, Rounding, UnitRate};
use serde::{Deserialize, Serialize};

use crate::mapping::ServiceLine;
use crate::needs::{KindOfHelp, LinePeriod, Outcome, Text, Unit, code};
use crate::policy::Source;
use crate::working::{Figure, Ratio, Rule, Working, WorkingError};

/// How specific the catalogue's row was that answered (R-BUD-11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Specificity {
    /// The row names the provider that was asked for.
    Provider,
    /// The row names the area that was asked for, and no provider.
    Area,
    /// The row is the council's usual rate.
    Council,
}

/// One row of the rate catalogue, as it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedRate {
    /// The catalogue's row.
    pub rate_id: String,
    /// The council's code for the service.
    pub service_code: String,
    /// The service's name in the source.
    pub service_title: String,
    /// The unit.
    pub unit: Unit,
    /// The need band that the price is for; none: every band.
    pub band: Option<Text>,
    /// The area that the price is for; none: the whole council.
    pub area: Option<String>,
    /// The provider that the price is agreed with; none: any.
    pub provider: Option<String>,
    /// What one unit costs the council.
    pub cost_to_council: UnitRate,
    /// The days on which the row is in force.
    pub in_force: Period,
    /// Where the figure was published.
    pub source: Source,
    /// Why this row answered and no other.
    pub specificity: Specificity,
}

/// What the rate catalogue must be asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RateQuery {
    /// The council's code for the service.
    pub service_code: String,
    /// The unit.
    pub unit: Unit,
    /// The need band, where the line has one.
    pub band: Option<Text>,
}

/// One priced line of a budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetLine {
    /// Counts the lines, from 1.
    pub line_number: u32,
    /// The council's code for the service.
    pub service_code: String,
    /// The service's name.
    pub service_title: String,
    /// The outcomes that it serves.
    pub outcomes: Vec<Outcome>,
    /// The kinds of help that it answers.
    pub kinds: Vec<KindOfHelp>,
    /// How many units.
    pub units: Ratio,
    /// The unit.
    pub unit: Unit,
    /// The price of one unit.
    pub unit_rate: UnitRate,
    /// The catalogue's row.
    pub rate_id: String,
    /// Counted in a week or a year.
    pub period: LinePeriod,
    /// Units x rate, in whole pence, and the step that says so.
    pub amount: Figure<Money>,
    /// The rule and its revision.
    pub rule: String,
    /// The law that it rests on.
    pub law: Source,
}

/// Why a line could not be priced.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PricingRefused {
    /// `NO_RATE`: no rate in force was given for the service.
    #[error("there is no rate for {service_code} by {} on {}", code(*.unit), show_day(*.on))]
    NoRate {
        /// The service.
        service_code: String,
        /// The unit.
        unit: Unit,
        /// The need band, where the line has one.
        band: Option<Text>,
        /// The day.
        on: Day,
    },
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
}

/// What the rate catalogue must be asked for these lines, each question once.
pub fn rates_needed(lines: &[ServiceLine]) -> Vec<RateQuery> {
    let mut queries: Vec<RateQuery> = Vec::new();
    for line in lines {
        let query = RateQuery {
            service_code: line.service_code.clone(),
            unit: line.unit,
            band: line.band.clone(),
        };
        if !queries.contains(&query) {
            queries.push(query);
        }
    }
    queries
}

/// The priced lines, and the rates that they used in the order of their first use.
pub type Priced = (Vec<BudgetLine>, Vec<PricedRate>);

/// Prices each line at what its unit costs the council. R-BUD-11 [PROPOSED].
///
/// # Errors
/// [`PricingRefused::NoRate`] names the service without a rate in force on the day.
pub fn budget_lines(
    working: &mut Working,
    lines: &[ServiceLine],
    rates: &[PricedRate],
    on: Day,
) -> Result<Priced, PricingRefused> {
    let mut priced = Vec::with_capacity(lines.len());
    let mut used: Vec<PricedRate> = Vec::new();
    for (number, line) in (1_u32..).zip(lines) {
        let rate = rate_for(line, rates, on).ok_or_else(|| PricingRefused::NoRate {
            service_code: line.service_code.clone(),
            unit: line.unit,
            band: line.band.clone(),
            on,
        })?;
        let place = used.iter().position(|row| row == rate).unwrap_or_else(|| {
            used.push(rate.clone());
            used.len() - 1
        });
        let at = format!("/rates/{place}/cost_to_council");
        let price = Figure::at(at, rate.cost_to_council.into());
        let exact = working.product("line_cost", Rule::LINE, &[line.units.clone(), price])?;
        let amount = working.round("line_amount", Rule::LINE, &exact, Rounding::HalfUp)?;
        priced.push(BudgetLine {
            line_number: number,
            service_code: line.service_code.clone(),
            service_title: rate.service_title.clone(),
            outcomes: line.outcomes.clone(),
            kinds: line.kinds.clone(),
            units: line.units.value,
            unit: line.unit,
            unit_rate: rate.cost_to_council,
            rate_id: rate.rate_id.clone(),
            period: line.period,
            amount,
            rule: Rule::LINE.to_string(),
            law: Rule::LINE.law(),
        });
    }
    Ok((priced, used))
}

/// A rate of the line's own band before one of every band.
fn rate_for<'a>(line: &ServiceLine, rates: &'a [PricedRate], on: Day) -> Option<&'a PricedRate> {
    let fits = |rate: &&PricedRate| {
        rate.service_code == line.service_code
            && rate.unit == line.unit
            && rate.in_force.contains(on)
    };
    let of_band = |band: Option<&Text>| {
        let mut fitting = rates.iter().filter(fits);
        fitting.find(|rate| rate.band.as_ref() == band)
    };
    of_band(line.band.as_ref()).or_else(|| of_band(None))
}
