use std::borrow::Cow;

use serde::ser::Error as _;

use crate::receipt::ReceiptError;

/// The largest whole number that every reader of JSON holds exactly: 53 bits.
const LARGEST_EXACT: u64 = 1 << 53;

/// What is written so far.
#[derive(Default)]
pub(super) struct Page {
    pub(super) bytes: Vec<u8>,
    /// The members of every object that has not ended yet: the name of each, and where it ends.
    pub(super) members: Vec<(Cow<'static, str>, usize)>,
}

impl Page {
    /// Bytes as they come.
    pub(super) fn raw(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// A text. serde_json escapes one as RFC 8785 asks; most have nothing to escape.
    pub(super) fn text(&mut self, text: &str) -> Result<(), ReceiptError> {
        if has_to_be_escaped(text.as_bytes()) {
            return serde_json::to_writer(&mut self.bytes, text).map_err(ReceiptError::custom);
        }
        self.name(text);
        Ok(())
    }

    /// A text that has nothing to escape, such as the name of a field.
    pub(super) fn name(&mut self, name: &str) {
        self.bytes.push(b'"');
        self.raw(name);
        self.bytes.push(b'"');
    }

    /// A whole number.
    pub(super) fn whole(&mut self, whole: i64) -> Result<(), ReceiptError> {
        if whole.unsigned_abs() > LARGEST_EXACT {
            return Err(inexact(&whole));
        }
        self.raw(itoa::Buffer::new().format(whole));
        Ok(())
    }

    /// Takes a comma back where the last item of a list, or the last member of an object, left one.
    pub(super) fn end_of_items(&mut self) {
        if self.bytes.last() == Some(&b',') {
            self.bytes.pop();
        }
    }
}

/// Looks at every byte, so that many can be looked at together.
pub(super) fn has_to_be_escaped(text: &[u8]) -> bool {
    let escaped = |byte: u8| (byte < 0x20) | (byte == b'"') | (byte == b'\\');
    text.iter().fold(false, |found, byte| found | escaped(*byte))
}

pub(super) fn inexact(number: &dyn std::fmt::Display) -> ReceiptError {
    ReceiptError::NotExact(format!("{number} is no whole number of 53 bits"))
}
