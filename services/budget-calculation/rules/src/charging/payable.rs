//! What is left of the charge: the assessed amount, and what is payable of it.

use carecap_money::{Money, Rounding};

use super::{ChargingRefused, MeansTest};
use crate::needs::Disclosure;
use crate::working::{Choice, Figure, Place, Rule, WorkingError};

impl MeansTest<'_, '_> {
    /// What the person must pay in a week towards a cost: the assessed amount, never above the
    /// cost; the whole cost where capital is above the upper limit or the person declined to say
    /// what they have. R-FIN-50, R-FIN-10, R-FIN-3; Care Act 2014 s14(4). A light-touch statement
    /// is worked out as one with full evidence: what it leaves open, a person has settled (R-FIN-3,
    /// Charging Regs 2014 reg 10).
    ///
    /// # Errors
    /// [`ChargingRefused`]: a field that contradicts another, or a value that is not known.
    pub fn contribution(&mut self, cost: &Figure<Money>) -> Result<Figure<Money>, ChargingRefused> {
        self.check_permanent_since()?;
        if self.means.disclosure == Disclosure::Refused {
            let by = Place::field("/inputs/means/disclosure");
            return Ok(self.full_cost(Rule::DISCLOSURE, cost, by)?);
        }
        self.check_means()?;
        let capital = self.capital_counted()?;
        let above = self.capital_above_upper_limit(&capital)?;
        if above.value > Money::ZERO {
            return Ok(self.full_cost(Rule::CAPITAL_LIMIT, cost, above.at)?);
        }
        let assessed = self.assessed_contribution(&capital)?;
        let payable = self.working.least("payable", Rule::PAYABLE, [&assessed, cost])?;
        self.unless_too_small(payable)
    }

    fn full_cost(
        &mut self,
        rule: Rule,
        cost: &Figure<Money>,
        by: Place,
    ) -> Result<Figure<Money>, WorkingError> {
        let choice = Choice::of(0, [by]);
        self.working.choose("full_cost", rule, std::slice::from_ref(cost), choice)
    }

    /// What the person can be asked for, whatever the care costs. R-FIN-46 at home, R-FIN-47 in a
    /// care home.
    pub fn assessed_contribution(
        &mut self,
        capital: &Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let rule = self.formula();
        let income = self.income_counted()?;
        let tariff = self.tariff_income(capital)?;
        let benefit = income.disability_benefit;
        let parts = [income.total, tariff];
        let assessable = self.working.sum("assessable_income", rule, &parts)?;
        let kept = if self.at_home() {
            self.kept_at_home(benefit.as_ref())?
        } else {
            self.kept_in_care_home()?
        };
        let names = ["income_less_kept", "disposable_income"];
        let disposable = self.left_of(names, rule, &assessable, &kept)?;
        if !self.at_home() {
            return Ok(disposable);
        }
        self.percentage_charged(&disposable)
    }

    fn kept_at_home(&mut self, benefit: Option<&Place>) -> Result<Figure<Money>, ChargingRefused> {
        let parts = [
            self.minimum_income_guarantee()?,
            self.housing_costs()?,
            self.disability_related_expenditure(benefit)?,
        ];
        Ok(self.working.sum("kept", Rule::AT_HOME, &parts)?)
    }

    fn kept_in_care_home(&mut self) -> Result<Figure<Money>, ChargingRefused> {
        let mut parts = vec![self.personal_expenses_allowance()?];
        parts.extend(self.extra_personal_expenses()?);
        if self.temporary() {
            parts.push(self.home_commitments()?);
        }
        Ok(self.working.sum("kept", Rule::IN_CARE_HOME, &parts)?)
    }

    /// The part of disposable income that the council asks for; a part of a penny helps the
    /// person (R-ROUND-3). R-FIN-45 [LOCAL], `percentage_charged`.
    fn percentage_charged(
        &mut self,
        disposable: &Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let percentage = self.policy.percent("percentage_charged")?;
        let share = [&percentage, &Figure::fixed(100)];
        let (name, rule) = ("assessed_contribution", Rule::COUNCIL_CHOICE);
        Ok(self.working.share(name, rule, disposable, share, Rounding::Down)?)
    }

    /// A bill below the council's minimum is waived. R-FIN-45 [LOCAL], `minimum_bill_weekly`.
    fn unless_too_small(
        &mut self,
        payable: Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let minimum = self.policy.money("minimum_bill_weekly")?;
        if minimum.value.is_zero() {
            return Ok(payable);
        }
        let rule = Rule::COUNCIL_CHOICE;
        let above =
            self.working.difference("payable_less_minimum_bill", rule, &payable, &minimum)?;
        let billed = !above.value.is_negative();
        Ok(self.all_or_nothing("billed", rule, payable, billed, vec![above.at])?)
    }
}
