//! The values that an example lays over the pack and the council's policy.

use std::collections::BTreeMap;

use carecap_contracts::assessment::v1::OutgoingType;

use super::amounts::Amount;
use super::request::Asking;

/// The bases of the guarantee. One that is given is the whole guarantee, so it stands in for each.
const GUARANTEE_BASES: [&str; 6] = [
    "mig_single_18_to_24",
    "mig_single_25_to_pension_age",
    "mig_single_pension_age",
    "mig_couple_member_working_age",
    "mig_couple_member_pension_age",
    "mig_lone_parent",
];

/// The values of the parameter set, then those that the example gives, then the switches of local
/// policy that it takes for granted.
pub(super) fn values(asking: &Asking<'_>) -> BTreeMap<String, String> {
    let facts = asking.facts;
    let mut values = asking.law.values.clone();
    values.extend(facts.values.clone());
    let of_year = facts.values_of_year.iter();
    let of_year = of_year.filter(|((year, _), _)| *year == asking.on.year());
    values.extend(of_year.map(|((_, key), value)| (key.clone(), value.clone())));
    let mut lay = |key: &str, value: &str| values.insert(key.to_owned(), value.to_owned());
    if let Some(guarantee) = asking.guarantee() {
        for key in GUARANTEE_BASES {
            lay(key, &format!("{guarantee:.2}"));
        }
    }
    if facts.amount(Amount::Contribution).is_some() {
        lay("personal_expenses_allowance", "0.00");
    }
    if let Some(kept) = facts.amount(Amount::SavingsCreditKept) {
        let kept = format!("{kept:.2}");
        lay("savings_credit_disregard_single", &kept);
        lay("savings_credit_disregard_couple", &kept);
        lay("savings_credit_at_home", "CAPPED");
    }
    if let Some(cost) = facts.amount(Amount::DailyLiving) {
        lay("daily_living_costs_weekly", &format!("{cost:.2}"));
    }
    // An example that states a cost keeps it, where a council may choose.
    let states = |is| facts.outgoings.iter().any(|outgoing| outgoing.is == is);
    if states(OutgoingType::DisabilityRelated) {
        lay("dre_needs_disability_benefit", "false");
    }
    if states(OutgoingType::ContentsInsurance) {
        lay("contents_insurance_counts", "true");
    }
    if states(OutgoingType::Water) {
        lay("water_counts", "true");
    }
    values
}
