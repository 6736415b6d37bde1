//! What a financial statement says, as plain values.

use std::collections::BTreeSet;

use carecap_calendar::Day;
use carecap_money::Money;
use serde::{Deserialize, Serialize};

/// How often an amount comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Frequency {
    /// Every week.
    Weekly,
    /// Every four weeks.
    FourWeekly,
    /// Every calendar month.
    Monthly,
    /// Every quarter.
    Quarterly,
    /// Every year.
    Annual,
}

/// What an income is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum IncomeType {
    /// State Pension.
    StatePension,
    /// Occupational or private pension.
    PrivatePension,
    /// Pension Credit, guarantee credit.
    PensionCreditGuarantee,
    /// Pension Credit, savings credit.
    SavingsCredit,
    /// Employment and Support Allowance.
    Esa,
    /// Universal Credit, without its housing element.
    UniversalCredit,
    /// Income Support or Jobseeker's Allowance.
    IncomeSupport,
    /// Attendance Allowance.
    AttendanceAllowance,
    /// Disability Living Allowance, care component.
    DlaCare,
    /// Disability Living Allowance, mobility component.
    DlaMobility,
    /// Personal Independence Payment, daily living component.
    PipDailyLiving,
    /// Personal Independence Payment, mobility component.
    PipMobility,
    /// Earnings.
    Earnings,
    /// Carer's Allowance.
    CarersAllowance,
    /// Child benefit or child tax credit for the adult's own child.
    ChildBenefit,
    /// A direct payment for care.
    DirectPayment,
    /// War pension or war widow's pension.
    WarPension,
    /// Winter fuel payment or Christmas bonus.
    WinterFuelOrBonus,
    /// Anything else that counts in full.
    Other,
}

/// One income.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Income {
    /// What it is.
    #[serde(rename = "type")]
    pub income_type: IncomeType,
    /// How much comes each time.
    pub amount: Money,
    /// How often.
    pub frequency: Frequency,
}

/// What a piece of capital is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CapitalType {
    /// Money in hand or in accounts.
    Savings,
    /// Shares, bonds, funds.
    Investments,
    /// The home in which the person lives or lived.
    MainHome,
    /// Any other land or building.
    OtherProperty,
    /// Capital that the law treats as still owned; a person's decision, never inferred (R-FIN-16).
    Notional,
}

/// One piece of capital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capital {
    /// What it is.
    #[serde(rename = "type")]
    pub capital_type: CapitalType,
    /// Its value: of the whole, where it is held jointly.
    pub value: Money,
    /// How many people hold it in equal shares, 1 to 20.
    #[serde(default = "one_owner")]
    pub owners: u32,
    /// Debt secured on it; zero where there is none.
    #[serde(default)]
    pub secured_debt: Money,
    /// Whether selling it would cost something, so that a tenth is taken off its value (R-FIN-11).
    #[serde(default)]
    pub selling_costs: bool,
    /// A main home only: why it is disregarded (R-FIN-13).
    #[serde(default)]
    pub disregarded_because: Option<String>,
}

const fn one_owner() -> u32 {
    1
}

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
    /// One of a couple: whether one or both have reached State Pension age.
    #[serde(default)]
    pub couple_at_pension_age: bool,
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
}
