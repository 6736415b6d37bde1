use carecap_calendar::{Day, show_day};

use crate::charging::ChargingRefused;
use crate::mapping::MappingRefused;
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
    /// The needs could not be made into services.
    #[error(transparent)]
    Mapping(#[from] MappingRefused),
    /// The services could not be priced.
    #[error(transparent)]
    Pricing(#[from] PricingRefused),
    /// What the person must pay could not be worked out.
    #[error(transparent)]
    Charging(#[from] ChargingRefused),
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
            DraftRefused::Policy(error)
            | DraftRefused::Charging(ChargingRefused::Policy(error)) => match error {
                PolicyError::PackUnknown { .. } => "PACK_NOT_IN_FORCE",
                _ => "PARAMETER_NOT_KNOWN",
            },
            DraftRefused::PolicyOfAnotherDay { .. }
            | DraftRefused::Mapping(_)
            | DraftRefused::Pricing(_)
            | DraftRefused::Charging(_)
            | DraftRefused::Working(_)
            | DraftRefused::Receipt(_) => "INVALID_FIELD",
        }
    }
}
