//! Capital: what it is worth, whether it is above the limit, and the income it is taken to give.

use carecap_money::{Money, Rounding};

use super::{ChargingRefused, MeansTest};
use crate::needs::{Capital, CapitalType};
use crate::working::{Figure, Rule, WorkingError};

impl MeansTest<'_, '_> {
    /// All capital that counts. R-FIN-10 to R-FIN-13, R-FIN-16; Charging Regs 2014 regs 18 to 24.
    pub fn capital_counted(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let means = self.means;
        let mut counted = Vec::with_capacity(means.capital.len());
        for (index, capital) in means.capital.iter().enumerate() {
            let place = format!("/inputs/means/capital/{index}");
            let share = self.share_of_capital(&place, capital)?;
            counted.push(match capital.capital_type {
                CapitalType::MainHome => self.main_home(&place, capital, share)?,
                // Notional capital counts because a person recorded it; intent is never inferred.
                CapitalType::Notional
                | CapitalType::Savings
                | CapitalType::Investments
                | CapitalType::OtherProperty => share,
            });
        }
        Ok(self.working.sum("capital_counted", Rule::CAPITAL_LIMIT, &counted)?)
    }

    /// What one piece is worth to the person: its value, less a tenth where selling would cost
    /// something, less debt secured on it (R-FIN-11, reg 20), shared equally among its owners and
    /// rounded down (R-FIN-12, reg 24). A part of a penny of the tenth helps the person.
    fn share_of_capital(
        &mut self,
        place: &str,
        capital: &Capital,
    ) -> Result<Figure<Money>, WorkingError> {
        let mut worth = Figure::at(format!("{place}/value"), capital.value.get());
        if capital.selling_costs {
            let tenth = [&Figure::fixed(1), &Figure::fixed(10)];
            let (name, rule) = ("selling_costs", Rule::CAPITAL_VALUE);
            let costs = self.working.share(name, rule, &worth, tenth, Rounding::Up)?;
            worth = self.working.difference("value_after_selling_costs", rule, &worth, &costs)?;
        }
        if !capital.secured_debt.get().is_zero() {
            let debt = Figure::at(format!("{place}/secured_debt"), capital.secured_debt.get());
            let names = ["value_after_secured_debt", "capital_value"];
            worth = self.left_of(names, Rule::CAPITAL_VALUE, &worth, &debt)?;
        }
        if capital.owners.get() > 1 {
            let owners = crate::working::Ratio::whole(capital.owners.get());
            let equal = [&Figure::fixed(1), &Figure::at(format!("{place}/owners"), owners)];
            let (name, rule) = ("share_of_joint_capital", Rule::JOINT_CAPITAL);
            worth = self.working.share(name, rule, &worth, equal, Rounding::Down)?;
        }
        Ok(worth)
    }

    /// A main home is disregarded for care at home, in a stay that is not for good, and where
    /// somebody gave a reason such as a partner who lives there. R-FIN-13, Charging Regs Sch 2.
    fn main_home(
        &mut self,
        place: &str,
        capital: &Capital,
        share: Figure<Money>,
    ) -> Result<Figure<Money>, WorkingError> {
        let stays_a_home = self.at_home() || self.temporary();
        let by = if stays_a_home {
            self.charged_as_by.clone()
        } else {
            vec![format!("{place}/disregarded_because")]
        };
        let counts = !stays_a_home && capital.disregarded_because.is_none();
        self.all_or_nothing("main_home_counted", Rule::MAIN_HOME, share, counts, by)
    }

    /// How far capital lies above the upper limit: above nothing means full cost, and exactly the
    /// limit is still inside the means test. R-FIN-10, reg 12.
    pub fn capital_above_upper_limit(
        &mut self,
        capital: &Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let limit = self.policy.money("capital_limit_upper")?;
        let (name, rule) = ("capital_above_upper_limit", Rule::CAPITAL_LIMIT);
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
