use carecap_calendar::Day;
use carecap_contracts::common::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_money::Money;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::Refusal;

/// Reads the fields of a request and gathers everything that is wrong with them, so that the caller
/// hears of all of it at once.
#[derive(Debug, Default)]
pub struct Fields {
    faults: Vec<(String, String)>,
}

impl Fields {
    /// Nothing is wrong yet.
    pub fn new() -> Fields {
        Fields::default()
    }

    /// Notes what is wrong with a field.
    pub fn fault(&mut self, field: impl Into<String>, wrong: impl Into<String>) {
        self.faults.push((field.into(), wrong.into()));
    }

    /// Notes the error of a reading that failed, and passes on what was read.
    pub fn check<T, E: ToString>(&mut self, field: &str, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.fault(field, error.to_string())).ok()
    }

    /// A UUID.
    pub fn id(&mut self, field: &str, text: &str) -> Uuid {
        let read = Uuid::try_parse(text).map_err(|_| "is not a UUID");
        self.check(field, read).unwrap_or_default()
    }

    /// A UUID that may be empty.
    pub fn optional_id(&mut self, field: &str, text: &str) -> Option<Uuid> {
        if text.is_empty() { None } else { Some(self.id(field, text)) }
    }

    /// A date that must be given.
    pub fn day(&mut self, field: &str, date: Option<&proto::Date>) -> Day {
        let read = match date {
            None => Err("is required: a day of the calendar from 1900 to 2200"),
            Some(date) => carecap_contracts::day(date)
                .map_err(|_| "is not a day of the calendar from 1900 to 2200"),
        };
        self.check(field, read).unwrap_or(carecap_calendar::first_day())
    }

    /// A date that may be absent.
    pub fn optional_day(&mut self, field: &str, date: Option<&proto::Date>) -> Option<Day> {
        date.map(|date| self.day(field, Some(date)))
    }

    /// An amount that must be given.
    pub fn money(&mut self, field: &str, amount: Option<&proto::Money>) -> Money {
        let read =
            amount.map(|amount| Money::from_pence(amount.pence)).ok_or("is required: whole pence");
        self.check(field, read).unwrap_or_default()
    }

    /// A decimal string.
    pub fn decimal(&mut self, field: &str, text: &str) -> Decimal {
        let read = Decimal::from_str_exact(text).map_err(|_| "is not a decimal number such as 0.5");
        self.check(field, read).unwrap_or_default()
    }

    /// A text that must be given, of at most so many characters.
    pub fn text(&mut self, field: &str, text: &str, at_most: usize) -> String {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.fault(field, format!("is required: at most {at_most} characters"));
        } else if trimmed.chars().count() > at_most {
            self.fault(field, format!("is longer than {at_most} characters"));
        }
        trimmed.to_owned()
    }

    /// An enumerated value that must be one of those that the contract names, not the unspecified.
    pub fn choice<P, D>(
        &mut self,
        field: &str,
        value: i32,
        read: impl FnOnce(P) -> Option<D>,
    ) -> Option<D>
    where
        P: TryFrom<i32>,
    {
        let known = P::try_from(value).ok().and_then(read);
        self.check(field, known.ok_or("is not a value of this list, or is unspecified"))
    }

    /// Refuses with everything that was noted, or passes on.
    pub fn finish(self) -> Result<(), Refusal> {
        if self.faults.is_empty() {
            return Ok(());
        }
        let names = self.faults.iter().map(|(field, _)| field.as_str()).collect::<Vec<_>>();
        let refusal = Refusal::new(
            ErrorReason::InvalidField,
            format!("the request cannot be read: see {}", names.join(", ")),
        );
        Err(self
            .faults
            .into_iter()
            .fold(refusal, |refusal, (field, wrong)| refusal.fault(field, wrong)))
    }
}

/// The etag of a version: opaque to callers, equal only for the same version.
pub fn etag(version: i64) -> String {
    format!("\"{version}\"")
}

/// Refuses a change that was decided on an older version than the present one. `present` is the etag
/// of the newest version; empty where there is none yet.
pub fn require_etag(given: &str, present: &str) -> Result<(), Refusal> {
    if given == present {
        return Ok(());
    }
    let stale = Refusal::new(
        ErrorReason::StaleEtag,
        "this has changed since you read it: read it again, then decide again",
    );
    Err(stale.with("etag", present))
}
