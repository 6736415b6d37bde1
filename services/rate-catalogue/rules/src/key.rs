use serde::{Deserialize, Serialize};

use crate::Unit;

/// The longest code of a service, in characters.
const SERVICE_CODE_LENGTH_HIGHEST: usize = 64;
/// The longest name of a band, an area or a provider, in characters.
const NAME_LENGTH_HIGHEST: usize = 200;

/// What a price is for: a service, sold by a unit, and perhaps only in one band, in one area, from
/// one provider. Of the rows of one key at most one is in force on a day.
///
/// A question has the same form: there, what is absent is not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RateKey {
    service_code: String,
    unit: Unit,
    band: Option<String>,
    area: Option<String>,
    provider: Option<String>,
}

/// A part of a key that cannot stand, with a sentence that says what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {sentence}")]
pub struct KeyFault {
    /// The part: `service_code`, `band`, `area` or `provider`.
    pub field: &'static str,
    /// What is wrong and what to write.
    pub sentence: String,
}

impl RateKey {
    /// A key from what was written: white space around a text is dropped, and an empty band, area
    /// or provider is an absent one. Names are compared letter by letter.
    ///
    /// # Errors
    /// Every part that cannot stand, not only the first.
    pub fn new(
        service_code: &str,
        unit: Unit,
        band: &str,
        area: &str,
        provider: &str,
    ) -> Result<RateKey, Vec<KeyFault>> {
        let faults: Vec<KeyFault> = RateKey::faults(service_code, band, area, provider);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(RateKey {
            service_code: service_code.trim().to_owned(),
            unit,
            band: present(band),
            area: present(area),
            provider: present(provider),
        })
    }

    /// What would keep these texts from being a key, whatever the unit.
    pub(crate) fn faults(
        service_code: &str,
        band: &str,
        area: &str,
        provider: &str,
    ) -> Vec<KeyFault> {
        let names = [("band", band), ("area", area), ("provider", provider)];
        service_code_fault(service_code)
            .into_iter()
            .chain(names.into_iter().filter_map(|(field, text)| {
                text_fault(text).map(|sentence| KeyFault { field, sentence })
            }))
            .collect()
    }

    /// The council's code for the service.
    pub fn service_code(&self) -> &str {
        &self.service_code
    }

    /// What the price buys one of.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The need band; none: every band.
    pub fn band(&self) -> Option<&str> {
        self.band.as_deref()
    }

    /// The part of the council's area; none: the whole area.
    pub fn area(&self) -> Option<&str> {
        self.area.as_deref()
    }

    /// The provider with whom the price is agreed; none: any provider.
    pub fn provider(&self) -> Option<&str> {
        self.provider.as_deref()
    }

    /// Whether a row of this key can answer the question: whatever the row names, the question
    /// names alike.
    pub fn fits(&self, asked: &RateKey) -> bool {
        let alike =
            |named: &Option<String>, asked: &Option<String>| named.is_none() || named == asked;
        self.service_code == asked.service_code
            && self.unit == asked.unit
            && alike(&self.band, &asked.band)
            && alike(&self.area, &asked.area)
            && alike(&self.provider, &asked.provider)
    }
}

fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn service_code_fault(text: &str) -> Option<KeyFault> {
    let text = text.trim();
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
    let length = text.chars().count();
    if (1..=SERVICE_CODE_LENGTH_HIGHEST).contains(&length) && text.chars().all(allowed) {
        return None;
    }
    Some(KeyFault {
        field: "service_code",
        sentence: format!(
            "Write the council's code for the service in at most {SERVICE_CODE_LENGTH_HIGHEST} \
             letters, digits, `_`, `-` or `.`, such as home_care."
        ),
    })
}

/// What keeps a text from being a name or a title, as a sentence; none: it can stand.
pub(crate) fn text_fault(text: &str) -> Option<String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Some(
            "Write it on one line; a line break may mean a quotation mark too few.".into(),
        );
    }
    (text.chars().count() > NAME_LENGTH_HIGHEST)
        .then(|| format!("Write at most {NAME_LENGTH_HIGHEST} characters."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_names_the_question_must_name_alike() {
        let key = |band, area, provider| {
            RateKey::new("home_care", Unit::Hour, band, area, provider).unwrap()
        };
        let asked = key("", "north", "Elm");
        assert!(key("", "", "").fits(&asked));
        assert!(key("", " north ", "").fits(&asked));
        assert!(!key("", "North", "").fits(&asked));
        assert!(!key("3", "", "").fits(&asked));
        assert!(!key("", "", "Oak").fits(&asked));
        let by_day = RateKey::new("home_care", Unit::Day, "", "", "").unwrap();
        assert!(!by_day.fits(&asked));
    }

    #[test]
    fn every_part_that_cannot_stand_is_named() {
        let long = "x".repeat(201);
        let faults = RateKey::new("home care", Unit::Hour, "a\nb", "", &long).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["service_code", "band", "provider"]);
    }
}
