//! A council's own choices: dated data, checked when they are set.

use carecap_calendar::{Day, first_day, last_day, show_day};
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::keys::{CAPITAL_LIMIT_UPPER_AT_HOME, ChoiceKey, PACK, choice_key, choice_keys};
use super::{Confidence, Source, Unit, packs};

/// One choice of a council, from a day on until the next choice of the same key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// One of [`choice_keys`].
    pub key: String,
    /// The first day on which it holds; for `uprating_factor` the day on which it happens.
    pub from: Day,
    /// Its value, as the unit of the key writes it.
    pub value: String,
    /// Where the council decided or published it.
    pub source: Source,
    /// How far it can be trusted: SEEN, SEEN_SECONDARY, SUPPLIED or UNKNOWN.
    pub confidence: Confidence,
}

/// What is wrong with a choice, for whoever has to write it again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {what}; {instead}")]
pub struct ChoiceFault {
    /// The field, for instance `choices[2].value`.
    pub field: String,
    /// What is wrong with it.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

/// All choices of a council, past and future, at one version. Every choice in it is well formed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "CouncilPolicyDocument")]
pub struct CouncilPolicy {
    version: i64,
    choices: Vec<Choice>,
}

/// The stored form, which is checked again when it is read.
#[derive(Deserialize)]
struct CouncilPolicyDocument {
    version: i64,
    choices: Vec<Choice>,
}

impl TryFrom<CouncilPolicyDocument> for CouncilPolicy {
    type Error = String;

    fn try_from(document: CouncilPolicyDocument) -> Result<CouncilPolicy, String> {
        CouncilPolicy::new(document.version, document.choices).map_err(|faults| {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            faults.join("; ")
        })
    }
}

impl CouncilPolicy {
    /// A policy from its choices in any order. Values are rewritten in their canonical form.
    ///
    /// # Errors
    /// `INVALID_FIELD`: every fault of every choice, in the order of the choices given.
    pub fn new(version: i64, choices: Vec<Choice>) -> Result<CouncilPolicy, Vec<ChoiceFault>> {
        let mut faults = Vec::new();
        let mut sound: Vec<Choice> = Vec::with_capacity(choices.len());
        for (index, choice) in choices.into_iter().enumerate() {
            let (value, found) = check(index, &choice);
            faults.extend(found);
            let same = |other: &&Choice| other.key == choice.key && other.from == choice.from;
            if sound.iter().find(same).is_some() {
                faults.push(fault(
                    index,
                    "from",
                    format!("{} has two values from {}", choice.key, show_day(choice.from)),
                    "keep one of them, or give each its own day".to_owned(),
                ));
            }
            sound.push(Choice { value, ..choice });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        sound.sort_by(|a, b| (&a.key, a.from).cmp(&(&b.key, b.from)));
        let choices = sound;
        Ok(CouncilPolicy { version, choices })
    }

    /// Counts the changes, from 1.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Every choice, by key, then by date.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }

    /// The choices of one key, by date.
    pub fn choices_of<'a>(
        &'a self,
        key: &'a str,
    ) -> impl DoubleEndedIterator<Item = &'a Choice> + 'a {
        self.choices.iter().filter(move |choice| choice.key == key)
    }

    /// The choice of a key that holds on a day: the newest that has begun.
    pub fn choice_on<'a>(&'a self, key: &'a str, day: Day) -> Option<&'a Choice> {
        self.choices_of(key).rev().find(|choice| choice.from <= day)
    }
}

fn fault(index: usize, field: &str, what: String, instead: String) -> ChoiceFault {
    ChoiceFault { field: format!("choices[{index}].{field}"), what, instead }
}

/// The canonical value of a choice and everything that is wrong with the choice.
fn check(index: usize, choice: &Choice) -> (String, Vec<ChoiceFault>) {
    let Some(known) = choice_key(&choice.key) else {
        return (choice.value.clone(), vec![unknown_key(index, &choice.key)]);
    };
    let mut faults = Vec::new();
    let value = canonical(known, &choice.value).unwrap_or_else(|instead| {
        let what = format!("`{}` is no value of {}", choice.value, known.key);
        faults.push(fault(index, "value", what, instead));
        choice.value.clone()
    });
    if choice.from < first_day() || choice.from > last_day() {
        let what = format!("{} is out of range", show_day(choice.from));
        let instead = "give a day from 1900 to 2200".to_owned();
        faults.push(fault(index, "from", what, instead));
    }
    if choice.source.title.trim().is_empty() {
        let what = "the source is missing".to_owned();
        let instead = "name the decision or publication it stands in".to_owned();
        faults.push(fault(index, "source.title", what, instead));
    }
    faults.extend(check_confidence(index, known, choice.confidence));
    if known.key == CAPITAL_LIMIT_UPPER_AT_HOME {
        faults.extend(check_limit(index, &value, choice.from));
    }
    (value, faults)
}

/// Outside a care home a council may leave people more capital than the law does, not less
/// (R-FIN-10 [LOCAL]).
fn check_limit(index: usize, value: &str, from: Day) -> Option<ChoiceFault> {
    let law = packs().ok()?.values().find(|pack| pack.is_in_force())?;
    let law = law.parameters().get("capital_limit_upper")?.on(from)?.amount.as_ref()?;
    let (chosen, law) = (Money::parse(value).ok()?, Money::parse(law).ok()?);
    let what = format!("{chosen} is below the upper limit of the law");
    let instead = format!("write {} or more, or leave the choice out", law.pounds());
    (chosen < law).then(|| fault(index, "value", what, instead))
}

/// A figure that the pack does not know cannot be marked as read in a source: otherwise a budget
/// that rests on it could be published without anybody's confirmation.
fn check_confidence(index: usize, known: &ChoiceKey, given: Confidence) -> Option<ChoiceFault> {
    let fits = match given {
        Confidence::Supplied | Confidence::Unknown => true,
        Confidence::Seen | Confidence::SeenSecondary => !known.kind.is_supplied(),
        Confidence::Inferred | Confidence::Recall | Confidence::Confirmed => false,
    };
    let instead = if known.kind.is_supplied() {
        "write SUPPLIED, or UNKNOWN where nobody has announced it; an officer may confirm it later"
    } else {
        "write SEEN, SEEN_SECONDARY, SUPPLIED or UNKNOWN"
    };
    let what = format!("{} cannot be marked {}", known.key, given.code());
    (!fits).then(|| fault(index, "confidence", what, instead.to_owned()))
}

/// The value as its key writes it, or what to write instead.
fn canonical(known: &ChoiceKey, text: &str) -> Result<String, String> {
    let names = pack_names();
    let words: Vec<&str> = match known.key {
        PACK => names.iter().map(String::as_str).collect(),
        _ => known.words.to_vec(),
    };
    let value = known.unit.canonical(text);
    let value = value.filter(|value| known.unit != Unit::Word || words.contains(&value.as_str()));
    value.ok_or_else(|| match known.unit {
        Unit::Word => format!("write {}", words.join(" or ")),
        unit => format!("write {}", unit.hint()),
    })
}

fn pack_names() -> Vec<String> {
    packs().map_or_else(|_| Vec::new(), |packs| packs.keys().cloned().collect())
}

fn unknown_key(index: usize, key: &str) -> ChoiceFault {
    let law = packs().is_ok_and(|packs| {
        let mut packs = packs.values();
        packs.any(|pack| pack.parameters().contains_key(key))
    });
    if law {
        let what = format!("{key} is a parameter of the pack, which no council sets");
        let instead = "leave it out; `pack` chooses the pack".to_owned();
        return fault(index, "key", what, instead);
    }
    let keys = || choice_keys().iter().map(|known| known.key);
    let nearest = keys().min_by_key(|known| distance(known, key));
    let near = nearest.filter(|known| distance(known, key) <= known.len() / 3 + 1);
    let instead = match near {
        Some(near) => format!("did you mean {near}?"),
        None => format!("the keys are {}", keys().collect::<Vec<_>>().join(", ")),
    };
    fault(index, "key", format!("`{key}` is no key of a policy"), instead)
}

/// How many letters must be put in, taken out or changed to make one word the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut next = vec![above + 1];
        for (index, (same, pair)) in other.iter().zip(row.windows(2)).enumerate() {
            let changed = pair.first().map_or(0, |cost| cost + usize::from(*same != letter));
            let inserted = next.get(index).map_or(0, |cost| cost + 1);
            let removed = pair.last().map_or(0, |cost| cost + 1);
            next.push(changed.min(inserted).min(removed));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn the_distance_counts_changed_letters() {
        assert_eq!(distance("pack", "pack"), 0);
        assert_eq!(distance("pack", "pak"), 1);
        assert_eq!(distance("percentage_charged", "percent_charged"), 3);
        assert_eq!(distance("", "cap"), 3);
    }
}
