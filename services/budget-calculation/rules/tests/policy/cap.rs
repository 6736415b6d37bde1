//! The terms of the cap.

use budget_calculation_rules::policy::{
    CapTest, Confidence, PolicyError, PolicyOnDay, cap_terms, known_on, policy_on,
};
use carecap_calendar::Day;
use carecap_money::Money;

use super::support::{choice, confirmation, council, day, on, trial_of_the_cap};

#[test]
fn the_cap_of_86_000_uprated_by_3_7_per_cent_is_89_182() {
    let terms = |text: &str| cap_terms(day(text), &trial_of_the_cap(), &[]).unwrap();
    assert_eq!(terms("2024-10-06"), None, "not commenced yet");
    let before = terms("2025-04-06").unwrap();
    assert_eq!(before.cap, Money::from_pence(8_600_000));
    let after = terms("2025-04-07").unwrap();
    assert_eq!(after.cap, Money::from_pence(8_918_200));
    assert_eq!(before.upratings, after.upratings, "those to come are told too");
    assert_eq!(after.upratings[0].cap_after, Money::from_pence(8_918_200));
    assert_eq!(after.upratings[0].confidence, Confidence::Unknown);
    assert_eq!(after.commenced_on, day("2024-10-07"));
    assert_eq!((after.cap_test, after.shadow), (CapTest::Reached, true));
    assert_eq!(after.pack, "england-cap-2022");
}

#[test]
fn an_account_lives_longer_than_the_figures_of_the_means_test() {
    let terms = cap_terms(day("2060-01-01"), &trial_of_the_cap(), &[]).unwrap();
    assert_eq!(terms.unwrap().cap, Money::from_pence(8_918_200));
}

#[test]
fn what_still_holds_is_known_after_the_last_figure_and_the_rest_is_refused_by_name() {
    let long_after = day("2060-01-01");
    let refused = policy_on(long_after, &trial_of_the_cap(), &[]).unwrap_err();
    assert!(matches!(refused, PolicyError::NotKnown { .. }), "no budget is worked out there");
    let known = known_on(long_after, &trial_of_the_cap(), &[]).unwrap();
    assert_eq!(known.months("statement_window_months"), Ok(18));
    assert!(known.money("mig_single_pension_age").is_err());

    let covered = day("2024-10-07");
    let known = known_on(covered, &trial_of_the_cap(), &[]);
    assert_eq!(known, policy_on(covered, &trial_of_the_cap(), &[]));
}

#[test]
fn every_pack_over_one_with_a_cap_has_a_cap() {
    let has_cap = |pack: &str| {
        let chosen = vec![choice("pack", "2024-10-07", pack, Confidence::Supplied)];
        on("2024-10-07", &council(chosen)).has_cap().unwrap()
    };
    assert!(!has_cap("england"));
    for capped in ["england-cap-2022", "england-cap-2014", "england-cap-2015-draft"] {
        assert!(has_cap(capped), "{capped}");
    }
    let elsewhere = PolicyOnDay::from_values("nowhere", "", false, day("2024-10-07"), []);
    assert!(matches!(elsewhere.has_cap(), Err(PolicyError::PackUnknown { .. })));
}

#[test]
fn only_upratings_while_the_cap_is_commenced_count() {
    let policy = council(vec![
        choice("uprating_factor", "2024-04-08", "1.067", Confidence::Supplied),
        choice("pack", "2024-10-07", "england-cap-2022", Confidence::Supplied),
        choice("uprating_factor", "2025-04-07", "1.037", Confidence::Supplied),
        choice("pack", "2026-01-01", "england", Confidence::Seen),
        choice("uprating_factor", "2026-04-06", "1.02", Confidence::Supplied),
    ]);
    let terms = cap_terms(day("2025-12-31"), &policy, &[]).unwrap().unwrap();
    let days: Vec<Day> = terms.upratings.iter().map(|uprating| uprating.on).collect();
    assert_eq!(days, [day("2025-04-07")]);
    assert_eq!(cap_terms(day("2026-01-01"), &policy, &[]), Ok(None));
}

#[test]
fn each_uprating_is_rounded_half_up_before_the_next() {
    let policy = council(vec![
        choice("pack", "2024-10-07", "england-cap-2022", Confidence::Supplied),
        choice("pack", "2025-01-01", "england-cap-2022", Confidence::Supplied),
        choice("uprating_factor", "2025-04-07", "1.000001", Confidence::Supplied),
        choice("uprating_factor", "2026-04-06", "1.000001", Confidence::Supplied),
        choice("cap_test", "2026-01-01", "EXCEEDED", Confidence::Seen),
    ]);
    let terms = cap_terms(day("2026-04-06"), &policy, &[]).unwrap().unwrap();
    let caps: Vec<i64> = terms.upratings.iter().map(|one| one.cap_after.pence()).collect();
    // 86,000.00 and 8.6 pence; then 86,000.09 and 8.600009 pence.
    assert_eq!(caps, [8_600_009, 8_600_018]);
    assert_eq!(terms.commenced_on, day("2024-10-07"), "said again is not begun again");
    assert_eq!(terms.cap_test, CapTest::Exceeded);
}

#[test]
fn a_confirmed_factor_is_told_as_confirmed() {
    let confirmed = [confirmation("uprating_factor", "1.0370", "2025-04-07")];
    let terms = cap_terms(day("2025-04-07"), &trial_of_the_cap(), &confirmed).unwrap();
    assert_eq!(terms.unwrap().upratings[0].confidence, Confidence::Confirmed);
}
