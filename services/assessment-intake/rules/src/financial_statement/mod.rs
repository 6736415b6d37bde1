//! A financial statement: what a person has, from a day on. How anything in it is treated is the
//! law's and the policy pack's, never the statement's.

mod capital;
mod check;
mod fault;
mod income;
mod record;

use carecap_calendar::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use capital::{Capital, CapitalType, HomeDisregard, NotionalCharge};
pub use fault::{FieldFault, MeansFault, MeansRefused};
pub use income::{Frequency, Income, IncomeType, PensionPot};
pub use record::{Disclosure, Household, MeansFacts, Outgoing, OutgoingType, Premium};

/// What a person has, checked.
///
/// What is stored was checked when it was taken, and reads as it was recorded: a check that came
/// later asks nothing of it (R-ASSESS-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Means {
    facts: MeansFacts,
}

impl Means {
    /// Checks the facts.
    ///
    /// # Errors
    /// [`MeansRefused`] with every field that is wrong.
    pub fn new(facts: MeansFacts) -> Result<Means, MeansRefused> {
        let faults = check::faults(&facts);
        if faults.is_empty() { Ok(Means { facts }) } else { Err(MeansRefused { faults }) }
    }

    /// The checked facts.
    pub fn facts(&self) -> &MeansFacts {
        &self.facts
    }
}

/// One version of a person's financial statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinancialStatement {
    /// Given by intake.
    pub financial_statement_id: Uuid,
    /// Counts the changes, from 1.
    pub version: i64,
    /// Whose means.
    pub person_id: Uuid,
    /// What the person has.
    pub means: Means,
    /// When this version was recorded.
    pub recorded_at: Instant,
    /// Who recorded it: the subject of the token.
    pub recorded_by: String,
}

impl FinancialStatement {
    /// The first version.
    pub fn record(
        financial_statement_id: Uuid,
        person_id: Uuid,
        means: Means,
        recorded_at: Instant,
        recorded_by: String,
    ) -> FinancialStatement {
        let version = 1;
        FinancialStatement {
            financial_statement_id,
            version,
            person_id,
            means,
            recorded_at,
            recorded_by,
        }
    }

    /// The next version, with every field as given.
    pub fn correct(
        &self,
        means: Means,
        recorded_at: Instant,
        recorded_by: String,
    ) -> FinancialStatement {
        FinancialStatement {
            version: self.version + 1,
            means,
            recorded_at,
            recorded_by,
            ..self.clone()
        }
    }
}
