//! What of a financial statement contradicts itself or the setting. Nothing of it is guessed.

use super::capital_fields::check_capital;
use super::pension_pot::check_pension_pot;
use super::{ChargedAs, ChargingRefused, MeansTest};
use crate::needs::{Household, Income, IncomeType, Outgoing, OutgoingType, Premium};

/// The refusal of one field: where it stands, what is wrong with it, and what would be right.
pub(super) fn field(path: String, what: &'static str, instead: &'static str) -> ChargingRefused {
    ChargingRefused::Field { path, what, instead }
}

impl MeansTest<'_, '_> {
    /// The first field, in the order of the statement, that nobody can work with.
    pub(super) fn check_means(&self) -> Result<(), ChargingRefused> {
        let means = self.means;
        if means.couple_at_pension_age && means.household != Household::Couple {
            return Err(field(
                "couple_at_pension_age".to_owned(),
                "it is said of somebody who is not one of a couple",
                "leave it out, or write COUPLE as the household",
            ));
        }
        self.check_premiums()?;
        for (index, income) in means.incomes.iter().enumerate() {
            self.check_income(&format!("incomes[{index}]"), income)?;
        }
        self.check_savings_credit()?;
        for (index, capital) in means.capital.iter().enumerate() {
            check_capital(&format!("capital[{index}]"), capital, self.on)?;
        }
        for (index, outgoing) in means.outgoings.iter().enumerate() {
            self.check_outgoing(&format!("outgoings[{index}]"), outgoing)?;
        }
        Ok(())
    }

    /// The first day of a permanent stay belongs to one, and the stay has begun. R-FIN-14.
    pub(super) fn check_permanent_since(&self) -> Result<(), ChargingRefused> {
        let Some(since) = self.permanent_since else { return Ok(()) };
        let path = || "permanent_since".to_owned();
        if self.charged_as != ChargedAs::PermanentResident {
            return Err(field(
                path(),
                "the setting is no permanent stay in a care home",
                "leave it out, or write CARE_HOME_PERMANENT as the setting",
            ));
        }
        if since > self.on {
            return Err(field(
                path(),
                "the permanent stay begins after the first day of the budget",
                "give the first day of the budget or an earlier one",
            ));
        }
        Ok(())
    }

    /// The enhanced disability premium comes on top of the disability premium: whoever has it on Income
    /// Support has a benefit that gives the other too. R-FIN-42, Charging Regs 2014 reg 7.
    fn check_premiums(&self) -> Result<(), ChargingRefused> {
        let premiums = &self.means.premiums;
        let enhanced = premiums.contains(&Premium::EnhancedDisability);
        if enhanced && !premiums.contains(&Premium::Disability) {
            return Err(field(
                "premiums".to_owned(),
                "the enhanced disability premium is on top of the disability premium, which is missing",
                "write DISABILITY beside it, or leave ENHANCED_DISABILITY out",
            ));
        }
        Ok(())
    }

    /// R-FIN-34 and R-FIN-35.
    fn check_income(&self, path: &str, income: &Income) -> Result<(), ChargingRefused> {
        check_pension_pot(path, income)?;
        let (from, until) = (income.payable_from, income.payable_until);
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            return Err(field(
                format!("{path}.payable_until"),
                "the income ends before it begins",
                "give a day after payable_from",
            ));
        }
        if !income.half_passes_to_partner {
            return Ok(());
        }
        let wrong = if income.income_type != IncomeType::PrivatePension {
            Some(("only half of a private pension passes to a partner", "leave it out"))
        } else if self.means.household != Household::Couple {
            Some(("the person is not one of a couple", "leave it out, or write COUPLE"))
        } else if self.charged_as != ChargedAs::PermanentResident {
            Some(("half passes only in a permanent stay in a care home", "leave it out"))
        } else {
            None
        };
        match wrong {
            Some((what, instead)) => {
                Err(field(format!("{path}.half_passes_to_partner"), what, instead))
            }
            None => Ok(()),
        }
    }

    /// Whose income is above the ceiling has no award. R-FIN-36.
    fn check_savings_credit(&self) -> Result<(), ChargingRefused> {
        let mut incomes = self.means.incomes.iter();
        let award = incomes.any(|income| {
            income.income_type == IncomeType::SavingsCredit && self.is_payable(income)
        });
        if self.means.above_savings_credit_ceiling && award {
            return Err(field(
                "above_savings_credit_ceiling".to_owned(),
                "there is an award of Savings Credit, and above the ceiling there is none",
                "leave out one of the two",
            ));
        }
        Ok(())
    }

    /// R-FIN-41 and R-FIN-47: what is only kept in a care home, or only in a stay that is not for
    /// good, is refused elsewhere, because there it would be passed over in silence.
    fn check_outgoing(&self, path: &str, outgoing: &Outgoing) -> Result<(), ChargingRefused> {
        let wrong = match outgoing.outgoing_type {
            OutgoingType::ExtraPersonalExpenses if self.at_home() => Some((
                "more than the personal expenses allowance is kept only in a care home",
                "leave it out; at home the minimum income guarantee stands in its place",
            )),
            OutgoingType::HomeCommitment if self.at_home() => Some((
                "commitments for the home are kept only during a temporary stay in a care home",
                "state RENT, MORTGAGE, COUNCIL_TAX or SERVICE_CHARGE",
            )),
            OutgoingType::HomeCommitment if !self.temporary() => Some((
                "commitments for the home are kept only during a temporary stay in a care home",
                "state EXTRA_PERSONAL_EXPENSES where the council lets the person keep more",
            )),
            _ => None,
        };
        match wrong {
            Some((what, instead)) => Err(field(format!("{path}.type"), what, instead)),
            None => Ok(()),
        }
    }
}
