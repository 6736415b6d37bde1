//! A named officer's word for a value.

use budget_calculation_rules::policy::{
    Confidence, Confirmation, ConfirmationRefused, confirm, policy_on,
};

use super::support::{confirmation, council, day, source, trial_of_the_cap};

#[test]
fn a_named_officer_lifts_a_value_that_was_only_worked_out() {
    let nothing_chosen = council(vec![]);
    let key = "mig_couple_member_working_age";
    let check = |text: &str, value: &str, expected: Confidence| {
        let confirmed = [confirmation(key, value, text)];
        let policy = policy_on(day("2025-06-01"), &nothing_chosen, &confirmed).unwrap();
        assert_eq!(policy.value(key).unwrap().confidence, expected, "{text} {value}");
    };
    check("2025-04-06", "88.35", Confidence::Confirmed);
    check("2026-04-05", "88.350", Confidence::Confirmed);
    check("2026-04-06", "88.35", Confidence::Inferred);
    check("2025-04-05", "88.35", Confidence::Inferred);
    check("2025-06-01", "88.30", Confidence::Inferred);
    let another = [confirmation("mig_lone_parent", "88.35", "2025-06-01")];
    let policy = policy_on(day("2025-06-01"), &nothing_chosen, &another).unwrap();
    assert_eq!(policy.value(key).unwrap().confidence, Confidence::Inferred);
}

#[test]
fn a_confirmed_value_names_what_the_officer_read() {
    let living = confirmation("daily_living_costs_weekly", "200", "2024-12-01");
    let value = confirm(&living, &trial_of_the_cap()).unwrap();
    assert_eq!(value.source, living.source);
    assert!(!value.confidence.blocks_publication());
    let policy = policy_on(day("2025-01-01"), &trial_of_the_cap(), &[living]).unwrap();
    assert_eq!(policy.value("daily_living_costs_weekly").unwrap(), &value);
}

#[test]
fn only_the_value_in_force_can_be_confirmed_and_only_with_a_source() {
    let trial = trial_of_the_cap();
    let refused = |one: Confirmation| confirm(&one, &trial).unwrap_err();
    assert_eq!(
        refused(confirmation("uprating", "1.037", "2025-04-07")),
        ConfirmationRefused::KeyUnknown { key: "uprating".to_owned() }
    );
    assert_eq!(
        refused(confirmation("cap", "72000", "2025-04-07")).to_string(),
        "cap is 86000.00 on 2025-04-07"
    );
    assert_eq!(
        refused(confirmation("uprating_factor", "1.037", "2025-04-08")).to_string(),
        "uprating_factor is not known on 2025-04-08"
    );
    assert_eq!(
        refused(confirmation("mig_per_child", "106.85", "2026-05-01")).to_string(),
        "mig_per_child is not known on 2026-05-01"
    );
    let unsourced =
        Confirmation { source: source(""), ..confirmation("cap", "86000", "2025-04-07") };
    assert_eq!(refused(unsourced), ConfirmationRefused::Incomplete { what: "source.title" });
}
