//! What the person keeps for the home and for what disability costs.

use carecap_money::Money;

use super::{ChargingRefused, MeansTest};
use crate::needs::{Outgoing, OutgoingType};
use crate::working::{Figure, Item, List, Place, Rule};

impl MeansTest<'_, '_> {
    /// Housing costs, kept on top of the guarantee: rent, mortgage, council tax and service
    /// charges, net of support. Contents insurance and water only where the council says so.
    /// R-FIN-43, Charging Regs 2014 Sch 1; the last two are [LOCAL].
    pub fn housing_costs(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let kept = self.kept_for_the_home("housing_cost_weekly")?;
        Ok(self.working.sum("housing_costs", Rule::HOUSING_COSTS, &kept)?)
    }

    /// What keeps up the home during a stay that is not for good: housing costs as at home, and
    /// whatever was stated as a commitment. R-FIN-47, R-FIN-41.
    pub fn home_commitments(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let kept = self.kept_for_the_home("home_commitment_weekly")?;
        let rule = Rule::IN_CARE_HOME;
        Ok(self.working.sum("home_commitments", rule, &kept)?)
    }

    fn kept_for_the_home(
        &mut self,
        name: &'static str,
    ) -> Result<Vec<Figure<Money>>, ChargingRefused> {
        let means = self.means;
        let mut kept = Vec::new();
        for (index, outgoing) in means.outgoings.iter().enumerate() {
            let place = Item::of(List::Outgoings, index);
            let switch = match outgoing.outgoing_type {
                OutgoingType::DisabilityRelated | OutgoingType::ExtraPersonalExpenses => continue,
                OutgoingType::ContentsInsurance => Some("contents_insurance_counts"),
                OutgoingType::Water => Some("water_counts"),
                OutgoingType::Rent
                | OutgoingType::Mortgage
                | OutgoingType::CouncilTax
                | OutgoingType::ServiceCharge
                | OutgoingType::HomeCommitment => None,
            };
            let weekly = self.weekly(name, place, outgoing.amount, outgoing.frequency)?;
            kept.push(match switch {
                None => weekly,
                Some(key) => {
                    let choice = self.switch(key)?;
                    let by = vec![place.field("type"), choice.at];
                    let (name, rule) = ("outgoing_counted", Rule::HOUSING_COSTS);
                    self.all_or_nothing(name, rule, weekly, choice.value, by)?
                }
            });
        }
        Ok(kept)
    }

    /// What the council lets a resident keep above the personal expenses allowance, for instance to
    /// keep up the former home. R-FIN-41, Charging Regs 2014 reg 6; none where nothing is stated.
    pub(super) fn extra_personal_expenses(
        &mut self,
    ) -> Result<Option<Figure<Money>>, ChargingRefused> {
        let means = self.means;
        let mut extra = Vec::new();
        for (index, outgoing) in means.outgoings.iter().enumerate() {
            if outgoing.outgoing_type == OutgoingType::ExtraPersonalExpenses {
                let place = Item::of(List::Outgoings, index);
                let name = "extra_personal_expense_weekly";
                extra.push(self.weekly(name, place, outgoing.amount, outgoing.frequency)?);
            }
        }
        if extra.is_empty() {
            return Ok(None);
        }
        let (name, rule) = ("extra_personal_expenses", Rule::PERSONAL_EXPENSES);
        Ok(Some(self.working.sum(name, rule, &extra)?))
    }

    /// Disability related expenditure: what was stated, or the council's standard allowance where
    /// that is more. It is kept where a disability benefit is counted, and otherwise only where
    /// the council says so. R-FIN-44, Charging Regs 2014 Sch 1 para 4; the allowance and R-FIN-74
    /// (`dre_needs_disability_benefit`) are [LOCAL].
    pub fn disability_related_expenditure(
        &mut self,
        disability_benefit: Option<&Place>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let rule = Rule::DISABILITY_EXPENDITURE;
        let means = self.means;
        let mut stated = Vec::new();
        for (index, outgoing) in means.outgoings.iter().enumerate() {
            if outgoing.outgoing_type == OutgoingType::DisabilityRelated {
                stated.push(self.disability_cost(index, outgoing)?);
            }
        }
        let mut costs = self.working.sum("disability_related_expenditure", rule, &stated)?;
        let allowance = self.policy.money("standard_disability_allowance_weekly")?;
        if !allowance.value.is_zero() {
            let name = "disability_expenditure_or_allowance";
            costs = self.working.greatest(name, rule, [&costs, &allowance])?;
        }
        let (kept, by) = match disability_benefit {
            Some(benefit) => (true, benefit.clone()),
            None => {
                let needed = self.switch("dre_needs_disability_benefit")?;
                (!needed.value, needed.at)
            }
        };
        let name = "disability_expenditure_kept";
        Ok(self.all_or_nothing(name, rule, costs, kept, vec![by])?)
    }

    fn disability_cost(
        &mut self,
        index: usize,
        outgoing: &Outgoing,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let place = Item::of(List::Outgoings, index);
        let name = "disability_cost_weekly";
        self.weekly(name, place, outgoing.amount, outgoing.frequency)
    }
}
