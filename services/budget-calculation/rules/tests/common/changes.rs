//! When a charge changes of itself, asked of the means test alone.

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::charging::{ChargingRefused, MeansTest, charged_as};
use budget_calculation_rules::policy::PolicyOnDay;
use budget_calculation_rules::working::{Readings, Working};
use carecap_calendar::Day;

pub fn changes_on(
    inputs: &DraftInputs,
    policy: &PolicyOnDay,
) -> Result<Option<Day>, ChargingRefused> {
    let mut readings = Readings::of(policy);
    let (charged_as, charged_as_by) = charged_as(inputs.setting, &mut readings)?;
    let mut means_test = MeansTest {
        on: inputs.on,
        permanent_since: inputs.permanent_since,
        means: inputs.means.as_ref().unwrap(),
        age_band: inputs.age_band,
        charged_as,
        charged_as_by,
        working: &mut Working::new(),
        policy: &mut readings,
    };
    means_test.changes_on()
}
