//! Capital that somebody is treated as still having, and how it grows less.

use carecap_calendar::Period;
use carecap_money::Money;

use super::{ChargingRefused, MeansTest};
use crate::needs::Capital;
use crate::working::{Choice, Figure, Item, Place, Ratio, Rule};

impl MeansTest<'_, '_> {
    /// Notional capital grows less by what it has cost: for each period, so many whole weeks times
    /// what was charged above the charge without it; never below nothing. R-FIN-17, Charging Regs
    /// 2014 reg 23. Whether there is any is a person's decision (R-FIN-16, reg 22).
    ///
    /// "Each week" is read as each whole week of one charge, counted from the first day of that charge:
    /// a charge is for weeks, and the days of a week that another charge cuts short were charged in full
    /// at neither. They are left out, once for each change. Whoever bills such a week at the old charge
    /// states the new one from the day after it, and the week counts.
    pub(super) fn diminished(
        &mut self,
        place: Item,
        capital: &Capital,
        share: Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        if capital.notional_charges.is_empty() {
            return Ok(share);
        }
        let rule = Rule::DIMINISHING_CAPITAL;
        let mut spent = Vec::with_capacity(capital.notional_charges.len());
        for (index, charge) in capital.notional_charges.iter().enumerate() {
            let at = |field| place.part("notional_charges", index, field);
            let charged = Figure::at(at("charged_weekly"), charge.charged_weekly.get());
            let without = charge.charge_without_weekly.get();
            let without = Figure::at(at("charge_without_weekly"), without);
            let name = "charged_for_notional_capital_weekly";
            let weekly = self.working.difference(name, rule, &charged, &without)?;
            let weeks = self.whole_weeks(place, capital, index)?;
            let name = "charged_for_notional_capital";
            spent.push(self.working.so_many_times(name, rule, &weeks, &weekly)?);
        }
        let spent = self.working.sum("notional_capital_spent", rule, &spent)?;
        let names = ["notional_capital_less_spent", "notional_capital_left"];
        Ok(self.left_of(names, rule, &share, &spent)?)
    }

    /// Whole weeks from the first day of a period to the next one's, or to the budget's.
    fn whole_weeks(
        &mut self,
        place: Item,
        capital: &Capital,
        index: usize,
    ) -> Result<Figure<Ratio>, ChargingRefused> {
        let charges = &capital.notional_charges;
        let (start, next) = (charges.get(index), charges.get(index + 1));
        let start = start.map_or(self.on, |charge| charge.from);
        let (end, end_at) = match next {
            Some(next) => (next.from, place.part("notional_charges", index + 1, "from")),
            None => (self.on, Place::field("/inputs/on")),
        };
        // The fields were checked: periods are in order and none begins after the budget.
        let days = Period::between(start, end).ok().and_then(|period| period.days()).unwrap_or(0);
        let by = [place.part("notional_charges", index, "from"), end_at];
        let (name, rule) = ("whole_weeks_charged", Rule::DIMINISHING_CAPITAL);
        let weeks = Figure::fixed(days / 7);
        Ok(self.working.choose(name, rule, &[weeks], Choice::of(0, by))?)
    }
}
