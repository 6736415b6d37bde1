//! The means test: what a person must pay towards the cost of meeting their needs.
//!
//! Only the person's own means are asked about, never a partner's (R-FIN-2). It reads as the office
//! works: capital, then income, then what the person keeps, then what is left of the charge. Each
//! quantity is one function and each figure one step of the working.

mod capital;
mod capital_fields;
mod changes;
mod disregarded_capital;
mod fields;
mod income;
mod notional;
mod outgoings;
mod partly_kept;
mod payable;
mod pension_pot;
mod protected;
mod weekly;

use carecap_calendar::Day;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use crate::needs::{AgeBand, Means, Setting};
use crate::policy::PolicyError;
use crate::working::{
    Choice, Fact, Figure, Place, Quantity, Readings, Rule, Working, WorkingError,
};

/// Under which of the two sets of rules somebody is charged (R-FIN-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChargedAs {
    /// At home: the minimum income guarantee protects.
    AtHome,
    /// A permanent resident of a care home: the personal expenses allowance protects.
    PermanentResident,
    /// A temporary resident: the allowance, and what keeps up the home.
    TemporaryResident,
}

/// Why nobody can say what the person must pay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChargingRefused {
    /// A value that the means test needs is not known.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// `INVALID_FIELD`: the minimum income guarantee is for adults.
    #[error("there is no minimum income guarantee for somebody under 18")]
    UnderEighteen,
    /// `INVALID_FIELD`: a field of the means, or `permanent_since`, contradicts another or the
    /// setting.
    #[error("{path}: {what}; {instead}")]
    Field {
        /// The field, for instance `capital[2].share_percent`.
        path: String,
        /// What is wrong with it.
        what: &'static str,
        /// What would be accepted.
        instead: &'static str,
    },
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
}

/// Says under which rules a setting is charged. R-FIN-5: a stay of up to eight weeks may be
/// charged as if at home (Charging Regs 2014 reg 8), by the choice `short_term_stay_charged_as`.
///
/// # Errors
/// The choice is not known.
pub fn charged_as(
    setting: Setting,
    policy: &mut Readings<'_>,
) -> Result<(ChargedAs, Vec<Place>), PolicyError> {
    let by_setting = Place::field("/inputs/setting");
    Ok(match setting {
        Setting::Home => (ChargedAs::AtHome, vec![by_setting]),
        Setting::CareHomePermanent => (ChargedAs::PermanentResident, vec![by_setting]),
        Setting::CareHomeTemporary => (ChargedAs::TemporaryResident, vec![by_setting]),
        Setting::CareHomeShortTerm => {
            let choice = policy.word("short_term_stay_charged_as")?;
            let charged = match choice.value {
                "HOME" => ChargedAs::AtHome,
                _ => ChargedAs::TemporaryResident,
            };
            (charged, vec![by_setting, choice.at])
        }
    })
}

/// The means test of one person on one day.
pub struct MeansTest<'a, 'p> {
    /// The day that it is for.
    pub on: Day,
    /// The first day of a permanent stay, where it is not that day (R-FIN-14).
    pub permanent_since: Option<Day>,
    /// What the person has.
    pub means: &'a Means,
    /// The age band on the day.
    pub age_band: AgeBand,
    /// Under which rules.
    pub charged_as: ChargedAs,
    /// The facts that say so, by reference.
    pub charged_as_by: Vec<Place>,
    /// Where each step is recorded.
    pub working: &'a mut Working,
    /// What is in force, and what of it was read.
    pub policy: &'a mut Readings<'p>,
}

impl MeansTest<'_, '_> {
    fn at_home(&self) -> bool {
        self.charged_as == ChargedAs::AtHome
    }

    fn temporary(&self) -> bool {
        self.charged_as == ChargedAs::TemporaryResident
    }

    /// All of a figure, or nothing of it, on account of facts.
    fn all_or_nothing(
        &mut self,
        name: &'static str,
        rule: Rule,
        figure: Figure<Money>,
        all: bool,
        by: Vec<Place>,
    ) -> Result<Figure<Money>, WorkingError> {
        let choice = Choice { taken: usize::from(!all), by };
        self.working.choose(name, rule, &[figure, Figure::nothing()], choice)
    }

    /// What is left of one figure after another, never below nothing.
    fn left_of<T: Quantity>(
        &mut self,
        names: [&'static str; 2],
        rule: Rule,
        from: &Figure<T>,
        less: &Figure<T>,
    ) -> Result<Figure<T>, WorkingError> {
        let difference = self.working.difference(names[0], rule, from, less)?;
        let nothing = Figure::at(Place::fixed(0), T::NOTHING);
        self.working.greatest(names[1], rule, [&difference, &nothing])
    }

    fn switch(&mut self, key: &'static str) -> Result<Fact<bool>, PolicyError> {
        self.policy.switch(key)
    }
}
