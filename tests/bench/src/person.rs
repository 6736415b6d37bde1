//! The people of the benchmark: the same twenty need lines, other means.

use anyhow::{Context as _, Result};
use budget_calculation_rules::budget::DraftInputs;
use serde_json::{Value, json};

use crate::council::FIRST_DAY;

const NEED_LINES: &str = include_str!("../need_lines.yaml");
const PEOPLE: &str = include_str!("../people.yaml");

/// Somebody whose budget is worked out.
pub struct Person {
    /// What is special about them.
    pub name: String,
    /// What the rules are asked.
    pub inputs: DraftInputs,
    /// The means as JSON, as any other engine would be asked.
    pub means: Value,
    /// The age band as JSON.
    pub age_band: Value,
}

/// Everybody.
pub fn people() -> Result<Vec<Person>> {
    let need_lines: Value = serde_yaml_ng::from_str(NEED_LINES)?;
    let people: Vec<Value> = serde_yaml_ng::from_str(PEOPLE)?;
    people.into_iter().map(|person| read(&person, &need_lines)).collect()
}

fn read(person: &Value, need_lines: &Value) -> Result<Person> {
    let part = |name: &str| person.get(name).cloned().with_context(|| format!("no {name}"));
    let (means, age_band) = (part("means")?, part("age_band")?);
    let inputs = json!({
        "on": FIRST_DAY,
        "setting": "HOME",
        "arranged_by": "COUNCIL",
        "duty_date": null,
        "age_band": age_band,
        "need_lines": need_lines,
        "means": means,
    });
    let name = part("name")?.as_str().unwrap_or_default().to_owned();
    let inputs = serde_json::from_value(inputs).with_context(|| name.clone())?;
    Ok(Person { name, inputs, means, age_band })
}
