use assessment_intake_rules::person::{
    DatedAgeBand, Person, PersonDetails, PersonFacts, TEXT_LONGEST,
};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::{common::v1 as common, date, timestamp};
use carecap_service::{Fields, Refusal, etag};
use carecap_store::CouncilId;

use super::{Word as _, all_read};

pub(crate) fn details(
    name: &str,
    born_on: Option<&common::Date>,
    area: &str,
) -> Result<PersonDetails, Refusal> {
    let mut fields = Fields::new();
    let name = fields.text("name", name, TEXT_LONGEST);
    let born_on = fields.day("born_on", born_on);
    let area = match area.trim() {
        "" => None,
        area => Some(fields.text("area", area, TEXT_LONGEST)),
    };
    let details = PersonDetails::new(PersonFacts { name, born_on, area });
    all_read(fields, details.ok())
}

pub(crate) fn person(person: &Person, council: &CouncilId) -> proto::Person {
    let facts = person.details.facts();
    proto::Person {
        person_id: person.person_id.to_string(),
        council_id: council.to_string(),
        version: person.version,
        etag: etag(person.version),
        name: facts.name.clone(),
        born_on: date(facts.born_on),
        area: facts.area.clone().unwrap_or_default(),
        recorded_at: timestamp(person.recorded_at),
    }
}

pub(crate) fn age_bands(bands: Vec<DatedAgeBand>) -> Vec<proto::DatedAgeBand> {
    bands
        .into_iter()
        .map(|dated| proto::DatedAgeBand { from: date(dated.from), band: dated.band.listed() })
        .collect()
}
