//! Incomes of which the person keeps a part: Savings Credit, war pensions, and a private pension of
//! which half goes to the partner at home.

use carecap_money::{Money, Rounding};

use super::{ChargingRefused, MeansTest};
use crate::needs::{Household, Income};
use crate::working::{Figure, Rule};

impl MeansTest<'_, '_> {
    /// Half of a private pension does not count where it is paid over to the partner at home; half
    /// a penny helps the person. R-FIN-34, Charging Regs 2014 Sch 1; a permanent stay in a care
    /// home only, which the fields were checked for.
    pub(super) fn after_half_to_partner(
        &mut self,
        income: &Income,
        weekly: Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        if !income.half_passes_to_partner {
            return Ok(weekly);
        }
        let rule = Rule::PARTLY_DISREGARDED;
        let half = [&Figure::fixed(1), &Figure::fixed(2)];
        let name = "half_passed_to_partner";
        let passed = self.working.share(name, rule, &weekly, half, Rounding::Up)?;
        Ok(self.working.difference("pension_after_half", rule, &weekly, &passed)?)
    }

    /// Savings Credit: kept up to the year's cap in a care home (R-FIN-36, Charging Regs Sch 1);
    /// at home kept wholly, or up to the cap, by the choice `savings_credit_at_home` (R-FIN-70
    /// [LOCAL]).
    pub(super) fn savings_credit(
        &mut self,
        credits: &[Figure<Money>],
    ) -> Result<Option<Figure<Money>>, ChargingRefused> {
        if credits.is_empty() {
            return Ok(None);
        }
        let mut rule = Rule::SAVINGS_CREDIT;
        let award = self.working.sum("savings_credit", rule, credits)?;
        if self.at_home() {
            rule = Rule::SAVINGS_CREDIT_AT_HOME;
            let choice = self.policy.word("savings_credit_at_home")?;
            if choice.value == "WHOLE" {
                let (name, by) = ("savings_credit_counted", vec![choice.at]);
                return Ok(Some(self.all_or_nothing(name, rule, award, false, by)?));
            }
        }
        let cap = self.savings_credit_cap()?;
        let kept = self.working.least("savings_credit_kept", rule, [&award, &cap])?;
        let counted = self.working.difference("savings_credit_counted", rule, &award, &kept)?;
        Ok(Some(counted))
    }

    /// What is kept where income is above the ceiling of Savings Credit, so that there is no award:
    /// the year's cap, off income. R-FIN-36, Charging Regs 2014 Sch 1. At home by the choice
    /// `savings_credit_at_home` (R-FIN-70 [LOCAL]): a council that keeps awards whole has none to
    /// keep here.
    pub(super) fn fixed_savings_disregard(
        &mut self,
    ) -> Result<Option<Figure<Money>>, ChargingRefused> {
        if !self.means.above_savings_credit_ceiling {
            return Ok(None);
        }
        if self.at_home() && self.policy.word("savings_credit_at_home")?.value == "WHOLE" {
            return Ok(None);
        }
        self.savings_credit_cap().map(Some)
    }

    /// The most of Savings Credit that is kept in the year. R-FIN-36.
    fn savings_credit_cap(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        Ok(self.policy.money(match self.means.household {
            Household::Couple => "savings_credit_disregard_couple",
            Household::Single | Household::LoneParent => "savings_credit_disregard_single",
        })?)
    }

    /// War pensions less £10 a week, once for all of them. R-FIN-34; once in total is R-FIN-72
    /// [PROPOSED].
    pub(super) fn war_pensions(
        &mut self,
        pensions: &[Figure<Money>],
    ) -> Result<Option<Figure<Money>>, ChargingRefused> {
        if pensions.is_empty() {
            return Ok(None);
        }
        let rule = Rule::WAR_PENSION;
        let total = self.working.sum("war_pensions", rule, pensions)?;
        let kept = self.policy.money("war_pension_disregard")?;
        let names = ["war_pensions_less_disregard", "war_pensions_counted"];
        Ok(Some(self.left_of(names, rule, &total, &kept)?))
    }
}
