//! When a charge changes without anybody doing anything.

use carecap_calendar::Day;

use super::{ChargingRefused, MeansTest};
use crate::needs::Disclosure;
use crate::working::{Item, List};

impl MeansTest<'_, '_> {
    /// The first day after the budget's on which a disregard ends or an income starts or stops, so
    /// that the charge should be worked out again: R-FIN-14, R-FIN-15, R-FIN-35. Notional capital,
    /// which grows less every week, and figures of the policy are not among them.
    ///
    /// # Errors
    /// As [`MeansTest::contribution`], after which this is asked.
    pub fn changes_on(&mut self) -> Result<Option<Day>, ChargingRefused> {
        let means = self.means;
        if means.disclosure == Disclosure::Refused {
            return Ok(None);
        }
        let mut days = Vec::new();
        for (index, capital) in means.capital.iter().enumerate() {
            let place = Item::of(List::Capital, index);
            days.extend(self.counts_again_on(place, capital)?);
        }
        for income in means.incomes.iter().filter(|income| self.may_count(income.income_type)) {
            days.extend(income.payable_from);
            days.extend(income.payable_until);
        }
        Ok(days.into_iter().filter(|day| *day > self.on).min())
    }
}
