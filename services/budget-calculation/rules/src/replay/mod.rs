//! Works a receipt out again, in three ways that do not share a mistake: the arithmetic of each
//! step from its operands, the whole budget from its inputs, and the digest.
//!
//! Only the digest stored at publication tells an honest receipt from one rewritten whole; the
//! other two tell where a receipt contradicts itself or the rules.

mod arithmetic;
mod compare;

use serde_json::Value;

use crate::budget::draft;
use crate::canonical::Shared;
use crate::mapping::{MappingEntry, ServiceMapping};
use crate::policy::{PolicyOnDay, ValueInForce};
use crate::pricing::{PricedRate, RateRow};
use crate::receipt::{Body, digest};
use crate::working::{Operator, rule_known};

/// One place where a receipt is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The step and its quantity, such as `s13 tariff_income`; for anything else of the body its
    /// part, such as `results`.
    pub step: String,
    /// What of it differs: a field, or `arithmetic` where a step does not follow from its operands.
    pub field: String,
    /// What the receipt says.
    pub recorded: String,
    /// What came out.
    pub reworked: String,
}

/// What replaying a receipt found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The digest of the bytes that were given.
    pub digest: String,
    /// Whether it was compared with a digest from elsewhere.
    pub digest_checked: bool,
    /// How many steps were worked out again.
    pub steps_checked: usize,
    /// Every difference; an honest receipt has none.
    pub differences: Vec<Difference>,
}

/// Why a receipt cannot be replayed. What is not known is refused by name, never approximated.
/// `RECEIPT_UNREADABLE`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplayRefused {
    /// The bytes are no receipt body.
    #[error("this is no receipt body: {0}")]
    Unreadable(String),
    /// A form of body that this release does not know.
    #[error("receipt form {0} is not known")]
    UnknownForm(String),
    /// An operator that this release does not know.
    #[error("operator `{0}` is not known")]
    UnknownOperator(String),
    /// A rule or revision that this release does not know.
    #[error("rule `{0}` is not known")]
    UnknownRule(String),
}

/// Replays the body of a receipt, and compares its digest with one from elsewhere where there is
/// one.
///
/// # Errors
/// [`ReplayRefused`], where the receipt cannot be read or names what is not known.
pub fn replay(body: &[u8], expected_digest: Option<&str>) -> Result<Replay, ReplayRefused> {
    let unreadable = |error: serde_json::Error| ReplayRefused::Unreadable(error.to_string());
    let recorded: Value = serde_json::from_slice(body).map_err(unreadable)?;
    refuse_unknown(&recorded)?;
    let typed: Body = serde_json::from_value(recorded.clone()).map_err(unreadable)?;

    let mut differences = arithmetic::check(&recorded);
    differences.extend(rework(&typed, &recorded, body)?);
    let digest = digest(body);
    if let Some(expected) = expected_digest
        && expected != digest
    {
        differences.push(Difference {
            step: "digest".to_owned(),
            field: "digest".to_owned(),
            recorded: expected.to_owned(),
            reworked: digest.clone(),
        });
    }
    Ok(Replay {
        digest,
        digest_checked: expected_digest.is_some(),
        steps_checked: typed.steps.len(),
        differences,
    })
}

fn refuse_unknown(recorded: &Value) -> Result<(), ReplayRefused> {
    let form = &recorded["form"];
    if form.as_u64() != Some(u64::from(Body::FORM)) {
        return Err(ReplayRefused::UnknownForm(form.to_string()));
    }
    let steps = recorded["steps"].as_array().map_or(&[][..], Vec::as_slice);
    for step in steps {
        if serde_json::from_value::<Operator>(step["operator"].clone()).is_err() {
            return Err(ReplayRefused::UnknownOperator(text(&step["operator"])));
        }
    }
    let unpriced = recorded["unpriced"].as_array().map_or(&[][..], Vec::as_slice);
    for ruled in steps.iter().chain(unpriced) {
        let rule = text(&ruled["rule"]);
        if !rule_known(&rule) {
            return Err(ReplayRefused::UnknownRule(rule));
        }
    }
    Ok(())
}

/// Drafts the budget again from what the receipt holds, and compares the two bodies.
fn rework(typed: &Body, recorded: &Value, bytes: &[u8]) -> Result<Vec<Difference>, ReplayRefused> {
    let reworked = match draft_again(typed) {
        Ok(body) => body,
        Err(refused) => {
            return Ok(vec![Difference {
                step: "results".to_owned(),
                field: "refused".to_owned(),
                recorded: "a budget".to_owned(),
                reworked: refused,
            }]);
        }
    };
    let unreadable = |error: serde_json::Error| ReplayRefused::Unreadable(error.to_string());
    let value = serde_json::to_value(&reworked).map_err(unreadable)?;
    let mut differences = compare::bodies(recorded, &value);
    let canonical = typed.canonical_bytes().ok();
    if differences.is_empty() && canonical.as_deref() != Some(bytes) {
        differences.push(Difference {
            step: "body".to_owned(),
            field: "form".to_owned(),
            recorded: "other bytes".to_owned(),
            reworked: "the canonical bytes of the same body".to_owned(),
        });
    }
    Ok(differences)
}

fn draft_again(typed: &Body) -> Result<Body, String> {
    let read = typed.parameters.iter().chain(&typed.choices);
    let values: Vec<ValueInForce> = read.map(|(key, value)| value.in_force(key)).collect();
    let pack = &typed.policy;
    let policy = PolicyOnDay::from_values(&pack.pack, "", pack.shadow, typed.inputs.on, values);
    let mapping = ServiceMapping::new(
        1,
        typed.mapping.iter().map(|entry| MappingEntry::clone(entry)).collect(),
    )
    .map_err(|faults| faults.iter().map(ToString::to_string).collect::<String>())?;
    let rate = |row: &Shared<RateRow>| PricedRate::new("", row.clone());
    let rates: Vec<PricedRate> = typed.rates.iter().map(rate).collect();
    draft(&typed.inputs, &policy, &mapping, &rates)
        .map(|draft| draft.receipt)
        .map_err(|refused| refused.to_string())
}

/// A JSON text without its quotes, anything else as JSON writes it.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
