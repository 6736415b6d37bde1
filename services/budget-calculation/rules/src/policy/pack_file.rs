//! The form of a pack's files, and what can be wrong with them.

use carecap_calendar::{CalendarError, Day, Period, show_day};
use serde::Deserialize;

use super::{Confidence, DatedAmount, Parameter, Source, Unit};

/// What is wrong with the files of a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackFault {
    /// The folder has no `pack.yaml`.
    #[error("{pack} has no pack.yaml")]
    HeadMissing {
        /// The folder.
        pack: String,
    },
    /// The pack lies over one that does not exist, or over itself.
    #[error("{pack} lies over {over}, which is no pack")]
    LayerUnknown {
        /// The folder.
        pack: String,
        /// What it names.
        over: String,
    },
    /// The file is not of the form: a field is absent, unknown or of another type.
    #[error("{path}: {why}")]
    Unreadable {
        /// The file.
        path: String,
        /// What the reader of YAML says.
        why: String,
    },
    /// The file does not lie at `<topic>/<key>.yaml`, or its key is there twice.
    #[error("{path} is not the one <topic>/<key>.yaml of its key")]
    Misplaced {
        /// The file.
        path: String,
    },
    /// A description, rule, law or source is absent or empty.
    #[error("{path}: {what} is missing")]
    NotCited {
        /// The file.
        path: String,
        /// What is missing.
        what: &'static str,
    },
    /// A value starts on or before the one above it, or before that one's `until`.
    #[error("{path}: the value from {from} overlaps the one before it")]
    Overlap {
        /// The file.
        path: String,
        /// The first day of the value.
        from: String,
    },
    /// The amount is not written as its unit writes it.
    #[error("{path}: `{amount}` is not {}", unit.hint())]
    Malformed {
        /// The file.
        path: String,
        /// The amount.
        amount: String,
        /// Its unit.
        unit: Unit,
    },
    /// An amount without a confidence that says how it came, or the other way round.
    #[error("{path}: the value from {from} must be null exactly where it is unknown")]
    AmountAgainstConfidence {
        /// The file.
        path: String,
        /// The first day of the value.
        from: String,
    },
    /// A period ends before it starts.
    #[error("{path}: {why}")]
    Period {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: CalendarError,
    },
}

/// The file that says what a pack is.
pub(super) const HEAD: &str = "pack.yaml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackHead {
    pub(super) description: String,
    pub(super) over: Option<String>,
    pub(super) in_force: bool,
    pub(super) source: Source,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    description: String,
    unit: Unit,
    rules: Vec<String>,
    law: Source,
    values: Vec<ValueEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueEntry {
    from: Day,
    until: Option<Day>,
    amount: Option<String>,
    confidence: Confidence,
    source: Source,
    note: Option<String>,
}

pub(super) fn require_source(path: &str, source: &Source) -> Result<(), PackFault> {
    require(path, "the title of a source", &source.title)
}

fn require(path: &str, what: &'static str, text: &str) -> Result<(), PackFault> {
    if text.trim().is_empty() {
        return Err(PackFault::NotCited { path: path.to_owned(), what });
    }
    Ok(())
}

pub(super) fn parse<T: serde::de::DeserializeOwned>(
    path: &str,
    text: &str,
) -> Result<T, PackFault> {
    serde_yaml_ng::from_str(text)
        .map_err(|why| PackFault::Unreadable { path: path.to_owned(), why: why.to_string() })
}

pub(super) fn read_parameter(path: &str, text: &str) -> Result<Parameter, PackFault> {
    let misplaced = || PackFault::Misplaced { path: path.to_owned() };
    let (_topic, file_name) = path.split_once('/').ok_or_else(misplaced)?;
    let key = file_name.strip_suffix(".yaml").ok_or_else(misplaced)?;
    if key.contains('/') {
        return Err(misplaced());
    }
    let file: ParameterFile = parse(path, text)?;
    require(path, "the description", &file.description)?;
    require(path, "a rule", file.rules.first().map_or("", String::as_str))?;
    require_source(path, &file.law)?;
    require(path, "a value", if file.values.is_empty() { "" } else { key })?;
    let starts: Vec<Day> = file.values.iter().map(|value| value.from).collect();
    let values = file.values.into_iter().enumerate().map(|(index, entry)| {
        let next = starts.get(index + 1).copied();
        read_value(path, file.unit, entry, next)
    });
    Ok(Parameter {
        key: key.to_owned(),
        description: file.description,
        unit: file.unit,
        rules: file.rules,
        law: file.law,
        values: values.collect::<Result<_, _>>()?,
    })
}

/// A value ends where it says so, or else where the next one starts.
fn read_value(
    path: &str,
    unit: Unit,
    entry: ValueEntry,
    next: Option<Day>,
) -> Result<DatedAmount, PackFault> {
    require_source(path, &entry.source)?;
    let end = entry.until.or(next);
    let overlaps = next.is_some_and(|next| next <= entry.from || end.is_some_and(|e| e > next));
    if overlaps {
        return Err(PackFault::Overlap {
            path: path.to_owned(),
            from: next.map(show_day).unwrap_or_default(),
        });
    }
    let in_force = match end {
        None => Period::from(entry.from),
        Some(end) => Period::between(entry.from, end)
            .map_err(|why| PackFault::Period { path: path.to_owned(), why })?,
    };
    if entry.amount.is_none() != (entry.confidence == Confidence::Unknown) {
        return Err(PackFault::AmountAgainstConfidence {
            path: path.to_owned(),
            from: show_day(entry.from),
        });
    }
    if let Some(amount) = &entry.amount
        && unit.canonical(amount).as_ref() != Some(amount)
    {
        return Err(PackFault::Malformed { path: path.to_owned(), amount: amount.clone(), unit });
    }
    Ok(DatedAmount {
        in_force,
        amount: entry.amount,
        confidence: entry.confidence,
        source: entry.source,
        note: entry.note,
    })
}
