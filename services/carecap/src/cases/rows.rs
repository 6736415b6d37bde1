//! What was wanted, held against what was said.

use serde_json::Value;

use super::answer::{Answer, Answers};
use super::compare::{Verdict, compare};
use super::file::Example;
use super::quantities::readings_of;
use super::report::Row;

/// What the contracts said of an example, and what they refused.
pub(super) struct Told {
    /// The answers, or a list of them where the example gives a list.
    pub(super) series: Vec<Answers>,
    /// Refusals, in sentences.
    pub(super) refusals: Vec<String>,
}

/// A list makes a row for each item, an object one for each field.
pub(super) fn rows_of(example: &Example, quantity: &str, wanted: &Value, told: &Told) -> Vec<Row> {
    match wanted {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            let row = |(index, wanted): (usize, &Value)| {
                let answers = match told.series.as_slice() {
                    // What is the same for all is asked once.
                    [one] => Some(one),
                    several => several.get(index),
                };
                let name = format!("{quantity}[{index}]");
                row(example, name, wanted, answers, readings_of(quantity), told)
            };
            items.map(row).collect()
        }
        Value::Object(fields) => {
            let answers = told.series.first();
            let row = |(field, wanted): (&String, &Value)| {
                let name = format!("{quantity}.{field}");
                let readings = readings_of(quantity).into_iter();
                let readings = readings.map(|reading| format!("{reading}.{field}")).collect();
                row(example, name, wanted, answers, readings, told)
            };
            fields.iter().map(row).collect()
        }
        wanted => {
            let (name, answers) = (quantity.to_owned(), told.series.first());
            vec![row(example, name, wanted, answers, readings_of(quantity), told)]
        }
    }
}

fn row(
    example: &Example,
    quantity: String,
    wanted: &Value,
    answers: Option<&Answers>,
    readings: Vec<String>,
    told: &Told,
) -> Row {
    let found: Vec<(String, Answer)> = readings
        .into_iter()
        .filter_map(|name| {
            let answer = answers?.get(&name)?;
            Some((name, answer))
        })
        .collect();
    let row = Row::without_answer(example, quantity, wanted);
    let Some((usual_name, usual)) = found.first() else {
        return match told.refusals.as_slice() {
            [] => row.noting("no contract answers this"),
            refusals => row.refused(&refusals.join("; ")),
        };
    };
    let held = |answer: Answer| compare(wanted, answer, example.is_approximate());
    let agreeing = found.iter().position(|(_, answer)| held(*answer).is_agreement());
    match agreeing.and_then(|place| Some((place, found.get(place)?))) {
        Some((place, (name, answer))) => {
            let read = (place > 0).then(|| format!("read as {name}"));
            row.answered(*answer, &held(*answer), read)
        }
        None => {
            let verdict = held(*usual);
            let beside =
                (verdict == Verdict::NotComparable).then(|| format!("beside it: {usual_name}"));
            row.answered(*usual, &verdict, beside)
        }
    }
}
