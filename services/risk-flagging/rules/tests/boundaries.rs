//! What a council may bound, and which boundary holds on a day.

#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

mod common;

use std::path::Path;

use carecap_calendar::parse_day;
use carecap_money::Money;
use common::{boundary, day, set};
use risk_flagging_rules::{
    Bound, BoundaryInput, BoundarySet, BudgetFigures, Setting, Source, from_budget,
};
use serde::Deserialize;

const HIGHEST: &str = "F-COST-2 cost_weekly_highest";
const LOWEST: &str = "F-COST-2 cost_weekly_lowest";

/// What is told of a set that cannot stand.
fn faults(boundaries: Vec<BoundaryInput>) -> Vec<String> {
    let faults = BoundarySet::new(boundaries).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn the_newest_boundary_that_has_begun_holds_and_one_for_the_setting_comes_first() {
    let home = Some(Setting::Home);
    let boundaries = set(vec![
        boundary(HIGHEST, None, "2025-04-01", "2000"),
        boundary(HIGHEST, home, "2024-04-01", "1200"),
        boundary(HIGHEST, None, "2024-04-01", "1900"),
        boundary(HIGHEST, home, "2024-10-01", "1300"),
    ]);
    let on = |setting: Option<Setting>, on: &str| {
        let found = boundaries.in_force(Bound::CostWeeklyHighest, setting, day(on));
        found.map(|found| found.value.to_string())
    };
    assert_eq!(on(home, "2024-03-31"), None);
    assert_eq!(on(home, "2024-09-30").unwrap(), "1200");
    assert_eq!(on(home, "2024-10-01").unwrap(), "1300");
    assert_eq!(on(home, "2025-04-01").unwrap(), "1300");
    assert_eq!(on(Some(Setting::CareHomeTemporary), "2025-03-31").unwrap(), "1900");
    assert_eq!(on(None, "2025-04-01").unwrap(), "2000");
}

#[test]
fn where_a_council_has_set_nothing_the_default_holds_save_for_cost() {
    let nothing = BoundarySet::default();
    let value = |bound: Bound| {
        nothing.in_force(bound, None, day("2024-10-07")).map(|found| found.value.to_string())
    };
    assert_eq!(value(Bound::CarerHoursHighest).unwrap(), "50");
    assert_eq!(value(Bound::CarerShareHighest).unwrap(), "0.60");
    assert_eq!(value(Bound::OutcomesExactly).unwrap(), "2");
    assert_eq!(value(Bound::WindowMonths).unwrap(), "18");
    assert_eq!(value(Bound::CostWeeklyLowest), None);
    assert_eq!(value(Bound::CostWeeklyHighest), None);
}

#[test]
fn every_boundary_that_cannot_stand_is_told_with_its_place() {
    let mut unsourced = boundary(HIGHEST, None, "2024-04-01", "1900");
    unsourced.source.title = " ".to_owned();
    let told = faults(vec![
        boundary("F-COST-2 cost_weekly_higest", None, "2024-04-01", "1200"),
        boundary("C-CARE-2 carer_share_highest", None, "2024-04-01", "60"),
        boundary("C-CARE-1 carer_hours_highest", Some(Setting::Home), "2024-04-01", "40"),
        unsourced,
        boundary("F-ACC-4 window_months", None, "2024-04-01", "12"),
        boundary("F-ACC-4 window_months", None, "2024-04-01", "15"),
    ]);
    assert_eq!(
        told,
        [
            "boundaries[0].measure: there is no boundary `F-COST-2 cost_weekly_higest`; the \
             nearest is `F-COST-2 cost_weekly_highest`",
            "boundaries[1].value: the value must be a share from 0 to 1, such as 0.60",
            "boundaries[2].setting: `carer_hours_highest` is the same in every setting",
            "boundaries[3].source: the source must have a title",
            "boundaries[5].from: `window_months` is set twice from 2024-04-01",
        ]
    );
}

#[test]
fn a_value_must_be_one_of_its_unit() {
    let refused = |name: &str, value: &str| {
        BoundarySet::new(vec![boundary(name, None, "2024-04-01", value)]).is_err()
    };
    for (name, good, wrong) in [
        ("C-CARE-1 carer_hours_highest", "168", "168.01"),
        ("C-CARE-2 carer_share_highest", "1.00", "1.01"),
        ("N-NEED-3 outcomes_exactly", "3.0", "2.5"),
        ("F-ACC-4 window_months", "120", "0"),
        (HIGHEST, "1200.500", "1200.505"),
        (LOWEST, "0", "-0.01"),
    ] {
        assert!(!refused(name, good), "{name} {good}");
        assert!(refused(name, wrong), "{name} {wrong}");
    }
}

#[test]
fn a_lowest_cost_above_the_highest_is_refused_from_the_day_on_which_it_would_begin() {
    let home = Some(Setting::Home);
    let told = faults(vec![
        boundary(HIGHEST, None, "2024-04-01", "1200"),
        boundary(LOWEST, home, "2024-10-01", "1300"),
        boundary(LOWEST, Some(Setting::CareHomePermanent), "2024-10-01", "600"),
    ]);
    assert_eq!(
        told,
        ["boundaries[1].value: the lowest cost lies above the highest from 2024-10-01"]
    );
}

#[test]
fn a_set_is_stored_and_read_back_as_it_is() {
    let boundaries = set(vec![boundary(HIGHEST, Some(Setting::Home), "2024-04-01", "1200.00")]);
    let stored = serde_json::to_value(&boundaries).unwrap();
    assert_eq!(stored[0]["bound"], "cost_weekly_highest");
    assert_eq!(stored[0]["setting"], "HOME");
    assert_eq!(stored[0]["from"], "2024-04-01");
    assert_eq!(stored[0]["value"], "1200.00");
    assert_eq!(serde_json::from_value::<BoundarySet>(stored).unwrap(), boundaries);
}

/// A boundary in the file of a demonstration council.
#[derive(Deserialize)]
struct Written {
    indicator: String,
    measure: String,
    setting: Option<Setting>,
    from: String,
    value: String,
    source: String,
}

fn shipped(folder: &str) -> BoundarySet {
    let councils = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../carecap/councils");
    let text = std::fs::read_to_string(councils.join(folder).join("boundaries.yaml")).unwrap();
    let written: Vec<Written> = serde_yaml_ng::from_str(&text).unwrap();
    let input = |written: Written| BoundaryInput {
        indicator: written.indicator,
        measure: written.measure,
        setting: written.setting,
        from: parse_day(&written.from).unwrap(),
        value: written.value.parse().unwrap(),
        source: Source { title: written.source, href: String::new() },
    };
    set(written.into_iter().map(input).collect())
}

#[test]
fn the_published_budgets_of_the_demonstration_councils_lie_inside_their_ranges() {
    let raised = |folder: &str, setting: Setting, starts_on: &str, cost: &str| {
        let figures = BudgetFigures {
            setting,
            starts_on: day(starts_on),
            cost_weekly: Money::parse(cost).unwrap(),
        };
        from_budget(&figures, &shipped(folder)).raised.len()
    };
    let (home, care_home) = (Setting::Home, Setting::CareHomePermanent);
    assert_eq!(raised("leeds", home, "2024-10-07", "287.50"), 0);
    assert_eq!(raised("devon", home, "2023-10-02", "444.78"), 0);
    assert_eq!(raised("devon", home, "2023-11-06", "543.62"), 0);
    assert_eq!(raised("nottinghamshire", care_home, "2024-10-07", "805.00"), 0);
    assert_eq!(raised("nottinghamshire", care_home, "2025-01-09", "845.00"), 0);
    assert_eq!(raised("leeds", home, "2024-10-07", "1200.01"), 1);
    assert_eq!(raised("devon", home, "2023-10-02", "29.99"), 1);
    assert_eq!(raised("nottinghamshire", care_home, "2025-01-09", "1500.01"), 1);
}
