//! JSON in the one form that RFC 8785 gives it, for documents whose only numbers are whole.
//!
//! Anything that serialises can be written (`writer`). A receipt is written part by part (`body`):
//! what many receipts say alike is kept as bytes (`shared`), and its many steps go straight to the
//! page. However it is written, the bytes are those of the first way, and tests hold them to it.

mod body;
mod page;
mod shared;
mod writer;

use serde::Serialize;

use crate::receipt::ReceiptError;
use page::Page;
use writer::Writer;

pub use shared::Shared;

/// The canonical bytes of a document: keys in order, no white space.
///
/// # Errors
/// [`ReceiptError::NotExact`], where a number is not whole or has more than 53 bits.
pub(crate) fn canonical(document: &impl Serialize) -> Result<Vec<u8>, ReceiptError> {
    let mut page = Page::default();
    document.serialize(Writer { page: &mut page })?;
    Ok(page.bytes)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::{Value, json};

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

    /// Everything that a type can be written as, with its fields out of order.
    #[derive(Debug, Clone, serde::Serialize)]
    enum Anything {
        Unit,
        Newtype(Vec<Anything>),
        Tuple(u8, String),
        Fields { zeta: Option<Box<Anything>>, alpha: bool, beta: BTreeMap<String, i64>, a: char },
    }

    fn anything() -> impl Strategy<Value = Anything> {
        let leaf = prop_oneof![
            Just(Anything::Unit),
            (any::<u8>(), any::<String>()).prop_map(|(number, text)| Anything::Tuple(number, text)),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            let whole = -(1_i64 << 53)..=(1_i64 << 53);
            let map = prop::collection::btree_map(any::<String>(), whole, 0..4);
            let fields = (prop::option::of(inner.clone()), any::<bool>(), map, any::<char>());
            prop_oneof![
                prop::collection::vec(inner, 0..4).prop_map(Anything::Newtype),
                fields.prop_map(|(zeta, alpha, beta, a)| {
                    Anything::Fields { zeta: zeta.map(Box::new), alpha, beta, a }
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn fields_are_put_in_order_whatever_order_they_are_declared_in(document in anything()) {
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
