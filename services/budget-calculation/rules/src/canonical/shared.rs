use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::canonical;
use crate::receipt::ReceiptError;

/// What many receipts say alike, such as a row of the catalogue: held once, and written once.
pub struct Shared<T>(Arc<Held<T>>);

struct Held<T> {
    value: T,
    canonical: OnceLock<Box<[u8]>>,
}

impl<T> Shared<T> {
    /// Something to be shared.
    pub fn new(value: T) -> Shared<T> {
        Shared(Arc::new(Held { value, canonical: OnceLock::new() }))
    }

    /// Whether it is the same thing, and not only an equal one.
    pub(crate) fn is(&self, other: &Shared<T>) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T: Serialize> Shared<T> {
    /// Its canonical bytes.
    pub(super) fn canonical(&self) -> Result<&[u8], ReceiptError> {
        if let Some(bytes) = self.0.canonical.get() {
            return Ok(bytes);
        }
        let bytes = canonical(&self.0.value)?.into_boxed_slice();
        Ok(self.0.canonical.get_or_init(|| bytes))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Shared<T> {
        Shared(Arc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Shared<T>) -> bool {
        self.is(other) || self.0.value == other.0.value
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Shared<T> {
        Shared::new(value)
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shared<T>, D::Error> {
        T::deserialize(deserializer).map(Shared::new)
    }
}
