//! What a financial statement says, as plain values.

use std::collections::BTreeSet;

use carecap_calendar::Day;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::capital::Capital;
use super::income::{Frequency, Income};

/// What an outgoing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OutgoingType {
    /// Rent net of Housing Benefit.
    Rent,
    /// Mortgage.
    Mortgage,
    /// Council tax net of support.
    CouncilTax,
    /// Ground rent and service charges that nothing else covers.
    ServiceCharge,
    /// Contents insurance: counted only where the council's policy says so.
    ContentsInsurance,
    /// Water: counted only where the council's policy says so.
    Water,
    /// What keeps up the former home during a temporary stay in a care home.
    HomeCommitment,
    /// Disability related expenditure.
    DisabilityRelated,
    /// What the council lets a resident keep above the personal expenses allowance (R-FIN-41).
    ExtraPersonalExpenses,
}

/// One outgoing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// What it is for.
    #[serde(rename = "type")]
    pub outgoing_type: OutgoingType,
    /// How much goes each time.
    pub amount: Money,
    /// How often.
    pub frequency: Frequency,
    /// What a reader would call it, at most 80 characters; no personal data.
    #[serde(default)]
    pub label: String,
}

/// With whom the person lives, for the minimum income guarantee (R-FIN-40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Household {
    /// Single.
    Single,
    /// One of a couple.
    Couple,
    /// A lone parent.
    LoneParent,
}

/// A premium of the minimum income guarantee (R-FIN-42): received, or would be on Income Support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Premium {
    /// Disability premium.
    Disability,
    /// Enhanced disability premium, on top.
    EnhancedDisability,
    /// Carer premium.
    Carer,
}

/// How a financial statement came about.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Disclosure {
    /// The person gave full evidence.
    #[default]
    Full,
    /// Light touch: means are clearly above or below (Charging Regs 2014 reg 10).
    LightTouch,
    /// The person declined: treated as able to pay the full cost (R-FIN-3).
    Refused,
}

/// The fields of [`Means`], unchecked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeansFacts {
    /// The first day for which it speaks.
    pub from: Day,
    /// How it came about.
    pub disclosure: Disclosure,
    /// With whom the person lives.
    pub household: Household,
    /// Whether one or both have reached State Pension age: said of one of a couple, and of nobody
    /// else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub couple_at_pension_age: Option<bool>,
    /// Children for whom the person is responsible, in the household: 0 to 20.
    #[serde(default)]
    pub children: u32,
    /// The premiums that apply.
    #[serde(default)]
    pub premiums: BTreeSet<Premium>,
    /// Every income.
    #[serde(default)]
    pub incomes: Vec<Income>,
    /// Every piece of capital.
    #[serde(default)]
    pub capital: Vec<Capital>,
    /// Every outgoing that may be kept back.
    #[serde(default)]
    pub outgoings: Vec<Outgoing>,
    /// Whether the income that Savings Credit looks at is above its ceiling, so that there is no
    /// award (R-FIN-36).
    #[serde(default)]
    pub above_savings_credit_ceiling: bool,
}
