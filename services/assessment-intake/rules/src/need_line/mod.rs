//! A need line: one share of one need; how often, how long, by how many, met by whom.

mod refused;

use std::collections::{BTreeMap, BTreeSet};

use carecap_calendar::{Day, first_day, last_day};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::needs::{
    DayLevel, Duty, FreeByLaw, KindOfHelp, LinePeriod, MetBy, Minutes, Outcome, Slot,
};

pub use refused::NeedLineRefused;

const MINUTES_DAILY: u16 = 1_440;
const TIMES_DAILY_MOST: i64 = 24;
const PEOPLE_MOST: u8 = 4;
pub(crate) const TIMES_PLACES_MOST: u32 = 4;
const CARER_REF_LONGEST: usize = 40;
const BAND_LONGEST: usize = 20;

/// One share of one need. A task that two parties share is two lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "NeedLineFacts", into = "NeedLineFacts")]
pub struct NeedLine {
    facts: NeedLineFacts,
}

/// The fields of a [`NeedLine`], unchecked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedLineFacts {
    /// The outcomes that it serves; at least one.
    pub outcomes: BTreeSet<Outcome>,
    /// The kind of help.
    pub kind: KindOfHelp,
    /// Times in the period, above 0 with at most four places; 0.5 is every other week.
    pub times: Decimal,
    /// Whole minutes of help each time; 0 where the kind is not counted in minutes.
    #[serde(default)]
    pub minutes: u16,
    /// People needed at once.
    #[serde(default = "one_person")]
    pub people: u8,
    /// The time of day.
    #[serde(default)]
    pub slot: Slot,
    /// Who meets it now.
    pub met_by: MetBy,
    /// Which carer, for a line met by one: says nothing of who it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carer_ref: Option<String>,
    /// Usual or bad days.
    #[serde(default)]
    pub level: DayLevel,
    /// Counted in a week or a year.
    #[serde(default)]
    pub period: LinePeriod,
    /// The need band, for kinds that have one. The assessor's judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// Under which power the council meets it.
    #[serde(default)]
    pub duty: Duty,
    /// Why it is free by law, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_by_law: Option<FreeByLaw>,
    /// The first day of reablement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from: Option<Day>,
}

const fn one_person() -> u8 {
    1
}

impl NeedLine {
    /// Checks the facts of one line.
    ///
    /// # Errors
    /// [`NeedLineRefused`], for the first thing that is wrong.
    pub fn new(facts: NeedLineFacts) -> Result<NeedLine, NeedLineRefused> {
        if facts.outcomes.is_empty() {
            return Err(NeedLineRefused::NoOutcome);
        }
        check_amounts(&facts)?;
        check_carer_ref(&facts)?;
        let bad_band = |band: &String| !is_short_word(band, BAND_LONGEST);
        if facts.band.as_ref().is_some_and(bad_band) {
            return Err(NeedLineRefused::Band);
        }
        check_free_from(&facts)?;
        Ok(NeedLine { facts })
    }

    /// The checked facts.
    pub fn facts(&self) -> &NeedLineFacts {
        &self.facts
    }

    /// Whether it serves the outcome.
    pub fn serves(&self, outcome: Outcome) -> bool {
        self.facts.outcomes.contains(&outcome)
    }

    /// Minutes a week, over all people at once; none for a yearly line, which no week holds
    /// (R-BUD-6).
    pub fn minutes_weekly(&self) -> Decimal {
        match self.facts.period {
            LinePeriod::Week => self.minutes(),
            LinePeriod::Year => Decimal::ZERO,
        }
    }

    /// Minutes in the line's own period, over all people at once.
    pub fn minutes(&self) -> Decimal {
        self.facts.times * Decimal::from(self.facts.minutes) * Decimal::from(self.facts.people)
    }
}

impl TryFrom<NeedLineFacts> for NeedLine {
    type Error = NeedLineRefused;

    fn try_from(facts: NeedLineFacts) -> Result<NeedLine, NeedLineRefused> {
        NeedLine::new(facts)
    }
}

impl From<NeedLine> for NeedLineFacts {
    fn from(line: NeedLine) -> NeedLineFacts {
        line.facts
    }
}

/// Checks that one carer is not asked for more than a week has (QC-11).
///
/// # Errors
/// [`NeedLineRefused::CarerWeekTooLong`] names the carer.
pub fn check_together(lines: &[NeedLine]) -> Result<(), NeedLineRefused> {
    let mut minutes_by_carer: BTreeMap<&str, Decimal> = BTreeMap::new();
    let mut people_by_carer: BTreeMap<&str, u8> = BTreeMap::new();
    for line in lines {
        let Some(carer_ref) = line.facts.carer_ref.as_deref() else {
            continue;
        };
        *minutes_by_carer.entry(carer_ref).or_default() += line.minutes_weekly();
        let people = people_by_carer.entry(carer_ref).or_default();
        *people = (*people).max(line.facts.people);
    }
    let week = days_of(LinePeriod::Week) * Decimal::from(MINUTES_DAILY);
    for (carer_ref, minutes) in minutes_by_carer {
        let people = people_by_carer.get(carer_ref).copied().unwrap_or(1);
        if minutes > week * Decimal::from(people) {
            return Err(NeedLineRefused::CarerWeekTooLong { carer_ref: carer_ref.to_owned() });
        }
    }
    Ok(())
}

fn check_amounts(facts: &NeedLineFacts) -> Result<(), NeedLineRefused> {
    if facts.times <= Decimal::ZERO || facts.times.normalize().scale() > TIMES_PLACES_MOST {
        return Err(NeedLineRefused::Times);
    }
    let days = days_of(facts.period);
    if facts.times > days * Decimal::from(TIMES_DAILY_MOST) {
        return Err(NeedLineRefused::TimesTooMany);
    }
    if facts.minutes > MINUTES_DAILY {
        return Err(NeedLineRefused::MinutesOutOfDay);
    }
    match facts.kind.minutes() {
        Minutes::Required if facts.minutes == 0 => return Err(NeedLineRefused::MinutesMissing),
        Minutes::None if facts.minutes > 0 => return Err(NeedLineRefused::MinutesNotCounted),
        Minutes::Required | Minutes::None | Minutes::Optional => {}
    }
    let minutes = facts.times * Decimal::from(facts.minutes);
    if minutes > days * Decimal::from(MINUTES_DAILY) {
        return Err(NeedLineRefused::MinutesTooMany);
    }
    if facts.people == 0 || facts.people > PEOPLE_MOST {
        return Err(NeedLineRefused::People);
    }
    Ok(())
}

/// A leap year's days, so that no true year is refused.
fn days_of(period: LinePeriod) -> Decimal {
    match period {
        LinePeriod::Week => Decimal::from(7),
        LinePeriod::Year => Decimal::from(366),
    }
}

fn check_carer_ref(facts: &NeedLineFacts) -> Result<(), NeedLineRefused> {
    match (&facts.carer_ref, facts.met_by) {
        (None, MetBy::Carer) => Err(NeedLineRefused::CarerRefMissing),
        (None, _) => Ok(()),
        (Some(word), MetBy::Carer) => {
            let plain = !word.chars().any(|letter| letter.is_ascii_uppercase());
            if plain && is_short_word(word, CARER_REF_LONGEST) {
                Ok(())
            } else {
                Err(NeedLineRefused::CarerRef)
            }
        }
        (Some(_), _) => Err(NeedLineRefused::CarerRefNotExpected),
    }
}

/// Only reablement is free for a time, so only it has a day from which that is counted (R-BUD-4).
fn check_free_from(facts: &NeedLineFacts) -> Result<(), NeedLineRefused> {
    let reablement = facts.free_by_law == Some(FreeByLaw::Reablement);
    match (facts.free_from, reablement) {
        (None, true) => Err(NeedLineRefused::FreeFromMissing),
        (Some(_), false) => Err(NeedLineRefused::FreeFromNotExpected),
        (Some(from), true) if from < first_day() || from > last_day() => {
            Err(NeedLineRefused::FreeFrom)
        }
        (Some(_), true) | (None, false) => Ok(()),
    }
}

/// Whether a text is a short word of ASCII letters, digits and hyphens, so that no sentence about
/// anybody can hide in it.
fn is_short_word(word: &str, longest: usize) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    !word.is_empty() && word.len() <= longest && word.chars().all(fits)
}
