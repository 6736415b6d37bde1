//! Where two bodies differ, leaf by leaf.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Difference, text};

/// Every leaf that differs. The wording of a law may be corrected without any rule changing, so of
/// the rules only their names are compared.
pub(super) fn bodies(recorded: &Value, reworked: &Value) -> Vec<Difference> {
    let mut differences = Vec::new();
    let mut place = Vec::new();
    walk(&mut place, recorded, reworked, &mut |place, one, two| {
        let wording = matches!(place, [first, _, _, ..] if first == "rules");
        if !wording {
            differences.push(difference(recorded, place, one, two));
        }
    });
    differences
}

fn walk(
    place: &mut Vec<String>,
    recorded: &Value,
    reworked: &Value,
    found: &mut impl FnMut(&[String], &Value, &Value),
) {
    let keys: BTreeSet<String> = match (recorded, reworked) {
        (Value::Object(one), Value::Object(two)) => one.keys().chain(two.keys()).cloned().collect(),
        (Value::Array(one), Value::Array(two)) => {
            (0..one.len().max(two.len())).map(|index| index.to_string()).collect()
        }
        _ => {
            if recorded != reworked {
                found(place, recorded, reworked);
            }
            return;
        }
    };
    for key in keys {
        let part = |whole: &Value| match whole {
            Value::Array(parts) => {
                key.parse::<usize>().ok().and_then(|index| parts.get(index).cloned())
            }
            other => other.get(&key).cloned(),
        };
        let (one, two) = (part(recorded), part(reworked));
        place.push(key.clone());
        match (one, two) {
            (Some(one), Some(two)) => walk(place, &one, &two, found),
            (one, two) => found(place, &one.unwrap_or(Value::Null), &two.unwrap_or(Value::Null)),
        }
        place.pop();
    }
}

fn difference(body: &Value, place: &[String], recorded: &Value, reworked: &Value) -> Difference {
    let (step, field) = match place {
        [part, index, field @ ..] if part == "steps" => {
            let here = body.pointer(&format!("/steps/{index}/name"));
            let there = reworked.get("name");
            let name = here.or(there).map(text).unwrap_or_default();
            (format!("s{index} {name}"), field.join("/"))
        }
        [part, field @ ..] => (part.clone(), field.join("/")),
        [] => ("body".to_owned(), String::new()),
    };
    Difference { step, field, recorded: text(recorded), reworked: text(reworked) }
}
