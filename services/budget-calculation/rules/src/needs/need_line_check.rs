//! What a need line must be to be taken. What no day and no week can hold was mistyped; the limits
//! are those under which an assessment records its need lines (QC-11).

use std::collections::BTreeMap;

use carecap_calendar::{Day, first_day, last_day};
use rust_decimal::Decimal;

use super::{FieldRefused, FreeByLaw, KindOfHelp, LinePeriod, MetBy, NeedLine};

const MINUTES_DAILY: i64 = 1_440;
const TIMES_DAILY_MOST: i64 = 24;
const CARER_REF_LONGEST: usize = 40;
const BAND_LONGEST: usize = 20;

/// A need line as somebody stated it, with what the budget does not keep of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatedNeed {
    /// The line.
    pub line: NeedLine,
    /// Which carer meets it, where one does. Empty: none is named.
    pub carer_ref: String,
}

/// Everything that is wrong with one need line, each by the path of its field within the line. QC-11.
pub fn need_line_faults(stated: &StatedNeed) -> Vec<FieldRefused> {
    let line = &stated.line;
    let mut faults = outcome_faults(line);
    let others = [times(line), minutes(line), carer_ref(stated), band(line), free_from(line)];
    faults.extend(others.into_iter().flatten());
    faults
}

/// Whether the lines of one carer add up to more than a week has; one fault for each such carer, at
/// the path of the list. QC-11.
pub fn carer_week_faults(lines: &[StatedNeed]) -> Vec<FieldRefused> {
    let mut weeks: BTreeMap<&str, (Decimal, i64)> = BTreeMap::new();
    for stated in lines.iter().filter(|stated| !stated.carer_ref.is_empty()) {
        let line = &stated.line;
        let (minutes, people) = weeks.entry(&stated.carer_ref).or_default();
        if line.period == LinePeriod::Week {
            *minutes += minutes_of(line) * Decimal::from(line.people.get());
        }
        *people = (*people).max(line.people.get());
    }
    let week = Decimal::from(days_of(LinePeriod::Week) * MINUTES_DAILY);
    let too_long =
        weeks.iter().filter(|(_, (minutes, people))| *minutes > week * Decimal::from(*people));
    let fault = |(carer_ref, _): (&&str, _)| {
        let what = format!("the lines of {carer_ref} add up to more minutes than a week has");
        FieldRefused::at("need_lines", what, "give what one carer can do in a week")
    };
    too_long.map(fault).collect()
}

fn outcome_faults(line: &NeedLine) -> Vec<FieldRefused> {
    if line.outcomes.is_empty() {
        let (what, instead) = ("a need line serves at least one outcome", "name one");
        return vec![FieldRefused::at("outcomes", what, instead)];
    }
    let again = |(place, outcome): (usize, _)| {
        let given_before = line.outcomes.iter().take(place).any(|before| before == outcome);
        given_before.then(|| {
            FieldRefused::at(format!("outcomes[{place}]"), "it is given twice", "name it once")
        })
    };
    line.outcomes.iter().enumerate().filter_map(again).collect()
}

fn times(line: &NeedLine) -> Option<FieldRefused> {
    let most = days_of(line.period) * TIMES_DAILY_MOST;
    (line.times.get() > Decimal::from(most)).then(|| {
        let what = "nothing is done more than 24 times a day";
        FieldRefused::at("times", what, format!("give at most {most}"))
    })
}

fn minutes(line: &NeedLine) -> Option<FieldRefused> {
    let given = line.minutes.get();
    let (what, instead) = match minutes_wanted(line.kind) {
        MinutesWanted::Required if given == 0 => {
            ("this kind of help is counted in minutes", "give 1 to 1440, how many each time takes")
        }
        MinutesWanted::None if given > 0 => {
            ("this kind of help is counted in times alone", "give 0")
        }
        MinutesWanted::Required | MinutesWanted::None | MinutesWanted::Either => {
            let most = Decimal::from(days_of(line.period) * MINUTES_DAILY);
            if minutes_of(line) <= most {
                return None;
            }
            ("the minutes of this line are more than its days have", "give fewer minutes or times")
        }
    };
    Some(FieldRefused::at("minutes", what, instead))
}

fn carer_ref(stated: &StatedNeed) -> Option<FieldRefused> {
    let word = stated.carer_ref.as_str();
    let plain = !word.chars().any(|letter| letter.is_ascii_uppercase());
    let fits = plain && is_short_word(word, CARER_REF_LONGEST);
    let instead = "give 1 to 40 lower-case letters, digits or hyphens, such as carer-1";
    let (what, instead) = match (word.is_empty(), stated.line.met_by == MetBy::Carer) {
        (true, true) => ("a line met by a carer says which carer", instead),
        (false, false) => ("only a line met by a carer names one", "leave it out"),
        (false, true) if !fits => ("it is no short word", instead),
        (false, true) | (true, false) => return None,
    };
    Some(FieldRefused::at("carer_ref", what, instead))
}

fn band(line: &NeedLine) -> Option<FieldRefused> {
    let band = line.band.as_ref()?;
    (!is_short_word(band.as_str(), BAND_LONGEST)).then(|| {
        let instead = "give 1 to 20 letters, digits or hyphens, such as 3";
        FieldRefused::at("band", "it is no short word", instead)
    })
}

/// Only reablement is free for a time, so only it has a day from which that is counted (R-BUD-4).
fn free_from(line: &NeedLine) -> Option<FieldRefused> {
    let reablement = line.free_by_law == Some(FreeByLaw::Reablement);
    let outside = |day: &Day| *day < first_day() || *day > last_day();
    let (what, instead) = match (line.free_from, reablement) {
        (None, true) => ("reablement is free for some weeks from its first day", "give that day"),
        (Some(_), false) => {
            ("only reablement states the day from which it is free", "leave it out")
        }
        (Some(from), true) if outside(&from) => {
            ("it is outside the calendar", "give a day from 1900 to 2200")
        }
        (Some(_), true) | (None, false) => return None,
    };
    Some(FieldRefused::at("free_from", what, instead))
}

/// Whether a kind of help is counted in minutes each time.
enum MinutesWanted {
    Required,
    None,
    /// Nobody prices it.
    Either,
}

const fn minutes_wanted(kind: KindOfHelp) -> MinutesWanted {
    match kind {
        KindOfHelp::PersonalCare
        | KindOfHelp::Meal
        | KindOfHelp::Medication
        | KindOfHelp::Domestic
        | KindOfHelp::Supervision
        | KindOfHelp::CommunitySupport
        | KindOfHelp::SkillsSupport
        | KindOfHelp::WorkLearningSupport
        | KindOfHelp::ParentingSupport
        | KindOfHelp::NightSleeping
        | KindOfHelp::NightWaking
        | KindOfHelp::CarerBreak => MinutesWanted::Required,
        KindOfHelp::DayActivity
        | KindOfHelp::Transport
        | KindOfHelp::ShortStay
        | KindOfHelp::AccommodationWithCare
        | KindOfHelp::Alarm
        | KindOfHelp::Equipment => MinutesWanted::None,
        KindOfHelp::HealthTask => MinutesWanted::Either,
    }
}

/// Of one worker, in the line's period.
fn minutes_of(line: &NeedLine) -> Decimal {
    line.times.get() * Decimal::from(line.minutes.get())
}

/// A leap year's days, so that no true year is refused.
const fn days_of(period: LinePeriod) -> i64 {
    match period {
        LinePeriod::Week => 7,
        LinePeriod::Year => 366,
    }
}

/// Whether a text is a short word of ASCII letters, digits and hyphens, so that no sentence about
/// anybody can hide in it.
fn is_short_word(word: &str, longest: usize) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    !word.is_empty() && word.len() <= longest && word.chars().all(fits)
}
