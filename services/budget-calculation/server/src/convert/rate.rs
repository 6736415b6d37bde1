use budget_calculation_rules::needs::{Text, Unit};
use budget_calculation_rules::pricing::{PricedRate, RateQuery, RateRow, Specificity};
use carecap_calendar::{Day, Period};
use carecap_contracts::{common::v1 as common, date, rates::v1 as catalogue};
use carecap_money::UnitRate;
use carecap_service::{Fields, Refusal};

use super::{number, one_of, optional_text, source_read};

/// What the rate catalogue is asked. No provider is chosen while a budget is drafted.
pub(crate) fn rate_question(
    council: &str,
    query: &RateQuery,
    area: &str,
    on: Day,
) -> catalogue::ResolveRateRequest {
    let band = query.band.as_ref().map(Text::as_str);
    catalogue::ResolveRateRequest {
        council_id: council.to_owned(),
        service_code: query.service_code.clone(),
        on: date(on),
        unit: number(query.unit),
        band: band.unwrap_or_default().to_owned(),
        area: area.to_owned(),
        provider: String::new(),
    }
}

/// The catalogue's answer as the rules read it.
pub(crate) fn priced_rate(answer: catalogue::ResolveRateResponse) -> Result<PricedRate, Refusal> {
    let mut fields = Fields::new();
    let specificity = one_of::<Specificity>(&mut fields, "specificity", answer.specificity);
    let rate = answer.rate.unwrap_or_default();
    let unit = one_of::<Unit>(&mut fields, "rate.unit", rate.unit);
    let band = optional_text(&mut fields, "rate.band", &rate.band);
    let price = rate.cost_to_council.parse::<UnitRate>();
    let price = fields.check("rate.cost_to_council", price);
    let in_force = period(&mut fields, rate.in_force);
    fields.finish()?;
    let some = |text: String| (!text.is_empty()).then_some(text);
    let read = || {
        Some(PricedRate::new(
            rate.rate_id,
            RateRow {
                service_code: rate.service_code,
                service_title: rate.service_title,
                unit: unit?,
                band: band?,
                area: some(rate.area),
                provider: some(rate.provider),
                cost_to_council: price?,
                in_force: in_force?,
                source: source_read(rate.source.as_ref()),
                specificity: specificity?,
            },
        ))
    };
    read().ok_or_else(|| Refusal::invalid("rate", "cannot be read"))
}

fn period(fields: &mut Fields, given: Option<common::Period>) -> Option<Period> {
    let given = given.unwrap_or_default();
    let start = fields.day("rate.in_force.start", given.start.as_ref());
    match fields.optional_day("rate.in_force.end", given.end.as_ref()) {
        None => Some(Period::from(start)),
        Some(end) => fields.check("rate.in_force", Period::between(start, end)),
    }
}
