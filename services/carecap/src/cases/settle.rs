use carecap_contracts::assessment::v1::{Frequency, IncomeType, Setting};
use carecap_store::CouncilId;

use super::amounts::Amount;
use super::facts::Facts;
use super::file::Example;
use super::law::Law;
use super::lists::{LEFT_OUT, weekly};
use super::quantities::readings_of;
use super::request::Asking;

/// What only the quantities say of how the inputs are meant, and inputs that stand in the way of others.
pub(super) fn settle(facts: &mut Facts, example: &Example) {
    let wants = |name: &str| example.expected.keys().any(|quantity| quantity.starts_with(name));
    settle_left_out(facts);
    settle_days(facts, example, wants("daily"), wants("four_weekly"));
    if wants("progress_after") && facts.amount(Amount::Factor).is_none() {
        facts.assumed.push("an uprating by 1.05 stands in for any".to_owned());
    }
    if !facts.premiums.is_empty() && facts.amounts.contains_key(&Amount::Guarantee) {
        facts.leave_out("premiums", "they stand in the guarantee that is given");
    }
    if facts.amounts.contains_key(&Amount::Contribution) && !facts.incomes.is_empty() {
        facts.leave_out("income", "the contribution itself is given");
    }
    let has_capital = !facts.capital.is_empty() || facts.amounts.contains_key(&Amount::Joint);
    if facts.amounts.contains_key(&Amount::Tariff) && has_capital {
        facts.leave_out("tariff_income", "it is worked out from the capital");
    }
}

/// A part of income that is left out is a part of the disability benefit, or else of the largest income.
fn settle_left_out(facts: &mut Facts) {
    let Some(left_out) = facts.amounts.remove(&Amount::LeftOut) else { return };
    let is_benefit = |is: IncomeType| {
        [IncomeType::AttendanceAllowance, IncomeType::DlaCare, IncomeType::PipDailyLiving]
            .contains(&is)
    };
    let incomes = facts.incomes.iter_mut();
    let fitting =
        incomes.filter(|income| income.frequency == Frequency::Weekly && income.amount >= left_out);
    match fitting.max_by_key(|income| (is_benefit(income.is), income.amount)) {
        Some(income) => {
            income.amount -= left_out;
            facts.incomes.push(weekly(LEFT_OUT, left_out));
        }
        None => {
            facts.leave_out("a part of income", "no weekly income is as much as is left out of it")
        }
    }
}

/// Days and weeks are those of a direct payment, where one is asked about.
fn settle_days(facts: &mut Facts, example: &Example, daily: bool, four_weekly: bool) {
    let has = |amount| facts.amounts.contains_key(&amount);
    if has(Amount::Days) || has(Amount::Weeks) {
        let quantities = example.expected.keys();
        let mut readings = quantities.flat_map(|quantity| readings_of(quantity));
        if !readings.any(|reading| reading.starts_with("plan.direct_payment")) {
            facts.amounts.remove(&Amount::Days);
            facts.amounts.remove(&Amount::Weeks);
            facts.leave_out("days or weeks", "no payment for some days is asked about");
        }
    } else if daily {
        facts.amounts.insert(Amount::Days, 1.into());
    } else if four_weekly {
        facts.amounts.insert(Amount::Weeks, 4.into());
    }
}

/// What is taken for granted where an example does not say.
pub(super) fn assume(facts: &mut Facts, law: &Law, council: &CouncilId) {
    let asking = Asking::new(facts, law, council);
    let guarantee_matters = asking.setting() == Setting::Home
        && asking.guarantee().is_none()
        && !facts.incomes.is_empty();
    if guarantee_matters && facts.age_band.is_none() {
        facts.assumed.push("no age is given: read as 25 to pension age".to_owned());
    }
    if guarantee_matters && facts.household.is_none() {
        facts.assumed.push("no household is given: read as single".to_owned());
    }
    if facts.amount(Amount::Joint).is_some() && facts.amount(Amount::Owners).is_none() {
        facts.assumed.push("joint capital without owners: read as that of two".to_owned());
    }
}
