mod after_the_cap;
mod in_preview;

use budget_calculation_rules::budget::{ApproveRefused, DraftRefused, PublishRefused};
use budget_calculation_rules::change_request::ChangeRequestRefused;
use budget_calculation_rules::mapping::{MappingRefused, ServiceMapping};
use budget_calculation_rules::needs::{FieldRefused, Text, code};
use budget_calculation_rules::plan::PlanRefused;
use budget_calculation_rules::policy::{ConfirmationRefused, OverlayRefused, PolicyError};
use budget_calculation_rules::pricing::PricingRefused;
use carecap_calendar::{Day, show_day};
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;

pub(crate) use after_the_cap::{cap_reached_by_self_arranger, published_before_the_cap};
pub(crate) use in_preview::in_preview;
use in_preview::value_path;

/// What a council can have set: its charging policy or its service mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CouncilsOwn {
    Policy,
    Mapping,
}

impl CouncilsOwn {
    /// As refusals name it under `kind`.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            CouncilsOwn::Policy => "council_policy",
            CouncilsOwn::Mapping => "service_mapping",
        }
    }
}

/// The council has not set it at all. `on` is the day that was asked about, where there is one.
pub(crate) fn not_set(what: CouncilsOwn, on: Option<Day>) -> Refusal {
    let sentence = match what {
        CouncilsOwn::Policy => "the council has set no policy: set it, then try again",
        CouncilsOwn::Mapping => "the council has set no service mapping: set it, then try again",
    };
    let refusal = Refusal::new(ErrorReason::PolicyNotSet, sentence).with("kind", what.kind());
    match on {
        Some(on) => refusal.with("on", show_day(on)),
        None => refusal,
    }
}

/// The needs that were determined are not eligible.
pub(crate) fn not_eligible() -> Refusal {
    let sentence = "the needs that were determined are not eligible, so there is no budget: \
                    tell the person so in writing";
    Refusal::new(ErrorReason::NotEligible, sentence)
}

/// A policy, or a value of it, that is not there on a day.
pub(crate) fn policy(refused: &PolicyError, on: Day) -> Refusal {
    match refused {
        PolicyError::NotKnown { key, on } => Refusal::new(
            ErrorReason::ParameterNotKnown,
            format!("{refused}: choose a day that the pack covers, or set the figure"),
        )
        .with("parameter", key)
        .with("on", show_day(*on)),
        PolicyError::PackUnknown { pack } => {
            Refusal::new(ErrorReason::PackNotInForce, refused.to_string())
                .with("pack", pack)
                .with("on", show_day(on))
        }
        // These say that what was stored cannot be worked with. Trying again would not help, so
        // they are no technical failure: a person has to look.
        PolicyError::NotOfUnit { .. } | PolicyError::Amount(_) | PolicyError::PacksUnsound(_) => {
            Refusal::new(ErrorReason::InvalidField, refused.to_string())
        }
    }
}

/// A pack or value that cannot be laid over for a preview.
pub(crate) fn overlay(refused: &OverlayRefused, on: Day) -> Refusal {
    match refused {
        OverlayRefused::PackUnknown { .. } => Refusal::invalid("pack", refused.to_string()),
        OverlayRefused::KeyUnknown { key } => Refusal::invalid(
            value_path(key, "key"),
            format!("{refused}: give a key that `GetPolicy` lists for the pack"),
        ),
        OverlayRefused::ValueUnfit { key, .. } => {
            Refusal::invalid(value_path(key, "value"), refused.to_string())
        }
        OverlayRefused::Policy(error) => policy(error, on),
    }
}

/// A confirmation that does not speak of what is in force.
pub(crate) fn confirmation(refused: &ConfirmationRefused, on: Day) -> Refusal {
    match refused {
        ConfirmationRefused::KeyUnknown { key } => Refusal::not_found("parameter", key),
        ConfirmationRefused::Incomplete { what } => Refusal::invalid(*what, "is required"),
        ConfirmationRefused::AnotherValue { in_force, .. } => Refusal::new(
            ErrorReason::WrongState,
            format!("{refused}: confirm the value that is in force, or set it first"),
        )
        .with("state", in_force.as_deref().unwrap_or("NOT_KNOWN")),
        ConfirmationRefused::Policy(error) => policy(error, on),
    }
}

/// A determination that cannot be made into a budget on a day.
pub(crate) fn draft(refused: &DraftRefused, on: Day) -> Refusal {
    match refused {
        DraftRefused::PackNotInForce { pack, on } => Refusal::new(
            ErrorReason::PackNotInForce,
            format!("{refused}: the council has commenced no pack with a cap"),
        )
        .with("pack", pack)
        .with("on", show_day(*on)),
        DraftRefused::FinancialStatementMissing => {
            Refusal::new(ErrorReason::FinancialStatementMissing, refused.to_string())
        }
        DraftRefused::Mapping(error) => mapping(error).unwrap_or_else(|| other(refused, on)),
        DraftRefused::Pricing(error) => pricing(error).unwrap_or_else(|| other(refused, on)),
        _ => other(refused, on),
    }
}

/// A value that is not known, a field that cannot be taken, or an amount that does not fit.
fn other(refused: &DraftRefused, on: Day) -> Refusal {
    if let Some(error) = refused.policy() {
        return policy(error, on);
    }
    let of_means =
        matches!(refused, DraftRefused::Charging(_) | DraftRefused::Plan(PlanRefused::Charging(_)));
    match refused.field() {
        Some(FieldRefused { path, what, instead }) => {
            let path = if of_means { at_means(&path) } else { path };
            Refusal::invalid(path, format!("{what}: {instead}"))
        }
        None => Refusal::new(ErrorReason::InvalidField, refused.to_string()),
    }
}

/// The rules name a field of the statement by its place there; a stay and an age are no part of a
/// statement.
fn at_means(path: &str) -> String {
    match path {
        "permanent_since" | "age_band" => path.to_owned(),
        _ => format!("means.{path}"),
    }
}

/// None: it is no matter of the mapping itself.
fn mapping(refused: &MappingRefused) -> Option<Refusal> {
    let not_mapped =
        |instead: &str| Refusal::new(ErrorReason::KindNotMapped, format!("{refused}: {instead}"));
    match refused {
        MappingRefused::KindNotMapped { kind, setting, band } => {
            let refusal = not_mapped("add one to the mapping, then determine anew")
                .with("kind", code(*kind))
                .with("setting", code(*setting));
            Some(with_band(refusal, band.as_ref()))
        }
        MappingRefused::CoveringKindNotBought { kind, setting, .. } => {
            let refusal = not_mapped("look at the needs, or map the kind to a service")
                .with("kind", code(*kind))
                .with("setting", code(*setting));
            Some(refusal)
        }
        _ => None,
    }
}

/// Whether a price that the catalogue lacks may be done without, because the mapping names the nearest
/// equivalent of some service (R-IPB-8): whether it does is then the pricing's to say.
pub(crate) fn equivalent_may_do(refusal: &Refusal, mapping: &ServiceMapping) -> bool {
    let lacking = [ErrorReason::NoRate, ErrorReason::ServiceUnknown];
    lacking.contains(&refusal.reason()) && mapping.names_equivalents()
}

/// None: it is no matter of a price that is missing.
fn pricing(refused: &PricingRefused) -> Option<Refusal> {
    match refused {
        PricingRefused::NoRate { service_code, band, on, .. } => {
            let refusal = Refusal::new(ErrorReason::NoRate, refused.to_string())
                .with("service_code", service_code)
                .with("on", show_day(*on));
            Some(with_band(refusal, band.as_ref()))
        }
        _ => None,
    }
}

fn with_band(refusal: Refusal, band: Option<&Text>) -> Refusal {
    match band {
        Some(band) => refusal.with("band", band.as_str()),
        None => refusal,
    }
}

/// A budget that this caller may not approve, or not now.
pub(crate) fn approve(refused: &ApproveRefused) -> Refusal {
    let ask = "ask another approver";
    match refused {
        ApproveRefused::OwnWork => Refusal::new(ErrorReason::OwnWork, format!("{refused}: {ask}"))
            .with("conflict", "determined"),
        ApproveRefused::OwnRevision => {
            Refusal::new(ErrorReason::OwnWork, format!("{refused}: {ask}"))
                .with("conflict", "revised")
        }
        ApproveRefused::DecisionNeeded { waiting } => Refusal::new(
            ErrorReason::DecisionNeeded,
            format!("{refused}: renew or drop each by revising the draft"),
        )
        .with("overwrites", waiting.join(",")),
        ApproveRefused::OwnCase => Refusal::new(ErrorReason::OwnCase, format!("{refused}: {ask}")),
        ApproveRefused::WrongState { state } => {
            Refusal::new(ErrorReason::WrongState, refused.to_string()).with("state", code(*state))
        }
    }
}

/// A budget that this caller may not publish, or not now.
pub(crate) fn publish(refused: &PublishRefused) -> Refusal {
    match refused {
        PublishRefused::OwnCase => {
            Refusal::new(ErrorReason::OwnCase, format!("{refused}: ask another approver"))
        }
        PublishRefused::WrongState { state } => {
            Refusal::new(ErrorReason::WrongState, refused.to_string()).with("state", code(*state))
        }
        PublishRefused::ParameterUnconfirmed { parameters } => Refusal::new(
            ErrorReason::ParameterUnconfirmed,
            format!("{refused}: a named officer confirms each with a source first"),
        )
        .with("parameters", parameters.join(",")),
    }
}

/// A change request that this caller may not decide, or not now.
pub(crate) fn change_request(refused: &ChangeRequestRefused) -> Refusal {
    match refused {
        ChangeRequestRefused::OwnCase => {
            Refusal::new(ErrorReason::OwnCase, format!("{refused}: ask a colleague"))
        }
        ChangeRequestRefused::WrongState { state } => {
            Refusal::new(ErrorReason::WrongState, refused.to_string()).with("state", code(*state))
        }
    }
}
