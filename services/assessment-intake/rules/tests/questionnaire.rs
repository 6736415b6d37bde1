//! The published questionnaire, and what its answers indicate.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use assessment_intake_rules::answers::View;
use assessment_intake_rules::assessment::AssessmentKind;
use assessment_intake_rules::limbs::limbs_indicated;
use assessment_intake_rules::needs::{Limb, Outcome};
use assessment_intake_rules::questionnaire::{
    AnswerKind, Library, Questionnaire, QuestionnaireRefused,
};
use time::macros::date;

use common::{answering, answering_as, draft, questionnaire, version};

type Said<'a> = &'a [(&'a str, &'a [&'a str])];
type Limbs = BTreeMap<Outcome, BTreeSet<Limb>>;

fn limbs(answers: Said) -> Limbs {
    let told = answering(&draft(AssessmentKind::SelfAssessment), answers);
    limbs_indicated(questionnaire(), &told.facts().answers)
}

fn only(outcome: Outcome, limb: Limb) -> Limbs {
    BTreeMap::from([(outcome, BTreeSet::from([limb]))])
}

#[test]
fn each_published_version_is_read_whole_and_served_with_its_digest() {
    let library = Library::published().unwrap();
    let from = [(1, date!(2020 - 01 - 01)), (2, date!(2026 - 11 - 23))];
    for (number, from) in from {
        let version = library.version(number).unwrap();
        assert_eq!((version.version, version.from), (number, from));
        assert_eq!(version.questions().count(), 49);
        assert_eq!(version.sha256.len(), 64);
        let outcomes: BTreeSet<Outcome> =
            version.questions().filter_map(|question| question.outcome).collect();
        assert_eq!(outcomes, BTreeSet::from(Outcome::ALL));
    }
    assert_eq!(library.version(2), Some(library.newest()));
    assert_eq!(library.version(3), None);
}

/// Answers are to a version, so nobody may alter one once it was published.
#[test]
fn the_first_version_is_as_it_was_published() {
    let published = "0272483ea1196363e53543e35dbfd0edefa948e40ba634c19569b5eaa58337c7";
    assert_eq!(version(1).sha256, published);
}

#[test]
fn both_versions_ask_the_same_parts_of_the_same_questions() {
    let asked = |number| {
        let questions = version(number).questions();
        let parts = questions.flat_map(|question| {
            question
                .parts
                .iter()
                .map(|part| (question.question_id.as_str(), &part.part, &part.kind))
        });
        parts.collect::<Vec<_>>()
    };
    assert_eq!(asked(1), asked(2));
}

/// The parts of the patterns, and one that stands beside its pattern: a table lists them.
const IN_THE_TABLES: [&str; 7] = ["how", "cost", "why", "bad_how", "bad_cost", "bad_why", "chokes"];

/// Whoever writes a story finds each part of the newest version, and what may be answered.
#[test]
fn every_part_is_listed_for_whoever_writes_a_story() {
    let page = include_str!("../../../../docs/stories.md");
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    let newest = questionnaire();
    assert!(page.contains(&format!("adult-needs-{}.yaml", newest.version)));
    for question in newest.questions() {
        assert!(page.contains(&format!("`{}`", question.question_id)), "{}", question.question_id);
        for part in &question.parts {
            if IN_THE_TABLES.contains(&part.part.as_str()) {
                continue;
            }
            let name = match part.part.as_str() {
                "" => format!("- `{}`:", question.question_id),
                part => format!("- `{}`, `{part}`:", question.question_id),
            };
            let listed = format!("{name} {}.", answers_listed(&part.kind));
            assert!(page.contains(&listed), "{listed}");
        }
    }
}

fn answers_listed(kind: &AnswerKind) -> String {
    let list = |options: &[String]| {
        options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ")
    };
    match kind {
        AnswerKind::One(options) => list(options),
        AnswerKind::Number { lowest, highest } => format!("{lowest} to {highest}"),
        AnswerKind::Many { options, none_of_these: Some(none), .. } => {
            let others: Vec<_> = options.iter().filter(|option| *option != none).cloned().collect();
            format!("any of {}; or `{none}`", list(&others))
        }
        AnswerKind::Many { options, at_most, .. } if *at_most < options.len() => {
            format!("at most {at_most} of {}", list(options))
        }
        AnswerKind::Many { options, .. } => format!("any of {}", list(options)),
    }
}

type Task = (Outcome, &'static str, Option<(&'static str, &'static str)>);

/// One task of each outcome that is asked as a task, and the answers that open it.
const TASKS: [Task; 9] = [
    (Outcome::Nutrition, "nut.make", None),
    (Outcome::Hygiene, "hyg.wash", None),
    (Outcome::Toilet, "toi.use", None),
    (Outcome::Clothing, "clo.dress", None),
    (Outcome::HomeSafeUse, "saf.move", None),
    (Outcome::HabitableHome, "hab.clean", None),
    (Outcome::WorkTrainingVolunteering, "wrk.how", Some(("wrk.want", "want"))),
    (Outcome::CommunityFacilities, "com.go", None),
    (Outcome::ChildCaring, "chi.how", Some(("chi.who", "yes"))),
];

#[test]
fn every_task_can_indicate_each_limb_on_usual_and_on_bad_days() {
    let answers = [
        ("prompt", "none", Limb::NeedsAssistance),
        ("part", "none", Limb::NeedsAssistance),
        ("full", "none", Limb::NeedsAssistance),
        ("not_done", "none", Limb::NeedsAssistance),
        ("alone", "hurts", Limb::PainDistressAnxiety),
        ("alone", "risk", Limb::Endangers),
        ("alone", "slow", Limb::TakesLonger),
    ];
    for (outcome, task, opened_by) in TASKS {
        for (how, cost, limb) in answers {
            for (how_part, cost_part) in [("how", "cost"), ("bad_how", "bad_cost")] {
                let (how_name, cost_name) =
                    (format!("{task}.{how_part}"), format!("{task}.{cost_part}"));
                let (how, cost) = ([how], [cost]);
                let opening = opened_by.map(|(name, option)| (name, [option]));
                let mut said: Vec<(&str, &[&str])> = vec![
                    ("x.fluct.bad_days", &["2"]),
                    (how_name.as_str(), &how),
                    (cost_name.as_str(), &cost),
                ];
                if let Some((name, option)) = &opening {
                    said.push((name, option));
                }
                assert_eq!(limbs(&said), only(outcome, limb), "{task} {how:?} {cost:?}");
            }
        }
    }
}

#[test]
fn what_one_does_not_want_or_is_unsure_of_gives_no_limb() {
    assert_eq!(limbs(&[("hyg.wash.how", &["unsure"])]), Limbs::new());
    let unwanted: Said = &[("hyg.wash.how", &["not_done"]), ("hyg.wash.why", &["dont_want"])];
    assert_eq!(limbs(unwanted), Limbs::new());
    let no_one: Said = &[("hyg.wash.how", &["not_done"]), ("hyg.wash.why", &["no_one"])];
    assert_eq!(limbs(no_one), only(Outcome::Hygiene, Limb::NeedsAssistance));
}

#[test]
fn questions_with_options_of_their_own_indicate_as_they_say() {
    let none = Limbs::new;
    let check = |said: Said, expected: Limbs| assert_eq!(limbs(said), expected, "{said:?}");
    check(&[("saf.alone", &["all_day"])], none());
    check(&[("saf.alone", &["unsure"])], none());
    check(&[("saf.alone", &["minutes"])], only(Outcome::HomeSafeUse, Limb::Endangers));
    check(&[("saf.events", &["none"])], none());
    check(&[("saf.events", &["got_lost"])], only(Outcome::HomeSafeUse, Limb::Endangers));
    let pads = |often, who| limbs(&[("toi.pads.often", &[often]), ("toi.pads.who", &[who])]);
    assert_eq!(pads("daily", "me"), none());
    assert_eq!(pads("daily", "nurse"), none());
    assert_eq!(pads("never", "nobody"), none());
    assert_eq!(pads("sometimes", "nobody"), only(Outcome::Toilet, Limb::NeedsAssistance));
    assert_eq!(pads("daily", "helper"), only(Outcome::Toilet, Limb::NeedsAssistance));
    let works =
        |what, right| limbs(&[("hab.works.what", &[what]), ("hab.works.put_right", &[right])]);
    assert_eq!(works("damp", "yes"), none());
    assert_eq!(works("none", "no"), none());
    assert_eq!(works("damp", "no"), only(Outcome::HabitableHome, Limb::NeedsAssistance));
    check(&[("rel.contact", &["less_other"])], none());
    check(
        &[("rel.contact", &["less_health"])],
        only(Outcome::Relationships, Limb::NeedsAssistance),
    );
    let upset: Said = &[("rel.contact", &["less_other"]), ("rel.stops", &["upset_or_afraid"])];
    check(upset, only(Outcome::Relationships, Limb::PainDistressAnxiety));
    check(&[("wrk.want", &["not_now"]), ("wrk.how.how", &["full"])], none());
    check(&[("chi.who", &["no"]), ("chi.how.how", &["full"])], none());
    check(&[("nut.eat.chokes", &["yes"])], only(Outcome::Nutrition, Limb::Endangers));
    check(&[("x.meds.how", &["full"])], none());
    check(&[("x.falls.count", &["3_or_more"])], none());
}

#[test]
fn an_answer_that_is_no_longer_asked_for_does_not_count() {
    let said: Said = &[("hyg.wash.how", &["full"]), ("hyg.wash.cost", &["hurts"])];
    assert_eq!(limbs(said), only(Outcome::Hygiene, Limb::NeedsAssistance));
    assert_eq!(limbs(&[("hyg.wash.bad_how", &["full"])]), Limbs::new(), "no bad days");
}

#[test]
fn each_view_counts_until_one_is_agreed() {
    let own = answering(&draft(AssessmentKind::SelfAssessment), &[("hyg.wash.how", &["alone"])]);
    let both = answering_as(&own, View::Carer, &[("hyg.wash.how", &["full"])]);
    let indicated = limbs_indicated(questionnaire(), &both.facts().answers);
    assert_eq!(indicated, only(Outcome::Hygiene, Limb::NeedsAssistance));
    let agreed = answering_as(&both, View::Agreed, &[("hyg.wash.how", &["alone"])]);
    assert_eq!(limbs_indicated(questionnaire(), &agreed.facts().answers), Limbs::new());
}

#[test]
fn a_faulty_file_is_refused_and_says_why() {
    let file = |question: &str| {
        let text = format!(
            "questionnaire: t\nversion: 1\neffective: {{ from: 2020-01-01 }}\noption_sets:\n  \
             YN: {{ choose: one, options: [\"yes\", \"no\"] }}\npatterns: {{}}\nsections:\n  \
             - {{ id: s, title: S, questions: [{question}] }}\n"
        );
        Questionnaire::parse(&text)
    };
    assert!(file("{ id: q, text: Q, parts: [{ options: YN }] }").is_ok());
    assert!(matches!(
        file("{ id: q, text: Q, colour: red }"),
        Err(QuestionnaireRefused::Unreadable(_))
    ));
    let two = "{ id: q, text: Q }, { id: q, text: R }";
    assert_eq!(file(two), Err(QuestionnaireRefused::Twice("q".to_owned())));
    let unknown_set = file("{ id: q, text: Q, parts: [{ options: MAYBE }] }");
    assert!(matches!(unknown_set, Err(QuestionnaireRefused::NotInFile { .. })));
    let no_kind = file("{ id: q, text: Q, parts: [{ part: a }] }");
    assert_eq!(no_kind, Err(QuestionnaireRefused::PartKind("q".to_owned())));
    let condition = |when: &str| {
        file(&format!("{{ id: q, text: Q, parts: [{{ options: YN, when: \"{when}\" }}] }}"))
    };
    assert!(matches!(condition("q is yes"), Err(QuestionnaireRefused::Condition { .. })));
    assert!(matches!(condition("q == maybe"), Err(QuestionnaireRefused::NotAsked { .. })));
    assert!(matches!(condition("r.a == yes"), Err(QuestionnaireRefused::NotAsked { .. })));
    assert!(matches!(condition("q > 3"), Err(QuestionnaireRefused::NotAsked { .. })));
    let coming_and_going = |part: &str| {
        Questionnaire::parse(&format!(
            "questionnaire: t\nversion: 1\neffective: {{ from: 2020-01-01 }}\nfluctuation: {{ \
             bad_days_weekly: {part}, spells_yearly: q.n, weeks_each: q.n, weeks_since_last: q.n, \
             counting: ON_TOP, confidence: proposed }}\noption_sets:\n  YN: {{ choose: one, options: \
             [\"yes\", \"no\"] }}\npatterns: {{}}\nsections:\n  - {{ id: s, title: S, questions: [{{ \
             id: q, text: Q, parts: [{{ part: n, number: {{ lowest: 0, highest: 7 }} }}, {{ part: a, \
             options: YN }}] }}] }}\n"
        ))
    };
    assert!(coming_and_going("q.n").is_ok());
    for wrong in ["q.a", "q.nothing", "q"] {
        let refused = QuestionnaireRefused::Fluctuation(wrong.to_owned());
        assert_eq!(coming_and_going(wrong), Err(refused));
    }
}
