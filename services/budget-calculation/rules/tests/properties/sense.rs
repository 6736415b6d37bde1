//! Random lives of which everything makes sense: what a statement says agrees with itself and with
//! the setting.

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, Bounded, Capital, CapitalType, HomeDisregard, Household, Income, IncomeType, Means,
    OutgoingType, Premium, Setting, Text,
};
use carecap_calendar::Day;
use proptest::prelude::*;

use super::lives::anybody;

/// Somebody of whom everything makes sense, so that there is a budget.
pub fn somebody() -> impl Strategy<Value = DraftInputs> {
    anybody().prop_map(|mut inputs| {
        let permanent = inputs.setting == Setting::CareHomePermanent;
        // Known since a day of its own, so that the first weeks do not move with the budget.
        let since = inputs.permanent_since.map_or(inputs.on, |since| since.min(inputs.on));
        inputs.permanent_since = permanent.then_some(since);
        if inputs.age_band == AgeBand::Under18 {
            inputs.age_band = AgeBand::From18To24;
        }
        let (on, setting) = (inputs.on, inputs.setting);
        if let Some(means) = &mut inputs.means {
            make_sense(means, setting, on);
        }
        inputs
    })
}

fn make_sense(means: &mut Means, setting: Setting, on: Day) {
    let couple = means.household == Household::Couple;
    means.couple_at_pension_age &= couple;
    for income in &mut means.incomes {
        income.half_passes_to_partner &= couple
            && income.income_type == IncomeType::PrivatePension
            && setting == Setting::CareHomePermanent;
        let pension = income.income_type == IncomeType::PrivatePension;
        income.pension_pot =
            income.pension_pot.take().filter(|pot| pension && !pot.value.get().is_zero());
        if income.pension_pot.is_some() {
            (income.half_passes_to_partner, income.notional) = (false, false);
        }
        if income.payable_from >= income.payable_until {
            income.payable_until = None;
        }
    }
    if !means.premiums.contains(&Premium::Disability) {
        means.premiums.remove(&Premium::EnhancedDisability);
    }
    // Nobody has found the figure of a couple for this year.
    let savings_credit = |income: &Income| income.income_type == IncomeType::SavingsCredit;
    if couple {
        means.incomes.retain(|income| !savings_credit(income));
    }
    means.above_savings_credit_ceiling &= !couple && !means.incomes.iter().any(savings_credit);
    for capital in &mut means.capital {
        make_sense_of_capital(capital, on);
    }
    means.outgoings.retain(|outgoing| match outgoing.outgoing_type {
        OutgoingType::HomeCommitment => setting == Setting::CareHomeTemporary,
        OutgoingType::ExtraPersonalExpenses => {
            [Setting::CareHomePermanent, Setting::CareHomeTemporary].contains(&setting)
        }
        _ => true,
    });
}

fn make_sense_of_capital(capital: &mut Capital, on: Day) {
    let home = capital.capital_type == CapitalType::MainHome;
    if !home {
        capital.home_disregard = None;
        capital.disregarded_because = None;
    }
    if capital.home_disregard == Some(HomeDisregard::Discretionary) {
        capital.disregarded_because = Some(Text::new("a friend lives there").unwrap());
    }
    if (home || capital.capital_type == CapitalType::OtherProperty)
        && capital.share_percent.is_none()
    {
        capital.owners = Bounded::new(1).unwrap();
    }
    let from = matches!(
        capital.capital_type,
        CapitalType::PersonalInjuryPayment | CapitalType::HomeSaleProceeds
    ) || capital.home_disregard == Some(HomeDisregard::OccupierLeft);
    let began = capital.disregarded_from.map_or(on, |from| from.min(on));
    capital.disregarded_from = from.then_some(began);
    let until = capital.capital_type == CapitalType::BusinessAssets;
    capital.disregarded_until = until.then(|| capital.disregarded_until.unwrap_or(on));
    let charges = &mut capital.notional_charges;
    if capital.capital_type != CapitalType::Notional {
        charges.clear();
    }
    charges.retain(|charge| charge.from <= on);
    charges.sort_by_key(|charge| charge.from);
    charges.dedup_by_key(|charge| charge.from);
    for charge in charges {
        charge.charge_without_weekly = charge.charge_without_weekly.min(charge.charged_weekly);
    }
}
