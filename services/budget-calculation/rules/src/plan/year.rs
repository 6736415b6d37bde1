use carecap_money::Money;

use super::{PlanRefused, figures::Planning};
use crate::needs::LinePeriod;
use crate::working::{Figure, Place, Ratio, Rule};

impl Planning<'_, '_> {
    /// What the care costs in a year: weekly lines for the weeks in which no yearly line, such as
    /// respite, takes their place, and the yearly lines. R-BUD-6, statutory guidance chapter 11.
    pub(super) fn cost_of_year(&mut self) -> Result<Figure<Money>, PlanRefused> {
        let replaced = self.plan.weeks_replaced.get();
        let mut lines = self.lines.iter();
        if replaced > 0 && !lines.any(|line| line.period == LinePeriod::Year) {
            let what = "no line is counted by the year, so nothing takes the place of a week";
            return Err(PlanRefused::at("weeks_replaced", what, "leave it at 0"));
        }
        let rule = Rule::YEARLY_APART;
        let replaced =
            Figure::at(Place::field("/inputs/plan/weeks_replaced"), Ratio::whole(replaced));
        let year = Figure::fixed(52);
        let weeks = self.working.difference("weeks_not_replaced", rule, &year, &replaced)?;
        let (name, each) = ("weekly_lines_in_a_year", self.cost_weekly);
        let weekly = self.working.so_many_times(name, rule, &weeks, each)?;
        Ok(self.working.sum("cost_of_year", rule, &[weekly, self.cost_yearly.clone()])?)
    }
}
