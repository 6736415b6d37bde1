//! A council sets its policy, and asks what is in force.

use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_service::{Role, reason_of};
use tonic_types::StatusExt as _;

use super::{COUNCIL, choice, day, running, set_policy};

fn in_force_on(on: &str) -> proto::GetPolicyRequest {
    proto::GetPolicyRequest { council_id: COUNCIL.to_owned(), on: date(day(on)), version: 0 }
}

#[tokio::test]
async fn a_policy_with_faults_is_refused_with_all_of_them_and_nothing_is_set() {
    let running = running().await;
    let mut finance = running.policies("Fay Finance", Role::Finance);
    let undated = proto::Choice { from: None, ..choice("percentage_charged", "90") };
    let faulty = vec![choice("pack", "nowhere"), undated, choice("percentage_charged", "900")];
    let refused = finance.set_council_policy(set_policy(faulty)).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField));
    for field in ["choices[0].value", "choices[1].from", "choices[2].value"] {
        assert!(refused.message().contains(field), "{field}: {}", refused.message());
    }
    let refused = finance.get_policy(in_force_on("2024-10-07")).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::PolicyNotSet));
}

#[tokio::test]
async fn an_account_can_be_metered_after_the_last_figure_of_the_means_test() {
    let running = running().await;
    let mut finance = running.policies("Fay Finance", Role::Finance);
    let own_share_counts = vec![choice("pack", "england-cap-2014")];
    finance.set_council_policy(set_policy(own_share_counts)).await.unwrap();

    let policy = finance.get_policy(in_force_on("2060-01-01")).await.unwrap().into_inner();
    assert_eq!(policy.pack, "england-cap-2014");
    assert_eq!(policy.next_change, None);
    let terms = policy.cap_terms.unwrap();
    assert_eq!((terms.commenced_on, terms.shadow), (date(day("2024-10-07")), true));
    let value = |key: &str| {
        let found = policy.values.iter().find(|value| value.key == key);
        found.map(|value| value.value.as_str())
    };
    assert_eq!(value("council_share_counts"), Some("true"), "the meter reads it");
    assert_eq!(value("statement_window_months"), Some("18"), "the meter reads it");
    assert_eq!(value("mig_single_pension_age"), None);
}

#[tokio::test]
async fn without_a_cap_nothing_is_told_of_a_day_after_the_last_figure() {
    let running = running().await;
    let mut finance = running.policies("Fay Finance", Role::Finance);
    let law = vec![choice("percentage_charged", "90")];
    finance.set_council_policy(set_policy(law)).await.unwrap();
    let refused = finance.get_policy(in_force_on("2060-01-01")).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::ParameterNotKnown));
}

#[tokio::test]
async fn a_version_below_the_first_is_named_as_the_field_that_it_is() {
    let running = running().await;
    let mut finance = running.policies("Fay Finance", Role::Finance);
    finance.set_council_policy(set_policy(vec![choice("percentage_charged", "90")])).await.unwrap();
    let below = proto::GetPolicyRequest { version: -1, ..in_force_on("2024-10-07") };
    let of_policy = finance.get_policy(below).await.unwrap_err();
    let below = proto::GetServiceMappingRequest { council_id: COUNCIL.to_owned(), version: -1 };
    let of_mapping = finance.get_service_mapping(below).await.unwrap_err();
    for refused in [of_policy, of_mapping] {
        assert_eq!(reason_of(&refused), Some(ErrorReason::InvalidField));
        let named = refused.get_details_bad_request().unwrap().field_violations;
        assert_eq!(named[0].field, "version");
        assert!(named[0].description.contains("0 for the newest"), "{named:?}");
    }
}
