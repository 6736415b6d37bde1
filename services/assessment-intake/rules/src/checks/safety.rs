//! Checks that bear on safety: self-neglect, abuse, support to take part, and needs that look like
//! the NHS's.

use rust_decimal::Decimal;

use super::{Case, Check};
use crate::eligibility::NoLineBecause;
use crate::needs::{KindOfHelp, Outcome};

/// The outcomes in which self-neglect shows.
const SELF_CARE: [Outcome; 3] = [Outcome::Hygiene, Outcome::Nutrition, Outcome::HabitableHome];
const DIFFICULTIES: [&str; 4] = ["follow", "keep_in_mind", "weigh_up", "tell_us"];
/// So many signs of poor health call for the NHS's own checklist.
const HEALTH_SIGNS_MANY: usize = 3;
const HOME_FAULTS: [&str; 6] = ["heat", "water", "power", "damp", "pests", "too_many_things"];
const HEALTH_SIGNS: [&str; 9] = [
    "breathing",
    "feeding_or_choking",
    "wounds",
    "fits_or_blackouts",
    "changing_medicine",
    "upset_that_risks_harm",
    "cannot_move_alone",
    "nurse_for_catheter_or_bowel",
    "months_to_live",
];

pub(super) fn checks(case: &Case) -> Vec<Check> {
    let single =
        [self_neglect(case), disclosure(case), no_support_to_take_part(case), health_signal(case)];
    single.into_iter().flatten().collect()
}

/// QC-17: hygiene, nutrition and the home are all indicated together with a sign that nothing is
/// done about it, or two of them are and help is refused. All three alone would name nearly every
/// frail person who gladly takes help.
fn self_neglect(case: &Case) -> Option<Check> {
    let indicated = SELF_CARE.into_iter().filter(|outcome| case.is_indicated(*outcome)).count();
    let all_with_a_sign = indicated == SELF_CARE.len() && neglect_shows(case);
    let refused = indicated >= 2 && help_refused(case);
    (all_with_a_sign || refused).then(|| {
        let what = if refused { "help is refused" } else { "a task is left undone" };
        let evidence = format!(
            "{indicated} of hygiene, nutrition and a habitable home are not achieved, and {what}."
        );
        Check::new("QC-17", None, evidence)
            .measuring("outcomes_indicated", Decimal::from(indicated))
            .measuring("help_refused", u8::from(refused))
    })
}

fn neglect_shows(case: &Case) -> bool {
    let broken = case.said("hab.works", "what", &HOME_FAULTS)
        && case.said("hab.works", "put_right", &["no"]);
    broken
        || case.said("nut.enough", "", &["yes"])
        || self_care_says(case, &["how", "bad_how"], "not_done")
}

fn help_refused(case: &Case) -> bool {
    let declined = case.determination().is_some_and(|determination| {
        determination.decision.findings.iter().any(|finding| {
            SELF_CARE.contains(&finding.outcome)
                && finding.no_line_because == Some(NoLineBecause::Declined)
        })
    });
    declined || self_care_says(case, &["why", "bad_why"], "dont_want")
}

fn self_care_says(case: &Case, parts: &[&str], option: &str) -> bool {
    case.questionnaire
        .questions()
        .filter(|question| question.outcome.is_some_and(|outcome| SELF_CARE.contains(&outcome)))
        .any(|question| parts.iter().any(|part| case.said(&question.question_id, part, &[option])))
}

/// QC-18: somebody may be hurting, frightening or neglecting the person. Every answer counts, in
/// whatever view, agreed or not, asked or not: a disclosure is never hidden by another answer.
fn disclosure(case: &Case) -> Option<Check> {
    let said = |question_id: &str, options: &[&str]| {
        case.facts.answers.iter().map(|answer| &answer.given).any(|given| {
            given.question_id == question_id
                && given.values.iter().any(|value| options.contains(&value.as_str()))
        })
    };
    let holds = said("x.safe", &["yes", "not_sure"]) || said("rel.stops", &["others_unkind"]);
    holds.then(|| {
        let evidence = "An answer says that somebody may be hurting, frightening or neglecting the \
                        person: speak with the person alone.";
        Check::new("QC-18", None, evidence)
    })
}

/// QC-20: it is hard for the person to take part (Care Act 2014 s68(3)), and neither a helper nor
/// an advocate is named.
fn no_support_to_take_part(case: &Case) -> Option<Check> {
    let hard = case.said("x.understand", "what", &DIFFICULTIES);
    let supported = case.said("x.understand", "supported_by", &["helper", "advocate"]);
    (hard && !supported).then(|| {
        let evidence =
            "It is hard for the person to take part, and no helper or advocate is named.";
        Check::new("QC-20", None, evidence)
    })
}

/// QC-22: three signs of poor health, one for which somebody trained must do something most days,
/// one that speaks of the end of life, or a task that is the NHS's.
fn health_signal(case: &Case) -> Option<Check> {
    let signs =
        HEALTH_SIGNS.into_iter().filter(|sign| case.said("x.health", "signs", &[sign])).count();
    let trained = signs > 0 && case.said("x.health", "trained_help_most_days", &["yes"]);
    let last_months = case.said("x.health", "signs", &["months_to_live"]);
    let nurse = case.said("x.meds", "nurse", &["injections", "dressings", "tube_feeding"])
        || case.lines().any(|line| line.facts().kind == KindOfHelp::HealthTask);
    (signs >= HEALTH_SIGNS_MANY || trained || last_months || nurse).then(|| {
        let evidence = format!(
            "Signs of poor health: {signs}. The NHS's own checklist comes before anything is \
             settled."
        );
        Check::new("QC-22", None, evidence)
            .measuring("health_signs", Decimal::from(signs))
            .measuring("months_to_live", u8::from(last_months))
    })
}
