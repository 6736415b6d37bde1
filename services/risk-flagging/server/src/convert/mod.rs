//! Where contract and rules meet: flags, boundaries, and what the other contexts report.

mod boundary;
mod flag;
mod seen;

use carecap_contracts::assessment::v1 as assessment;
use risk_flagging_rules::Setting;

pub(crate) use boundary::{boundary_inputs, boundary_set};
pub(crate) use flag::{asked_decision, asked_list, flag};
pub(crate) use seen::{Facts, Seen, seen_in_account, seen_in_assessment, seen_in_budget};

/// None: the contract's value is unspecified.
fn setting(value: assessment::Setting) -> Option<Setting> {
    match value {
        assessment::Setting::Unspecified => None,
        assessment::Setting::Home => Some(Setting::Home),
        assessment::Setting::CareHomePermanent => Some(Setting::CareHomePermanent),
        assessment::Setting::CareHomeTemporary => Some(Setting::CareHomeTemporary),
        assessment::Setting::CareHomeShortTerm => Some(Setting::CareHomeShortTerm),
    }
}

fn setting_code(setting: Option<Setting>) -> assessment::Setting {
    match setting {
        None => assessment::Setting::Unspecified,
        Some(Setting::Home) => assessment::Setting::Home,
        Some(Setting::CareHomePermanent) => assessment::Setting::CareHomePermanent,
        Some(Setting::CareHomeTemporary) => assessment::Setting::CareHomeTemporary,
        Some(Setting::CareHomeShortTerm) => assessment::Setting::CareHomeShortTerm,
    }
}

const OUTCOME_PREFIX: &str = "OUTCOME_";

/// The outcome's name as rules write it, for instance `HYGIENE`. None: the whole case.
fn outcome(value: assessment::Outcome) -> Option<String> {
    (value != assessment::Outcome::Unspecified).then(|| {
        let name = value.as_str_name();
        name.strip_prefix(OUTCOME_PREFIX).unwrap_or(name).to_owned()
    })
}

fn outcome_code(name: Option<&str>) -> assessment::Outcome {
    name.and_then(|name| assessment::Outcome::from_str_name(&format!("{OUTCOME_PREFIX}{name}")))
        .unwrap_or(assessment::Outcome::Unspecified)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_and_setting_of_the_contract_reads_back() {
        for number in 0..=10 {
            let written = assessment::Outcome::try_from(number).unwrap();
            assert_eq!(outcome_code(outcome(written).as_deref()), written);
        }
        assert_eq!(outcome(assessment::Outcome::HomeSafeUse).as_deref(), Some("HOME_SAFE_USE"));
        for number in 0..=4 {
            let written = assessment::Setting::try_from(number).unwrap();
            assert_eq!(setting_code(setting(written)), written);
        }
    }
}
