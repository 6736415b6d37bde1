use std::borrow::Cow;

use carecap_calendar::Day;
use carecap_money::{Money, Rounding};

use super::overwritten::Overwrites;
use super::{BudgetLine, GivenLine, PricedRate, PricingRefused, RateRow};
use crate::canonical::Shared;
use crate::mapping::{Kinds, Outcomes, ServiceLine};
use crate::needs::Text;
use crate::plan::Overwrite;
use crate::working::{Figure, Item, List, Ratio, Readings, Rule, Working, WorkingError};

/// What is priced: needs as services, and lines that a preview gives.
#[derive(Debug, Clone, Copy)]
pub struct ToPrice<'a> {
    /// The services.
    pub services: &'a [ServiceLine<'a>],
    /// Lines with their prices.
    pub given: &'a [GivenLine],
    /// Lines whose actual cost differs.
    pub overwrites: &'a [Overwrite],
    /// The first day of the care.
    pub on: Day,
}

/// The priced lines, and what they were priced with.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Priced {
    /// The lines, weekly ones first.
    pub lines: Vec<BudgetLine>,
    /// The rates that they used in the order of their first use, as a receipt holds them.
    pub rates: Vec<Shared<RateRow>>,
    /// Overwrites that held no longer on the day, so that nothing came of them.
    pub expired: Vec<Overwrite>,
}

/// Prices each line at what its unit costs the council. R-BUD-11 [PROPOSED], R-BUD-4, R-BUD-5,
/// R-IPB-8 [PROPOSED].
///
/// # Errors
/// [`PricingRefused::NoRate`] names the service without a rate in force on the day;
/// [`PricingRefused::Field`] the overwrite that fits no line.
pub fn budget_lines(
    working: &mut Working,
    policy: &mut Readings<'_>,
    to_price: ToPrice<'_>,
    rates: &[PricedRate],
) -> Result<Priced, PricingRefused> {
    let overwrites = Overwrites::of(&to_price)?;
    let mut priced = Priced { expired: overwrites.expired(), ..Priced::default() };
    for service in to_price.services {
        let mut row = priced.row_for(service, rates, to_price.on)?;
        let mut line = service_line(working, service, &row)?;
        overwrites.write_over(working, service, &mut line, &mut row.price)?;
        if service.free_by_price {
            line.free = is_free(working, policy, &row.price)?;
        }
        priced.lines.push(line);
    }
    for (place, given) in to_price.given.iter().enumerate() {
        priced.lines.push(given_line(working, place, given)?);
    }
    // A stable sort keeps the order of the needs within each period.
    priced.lines.sort_by_key(|line| line.period);
    for (number, line) in (1_u32..).zip(&mut priced.lines) {
        line.line_number = number;
    }
    Ok(priced)
}

/// The catalogue's row for a line, and its price where it stands in the receipt.
struct Row<'a> {
    rate: &'a PricedRate,
    price: Figure<Ratio>,
    estimated: bool,
}

impl Priced {
    /// The row of the service's own, or else of its nearest equivalent: then the line is estimated
    /// and says so. R-IPB-8 [PROPOSED].
    fn row_for<'a>(
        &mut self,
        line: &ServiceLine<'_>,
        rates: &'a [PricedRate],
        on: Day,
    ) -> Result<Row<'a>, PricingRefused> {
        let own = rate_for(&line.service.service_code, line, rates, on);
        let nearest = || {
            let code = line.service.nearest_equivalent.as_ref()?;
            rate_for(code, line, rates, on)
        };
        let rate = own.or_else(nearest).ok_or_else(|| PricingRefused::NoRate {
            service_code: line.service.service_code.clone(),
            unit: line.service.unit,
            band: line.band.cloned(),
            on,
        })?;
        let same = |row: &Shared<RateRow>| *row == rate.row;
        let place = self.rates.iter().position(same).unwrap_or_else(|| {
            self.rates.push(rate.row.clone());
            self.rates.len() - 1
        });
        let at = Item::of(List::Rates, place).field("cost_to_council");
        let price = Figure::at(at, rate.cost_to_council.into());
        Ok(Row { rate, price, estimated: own.is_none() })
    }
}

/// A rate of the line's own band before one of every band.
fn rate_for<'a>(
    service_code: &str,
    line: &ServiceLine<'_>,
    rates: &'a [PricedRate],
    on: Day,
) -> Option<&'a PricedRate> {
    let fits = |rate: &&PricedRate| {
        rate.service_code == service_code
            && rate.unit == line.service.unit
            && rate.in_force.contains(on)
    };
    let of_band = |band: Option<&Text>| {
        let mut fitting = rates.iter().filter(fits);
        fitting.find(|rate| rate.band.as_ref() == band)
    };
    of_band(line.band).or_else(|| of_band(None))
}

/// Units x rate, rounded half up once. R-BUD-11 [PROPOSED], R-IPB-8 [PROPOSED].
fn service_line(
    working: &mut Working,
    line: &ServiceLine<'_>,
    row: &Row<'_>,
) -> Result<BudgetLine, WorkingError> {
    let rule = if row.estimated { Rule::NEAREST_EQUIVALENT } else { Rule::LINE };
    let factors = [line.units.clone(), row.price.clone()];
    let amount = working.round("line_amount", rule, &factors, Rounding::HalfUp)?;
    Ok(BudgetLine {
        line_number: 0,
        service_code: line.service.service_code.clone(),
        service_title: row.rate.service_title.clone(),
        outcomes: line.outcomes.clone(),
        kinds: line.kinds.clone(),
        units: line.units.value,
        unit: line.service.unit,
        unit_rate: row.rate.cost_to_council,
        rate_id: row.rate.rate_id.clone(),
        period: line.period,
        amount,
        rule: Cow::Borrowed(rule.name()),
        law: rule.law(),
        duty: line.duty,
        estimated: row.estimated,
        original: None,
        free: false,
    })
}

/// A line that came with its price: no mapping, no catalogue; units x rate, rounded half up once.
/// R-BUD-11 [PROPOSED].
fn given_line(
    working: &mut Working,
    place: usize,
    given: &GivenLine,
) -> Result<BudgetLine, WorkingError> {
    let line = Item::of(List::GivenLines, place);
    let factors = [
        Figure::at(line.field("units"), Ratio::from(given.units.get())),
        Figure::at(line.field("unit_rate"), given.unit_rate.into()),
    ];
    let amount = working.round("line_amount", Rule::LINE, &factors, Rounding::HalfUp)?;
    Ok(BudgetLine {
        line_number: 0,
        service_code: String::new(),
        service_title: given.title.as_str().to_owned(),
        outcomes: Outcomes::new(),
        kinds: Kinds::new(),
        units: given.units.get().into(),
        unit: given.unit,
        unit_rate: given.unit_rate,
        rate_id: String::new(),
        period: given.period,
        amount,
        rule: Cow::Borrowed(Rule::LINE.name()),
        law: Rule::LINE.law(),
        duty: given.duty,
        estimated: false,
        original: None,
        free: false,
    })
}

/// Equipment and minor adaptations are free where one item costs at most the limit; a part of a
/// penny above it is above it. R-BUD-4, Charging Regs 2014 reg 3, `community_equipment_free_up_to`.
fn is_free(
    working: &mut Working,
    policy: &mut Readings<'_>,
    price: &Figure<Ratio>,
) -> Result<bool, PricingRefused> {
    let limit = policy.money("community_equipment_free_up_to")?;
    let rule = Rule::FREE_BY_LAW;
    let item = working.round("item_price", rule, std::slice::from_ref(price), Rounding::Up)?;
    let above = working.difference("item_price_less_free_limit", rule, &item, &limit)?;
    Ok(above.value <= Money::ZERO)
}
