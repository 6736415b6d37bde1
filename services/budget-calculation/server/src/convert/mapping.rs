use budget_calculation_rules::mapping::{
    How, MappedService, MappingEntry, ServiceMapping, UnitsRule,
};
use budget_calculation_rules::needs::{KindOfHelp, Setting, Text, Unit};
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::mapping_entry::How as HowAsked;
use carecap_contracts::{date, timestamp};
use carecap_service::{Fields, Refusal, etag};
use carecap_store::Document;

use super::{number, one_of, optional_text};

/// A council's entries as a mapping of this version, or everything that is wrong with them.
pub(crate) fn entries(
    version: i64,
    given: &[proto::MappingEntry],
) -> Result<ServiceMapping, Refusal> {
    let mut fields = Fields::new();
    let mut readable = Vec::with_capacity(given.len());
    let mut places = Vec::with_capacity(given.len());
    for (index, asked) in given.iter().enumerate() {
        if let Some(entry) = entry(&mut fields, &format!("entries[{index}]"), asked) {
            readable.push(entry);
            places.push(index);
        }
    }
    let mapping = ServiceMapping::new(version, readable);
    for fault in mapping.as_ref().err().into_iter().flatten() {
        let index = places.get(fault.index).copied().unwrap_or(fault.index);
        fields.fault(format!("entries[{index}].{}", fault.field), &fault.problem);
    }
    fields.finish()?;
    mapping.map_err(|_| Refusal::invalid("entries", "cannot be read"))
}

/// None: it cannot be read, and the fields hold what is wrong with it.
fn entry(fields: &mut Fields, at: &str, asked: &proto::MappingEntry) -> Option<MappingEntry> {
    let kind = one_of::<KindOfHelp>(fields, &format!("{at}.kind"), asked.kind);
    let setting = one_of::<Setting>(fields, &format!("{at}.setting"), asked.setting);
    let band = optional_text(fields, &format!("{at}.band"), &asked.band);
    let dated = asked.from.as_ref().and_then(|from| carecap_contracts::day(from).ok());
    let from = fields.day(&format!("{at}.from"), asked.from.as_ref());
    let how = how(fields, at, asked.how.as_ref());
    dated?;
    Some(MappingEntry { kind: kind?, setting: setting?, band: band?, from, how: how? })
}

fn how(fields: &mut Fields, at: &str, asked: Option<&HowAsked>) -> Option<How> {
    match asked {
        Some(HowAsked::Buys(bought)) => {
            let places = bought.services.iter().enumerate();
            let services: Vec<Option<MappedService>> = places
                .map(|(index, asked)| {
                    service(fields, &format!("{at}.buys.services[{index}]"), asked)
                })
                .collect();
            Some(How::Buys(services.into_iter().collect::<Option<_>>()?))
        }
        Some(HowAsked::CoveredBy(kind)) => {
            let at = format!("{at}.covered_by");
            one_of::<KindOfHelp>(fields, &at, *kind).map(How::CoveredBy)
        }
        Some(HowAsked::ExcludedBecause(why)) => {
            let at = format!("{at}.excluded_because");
            fields.check(&at, Text::new(why)).map(How::ExcludedBecause)
        }
        None => {
            let wrong = "say what is done: buys, covered_by or excluded_because";
            fields.fault(format!("{at}.how"), wrong);
            None
        }
    }
}

fn service(fields: &mut Fields, at: &str, asked: &proto::MappedService) -> Option<MappedService> {
    let unit = one_of::<Unit>(fields, &format!("{at}.unit"), asked.unit);
    let rule_at = format!("{at}.units_rule");
    let units_rule = one_of::<UnitsRule>(fields, &rule_at, asked.units_rule);
    let equivalent = asked.nearest_equivalent.trim();
    Some(MappedService {
        service_code: asked.service_code.trim().to_owned(),
        unit: unit?,
        units_rule: units_rule?,
        nearest_equivalent: (!equivalent.is_empty()).then(|| equivalent.to_owned()),
    })
}

pub(crate) fn service_mapping(
    document: Document<ServiceMapping>,
    council: &str,
) -> proto::ServiceMapping {
    let mut entries: Vec<&MappingEntry> =
        document.body.entries().iter().map(|entry| &**entry).collect();
    entries.sort_by_key(|entry| (entry.kind, entry.setting, &entry.band, entry.from));
    proto::ServiceMapping {
        council_id: council.to_owned(),
        version: document.version,
        etag: etag(document.version),
        entries: entries.into_iter().map(entry_answer).collect(),
        recorded_at: timestamp(document.recorded_at),
        recorded_by: document.recorded_by,
    }
}

fn entry_answer(entry: &MappingEntry) -> proto::MappingEntry {
    let band = entry.band.as_ref().map(Text::as_str);
    proto::MappingEntry {
        kind: number(entry.kind),
        setting: number(entry.setting),
        band: band.unwrap_or_default().to_owned(),
        from: date(entry.from),
        how: Some(match &entry.how {
            How::Buys(services) => HowAsked::Buys(proto::MappedServices {
                services: services.iter().map(service_answer).collect(),
            }),
            How::CoveredBy(kind) => HowAsked::CoveredBy(number(*kind)),
            How::ExcludedBecause(why) => HowAsked::ExcludedBecause(why.as_str().to_owned()),
        }),
    }
}

fn service_answer(service: &MappedService) -> proto::MappedService {
    proto::MappedService {
        service_code: service.service_code.clone(),
        unit: number(service.unit),
        units_rule: number(service.units_rule),
        nearest_equivalent: service.nearest_equivalent.clone().unwrap_or_default(),
    }
}
