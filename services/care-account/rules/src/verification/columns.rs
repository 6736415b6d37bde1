//! Each column against the canonical bytes, which are what the hash covers.

use carecap_calendar::show_day;
use carecap_money::Money;
use serde_json::Value;

use super::row::LedgerRow;

/// Something that says one thing here and another there.
pub(super) struct Difference {
    pub(super) field: String,
    pub(super) expected: String,
    pub(super) found: String,
}

const NOTHING: &str = "nothing";

/// Where a column does not say what the canonical bytes say. Each is worked out from the bytes.
pub(super) fn columns_that_differ(row: &LedgerRow, said: &Value) -> Vec<Difference> {
    let parts = &row.parts;
    let pence = |amount: Money| Some(amount.pence().to_string());
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let text = |text: &str| Some(text.to_owned());
    let rules = serde_json::to_string(&row.rules).ok();
    [
        ("number", "/number", number(Some(row.number))),
        ("kind", "/kind", text(&row.kind)),
        ("from_day", "/effective_start", Some(show_day(row.from_day))),
        ("to_day", "/effective_end", row.to_day.map(show_day)),
        ("recorded_at", "/recorded_at", number(Some(row.recorded_at.micros()))),
        ("cost", "/cost", pence(row.cost)),
        ("person_accrued", "/split/person_accrued", pence(parts.person_accrued)),
        ("person_daily_living", "/split/person_daily_living", pence(parts.person_daily_living)),
        ("person_not_counted", "/split/person_not_counted", pence(parts.person_not_counted)),
        ("council_accrued", "/split/council_accrued", pence(parts.council_accrued)),
        ("council_daily_living", "/split/council_daily_living", pence(parts.council_daily_living)),
        ("council_not_counted", "/split/council_not_counted", pence(parts.council_not_counted)),
        ("uprating", "/uprating", pence(row.uprating)),
        ("balance_after", "/balance_after", pence(row.balance_after)),
        ("about_number", "/about_number", number(row.about_number)),
        ("run_id", "/run_id", row.run_id.clone()),
        ("budget_id", "/budget_id", row.budget_id.clone()),
        ("budget_version", "/budget_version", number(row.budget_version)),
        ("factor", "/factor", row.factor.clone()),
        ("cap_after", "/cap_after", row.cap_after.and_then(pence)),
        ("because", "/because", text(&row.because)),
        ("trace_id", "/trace_id", row.trace_id.clone()),
        ("hash_algorithm", "/hash_algorithm", text(&row.hash_algorithm)),
        ("rules", "/rules", rules),
    ]
    .into_iter()
    .filter_map(|(column, place, found)| differing(column, shown(said.pointer(place)), found))
    .collect()
}

fn differing(field: &str, expected: Option<String>, found: Option<String>) -> Option<Difference> {
    (expected != found).then(|| Difference {
        field: field.to_owned(),
        expected: expected.unwrap_or_else(|| NOTHING.to_owned()),
        found: found.unwrap_or_else(|| NOTHING.to_owned()),
    })
}

/// The fields in which two JSON objects differ, at the top.
pub(super) fn fields_that_differ(expected: &Value, found: &Value) -> Vec<Difference> {
    let (Value::Object(due), Value::Object(there)) = (expected, found) else {
        return differing("whole", shown(Some(expected)), shown(Some(found))).into_iter().collect();
    };
    let only_there = there.keys().filter(|key| !due.contains_key(*key));
    due.keys()
        .chain(only_there)
        .filter_map(|key| differing(key, shown(due.get(key)), shown(there.get(key))))
        .collect()
}

/// A value as a column would hold it.
fn shown(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    }
}
