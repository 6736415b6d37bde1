//! From packs and choices to what is in force on a day.

use std::collections::BTreeSet;

use carecap_calendar::{Day, Period, first_day};

use super::keys::{CAP, ChoiceKey, PACK, UPRATING_FACTOR, choice_key, choice_keys};
use super::{
    COUNCIL_LAYER, Choice, ChoiceKind, Confidence, Confirmation, CouncilPolicy, DEFAULT_LAYER,
    DatedAmount, Pack, Parameter, PolicyError, PolicyOnDay, ValueInForce,
};

/// Everything that is in force for a council on a day.
///
/// A value is, in this order: the council's choice; the parameter of the uppermost pack that has
/// one; Carecap's default for the choice. A figure that nobody has set is left out, and asking for
/// it is refused.
///
/// # Errors
/// [`PolicyError::NotKnown`] naming the first parameter, by the alphabet, whose values do not reach
/// to the day: before the first year or after the last that the packs know.
pub fn policy_on(
    day: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<PolicyOnDay, PolicyError> {
    let (policy, uncovered) = resolved(day, council, confirmations)?;
    match uncovered {
        Some(key) => Err(PolicyError::NotKnown { key, on: day }),
        None => Ok(policy),
    }
}

/// As much as is in force for a council on a day: a parameter whose values do not reach to the day
/// is left out, and asking for it is refused. No budget is worked out from this, but an account
/// lives longer than the figures of the means test, and reads the others.
///
/// # Errors
/// [`PolicyError::PackUnknown`] where this release has no pack of the name that was chosen.
pub fn known_on(
    day: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<PolicyOnDay, PolicyError> {
    Ok(resolved(day, council, confirmations)?.0)
}

/// What is in force, and the first parameter, by the alphabet, whose values do not reach the day.
fn resolved(
    day: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<(PolicyOnDay, Option<String>), PolicyError> {
    let chain = Pack::chain(pack_on(day, council))?;
    let chosen = choice_keys()
        .iter()
        .filter(|known| known.kind != ChoiceKind::SuppliedEvent)
        .map(|known| known.key);
    let parameters = chain.iter().flat_map(|pack| pack.parameters().keys());
    let keys: BTreeSet<&str> = chosen.chain(parameters.map(String::as_str)).collect();

    let mut values = Vec::new();
    let mut changes = Vec::new();
    let mut uncovered = None;
    for key in keys {
        let stated = stated(key, day, council)?;
        if matches!(stated, Stated::Uncovered) {
            uncovered.get_or_insert(key.to_owned());
        }
        let in_force = stretch(key, day, &stated, council)?;
        changes.extend(in_force.end());
        values.extend(stated.value(key, in_force, confirmations));
    }
    changes.extend(next_uprating(day, council)?);
    let uppermost = chain.first().copied();
    let edition = uppermost.map_or("", Pack::edition);
    let shadow = chain.iter().any(|pack| !pack.is_in_force());
    let policy = PolicyOnDay::from_values(pack_on(day, council), edition, shadow, day, values);
    Ok((policy.changing_by(changes.into_iter().min()), uncovered))
}

/// The value of one key on one day, an event of that day included; none where nobody has set it.
pub(super) fn value_on(
    key: &str,
    day: Day,
    council: &CouncilPolicy,
    confirmations: &[Confirmation],
) -> Result<Option<ValueInForce>, PolicyError> {
    if key == UPRATING_FACTOR {
        let event = council.choices_of(key).find(|choice| choice.from == day);
        let value = event.zip(choice_key(key)).and_then(|(choice, known)| {
            Stated::Choice(known, choice).value(key, Period::at_start_of(day), confirmations)
        });
        return Ok(value);
    }
    let stated = stated(key, day, council)?;
    let in_force = stretch(key, day, &stated, council)?;
    Ok(stated.value(key, in_force, confirmations))
}

/// The pack that the council has chosen for a day.
pub(super) fn pack_on(day: Day, council: &CouncilPolicy) -> &str {
    let default = choice_key(PACK).and_then(|known| known.default);
    council.choice_on(PACK, day).map_or(default.unwrap_or_default(), |choice| &choice.value)
}

/// What the packs and the council say of a key on a day.
#[derive(Clone, Copy, PartialEq)]
enum Stated<'a> {
    /// The council's choice.
    Choice(&'static ChoiceKey, &'a Choice),
    /// The pack's name, its parameter and the amount, which may be one that nobody has set.
    Parameter(&'static str, &'static Parameter, &'static DatedAmount),
    /// Nothing was chosen, so the default stands.
    Default(&'static ChoiceKey),
    /// The pack has the parameter, and no value of it for the day.
    Uncovered,
    /// Neither the pack nor the registry says anything.
    Nothing,
}

fn stated<'a>(
    key: &'a str,
    day: Day,
    council: &'a CouncilPolicy,
) -> Result<Stated<'a>, PolicyError> {
    let parameter = parameter_of(key, pack_on(day, council))?;
    let known = choice_key(key);
    let may_choose = known.filter(|known| !known.kind.is_over_pack() || parameter.is_some());
    let chosen = may_choose.zip(council.choice_on(key, day));
    if let Some((known, choice)) = chosen
        && known.kind.end_of(choice.from).is_none_or(|end| day < end)
    {
        return Ok(Stated::Choice(known, choice));
    }
    if let Some((pack, parameter)) = parameter {
        let held = parameter.on(day);
        return Ok(held.map_or(Stated::Uncovered, |amount| {
            Stated::Parameter(pack.name(), parameter, amount)
        }));
    }
    let default = known.filter(|known| known.default.is_some());
    Ok(default.map_or(Stated::Nothing, Stated::Default))
}

/// The parameter of the uppermost pack that has one.
pub(super) fn parameter_of(
    key: &str,
    pack: &str,
) -> Result<Option<(&'static Pack, &'static Parameter)>, PolicyError> {
    let chain = Pack::chain(pack)?;
    let mut found = chain.into_iter().filter_map(|pack| {
        let parameter = pack.parameters().get(key)?;
        Some((pack, parameter))
    });
    Ok(found.next())
}

/// Whether a pack has a cap, its own or one of a pack that it lies over.
pub(super) fn has_cap(pack: &str) -> Result<bool, PolicyError> {
    Ok(parameter_of(CAP, pack)?.is_some())
}

/// The days around `day` on which the same thing is stated.
fn stretch(
    key: &str,
    day: Day,
    now: &Stated<'_>,
    council: &CouncilPolicy,
) -> Result<Period, PolicyError> {
    let turns = turns(key, council)?;
    let mut start = first_day();
    for turn in turns.range(..=day).rev() {
        start = *turn;
        let before = turn.previous_day().unwrap_or(*turn);
        if stated(key, before, council)? != *now {
            break;
        }
        start = first_day();
    }
    for turn in turns.iter().filter(|turn| **turn > day) {
        if stated(key, *turn, council)? != *now {
            // A turn after the day is never before the start, so this period always exists.
            return Ok(Period::between(start, *turn).unwrap_or(Period::from(start)));
        }
    }
    Ok(Period::from(start))
}

/// Every day on which what is stated of a key may change.
fn turns(key: &str, council: &CouncilPolicy) -> Result<BTreeSet<Day>, PolicyError> {
    let chosen = council.choices_of(PACK).chain(council.choices_of(key));
    let mut turns: BTreeSet<Day> = chosen.map(|choice| choice.from).collect();
    if let Some(known) = choice_key(key) {
        turns.extend(council.choices_of(key).filter_map(|choice| known.kind.end_of(choice.from)));
    }
    let packs = council.choices_of(PACK).map(|choice| choice.value.as_str());
    for pack in packs.chain([pack_on(first_day(), council)]) {
        if let Some((_, parameter)) = parameter_of(key, pack)? {
            for value in &parameter.values {
                turns.insert(value.in_force.start());
                turns.extend(value.in_force.end());
            }
        }
    }
    Ok(turns)
}

/// The next uprating that has an effect: one while a pack with a cap is chosen (R-CAP-7).
fn next_uprating(day: Day, council: &CouncilPolicy) -> Result<Option<Day>, PolicyError> {
    for choice in council.choices_of(UPRATING_FACTOR) {
        if choice.from > day && has_cap(pack_on(choice.from, council))? {
            return Ok(Some(choice.from));
        }
    }
    Ok(None)
}

impl Stated<'_> {
    /// The value with where it is from, confirmed by whichever confirmation fits it.
    fn value(
        &self,
        key: &str,
        in_force: Period,
        confirmations: &[Confirmation],
    ) -> Option<ValueInForce> {
        let value = match self {
            Stated::Choice(known, choice) => ValueInForce {
                key: key.to_owned(),
                value: choice.value.clone(),
                unit: known.unit,
                in_force,
                layer: COUNCIL_LAYER.to_owned(),
                source: choice.source.clone(),
                confidence: choice.confidence,
                rules: vec![known.rule.to_owned()],
                law: None,
            },
            Stated::Parameter(pack, parameter, amount) => ValueInForce {
                key: key.to_owned(),
                value: amount.amount.clone()?,
                unit: parameter.unit,
                in_force,
                layer: (*pack).to_owned(),
                source: amount.source.clone(),
                confidence: amount.confidence,
                rules: parameter.rules.clone(),
                law: Some(parameter.law.clone()),
            },
            Stated::Default(known) => default_value(known, in_force)?,
            Stated::Uncovered | Stated::Nothing => return None,
        };
        let confirmation = confirmations.iter().find(|one| one.fits(&value));
        Some(match confirmation {
            Some(confirmation) => confirmation.applied_to(value),
            None => value,
        })
    }
}

/// A default is Carecap's own and stated in full here, so there is nothing left to confirm.
fn default_value(known: &ChoiceKey, in_force: Period) -> Option<ValueInForce> {
    Some(ValueInForce {
        key: known.key.to_owned(),
        value: known.default?.to_owned(),
        unit: known.unit,
        in_force,
        layer: DEFAULT_LAYER.to_owned(),
        source: known.default_source(),
        confidence: Confidence::Seen,
        rules: vec![known.rule.to_owned()],
        law: None,
    })
}
