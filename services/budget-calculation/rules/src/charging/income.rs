//! Income: each one for a week, and how much of it counts.

use carecap_money::Money;

use super::{ChargedAs, ChargingRefused, MeansTest};
use crate::needs::{Household, Income, IncomeType};
use crate::working::{Figure, Rule};

/// How the law treats an income.
enum Treatment {
    /// It counts in full.
    Counts,
    /// It counts or not, by a rule and on account of facts.
    Decided { counts: bool, rule: Rule },
    /// It is one of those of which a part is kept, worked out over all of its type.
    SavingsCredit,
    /// £10 a week is kept of all war pensions together.
    WarPension,
}

/// The incomes of which a part may be kept, sorted from those that count in full.
#[derive(Default)]
struct Sorted {
    counted: Vec<Figure<Money>>,
    disability_benefits: Vec<Figure<Money>>,
    savings_credits: Vec<Figure<Money>>,
    war_pensions: Vec<Figure<Money>>,
}

/// Income that counts, and whether a disability benefit is part of it.
pub struct CountedIncome {
    /// The total for a week.
    pub total: Figure<Money>,
    /// Where the first disability benefit that counts is stated.
    pub disability_benefit: Option<String>,
}

fn is_disability_benefit(income_type: IncomeType) -> bool {
    matches!(
        income_type,
        IncomeType::AttendanceAllowance | IncomeType::DlaCare | IncomeType::PipDailyLiving
    )
}

impl MeansTest<'_, '_> {
    /// All income that counts, for a week. R-FIN-30 to R-FIN-37; Charging Regs 2014 regs 13 to 17
    /// and Sch 1.
    pub fn income_counted(&mut self) -> Result<CountedIncome, ChargingRefused> {
        let means = self.means;
        let mut sorted = Sorted::default();
        let mut disability_benefit = None;
        for (index, income) in means.incomes.iter().enumerate() {
            let place = format!("/inputs/means/incomes/{index}");
            let counted = self.one_income(&place, income, &mut sorted)?;
            if counted && is_disability_benefit(income.income_type) {
                disability_benefit.get_or_insert(format!("{place}/type"));
            }
        }
        let mut counted = sorted.counted;
        counted.extend(self.disability_benefits(sorted.disability_benefits)?);
        counted.extend(self.savings_credit(&sorted.savings_credits)?);
        counted.extend(self.war_pensions(&sorted.war_pensions)?);
        let rule = self.formula();
        let total = self.working.sum("income_counted", rule, &counted)?;
        Ok(CountedIncome { total, disability_benefit })
    }

    /// Puts one income where it belongs; says whether it counts, wholly or in part.
    fn one_income(
        &mut self,
        place: &str,
        income: &Income,
        sorted: &mut Sorted,
    ) -> Result<bool, ChargingRefused> {
        let weekly = self.weekly("income_weekly", place, income.amount, income.frequency)?;
        match self.treatment(income.income_type) {
            Treatment::Counts => sorted.counted.push(weekly),
            Treatment::SavingsCredit => sorted.savings_credits.push(weekly),
            Treatment::WarPension => sorted.war_pensions.push(weekly),
            Treatment::Decided { counts, rule } => {
                let mut by = vec![format!("{place}/type")];
                if rule == Rule::DISABILITY_BENEFIT {
                    by.extend(self.charged_as_by.clone());
                }
                let name = "income_after_disregard";
                let figure = self.all_or_nothing(name, rule, weekly, counts, by)?;
                if is_disability_benefit(income.income_type) && counts {
                    sorted.disability_benefits.push(figure);
                } else {
                    sorted.counted.push(figure);
                }
                return Ok(counts);
            }
        }
        Ok(true)
    }

    fn treatment(&self, income_type: IncomeType) -> Treatment {
        let never = |rule| Treatment::Decided { counts: false, rule };
        match income_type {
            IncomeType::Earnings => never(Rule::EARNINGS),
            IncomeType::DlaMobility | IncomeType::PipMobility => never(Rule::MOBILITY),
            IncomeType::ChildBenefit
            | IncomeType::DirectPayment
            | IncomeType::WinterFuelOrBonus => never(Rule::DISREGARDED),
            IncomeType::AttendanceAllowance | IncomeType::DlaCare | IncomeType::PipDailyLiving => {
                Treatment::Decided { counts: !self.temporary(), rule: Rule::DISABILITY_BENEFIT }
            }
            IncomeType::SavingsCredit => Treatment::SavingsCredit,
            IncomeType::WarPension => Treatment::WarPension,
            IncomeType::StatePension
            | IncomeType::PrivatePension
            | IncomeType::PensionCreditGuarantee
            | IncomeType::Esa
            | IncomeType::UniversalCredit
            | IncomeType::IncomeSupport
            | IncomeType::CarersAllowance
            | IncomeType::Other => Treatment::Counts,
        }
    }

    /// Disability benefits that count: at home, of each at most what the council counts. R-FIN-32;
    /// the limit is [LOCAL] (`disability_benefit_counted_highest_weekly`, 0.00 for none), as
    /// Gloucestershire counts only the standard rate since April 2025. Somebody on the lower rate
    /// has no night element in it to leave out, so the limit is what counts, not what does not.
    fn disability_benefits(
        &mut self,
        benefits: Vec<Figure<Money>>,
    ) -> Result<Vec<Figure<Money>>, ChargingRefused> {
        if benefits.is_empty() || !self.at_home() {
            return Ok(benefits);
        }
        let key = "disability_benefit_counted_highest_weekly";
        let highest = self.policy.money(key)?;
        if highest.value.is_zero() {
            return Ok(benefits);
        }
        let (name, rule) = ("disability_benefit_counted", Rule::DISABILITY_BENEFIT);
        let mut counted = Vec::with_capacity(benefits.len());
        for benefit in &benefits {
            counted.push(self.working.least(name, rule, [benefit, &highest])?);
        }
        Ok(counted)
    }

    /// Savings Credit: kept up to the year's cap in a care home (R-FIN-36, Charging Regs Sch 1);
    /// at home kept wholly, or up to the cap, by the choice `savings_credit_at_home` (R-FIN-70
    /// [LOCAL]).
    fn savings_credit(
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
        let cap = self.policy.money(match self.means.household {
            Household::Couple => "savings_credit_disregard_couple",
            Household::Single | Household::LoneParent => "savings_credit_disregard_single",
        })?;
        let kept = self.working.least("savings_credit_kept", rule, [&award, &cap])?;
        let counted = self.working.difference("savings_credit_counted", rule, &award, &kept)?;
        Ok(Some(counted))
    }

    /// War pensions less £10 a week, once for all of them. R-FIN-34; once in total is R-FIN-72
    /// [PROPOSED].
    fn war_pensions(
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

    /// The rule whose formula the totals belong to: at home R-FIN-46, in a care home R-FIN-47.
    pub(super) fn formula(&self) -> Rule {
        match self.charged_as {
            ChargedAs::AtHome => Rule::AT_HOME,
            ChargedAs::PermanentResident | ChargedAs::TemporaryResident => Rule::IN_CARE_HOME,
        }
    }
}
