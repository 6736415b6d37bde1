//! Each check, where it holds and where it does not.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use assessment_intake_rules::answers::View;
use assessment_intake_rules::assessment::{Assessment, AssessmentKind};
use assessment_intake_rules::eligibility::NoLineBecause;
use assessment_intake_rules::need_line::NeedLineFacts;
use assessment_intake_rules::needs::{
    DayLevel, KindOfHelp, Limb, LinePeriod, MetBy, Outcome, Slot,
};
use rust_decimal::Decimal;

use common::{
    answering, answering_as, checks_of, decision, determined, draft, draft_on, finding, holds,
    line, stamp, version, with_lines,
};

type Said<'a> = &'a [(&'a str, &'a [&'a str])];

fn told(answers: Said) -> Assessment {
    answering(&draft(AssessmentKind::SelfAssessment), answers)
}

fn told_with(answers: Said, lines: Vec<NeedLineFacts>) -> Assessment {
    with_lines(&told(answers), lines)
}

fn professional(lines: Vec<NeedLineFacts>) -> Assessment {
    with_lines(&draft(AssessmentKind::Professional), lines)
}

#[test]
fn an_assessment_without_answers_trips_no_check_on_answers() {
    let lines = vec![
        line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Council),
        line(Outcome::HomeSafeUse, KindOfHelp::NightWaking, MetBy::Council),
        line(Outcome::HomeSafeUse, KindOfHelp::Supervision, MetBy::Nobody),
    ];
    assert_eq!(checks_of(&professional(lines)), []);
}

#[test]
fn qc_01_care_is_bought_for_an_outcome_that_is_achieved() {
    let paid = || line(Outcome::Nutrition, KindOfHelp::Meal, MetBy::PaidPrivate);
    let alone: Said = &[("nut.make.how", &["alone"])];
    assert!(holds(&told_with(alone, vec![paid()]), "QC-01"));
    assert!(!holds(&told_with(&[("nut.make.how", &["part"])], vec![paid()]), "QC-01"));
    let by_carer = line(Outcome::Nutrition, KindOfHelp::Meal, MetBy::Carer);
    assert!(!holds(&told_with(alone, vec![by_carer]), "QC-01"));
    // Once determined, an outcome without a finding is achieved.
    assert!(holds(&determined(&professional(vec![paid()]), vec![]), "QC-01"));
}

#[test]
fn qc_02_a_need_was_determined_and_nothing_serves_it() {
    let need = || finding(Outcome::Toilet, &[Limb::NeedsAssistance]);
    let none = determined(&professional(vec![]), vec![need()]);
    assert!(holds(&none, "QC-02"));
    assert_eq!(checks_of(&none)[0].outcome, Some(Outcome::Toilet));
    let served = vec![line(Outcome::Toilet, KindOfHelp::PersonalCare, MetBy::Nobody)];
    assert!(!holds(&determined(&professional(served), vec![need()]), "QC-02"));
    let mut explained = need();
    explained.no_line_because = Some(NoLineBecause::Equipment);
    assert!(!holds(&determined(&professional(vec![]), vec![explained]), "QC-02"));
    let achieved = finding(Outcome::Toilet, &[]);
    assert!(!holds(&determined(&professional(vec![]), vec![achieved]), "QC-02"));
    assert!(!holds(&told(&[("toi.use.how", &["full"])]), "QC-02"), "not before it is determined");
}

#[test]
fn qc_03_meals_are_missed_and_no_need_is_indicated() {
    assert!(holds(&told(&[("nut.enough", &["yes"])]), "QC-03"));
    assert!(!holds(&told(&[("nut.enough", &["no"])]), "QC-03"));
    let needy: Said = &[("nut.enough", &["yes"]), ("nut.make.how", &["prompt"])];
    assert!(!holds(&told(needy), "QC-03"));
}

#[test]
fn qc_04_moving_needs_help_and_washing_does_not() {
    let said = |moving, cost| {
        told(&[
            ("saf.move.how", &[moving]),
            ("hyg.wash.how", &["alone"]),
            ("hyg.wash.cost", &[cost]),
        ])
    };
    assert!(holds(&said("full", "none"), "QC-04"));
    assert!(!holds(&said("full", "slow"), "QC-04"));
    assert!(!holds(&said("alone", "none"), "QC-04"));
}

#[test]
fn qc_05_forgetful_and_never_prompted() {
    let said = |often, how| told(&[("x.memory.often", &[often]), ("nut.make.how", &[how])]);
    assert!(holds(&said("often", "alone"), "QC-05"));
    assert!(!holds(&said("often", "prompt"), "QC-05"));
    assert!(!holds(&said("sometimes", "alone"), "QC-05"));
    assert!(!holds(&told(&[("x.memory.often", &["often"])]), "QC-05"), "no task answered yet");
}

#[test]
fn qc_06_two_to_move_and_one_to_help() {
    let care = |people, met_by| {
        let line = line(Outcome::Hygiene, KindOfHelp::PersonalCare, met_by);
        NeedLineFacts { people, ..line }
    };
    let two: Said = &[("x.transfer.people", &["2"])];
    assert!(holds(&told_with(two, vec![care(1, MetBy::Nobody)]), "QC-06"));
    assert!(!holds(&told_with(two, vec![care(2, MetBy::Nobody)]), "QC-06"));
    let side_by_side = vec![care(1, MetBy::Nobody), care(1, MetBy::Carer)];
    assert!(!holds(&told_with(two, side_by_side), "QC-06"));
    let one: Said = &[("x.transfer.people", &["1"])];
    assert!(holds(&told_with(one, vec![care(2, MetBy::Nobody)]), "QC-06"));
}

#[test]
fn qc_07_needed_at_night_and_no_line_says_so() {
    let night = || vec![line(Outcome::Toilet, KindOfHelp::NightSleeping, MetBy::Carer)];
    assert!(holds(&told(&[("x.night.count", &["1"])]), "QC-07"));
    assert!(!holds(&told(&[("x.night.count", &["0"])]), "QC-07"));
    assert!(!holds(&told_with(&[("x.night.count", &["1"])], night()), "QC-07"));
}

#[test]
fn qc_08_a_night_line_that_does_not_fit_the_calls() {
    let check = |kind, count, minutes, expected| {
        let lines = vec![line(Outcome::Toilet, kind, MetBy::Nobody)];
        let answers: Said = &[("x.night.count", &[count]), ("x.night.minutes", &[minutes])];
        assert_eq!(holds(&told_with(answers, lines), "QC-08"), expected, "{kind:?} {count}");
    };
    check(KindOfHelp::NightWaking, "2", "19", true);
    check(KindOfHelp::NightWaking, "2", "20", false);
    check(KindOfHelp::NightWaking, "3", "5", false);
    check(KindOfHelp::NightWaking, "0", "0", true);
    check(KindOfHelp::NightSleeping, "2", "30", false);
    check(KindOfHelp::NightSleeping, "3", "5", true);
    check(KindOfHelp::NightSleeping, "0", "0", true);
}

#[test]
fn qc_10_safe_alone_all_day_and_supervised() {
    let line = || vec![line(Outcome::HomeSafeUse, KindOfHelp::Supervision, MetBy::Nobody)];
    assert!(holds(&told_with(&[("saf.alone", &["all_day"])], line()), "QC-10"));
    assert!(!holds(&told_with(&[("saf.alone", &["hours"])], line()), "QC-10"));
}

#[test]
fn qc_12_serves_the_carers_share_by_day_and_whether_there_is_a_plan() {
    let lines = || {
        vec![
            line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Carer),
            line(Outcome::Clothing, KindOfHelp::PersonalCare, MetBy::Nobody),
            line(Outcome::Nutrition, KindOfHelp::Meal, MetBy::Nobody),
            line(Outcome::Toilet, KindOfHelp::NightSleeping, MetBy::Carer),
        ]
    };
    let planned = told_with(&[("x.carer.cost.if_ill", &["plan"])], lines());
    let check = checks_of(&planned).into_iter().find(|check| check.check_id == "QC-12").unwrap();
    assert_eq!(check.measures["carer_share"], Decimal::new(3333, 4));
    assert_eq!(check.measures["plan_if_carer_ill"], Decimal::ONE);
    let nobody = vec![line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Nobody)];
    assert!(!holds(&professional(nobody), "QC-12"));
}

#[test]
fn qc_13_the_carers_lines_do_not_fit_the_hours_that_the_carer_says() {
    // Seven times thirty minutes make three and a half hours.
    let check = |hours, expected| {
        let lines = vec![line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Carer)];
        let told = told_with(&[("x.carer.hours", &[hours])], lines);
        assert_eq!(holds(&told, "QC-13"), expected, "{hours}");
    };
    check("2", true);
    check("3", false);
    check("7", false);
    check("8", true);
}

#[test]
fn qc_14_a_carer_does_not_want_to_go_on_or_cannot() {
    let check = |answers: Said, expected| {
        let lines = vec![line(Outcome::Toilet, KindOfHelp::NightWaking, MetBy::Carer)];
        assert_eq!(holds(&told_with(answers, lines), "QC-14"), expected, "{answers:?}");
    };
    check(&[("x.carer.relation", &["partner"])], false);
    check(&[("x.carer.go.want", &["yes"]), ("x.carer.go.can", &["yes"])], false);
    check(&[("x.carer.go.want", &["yes"]), ("x.carer.go.can", &["no"])], true);
    check(&[("x.carer.go.want", &["less"])], true);
    check(&[("x.carer.go.want", &["less"]), ("x.carer.go.not_tasks", &["meals"])], false);
    check(&[("x.carer.go.can", &["less"]), ("x.carer.go.not_tasks", &["nights"])], true);
}

#[test]
fn qc_15_serves_what_bears_on_a_carer_once_any_of_it_is_told() {
    let told_hours = told(&[("x.carer.hours", &["51"])]);
    let check = checks_of(&told_hours).remove(0);
    assert_eq!(check.check_id, "QC-15");
    assert_eq!(check.measures["carer_hours"], Decimal::from(51));
    assert_eq!(check.measures["assessment_offered"], Decimal::ZERO);
    let told_age = told(&[("x.carer.age", &["75_or_over"])]);
    let check = checks_of(&told_age).remove(0);
    assert_eq!(check.measures["carer_aged_75"], Decimal::ONE);
    assert!(!check.measures.contains_key("carer_hours"), "nobody said how many");
    assert!(!holds(&told(&[("x.carer.relation", &["partner"])]), "QC-15"));
}

#[test]
fn qc_17_needs_a_sign_beside_three_needs_or_a_refusal_beside_two() {
    let check = |clean: &str, why: Option<&str>, enough: &str, wash: &str, expected| {
        let why = why.map_or(vec![], |why| vec![why]);
        let told = told(&[
            ("hab.clean.how", &[clean]),
            ("hab.clean.why", &why),
            ("nut.make.how", &["part"]),
            ("nut.enough", &[enough]),
            ("hyg.wash.how", &[wash]),
        ]);
        assert_eq!(holds(&told, "QC-17"), expected, "{clean} {why:?} {enough} {wash}");
    };
    check("full", None, "no", "part", false);
    check("full", None, "yes", "part", true);
    check("not_done", Some("cannot"), "no", "part", true);
    check("not_done", Some("cannot"), "no", "alone", false);
    check("not_done", Some("dont_want"), "no", "part", true);
}

#[test]
fn qc_18_a_disclosure_is_hidden_by_no_other_answer() {
    for disclosed in ["yes", "not_sure"] {
        assert!(holds(&told(&[("x.safe", &[disclosed])]), "QC-18"), "{disclosed}");
    }
    for not in ["no", "skip"] {
        assert!(!holds(&told(&[("x.safe", &[not])]), "QC-18"), "{not}");
    }
    let by_person = told(&[("x.safe", &["yes"])]);
    let agreed = answering_as(&by_person, View::Agreed, &[("x.safe", &["no"])]);
    assert!(holds(&agreed, "QC-18"), "even where another answer was agreed");
    let not_asked = told(&[("rel.contact", &["yes"]), ("rel.stops", &["others_unkind"])]);
    assert!(holds(&not_asked, "QC-18"), "even where the question is then not asked");
}

#[test]
fn qc_20_it_is_hard_to_take_part_and_nobody_supports() {
    let hard: Said = &[("x.understand.what", &["weigh_up"])];
    assert!(holds(&told(hard), "QC-20"));
    assert!(!holds(&told(&[("x.understand.what", &["none"])]), "QC-20"));
    for supporter in ["helper", "advocate"] {
        let supported: Said = &[("x.understand.supported_by", &[supporter])];
        assert!(!holds(&answering(&told(hard), supported), "QC-20"), "{supporter}");
    }
}

#[test]
fn qc_21_serves_the_number_of_outcomes_and_of_bad_days() {
    let told_one = told(&[("nut.make.how", &["part"]), ("x.fluct.bad_days", &["2"])]);
    let check = checks_of(&told_one).remove(0);
    assert_eq!(check.check_id, "QC-21");
    assert_eq!(check.measures["outcomes_indicated"], Decimal::ONE);
    assert_eq!(check.measures["bad_days"], Decimal::TWO);
    assert!(!holds(&told(&[("nut.make.how", &["alone"])]), "QC-21"));
}

#[test]
fn qc_22_signs_of_a_need_that_is_the_nhss() {
    assert!(!holds(&told(&[("x.health.signs", &["breathing", "wounds"])]), "QC-22"));
    assert!(holds(
        &told(&[("x.health.signs", &["breathing", "wounds", "changing_medicine"])]),
        "QC-22"
    ));
    assert!(holds(&told(&[("x.health.signs", &["months_to_live"])]), "QC-22"));
    let nursing = vec![line(Outcome::Hygiene, KindOfHelp::HealthTask, MetBy::Nhs)];
    assert!(holds(&professional(nursing), "QC-22"));
}

#[test]
fn qc_23_two_views_of_one_task_lie_far_apart_until_they_agree() {
    let views = |person: &str, cost: &str, carer: &str| {
        let told = told(&[("hyg.wash.how", &[person]), ("hyg.wash.cost", &[cost])]);
        answering_as(&told, View::Carer, &[("hyg.wash.how", &[carer])])
    };
    assert!(holds(&views("alone", "none", "part"), "QC-23"));
    assert!(!holds(&views("alone", "none", "prompt"), "QC-23"));
    let costly = answering_as(
        &views("alone", "none", "alone"),
        View::Carer,
        &[("hyg.wash.cost", &["hurts"])],
    );
    assert!(holds(&costly, "QC-23"));
    let agreed = answering_as(&costly, View::Agreed, &[("hyg.wash.how", &["prompt"])]);
    assert!(!holds(&agreed, "QC-23"));
}

#[test]
fn qc_24_needs_without_anything_that_causes_them() {
    let said = |cause, how| told(&[("x.cause", &[cause]), ("nut.make.how", &[how])]);
    assert!(holds(&said("none", "part"), "QC-24"));
    assert!(!holds(&said("illness", "part"), "QC-24"));
    assert!(!holds(&said("none", "alone"), "QC-24"));
}

/// Two spells of three weeks, the last of them sixty weeks ago, and two bad days in a usual week.
const SPELLS: Said = &[
    ("x.fluct.bad_days", &["2"]),
    ("x.fluct.bad_spells_yearly", &["2"]),
    ("x.fluct.bad_spell_weeks", &["3"]),
    ("x.fluct.weeks_since_bad_spell", &["60"]),
];

fn on_bad_days(period: LinePeriod) -> NeedLineFacts {
    NeedLineFacts {
        level: DayLevel::BadDay,
        period,
        slot: Slot::Morning,
        ..line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Nobody)
    }
}

#[test]
fn qc_32_spells_are_told_of_and_no_line_is_of_them() {
    let spells = |lines| told_with(SPELLS, lines);
    let weekly = || on_bad_days(LinePeriod::Week);
    assert!(holds(&spells(vec![weekly()]), "QC-32"));
    let measured = checks_of(&spells(vec![]));
    let check = measured.iter().find(|check| check.check_id == "QC-32").unwrap();
    assert_eq!(check.measures["weeks_in_spells"], Decimal::from(6));
    assert!(!holds(&spells(vec![weekly(), on_bad_days(LinePeriod::Year)]), "QC-32"));
    let in_a_home = NeedLineFacts {
        times: Decimal::ONE,
        minutes: 0,
        ..line(Outcome::Hygiene, KindOfHelp::AccommodationWithCare, MetBy::Council)
    };
    assert!(!holds(&spells(vec![in_a_home]), "QC-32"));
    assert!(!holds(&told(&[("x.fluct.bad_days", &["2"])]), "QC-32"), "bad days alone");
    let long: Said = &[("x.fluct.bad_spell_weeks", &["40"])];
    let together = answering_as(&spells(vec![]), View::Carer, long);
    assert!(holds(&together, "QC-32"), "two spells of one view, forty weeks of the other");
    let always: Said = &[("x.fluct.bad_days", &["7"])];
    assert!(!holds(&answering(&spells(vec![]), always), "QC-32"), "every day is bad anyway");
}

#[test]
fn qc_33_the_period_judged_is_stated_and_holds_the_last_spell() {
    let judged = |said: Said, level_judged_over_weeks| {
        let drafted = answering(&draft(AssessmentKind::Professional), said);
        let submitted = drafted.submit(stamp("worker")).unwrap();
        let mut decided = decision(vec![]);
        decided.level_judged_over_weeks = level_judged_over_weeks;
        submitted.determine(decided, stamp("assessor")).unwrap()
    };
    assert!(holds(&judged(SPELLS, None), "QC-33"));
    assert!(holds(&judged(SPELLS, Some(52)), "QC-33"), "the last spell was before");
    assert!(!holds(&judged(SPELLS, Some(60)), "QC-33"));
    let bad_days: Said = &[("x.fluct.bad_days", &["2"])];
    assert!(holds(&judged(bad_days, None), "QC-33"));
    assert!(!holds(&judged(bad_days, Some(12)), "QC-33"));
    assert!(!holds(&judged(&[("x.fluct.bad_days", &["0"])], None), "QC-33"));
    assert!(!holds(&told(SPELLS), "QC-33"), "not before it is determined");
}

#[test]
fn qc_21_measures_the_weeks_in_spells_where_there_are_any() {
    let needy = answering(&told(SPELLS), &[("hyg.wash.how", &["full"])]);
    let weeks = |assessment: &Assessment| {
        let checks = checks_of(assessment);
        let check = checks.into_iter().find(|check| check.check_id == "QC-21").unwrap();
        check.measures.get("weeks_in_spells").copied()
    };
    assert_eq!(weeks(&needy), Some(Decimal::from(6)));
    let none = answering(&needy, &[("x.fluct.bad_spells_yearly", &["0"])]);
    assert_eq!(weeks(&none), None);
}

#[test]
fn the_first_version_of_the_questionnaire_checks_no_spells() {
    let first = draft_on(version(1), AssessmentKind::Professional);
    let told = answering(&answering(&first, SPELLS), &[("x.transfer.bad_people", &["1"])]);
    let by_week_and_year = vec![on_bad_days(LinePeriod::Week), on_bad_days(LinePeriod::Year)];
    let lined = with_lines(&told, by_week_and_year.clone());
    let submitted = lined.submit(stamp("worker")).unwrap();
    let mut decided = decision(vec![]);
    decided.level_judged_over_weeks = None;
    let determined = submitted.determine(decided, stamp("assessor")).unwrap();
    assert!(!holds(&determined, "QC-32") && !holds(&determined, "QC-33"));
    // One helper in each of two lines of one slot: two, as that version adds them up.
    assert!(holds(&lined, "QC-06"));
    let second =
        answering(&told_with(SPELLS, by_week_and_year), &[("x.transfer.bad_people", &["1"])]);
    assert!(!holds(&second, "QC-06"), "the days of a spell are other days");
}
