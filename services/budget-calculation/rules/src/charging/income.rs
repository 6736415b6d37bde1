//! Income: each one for a week, and how much of it counts.

use carecap_money::Money;

use super::{ChargedAs, ChargingRefused, MeansTest};
use crate::needs::{Income, IncomeType};
use crate::working::{Figure, Item, List, Place, Rule};

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

/// Which income is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Added {
    /// All that counts, what is only to be had on request too.
    Counted,
    /// Of that, what is really received.
    Received,
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
    pub disability_benefit: Option<Place>,
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
        self.income_added(Added::Counted)
    }

    /// Of the income that counts what is really received: notional income counts, and pays for
    /// nothing. R-FIN-35, R-DPA-3. Where all is received it is the income that counts.
    pub fn income_received(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let all_received = self.means.incomes.iter().all(Income::is_received);
        let added = if all_received { Added::Counted } else { Added::Received };
        Ok(self.income_added(added)?.total)
    }

    fn income_added(&mut self, added: Added) -> Result<CountedIncome, ChargingRefused> {
        let means = self.means;
        let mut sorted = Sorted::default();
        let mut disability_benefit = None;
        for (index, income) in means.incomes.iter().enumerate() {
            if added == Added::Received && income.notional {
                continue;
            }
            let place = Item::of(List::Incomes, index);
            let counted = self.one_income(place, income, added, &mut sorted)?;
            if counted && is_disability_benefit(income.income_type) {
                disability_benefit.get_or_insert(place.field("type"));
            }
        }
        let mut counted = sorted.counted;
        counted.extend(self.disability_benefits(sorted.disability_benefits)?);
        counted.extend(self.savings_credit(&sorted.savings_credits)?);
        counted.extend(self.war_pensions(&sorted.war_pensions)?);
        let total = self.total_income(&counted, added)?;
        Ok(CountedIncome { total, disability_benefit })
    }

    /// All income together, less the fixed amount where it is above the ceiling of Savings Credit.
    /// That amount is taken off all income, the one from capital too (R-FIN-47), so what is left here
    /// may be below nothing.
    fn total_income(
        &mut self,
        counted: &[Figure<Money>],
        added: Added,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let name = match added {
            Added::Counted => "income_counted",
            Added::Received => "income_received",
        };
        let rule = self.formula();
        let Some(fixed) = self.fixed_savings_disregard()? else {
            return Ok(self.working.sum(name, rule, counted)?);
        };
        let before = self.working.sum("income_before_savings_disregard", rule, counted)?;
        let rule = Rule::SAVINGS_CREDIT;
        Ok(self.working.difference(name, rule, &before, &fixed)?)
    }

    /// Puts one income where it belongs; says whether it counts, wholly or in part.
    fn one_income(
        &mut self,
        place: Item,
        income: &Income,
        added: Added,
        sorted: &mut Sorted,
    ) -> Result<bool, ChargingRefused> {
        let mut stated = self.weekly("income_weekly", place, income.amount, income.frequency)?;
        // What cannot be drawn yet counts for nothing, so nobody need say what an annuity would pay.
        if let (Added::Counted, Some(pot), true) =
            (added, &income.pension_pot, self.is_payable(income))
        {
            stated = self.drawn_or_annuity(place, pot, stated)?;
        }
        let payable = self.on_days_when_payable(place, income, stated)?;
        if !self.is_payable(income) {
            sorted.counted.push(payable);
            return Ok(false);
        }
        let weekly = self.after_half_to_partner(income, payable)?;
        match self.treatment(income.income_type) {
            Treatment::Counts => sorted.counted.push(weekly),
            Treatment::SavingsCredit => sorted.savings_credits.push(weekly),
            Treatment::WarPension => sorted.war_pensions.push(weekly),
            Treatment::Decided { counts, rule } => {
                let mut by = vec![place.field("type")];
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

    /// Whether an income is paid, or is to be had on request, on the day. R-FIN-35.
    pub(super) fn is_payable(&self, income: &Income) -> bool {
        income.payable_from.is_none_or(|from| from <= self.on)
            && income.payable_until.is_none_or(|until| self.on < until)
    }

    /// An income counts only on days for which it is paid: notional income never from before it
    /// would have been, a benefit no longer once it stops. R-FIN-35, Charging Regs 2014 reg 17;
    /// R-FIN-32.
    fn on_days_when_payable(
        &mut self,
        place: Item,
        income: &Income,
        weekly: Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let from = income.payable_from.map(|_| place.field("payable_from"));
        let until = income.payable_until.map(|_| place.field("payable_until"));
        let mut by: Vec<Place> = from.into_iter().chain(until).collect();
        if by.is_empty() {
            return Ok(weekly);
        }
        by.insert(0, Place::field("/inputs/on"));
        let (name, rule) = ("income_payable", Rule::PAYABLE_DAYS);
        Ok(self.all_or_nothing(name, rule, weekly, self.is_payable(income), by)?)
    }

    /// Whether an income of the type counts, wholly or in part, while it is paid.
    pub(super) fn may_count(&self, income_type: IncomeType) -> bool {
        !matches!(self.treatment(income_type), Treatment::Decided { counts: false, .. })
    }

    /// How each type is treated. R-FIN-21, R-FIN-30 to R-FIN-36.
    fn treatment(&self, income_type: IncomeType) -> Treatment {
        let never = |rule| Treatment::Decided { counts: false, rule };
        match income_type {
            IncomeType::Earnings => never(Rule::EARNINGS),
            IncomeType::DlaMobility | IncomeType::PipMobility => never(Rule::MOBILITY),
            IncomeType::ChildBenefit
            | IncomeType::DirectPayment
            | IncomeType::WinterFuelOrBonus
            | IncomeType::HousingBenefit
            | IncomeType::CouncilTaxSupport
            | IncomeType::ChildMaintenance
            | IncomeType::GuaranteedIncomePayment
            | IncomeType::WarWidowsSpecialPayment
            | IncomeType::WarPensionersMobility
            | IncomeType::CharitablePayment => never(Rule::DISREGARDED),
            IncomeType::WarDisablementPension => never(Rule::PARTLY_DISREGARDED),
            IncomeType::Interest => never(Rule::INTEREST),
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
            | IncomeType::FromDisregardedCapital
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

    /// The rule whose formula the totals belong to: at home R-FIN-46, in a care home R-FIN-47.
    pub(super) fn formula(&self) -> Rule {
        match self.charged_as {
            ChargedAs::AtHome => Rule::AT_HOME,
            ChargedAs::PermanentResident | ChargedAs::TemporaryResident => Rule::IN_CARE_HOME,
        }
    }
}
