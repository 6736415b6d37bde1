use carecap_calendar::Day;
use serde::{Deserialize, Serialize};

use super::{How, MappedService, MappingEntry, ServiceMapping, UnitsRule};
use crate::needs::{KindOfHelp, LinePeriod, MetBy, NeedLine, Outcome, Setting, Text, Unit, code};
use crate::working::{Figure, Ratio, Rule, Working, WorkingError};

/// So much of one service in a period: what its price is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceLine {
    /// The council's code for the service.
    pub service_code: String,
    /// The unit.
    pub unit: Unit,
    /// The need band, which asks for a price of its own.
    pub band: Option<Text>,
    /// Counted in a week or a year.
    pub period: LinePeriod,
    /// How minutes or times became units.
    pub units_rule: UnitsRule,
    /// How many units, and the step that says so.
    pub units: Figure<Ratio>,
    /// The kinds of help that it answers, each once.
    pub kinds: Vec<KindOfHelp>,
    /// The outcomes that it serves, each once.
    pub outcomes: Vec<Outcome>,
}

/// A need line that costs nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpricedNeed {
    /// The place of the need line, from 0.
    pub need_line: usize,
    /// The kind of help.
    pub kind: KindOfHelp,
    /// Why it costs nothing.
    pub reason: UnpricedReason,
    /// The rule and its revision.
    pub rule: String,
}

/// Why a need line costs nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnpricedReason {
    /// An unpaid carer meets it (R-BUD-3, R-IPB-2).
    MetByCarer,
    /// The NHS meets it (R-METER-7).
    MetByNhs,
    /// Another kind of help covers it.
    CoveredBy(KindOfHelp),
    /// The council's mapping leaves it out, and why.
    Excluded(Text),
}

/// Why needs could not be made into services.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingRefused {
    /// `KIND_NOT_MAPPED`: the mapping has no entry, and nothing is guessed.
    #[error("the service mapping has no entry for {} in {}", code(*.kind), code(*.setting))]
    KindNotMapped {
        /// The kind of help.
        kind: KindOfHelp,
        /// Where the care is given.
        setting: Setting,
        /// The need band, where the line has one.
        band: Option<Text>,
    },
    /// `KIND_NOT_MAPPED`: the kind that would cover a need is bought by no line, so the need would
    /// be left without any money.
    #[error("{} is covered by {}, of which nothing is bought", code(*.kind), code(*.covered_by))]
    CoveringKindNotBought {
        /// The kind of help.
        kind: KindOfHelp,
        /// The kind that should cover it.
        covered_by: KindOfHelp,
        /// Where the care is given.
        setting: Setting,
    },
    /// `INVALID_FIELD`: a service bought by the hour is asked for without any minutes.
    #[error("need line {need_line} ({}) says no minutes, but is bought by the hour", code(*.kind))]
    MinutesMissing {
        /// The place of the need line, from 0.
        need_line: usize,
        /// The kind of help.
        kind: KindOfHelp,
    },
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
}

/// What became of the need lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappedNeeds {
    /// What is bought: weekly lines first, otherwise in the order of the needs.
    pub lines: Vec<ServiceLine>,
    /// What costs nothing, and why.
    pub unpriced: Vec<UnpricedNeed>,
    /// The entries of the mapping that were used, in the order of their first use.
    pub entries: Vec<MappingEntry>,
}

/// Makes need lines into lines of services. R-BUD-10 [PROPOSED], R-BUD-3, R-BUD-6. Lines that a
/// carer or the NHS meets drop out first, so a kind that nobody buys needs no entry.
///
/// # Errors
/// [`MappingRefused`], which names what has no entry.
pub fn service_lines(
    working: &mut Working,
    need_lines: &[NeedLine],
    setting: Setting,
    mapping: &ServiceMapping,
    on: Day,
) -> Result<MappedNeeds, MappingRefused> {
    let mut mapped = MappedNeeds { lines: Vec::new(), unpriced: Vec::new(), entries: Vec::new() };
    let mut bundles: Vec<Bundle<'_>> = Vec::new();
    for (place, line) in need_lines.iter().enumerate() {
        if let Some((reason, rule)) = met_by_somebody_else(line) {
            mapped.unpriced.push(unpriced(place, line, reason, rule));
            continue;
        }
        let entry = mapping.entry(line.kind, setting, line.band.as_ref(), on).ok_or_else(|| {
            MappingRefused::KindNotMapped { kind: line.kind, setting, band: line.band.clone() }
        })?;
        if !mapped.entries.contains(entry) {
            mapped.entries.push(entry.clone());
        }
        let reason = match &entry.how {
            How::Buys(services) => {
                for service in services {
                    bundle(&mut bundles, service, place, line)?;
                }
                continue;
            }
            How::CoveredBy(kind) => UnpricedReason::CoveredBy(*kind),
            How::ExcludedBecause(why) => UnpricedReason::Excluded(why.clone()),
        };
        mapped.unpriced.push(unpriced(place, line, reason, Rule::SERVICES));
    }
    refuse_uncovered(&mapped.unpriced, &bundles, setting)?;
    // Weekly lines come first: a stable sort keeps the order of the needs within each period.
    bundles.sort_by_key(|bundle| bundle.first.period);
    for bundle in bundles {
        mapped.lines.push(bundle.into_line(working)?);
    }
    Ok(mapped)
}

fn met_by_somebody_else(line: &NeedLine) -> Option<(UnpricedReason, Rule)> {
    match line.met_by {
        MetBy::Carer => Some((UnpricedReason::MetByCarer, Rule::CARER_MET)),
        MetBy::Nhs => Some((UnpricedReason::MetByNhs, Rule::NEVER_PRICED)),
        MetBy::Nobody | MetBy::PaidPrivate | MetBy::Council => None,
    }
}

fn unpriced(place: usize, line: &NeedLine, reason: UnpricedReason, rule: Rule) -> UnpricedNeed {
    UnpricedNeed { need_line: place, kind: line.kind, reason, rule: rule.to_string() }
}

/// A covered need costs nothing only because something else is bought; without that the budget
/// would not be sufficient (R-BUD-5).
fn refuse_uncovered(
    unpriced: &[UnpricedNeed],
    bundles: &[Bundle<'_>],
    setting: Setting,
) -> Result<(), MappingRefused> {
    let bought = |kind: KindOfHelp| {
        let mut lines = bundles.iter().flat_map(|bundle| &bundle.lines);
        lines.any(|(_, line)| line.kind == kind)
    };
    for need in unpriced {
        if let UnpricedReason::CoveredBy(covered_by) = need.reason
            && !bought(covered_by)
        {
            return Err(MappingRefused::CoveringKindNotBought {
                kind: need.kind,
                covered_by,
                setting,
            });
        }
    }
    Ok(())
}

/// The need lines of one service, unit, band and period.
struct Bundle<'a> {
    service: &'a MappedService,
    first: &'a NeedLine,
    lines: Vec<(usize, &'a NeedLine)>,
}

fn bundle<'a>(
    bundles: &mut Vec<Bundle<'a>>,
    service: &'a MappedService,
    place: usize,
    line: &'a NeedLine,
) -> Result<(), MappingRefused> {
    if service.units_rule == UnitsRule::TotalHours && line.minutes.get() == 0 {
        return Err(MappingRefused::MinutesMissing { need_line: place, kind: line.kind });
    }
    let same = |bundle: &&mut Bundle<'_>| {
        bundle.service == service
            && bundle.first.band == line.band
            && bundle.first.period == line.period
    };
    match bundles.iter_mut().find(same) {
        Some(bundle) => bundle.lines.push((place, line)),
        None => bundles.push(Bundle { service, first: line, lines: vec![(place, line)] }),
    }
    Ok(())
}

impl Bundle<'_> {
    fn into_line(self, working: &mut Working) -> Result<ServiceLine, WorkingError> {
        let units = match self.service.units_rule {
            UnitsRule::TotalHours => self.total_hours(working)?,
            UnitsRule::PerVisit => self.visits(working)?,
        };
        let mut kinds = Vec::new();
        let mut outcomes = Vec::new();
        for (_, line) in &self.lines {
            if !kinds.contains(&line.kind) {
                kinds.push(line.kind);
            }
            for outcome in &line.outcomes {
                if !outcomes.contains(outcome) {
                    outcomes.push(*outcome);
                }
            }
        }
        Ok(ServiceLine {
            service_code: self.service.service_code.clone(),
            unit: self.service.unit,
            band: self.first.band.clone(),
            period: self.first.period,
            units_rule: self.service.units_rule,
            units,
            kinds,
            outcomes,
        })
    }

    /// Whole minutes first, hours last: three visits of twenty minutes are one hour exactly.
    fn total_hours(&self, working: &mut Working) -> Result<Figure<Ratio>, WorkingError> {
        let mut minutes = Vec::new();
        for (place, line) in &self.lines {
            let at = |field: &str| format!("/inputs/need_lines/{place}/{field}");
            let factors = [
                Figure::at(at("times"), line.times.get().into()),
                Figure::at(at("minutes"), Ratio::whole(line.minutes.get())),
                Figure::at(at("people"), Ratio::whole(line.people.get())),
            ];
            minutes.push(working.product("minutes_of_need", Rule::SERVICES, &factors)?);
        }
        let total = working.sum("minutes_of_service", Rule::SERVICES, &minutes)?;
        let [one, sixty] = [Figure::fixed(1), Figure::fixed(60)];
        working.exact_share("hours_of_service", Rule::SERVICES, &total, [&one, &sixty])
    }

    /// One unit for each time and each person needed at once. Where one person is enough, times
    /// are units already, and a step that multiplies them by one would say nothing.
    fn visits(&self, working: &mut Working) -> Result<Figure<Ratio>, WorkingError> {
        let mut units = Vec::new();
        for (place, line) in &self.lines {
            let at = |field: &str| format!("/inputs/need_lines/{place}/{field}");
            let times = Figure::at(at("times"), line.times.get().into());
            let people = line.people.get();
            units.push(if people == 1 {
                times
            } else {
                let factors = [times, Figure::at(at("people"), Ratio::whole(people))];
                working.product("units_of_need", Rule::SERVICES, &factors)?
            });
        }
        working.sum("units_of_service", Rule::SERVICES, &units)
    }
}
