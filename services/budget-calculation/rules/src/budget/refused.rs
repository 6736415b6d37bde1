use carecap_calendar::{Day, show_day};

use super::DraftInputs;
use crate::charging::ChargingRefused;
use crate::mapping::MappingRefused;
use crate::needs::FieldRefused;
use crate::plan::PlanRefused;
use crate::policy::PolicyError;
use crate::pricing::PricingRefused;
use crate::receipt::ReceiptError;
use crate::working::WorkingError;

/// Why a determination could not be made into a budget: work for a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefused {
    /// `PACK_NOT_IN_FORCE`: the person arranges their own care, and no cap pack is commenced, so
    /// there is no independent personal budget.
    #[error("there is no independent personal budget under `{pack}` on {}", show_day(*.on))]
    PackNotInForce {
        /// The pack in force.
        pack: String,
        /// The day.
        on: Day,
    },
    /// `FINANCIAL_STATEMENT_MISSING`: a personal budget waits for the person's means.
    #[error("a personal budget waits for the person's financial statement")]
    FinancialStatementMissing,
    /// `INVALID_FIELD`: the policy that was given is for another day than the budget.
    #[error("the policy is for {}, the budget for {}", show_day(*.policy_on), show_day(*.on))]
    PolicyOfAnotherDay {
        /// The day of the policy.
        policy_on: Day,
        /// The day of the budget.
        on: Day,
    },
    /// `INVALID_FIELD`: a field of the inputs cannot be taken.
    #[error(transparent)]
    Field(#[from] FieldRefused),
    /// The needs could not be made into services.
    #[error(transparent)]
    Mapping(#[from] MappingRefused),
    /// The services could not be priced.
    #[error(transparent)]
    Pricing(#[from] PricingRefused),
    /// What the person must pay could not be worked out.
    #[error(transparent)]
    Charging(#[from] ChargingRefused),
    /// The budget cannot be used as its plan says.
    #[error(transparent)]
    Plan(#[from] PlanRefused),
    /// A value of the policy is not known.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
    /// The receipt cannot be written exactly.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
}

impl DraftRefused {
    /// The reason as contracts name it, without prefix: `KIND_NOT_MAPPED`.
    pub fn reason(&self) -> &'static str {
        match self {
            DraftRefused::PackNotInForce { .. } => "PACK_NOT_IN_FORCE",
            DraftRefused::FinancialStatementMissing => "FINANCIAL_STATEMENT_MISSING",
            DraftRefused::Mapping(
                MappingRefused::KindNotMapped { .. } | MappingRefused::CoveringKindNotBought { .. },
            ) => "KIND_NOT_MAPPED",
            DraftRefused::Pricing(PricingRefused::NoRate { .. }) => "NO_RATE",
            _ => match self.policy() {
                Some(PolicyError::PackUnknown { .. }) => "PACK_NOT_IN_FORCE",
                Some(_) => "PARAMETER_NOT_KNOWN",
                None => "INVALID_FIELD",
            },
        }
    }

    /// The value that is not known, where that is the reason.
    pub fn policy(&self) -> Option<&PolicyError> {
        match self {
            DraftRefused::Policy(error)
            | DraftRefused::Mapping(MappingRefused::Policy(error))
            | DraftRefused::Pricing(PricingRefused::Policy(error))
            | DraftRefused::Charging(ChargingRefused::Policy(error))
            | DraftRefused::Plan(
                PlanRefused::Policy(error) | PlanRefused::Charging(ChargingRefused::Policy(error)),
            ) => Some(error),
            _ => None,
        }
    }

    /// The field of the inputs that cannot be taken, where one field is the reason. A field of the
    /// means is named as the financial statement names it.
    pub fn field(&self) -> Option<FieldRefused> {
        match self {
            DraftRefused::Field(field)
            | DraftRefused::Mapping(MappingRefused::Field(field))
            | DraftRefused::Pricing(PricingRefused::Field(field))
            | DraftRefused::Plan(PlanRefused::Field(field)) => Some(field.clone()),
            DraftRefused::Mapping(MappingRefused::MinutesMissing { need_line, .. }) => {
                let path = format!("need_lines[{need_line}].minutes");
                let what = "a service that is bought by the hour is asked for without minutes";
                Some(FieldRefused::at(path, what, "give the minutes of each time"))
            }
            DraftRefused::Charging(error) | DraftRefused::Plan(PlanRefused::Charging(error)) => {
                field_of_means(error)
            }
            DraftRefused::PolicyOfAnotherDay { .. } => {
                let instead = "ask for the policy of the budget's day";
                Some(FieldRefused::at("on", self.to_string(), instead))
            }
            _ => None,
        }
    }

    /// The same refusal; where an amount does not fit, with the part of the inputs that it is from.
    pub(super) fn located(self, inputs: &DraftInputs) -> DraftRefused {
        let priced = if inputs.need_lines.is_empty() { "given_lines" } else { "need_lines" };
        let (path, error) = match &self {
            DraftRefused::Mapping(MappingRefused::Working(error)) => ("need_lines", error),
            DraftRefused::Pricing(PricingRefused::Working(error))
            | DraftRefused::Working(error) => (priced, error),
            DraftRefused::Charging(ChargingRefused::Working(error))
            | DraftRefused::Plan(PlanRefused::Charging(ChargingRefused::Working(error))) => {
                ("means", error)
            }
            DraftRefused::Plan(PlanRefused::Working(error)) => ("plan", error),
            _ => return self,
        };
        FieldRefused::at(path, error.to_string(), "give smaller amounts").into()
    }
}

fn field_of_means(refused: &ChargingRefused) -> Option<FieldRefused> {
    match refused {
        ChargingRefused::Field { path, what, instead } => {
            Some(FieldRefused::at(path, *what, *instead))
        }
        ChargingRefused::UnderEighteen => {
            let instead = "ask for somebody of 18 or over";
            Some(FieldRefused::at("age_band", refused.to_string(), instead))
        }
        ChargingRefused::Policy(_) | ChargingRefused::Working(_) => None,
    }
}
