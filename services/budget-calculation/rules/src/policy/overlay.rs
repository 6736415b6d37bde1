//! What a preview lays over the pack and the council's policy: nothing of it can be published.

use std::collections::BTreeMap;

use carecap_calendar::{Day, Period, first_day};
use carecap_money::Money;

use super::keys::{PACK, TARIFF_SLICE, choice_key};
use super::resolve::{known_on, pack_on, parameter_of, policy_on};
use super::{
    Choice, Confidence, Confirmation, CouncilPolicy, PolicyError, PolicyOnDay, Source, Unit,
    ValueInForce, packs,
};
use crate::needs::StatedAmount;

/// The layer of a value that was laid over for one preview.
pub const PREVIEW_LAYER: &str = "preview";

/// Why a preview's policy cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverlayRefused {
    /// `INVALID_FIELD`: there is no pack of that name.
    #[error("there is no pack `{pack}`: choose {known}")]
    PackUnknown {
        /// The name.
        pack: String,
        /// The packs that there are.
        known: String,
    },
    /// `INVALID_FIELD`: no pack and no choice has the key.
    #[error("there is no parameter or choice `{key}`")]
    KeyUnknown {
        /// The key.
        key: String,
    },
    /// `INVALID_FIELD`: the value is none of its key.
    #[error("`{value}` is no value of {key}: write {instead}")]
    ValueUnfit {
        /// The key.
        key: String,
        /// The value.
        value: String,
        /// What would be right.
        instead: String,
    },
    /// What lies below cannot be given.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// What is in force on a day for a preview: a pack as if the council had always chosen it, and
/// values in place of the pack's and the council's. Where values are laid over, a day that the pack
/// does not cover is no hindrance as long as nothing is asked for that is not among them.
///
/// # Errors
/// [`OverlayRefused`], naming the key.
pub fn preview_on(
    day: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
    pack: Option<&str>,
    values: &BTreeMap<String, String>,
) -> Result<PolicyOnDay, OverlayRefused> {
    let chosen = match pack {
        Some(pack) => Some(with_pack(council, pack)?),
        None => None,
    };
    let council = chosen.as_ref().unwrap_or(council);
    if values.is_empty() {
        return Ok(policy_on(day, council, confirmations)?);
    }
    let below = known_on(day, council, confirmations)?;
    let mut laid: BTreeMap<String, ValueInForce> =
        below.values().map(|value| (value.key.clone(), value.clone())).collect();
    for (key, value) in values {
        laid.insert(key.clone(), laid_over(key, value, pack_on(day, council), day)?);
    }
    Ok(PolicyOnDay::from_values(
        below.pack(),
        below.edition(),
        below.is_shadow(),
        day,
        laid.into_values(),
    ))
}

fn with_pack(council: &CouncilPolicy, pack: &str) -> Result<CouncilPolicy, OverlayRefused> {
    if !packs()?.contains_key(pack) {
        let known = packs()?.keys().cloned().collect::<Vec<_>>().join(", ");
        return Err(OverlayRefused::PackUnknown { pack: pack.to_owned(), known });
    }
    let others = council.choices().iter().filter(|choice| choice.key != PACK).cloned();
    let chosen = Choice {
        key: PACK.to_owned(),
        from: first_day(),
        value: pack.to_owned(),
        source: source(),
        confidence: Confidence::Supplied,
    };
    let choices = others.chain([chosen]).collect();
    // The others were sound before, and this one is of a known key with a known value.
    CouncilPolicy::new(council.version(), choices)
        .map_err(|_| OverlayRefused::KeyUnknown { key: PACK.to_owned() })
}

fn laid_over(key: &str, value: &str, pack: &str, day: Day) -> Result<ValueInForce, OverlayRefused> {
    let choice = choice_key(key).filter(|choice| choice.key != PACK);
    let parameter = parameter_of(key, pack)?.map(|(_, parameter)| parameter);
    let (unit, words) = match (choice, parameter) {
        (Some(choice), _) => (choice.unit, choice.words),
        (None, Some(parameter)) => (parameter.unit, &[][..]),
        (None, None) => return Err(OverlayRefused::KeyUnknown { key: key.to_owned() }),
    };
    let fits =
        |value: &String| unit != Unit::Word || words.is_empty() || words.contains(&value.as_str());
    let unfit = |instead: String| OverlayRefused::ValueUnfit {
        key: key.to_owned(),
        value: value.to_owned(),
        instead,
    };
    let canonical = unit.canonical(value).filter(fits).ok_or_else(|| {
        unfit(if unit == Unit::Word { words.join(" or ") } else { unit.hint().to_owned() })
    })?;
    if let Some(instead) = no_sum_can_hold(key, unit, &canonical) {
        return Err(unfit(instead));
    }
    let rules = match (parameter, choice) {
        (Some(parameter), _) => parameter.rules.clone(),
        (None, choice) => choice.map(|choice| choice.rule.to_owned()).into_iter().collect(),
    };
    Ok(ValueInForce {
        key: key.to_owned(),
        value: canonical,
        unit,
        in_force: Period::from(day),
        layer: PREVIEW_LAYER.to_owned(),
        source: source(),
        confidence: Confidence::Supplied,
        rules,
        law: parameter.map(|parameter| parameter.law.clone()),
    })
}

/// What to write in place of an amount that is well formed and that nothing can be worked out with:
/// one larger than any that a statement may give, or a slice of nothing, of which any capital has no
/// end.
fn no_sum_can_hold(key: &str, unit: Unit, value: &str) -> Option<String> {
    if !matches!(unit, Unit::Pounds | Unit::PoundsAWeek) {
        return None;
    }
    let amount = Money::parse(value).ok()?;
    if amount > StatedAmount::LARGEST {
        return Some(format!("at most {}", StatedAmount::LARGEST.pounds()));
    }
    (key == TARIFF_SLICE && amount.is_zero()).then(|| "more than 0.00".to_owned())
}

fn source() -> Source {
    Source { title: "Laid over for this preview".to_owned(), href: String::new() }
}
