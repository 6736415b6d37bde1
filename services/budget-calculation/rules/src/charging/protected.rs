//! What the law lets the person keep to live on: the minimum income guarantee at home, the
//! personal expenses allowance in a care home.

use carecap_money::{Money, Rounding};

use super::{ChargingRefused, MeansTest};
use crate::needs::{AgeBand, Household, Premium};
use crate::working::{Choice, Figure, Item, List, Place, Ratio, Rule};

impl MeansTest<'_, '_> {
    /// The minimum income guarantee: a base for household and age, an amount for each child, and
    /// the premiums. R-FIN-40 and R-FIN-42, Charging Regs 2014 reg 7; a council may add to it
    /// (R-FIN-45 [LOCAL], `mig_addition_percent`).
    pub fn minimum_income_guarantee(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let mut parts = vec![self.guarantee_base()?];
        parts.extend(self.guarantee_for_children()?);
        parts.extend(self.premiums()?);
        let name = "minimum_income_guarantee";
        let guarantee = self.working.sum(name, Rule::GUARANTEE, &parts)?;
        let addition = self.policy.percent("mig_addition_percent")?;
        if addition.value.is_zero() {
            return Ok(guarantee);
        }
        let rule = Rule::COUNCIL_CHOICE;
        let share = [&addition, &Figure::fixed(100)];
        let added = self.working.share(
            "addition_to_guarantee",
            rule,
            &guarantee,
            share,
            Rounding::HalfUp,
        )?;
        let name = "guarantee_with_addition";
        Ok(self.working.sum(name, rule, &[guarantee, added])?)
    }

    fn guarantee_base(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        if self.age_band == AgeBand::Under18 {
            return Err(ChargingRefused::UnderEighteen);
        }
        let at_pension_age = self.age_band == AgeBand::PensionAge;
        let key = match self.means.household {
            Household::Couple if at_pension_age || self.means.couple_at_pension_age => {
                "mig_couple_member_pension_age"
            }
            Household::Couple => "mig_couple_member_working_age",
            Household::LoneParent if at_pension_age => return self.lone_parent_at_pension_age(),
            Household::LoneParent => "mig_lone_parent",
            Household::Single => match self.age_band {
                AgeBand::Under18 | AgeBand::From18To24 => "mig_single_18_to_24",
                AgeBand::From25ToPensionAge => "mig_single_25_to_pension_age",
                AgeBand::PensionAge => "mig_single_pension_age",
            },
        };
        let base = self.policy.money(key)?;
        let mut by =
            vec![Place::field("/inputs/means/household"), Place::field("/inputs/age_band")];
        if self.means.household == Household::Couple {
            by.push(Place::field("/inputs/means/couple_at_pension_age"));
        }
        let choice = Choice { taken: 0, by };
        let (name, rule) = ("guarantee_base", Rule::GUARANTEE);
        Ok(self.working.choose(name, rule, &[base], choice)?)
    }

    /// A lone parent over pension age takes the larger of the two bases. R-FIN-71 [PROPOSED].
    fn lone_parent_at_pension_age(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let parent = self.policy.money("mig_lone_parent")?;
        let pensioner = self.policy.money("mig_single_pension_age")?;
        let (name, rule) = ("guarantee_base", Rule::LONE_PARENT);
        Ok(self.working.greatest(name, rule, [&parent, &pensioner])?)
    }

    fn guarantee_for_children(&mut self) -> Result<Option<Figure<Money>>, ChargingRefused> {
        let children = self.means.children.get();
        if children == 0 {
            return Ok(None);
        }
        let each = self.policy.money("mig_per_child")?;
        let number = Figure::at(Place::field("/inputs/means/children"), Ratio::whole(children));
        let (name, rule) = ("guarantee_for_children", Rule::GUARANTEE);
        let amount = self.working.so_many_times(name, rule, &number, &each)?;
        Ok(Some(amount))
    }

    /// The premiums that apply. At pension age neither disability premium does; the carer premium
    /// may. R-FIN-42, reg 7.
    fn premiums(&mut self) -> Result<Vec<Figure<Money>>, ChargingRefused> {
        let means = self.means;
        let couple = means.household == Household::Couple;
        let pension_age =
            self.age_band == AgeBand::PensionAge || (couple && means.couple_at_pension_age);
        let mut premiums = Vec::new();
        for (index, premium) in means.premiums.iter().enumerate() {
            if pension_age && *premium != Premium::Carer {
                continue;
            }
            let value = self.policy.money(premium_key(*premium, couple))?;
            let by =
                [Item::of(List::Premiums, index).into(), Place::field("/inputs/means/household")];
            let (name, rule) = ("premium", Rule::PREMIUM);
            let choice = Choice::of(0, by);
            premiums.push(self.working.choose(name, rule, &[value], choice)?);
        }
        Ok(premiums)
    }

    /// The personal expenses allowance. R-FIN-41, Charging Regs 2014 reg 6.
    pub fn personal_expenses_allowance(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        Ok(self.policy.money("personal_expenses_allowance")?)
    }
}

fn premium_key(premium: Premium, couple: bool) -> &'static str {
    match (premium, couple) {
        (Premium::Disability, false) => "premium_disability_single",
        (Premium::Disability, true) => "premium_disability_couple_member",
        (Premium::EnhancedDisability, false) => "premium_enhanced_disability_single",
        (Premium::EnhancedDisability, true) => "premium_enhanced_disability_couple_member",
        (Premium::Carer, _) => "premium_carer",
    }
}
