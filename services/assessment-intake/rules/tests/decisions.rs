//! What a named assessor decides: what is taken of it, that it is kept, and when needs are eligible.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use assessment_intake_rules::assessment::{
    Assessment, AssessmentError, AssessmentKind, Setting, WellbeingArea,
};
use assessment_intake_rules::eligibility::{CarerFindings, CarerOutcome, eligible};
use assessment_intake_rules::needs::{Limb, Outcome};
use time::macros::date;

use common::{decision, determined, draft, finding, stamp};

#[test]
fn only_a_permanent_stay_says_since_when_it_lasts_and_no_later_than_the_care() {
    let submitted = draft(AssessmentKind::Professional).submit(stamp("worker")).unwrap();
    let decide = |setting, permanent_since| {
        let mut stay = decision(vec![]);
        stay.setting = setting;
        stay.permanent_since = Some(permanent_since);
        submitted.determine(stay, stamp("assessor"))
    };
    let (on_trial, starts_on) = (date!(2024 - 09 - 09), date!(2024 - 10 - 07));
    for setting in [Setting::Home, Setting::CareHomeTemporary, Setting::CareHomeShortTerm] {
        assert_eq!(decide(setting, on_trial), Err(AssessmentError::NotPermanent), "{setting:?}");
    }
    let later = decide(Setting::CareHomePermanent, date!(2024 - 10 - 08));
    assert_eq!(later, Err(AssessmentError::PermanentAfterStart));
    for since in [on_trial, starts_on] {
        let determined = decide(Setting::CareHomePermanent, since).unwrap();
        let kept = &determined.facts().determination.as_ref().unwrap().decision;
        assert_eq!(kept.permanent_since, Some(since));
    }
}

#[test]
fn a_carer_is_eligible_by_the_criteria_for_carers_alone() {
    let submitted = draft(AssessmentKind::Carer).submit(stamp("worker")).unwrap();
    let outcomes = [Outcome::Nutrition, Outcome::Hygiene, Outcome::Toilet];
    let ill_in_every_way: Vec<_> =
        outcomes.map(|outcome| finding(outcome, &[Limb::NeedsAssistance])).to_vec();
    let missing = submitted.determine(decision(ill_in_every_way.clone()), stamp("assessor"));
    assert_eq!(missing, Err(AssessmentError::CarerFindingsMissing));

    let decide = |necessary, at_risk, not_achieved: &[CarerOutcome], impact| {
        let mut judged = decision(ill_in_every_way.clone());
        judged.significant_impact = impact;
        judged.carer = Some(CarerFindings {
            provides_necessary_care: necessary,
            health_at_risk: at_risk,
            not_achieved: not_achieved.iter().copied().collect(),
        });
        let determined = submitted.determine(judged, stamp("assessor")).unwrap();
        determined.facts().determination.as_ref().unwrap().eligible
    };
    assert!(decide(true, true, &[], true), "health at risk is enough");
    assert!(decide(true, false, &[CarerOutcome::Recreation], true), "one outcome is enough");
    assert!(!decide(true, false, &[], true), "no effect on the carer");
    assert!(!decide(false, true, &[CarerOutcome::Recreation], true), "the care is not necessary");
    assert!(!decide(true, true, &[CarerOutcome::Recreation], false), "no significant impact");
}

#[test]
fn nobody_elses_assessment_is_determined_by_the_criteria_for_carers() {
    let submitted = draft(AssessmentKind::Professional).submit(stamp("worker")).unwrap();
    let mut judged = decision(vec![]);
    judged.carer = Some(CarerFindings {
        provides_necessary_care: true,
        health_at_risk: true,
        not_achieved: [].into(),
    });
    let refused = submitted.determine(judged, stamp("assessor"));
    assert_eq!(refused, Err(AssessmentError::NotACarer));
}

#[test]
fn areas_of_wellbeing_are_kept_in_the_order_of_the_judgement_each_once() {
    use WellbeingArea::{Control, Dignity};
    let submitted = draft(AssessmentKind::Professional).submit(stamp("worker")).unwrap();
    let decide = |areas: &[WellbeingArea]| {
        let mut judged = decision(vec![]);
        judged.wellbeing_areas = areas.to_vec();
        submitted.determine(judged, stamp("assessor"))
    };
    let twice = decide(&[Control, Dignity, Control]);
    assert_eq!(twice, Err(AssessmentError::AreaTwice { index: 2 }));
    let determined = decide(&[Control, Dignity]).unwrap();
    let stored = serde_json::to_value(&determined).unwrap();
    let judged = &stored["determination"]["wellbeing_areas"];
    assert_eq!(judged, &serde_json::json!(["CONTROL", "DIGNITY"]));
    assert_eq!(serde_json::from_value::<Assessment>(stored).unwrap(), determined);
    assert!(!determined.facts().determination.as_ref().unwrap().eligible, "no area decides");
}

#[test]
fn a_determination_stored_before_wellbeing_areas_were_recorded_reads_back() {
    let done = determined(&draft(AssessmentKind::Professional), vec![]);
    let stored = serde_json::to_value(&done).unwrap();
    let keys = stored["determination"].as_object().unwrap();
    assert!(!keys.contains_key("wellbeing_areas") && !keys.contains_key("permanent_since"));
    assert_eq!(serde_json::from_value::<Assessment>(stored).unwrap(), done);
}

#[test]
fn eligibility_needs_all_three_conditions_and_two_outcomes() {
    let one = vec![finding(Outcome::Toilet, &[Limb::Endangers, Limb::TakesLonger])];
    let two = vec![
        finding(Outcome::Toilet, &[Limb::NeedsAssistance]),
        finding(Outcome::ChildCaring, &[Limb::TakesLonger]),
    ];
    let achieved = vec![one[0].clone(), finding(Outcome::Hygiene, &[])];
    assert!(eligible(true, &two, true));
    assert!(!eligible(false, &two, true));
    assert!(!eligible(true, &two, false));
    assert!(!eligible(true, &one, true));
    assert!(!eligible(true, &achieved, true), "an outcome that is achieved does not count");
}

#[test]
fn the_level_of_need_is_judged_over_one_week_to_ten_years_or_nothing_is_said() {
    let submitted = draft(AssessmentKind::Professional).submit(stamp("worker")).unwrap();
    let judged = |weeks| {
        let mut decided = decision(vec![]);
        decided.level_judged_over_weeks = weeks;
        submitted.determine(decided, stamp("assessor"))
    };
    for refused in [0, 521] {
        assert_eq!(judged(Some(refused)), Err(AssessmentError::PeriodJudged));
    }
    for taken in [Some(1), Some(520), None] {
        let determined = judged(taken).unwrap();
        let kept = serde_json::to_value(determined.facts().determination.as_ref()).unwrap();
        assert_eq!(
            kept.get("level_judged_over_weeks").and_then(|weeks| weeks.as_u64()),
            taken.map(u64::from)
        );
    }
}
