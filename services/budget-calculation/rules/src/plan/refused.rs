use crate::charging::ChargingRefused;
use crate::needs::FieldRefused;
use crate::policy::PolicyError;
use crate::working::WorkingError;

/// Why a budget cannot be used as its plan says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanRefused {
    /// `INVALID_FIELD`: a part of the plan cannot be.
    #[error(transparent)]
    Field(#[from] FieldRefused),
    /// A value that the plan needs is not known.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// What the person could pay could not be worked out.
    #[error(transparent)]
    Charging(#[from] ChargingRefused),
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
}

impl PlanRefused {
    /// A part of the plan that cannot be: `plan.` and its field.
    pub(super) fn at(
        field: &str,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> PlanRefused {
        FieldRefused::at(format!("plan.{field}"), what, instead).into()
    }
}
