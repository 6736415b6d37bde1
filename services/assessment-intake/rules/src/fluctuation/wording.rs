use super::{Fluctuation, SpellsCounted, Told, WEEKS_OF_YEAR};
use crate::questionnaire::SpellCounting;

/// Tells the person over which period the usual level of their needs was looked at, and what they
/// told of it (R-ASSESS-5). `judged_over_weeks` is what the assessor stated in a determination.
pub fn for_person(told: Option<&Told>, judged_over_weeks: Option<u16>) -> String {
    let told = told.map(|told| told.fluctuation).filter(Fluctuation::is_any);
    let year = match told {
        None => {
            "You told us of no bad days and no bad spells, so we take it that the help you need \
                 is much the same all year."
                .to_owned()
        }
        Some(told) => {
            format!("You told us about a whole year, {WEEKS_OF_YEAR} weeks. {}", days(&told))
        }
    };
    match judged_over_weeks {
        Some(weeks) => format!(
            "{year} To see what help you usually need, the person who decided looked at {}.",
            count(u32::from(weeks), "week")
        ),
        None => format!("{year} A named person looks at this with you and decides."),
    }
}

/// Tells the practitioner over which period the level of need is judged, how the spells were
/// counted, that this is Carecap's proposal and no law, and what to do with it (R-ASSESS-5, R-BUD-6).
pub fn for_practitioner(
    told: Option<&Told>,
    judged_over_weeks: Option<u16>,
    counted: &SpellsCounted,
) -> String {
    let mut sentences = vec![period(judged_over_weeks)];
    let Some(told) = told.filter(|told| told.fluctuation.is_any()) else {
        sentences.push("Nobody told of bad days or bad spells.".to_owned());
        return sentences.join(" ");
    };
    sentences.push(format!("Told of a year, {WEEKS_OF_YEAR} weeks: {}", days(&told.fluctuation)));
    if told.views_differ {
        sentences.push("The views differ; the worst is counted until one is agreed.".to_owned());
    }
    if told.fluctuation.weeks_in_spells() > 0 {
        sentences.push(way_of_counting(counted));
    }
    let since = told.fluctuation.facts().weeks_since_last;
    let looked_at = judged_over_weeks.map_or(WEEKS_OF_YEAR, u32::from);
    if let Some(since) = since.filter(|since| *since > looked_at) {
        sentences.push(format!(
            "The last bad spell was {} ago: the period looked at may be too short to show the \
             usual level.",
            count(since, "week")
        ));
    }
    sentences.join(" ")
}

fn period(judged_over_weeks: Option<u16>) -> String {
    match judged_over_weeks {
        Some(weeks) => format!(
            "The assessor judged the level of need over {} (Eligibility Regulations 2015 reg 2(4)).",
            count(u32::from(weeks), "week")
        ),
        None => format!(
            "The questions are about a year of {WEEKS_OF_YEAR} weeks, which Carecap proposes; the \
             law leaves the period to the council (Eligibility Regulations 2015 reg 2(4))."
        ),
    }
}

fn way_of_counting(counted: &SpellsCounted) -> String {
    if counted.yearly_lines.is_empty() {
        return "The spells change nothing in the need lines.".to_owned();
    }
    match counted.counting {
        SpellCounting::WholeWeeks => format!(
            "The weeks in spells are counted whole, by the year, and the weekly lines rest in them: \
             the plan of the budget must say that {} a year are replaced, or they count twice. This \
             way of counting is proposed by Carecap and is no law.",
            count(counted.weeks_replaced, "week")
        ),
        SpellCounting::OnTop => {
            "The weekly lines go on all year, and the bad days that the spells \
                                 add are counted on top, by the year; nothing is taken off for the \
                                 usual days in whose place they come. This way of counting is \
                                 proposed by Carecap and is no law."
                .to_owned()
        }
    }
}

/// What a year looks like, in the same words for everybody.
fn days(told: &Fluctuation) -> String {
    let facts = told.facts();
    let bad_days = match facts.bad_days_weekly {
        0 => "no day is a bad day".to_owned(),
        1 => "1 day a week is a bad day".to_owned(),
        days => format!("{days} days a week are bad days"),
    };
    let spells = count(facts.spells_yearly, "bad spell");
    match (told.weeks_in_spells(), facts.spells_yearly) {
        (0, 0) => format!("In all of them {bad_days}."),
        (0, _) => format!(
            "Outside bad spells {bad_days}. There are {spells} a year, of less than a week or of a \
             length that nobody told."
        ),
        (WEEKS_OF_YEAR, _) => "Every day of it is a bad day.".to_owned(),
        (weeks, _) => format!(
            "In {} of them {bad_days}. In the other {weeks} every day is a bad day: {spells} of {}.",
            told.weeks_outside_spells(),
            count(facts.weeks_each, "week")
        ),
    }
}

fn count(number: u32, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}
