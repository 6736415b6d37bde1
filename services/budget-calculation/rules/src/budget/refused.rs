use carecap_calendar::{Day, show_day};

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

    /// The field of the inputs that cannot be taken, where one field is the reason.
    pub fn field(&self) -> Option<FieldRefused> {
        match self {
            DraftRefused::Field(field)
            | DraftRefused::Mapping(MappingRefused::Field(field))
            | DraftRefused::Pricing(PricingRefused::Field(field))
            | DraftRefused::Plan(PlanRefused::Field(field)) => Some(field.clone()),
            DraftRefused::Charging(error) | DraftRefused::Plan(PlanRefused::Charging(error)) => {
                field_of_means(error)
            }
            _ => None,
        }
    }
}

fn field_of_means(refused: &ChargingRefused) -> Option<FieldRefused> {
    match refused {
        ChargingRefused::Field { path, what, instead } => {
            Some(FieldRefused::at(path, *what, *instead))
        }
        _ => None,
    }
}
