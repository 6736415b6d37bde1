//! JSON in the one form that RFC 8785 gives it, for documents whose only numbers are whole.

use std::io::Write as _;

use serde_json::Value;

use crate::receipt::ReceiptError;

/// The largest whole number that every reader of JSON holds exactly: 53 bits.
const LARGEST_EXACT: u64 = 1 << 53;

/// The canonical bytes of a document: keys in order, no white space.
///
/// # Errors
/// [`ReceiptError::NotExact`], where a number is not whole or has more than 53 bits.
pub(crate) fn canonical(document: &Value) -> Result<Vec<u8>, ReceiptError> {
    let mut bytes = Vec::with_capacity(64 * 1024);
    write(document, &mut bytes)?;
    Ok(bytes)
}

fn write(value: &Value, bytes: &mut Vec<u8>) -> Result<(), ReceiptError> {
    match value {
        Value::Null => bytes.extend_from_slice(b"null"),
        Value::Bool(true) => bytes.extend_from_slice(b"true"),
        Value::Bool(false) => bytes.extend_from_slice(b"false"),
        Value::Number(number) => {
            let exact = number.as_i64().filter(|whole| whole.unsigned_abs() <= LARGEST_EXACT);
            let whole = exact.ok_or_else(|| {
                ReceiptError::NotExact(format!("{number} is no whole number of 53 bits"))
            })?;
            write!(bytes, "{whole}").map_err(unwritten)?;
        }
        Value::String(text) => write_text(text, bytes)?,
        Value::Array(items) => {
            bytes.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                write(item, bytes)?;
            }
            bytes.push(b']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            // RFC 8785 orders keys by their UTF-16 units.
            members.sort_unstable_by(|(one, _), (other, _)| {
                one.encode_utf16().cmp(other.encode_utf16())
            });
            bytes.push(b'{');
            for (index, (key, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    bytes.push(b',');
                }
                write_text(key, bytes)?;
                bytes.push(b':');
                write(member, bytes)?;
            }
            bytes.push(b'}');
        }
    }
    Ok(())
}

/// serde_json escapes a text as RFC 8785 asks.
fn write_text(text: &str, bytes: &mut Vec<u8>) -> Result<(), ReceiptError> {
    serde_json::to_writer(bytes, text).map_err(unwritten)
}

fn unwritten(error: impl std::fmt::Display) -> ReceiptError {
    ReceiptError::NotExact(error.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn a_document() -> impl Strategy<Value = Value> {
        let whole = -(1_i64 << 53)..=(1_i64 << 53);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            whole.prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_writes_what_a_well_kept_library_writes(document in a_document()) {
            prop_assert_eq!(canonical(&document).unwrap(), serde_jcs::to_vec(&document).unwrap());
        }
    }

    #[test]
    fn what_a_reader_could_not_hold_exactly_is_refused() {
        for inexact in
            [json!((1_i64 << 53) + 1), json!(-(1_i64 << 53) - 1), json!(u64::MAX), json!(0.5)]
        {
            assert!(canonical(&json!({ "amount": inexact })).is_err(), "{inexact}");
        }
        assert_eq!(canonical(&json!({ "b": 1, "a": [null] })).unwrap(), br#"{"a":[null],"b":1}"#);
    }
}
