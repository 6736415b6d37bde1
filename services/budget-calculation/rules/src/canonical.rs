//! JSON in the one form that RFC 8785 gives it, for documents whose only numbers are whole.
//!
//! It is written in one pass. The members of an object stand where they were written, unless their
//! names come in another order: then they change places when the object ends.

use std::borrow::Cow;
use std::io::Write as _;

use serde::ser::{self, Serialize};
use smallvec::SmallVec;

use crate::receipt::ReceiptError;

/// The largest whole number that every reader of JSON holds exactly: 53 bits.
const LARGEST_EXACT: u64 = 1 << 53;
/// Room for a receipt of ordinary length, so that writing it asks for memory once.
const ORDINARY_LENGTH: usize = 64 * 1024;

/// The canonical bytes of a document: keys in order, no white space.
///
/// # Errors
/// [`ReceiptError::NotExact`], where a number is not whole or has more than 53 bits.
pub(crate) fn canonical(document: &impl Serialize) -> Result<Vec<u8>, ReceiptError> {
    let mut bytes = Vec::with_capacity(ORDINARY_LENGTH);
    document.serialize(Writer { bytes: &mut bytes })?;
    Ok(bytes)
}

impl ser::Error for ReceiptError {
    fn custom<T: std::fmt::Display>(message: T) -> ReceiptError {
        ReceiptError::NotExact(message.to_string())
    }
}

/// Writes one value at the end of the bytes.
struct Writer<'a> {
    bytes: &'a mut Vec<u8>,
}

/// serde_json escapes a text as RFC 8785 asks; most texts have nothing to escape.
fn write_text(text: &str, bytes: &mut Vec<u8>) -> Result<(), ReceiptError> {
    let escaped = |byte: u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    if text.bytes().any(escaped) {
        return serde_json::to_writer(bytes, text).map_err(ser::Error::custom);
    }
    bytes.push(b'"');
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(b'"');
    Ok(())
}

impl Writer<'_> {
    fn whole(self, whole: i64) -> Result<(), ReceiptError> {
        if whole.unsigned_abs() > LARGEST_EXACT {
            return Err(inexact(&whole));
        }
        write!(self.bytes, "{whole}").map_err(ser::Error::custom)
    }
}

fn inexact(number: &dyn std::fmt::Display) -> ReceiptError {
    ReceiptError::NotExact(format!("{number} is no whole number of 53 bits"))
}

impl<'a> ser::Serializer for Writer<'a> {
    type Ok = ();
    type Error = ReceiptError;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Items<'a>;
    type SerializeMap = Members<'a>;
    type SerializeStruct = Members<'a>;
    type SerializeStructVariant = Members<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), ReceiptError> {
        self.bytes.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), ReceiptError> {
        self.whole(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), ReceiptError> {
        self.whole(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), ReceiptError> {
        self.whole(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), ReceiptError> {
        self.whole(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), ReceiptError> {
        self.whole(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), ReceiptError> {
        self.whole(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), ReceiptError> {
        self.whole(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), ReceiptError> {
        let whole = i64::try_from(value).map_err(|_| inexact(&value))?;
        self.whole(whole)
    }

    fn serialize_f32(self, value: f32) -> Result<(), ReceiptError> {
        Err(inexact(&value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), ReceiptError> {
        Err(inexact(&value))
    }

    fn serialize_char(self, value: char) -> Result<(), ReceiptError> {
        write_text(value.encode_utf8(&mut [0; 4]), self.bytes)
    }

    fn serialize_str(self, value: &str) -> Result<(), ReceiptError> {
        write_text(value, self.bytes)
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), ReceiptError> {
        Err(ser::Error::custom("bytes have no form in JSON"))
    }

    fn serialize_none(self) -> Result<(), ReceiptError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), ReceiptError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), ReceiptError> {
        self.bytes.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), ReceiptError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), ReceiptError> {
        write_text(variant, self.bytes)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), ReceiptError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), ReceiptError> {
        let mut members = Members::of(self.bytes);
        members.member(Cow::Borrowed(variant), value)?;
        members.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, ReceiptError> {
        self.bytes.push(b'[');
        Ok(Items { bytes: self.bytes, end: b"]" })
    }

    fn serialize_tuple(self, length: usize) -> Result<Items<'a>, ReceiptError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        length: usize,
    ) -> Result<Items<'a>, ReceiptError> {
        self.serialize_seq(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items<'a>, ReceiptError> {
        self.bytes.push(b'{');
        write_text(variant, self.bytes)?;
        self.bytes.extend_from_slice(b":[");
        Ok(Items { bytes: self.bytes, end: b"]}" })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, ReceiptError> {
        Ok(Members::of(self.bytes))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, ReceiptError> {
        Ok(Members::of(self.bytes))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members<'a>, ReceiptError> {
        self.bytes.push(b'{');
        write_text(variant, self.bytes)?;
        self.bytes.push(b':');
        Ok(Members { of_variant: true, ..Members::of(self.bytes) })
    }
}

/// The items of an array, each followed by a comma until the array ends.
struct Items<'a> {
    bytes: &'a mut Vec<u8>,
    end: &'static [u8],
}

impl Items<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        value.serialize(Writer { bytes: self.bytes })?;
        self.bytes.push(b',');
        Ok(())
    }

    fn close(self) {
        if self.bytes.last() == Some(&b',') {
            self.bytes.pop();
        }
        self.bytes.extend_from_slice(self.end);
    }
}

/// The members of an object, each followed by a comma until the object ends.
struct Members<'a> {
    bytes: &'a mut Vec<u8>,
    /// Where the first member begins.
    begin: usize,
    /// Each member's name, and where its bytes end.
    written: SmallVec<[(Cow<'static, str>, usize); 12]>,
    in_order: bool,
    /// The name of the next member of a map.
    name: Option<String>,
    of_variant: bool,
}

impl<'a> Members<'a> {
    fn of(bytes: &'a mut Vec<u8>) -> Members<'a> {
        bytes.push(b'{');
        let begin = bytes.len();
        let written = SmallVec::new();
        Members { bytes, begin, written, in_order: true, name: None, of_variant: false }
    }

    fn member<T: Serialize + ?Sized>(
        &mut self,
        name: Cow<'static, str>,
        value: &T,
    ) -> Result<(), ReceiptError> {
        write_text(&name, self.bytes)?;
        self.bytes.push(b':');
        value.serialize(Writer { bytes: self.bytes })?;
        self.bytes.push(b',');
        let follows = |(before, _): &(Cow<'_, str>, usize)| in_order(before, &name);
        self.in_order &= self.written.last().is_none_or(follows);
        self.written.push((name, self.bytes.len()));
        Ok(())
    }

    fn close(self) {
        if !self.in_order {
            put_in_order(self.bytes, self.begin, &self.written);
        }
        if !self.written.is_empty() {
            self.bytes.pop();
        }
        self.bytes.extend_from_slice(if self.of_variant { b"}}" } else { b"}" });
    }
}

/// RFC 8785 orders names by their UTF-16 units; names of ASCII alone are in that order as bytes.
fn in_order(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one <= other;
    }
    one.encode_utf16().le(other.encode_utf16())
}

fn put_in_order(bytes: &mut Vec<u8>, begin: usize, written: &[(Cow<'static, str>, usize)]) {
    let mut start = begin;
    let mut members: Vec<(&str, std::ops::Range<usize>)> = Vec::with_capacity(written.len());
    for (name, end) in written {
        members.push((name, start..*end));
        start = *end;
    }
    members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    let as_written = bytes.split_off(begin);
    for (_, range) in members {
        let member = as_written.get(range.start - begin..range.end - begin);
        bytes.extend_from_slice(member.unwrap_or_default());
    }
}

impl ser::SerializeMap for Members<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), ReceiptError> {
        let start = self.bytes.len();
        key.serialize(Writer { bytes: self.bytes })?;
        let written = self.bytes.split_off(start);
        self.name = Some(serde_json::from_slice(&written).map_err(ser::Error::custom)?);
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        let name = self.name.take().unwrap_or_default();
        self.member(Cow::Owned(name), value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStruct for Members<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ReceiptError> {
        self.member(Cow::Borrowed(name), value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeStructVariant for Members<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ReceiptError> {
        self.member(Cow::Borrowed(name), value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        self.item(value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        self.item(value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleStruct for Items<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        self.item(value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for Items<'_> {
    type Ok = ();
    type Error = ReceiptError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        self.item(value)
    }

    fn end(self) -> Result<(), ReceiptError> {
        self.close();
        Ok(())
    }
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
