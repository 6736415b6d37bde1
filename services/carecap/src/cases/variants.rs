//! The same example with something changed, for quantities that compare.

use carecap_contracts::assessment::v1::{AgeBand, IncomeType, Premium, Setting};
use rust_decimal::Decimal;

use super::amounts::Amount;
use super::facts::Facts;
use super::stated::Stated;

impl Facts {
    /// The incomes alone, all counting, at home, with nothing kept.
    pub fn income_alone(&self) -> Facts {
        let all = |income: &Stated<IncomeType>| Stated { is: IncomeType::Other, ..income.clone() };
        let mut alone = Facts {
            incomes: self.incomes.iter().map(all).collect(),
            setting: Some(Setting::Home),
            ..Facts::default()
        };
        let costs = [Amount::Cost, Amount::Fee, Amount::FeeYearly];
        let costs = costs.into_iter().filter_map(|cost| Some((cost, self.amount(cost)?)));
        alone.amounts = costs.collect();
        alone.amounts.insert(Amount::Guarantee, Decimal::ZERO);
        alone
    }

    /// The same for a single person of working age, with the disability premium or without.
    pub fn of_working_age(&self, with_premium: bool) -> Facts {
        let mut facts = self.clone();
        facts.age_band = Some(AgeBand::AgeBand25ToPensionAge);
        facts.premiums = if with_premium { vec![Premium::Disability] } else { Vec::new() };
        facts
    }
}
