//! Amounts by the month, quarter or year, made weekly.

use carecap_money::{Money, Rounding};

use super::{ChargingRefused, MeansTest};
use crate::needs::{Frequency, StatedAmount};
use crate::policy::PolicyError;
use crate::working::{Figure, Item, Rule};

/// What an amount is multiplied by and divided by.
type Factor = (i64, i64);

impl MeansTest<'_, '_> {
    /// An income or outgoing for each week, rounded half up. R-FIN-37 [PROPOSED]: four-weekly / 4,
    /// monthly x 12/52, quarterly x 4/52, yearly / 52. How long a year is, is [LOCAL]
    /// (`weekly_conversion`).
    pub(super) fn weekly(
        &mut self,
        name: &'static str,
        place: Item,
        amount: StatedAmount,
        frequency: Frequency,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let stated = Figure::at(place.field("amount"), amount.get());
        let (times, over) = match frequency {
            Frequency::Weekly => return Ok(stated),
            Frequency::FourWeekly => (1, 4),
            Frequency::Monthly => self.times_a_year(12)?,
            Frequency::Quarterly => self.times_a_year(4)?,
            Frequency::Annual => self.times_a_year(1)?,
        };
        let share = [&Figure::fixed(times), &Figure::fixed(over)];
        Ok(self.working.share(name, Rule::WEEKLY, &stated, share, Rounding::HalfUp)?)
    }

    /// So many payments, over the weeks of a year in whole numbers: 52; or 52.14, as hundreds of
    /// weeks; or the sevenths of 365.25 days, as quarters of a day.
    pub(super) fn times_a_year(&mut self, payments: i64) -> Result<Factor, PolicyError> {
        let chosen = self.policy.chosen_word("weekly_conversion")?;
        Ok(match chosen.map(|word| word.value) {
            Some("DAYS_365_25") => (payments * 7 * 4, 1_461),
            Some("WEEKS_52_14") => (payments * 100, 5_214),
            _ => (payments, 52),
        })
    }
}
