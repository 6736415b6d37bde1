//! What a statement must be to be taken.

use carecap_calendar::{Day, first_day, last_day};
use carecap_money::Money;
use rust_decimal::Decimal;

use super::{
    Capital, CapitalType, FieldFault, HomeDisregard, Household, Income, IncomeType, MeansFacts,
    MeansFault, NotionalCharge, Outgoing, Premium,
};

const CHILDREN_MOST: u32 = 20;
const OWNERS_MOST: u32 = 20;
const LABEL_LONGEST: usize = 80;
const REASON_LONGEST: usize = 200;
const SHARE_PLACES_MOST: u32 = 4;
/// A thousand million pounds: the most that a budget takes of any one amount, so that no sum of
/// them is too large for it.
const AMOUNT_LARGEST: Money = Money::from_pence(100_000_000_000);

/// Every field that is wrong, by its path.
pub(super) fn faults(facts: &MeansFacts) -> Vec<FieldFault> {
    let mut faults = Faults { found: Vec::new() };
    faults.household(facts);
    let enhanced = facts.premiums.contains(&Premium::EnhancedDisability);
    let alone = enhanced && !facts.premiums.contains(&Premium::Disability);
    faults.when(alone, "premiums", MeansFault::EnhancedPremiumAlone);
    for (index, income) in facts.incomes.iter().enumerate() {
        faults.income(&format!("incomes[{index}]"), income, facts.household);
    }
    let award = |income: &Income| income.income_type == IncomeType::SavingsCredit;
    let award_above_ceiling = facts.above_savings_credit_ceiling && facts.incomes.iter().any(award);
    let field = "above_savings_credit_ceiling";
    faults.when(award_above_ceiling, field, MeansFault::AwardAboveCeiling);
    for (index, capital) in facts.capital.iter().enumerate() {
        faults.capital(&format!("capital[{index}]"), capital);
    }
    for (index, outgoing) in facts.outgoings.iter().enumerate() {
        faults.outgoing(&format!("outgoings[{index}]"), outgoing);
    }
    faults.found
}

struct Faults {
    found: Vec<FieldFault>,
}

impl Faults {
    fn when(&mut self, wrong: bool, field: impl Into<String>, fault: MeansFault) {
        if wrong {
            self.found.push(FieldFault { field: field.into(), fault });
        }
    }

    fn amount(&mut self, field: String, amount: Money) {
        let outside = amount.is_negative() || amount > AMOUNT_LARGEST;
        self.when(outside, field, MeansFault::Amount);
    }

    fn day(&mut self, field: impl Into<String>, day: Day) {
        self.when(day < first_day() || day > last_day(), field, MeansFault::Day);
    }

    fn household(&mut self, facts: &MeansFacts) {
        self.day("from", facts.from);
        self.when(facts.children > CHILDREN_MOST, "children", MeansFault::Children);
        let field = "couple_at_pension_age";
        match (facts.household, facts.couple_at_pension_age) {
            (Household::Couple, None) => self.when(true, field, MeansFault::CoupleAgeMissing),
            (Household::Single | Household::LoneParent, Some(true)) => {
                self.when(true, field, MeansFault::NotACouple);
            }
            (Household::Couple, Some(_))
            | (Household::Single | Household::LoneParent, None | Some(false)) => {}
        }
    }

    fn income(&mut self, path: &str, income: &Income, household: Household) {
        self.amount(format!("{path}.amount"), income.amount);
        if let Some(from) = income.payable_from {
            self.day(format!("{path}.payable_from"), from);
        }
        if let Some(until) = income.payable_until {
            let field = format!("{path}.payable_until");
            let backwards = income.payable_from.is_some_and(|from| until <= from);
            self.when(backwards, field.clone(), MeansFault::PayableUntil);
            self.day(field, until);
        }
        let may_pass =
            income.income_type == IncomeType::PrivatePension && household == Household::Couple;
        let passes = income.half_passes_to_partner;
        let field = format!("{path}.half_passes_to_partner");
        self.when(passes && !may_pass, field, MeansFault::HalfPasses);
        self.pension_pot(path, income);
    }

    fn pension_pot(&mut self, path: &str, income: &Income) {
        let Some(pot) = &income.pension_pot else { return };
        let at = |field: &str| format!("{path}.pension_pot{field}");
        let pension = income.income_type == IncomeType::PrivatePension;
        self.when(!pension, at(""), MeansFault::PotOfAnotherIncome);
        self.when(income.notional, format!("{path}.notional"), MeansFault::PotAndNotional);
        let halved = income.half_passes_to_partner;
        self.when(halved, format!("{path}.half_passes_to_partner"), MeansFault::PotHalved);
        self.amount(at(".value"), pot.value);
        self.when(pot.value.is_zero(), at(".value"), MeansFault::PotEmpty);
        let field = at(".annuity_percent");
        match pot.annuity_percent {
            Some(percent) => self.when(!is_share(percent), field, MeansFault::Share),
            None => self.when(pot.annuity_source.is_some(), field, MeansFault::PotPercentMissing),
        }
        let field = at(".annuity_source");
        match &pot.annuity_source {
            Some(source) => {
                let unexplained = pot.annuity_percent.is_some() && source.trim().is_empty();
                let fits = !unexplained && is_one_line(source, REASON_LONGEST);
                self.when(!fits, field, MeansFault::PotSource);
            }
            None => self.when(pot.annuity_percent.is_some(), field, MeansFault::PotSource),
        }
    }

    fn capital(&mut self, path: &str, capital: &Capital) {
        self.amount(format!("{path}.value"), capital.value);
        self.amount(format!("{path}.secured_debt"), capital.secured_debt);
        let owners_wrong = !(1..=OWNERS_MOST).contains(&capital.owners);
        self.when(owners_wrong, format!("{path}.owners"), MeansFault::Owners);
        self.share(format!("{path}.share_percent"), capital);
        self.home(path, capital);
        self.disregarded_from(format!("{path}.disregarded_from"), capital);
        self.disregarded_until(format!("{path}.disregarded_until"), capital);
        self.notional_charges(&format!("{path}.notional_charges"), capital);
    }

    fn share(&mut self, field: String, capital: &Capital) {
        match capital.share_percent {
            None => {
                let unstated = capital.capital_type.is_land() && capital.owners > 1;
                self.when(unstated, field, MeansFault::LandShareMissing);
            }
            Some(share) => self.when(!is_share(share), field, MeansFault::Share),
        }
    }

    fn home(&mut self, path: &str, capital: &Capital) {
        let is_home = capital.capital_type == CapitalType::MainHome;
        let field = format!("{path}.home_disregard");
        let reason_in_law = capital.home_disregard.is_some();
        self.when(reason_in_law && !is_home, field, MeansFault::HomeDisregard);
        let field = format!("{path}.disregarded_because");
        match &capital.disregarded_because {
            None => {
                let discretion = capital.home_disregard == Some(HomeDisregard::Discretionary);
                self.when(discretion, field, MeansFault::DiscretionUnexplained);
            }
            Some(because) => {
                let fits = is_home && is_one_line(because, REASON_LONGEST);
                self.when(!fits, field, MeansFault::DisregardedBecause);
            }
        }
    }

    fn disregarded_from(&mut self, field: String, capital: &Capital) {
        match (capital.disregarded_from, capital.is_disregarded_for_some_weeks()) {
            (None, true) => self.when(true, field, MeansFault::DisregardedFromMissing),
            (Some(_), false) => self.when(true, field, MeansFault::DisregardedFromNotExpected),
            (Some(from), true) => self.day(field, from),
            (None, false) => {}
        }
    }

    fn disregarded_until(&mut self, field: String, capital: &Capital) {
        let of_a_business = capital.capital_type == CapitalType::BusinessAssets;
        match (capital.disregarded_until, of_a_business) {
            (None, true) => self.when(true, field, MeansFault::DisregardedUntilMissing),
            (Some(_), false) => self.when(true, field, MeansFault::DisregardedUntilNotExpected),
            (Some(until), true) => self.day(field, until),
            (None, false) => {}
        }
    }

    fn notional_charges(&mut self, path: &str, capital: &Capital) {
        let charges = &capital.notional_charges;
        let notional = capital.capital_type == CapitalType::Notional;
        self.when(!notional && !charges.is_empty(), path, MeansFault::NotionalCharges);
        let mut before = None;
        for (index, charge) in charges.iter().enumerate() {
            self.notional_charge(&format!("{path}[{index}]"), charge, before);
            before = Some(charge.from);
        }
    }

    fn notional_charge(&mut self, path: &str, charge: &NotionalCharge, before: Option<Day>) {
        self.day(format!("{path}.from"), charge.from);
        let out_of_order = before.is_some_and(|before| charge.from <= before);
        self.when(out_of_order, format!("{path}.from"), MeansFault::NotionalChargeOrder);
        self.amount(format!("{path}.charged_weekly"), charge.charged_weekly);
        let field = format!("{path}.charge_without_weekly");
        self.amount(field.clone(), charge.charge_without_weekly);
        let larger = charge.charge_without_weekly > charge.charged_weekly;
        self.when(larger, field, MeansFault::NotionalChargeWithout);
    }

    fn outgoing(&mut self, path: &str, outgoing: &Outgoing) {
        self.amount(format!("{path}.amount"), outgoing.amount);
        let fits = is_one_line(&outgoing.label, LABEL_LONGEST);
        self.when(!fits, format!("{path}.label"), MeansFault::Label);
    }
}

/// A part of a whole in percent.
fn is_share(percent: Decimal) -> bool {
    percent > Decimal::ZERO
        && percent <= Decimal::ONE_HUNDRED
        && percent.normalize().scale() <= SHARE_PLACES_MOST
}

fn is_one_line(text: &str, longest: usize) -> bool {
    text.chars().count() <= longest && !text.chars().any(char::is_control)
}
