use std::collections::BTreeSet;

use carecap_calendar::Day;
use serde::{Deserialize, Serialize};

use crate::canonical::Shared;
use crate::needs::{KindOfHelp, Setting, Text, Unit, code};

/// How minutes or times become units of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnitsRule {
    /// Times x minutes x people, added over every line of the service, then hours once.
    TotalHours,
    /// One unit for each time and each person needed at once, whatever the minutes.
    PerVisit,
}

/// A service that meets a kind of help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappedService {
    /// The service whose usual rate is used where this one has none (R-IPB-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest_equivalent: Option<String>,
    /// The council's code, as in its rate catalogue.
    pub service_code: String,
    /// The unit that is bought.
    pub unit: Unit,
    /// How much of it a need line calls for.
    pub units_rule: UnitsRule,
}

/// What is done about a kind of help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// These services are bought.
    Buys(Vec<MappedService>),
    /// Another kind covers it, as a care home covers washing.
    CoveredBy(KindOfHelp),
    /// Not the council's to buy, and why.
    ExcludedBecause(Text),
}

/// What a council does about one kind of help in one setting, from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MappingEntry {
    /// Only lines of this band; none: lines of any band.
    pub band: Option<Text>,
    /// The first day on which the entry holds.
    pub from: Day,
    /// What is done.
    pub how: How,
    /// The kind of help.
    pub kind: KindOfHelp,
    /// Where the care is given.
    pub setting: Setting,
}

/// What is wrong with one entry of a mapping.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entries[{index}].{field}: {problem}")]
pub struct MappingFault {
    /// The place of the entry, from 0.
    pub index: usize,
    /// The field of it.
    pub field: &'static str,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// A council's service mapping at one version: every entry, past and future.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct ServiceMapping {
    version: i64,
    entries: Vec<Shared<MappingEntry>>,
}

#[derive(Serialize, Deserialize)]
struct Fields {
    version: i64,
    entries: Vec<MappingEntry>,
}

impl ServiceMapping {
    /// The mapping, where each entry says one thing that can be done.
    ///
    /// # Errors
    /// Every fault that was found, each with its place.
    pub fn new(
        version: i64,
        entries: Vec<MappingEntry>,
    ) -> Result<ServiceMapping, Vec<MappingFault>> {
        let entries: Vec<_> = entries.into_iter().map(Shared::new).collect();
        let mut faults: Vec<MappingFault> = Vec::new();
        let mut seen = BTreeSet::new();
        for (index, entry) in entries.iter().enumerate() {
            faults.extend(faults_of(entry).map(|(field, problem)| MappingFault {
                index,
                field,
                problem,
            }));
            if !seen.insert((entry.kind, entry.setting, entry.band.clone(), entry.from)) {
                let problem = "another entry has the same kind, setting, band and day".to_owned();
                faults.push(MappingFault { index, field: "from", problem });
            }
        }
        if faults.is_empty() { Ok(ServiceMapping { version, entries }) } else { Err(faults) }
    }

    /// The version of the mapping.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Every entry.
    pub fn entries(&self) -> &[Shared<MappingEntry>] {
        &self.entries
    }

    /// Whether some service has a nearest equivalent, whose price may take the place of its own.
    pub fn names_equivalents(&self) -> bool {
        self.entries.iter().any(|entry| match &entry.how {
            How::Buys(services) => {
                services.iter().any(|service| service.nearest_equivalent.is_some())
            }
            How::CoveredBy(_) | How::ExcludedBecause(_) => false,
        })
    }

    /// The entry in force for a kind, a setting and a band on a day: one of the line's band before
    /// one of any band, and of these the newest.
    pub fn entry(
        &self,
        kind: KindOfHelp,
        setting: Setting,
        band: Option<&Text>,
        on: Day,
    ) -> Option<&Shared<MappingEntry>> {
        let fits = |entry: &&Shared<MappingEntry>| {
            entry.kind == kind
                && entry.setting == setting
                && entry.from <= on
                && (entry.band.is_none() || entry.band.as_ref() == band)
        };
        self.entries.iter().filter(fits).max_by_key(|entry| (entry.band.is_some(), entry.from))
    }

    /// The first day after this one on which another entry may take over for a kind, a setting and
    /// a band.
    pub(super) fn next_entry_from(
        &self,
        kind: KindOfHelp,
        setting: Setting,
        band: Option<&Text>,
        on: Day,
    ) -> Option<Day> {
        let later = self.entries.iter().filter(|entry| {
            entry.kind == kind
                && entry.setting == setting
                && entry.from > on
                && (entry.band.is_none() || entry.band.as_ref() == band)
        });
        later.map(|entry| entry.from).min()
    }
}

fn faults_of(entry: &MappingEntry) -> impl Iterator<Item = (&'static str, String)> {
    let mut faults = Vec::new();
    match &entry.how {
        How::Buys(services) => {
            // Nursing is the NHS's, and NHS-funded nursing care is part of no budget: R-IPB-7.
            if entry.kind == KindOfHelp::HealthTask {
                let problem =
                    "the NHS meets HEALTH_TASK (Care Act 2014 s22); exclude it".to_owned();
                faults.push(("buys", problem));
            }
            if services.is_empty() {
                faults.push(("buys", "name at least one service".to_owned()));
            }
            for service in services {
                if service.service_code.trim().is_empty() {
                    faults.push(("service_code", "name the service".to_owned()));
                }
                if service.nearest_equivalent.as_ref() == Some(&service.service_code) {
                    let problem = "name another service".to_owned();
                    faults.push(("nearest_equivalent", problem));
                }
                if service.nearest_equivalent.as_ref().is_some_and(|code| code.trim().is_empty()) {
                    let problem = "name the service, or leave it out".to_owned();
                    faults.push(("nearest_equivalent", problem));
                }
                if service.units_rule == UnitsRule::TotalHours && service.unit != Unit::Hour {
                    let problem = format!("TOTAL_HOURS counts HOUR, not {}", code(service.unit));
                    faults.push(("units_rule", problem));
                }
            }
        }
        How::CoveredBy(kind) if *kind == entry.kind => {
            faults.push(("covered_by", "a kind cannot cover itself".to_owned()));
        }
        How::CoveredBy(_) | How::ExcludedBecause(_) => {}
    }
    faults.into_iter()
}

impl TryFrom<Fields> for ServiceMapping {
    type Error = MappingFault;

    fn try_from(fields: Fields) -> Result<ServiceMapping, MappingFault> {
        ServiceMapping::new(fields.version, fields.entries).map_err(|faults| {
            faults.into_iter().next().unwrap_or(MappingFault {
                index: 0,
                field: "entries",
                problem: "cannot be read".to_owned(),
            })
        })
    }
}

impl From<ServiceMapping> for Fields {
    fn from(mapping: ServiceMapping) -> Fields {
        let entries = mapping.entries.iter().map(|entry| MappingEntry::clone(entry)).collect();
        Fields { version: mapping.version, entries }
    }
}
