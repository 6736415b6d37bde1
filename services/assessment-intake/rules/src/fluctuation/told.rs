use rust_decimal::prelude::ToPrimitive;

use super::{DAYS_OF_WEEK, WEEKS_OF_YEAR};
use crate::answers::{Answer, GivenAnswer, PartRef, Sheet, View, sheets};
use crate::questionnaire::{FluctuationAsked, Questionnaire};

/// Bad days that no week, or bad spells that no year can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FluctuationRefused {
    /// More bad days than a week has.
    #[error("a week has 0 to 7 bad days")]
    LongerThanAWeek,
    /// More weeks in bad spells than a year has.
    #[error(
        "{spells_yearly} bad spell(s) a year of {weeks_each} week(s) each make more than the 52 \
         weeks of a year: say both numbers anew, together"
    )]
    LongerThanAYear {
        /// How many a year.
        spells_yearly: u32,
        /// How many weeks each.
        weeks_each: u32,
    },
}

/// The fields of a [`Fluctuation`], unchecked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FluctuationFacts {
    /// How many days of a week outside bad spells are bad days, 0 to 7.
    pub bad_days_weekly: u32,
    /// How many bad spells a year has.
    pub spells_yearly: u32,
    /// How many weeks a bad spell lasts.
    pub weeks_each: u32,
    /// How many weeks ago the last bad spell was. None: nobody said.
    pub weeks_since_last: Option<u32>,
}

/// How needs come and go in a year. The default is that they do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fluctuation {
    facts: FluctuationFacts,
    weeks_in_spells: u32,
}

impl Fluctuation {
    /// Checks that the bad days fit into a week and the spells into a year.
    ///
    /// # Errors
    /// [`FluctuationRefused`].
    pub fn new(facts: FluctuationFacts) -> Result<Fluctuation, FluctuationRefused> {
        let FluctuationFacts { bad_days_weekly, spells_yearly, weeks_each, .. } = facts;
        if bad_days_weekly > DAYS_OF_WEEK {
            return Err(FluctuationRefused::LongerThanAWeek);
        }
        match spells_yearly.checked_mul(weeks_each) {
            Some(weeks_in_spells) if weeks_in_spells <= WEEKS_OF_YEAR => {
                Ok(Fluctuation { facts, weeks_in_spells })
            }
            _ => Err(FluctuationRefused::LongerThanAYear { spells_yearly, weeks_each }),
        }
    }

    /// The checked facts.
    pub fn facts(&self) -> &FluctuationFacts {
        &self.facts
    }

    /// The weeks of a year in which every day is a bad day.
    pub fn weeks_in_spells(&self) -> u32 {
        self.weeks_in_spells
    }

    /// The weeks of a year outside bad spells.
    pub fn weeks_outside_spells(&self) -> u32 {
        WEEKS_OF_YEAR - self.weeks_in_spells
    }

    /// Whether anything comes and goes.
    pub fn is_any(&self) -> bool {
        self.facts.bad_days_weekly > 0 || self.facts.spells_yearly > 0
    }

    /// Whether a bad spell makes a week worse than it is anyway.
    pub fn spells_change_a_week(&self) -> bool {
        self.weeks_in_spells > 0 && self.facts.bad_days_weekly < DAYS_OF_WEEK
    }

    fn weight(&self) -> (u32, u32) {
        (self.weeks_in_spells, self.facts.bad_days_weekly)
    }
}

/// What the answers tell of needs that come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The view with the most weeks in bad spells and, among those, the most bad days: as every view
    /// counts for a limb, none is passed over for being the worse one.
    pub fluctuation: Fluctuation,
    /// Whether the views differ and none is agreed.
    pub views_differ: bool,
}

/// What was told of bad days and bad spells (R-ASSESS-5, Eligibility Regs 2015 reg 2(4)). None where
/// nobody told of either, or where the version of the questionnaire makes nothing of spells. What was
/// not answered is read as none.
///
/// # Errors
/// [`FluctuationRefused`], where what one view leaves unsaid is filled from another and both together
/// are too much.
pub fn told(
    questionnaire: &Questionnaire,
    answers: &[Answer],
) -> Result<Option<Told>, FluctuationRefused> {
    let Some(asked) = &questionnaire.fluctuation else {
        return Ok(None);
    };
    let views = sheets(questionnaire, answers).into_iter();
    let views = views.filter_map(|sheet| on_sheet(asked, &sheet));
    let views: Vec<Fluctuation> = views.collect::<Result<_, _>>()?;
    let Some(fluctuation) = views.iter().copied().max_by_key(Fluctuation::weight) else {
        return Ok(None);
    };
    let views_differ = views.iter().any(|view| view.weight() != fluctuation.weight());
    Ok(Some(Told { fluctuation, views_differ }))
}

fn on_sheet(
    asked: &FluctuationAsked,
    sheet: &Sheet,
) -> Option<Result<Fluctuation, FluctuationRefused>> {
    let number = |part| sheet.number(part).and_then(|number| number.to_u32());
    let bad_days_weekly = number(&asked.bad_days_weekly);
    let spells_yearly = number(&asked.spells_yearly);
    if bad_days_weekly.is_none() && spells_yearly.is_none() {
        return None;
    }
    Some(Fluctuation::new(FluctuationFacts {
        bad_days_weekly: bad_days_weekly.unwrap_or_default(),
        spells_yearly: spells_yearly.unwrap_or_default(),
        weeks_each: number(&asked.weeks_each).unwrap_or_default(),
        weeks_since_last: number(&asked.weeks_since_last),
    }))
}

/// Checks that the bad spells of each view that says something of them now fit into a year. A view
/// is held to its own numbers: nobody's answer is refused because of somebody else's.
///
/// # Errors
/// The place of the answer among those given, and why.
pub(crate) fn check_answers(
    questionnaire: &Questionnaire,
    answers: &[Answer],
    given: &[GivenAnswer],
) -> Result<(), (usize, FluctuationRefused)> {
    let Some(asked) = &questionnaire.fluctuation else {
        return Ok(());
    };
    for (index, given) in given.iter().enumerate() {
        let part = PartRef::new(&given.question_id, &given.part);
        if part != asked.spells_yearly && part != asked.weeks_each {
            continue;
        }
        let own = |part| own_number(answers, given.view, part).unwrap_or_default();
        let facts = FluctuationFacts {
            spells_yearly: own(&asked.spells_yearly),
            weeks_each: own(&asked.weeks_each),
            ..FluctuationFacts::default()
        };
        Fluctuation::new(facts).map_err(|refused| (index, refused))?;
    }
    Ok(())
}

fn own_number(answers: &[Answer], view: View, part: &PartRef) -> Option<u32> {
    let own = answers.iter().find(|answer| answer.given.view == view && answer.part_ref() == *part);
    own?.given.values.first()?.parse().ok()
}
