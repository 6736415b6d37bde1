//! Pension pots that somebody could draw on and does not.

use carecap_money::{Money, Rounding};

use super::fields::field;
use super::{ChargingRefused, MeansTest};
use crate::needs::{Income, IncomeType, PensionPot};
use crate::working::{Figure, Item, Ratio, Rule};

impl MeansTest<'_, '_> {
    /// What counts of a pension whose pot is not drawn in full: the most that an annuity would pay in a
    /// week, rounded half up once, or what is drawn, where that is more. What is drawn is never counted
    /// beside the annuity. R-FIN-35, Charging Regs 2014 reg 17, statutory guidance Annex C. What an
    /// annuity pays is stated with its source, or else the council's (`pension_annuity_percent`), for
    /// no source gives one figure for everybody; from which day the pot could be drawn is stated too
    /// (`payable_from`).
    pub(super) fn drawn_or_annuity(
        &mut self,
        place: Item,
        pot: &PensionPot,
        drawn: Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let rule = Rule::PAYABLE_DAYS;
        let value = Figure::at(place.field("pension_pot/value"), pot.value.get());
        let mut percent = match pot.annuity_percent {
            Some(percent) => {
                Figure::at(place.field("pension_pot/annuity_percent"), Ratio::from(percent.get()))
            }
            None => self.policy.percent("pension_annuity_percent")?,
        };
        let (times, over) = self.times_a_year(1)?;
        if times != 1 {
            let factors = [percent, Figure::fixed(times)];
            percent = self.working.product("annuity_percent_for_weeks", rule, &factors)?;
        }
        let share = [&percent, &Figure::fixed(over * 100)];
        let name = "annuity_of_pot_weekly";
        let annuity = self.working.share(name, rule, &value, share, Rounding::HalfUp)?;
        Ok(self.working.greatest("pension_drawn_or_annuity", rule, [&drawn, &annuity])?)
    }
}

/// The first field of a pension pot that nobody can work with. R-FIN-35, R-FIN-34.
pub(super) fn check_pension_pot(path: &str, income: &Income) -> Result<(), ChargingRefused> {
    let Some(pot) = &income.pension_pot else { return Ok(()) };
    let at_pot = |part: &str| format!("{path}.pension_pot{part}");
    let (path, what, instead) = if income.income_type != IncomeType::PrivatePension {
        (at_pot(""), "only a private pension has a pot", "leave it out, or write PRIVATE_PENSION")
    } else if income.notional {
        (
            format!("{path}.notional"),
            "the pot says what could be drawn, and the amount is what is drawn",
            "leave it out",
        )
    } else if income.half_passes_to_partner {
        (
            format!("{path}.half_passes_to_partner"),
            "of a pension that is not drawn nothing is paid over to a partner",
            "leave out one of the two",
        )
    } else if pot.value.get().is_zero() {
        (at_pot(".value"), "an empty pot pays nothing", "leave the pot out")
    } else {
        match (pot.annuity_percent, &pot.annuity_source) {
            (Some(_), None) => (
                at_pot(".annuity_source"),
                "nobody has said where the percentage was read",
                "name the quote or the table",
            ),
            (None, Some(_)) => (
                at_pot(".annuity_percent"),
                "a source is named, and the percentage that stands there is missing",
                "give what an annuity would pay in a year in percent of the pot, such as 6.25",
            ),
            (Some(_), Some(_)) | (None, None) => return Ok(()),
        }
    };
    Err(field(path, what, instead))
}
