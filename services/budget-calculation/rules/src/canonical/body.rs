//! The body of a receipt, part by part in the order of their names.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::{Page, Shared, Writer};
use crate::receipt::{Body, ReceiptError};
use crate::working::{Amount, Place, Step};

/// Room for the body of ordinary length, so that writing it asks for memory once.
const ORDINARY_LENGTH: usize = 48 * 1024;

impl Body {
    /// The bytes of the body: canonical JSON.
    ///
    /// # Errors
    /// [`ReceiptError::NotExact`], where these bytes would not say the same.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, ReceiptError> {
        let Body {
            choices,
            form,
            inputs,
            mapping,
            parameters,
            policy,
            rates,
            results,
            rules,
            steps,
            unpriced,
        } = self;
        let bytes = Vec::with_capacity(ORDINARY_LENGTH);
        let mut page = Page { bytes, ..Page::default() };
        page.raw("{\"choices\":");
        page.shared_by_name(choices)?;
        page.member("form", form)?;
        page.member("inputs", inputs)?;
        page.raw(",\"mapping\":");
        page.shared(mapping)?;
        page.raw(",\"parameters\":");
        page.shared_by_name(parameters)?;
        page.member("policy", policy)?;
        page.raw(",\"rates\":");
        page.shared(rates)?;
        page.member("results", results)?;
        page.raw(",\"rules\":");
        page.shared_by_name(rules)?;
        page.raw(",\"steps\":");
        page.list(steps, Page::step)?;
        page.member("unpriced", unpriced)?;
        page.raw("}");
        Ok(page.bytes)
    }
}

impl Page {
    /// A member of the body, which is not its first.
    fn member(&mut self, name: &str, value: &impl Serialize) -> Result<(), ReceiptError> {
        self.raw(",");
        self.name(name);
        self.raw(":");
        value.serialize(Writer { page: self })
    }

    fn list<T>(
        &mut self,
        items: &[T],
        write: impl Fn(&mut Page, &T) -> Result<(), ReceiptError>,
    ) -> Result<(), ReceiptError> {
        self.raw("[");
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.raw(",");
            }
            write(self, item)?;
        }
        self.raw("]");
        Ok(())
    }

    fn shared<T: Serialize>(&mut self, items: &[Shared<T>]) -> Result<(), ReceiptError> {
        self.list(items, |page, item| {
            page.bytes.extend_from_slice(item.canonical()?);
            Ok(())
        })
    }

    /// Keys of a policy and names of rules have nothing to escape, and stand in order. A receipt
    /// from elsewhere may have others; it is written like any other document.
    fn shared_by_name<T: Serialize>(
        &mut self,
        items: &BTreeMap<Cow<'static, str>, Shared<T>>,
    ) -> Result<(), ReceiptError> {
        let ours = |name: &Cow<'_, str>| matches!(name, Cow::Borrowed(_));
        if !items.keys().all(ours) {
            return items.serialize(Writer { page: self });
        }
        self.raw("{");
        for (name, item) in items {
            self.name(name);
            self.raw(":");
            self.bytes.extend_from_slice(item.canonical()?);
            self.raw(",");
        }
        self.end_of_items();
        self.raw("}");
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), ReceiptError> {
        let Step { amount, by, name, operands, operator, rounding, rule, taken } = step;
        self.raw("{\"amount\":");
        match amount {
            Amount::Money(money) => self.whole(money.pence())?,
            Amount::Number(number) => number.serialize(Writer { page: self })?,
        }
        if !by.is_empty() {
            self.raw(",\"by\":");
            self.list(by, Page::place)?;
        }
        self.raw(",\"name\":");
        self.text(name)?;
        self.raw(",\"operands\":");
        self.list(operands, Page::place)?;
        self.raw(",\"operator\":");
        self.name(operator.code());
        if let Some(rounding) = rounding {
            self.raw(",\"rounding\":");
            rounding.serialize(Writer { page: self })?;
        }
        self.raw(",\"rule\":");
        self.text(rule)?;
        if let Some(taken) = taken {
            self.raw(",\"taken\":");
            taken.serialize(Writer { page: self })?;
        }
        self.raw("}");
        Ok(())
    }

    fn place(&mut self, place: &Place) -> Result<(), ReceiptError> {
        let mut digits = itoa::Buffer::new();
        match place.parts(&mut digits) {
            Some(parts) => {
                self.raw("\"");
                for part in parts {
                    self.raw(part);
                }
                self.raw("\"");
                Ok(())
            }
            None => self.text(&place.text()),
        }
    }
}
