//! Anything that serialises, as one canonical value.
//!
//! It is written in one pass. The members of an object stay where they were written, unless their
//! names came in another order: then they change places when the object ends. Structs of which a
//! receipt has many declare their fields in the order of their names, so that nothing has to move.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};

use serde::ser::{self, Serialize};

use super::page::{Page, has_to_be_escaped, inexact};
use crate::receipt::ReceiptError;

/// The least first byte, in UTF-8, of a letter that takes two units of UTF-16.
const FIRST_OF_TWO_UNITS: u8 = 0xF0;

impl ser::Error for ReceiptError {
    fn custom<T: fmt::Display>(message: T) -> ReceiptError {
        ReceiptError::NotExact(message.to_string())
    }
}

/// Writes one value at the end of the page.
pub(super) struct Writer<'a> {
    pub(super) page: &'a mut Page,
}

/// Takes a text as it comes.
struct Unescaped<'a> {
    bytes: &'a mut Vec<u8>,
}

impl fmt::Write for Unescaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes.extend_from_slice(text.as_bytes());
        Ok(())
    }
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
        self.page.bytes.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), ReceiptError> {
        self.page.whole(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), ReceiptError> {
        self.page.whole(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), ReceiptError> {
        self.page.whole(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), ReceiptError> {
        self.page.whole(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), ReceiptError> {
        self.page.whole(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), ReceiptError> {
        self.page.whole(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), ReceiptError> {
        self.page.whole(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), ReceiptError> {
        let whole = i64::try_from(value).map_err(|_| inexact(&value))?;
        self.page.whole(whole)
    }

    fn serialize_f32(self, value: f32) -> Result<(), ReceiptError> {
        Err(inexact(&value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), ReceiptError> {
        Err(inexact(&value))
    }

    fn serialize_char(self, value: char) -> Result<(), ReceiptError> {
        self.page.text(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), ReceiptError> {
        self.page.text(value)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), ReceiptError> {
        let begin = self.page.bytes.len();
        write!(Unescaped { bytes: &mut self.page.bytes }, "\"{value}\"")
            .map_err(ser::Error::custom)?;
        let text = self.page.bytes.get(begin + 1..self.page.bytes.len() - 1).unwrap_or_default();
        if !has_to_be_escaped(text) {
            return Ok(());
        }
        let text = String::from_utf8_lossy(text).into_owned();
        self.page.bytes.truncate(begin);
        self.page.text(&text)
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
        self.page.bytes.extend_from_slice(b"null");
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
        self.page.text(variant)
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
        let mut members = Members::of(self.page);
        members.member(variant, value)?;
        members.close();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, ReceiptError> {
        self.page.bytes.push(b'[');
        Ok(Items { page: self.page, end: b"]" })
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
        self.page.bytes.push(b'{');
        self.page.text(variant)?;
        self.page.bytes.extend_from_slice(b":[");
        Ok(Items { page: self.page, end: b"]}" })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'a>, ReceiptError> {
        Ok(Members::of(self.page))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'a>, ReceiptError> {
        Ok(Members::of(self.page))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members<'a>, ReceiptError> {
        self.page.bytes.push(b'{');
        self.page.text(variant)?;
        self.page.bytes.push(b':');
        Ok(Members { of_variant: true, ..Members::of(self.page) })
    }
}

/// The items of an array, each followed by a comma until the array ends.
pub(super) struct Items<'a> {
    page: &'a mut Page,
    end: &'static [u8],
}

impl Items<'_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        value.serialize(Writer { page: self.page })?;
        self.page.bytes.push(b',');
        Ok(())
    }

    fn close(self) {
        self.page.end_of_items();
        self.page.bytes.extend_from_slice(self.end);
    }
}

/// The members of an object, each followed by a comma until the object ends.
pub(super) struct Members<'a> {
    page: &'a mut Page,
    /// Where the first member begins.
    begin: usize,
    /// The place of the first member among those of every object.
    first: usize,
    in_order: bool,
    of_variant: bool,
}

impl<'a> Members<'a> {
    fn of(page: &'a mut Page) -> Members<'a> {
        page.bytes.push(b'{');
        let (begin, first) = (page.bytes.len(), page.members.len());
        Members { page, begin, first, in_order: true, of_variant: false }
    }

    fn member<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), ReceiptError> {
        self.page.name(name);
        self.value(Cow::Borrowed(name), value)
    }

    /// The value of a member, after its name.
    fn value<T: Serialize + ?Sized>(
        &mut self,
        name: Cow<'static, str>,
        value: &T,
    ) -> Result<(), ReceiptError> {
        self.page.bytes.push(b':');
        value.serialize(Writer { page: self.page })?;
        self.page.bytes.push(b',');
        if let Some((before, _)) = self.page.members.get(self.first..).and_then(<[_]>::last) {
            self.in_order &= in_order(before, &name).is_lt();
        }
        self.page.members.push((name, self.page.bytes.len()));
        Ok(())
    }

    fn close(self) {
        if !self.in_order {
            let members = self.page.members.get(self.first..).unwrap_or_default();
            put_in_order(&mut self.page.bytes, self.begin, members);
        }
        self.page.end_of_items();
        self.page.members.truncate(self.first);
        self.page.bytes.extend_from_slice(if self.of_variant { b"}}" } else { b"}" });
    }
}

/// RFC 8785 orders names by their UTF-16 units. Bytes of UTF-8 are in that order, but for letters
/// that take two units, which stand before some that take one.
fn in_order(one: &str, other: &str) -> Ordering {
    let differs = one.bytes().zip(other.bytes()).find(|(one, other)| one != other);
    match differs {
        Some((one, other)) if one.max(other) < FIRST_OF_TWO_UNITS => one.cmp(&other),
        None => one.len().cmp(&other.len()),
        Some(_) => one.encode_utf16().cmp(other.encode_utf16()),
    }
}

fn put_in_order(bytes: &mut Vec<u8>, begin: usize, written: &[(Cow<'static, str>, usize)]) {
    let mut start = begin;
    let mut members: Vec<(&str, std::ops::Range<usize>)> = Vec::with_capacity(written.len());
    for (name, end) in written {
        members.push((name, start..*end));
        start = *end;
    }
    members.sort_unstable_by(|(one, _), (other, _)| in_order(one, other));
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
        key.serialize(Writer { page: self.page })
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), ReceiptError> {
        let start = self.page.members.get(self.first..).and_then(<[_]>::last);
        let start = start.map_or(self.begin, |(_, end)| *end);
        let name = self.page.bytes.get(start..).unwrap_or_default();
        let name = serde_json::from_slice(name).map_err(ser::Error::custom)?;
        self.value(Cow::Owned(name), value)
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
        self.member(name, value)
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
        self.member(name, value)
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
