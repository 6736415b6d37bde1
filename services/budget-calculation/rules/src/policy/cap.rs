//! What a care account needs to know of a council's policy.

use carecap_calendar::{Day, first_day};
use carecap_money::{Money, Rounding};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::keys::{CAP, CAP_TEST, PACK, UPRATING_FACTOR};
use super::resolve::{has_cap, pack_on, value_on};
use super::{Confidence, Confirmation, CouncilPolicy, Pack, PolicyError, Unit, ValueInForce};

/// When reaching the cap is noticed. It moves the notice, never the amounts (R-CAP-9, proposed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CapTest {
    /// A total equal to the cap has reached it.
    Reached,
    /// Only a total above the cap exceeds it, which is the statute's word.
    Exceeded,
}

/// One uprating of the cap, and of every balance by the same factor on the same day (R-CAP-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uprating {
    /// The day, at whose start it happens (R-CAP-8, proposed).
    pub on: Day,
    /// The factor, for instance 1.037.
    pub factor: Decimal,
    /// The cap from that day on.
    pub cap_after: Money,
    /// How far the factor can be trusted, a confirmation counted in. An unconfirmed one may be
    /// posted to a shadow account, and says so.
    pub confidence: Confidence,
}

/// The cap of a council on a day, and how it came to be that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapTerms {
    /// The pack with a cap that the council has commenced.
    pub pack: String,
    /// Since when, without a break.
    pub commenced_on: Day,
    /// The cap on the day asked about.
    pub cap: Money,
    /// Every uprating from commencement on, by date, those after the day included.
    pub upratings: Vec<Uprating>,
    /// When reaching is noticed.
    pub cap_test: CapTest,
    /// Whether the cap has no effect in law (R-STATUS-4).
    pub shadow: bool,
}

/// The terms of the cap on a day: the pack's amount, scaled by each uprating of the council's
/// policy from commencement on, each rounded half up to the penny. None: no pack with a cap is
/// commenced. R-CAP-6 to R-CAP-8, Care Act 2014 s16 (not in force).
///
/// Changing to another pack with a cap begins anew at that pack's own amount.
///
/// # Errors
/// [`PolicyError::NotKnown`] where the pack's cap is not known on the day of commencement;
/// [`PolicyError::Amount`] where an uprated cap would not fit.
pub fn cap_terms(
    day: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<Option<CapTerms>, PolicyError> {
    let pack = pack_on(day, council);
    if !has_cap(pack)? {
        return Ok(None);
    }
    let (commenced_on, end) = run_of_pack(day, council);
    let base = required(CAP, commenced_on, council, confirmations)?;
    let base = Money::parse(&base.value)?;

    let mut upratings: Vec<Uprating> = Vec::new();
    let mut cap_after = base;
    for choice in council.choices_of(UPRATING_FACTOR) {
        if choice.from < commenced_on || end.is_some_and(|end| choice.from >= end) {
            continue;
        }
        let value = required(UPRATING_FACTOR, choice.from, council, confirmations)?;
        let factor = factor_of(&value)?;
        cap_after = cap_after.scaled(factor, Rounding::HalfUp)?;
        upratings.push(Uprating {
            on: choice.from,
            factor,
            cap_after,
            confidence: value.confidence,
        });
    }
    let begun = upratings.iter().rev().find(|uprating| uprating.on <= day);
    let cap = begun.map_or(base, |uprating| uprating.cap_after);
    let cap_test = cap_test_of(&required(CAP_TEST, day, council, confirmations)?)?;
    let shadow = Pack::chain(pack)?.iter().any(|pack| !pack.is_in_force());
    Ok(Some(CapTerms { pack: pack.to_owned(), commenced_on, cap, upratings, cap_test, shadow }))
}

/// The days around `day` on which the council has the same pack without a break.
fn run_of_pack(day: Day, council: &CouncilPolicy) -> (Day, Option<Day>) {
    let pack = pack_on(day, council);
    let mut start = first_day();
    for choice in council.choices_of(PACK) {
        let before = choice.from.previous_day();
        let continues = before.is_some_and(|before| pack_on(before, council) == pack);
        if choice.value == pack && !continues && choice.from <= day {
            start = choice.from;
        }
        if choice.value != pack && choice.from > day {
            return (start, Some(choice.from));
        }
    }
    (start, None)
}

fn required(
    key: &str,
    on: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<ValueInForce, PolicyError> {
    let value = value_on(key, on, council, confirmations)?;
    value.ok_or_else(|| PolicyError::NotKnown { key: key.to_owned(), on })
}

fn factor_of(value: &ValueInForce) -> Result<Decimal, PolicyError> {
    Decimal::from_str_exact(&value.value).map_err(|_| PolicyError::NotOfUnit {
        key: value.key.clone(),
        value: value.value.clone(),
        unit: Unit::Factor.code(),
    })
}

fn cap_test_of(value: &ValueInForce) -> Result<CapTest, PolicyError> {
    match value.value.as_str() {
        "REACHED" => Ok(CapTest::Reached),
        "EXCEEDED" => Ok(CapTest::Exceeded),
        _ => Err(PolicyError::NotOfUnit {
            key: value.key.clone(),
            value: value.value.clone(),
            unit: "REACHED or EXCEEDED",
        }),
    }
}
