use carecap_contracts::risk::v1 as proto;
use carecap_contracts::{date, optional_date, timestamp};
use carecap_service::{Caller, Fields, Refusal, etag};
use risk_flagging_rules::{Decision, Flag, FlagOutcome, FlagState, Route, Severity};
use uuid::Uuid;

use super::outcome_code;

pub(crate) fn flag(flag: Flag) -> proto::Flag {
    let text = |part: Option<String>| part.unwrap_or_default();
    let state = flag_state(&flag.state);
    let decision = match flag.state {
        FlagState::Decided(decision) => Some(decision),
        FlagState::Open | FlagState::Cleared => None,
    };
    proto::Flag {
        flag_id: flag.flag_id,
        council_id: flag.council_id,
        version: flag.version,
        etag: etag(flag.version),
        person_id: flag.person_id,
        indicator: flag.raised.indicator.code().to_owned(),
        check_id: text(flag.raised.check_id),
        outcome: outcome_code(flag.raised.outcome.as_deref()).into(),
        severity: severity(flag.severity).into(),
        route: route(flag.route).into(),
        state: state.into(),
        reason: flag.reason,
        evidence: flag.raised.evidence,
        subject_kind: flag.subject.kind.code().to_owned(),
        subject_id: flag.subject.id,
        subject_version: flag.subject.version,
        raised_for: optional_date(flag.raised_for),
        raised_at: timestamp(flag.raised_at),
        decision: flag_outcome(decision.as_ref().map(|one| one.outcome)).into(),
        decision_reason: text(decision.as_ref().map(|one| one.reason.clone())),
        decided_on: decision.as_ref().and_then(|one| date(one.on)),
        decided_by: text(decision.map(|one| one.by)),
    }
}

/// Which flags a list is to show.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) person_id: Option<Uuid>,
    pub(crate) state: Option<String>,
}

pub(crate) fn asked_list(request: &proto::ListFlagsRequest) -> Result<Asked, Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.optional_id("person_id", &request.person_id);
    let state = match request.state {
        0 => None,
        state => fields.choice("state", state, state_code),
    };
    fields.finish()?;
    Ok(Asked { person_id, state: state.map(str::to_owned) })
}

/// The flag, and the decision that the caller signs.
pub(crate) fn asked_decision(
    request: &proto::DecideFlagRequest,
    caller: &Caller,
) -> Result<(Uuid, Decision), Refusal> {
    let mut fields = Fields::new();
    let flag_id = fields.id("flag_id", &request.flag_id);
    let outcome = fields.choice("decision", request.decision, asked_outcome);
    let reason = fields.text("decision_reason", &request.decision_reason, 2_000);
    let on = fields.day("decided_on", request.decided_on.as_ref());
    fields.finish()?;
    let outcome = outcome.ok_or_else(|| Refusal::invalid("decision", "is required"))?;
    Ok((flag_id, Decision { outcome, reason, by: caller.subject.clone(), on }))
}

fn asked_outcome(outcome: proto::FlagOutcome) -> Option<FlagOutcome> {
    match outcome {
        proto::FlagOutcome::Unspecified => None,
        proto::FlagOutcome::ActedOn => Some(FlagOutcome::ActedOn),
        proto::FlagOutcome::NoActionNeeded => Some(FlagOutcome::NoActionNeeded),
        proto::FlagOutcome::FalseAlarm => Some(FlagOutcome::FalseAlarm),
    }
}

fn flag_outcome(outcome: Option<FlagOutcome>) -> proto::FlagOutcome {
    match outcome {
        None => proto::FlagOutcome::Unspecified,
        Some(FlagOutcome::ActedOn) => proto::FlagOutcome::ActedOn,
        Some(FlagOutcome::NoActionNeeded) => proto::FlagOutcome::NoActionNeeded,
        Some(FlagOutcome::FalseAlarm) => proto::FlagOutcome::FalseAlarm,
    }
}

/// The code under which the store lists a state.
fn state_code(state: proto::FlagState) -> Option<&'static str> {
    match state {
        proto::FlagState::Unspecified => None,
        proto::FlagState::Open => Some("OPEN"),
        proto::FlagState::Decided => Some("DECIDED"),
        proto::FlagState::Cleared => Some("CLEARED"),
    }
}

fn flag_state(state: &FlagState) -> proto::FlagState {
    match state {
        FlagState::Open => proto::FlagState::Open,
        FlagState::Decided(_) => proto::FlagState::Decided,
        FlagState::Cleared => proto::FlagState::Cleared,
    }
}

fn severity(severity: Severity) -> proto::Severity {
    match severity {
        Severity::Urgent => proto::Severity::Urgent,
        Severity::High => proto::Severity::High,
        Severity::Medium => proto::Severity::Medium,
        Severity::Low => proto::Severity::Low,
        Severity::Info => proto::Severity::Info,
    }
}

fn route(route: Route) -> proto::Route {
    match route {
        Route::Safeguarding => proto::Route::Safeguarding,
        Route::Practitioner => proto::Route::Practitioner,
        Route::Finance => proto::Route::Finance,
        Route::Commissioning => proto::Route::Commissioning,
    }
}

#[cfg(test)]
mod tests {
    use carecap_calendar::first_day;

    use super::*;

    #[test]
    fn each_state_is_listed_under_the_code_that_the_rules_give_it() {
        let decision = Decision {
            outcome: FlagOutcome::ActedOn,
            reason: "The carer has respite from Monday.".to_owned(),
            by: "robin".to_owned(),
            on: first_day(),
        };
        for state in [FlagState::Open, FlagState::Decided(decision), FlagState::Cleared] {
            assert_eq!(state_code(flag_state(&state)), Some(state.code()));
        }
    }
}
