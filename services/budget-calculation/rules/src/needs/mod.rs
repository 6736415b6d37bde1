//! This context's own nouns for needs and means, as determinations and financial statements bring
//! them, without anybody's identity.

mod bounded;
mod field;
mod means;
mod need_line;
mod need_line_check;

pub use bounded::{Bounded, OutOfBounds, Percent, StatedAmount, Text, Times};
pub use field::FieldRefused;
pub use means::{
    Capital, CapitalType, Disclosure, Frequency, HomeDisregard, Household, Income, IncomeType,
    Means, NotionalCharge, Outgoing, OutgoingType, PensionPot, Premium,
};
pub use need_line::{
    AgeBand, ArrangedBy, Duty, FreeByLaw, KindOfHelp, LinePeriod, MetBy, NeedLine, Outcome,
    Setting, Unit,
};
pub use need_line_check::{StatedNeed, carer_week_faults, need_line_faults};

/// Whether a field says nothing, so that a receipt leaves it out: receipts written before the field
/// was known keep their bytes.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The code of a noun as contracts and stored documents write it, for instance `PERSONAL_CARE`.
pub fn code<T: serde::Serialize>(noun: T) -> String {
    match serde_json::to_value(noun) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}
