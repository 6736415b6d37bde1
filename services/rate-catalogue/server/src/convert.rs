use carecap_calendar::Period;
use carecap_contracts::rates::v1 as proto;
use carecap_contracts::{common::v1 as common, period, timestamp};
use carecap_service::{Fields, Refusal};
use carecap_store::Document;
use rate_catalogue_rules::import::ImportHeader;
use rate_catalogue_rules::{Rate, RateKey, RateQuestion, Resolved, Source, Specificity, Unit};
use serde::{Deserialize, Serialize};

/// What is kept of an import besides its rows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ImportRecord {
    pub(crate) file_name: String,
    pub(crate) source: Source,
    pub(crate) sha256: String,
    pub(crate) rate_count: i32,
}

pub(crate) fn import_header(header: &proto::ImportRatesHeader) -> Result<ImportHeader, Refusal> {
    let mut fields = Fields::new();
    let source = header.source.clone().unwrap_or_default();
    fields.text("file_name", &header.file_name, 200);
    fields.text("source.title", &source.title, 200);
    fields.finish()?;
    Ok(ImportHeader {
        council_id: header.council_id.clone(),
        source: Source { title: source.title, href: source.href },
    })
}

pub(crate) fn rate_import(document: Document<ImportRecord>, council: &str) -> proto::RateImport {
    proto::RateImport {
        import_id: document.id.to_string(),
        council_id: council.to_owned(),
        file_name: document.body.file_name,
        source: source(document.body.source),
        sha256: document.body.sha256,
        rate_count: document.body.rate_count,
        imported_by: document.recorded_by,
        recorded_at: timestamp(document.recorded_at),
    }
}

pub(crate) fn rate(rate: Rate, in_force: &Period) -> proto::Rate {
    let terms = rate.terms;
    let text = |part: Option<&str>| part.unwrap_or_default().to_owned();
    proto::Rate {
        rate_id: rate.rate_id,
        council_id: rate.council_id,
        service_code: terms.key.service_code().to_owned(),
        service_title: terms.service_title,
        unit: unit(terms.key.unit()).into(),
        band: text(terms.key.band()),
        area: text(terms.key.area()),
        provider: text(terms.key.provider()),
        in_force: period(in_force),
        cost_to_council: terms.cost_to_council.to_string(),
        charge_basis: terms.charge_basis.map(|charge| charge.to_string()).unwrap_or_default(),
        year: terms.year,
        source: source(terms.source),
        import_id: rate.import_id,
        recorded_at: timestamp(rate.recorded_at),
    }
}

fn source(source: Source) -> Option<common::Source> {
    Some(common::Source { title: source.title, href: source.href })
}

pub(crate) fn question(request: &proto::ResolveRateRequest) -> Result<RateQuestion, Refusal> {
    let mut fields = Fields::new();
    let on = fields.day("on", request.on.as_ref());
    let unit = fields.choice("unit", request.unit, known_unit).unwrap_or(Unit::Hour);
    let (band, area, provider) = (&request.band, &request.area, &request.provider);
    let asked = match RateKey::new(&request.service_code, unit, band, area, provider) {
        Ok(asked) => Some(asked),
        Err(faults) => {
            for fault in faults {
                fields.fault(fault.field, fault.sentence);
            }
            None
        }
    };
    fields.finish()?;
    let asked = asked.ok_or_else(|| Refusal::invalid("service_code", "cannot be read"))?;
    Ok(RateQuestion { asked, on })
}

pub(crate) fn resolved(resolved: Resolved) -> proto::ResolveRateResponse {
    proto::ResolveRateResponse {
        rate: Some(rate(resolved.rate, &resolved.in_force)),
        specificity: match resolved.specificity {
            Specificity::Provider => proto::Specificity::Provider,
            Specificity::Area => proto::Specificity::Area,
            Specificity::Council => proto::Specificity::Council,
        }
        .into(),
        because: resolved.because,
    }
}

fn unit(unit: Unit) -> proto::Unit {
    match unit {
        Unit::Hour => proto::Unit::Hour,
        Unit::Visit15Minutes => proto::Unit::Visit15Minutes,
        Unit::Visit30Minutes => proto::Unit::Visit30Minutes,
        Unit::Visit45Minutes => proto::Unit::Visit45Minutes,
        Unit::Visit60Minutes => proto::Unit::Visit60Minutes,
        Unit::Day => proto::Unit::Day,
        Unit::Session => proto::Unit::Session,
        Unit::Night => proto::Unit::Night,
        Unit::Week => proto::Unit::Week,
        Unit::RoundTrip => proto::Unit::RoundTrip,
        Unit::Journey => proto::Unit::Journey,
        Unit::Meal => proto::Unit::Meal,
        Unit::Call => proto::Unit::Call,
        Unit::OneOff => proto::Unit::OneOff,
        Unit::Year => proto::Unit::Year,
    }
}

fn known_unit(asked: proto::Unit) -> Option<Unit> {
    Unit::ALL.into_iter().find(|known| unit(*known) == asked)
}
