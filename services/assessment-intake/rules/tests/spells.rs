//! Bad spells: what is told of them, what they come to in a year, and what an earlier version of the
//! questionnaire goes on making of them, which is nothing. The cases are files that a practitioner
//! can check by hand.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

use assessment_intake_rules::answers::View;
use assessment_intake_rules::assessment::{Assessment, AssessmentError, AssessmentKind};
use assessment_intake_rules::fluctuation::{
    Fluctuation, FluctuationFacts, FluctuationRefused, SpellsCounted, SpellsRefused, Told,
    count_spells, for_person, for_practitioner, told,
};
use assessment_intake_rules::limbs::limbs_indicated;
use assessment_intake_rules::need_line::{NeedLine, NeedLineFacts, NeedLineRefused};
use assessment_intake_rules::needs::{DayLevel, KindOfHelp, Limb, LinePeriod, MetBy, Outcome};
use assessment_intake_rules::questionnaire::SpellCounting;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Deserialize;

use common::{
    answering, answering_as, draft, draft_on, given, line, questionnaire, questionnaire_of, stamp,
    version,
};

type Said<'a> = &'a [(&'a str, &'a [&'a str])];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SpellCase {
    answers: BTreeMap<String, Vec<String>>,
    lines: Vec<NeedLine>,
    #[serde(default)]
    spell_week: Vec<NeedLine>,
    minutes_yearly_without_spells: Decimal,
    whole_weeks: Counted,
    on_top: Counted,
    for_person: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    #[serde(default)]
    weeks_replaced: u32,
    minutes_yearly: Decimal,
    yearly_lines: Vec<NeedLine>,
}

fn told_of(assessment: &Assessment) -> Option<Told> {
    told(questionnaire_of(assessment), &assessment.facts().answers).unwrap()
}

fn check(text: &str) {
    let case: SpellCase = serde_yaml_ng::from_str(text).unwrap();
    let answers = case.answers.iter().map(|(name, values)| {
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        given(name, &values, View::Person)
    });
    let draft = draft(AssessmentKind::SupportedSelf);
    let saved = draft.save_answers(questionnaire(), answers.collect(), stamp("person")).unwrap();
    let told = told_of(&saved).unwrap();
    let ways = [(SpellCounting::WholeWeeks, case.whole_weeks), (SpellCounting::OnTop, case.on_top)];
    for (counting, expected) in ways {
        let counted = count_spells(&case.lines, &case.spell_week, &told.fluctuation, counting);
        let expected = SpellsCounted {
            counting,
            yearly_lines: expected.yearly_lines,
            weeks_replaced: expected.weeks_replaced,
            minutes_yearly_without_spells: case.minutes_yearly_without_spells,
            minutes_yearly: expected.minutes_yearly,
        };
        assert_eq!(counted, Ok(expected));
    }
    assert_eq!(for_person(Some(&told), None), case.for_person);
}

#[test]
fn b_relapses_beside_bad_days() {
    check(include_str!("cases/spells/b-relapses-beside-bad-days.yaml"));
}

#[test]
fn g_spells_alone() {
    check(include_str!("cases/spells/g-spells-alone.yaml"));
}

#[test]
fn h_less_can_be_done_on_a_bad_day() {
    check(include_str!("cases/spells/h-less-can-be-done-on-a-bad-day.yaml"));
}

fn weekly(kind: KindOfHelp, times: i64, level: DayLevel) -> NeedLine {
    let facts = line(Outcome::Hygiene, kind, MetBy::Nobody);
    NeedLine::new(NeedLineFacts { times: Decimal::from(times), level, ..facts }).unwrap()
}

fn year(bad_days_weekly: u32, spells_yearly: u32, weeks_each: u32) -> Fluctuation {
    let weeks_since_last = None;
    let facts = FluctuationFacts { bad_days_weekly, spells_yearly, weeks_each, weeks_since_last };
    Fluctuation::new(facts).unwrap()
}

fn whole_weeks(
    lines: &[NeedLine],
    spell_week: &[NeedLine],
    year: &Fluctuation,
) -> Result<SpellsCounted, SpellsRefused> {
    count_spells(lines, spell_week, year, SpellCounting::WholeWeeks)
}

#[test]
fn a_bad_day_that_does_not_divide_evenly_is_rounded_up_once_a_week() {
    let lines = [weekly(KindOfHelp::PersonalCare, 1, DayLevel::BadDay)];
    let counted = whole_weeks(&lines, &[], &year(3, 1, 2)).unwrap();
    // 7 x 1 / 3 is 2.3334 times a week, by two weeks.
    assert_eq!(counted.yearly_lines[0].facts().times, Decimal::new(46_668, 4));
}

#[test]
fn nothing_is_counted_where_a_spell_changes_nothing() {
    use KindOfHelp::{AccommodationWithCare as LivingThere, PersonalCare};
    let bad = weekly(PersonalCare, 7, DayLevel::BadDay);
    let no_bad_day_is_usual = whole_weeks(from_ref(&bad), &[], &year(7, 2, 3));
    let in_a_home = NeedLineFacts {
        times: Decimal::ONE,
        minutes: 0,
        ..line(Outcome::Hygiene, LivingThere, MetBy::Nobody)
    };
    let in_a_home = [NeedLine::new(in_a_home).unwrap(), bad];
    let in_a_home = whole_weeks(&in_a_home, &[], &year(2, 2, 3));
    let as_usual =
        [weekly(PersonalCare, 5, DayLevel::Usual), weekly(PersonalCare, 2, DayLevel::BadDay)];
    let bad_days_like_others = whole_weeks(&as_usual, &[], &year(2, 2, 3));
    for counted in [no_bad_day_is_usual, in_a_home, bad_days_like_others] {
        let counted = counted.unwrap();
        assert_eq!((counted.yearly_lines.as_slice(), counted.weeks_replaced), (&[][..], 0));
        assert_eq!(counted.minutes_yearly, counted.minutes_yearly_without_spells);
    }
}

#[test]
fn lines_by_the_year_that_are_there_already_are_not_counted_again() {
    let bad = weekly(KindOfHelp::PersonalCare, 2, DayLevel::BadDay);
    let first = whole_weeks(from_ref(&bad), &[], &year(2, 2, 3)).unwrap();
    let mut taken_over = vec![bad];
    taken_over.extend(first.yearly_lines.clone());
    assert_eq!(whole_weeks(&taken_over, &[], &year(2, 2, 3)), Ok(first));
}

#[test]
fn what_a_bad_day_calls_for_is_never_guessed() {
    let usual = weekly(KindOfHelp::PersonalCare, 7, DayLevel::Usual);
    let bad = weekly(KindOfHelp::PersonalCare, 2, DayLevel::BadDay);
    let missing = Err(SpellsRefused::SpellWeekMissing);
    assert_eq!(whole_weeks(from_ref(&usual), &[], &year(2, 1, 4)), missing);
    // Bad days on the lines, and none in a usual week: nobody knows of how many days they are.
    assert_eq!(whole_weeks(from_ref(&bad), &[], &year(0, 1, 4)), missing);
    assert_eq!(whole_weeks(&[], from_ref(&bad), &year(2, 0, 0)), Err(SpellsRefused::NotTold));
    let wrong = |change: fn(&mut NeedLineFacts)| {
        let mut facts = bad.facts().clone();
        change(&mut facts);
        let stated = [bad.clone(), NeedLine::new(facts).unwrap()];
        whole_weeks(&[], &stated, &year(2, 1, 4))
    };
    let second = Err(SpellsRefused::NotOfASpellWeek { index: 1 });
    assert_eq!(wrong(|line| line.level = DayLevel::Usual), second);
    assert_eq!(wrong(|line| line.period = LinePeriod::Year), second);
    let of_items = |line: &mut NeedLineFacts| {
        (line.kind, line.minutes) = (KindOfHelp::Equipment, 0);
    };
    assert_eq!(wrong(of_items), second);
    // Thirty times on the one bad day of each week.
    let too_often = [weekly(KindOfHelp::PersonalCare, 30, DayLevel::BadDay)];
    let refused = SpellsRefused::YearlyLine(NeedLineRefused::TimesTooMany);
    assert_eq!(whole_weeks(&too_often, &[], &year(1, 1, 52)), Err(refused));
}

fn help() -> impl Strategy<Value = Vec<NeedLine>> {
    use KindOfHelp::{Alarm, HealthTask, Meal, NightSleeping, PersonalCare, Supervision};
    let kinds = prop::sample::select(vec![
        (PersonalCare, 45),
        (PersonalCare, 20),
        (Meal, 30),
        (NightSleeping, 480),
        (Supervision, 60),
        (HealthTask, 0),
        (HealthTask, 20),
        (Alarm, 0),
    ]);
    let outcomes = prop::sample::select(vec![Outcome::Hygiene, Outcome::Toilet]);
    let levels = prop::sample::select(vec![DayLevel::Usual, DayLevel::BadDay]);
    let one = (kinds, outcomes, levels, 1_i64..=30_000, 1_u8..=2);
    let one = one.prop_map(|((kind, minutes), outcome, level, ten_thousandths, people)| {
        let facts = line(outcome, kind, MetBy::Nobody);
        let times = Decimal::new(ten_thousandths, 4);
        NeedLine::new(NeedLineFacts { times, minutes, level, people, ..facts }).unwrap()
    });
    prop::collection::vec(one, 1..8).prop_map(|mut lines| {
        // At least one line of bad days, so that a spell can be counted.
        lines.push(weekly(PersonalCare, 1, DayLevel::BadDay));
        lines
    })
}

proptest! {
    #[test]
    fn more_weeks_in_spells_never_lower_the_need(
        lines in help(), bad_days in 1_u32..=7, fewer in 0_u32..=52, more in 0_u32..=52,
        counting in prop::sample::select(vec![SpellCounting::WholeWeeks, SpellCounting::OnTop]),
    ) {
        let (fewer, more) = (fewer.min(more), fewer.max(more));
        let minutes = |weeks| {
            count_spells(&lines, &[], &year(bad_days, weeks, 1), counting).unwrap().minutes_yearly
        };
        prop_assert!(minutes(fewer) <= minutes(more));
        prop_assert_eq!(minutes(0), lines.iter().map(NeedLine::minutes).sum::<Decimal>() * Decimal::from(52));
    }

    #[test]
    fn a_line_of_a_spell_is_of_the_year_and_of_no_week(
        lines in help(), bad_days in 1_u32..=6, weeks in 1_u32..=52,
        counting in prop::sample::select(vec![SpellCounting::WholeWeeks, SpellCounting::OnTop]),
    ) {
        let counted = count_spells(&lines, &[], &year(bad_days, weeks, 1), counting).unwrap();
        for line in &counted.yearly_lines {
            prop_assert_eq!(line.facts().period, LinePeriod::Year);
            prop_assert_eq!(line.minutes_weekly(), Decimal::ZERO);
        }
        let rests = counting == SpellCounting::WholeWeeks && !counted.yearly_lines.is_empty();
        prop_assert_eq!(counted.weeks_replaced, if rests { weeks } else { 0 });
    }

    #[test]
    fn nothing_changes_without_spells(lines in help(), bad_days in 0_u32..=7, length in 0_u32..=52) {
        for year in [year(bad_days, 0, length), year(bad_days, length, 0)] {
            let counted = whole_weeks(&lines, &[], &year).unwrap();
            prop_assert_eq!(counted.yearly_lines.as_slice(), &[]);
            prop_assert_eq!(counted.weeks_replaced, 0);
            prop_assert_eq!(counted.minutes_yearly, counted.minutes_yearly_without_spells);
        }
    }
}

#[test]
fn bad_spells_fit_into_a_year_and_bad_days_into_a_week() {
    let facts = |bad_days_weekly, spells_yearly, weeks_each| FluctuationFacts {
        bad_days_weekly,
        spells_yearly,
        weeks_each,
        weeks_since_last: None,
    };
    assert_eq!(year(0, 13, 4).weeks_in_spells(), 52);
    let refused = FluctuationRefused::LongerThanAYear { spells_yearly: 9, weeks_each: 6 };
    assert_eq!(Fluctuation::new(facts(0, 9, 6)), Err(refused));
    assert!(Fluctuation::new(facts(0, u32::MAX, u32::MAX)).is_err());
    assert_eq!(Fluctuation::new(facts(8, 0, 0)), Err(FluctuationRefused::LongerThanAWeek));
}

fn saying(draft: &Assessment, view: View, said: Said) -> Result<Assessment, AssessmentError> {
    let given = said.iter().map(|(name, values)| given(name, values, view)).collect();
    draft.save_answers(questionnaire_of(draft), given, stamp("person"))
}

#[test]
fn an_answer_that_makes_more_than_a_year_of_spells_is_refused_by_its_place() {
    let draft = draft(AssessmentKind::SelfAssessment);
    let refused = FluctuationRefused::LongerThanAYear { spells_yearly: 3, weeks_each: 20 };
    let at_once: Said = &[
        ("x.cause", &["illness"]),
        ("x.fluct.bad_spells_yearly", &["3"]),
        ("x.fluct.bad_spell_weeks", &["20"]),
    ];
    let expected = Err(AssessmentError::Fluctuation { index: 1, refused });
    assert_eq!(saying(&draft, View::Person, at_once), expected);

    let first = saying(&draft, View::Person, &[("x.fluct.bad_spell_weeks", &["20"])]).unwrap();
    let then: Said = &[("x.fluct.bad_spells_yearly", &["3"])];
    let expected = Err(AssessmentError::Fluctuation { index: 0, refused });
    assert_eq!(saying(&first, View::Person, then), expected);
    // Nobody is refused because of what somebody else said; together, it cannot be counted.
    let both = saying(&first, View::Carer, then).unwrap();
    assert_eq!(told(questionnaire(), &both.facts().answers), Err(refused));
    let withdrawn: Said = &[("x.fluct.bad_spell_weeks", &[])];
    assert!(saying(&first, View::Person, withdrawn).is_ok());
}

#[test]
fn the_worst_view_counts_until_one_is_agreed() {
    let spells = |weeks: &'static str| {
        [("x.fluct.bad_spells_yearly", ["2"]), ("x.fluct.bad_spell_weeks", [weeks])]
    };
    let draft = draft(AssessmentKind::SupportedSelf);
    assert_eq!(told_of(&draft), None);
    let as_view = |before: &Assessment, view, weeks| {
        let said = spells(weeks);
        let said: Vec<(&str, &[&str])> =
            said.iter().map(|(name, values)| (*name, &values[..])).collect();
        answering_as(before, view, &said)
    };
    let own = as_view(&draft, View::Person, "1");
    let both = as_view(&own, View::Carer, "4");
    let told = told_of(&both).unwrap();
    assert_eq!((told.fluctuation.weeks_in_spells(), told.views_differ), (8, true));
    let told = told_of(&as_view(&both, View::Agreed, "2")).unwrap();
    assert_eq!((told.fluctuation.weeks_in_spells(), told.views_differ), (4, false));
}

#[test]
fn bad_spells_alone_open_the_questions_about_bad_days_in_the_second_version_only() {
    let said: Said = &[
        ("x.fluct.bad_days", &["0"]),
        ("x.fluct.bad_spells_yearly", &["2"]),
        ("x.fluct.bad_spell_weeks", &["3"]),
        ("hyg.wash.how", &["alone"]),
        ("hyg.wash.cost", &["none"]),
        ("hyg.wash.bad_how", &["full"]),
        ("nut.make.bad_how", &["alone"]),
        ("nut.make.bad_cost", &["risk"]),
    ];
    let limbs = |number| {
        let told = answering(&draft_on(version(number), AssessmentKind::SelfAssessment), said);
        limbs_indicated(version(number), &told.facts().answers)
    };
    assert_eq!(limbs(1), BTreeMap::new());
    let indicated = BTreeMap::from([
        (Outcome::Hygiene, BTreeSet::from([Limb::NeedsAssistance])),
        (Outcome::Nutrition, BTreeSet::from([Limb::Endangers])),
    ]);
    assert_eq!(limbs(2), indicated);
}

#[test]
fn the_first_version_makes_nothing_of_spells_and_takes_what_it_took() {
    let first = draft_on(version(1), AssessmentKind::SelfAssessment);
    let sixty_weeks: Said = &[
        ("x.fluct.bad_days", &["2"]),
        ("x.fluct.bad_spells_yearly", &["3"]),
        ("x.fluct.bad_spell_weeks", &["20"]),
    ];
    let saved = saying(&first, View::Person, sixty_weeks).unwrap();
    assert_eq!(told_of(&saved), None);
}

#[test]
fn the_words_name_the_period_its_law_and_what_is_ours() {
    let facts = FluctuationFacts {
        bad_days_weekly: 1,
        spells_yearly: 2,
        weeks_each: 3,
        weeks_since_last: Some(70),
    };
    let told = Told { fluctuation: Fluctuation::new(facts).unwrap(), views_differ: true };
    let lines = [weekly(KindOfHelp::PersonalCare, 1, DayLevel::BadDay)];
    let words = |counting, judged_over| {
        let counted = count_spells(&lines, &[], &told.fluctuation, counting).unwrap();
        for_practitioner(Some(&told), judged_over, &counted)
    };
    let whole = words(SpellCounting::WholeWeeks, None);
    for said in [
        "year of 52 weeks, which Carecap proposes",
        "leaves the period to the council (Eligibility Regulations 2015 reg 2(4))",
        "In 46 of them 1 day a week is a bad day. In the other 6 every day is a bad day: 2 bad \
         spells of 3 weeks.",
        "The views differ",
        "6 weeks a year are replaced",
        "proposed by Carecap and is no law",
        "The last bad spell was 70 weeks ago",
    ] {
        assert!(whole.contains(said), "{said}: {whole}");
    }
    let judged = words(SpellCounting::OnTop, Some(104));
    assert!(judged.contains("judged the level of need over 104 weeks"), "{judged}");
    assert!(judged.contains("counted on top, by the year"), "{judged}");
    assert!(!judged.contains("70 weeks"), "104 weeks hold the last spell: {judged}");

    let decided = for_person(Some(&told), Some(104));
    assert!(decided.ends_with("the person who decided looked at 104 weeks."), "{decided}");
    let none = whole_weeks(&lines, &[], &year(0, 0, 0)).unwrap();
    assert!(
        for_practitioner(None, None, &none).ends_with("Nobody told of bad days or bad spells.")
    );
    assert!(for_person(None, None).contains("much the same all year"));
}
