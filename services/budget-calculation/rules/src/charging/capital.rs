//! Capital: what it is worth, whether it is above the limit, and the income it is taken to give.

use carecap_money::{Money, Rounding};

use super::{ChargingRefused, MeansTest};
use crate::needs::Capital;
use crate::working::{Figure, Item, List, Ratio, Rule, WorkingError};

impl MeansTest<'_, '_> {
    /// All capital that counts. R-FIN-10 to R-FIN-17; Charging Regs 2014 regs 18 to 24, Sch 2.
    pub fn capital_counted(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let means = self.means;
        let mut counted = Vec::with_capacity(means.capital.len());
        for (index, capital) in means.capital.iter().enumerate() {
            let place = Item::of(List::Capital, index);
            let share = self.share_of_capital(place, capital)?;
            let left = self.diminished(place, capital, share)?;
            counted.push(self.after_disregard(place, capital, left)?);
        }
        Ok(self.working.sum("capital_counted", Rule::CAPITAL_LIMIT, &counted)?)
    }

    /// What one piece is worth to the person: its value, less a tenth where selling would cost
    /// something, less debt secured on it (R-FIN-11, reg 20), and of that their share: an equal
    /// one among its owners, or the part that is theirs where it was proved or is an interest in
    /// land; rounded down (R-FIN-12, reg 24). A part of a penny of the tenth helps the person.
    fn share_of_capital(
        &mut self,
        place: Item,
        capital: &Capital,
    ) -> Result<Figure<Money>, WorkingError> {
        let mut worth = Figure::at(place.field("value"), capital.value.get());
        if capital.selling_costs {
            let tenth = [&Figure::fixed(1), &Figure::fixed(10)];
            let (name, rule) = ("selling_costs", Rule::CAPITAL_VALUE);
            let costs = self.working.share(name, rule, &worth, tenth, Rounding::Up)?;
            worth = self.working.difference("value_after_selling_costs", rule, &worth, &costs)?;
        }
        if !capital.secured_debt.get().is_zero() {
            let debt = Figure::at(place.field("secured_debt"), capital.secured_debt.get());
            let names = ["value_after_secured_debt", "capital_value"];
            worth = self.left_of(names, Rule::CAPITAL_VALUE, &worth, &debt)?;
        }
        let (part, whole) = match capital.share_percent {
            Some(percent) => {
                let percent = Ratio::from(percent.get());
                (Figure::at(place.field("share_percent"), percent), Figure::fixed(100))
            }
            None if capital.owners.get() > 1 => {
                let owners = Ratio::whole(capital.owners.get());
                (Figure::fixed(1), Figure::at(place.field("owners"), owners))
            }
            None => return Ok(worth),
        };
        let (name, rule) = ("share_of_joint_capital", Rule::JOINT_CAPITAL);
        self.working.share(name, rule, &worth, [&part, &whole], Rounding::Down)
    }

    /// How far capital lies above the upper limit: above nothing means full cost, and exactly the
    /// limit is still inside the means test. R-FIN-10, reg 12. Outside a care home a council may
    /// have a higher limit ([LOCAL], `capital_limit_upper_at_home`), never a lower one.
    pub fn capital_above_upper_limit(
        &mut self,
        capital: &Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let rule = Rule::CAPITAL_LIMIT;
        let mut limit = self.policy.money("capital_limit_upper")?;
        if self.at_home()
            && let Some(council) = self.policy.chosen_money("capital_limit_upper_at_home")?
        {
            limit = self.working.greatest("upper_limit_at_home", rule, [&limit, &council])?;
        }
        let name = "capital_above_upper_limit";
        Ok(self.working.difference(name, rule, capital, &limit)?)
    }

    /// £1 a week for each £250, or part of it, above the lower limit; interest itself is capital,
    /// not income (R-FIN-21). R-FIN-20, Charging Regs 2014 reg 25.
    pub fn tariff_income(
        &mut self,
        capital: &Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let limit = self.policy.money("capital_limit_lower")?;
        let slice = self.policy.money("tariff_slice")?;
        let each = self.policy.money("tariff_income_per_slice")?;
        let names = ["capital_less_lower_limit", "capital_above_lower_limit"];
        let above = self.left_of(names, Rule::TARIFF, capital, &limit)?;
        let slices = self.working.slices_started("tariff_slices", Rule::TARIFF, &above, &slice)?;
        let (name, rule) = ("tariff_income", Rule::TARIFF);
        Ok(self.working.so_many_times(name, rule, &slices, &each)?)
    }
}
