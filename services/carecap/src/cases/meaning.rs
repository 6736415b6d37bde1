use carecap_contracts::assessment::v1::{CapitalType, Frequency, IncomeType, OutgoingType};

use super::amounts::Amount;

/// What a word of an example is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A plain number.
    Amount(Amount),
    /// A value laid over the pack and the council's policy.
    Laid(&'static str),
    /// One income of a type.
    Income(IncomeType),
    /// Incomes: a list, an object of types, or one amount.
    Incomes,
    /// One amount of all income, that often.
    IncomeEvery(Frequency),
    /// Outgoings: a list, or one amount of this type.
    Outgoings(OutgoingType),
    /// What is taken off income before anything is charged: a list.
    Deductions,
    /// One piece of capital.
    Capital(CapitalType),
    /// Amounts of capital, each an example of its own.
    Capitals,
    /// Services with units and rates: a list.
    Services,
    /// Prices of a catalogue: a list.
    Prices,
    /// Where the care is given.
    Setting,
    /// Years of age.
    Age,
    /// The age band in words.
    AgeBand,
    /// With whom the person lives.
    Household,
    /// Whether the person is one of a couple.
    Couple,
    /// Premiums of the guarantee.
    Premiums,
    /// The first day.
    Start,
    /// No contract takes it, and why.
    Unexpressed(&'static str),
}
