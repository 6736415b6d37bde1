use crate::metered::BudgetFactsRefusal;

/// What is wrong with one field of what an account is previewed with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {fault}")]
pub struct FieldFault {
    /// The path of the field, as the contract names it: `rates[1].from`.
    pub field: String,
    /// What is wrong.
    pub fault: PreviewFault,
}

/// What can be wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PreviewFault {
    /// An amount below zero.
    #[error("is below zero")]
    Negative,
    /// An amount beyond all reason.
    #[error("is above a thousand million pounds")]
    TooLarge,
    /// A cap at or below zero.
    #[error("is not above zero")]
    CapNotPositive,
    /// A balance that no account can have: it is held at the cap (R-CAP-9).
    #[error("is above the cap, at which a balance is held")]
    AboveCap,
    /// A day at or before the opening.
    #[error("is not after the day on which the account opens")]
    NotAfterOpening,
    /// An end too far away.
    #[error("is more than a hundred years after the account opens")]
    TooLong,
    /// There is nothing to meter.
    #[error("is empty: at least one rate is needed, from the day on which the account opens")]
    NoRate,
    /// Days after the opening without a rate, or a rate for days before it.
    #[error("is not the day on which the account opens, from which the first rate holds")]
    NotAtOpening,
    /// Out of order.
    #[error("is not after the day of the one before")]
    NotAfterLast,
    /// A rate of which no day is metered.
    #[error("is not before `until`, so that none of its days is metered")]
    NotBeforeEnd,
    /// A day that the preview does not come to.
    #[error("is after `until`")]
    AfterEnd,
    /// A day before there was an account.
    #[error("is before the day on which the account opens")]
    BeforeOpening,
    /// More days than are told.
    #[error("names more than a hundred days")]
    TooManyDays,
    /// No week follows from the amounts.
    #[error("does not fit: {0}")]
    Week(BudgetFactsRefusal),
    /// A factor at or below zero.
    #[error("is not above zero")]
    FactorNotPositive,
    /// A factor that makes a cap beyond all reason.
    #[error("makes a cap of nothing, or of more than a thousand million pounds")]
    FactorUnfit,
}

/// All that is wrong with what an account is previewed with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} field(s) of the preview are wrong", faults.len())]
pub struct PreviewRefused {
    /// Field by field.
    pub faults: Vec<FieldFault>,
}
