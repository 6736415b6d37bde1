//! Lines of services become priced lines: units x rate, rounded half up once (R-BUD-11).

mod lines;
mod overwritten;

use std::borrow::Cow;

use std::ops::Deref;

use carecap_calendar::{Day, Period, show_day};
use carecap_money::{Money, UnitRate};
use serde::{Deserialize, Serialize};

use crate::canonical::Shared;
use crate::mapping::{Kinds, MappedService, Outcomes, ServiceLine};
use crate::needs::{Duty, FieldRefused, LinePeriod, Text, Times, Unit, code, is_default};
use crate::plan::Overwrite;
use crate::policy::{PolicyError, Source};
use crate::working::{Figure, Law, Ratio, WorkingError};

pub use lines::{Priced, ToPrice, budget_lines};

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

/// A row of the rate catalogue that answered, and the catalogue's own name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PricedRate {
    /// The catalogue's id of the row. No receipt holds it, for each catalogue gives ids of its own.
    pub rate_id: String,
    /// What the row says, shared by every budget that it prices.
    pub row: Shared<RateRow>,
}

impl PricedRate {
    /// A row under the catalogue's id for it.
    pub fn new(rate_id: impl Into<String>, row: impl Into<Shared<RateRow>>) -> PricedRate {
        PricedRate { rate_id: rate_id.into(), row: row.into() }
    }
}

impl Deref for PricedRate {
    type Target = RateRow;

    fn deref(&self) -> &RateRow {
        &self.row
    }
}

/// One row of the rate catalogue, as it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateRow {
    /// The area that the price is for; none: the whole council.
    pub area: Option<String>,
    /// The need band that the price is for; none: every band.
    pub band: Option<Text>,
    /// What one unit costs the council.
    pub cost_to_council: UnitRate,
    /// The days on which the row is in force.
    pub in_force: Period,
    /// The provider that the price is agreed with; none: any.
    pub provider: Option<String>,
    /// The council's code for the service.
    pub service_code: String,
    /// The service's name in the source.
    pub service_title: String,
    /// Where the figure was published.
    pub source: Source,
    /// Why this row answered and no other.
    pub specificity: Specificity,
    /// The unit.
    pub unit: Unit,
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
    /// The council's code for the service; empty where a preview gave the line.
    pub service_code: String,
    /// The service's name.
    pub service_title: String,
    /// The outcomes that it serves.
    pub outcomes: Outcomes,
    /// The kinds of help that it answers.
    pub kinds: Kinds,
    /// How many units.
    pub units: Ratio,
    /// The unit.
    pub unit: Unit,
    /// The price of one unit.
    pub unit_rate: UnitRate,
    /// The catalogue's row; empty where a preview gave the line.
    pub rate_id: String,
    /// Counted in a week or a year.
    pub period: LinePeriod,
    /// Units x rate, in whole pence, and the step that says so.
    pub amount: Figure<Money>,
    /// The rule and its revision.
    pub rule: Cow<'static, str>,
    /// The law that it rests on.
    pub law: Law,
    /// Under which power the council meets the needs.
    #[serde(default, skip_serializing_if = "is_default")]
    pub duty: Duty,
    /// Whether the nearest equivalent's rate was used, because there was none of its own (R-IPB-8).
    #[serde(default, skip_serializing_if = "is_default")]
    pub estimated: bool,
    /// What the line was before somebody overwrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalLine>,
    /// Whether it is free by law, so that its amount is no part of the totals (R-BUD-4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub free: bool,
}

/// A line as the mapping and the catalogue make it, beside one that was overwritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalLine {
    /// How many units.
    pub units: Ratio,
    /// The price of one unit.
    pub unit_rate: UnitRate,
    /// Units x rate, in whole pence, and the step that says so.
    pub amount: Figure<Money>,
    /// What took its place.
    pub overwrite: Overwrite,
}

/// A line that a preview is given with its price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenLine {
    /// What a reader would call it.
    pub title: Text,
    /// How many units.
    pub units: Times,
    /// The unit.
    pub unit: Unit,
    /// What one unit costs the council.
    pub unit_rate: UnitRate,
    /// Counted in a week or a year.
    pub period: LinePeriod,
    /// Under which power the council meets the need.
    pub duty: Duty,
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
    /// `INVALID_FIELD`: an overwrite fits no line, or says nothing.
    #[error(transparent)]
    Field(#[from] FieldRefused),
    /// A value that decides what is free is not known.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
}

/// What the rate catalogue must be asked for these lines, each question once: for the service of
/// each line and for its nearest equivalent, which answers only where the service itself has no
/// rate (R-IPB-8). A question without an answer is no fault until the budget is drafted.
pub fn rates_needed(lines: &[ServiceLine<'_>]) -> Vec<RateQuery> {
    let mut queries: Vec<RateQuery> = Vec::new();
    for line in lines {
        let MappedService { service_code, unit, nearest_equivalent, .. } = line.service;
        for code in std::iter::once(service_code).chain(nearest_equivalent) {
            let (unit, band) = (*unit, line.band.cloned());
            let query = RateQuery { service_code: code.clone(), unit, band };
            if !queries.contains(&query) {
                queries.push(query);
            }
        }
    }
    queries
}
