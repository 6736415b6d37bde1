//! What is in force on a day.

use budget_calculation_rules::policy::{
    Confidence, PolicyError, PolicyOnDay, choice_keys, packs, policy_on,
};
use carecap_money::Money;

use super::support::{choice, council, day, on, trial_of_the_cap};

/// The years from 2021-22 to 2026-27, as read in the sources that the packs name; `-` where no
/// source gives the figure.
const FIGURES: [(&str, [&str; 6]); 28] = [
    ("capital_limit_lower", ["14250.00"; 6]),
    ("capital_limit_upper", ["23250.00"; 6]),
    ("tariff_income_per_slice", ["1.00"; 6]),
    ("tariff_slice", ["250.00"; 6]),
    ("mig_single_18_to_24", ["72.40", "74.60", "82.15", "87.65", "89.15", "95.40"]),
    ("mig_single_25_to_pension_age", ["91.40", "94.15", "103.65", "110.60", "112.50", "120.40"]),
    ("mig_single_pension_age", ["189.00", "194.70", "214.35", "228.70", "232.60", "241.45"]),
    ("mig_lone_parent", ["91.40", "94.15", "103.65", "110.60", "112.50", "120.40"]),
    ("mig_couple_member_working_age", ["71.80", "73.95", "81.40", "86.85", "88.35", "94.55"]),
    ("mig_couple_member_pension_age", ["144.30", "148.65", "163.65", "174.60", "177.55", "184.30"]),
    ("mig_per_child", ["83.65", "86.20", "94.90", "101.25", "102.95", "-"]),
    ("premium_disability_single", ["40.35", "41.55", "45.75", "48.80", "49.65", "51.55"]),
    ("premium_enhanced_disability_single", ["19.70", "20.30", "22.35", "23.85", "24.25", "25.15"]),
    ("premium_disability_couple_member", ["28.75", "29.60", "32.60", "34.80", "35.40", "36.75"]),
    (
        "premium_enhanced_disability_couple_member",
        ["-", "14.60", "16.05", "17.15", "17.45", "18.10"],
    ),
    ("premium_carer", ["-", "44.55", "49.05", "52.35", "53.25", "55.25"]),
    ("personal_expenses_allowance", ["24.90", "25.65", "28.25", "30.15", "30.65", "31.80"]),
    ("savings_credit_disregard_single", ["5.75", "5.90", "6.50", "6.95", "7.05", "7.30"]),
    ("savings_credit_disregard_couple", ["8.60", "-", "-", "-", "-", "-"]),
    ("war_pension_disregard", ["10.00"; 6]),
    ("property_disregard_weeks", ["12"; 6]),
    ("personal_injury_payment_disregard_weeks", ["52"; 6]),
    ("home_sale_proceeds_disregard_weeks", ["26"; 6]),
    ("community_equipment_free_up_to", ["1000.00"; 6]),
    ("reablement_free_weeks", ["6"; 6]),
    ("deferred_payment_equity_percent", ["90"; 6]),
    ("deferred_payment_review_percent", ["70"; 6]),
    ("disposable_income_allowance", ["144.00"; 6]),
];

#[test]
fn each_year_has_its_figures_from_its_first_day_to_its_last() {
    let nothing_chosen = council(vec![]);
    for (key, figures) in FIGURES {
        for (index, figure) in figures.iter().enumerate() {
            let first = format!("{}-04-06", 2021 + index);
            let last = format!("{}-04-05", 2022 + index);
            for text in [first, last] {
                let policy = on(&text, &nothing_chosen);
                let found = policy.value(key).map(|value| value.value.as_str());
                assert_eq!(found.unwrap_or("-"), *figure, "{key} on {text}");
            }
        }
    }
}

#[test]
fn a_day_that_the_figures_do_not_reach_is_refused_by_name() {
    for text in ["2021-04-05", "2027-04-06", "2040-01-01"] {
        assert_eq!(
            policy_on(day(text), &council(vec![]), &[]),
            Err(PolicyError::NotKnown { key: "capital_limit_lower".to_owned(), on: day(text) })
        );
    }
    let refusal = policy_on(day("2027-04-06"), &trial_of_the_cap(), &[]).unwrap_err();
    assert_eq!(refusal.to_string(), "community_equipment_free_up_to is not known on 2027-04-06");
}

#[test]
fn a_figure_that_nobody_has_set_is_refused_when_it_is_asked_for() {
    let policy = on("2026-04-06", &council(vec![]));
    let refused = |key: &str| PolicyError::NotKnown { key: key.to_owned(), on: day("2026-04-06") };
    assert_eq!(policy.money("mig_per_child"), Err(refused("mig_per_child")));
    assert_eq!(policy.money("cap"), Err(refused("cap")));
    assert!(policy.values().all(|value| value.key != "mig_per_child"));
}

#[test]
fn values_read_as_their_unit_and_as_no_other() {
    let policy = on("2025-01-01", &trial_of_the_cap());
    assert_eq!(policy.money("cap"), Ok(Money::from_pence(8_600_000)));
    assert_eq!(policy.percent("percentage_charged").unwrap().to_string(), "100");
    assert_eq!(policy.switch("council_share_counts"), Ok(false));
    assert_eq!(policy.word("savings_credit_at_home"), Ok("WHOLE"));
    assert_eq!(policy.months("statement_window_months"), Ok(18));
    assert_eq!(
        policy.money("percentage_charged"),
        Err(PolicyError::NotOfUnit {
            key: "percentage_charged".to_owned(),
            value: "100".to_owned(),
            unit: "pounds"
        })
    );
}

#[test]
fn a_commenced_cap_lies_over_the_law_and_is_a_projection() {
    let trial = trial_of_the_cap();
    let before = on("2024-10-06", &trial);
    assert_eq!((before.pack(), before.is_shadow()), ("england", false));
    assert_eq!(before.money("capital_limit_upper"), Ok(Money::from_pence(2_325_000)));
    assert_eq!(before.next_change(), Some(day("2024-10-07")));
    assert!(before.value("daily_living_costs_weekly").is_err(), "no cap, no living costs");

    let after = on("2024-10-07", &trial);
    assert_eq!((after.pack(), after.is_shadow()), ("england-cap-2022", true));
    assert_eq!(after.edition(), packs().unwrap()["england-cap-2022"].edition());
    assert_eq!(after.money("capital_limit_upper"), Ok(Money::from_pence(10_000_000)));
    assert_eq!(after.next_change(), Some(day("2025-01-01")), "the next half-year's interest");
    let upper = after.value("capital_limit_upper").unwrap();
    assert_eq!(upper.layer, "england-cap-2022");
    assert_eq!(upper.in_force.start(), day("2024-10-07"));
    let protected = after.value("mig_single_pension_age").unwrap();
    assert_eq!(protected.layer, "england");
    assert_eq!(protected.in_force.start(), day("2024-04-06"));
    let living = after.value("daily_living_costs_weekly").unwrap();
    assert_eq!((living.value.as_str(), living.layer.as_str()), ("200.00", "council"));
    assert_eq!(living.confidence, Confidence::Supplied);
}

#[test]
fn the_cash_amount_of_living_costs_was_never_set_in_law() {
    let without =
        council(vec![choice("pack", "2024-10-07", "england-cap-2022", Confidence::Supplied)]);
    assert_eq!(
        on("2024-10-07", &without).money("daily_living_costs_weekly"),
        Err(PolicyError::NotKnown {
            key: "daily_living_costs_weekly".to_owned(),
            on: day("2024-10-07")
        })
    );
}

#[test]
fn the_packs_differ_where_their_law_differs() {
    let check = |pack: &str, cap: i64, upper: i64, shared: bool| {
        let policy = on(
            "2024-10-07",
            &council(vec![choice("pack", "2024-10-07", pack, Confidence::Supplied)]),
        );
        assert_eq!(policy.money("cap"), Ok(Money::from_pence(cap)), "{pack}");
        assert_eq!(policy.money("capital_limit_upper"), Ok(Money::from_pence(upper)), "{pack}");
        assert_eq!(policy.switch("council_share_counts"), Ok(shared), "{pack}");
        assert_eq!(policy.word("cap_test"), Ok("REACHED"), "{pack}");
    };
    check("england-cap-2022", 8_600_000, 10_000_000, false);
    check("england-cap-2014", 8_600_000, 10_000_000, true);
    check("england-cap-2015-draft", 7_200_000, 2_700_000, true);
}

#[test]
fn what_stands_by_default_says_that_it_is_ours() {
    let policy = on("2024-10-07", &council(vec![]));
    let value = policy.value("percentage_charged").unwrap();
    assert_eq!((value.layer.as_str(), value.confidence), ("default", Confidence::Seen));
    assert!(value.source.title.starts_with("Carecap's default (R-FIN-45)"));
    for known in choice_keys().iter().filter(|known| known.default.is_some()) {
        let default = policy.value(known.key).unwrap();
        assert_eq!(known.unit.canonical(&default.value).as_ref(), Some(&default.value));
    }
}

#[test]
fn a_choice_holds_until_the_next_of_its_key() {
    let policy = council(vec![
        choice("percentage_charged", "2024-04-08", "90", Confidence::Seen),
        choice("percentage_charged", "2025-04-07", "95.0", Confidence::Seen),
    ]);
    let percent = |text: &str| on(text, &policy).percent("percentage_charged").unwrap();
    assert_eq!(percent("2024-04-07").to_string(), "100");
    assert_eq!(percent("2024-04-08").to_string(), "90");
    assert_eq!(percent("2025-04-06").to_string(), "90");
    assert_eq!(percent("2025-04-07").to_string(), "95");
}

/// The national maximum of interest on deferred payments, by the half-year; `-` where no source gives it.
const INTEREST: [(&str, &str); 12] = [
    ("2021-01", "0.45"),
    ("2021-07", "0.75"),
    ("2022-01", "0.95"),
    ("2022-07", "1.55"),
    ("2023-01", "3.18"),
    ("2023-07", "3.43"),
    ("2024-01", "4.65"),
    ("2024-07", "4.05"),
    ("2025-01", "4.25"),
    ("2025-07", "-"),
    ("2026-01", "-"),
    ("2026-07", "-"),
];

#[test]
fn each_half_year_has_its_most_for_interest_from_its_first_day_to_its_last() {
    for (half, percent) in INTEREST.into_iter().skip(1) {
        let (first, last) = match half.strip_suffix("-01") {
            Some(year) => (format!("{year}-01-01"), format!("{year}-06-30")),
            None => (format!("{half}-01"), half.replace("-07", "-12-31")),
        };
        for text in [first, last] {
            let policy = on(&text, &council(vec![]));
            let found = policy.value("deferred_interest_cap_percent");
            assert_eq!(found.map_or("-", |value| value.value.as_str()), percent, "{text}");
        }
    }
    let first = on("2021-04-06", &council(vec![]));
    assert_eq!(first.value("deferred_interest_cap_percent").unwrap().value, INTEREST[0].1);
}

#[test]
fn what_a_council_supplied_for_one_half_year_is_not_carried_on_into_the_next() {
    let key = "deferred_interest_cap_percent";
    let supplied = |from, value| choice(key, from, value, Confidence::Supplied);
    let policy = council(vec![supplied("2026-01-01", "4.75"), supplied("2026-07-06", "4.6")]);
    let percent = |text: &str| on(text, &policy).percent(key).ok().map(|found| found.to_string());
    assert_eq!(percent("2025-12-31"), None);
    assert_eq!(percent("2026-01-01").as_deref(), Some("4.75"));
    assert_eq!(percent("2026-06-30").as_deref(), Some("4.75"));
    assert_eq!(percent("2026-07-01"), None);
    assert_eq!(percent("2026-07-05"), None);
    assert_eq!(percent("2026-07-06").as_deref(), Some("4.6"));
    assert_eq!(percent("2027-01-01"), None);
    let value = on("2026-02-01", &policy);
    let value = value.value(key).unwrap();
    assert_eq!(value.in_force.end(), Some(day("2026-07-01")), "the budget knows when it changes");
    assert!(value.confidence.blocks_publication());
}

#[test]
fn a_policy_made_from_the_values_written_down_is_the_same() {
    let policy = on("2025-05-01", &trial_of_the_cap());
    let again = PolicyOnDay::from_values(
        policy.pack(),
        policy.edition(),
        policy.is_shadow(),
        policy.on(),
        policy.values().cloned(),
    );
    assert_eq!(again, policy);
}
