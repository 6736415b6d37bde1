//! Checks of need lines against what is indicated: help without a need, a need without help.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{Case, Check};
use crate::need_line::NeedLine;
use crate::needs::{DayLevel, KindOfHelp, LinePeriod, MetBy, Outcome, Slot};

/// Up to two short calls a night are met by somebody asleep in reach.
const SLEEPING_CALLS_MOST: i64 = 2;
/// A call of twenty minutes or more is no short one.
const LONG_CALL_MINUTES: i64 = 20;

pub(super) fn checks(case: &Case) -> Vec<Check> {
    let single = [
        two_to_move_and_one_to_help(case),
        night_need_without_a_line(case),
        night_line_that_does_not_fit(case),
        supervised_though_safe_alone(case),
    ];
    let by_outcome = Outcome::ALL.into_iter().flat_map(|outcome| {
        [help_without_a_need(case, outcome), need_without_a_line(case, outcome)]
    });
    single.into_iter().chain(by_outcome).flatten().collect()
}

/// QC-01: care is bought or provided for an outcome that is said to be achieved.
fn help_without_a_need(case: &Case, outcome: Outcome) -> Option<Check> {
    if case.is_indicated(outcome) || !case.looked_at.contains(&outcome) {
        return None;
    }
    let paid = |met_by| matches!(met_by, MetBy::PaidPrivate | MetBy::Council);
    let lines = case.lines().filter(|line| line.serves(outcome) && paid(line.facts().met_by));
    let count = lines.count();
    (count > 0).then(|| {
        let evidence = format!(
            "No need with {} is indicated, yet {count} line(s) of paid help serve it.",
            outcome.title()
        );
        Check::new("QC-01", Some(outcome), evidence).measuring("lines", Decimal::from(count))
    })
}

/// QC-02: an outcome was determined as not achieved, and no line serves it and nobody said why not.
fn need_without_a_line(case: &Case, outcome: Outcome) -> Option<Check> {
    let determination = case.determination()?;
    if !case.is_indicated(outcome) || case.lines().any(|line| line.serves(outcome)) {
        return None;
    }
    let explained = determination
        .decision
        .findings
        .iter()
        .any(|finding| finding.outcome == outcome && finding.no_line_because.is_some());
    (!explained).then(|| {
        let evidence = format!(
            "A need with {} was determined, yet no line serves it and no reason is recorded.",
            outcome.title()
        );
        Check::new("QC-02", Some(outcome), evidence)
    })
}

/// QC-06: on one level of day, two people help with moving and only one is on a line of personal
/// care that needs it, or the other way round.
fn two_to_move_and_one_to_help(case: &Case) -> Option<Check> {
    let holds = [(DayLevel::Usual, "people"), (DayLevel::BadDay, "bad_people")].into_iter().any(
        |(level, part)| {
            let people = people_in_slots(case, level);
            let two = case.said("x.transfer", part, &["2"]);
            let fewer = case.said("x.transfer", part, &["0", "1"]);
            (two && people.contains(&1))
                || (fewer && !two && people.iter().any(|people| *people >= 2))
        },
    );
    holds.then(|| {
        let evidence = "The people needed to move the person and the people on the lines of \
                        personal care differ.";
        Check::new("QC-06", None, evidence)
    })
}

/// The people at once in each slot that has a line of personal care for toilet, hygiene or moving:
/// the shares of one task add up, so that a carer and a worker side by side are two. Where bad spells
/// are counted, what is counted by the year is of other days than what is counted by the week.
fn people_in_slots(case: &Case, level: DayLevel) -> Vec<u32> {
    let needs_moving = [Outcome::Toilet, Outcome::Hygiene, Outcome::HomeSafeUse];
    let lines: Vec<_> = case
        .lines()
        .filter(|line| line.facts().kind == KindOfHelp::PersonalCare)
        .filter(|line| line.facts().level == level)
        .filter(|line| needs_moving.into_iter().any(|outcome| line.serves(outcome)))
        .collect();
    let spells_counted = case.questionnaire.fluctuation.is_some();
    let at = |line: &&NeedLine| {
        let period = Some(line.facts().period).filter(|_| spells_counted);
        (line.facts().slot, period)
    };
    let moments: BTreeSet<(Slot, Option<LinePeriod>)> = lines.iter().map(at).collect();
    let people_at = |moment| {
        let together = lines.iter().filter(|line| at(line) == moment);
        together.map(|line| u32::from(line.facts().people)).sum()
    };
    moments.into_iter().map(people_at).collect()
}

/// QC-07: somebody is needed at night, and no line is about the night, whoever meets it.
fn night_need_without_a_line(case: &Case) -> Option<Check> {
    let count = case.number("x.night", "count")?;
    let met = case.lines().any(|line| line.facts().kind.is_at_night());
    (count > Decimal::ZERO && !met).then(|| {
        let evidence = format!("Somebody is needed {count} time(s) a night, and no line says so.");
        Check::new("QC-07", None, evidence).measuring("night_calls", count)
    })
}

/// QC-08: somebody awake for few short calls, somebody asleep for many, or either for none.
fn night_line_that_does_not_fit(case: &Case) -> Option<Check> {
    let count = case.number("x.night", "count")?;
    let longest = case.number("x.night", "minutes");
    let few = count <= Decimal::from(SLEEPING_CALLS_MOST);
    let short = longest.is_some_and(|minutes| minutes < Decimal::from(LONG_CALL_MINUTES));
    let holds = case.lines().map(|line| line.facts().kind).any(|kind| match kind {
        KindOfHelp::NightWaking => count.is_zero() || (few && short),
        KindOfHelp::NightSleeping => count.is_zero() || !few,
        _ => false,
    });
    holds.then(|| {
        let evidence = format!("A line of help at night does not fit {count} call(s) a night.");
        Check::new("QC-08", None, evidence).measuring("night_calls", count)
    })
}

/// QC-10: safe alone all day, and supervised.
fn supervised_though_safe_alone(case: &Case) -> Option<Check> {
    let safe = case.said("saf.alone", "", &["all_day"]);
    let supervised = case.lines().any(|line| line.facts().kind == KindOfHelp::Supervision);
    (safe && supervised).then(|| {
        let evidence = "The person is safe alone all day, yet a line is for somebody to be there.";
        Check::new("QC-10", Some(Outcome::HomeSafeUse), evidence)
    })
}
