//! What is found in an assessment, a budget and an account.

#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

mod common;

use std::collections::BTreeMap;

use carecap_money::Money;
use common::{boundary, day, set};
use risk_flagging_rules::{
    AssessmentState, BoundarySet, BudgetFigures, CapNear, Check, Findings, Indicator, Route,
    Setting, Severity, from_assessment, from_budget, from_cap_near,
};
use rust_decimal::Decimal;
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    about: String,
    state: AssessmentState,
    checks: Vec<CaseCheck>,
    raises: Vec<CaseRaised>,
}

#[derive(Deserialize)]
struct CaseCheck {
    check_id: String,
    outcome: Option<String>,
    #[serde(default)]
    measures: BTreeMap<String, Decimal>,
    evidence: String,
}

#[derive(Deserialize)]
struct CaseRaised {
    indicator: String,
    check_id: String,
    outcome: Option<String>,
    evidence: Option<String>,
}

#[test]
fn the_checks_of_an_assessment_raise_what_the_cases_say() {
    let cases: Vec<Case> = serde_yaml_ng::from_str(include_str!("cases/assessment.yaml")).unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let about = &case.about;
        let check = |check: CaseCheck| Check {
            check_id: check.check_id,
            outcome: check.outcome,
            measures: check.measures,
            evidence: check.evidence,
        };
        let checks: Vec<Check> = case.checks.into_iter().map(check).collect();
        let defaults = BoundarySet::default();
        let found = from_assessment(case.state, &checks, &defaults, day("2024-10-07"));
        assert_eq!(found.raised.len(), case.raises.len(), "{about}: {:?}", found.raised);
        for (raised, expected) in found.raised.iter().zip(&case.raises) {
            assert_eq!(raised.indicator.code(), expected.indicator, "{about}");
            assert_eq!(raised.check_id.as_ref(), Some(&expected.check_id), "{about}");
            assert_eq!(raised.outcome, expected.outcome, "{about}");
            if let Some(evidence) = &expected.evidence {
                assert_eq!(&raised.evidence, evidence, "{about}");
            }
        }
    }
}

#[test]
fn every_check_that_stands_for_contradicting_answers_raises_one_indicator() {
    let contradictions = [1, 3, 4, 5, 6, 8, 10, 13, 23, 24, 25, 27, 28];
    let check = |number: i32| Check {
        check_id: format!("QC-{number:02}"),
        outcome: None,
        measures: BTreeMap::new(),
        evidence: String::new(),
    };
    let checks: Vec<Check> = (1..=31).map(check).collect();
    let on = day("2024-10-07");
    let found = from_assessment(AssessmentState::Submitted, &checks, &BoundarySet::default(), on);
    let by = |indicator: Indicator| -> Vec<String> {
        let of = found.raised.iter().filter(|raised| raised.indicator == indicator);
        of.filter_map(|raised| raised.check_id.clone()).collect()
    };
    let expected = contradictions.map(|number| format!("QC-{number:02}"));
    assert_eq!(by(Indicator::InconsistentAnswers), expected);
    assert_eq!(by(Indicator::UnmetNeed), ["QC-02", "QC-07", "QC-09"]);
    assert_eq!(found.raised[0].evidence, "The check QC-18 holds.");
}

#[test]
fn a_councils_own_boundary_goes_before_the_default_from_its_day() {
    let boundaries = set(vec![boundary("C-CARE-1 carer_hours_highest", None, "2024-10-01", "35")]);
    let check = Check {
        check_id: "QC-15".to_owned(),
        outcome: None,
        measures: BTreeMap::from([("carer_hours".to_owned(), Decimal::from(40))]),
        evidence: String::new(),
    };
    let found = |on: &str| {
        from_assessment(
            AssessmentState::Submitted,
            std::slice::from_ref(&check),
            &boundaries,
            day(on),
        )
        .raised
    };
    assert!(found("2024-09-30").is_empty());
    assert_eq!(
        found("2024-10-01")[0].evidence,
        "The carer gives 40 hours of care a week (highest 35, set from 2024-10-01); no carer's \
         assessment was offered."
    );
}

fn budget(setting: Setting, pence: i64, boundaries: &BoundarySet) -> Findings {
    let figures = BudgetFigures {
        setting,
        starts_on: day("2024-10-07"),
        cost_weekly: Money::from_pence(pence),
    };
    from_budget(&figures, boundaries)
}

#[test]
fn a_weekly_cost_outside_the_range_of_its_setting_is_raised_and_at_its_edges_is_not() {
    let boundaries = set(vec![
        boundary("F-COST-2 cost_weekly_lowest", Some(Setting::Home), "2024-04-01", "30.00"),
        boundary("F-COST-2 cost_weekly_highest", Some(Setting::Home), "2024-04-01", "1200.00"),
    ]);
    let evidence = |setting: Setting, pence: i64| {
        let raised = budget(setting, pence, &boundaries).raised;
        raised.first().map(|raised| raised.evidence.clone())
    };
    assert_eq!(evidence(Setting::Home, 3_000), None);
    assert_eq!(evidence(Setting::Home, 120_000), None);
    assert_eq!(
        evidence(Setting::Home, 120_001).unwrap(),
        "The weekly cost is £1,200.01 (highest £1,200.00, set from 2024-04-01)."
    );
    assert_eq!(
        evidence(Setting::Home, 2_999).unwrap(),
        "The weekly cost is £29.99 (lowest £30.00, set from 2024-04-01)."
    );
    assert_eq!(evidence(Setting::CareHomePermanent, 500_000), None);
}

#[test]
fn without_a_range_no_cost_is_out_of_bounds() {
    assert!(budget(Setting::Home, i64::MAX, &BoundarySet::default()).raised.is_empty());
}

#[test]
fn a_cap_is_near_when_it_is_reached_earlier_than_eighteen_months_on() {
    let raised = |projected_on: &str, boundaries: &BoundarySet| {
        let near = CapNear { as_of: day("2025-04-07"), projected_on: day(projected_on) };
        from_cap_near(&near, boundaries).raised
    };
    let defaults = BoundarySet::default();
    assert!(raised("2026-10-07", &defaults).is_empty());
    let near = raised("2026-10-06", &defaults);
    assert_eq!(
        near[0].evidence,
        "Counted on from 2025-04-07 at the present rate, the cap would be reached on 2026-10-06 \
         (window in months 18, the default)."
    );
    let six = set(vec![boundary("F-ACC-4 window_months", None, "2025-01-01", "6")]);
    assert!(raised("2026-10-06", &six).is_empty());
}

#[test]
fn each_indicator_has_the_urgency_and_the_desk_that_councils_gave_it() {
    let listed = Indicator::ALL.map(|one| (one.code(), one.severity(), one.route()));
    let (safeguarding, practitioner) = (Route::Safeguarding, Route::Practitioner);
    assert_eq!(
        listed,
        [
            ("S-SAFE-1", Severity::Urgent, safeguarding),
            ("S-SAFE-2", Severity::High, practitioner),
            ("S-SAFE-4", Severity::High, practitioner),
            ("C-CARE-1", Severity::High, practitioner),
            ("C-CARE-2", Severity::Medium, practitioner),
            ("N-NEED-2", Severity::Medium, practitioner),
            ("N-NEED-3", Severity::Low, practitioner),
            ("N-NEED-5", Severity::High, practitioner),
            ("F-COST-2", Severity::Medium, practitioner),
            ("F-ACC-4", Severity::Info, practitioner),
        ]
    );
    for indicator in Indicator::ALL {
        let stored = serde_json::to_string(&indicator).unwrap();
        assert_eq!(stored, format!("\"{}\"", indicator.code()));
    }
}
