//! Checks of answers against answers: what cannot both hold, and what is close to the line.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::{Case, Check, said_on};
use crate::answers::{PartRef, View};
use crate::needs::Outcome;

/// How a task is done and what that costs, on usual and on bad days.
const LEVELS: [(&str, &str); 2] = [("how", "cost"), ("bad_how", "bad_cost")];
const HELPED: [&str; 3] = ["prompt", "part", "full"];
const COSTS: [&str; 3] = ["hurts", "risk", "slow"];
/// Two views that lie so many steps of help apart do not describe the same days.
const STEPS_APART: i8 = 2;

pub(super) fn checks(case: &Case) -> Vec<Check> {
    let single = [
        meals_missed_without_a_need(case),
        moving_needs_help_but_tasks_do_not(case),
        forgetful_without_prompts(case),
        near_the_criteria(case),
        no_cause(case),
    ];
    single.into_iter().flatten().chain(views_apart(case)).collect()
}

/// QC-03: meals are missed or weight is lost, and nutrition is not indicated.
fn meals_missed_without_a_need(case: &Case) -> Option<Check> {
    let holds = case.said("nut.enough", "", &["yes"]) && !case.is_indicated(Outcome::Nutrition);
    holds.then(|| {
        let evidence = "Meals were missed or weight was lost last month, yet no need with \
                        nutrition is indicated.";
        Check::new("QC-03", Some(Outcome::Nutrition), evidence)
    })
}

/// QC-04: somebody helps with moving about, yet washing, toilet or dressing is done alone at no
/// cost.
fn moving_needs_help_but_tasks_do_not(case: &Case) -> Option<Check> {
    let tasks = ["hyg.wash", "toi.use", "clo.dress"];
    let holds = LEVELS.iter().any(|(how, cost)| {
        case.sheets.iter().any(|sheet| {
            said_on(sheet, "saf.move", how, &["part", "full"])
                && tasks.iter().any(|task| {
                    said_on(sheet, task, how, &["alone"]) && said_on(sheet, task, cost, &["none"])
                })
        })
    });
    holds.then(|| {
        let evidence = "Moving about needs somebody's help, yet washing, dressing or the toilet \
                        is done alone without pain, risk or delay.";
        Check::new("QC-04", None, evidence)
    })
}

/// QC-05: things are often forgotten, and nothing is done with a reminder or any help.
fn forgetful_without_prompts(case: &Case) -> Option<Check> {
    let how = how_answers(case);
    let helped = how.iter().any(|value| HELPED.contains(&value.as_str()));
    let holds = case.said("x.memory", "often", &["often"]) && !how.is_empty() && !helped;
    holds.then(|| {
        let evidence =
            "Things are often forgotten, yet no task is said to need a reminder or help.";
        Check::new("QC-05", None, evidence)
    })
}

/// QC-21: how many outcomes are indicated, and how many days in a week are bad ones; of a
/// questionnaire that counts them, also how many weeks of a year are in bad spells. Which numbers
/// are close to the criteria of R-ASSESS-2 is the council's boundary.
fn near_the_criteria(case: &Case) -> Option<Check> {
    if case.limbs.is_empty() {
        return None;
    }
    let outcomes = Decimal::from(case.limbs.len());
    let bad_days = case.number("x.fluct", "bad_days").unwrap_or_default();
    let fluctuation = case.fluctuation().ok().flatten();
    let weeks = fluctuation.map(|told| told.weeks_in_spells()).filter(|weeks| *weeks > 0);
    let told = format!("Outcomes indicated: {outcomes}; bad days in a usual week: {bad_days}");
    let evidence = match weeks {
        Some(weeks) => format!("{told}; weeks of a year in bad spells: {weeks}."),
        None => format!("{told}."),
    };
    let mut check = Check::new("QC-21", None, evidence)
        .measuring("outcomes_indicated", outcomes)
        .measuring("bad_days", bad_days);
    if let Some(weeks) = weeks {
        check = check.measuring("weeks_in_spells", weeks);
    }
    Some(check)
}

/// QC-24: an outcome is indicated, and nothing is said to make things hard (reg 2(1)(a)).
fn no_cause(case: &Case) -> Option<Check> {
    let holds = !case.limbs.is_empty() && case.said("x.cause", "", &["none"]);
    holds.then(|| {
        let evidence = "Needs are indicated, yet no illness or disability is said to cause them.";
        Check::new("QC-24", None, evidence)
    })
}

/// Every answer that stands to how a task is done, one for each task and level of day.
fn how_answers(case: &Case) -> Vec<String> {
    let mut answers: BTreeMap<PartRef, String> = BTreeMap::new();
    for sheet in &case.sheets {
        for question in case.questionnaire.questions() {
            for (how, _) in LEVELS {
                let part = PartRef::new(&question.question_id, how);
                if let Some(value) = sheet.chosen(&part).first() {
                    answers.entry(part).or_insert_with(|| value.clone());
                }
            }
        }
    }
    answers.into_values().collect()
}

/// QC-23: two views of one task lie far apart, or one view says that it hurts, endangers or takes
/// long and the other that it is done alone at no cost. An agreed answer settles it.
fn views_apart(case: &Case) -> Vec<Check> {
    let mut apart: BTreeMap<Option<Outcome>, BTreeSet<&str>> = BTreeMap::new();
    for question in case.questionnaire.questions() {
        let is_apart = |(how, cost)| task_views_apart(case, &question.question_id, how, cost);
        if LEVELS.into_iter().any(is_apart) {
            apart.entry(question.outcome).or_default().insert(&question.question_id);
        }
    }
    let check = |(outcome, questions): (_, BTreeSet<&str>)| {
        let names: Vec<&str> = questions.into_iter().collect();
        let evidence = format!("Two views differ widely on {}.", names.join(", "));
        Check::new("QC-23", outcome, evidence)
    };
    apart.into_iter().map(check).collect()
}

fn task_views_apart(case: &Case, question_id: &str, how: &str, cost: &str) -> bool {
    let own = |view, part: &str| own_answer(case, view, question_id, part);
    if own(View::Agreed, how).is_some() {
        return false;
    }
    let views = [View::Person, View::Carer, View::Worker];
    if !views.iter().any(|view| own(*view, how).is_some()) {
        return false;
    }
    // A view without an answer about bad days holds what it says of usual days.
    let either = |view, part, usual| own(view, part).or_else(|| own(view, usual));
    let told: Vec<(Option<i8>, bool, bool)> = views
        .into_iter()
        .filter_map(|view| {
            let how = either(view, how, "how")?;
            let costs = either(view, cost, "cost").unwrap_or_default();
            let ticked = costs.iter().any(|value| COSTS.contains(&value.as_str()));
            let free = costs.iter().any(|value| value == "none");
            let alone = how.iter().any(|value| value == "alone");
            Some((how.first().and_then(|value| step(value)), ticked, alone && free))
        })
        .collect();
    told.iter().enumerate().any(|(index, (step, ticked, at_no_cost))| {
        told.iter().skip(index + 1).any(|(other_step, other_ticked, other_at_no_cost)| {
            let far = match (step, other_step) {
                (Some(step), Some(other)) => (step - other).abs() >= STEPS_APART,
                _ => false,
            };
            far || (*ticked && *other_at_no_cost) || (*other_ticked && *at_no_cost)
        })
    })
}

fn own_answer<'a>(
    case: &'a Case,
    view: View,
    question_id: &str,
    part: &str,
) -> Option<&'a [String]> {
    let given = case.facts.answers.iter().map(|answer| &answer.given).find(|given| {
        given.view == view && given.question_id == question_id && given.part == part
    })?;
    (!given.values.is_empty()).then_some(given.values.as_slice())
}

/// How much help an answer speaks of; unsure is no step.
fn step(how: &str) -> Option<i8> {
    match how {
        "alone" => Some(0),
        "prompt" => Some(1),
        "part" => Some(2),
        "full" | "not_done" => Some(3),
        _ => None,
    }
}
