//! Checks on unpaid carers: how much rests on them, and whether they can and want to go on
//! (Care Act 2014 s10).

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Case, Check, said_on};
use crate::answers::Sheet;
use crate::need_line::NeedLine;
use crate::needs::{KindOfHelp, MetBy};

/// The carer's share is served with so many decimal places.
const SHARE_PLACES: u32 = 4;

pub(super) fn checks(case: &Case) -> Vec<Check> {
    let single = [
        much_rests_on_a_carer(case),
        carer_lines_against_stated_hours(case),
        carer_who_will_not_go_on(case),
        carer_under_strain(case),
    ];
    single.into_iter().flatten().collect()
}

fn met_by_carer(line: &&NeedLine) -> bool {
    line.facts().met_by == MetBy::Carer
}

fn by_day(line: &&NeedLine) -> bool {
    !line.facts().kind.is_at_night()
}

/// QC-12: the carer's share of the minutes of a week, nights left out, and whether there is a plan
/// for when the carer is ill. Which share is too high is the council's boundary.
fn much_rests_on_a_carer(case: &Case) -> Option<Check> {
    let carer: Decimal =
        case.lines().filter(by_day).filter(met_by_carer).map(NeedLine::minutes_weekly).sum();
    let all: Decimal = case.lines().filter(by_day).map(NeedLine::minutes_weekly).sum();
    if carer.is_zero() {
        return None;
    }
    let share = carer
        .checked_div(all)?
        .round_dp_with_strategy(SHARE_PLACES, RoundingStrategy::MidpointAwayFromZero);
    let plan = case.said("x.carer.cost", "if_ill", &["plan"]);
    let evidence = format!(
        "A carer gives {} of {} minutes a week by day; a plan for when the carer is ill: {}.",
        carer.normalize(),
        all.normalize(),
        yes_or_no(plan)
    );
    let check = Check::new("QC-12", None, evidence)
        .measuring("carer_share", share)
        .measuring("plan_if_carer_ill", u8::from(plan));
    Some(check)
}

/// QC-13: the carer's lines make more than five quarters, or less than half, of the hours that the
/// carer says.
fn carer_lines_against_stated_hours(case: &Case) -> Option<Check> {
    let hours = case.number("x.carer", "hours")?;
    // While no line is set at all there is nothing to compare.
    case.lines().next()?;
    let minutes: Decimal = case.lines().filter(met_by_carer).map(NeedLine::minutes_weekly).sum();
    let stated = hours * Decimal::from(60);
    let four = Decimal::from(4);
    let holds = minutes * four > stated * Decimal::from(5) || minutes * Decimal::TWO < stated;
    holds.then(|| {
        let evidence = format!(
            "The carer says {hours} hours a week; the carer's lines make {} minutes.",
            minutes.normalize()
        );
        Check::new("QC-13", None, evidence)
            .measuring("carer_hours", hours)
            .measuring("carer_minutes", minutes.normalize())
    })
}

/// QC-14: a line is met by a carer who does not want to go on with that task, or cannot. Such a
/// line counts as unmet.
fn carer_who_will_not_go_on(case: &Case) -> Option<Check> {
    let stops = |line: &&NeedLine| {
        let kind = line.facts().kind;
        case.sheets.iter().any(|sheet| carer_stops(sheet, kind))
    };
    let count = case.lines().filter(met_by_carer).filter(stops).count();
    (count > 0).then(|| {
        let evidence = format!(
            "{count} line(s) are met by a carer who cannot, or does not want to, go on with them."
        );
        Check::new("QC-14", None, evidence).measuring("lines", Decimal::from(count))
    })
}

/// Whether a carer has said not to go on with a kind of help. "Less" without naming any task is
/// about all of them, since nobody knows which is meant.
fn carer_stops(sheet: &Sheet, kind: KindOfHelp) -> bool {
    let go = |part, options: &[&str]| said_on(sheet, "x.carer.go", part, options);
    let no = go("want", &["no"]) || go("can", &["no"]);
    let less = go("want", &["less"]) || go("can", &["less"]);
    let names_tasks = TASKS.iter().any(|task| go("not_tasks", &[task]));
    no || go("not_tasks", &[task_of(kind)]) || (less && !names_tasks)
}

const TASKS: [&str; 7] =
    ["personal_care", "meals", "medicine", "housework", "being_there", "going_out", "nights"];

/// The task, in the carer's words, to which a kind of help belongs.
fn task_of(kind: KindOfHelp) -> &'static str {
    match kind {
        KindOfHelp::PersonalCare => "personal_care",
        KindOfHelp::Meal => "meals",
        KindOfHelp::Medication | KindOfHelp::HealthTask => "medicine",
        KindOfHelp::Domestic | KindOfHelp::Equipment => "housework",
        KindOfHelp::NightSleeping | KindOfHelp::NightWaking => "nights",
        KindOfHelp::DayActivity
        | KindOfHelp::Transport
        | KindOfHelp::CommunitySupport
        | KindOfHelp::WorkLearningSupport => "going_out",
        KindOfHelp::Supervision
        | KindOfHelp::SkillsSupport
        | KindOfHelp::ParentingSupport
        | KindOfHelp::CarerBreak
        | KindOfHelp::ShortStay
        | KindOfHelp::AccommodationWithCare
        | KindOfHelp::Alarm => "being_there",
    }
}

/// QC-15: what bears on a carer: hours a week, age, harm to health, and whether an assessment of
/// their own was offered (R-ASSESS-8). How many hours are too many is the council's boundary.
/// Hours that nobody stated are not served.
fn carer_under_strain(case: &Case) -> Option<Check> {
    let hours = case.number("x.carer", "hours");
    let told = hours.is_some()
        || case.answered("x.carer", "age")
        || case.answered("x.carer.cost", "harms");
    if !told {
        return None;
    }
    let aged = case.said("x.carer", "age", &["75_or_over"]);
    let harmed = case.said("x.carer.cost", "harms", &["health"]);
    let offered = case.said("x.carer.cost", "assessment_offered", &["yes"]);
    let stated = hours.map_or("not stated".to_owned(), |hours| hours.to_string());
    let evidence = format!(
        "Carer's hours a week: {stated}; aged 75 or over: {}; health harmed: {}; carer's \
         assessment offered: {}.",
        yes_or_no(aged),
        yes_or_no(harmed),
        yes_or_no(offered)
    );
    let mut check = Check::new("QC-15", None, evidence)
        .measuring("carer_aged_75", u8::from(aged))
        .measuring("carer_health_harmed", u8::from(harmed))
        .measuring("assessment_offered", u8::from(offered));
    if let Some(hours) = hours {
        check = check.measuring("carer_hours", hours);
    }
    Some(check)
}

fn yes_or_no(fact: bool) -> &'static str {
    if fact { "yes" } else { "no" }
}
