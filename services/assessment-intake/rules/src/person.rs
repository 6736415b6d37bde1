//! A person's record, and all that rules may know of it: dated age bands and the area.

use carecap_calendar::{Day, Instant, add_months, first_day, last_day};
use serde::{Deserialize, Serialize};
use time::Month;
use uuid::Uuid;

use crate::pension_age::state_pension_from;

/// The longest name and the longest area, in characters.
pub const TEXT_LONGEST: usize = 200;

/// Why details of a person were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonRefused {
    /// The name is blank or longer than 200 characters.
    #[error("a name has 1 to 200 characters")]
    Name,
    /// The date of birth lies outside the days that Carecap knows.
    #[error("the date of birth lies outside 1900 to 2200")]
    BornOn,
    /// The area is longer than 200 characters.
    #[error("an area has at most 200 characters")]
    Area,
}

/// What is recorded of a person. It stands in intake and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "PersonFacts", into = "PersonFacts")]
pub struct PersonDetails {
    facts: PersonFacts,
}

/// The fields of [`PersonDetails`], unchecked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    /// The name that the person wants to be known by.
    pub name: String,
    /// Date of birth.
    pub born_on: Day,
    /// The area in which the person lives, as the council's rate catalogue spells it.
    pub area: Option<String>,
}

impl PersonDetails {
    /// Checks the facts; surrounding blanks are dropped, and a blank area is none.
    ///
    /// # Errors
    /// [`PersonRefused`], for the first field that is wrong.
    pub fn new(facts: PersonFacts) -> Result<PersonDetails, PersonRefused> {
        let name = facts.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > TEXT_LONGEST {
            return Err(PersonRefused::Name);
        }
        if facts.born_on < first_day() || facts.born_on > last_day() {
            return Err(PersonRefused::BornOn);
        }
        let area = facts.area.map(|area| area.trim().to_owned());
        let area = area.filter(|area| !area.is_empty());
        if area.as_ref().is_some_and(|area| area.chars().count() > TEXT_LONGEST) {
            return Err(PersonRefused::Area);
        }
        let facts = PersonFacts { name, area, ..facts };
        Ok(PersonDetails { facts })
    }

    /// The checked facts.
    pub fn facts(&self) -> &PersonFacts {
        &self.facts
    }
}

impl TryFrom<PersonFacts> for PersonDetails {
    type Error = PersonRefused;

    fn try_from(facts: PersonFacts) -> Result<PersonDetails, PersonRefused> {
        PersonDetails::new(facts)
    }
}

impl From<PersonDetails> for PersonFacts {
    fn from(details: PersonDetails) -> PersonFacts {
        details.facts
    }
}

/// One version of a person's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Given by intake: an id without meaning.
    pub person_id: Uuid,
    /// Counts the changes, from 1.
    pub version: i64,
    /// What is recorded.
    pub details: PersonDetails,
    /// When this version was recorded.
    pub recorded_at: Instant,
}

impl Person {
    /// The first version of a record.
    pub fn record(person_id: Uuid, details: PersonDetails, recorded_at: Instant) -> Person {
        Person { person_id, version: 1, details, recorded_at }
    }

    /// The next version, with every field as given.
    pub fn correct(&self, details: PersonDetails, recorded_at: Instant) -> Person {
        Person { person_id: self.person_id, version: self.version + 1, details, recorded_at }
    }
}

/// An age band: all that a rule ever needs of a date of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AgeBand {
    /// Under 18.
    #[serde(rename = "UNDER_18")]
    Under18,
    /// 18 to 24.
    #[serde(rename = "AGE_18_TO_24")]
    From18To24,
    /// 25 to the day before State Pension age.
    #[serde(rename = "AGE_25_TO_PENSION_AGE")]
    From25ToPensionAge,
    /// State Pension age or over.
    #[serde(rename = "PENSION_AGE")]
    PensionAge,
}

/// The age band that begins on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedAgeBand {
    /// The first day of the band.
    pub from: Day,
    /// The band.
    pub band: AgeBand,
}

/// The age bands of a lifetime, by date; the bands in which the minimum income guarantee is stated
/// (R-FIN-40, Charging Regs 2014 reg 7).
pub fn age_bands(born_on: Day) -> Vec<DatedAgeBand> {
    vec![
        DatedAgeBand { from: born_on, band: AgeBand::Under18 },
        DatedAgeBand { from: birthday(born_on, 18), band: AgeBand::From18To24 },
        DatedAgeBand { from: birthday(born_on, 25), band: AgeBand::From25ToPensionAge },
        DatedAgeBand { from: state_pension_from(born_on), band: AgeBand::PensionAge },
    ]
}

/// The day on which somebody reaches an age: the start of the anniversary (Family Law Reform Act
/// 1969 s9). Who was born on 29 February reaches it on 1 March in a year that has no such day.
pub(crate) fn birthday(born_on: Day, years: u32) -> Day {
    let anniversary = add_months(born_on, years * 12);
    let leap_day = born_on.month() == Month::February && born_on.day() == 29;
    if leap_day && anniversary.day() == 28 {
        return anniversary.next_day().unwrap_or(anniversary);
    }
    anniversary
}
