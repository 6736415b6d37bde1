use std::borrow::Cow;

use carecap_calendar::Day;
use carecap_money::Rounding;

use super::lines::ToPrice;
use super::{BudgetLine, OriginalLine, PricingRefused};
use crate::mapping::ServiceLine;
use crate::needs::FieldRefused;
use crate::plan::Overwrite;
use crate::working::{Figure, Item, List, Ratio, Rule, Working, WorkingError};

/// The overwrites of a budget, each with its place: those in force fit a line each.
pub(super) struct Overwrites<'a> {
    all: Vec<(usize, &'a Overwrite)>,
    on: Day,
}

impl<'a> Overwrites<'a> {
    /// The overwrites, where each says something, and each in force fits one line.
    ///
    /// # Errors
    /// [`PricingRefused::Field`], with the place of the overwrite.
    pub(super) fn of(to_price: &ToPrice<'a>) -> Result<Overwrites<'a>, PricingRefused> {
        let all = to_price.overwrites.iter().enumerate().collect();
        let overwrites = Overwrites { all, on: to_price.on };
        for (place, overwrite) in &overwrites.all {
            if overwrite.units.is_none() && overwrite.unit_rate.is_none() {
                let (what, instead) = ("it overwrites nothing", "give units, a price or both");
                return Err(refused(*place, "units", what, instead));
            }
        }
        for (place, overwrite) in overwrites.in_force() {
            overwrites.refuse_unfitting(place, overwrite, to_price.services)?;
        }
        Ok(overwrites)
    }

    /// Those that held no longer on the first day of the care: they are shown, and not applied.
    pub(super) fn expired(&self) -> Vec<Overwrite> {
        let expired = self.all.iter().filter(|(_, one)| one.expires_on <= self.on);
        expired.map(|(_, one)| (*one).clone()).collect()
    }

    fn in_force(&self) -> impl Iterator<Item = (usize, &'a Overwrite)> {
        self.all.iter().filter(|(_, one)| one.expires_on > self.on).copied()
    }

    fn refuse_unfitting(
        &self,
        place: usize,
        overwrite: &Overwrite,
        services: &[ServiceLine<'_>],
    ) -> Result<(), PricingRefused> {
        let fitting = services.iter().filter(|line| fits(overwrite, line)).count();
        if fitting == 0 {
            let what =
                format!("no line of {} has this unit, band and period", overwrite.service_code);
            let instead = "name a line of the budget, or leave the overwrite out";
            return Err(refused(place, "service_code", &what, instead));
        }
        if fitting > 1 && overwrite.units.is_some() {
            let what = format!("{fitting} lines of {} are alike", overwrite.service_code);
            return Err(refused(place, "units", &what, "overwrite their price alone"));
        }
        let mut others = self.in_force().filter(|(other, _)| *other < place);
        if others.any(|(_, other)| same_line(other, overwrite)) {
            let what = "an overwrite before it is of the same line";
            return Err(refused(place, "service_code", what, "keep one of them"));
        }
        Ok(())
    }

    /// Puts what the service really takes and costs in the place of what was worked out, which
    /// stays beside it. The price becomes the one that was written. R-BUD-5.
    pub(super) fn write_over(
        &self,
        working: &mut Working,
        service: &ServiceLine<'_>,
        line: &mut BudgetLine,
        price: &mut Figure<Ratio>,
    ) -> Result<(), WorkingError> {
        let Some((place, overwrite)) = self.in_force().find(|(_, one)| fits(one, service)) else {
            return Ok(());
        };
        let written_at = Item::of(List::Overwrites, place);
        let mut units = service.units.clone();
        if let Some(written) = overwrite.units {
            units = Figure::at(written_at.field("units"), written.get().into());
        }
        if let Some(written) = overwrite.unit_rate {
            *price = Figure::at(written_at.field("unit_rate"), written.into());
        }
        let rule = Rule::OVERWRITE;
        let (name, factors) = ("overwritten_line_amount", [units.clone(), price.clone()]);
        let amount = working.round(name, rule, &factors, Rounding::HalfUp)?;
        line.original = Some(OriginalLine {
            units: line.units,
            unit_rate: line.unit_rate,
            amount: std::mem::replace(&mut line.amount, amount),
            overwrite: overwrite.clone(),
        });
        line.units = units.value;
        line.unit_rate = overwrite.unit_rate.unwrap_or(line.unit_rate);
        line.rule = Cow::Borrowed(rule.name());
        line.law = rule.law();
        Ok(())
    }
}

fn fits(overwrite: &Overwrite, line: &ServiceLine<'_>) -> bool {
    overwrite.service_code == line.service.service_code
        && overwrite.unit == line.service.unit
        && overwrite.band.as_ref() == line.band
        && overwrite.period == line.period
}

fn same_line(one: &Overwrite, other: &Overwrite) -> bool {
    one.service_code == other.service_code
        && one.unit == other.unit
        && one.band == other.band
        && one.period == other.period
}

fn refused(place: usize, field: &str, what: &str, instead: &str) -> PricingRefused {
    FieldRefused::at(format!("overwrites[{place}].{field}"), what, instead).into()
}
