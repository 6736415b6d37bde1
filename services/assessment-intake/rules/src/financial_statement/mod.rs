//! A financial statement: what a person has, from a day on. How anything in it is treated is the
//! law's and the policy pack's, never the statement's.

mod record;

use carecap_calendar::{Instant, first_day, last_day};
use carecap_money::Money;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use record::{
    Capital, CapitalType, Disclosure, Frequency, Household, Income, IncomeType, MeansFacts,
    Outgoing, OutgoingType, Premium,
};

const CHILDREN_MOST: u32 = 20;
const OWNERS_MOST: u32 = 20;
const LABEL_LONGEST: usize = 80;
const REASON_LONGEST: usize = 200;

/// What is wrong with one field of a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct FieldFault {
    /// The path of the field, as the contract names it: `capital[2].owners`.
    pub field: String,
    /// What is wrong.
    pub fault: MeansFault,
}

/// What can be wrong with a field of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MeansFault {
    /// A day outside those that Carecap knows.
    #[error("the day lies outside 1900 to 2200")]
    Day,
    /// An amount below zero.
    #[error("the amount is not below zero")]
    Negative,
    /// Owners outside 1 to 20.
    #[error("1 to 20 people hold it")]
    Owners,
    /// More than 20 children.
    #[error("there are at most 20 children")]
    Children,
    /// A label of more than 80 characters.
    #[error("a label has at most 80 characters")]
    Label,
    /// A reason to disregard something that is no main home, or one of more than 200 characters.
    #[error("only a main home is disregarded for a reason, of at most 200 characters")]
    Disregard,
    /// The pension age of a couple, for somebody who is not one of a couple.
    #[error("this is said only of one of a couple")]
    NotACouple,
}

/// All that is wrong with a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} field(s) of the financial statement are wrong", faults.len())]
pub struct MeansRefused {
    /// Field by field.
    pub faults: Vec<FieldFault>,
}

/// What a person has, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "MeansFacts", into = "MeansFacts")]
pub struct Means {
    facts: MeansFacts,
}

impl Means {
    /// Checks the facts.
    ///
    /// # Errors
    /// [`MeansRefused`] with every field that is wrong.
    pub fn new(facts: MeansFacts) -> Result<Means, MeansRefused> {
        let mut faults = Faults { found: Vec::new() };
        faults.household(&facts);
        for (index, income) in facts.incomes.iter().enumerate() {
            faults.amount(format!("incomes[{index}].amount"), income.amount);
        }
        for (index, capital) in facts.capital.iter().enumerate() {
            faults.capital(&format!("capital[{index}]"), capital);
        }
        for (index, outgoing) in facts.outgoings.iter().enumerate() {
            faults.amount(format!("outgoings[{index}].amount"), outgoing.amount);
            let label_long = outgoing.label.chars().count() > LABEL_LONGEST;
            faults.when(label_long, format!("outgoings[{index}].label"), MeansFault::Label);
        }
        if faults.found.is_empty() {
            Ok(Means { facts })
        } else {
            Err(MeansRefused { faults: faults.found })
        }
    }

    /// The checked facts.
    pub fn facts(&self) -> &MeansFacts {
        &self.facts
    }
}

impl TryFrom<MeansFacts> for Means {
    type Error = MeansRefused;

    fn try_from(facts: MeansFacts) -> Result<Means, MeansRefused> {
        Means::new(facts)
    }
}

impl From<Means> for MeansFacts {
    fn from(means: Means) -> MeansFacts {
        means.facts
    }
}

struct Faults {
    found: Vec<FieldFault>,
}

impl Faults {
    fn when(&mut self, wrong: bool, field: impl Into<String>, fault: MeansFault) {
        if wrong {
            self.found.push(FieldFault { field: field.into(), fault });
        }
    }

    fn amount(&mut self, field: String, amount: Money) {
        self.when(amount.is_negative(), field, MeansFault::Negative);
    }

    fn household(&mut self, facts: &MeansFacts) {
        let outside = facts.from < first_day() || facts.from > last_day();
        self.when(outside, "from", MeansFault::Day);
        self.when(facts.children > CHILDREN_MOST, "children", MeansFault::Children);
        let no_couple = facts.couple_at_pension_age && facts.household != Household::Couple;
        self.when(no_couple, "couple_at_pension_age", MeansFault::NotACouple);
    }

    fn capital(&mut self, path: &str, capital: &Capital) {
        self.amount(format!("{path}.value"), capital.value);
        self.amount(format!("{path}.secured_debt"), capital.secured_debt);
        let owners_wrong = !(1..=OWNERS_MOST).contains(&capital.owners);
        self.when(owners_wrong, format!("{path}.owners"), MeansFault::Owners);
        let disregard_wrong = capital.disregarded_because.as_ref().is_some_and(|because| {
            capital.capital_type != CapitalType::MainHome
                || because.chars().count() > REASON_LONGEST
        });
        let field = format!("{path}.disregarded_because");
        self.when(disregard_wrong, field, MeansFault::Disregard);
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
