//! This context's own nouns for needs and means, as determinations and financial statements bring
//! them, without anybody's identity.

mod bounded;
mod means;
mod need_line;

pub use bounded::{Bounded, OutOfBounds, StatedAmount, Text, Times};
pub use means::{
    Capital, CapitalType, Disclosure, Frequency, Household, Income, IncomeType, Means, Outgoing,
    OutgoingType, Premium,
};
pub use need_line::{
    AgeBand, ArrangedBy, KindOfHelp, LinePeriod, MetBy, NeedLine, Outcome, Setting, Unit,
};

/// The code of a noun as contracts and stored documents write it, for instance `PERSONAL_CARE`.
pub fn code<T: serde::Serialize>(noun: T) -> String {
    match serde_json::to_value(noun) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}
