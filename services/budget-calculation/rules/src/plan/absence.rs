use carecap_money::Money;

use super::{PlanRefused, figures::Planning};
use crate::needs::StatedAmount;
use crate::working::{Choice, Figure, Place, Rule};

impl Planning<'_, '_> {
    /// What the person pays in a week in which they are away, for instance in hospital: nothing, or
    /// the contribution as far as the care still costs something, for a charge is never above cost
    /// (Care Act 2014 s14(4), R-FIN-1). R-FIN-51 [LOCAL], `charged_while_absent`.
    pub(super) fn charge_while_absent(
        &mut self,
        cost: StatedAmount,
    ) -> Result<Figure<Money>, PlanRefused> {
        let contribution = self.shares("cost_while_absent_weekly")?.contribution;
        let cost = Figure::at(Place::field("/inputs/plan/cost_while_absent_weekly"), cost.get());
        let rule = Rule::ABSENCE;
        let up_to_cost = [&contribution, &cost];
        let up_to_cost = self.working.least("contribution_up_to_absent_cost", rule, up_to_cost)?;
        let choice = self.policy.word("charged_while_absent")?;
        let charged = choice.value != "NOT_CHARGED";
        let alternatives = [Figure::nothing(), up_to_cost];
        let choice = Choice::of(usize::from(charged), [choice.at]);
        Ok(self.working.choose("charge_while_absent_weekly", rule, &alternatives, choice)?)
    }
}
