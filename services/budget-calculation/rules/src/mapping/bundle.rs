use super::free::{is_free_by_price, refuse_no_item};
use smallvec::{SmallVec, smallvec};

use super::{Kinds, MappedService, MappingRefused, Outcomes, ServiceLine, UnitsRule};
use crate::needs::NeedLine;
use crate::working::{Figure, Item, List, Ratio, Rule, Working, WorkingError};

/// The need lines of one service, unit, band, period and duty.
pub(super) struct Bundle<'a> {
    service: &'a MappedService,
    pub(super) first: &'a NeedLine,
    pub(super) lines: SmallVec<[(usize, &'a NeedLine); 2]>,
}

/// Puts a need line with the others of the same service.
pub(super) fn bundle<'a>(
    bundles: &mut Vec<Bundle<'a>>,
    service: &'a MappedService,
    place: usize,
    line: &'a NeedLine,
) -> Result<(), MappingRefused> {
    if service.units_rule == UnitsRule::TotalHours && line.minutes.get() == 0 {
        return Err(MappingRefused::MinutesMissing { need_line: place, kind: line.kind });
    }
    refuse_no_item(place, line, service.unit)?;
    let same = |bundle: &&mut Bundle<'_>| {
        bundle.service == service
            && bundle.first.band == line.band
            && bundle.first.period == line.period
            && bundle.first.duty == line.duty
            && is_free_by_price(bundle.first) == is_free_by_price(line)
    };
    match bundles.iter_mut().find(same) {
        Some(bundle) => bundle.lines.push((place, line)),
        None => bundles.push(Bundle { service, first: line, lines: smallvec![(place, line)] }),
    }
    Ok(())
}

impl<'a> Bundle<'a> {
    pub(super) fn into_line(self, working: &mut Working) -> Result<ServiceLine<'a>, WorkingError> {
        let units = match self.service.units_rule {
            UnitsRule::TotalHours => self.total_hours(working)?,
            UnitsRule::PerVisit => self.visits(working)?,
        };
        let mut kinds = Kinds::new();
        let mut outcomes = Outcomes::new();
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
            service: self.service,
            band: self.first.band.as_ref(),
            period: self.first.period,
            duty: self.first.duty,
            free_by_price: is_free_by_price(self.first),
            units,
            kinds,
            outcomes,
        })
    }

    /// Whole minutes first, hours last: three visits of twenty minutes are one hour exactly.
    fn total_hours(&self, working: &mut Working) -> Result<Figure<Ratio>, WorkingError> {
        let mut minutes = Vec::new();
        for (place, line) in &self.lines {
            let need = Item::of(List::NeedLines, *place);
            let factors = [
                Figure::at(need.field("times"), line.times.get().into()),
                Figure::at(need.field("minutes"), Ratio::whole(line.minutes.get())),
                Figure::at(need.field("people"), Ratio::whole(line.people.get())),
            ];
            minutes.push(working.product("minutes_of_need", Rule::SERVICES, &factors)?);
        }
        let total = all_of(working, "minutes_of_service", minutes)?;
        let [one, sixty] = [Figure::fixed(1), Figure::fixed(60)];
        working.exact_share("hours_of_service", Rule::SERVICES, &total, [&one, &sixty])
    }

    /// One unit for each time and each person needed at once. Where one person is enough, times
    /// are units already, and a step that multiplies them by one would say nothing.
    fn visits(&self, working: &mut Working) -> Result<Figure<Ratio>, WorkingError> {
        let mut units = Vec::new();
        for (place, line) in &self.lines {
            let need = Item::of(List::NeedLines, *place);
            let times = Figure::at(need.field("times"), line.times.get().into());
            let people = line.people.get();
            units.push(if people == 1 {
                times
            } else {
                let factors = [times, Figure::at(need.field("people"), Ratio::whole(people))];
                working.product("units_of_need", Rule::SERVICES, &factors)?
            });
        }
        all_of(working, "units_of_service", units)
    }
}

/// The sum; of one alone that one, for a step that adds nothing to it would say nothing.
fn all_of(
    working: &mut Working,
    name: &'static str,
    mut parts: Vec<Figure<Ratio>>,
) -> Result<Figure<Ratio>, WorkingError> {
    match parts.pop() {
        Some(only) if parts.is_empty() => Ok(only),
        last => {
            parts.extend(last);
            working.sum(name, Rule::SERVICES, &parts)
        }
    }
}
