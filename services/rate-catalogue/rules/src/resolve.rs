use std::cmp::Reverse;
use std::collections::BTreeMap;

use carecap_calendar::{Day, Period, show_day};
use serde::{Deserialize, Serialize};

use crate::{Rate, RateKey, in_force};

/// What one unit of a service costs on a day: the question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateQuestion {
    /// The service, the unit, and the band, area and provider where they are known.
    pub asked: RateKey,
    /// The day for which the price is asked.
    pub on: Day,
}

/// How specific the row is that answered; the more specific is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Specificity {
    /// The row is the council's usual rate: it names neither provider nor area.
    Council,
    /// The row names the area that was asked for, and no provider.
    Area,
    /// The row names the provider that was asked for.
    Provider,
}

impl Specificity {
    /// How specific a key is.
    pub fn of(key: &RateKey) -> Specificity {
        match (key.provider(), key.area()) {
            (Some(_), _) => Specificity::Provider,
            (None, Some(_)) => Specificity::Area,
            (None, None) => Specificity::Council,
        }
    }
}

/// The answer: one row, and why it and no other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// The row that answers.
    pub rate: Rate,
    /// The days on which it is in force.
    pub in_force: Period,
    /// How specific it is.
    pub specificity: Specificity,
    /// Why this row and no other, in one sentence.
    pub because: String,
}

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ResolveRefusal {
    /// The council has no row of the service, of any unit or day.
    #[error("the council has no service `{service_code}` in its catalogue")]
    ServiceUnknown {
        /// The code that was asked for.
        service_code: String,
    },
    /// The service is known, but no row fits the question on that day.
    #[error(
        "no rate of `{service_code}` by the {} fits the question on {}",
        unit.title(),
        show_day(*on)
    )]
    NoRate {
        /// The code that was asked for.
        service_code: String,
        /// The unit that was asked for.
        unit: crate::Unit,
        /// The day that was asked for.
        on: Day,
    },
}

/// The price in force, R-BUD-11 [PROPOSED]: of the council's rows that fit the question on its day
/// a provider's comes before an area's, an area's before the council's usual one. `rates` are rows
/// of one council, at least all of the service, superseded or not; their order has no part in it.
///
/// Inside one rank the row that names more wins. [`crate::import::check`] keeps out rows of one
/// rank of which neither names all that the other does, so exactly one answers.
///
/// # Errors
/// [`ResolveRefusal`] where nothing answers.
pub fn resolve(rates: &[Rate], question: &RateQuestion) -> Result<Resolved, ResolveRefusal> {
    let service_code = question.asked.service_code();
    if !rates.iter().any(|rate| rate.terms.key.service_code() == service_code) {
        return Err(ResolveRefusal::ServiceUnknown { service_code: service_code.to_owned() });
    }
    let rate = newest_of_each_key(rates, question)
        .into_values()
        .filter(|rate| rate.terms.stated.contains(question.on))
        .max_by_key(|rate| precedence(rate))
        .ok_or_else(|| ResolveRefusal::NoRate {
            service_code: service_code.to_owned(),
            unit: question.asked.unit(),
            on: question.on,
        })?;
    Ok(Resolved {
        rate: rate.clone(),
        in_force: in_force(&rate.terms, rates.iter().map(|rate| &rate.terms)),
        specificity: Specificity::of(&rate.terms.key),
        because: because(rate, question),
    })
}

/// Of each key that fits, the row that started last on or before the day: it has ended all others.
fn newest_of_each_key<'a>(
    rates: &'a [Rate],
    question: &RateQuestion,
) -> BTreeMap<&'a RateKey, &'a Rate> {
    let mut newest: BTreeMap<&RateKey, &Rate> = BTreeMap::new();
    let age = |rate: &'a Rate| (rate.terms.stated.start(), Reverse(&rate.rate_id));
    let started = |rate: &&Rate| rate.terms.stated.start() <= question.on;
    for rate in rates.iter().filter(|rate| rate.terms.key.fits(&question.asked)).filter(started) {
        let kept = newest.entry(&rate.terms.key).or_insert(rate);
        if age(rate) > age(kept) {
            *kept = rate;
        }
    }
    newest
}

/// What decides between rows that fit: the rank, then an area beside a provider, then a band.
fn precedence(rate: &Rate) -> (Specificity, bool, bool) {
    let key = &rate.terms.key;
    (Specificity::of(key), key.area().is_some(), key.band().is_some())
}

fn because(rate: &Rate, question: &RateQuestion) -> String {
    let key = &rate.terms.key;
    let band = key.band().map(|band| format!(" for band {band}")).unwrap_or_default();
    let since = show_day(rate.terms.stated.start());
    match (key.provider(), key.area()) {
        (Some(provider), area) => {
            let area = area.map(|area| format!(" in {area}")).unwrap_or_default();
            format!(
                "The rate agreed with {provider}{area}{band} from {since} answers, because a \
                 provider's own rate comes before an area's and the council's usual one."
            )
        }
        (None, Some(area)) => format!(
            "The rate of the area {area}{band} from {since} answers, because {} and an area's rate \
             comes before the council's usual one.",
            no_provider(question)
        ),
        (None, None) => format!(
            "The council's usual rate{band} from {since} answers, because {} and {}.",
            no_provider(question),
            match question.asked.area() {
                Some(area) => format!("none that fits is set for the area {area}"),
                None => "no area was named".to_owned(),
            }
        ),
    }
}

fn no_provider(question: &RateQuestion) -> String {
    match question.asked.provider() {
        Some(provider) => format!("none is agreed with {provider} that fits"),
        None => "no provider was named".to_owned(),
    }
}
