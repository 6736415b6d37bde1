use std::collections::{BTreeMap, BTreeSet};

use budget_calculation_rules::policy::{
    CapTerms, Choice, ChoiceFault, Confidence, Confirmation, CouncilPolicy, PolicyOnDay,
    ValueInForce, choice_keys,
};
use carecap_calendar::Day;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::{date, day, money, optional_date, period, timestamp};
use carecap_service::{Fields, Refusal, etag};
use carecap_store::Document;

use super::{number, one_of, source, source_read};

/// A council's choices as a policy of this version, or everything that is wrong with them.
pub(crate) fn choices(version: i64, given: &[proto::Choice]) -> Result<CouncilPolicy, Refusal> {
    let mut fields = Fields::new();
    let mut undated = BTreeSet::new();
    let mut read = Vec::with_capacity(given.len());
    for (index, choice) in given.iter().enumerate() {
        let at = |field: &str| format!("choices[{index}].{field}");
        if choice.from.as_ref().is_none_or(|from| day(from).is_err()) {
            undated.insert(at("from"));
        }
        // What cannot be read has a stand-in, so that the rules find what else is wrong with it.
        let confidence = one_of::<Confidence>(&mut fields, &at("confidence"), choice.confidence);
        read.push(Choice {
            key: choice.key.clone(),
            from: fields.day(&at("from"), choice.from.as_ref()),
            value: choice.value.clone(),
            source: source_read(choice.source.as_ref()),
            confidence: confidence.unwrap_or(Confidence::Unknown),
        });
    }
    let policy = CouncilPolicy::new(version, read);
    let known = |fault: &&ChoiceFault| undated.contains(&fault.field);
    let faults = policy.as_ref().err().into_iter().flatten();
    for fault in faults.filter(|fault| !known(fault)) {
        fields.fault(&fault.field, format!("{}; {}", fault.what, fault.instead));
    }
    fields.finish()?;
    policy.map_err(|_| Refusal::invalid("choices", "cannot be read"))
}

pub(crate) fn council_policy(
    document: Document<CouncilPolicy>,
    council: &str,
) -> proto::CouncilPolicy {
    proto::CouncilPolicy {
        council_id: council.to_owned(),
        version: document.version,
        etag: etag(document.version),
        choices: document.body.choices().iter().map(choice).collect(),
        recorded_at: timestamp(document.recorded_at),
        recorded_by: document.recorded_by,
    }
}

fn choice(choice: &Choice) -> proto::Choice {
    proto::Choice {
        key: choice.key.clone(),
        from: date(choice.from),
        value: choice.value.clone(),
        source: source(&choice.source),
        confidence: number(choice.confidence),
    }
}

/// What is in force on a day, beside the policy that it follows from. `afterwards` is what is in force
/// on each day on which a value ends.
pub(crate) fn in_force(
    council_policy: proto::CouncilPolicy,
    policy: &PolicyOnDay,
    afterwards: &BTreeMap<Day, PolicyOnDay>,
    terms: Option<CapTerms>,
) -> proto::GetPolicyResponse {
    let next = |value: &ValueInForce| {
        let next = afterwards.get(&value.in_force.end()?)?.value(&value.key).ok()?;
        Some(next.value.clone())
    };
    let values = policy.values().map(|value| value_in_force(value, next(value)));
    proto::GetPolicyResponse {
        council_policy: Some(council_policy),
        pack: policy.pack().to_owned(),
        values: values.collect(),
        cap_terms: terms.map(cap_terms),
        next_change: optional_date(policy.next_change()),
    }
}

fn value_in_force(value: &ValueInForce, next: Option<String>) -> proto::ValueInForce {
    let choice = choice_keys().iter().find(|choice| choice.key == value.key);
    proto::ValueInForce {
        key: value.key.clone(),
        value: value.value.clone(),
        unit: value.unit.code().to_owned(),
        in_force: period(&value.in_force),
        layer: value.layer.clone(),
        source: source(&value.source),
        confidence: number(value.confidence),
        next_value: next.unwrap_or_default(),
        decides: choice.map_or("", |choice| choice.decides).to_owned(),
    }
}

fn cap_terms(terms: CapTerms) -> proto::CapTerms {
    let upratings = terms.upratings.iter().map(|uprating| proto::Uprating {
        on: date(uprating.on),
        factor: uprating.factor.to_string(),
        cap_after: money(uprating.cap_after),
        confidence: number(uprating.confidence),
    });
    proto::CapTerms {
        upratings: upratings.collect(),
        pack: terms.pack,
        commenced_on: date(terms.commenced_on),
        cap: money(terms.cap),
        cap_test: number(terms.cap_test),
        shadow: terms.shadow,
    }
}

/// A confirmation as asked for, signed by whoever asks.
pub(crate) fn confirmation(
    request: &proto::ConfirmParameterRequest,
    confirmed_by: &str,
) -> Result<Confirmation, Refusal> {
    let mut fields = Fields::new();
    let source = source_read(request.source.as_ref());
    fields.text("source.title", &source.title, 400);
    let confirmation = Confirmation {
        key: fields.text("key", &request.key, 100),
        value: fields.text("value", &request.value, 100),
        on: fields.day("on", request.on.as_ref()),
        source,
        confirmed_by: confirmed_by.to_owned(),
    };
    fields.finish()?;
    Ok(confirmation)
}

pub(crate) fn confirmation_answer(
    document: Document<Confirmation>,
    council: &str,
) -> proto::Confirmation {
    proto::Confirmation {
        confirmation_id: document.id.to_string(),
        council_id: council.to_owned(),
        source: source(&document.body.source),
        key: document.body.key,
        value: document.body.value,
        on: date(document.body.on),
        confirmed_by: document.body.confirmed_by,
        recorded_at: timestamp(document.recorded_at),
    }
}
