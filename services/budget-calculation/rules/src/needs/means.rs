use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Bounded, StatedAmount, Text};

/// How often an amount comes or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// What an income is. How it is treated is the law's and the policy's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
    /// Child benefit or child tax credit.
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
    pub amount: StatedAmount,
    /// How often.
    pub frequency: Frequency,
}

/// What a piece of capital is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Capital that the law treats as still owned, because a person decided so (R-FIN-16).
    Notional,
}

/// One piece of capital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capital {
    /// What it is.
    #[serde(rename = "type")]
    pub capital_type: CapitalType,
    /// Its value: of the whole, where it is held jointly.
    pub value: StatedAmount,
    /// How many people hold it in equal shares.
    pub owners: Bounded<1, 20>,
    /// Debt secured on it.
    pub secured_debt: StatedAmount,
    /// Whether selling it would cost something (R-FIN-11).
    pub selling_costs: bool,
    /// A main home only: why it is disregarded, where somebody said why (R-FIN-13).
    pub disregarded_because: Option<Text>,
}

/// What an outgoing is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    pub amount: StatedAmount,
    /// How often.
    pub frequency: Frequency,
    /// What a reader would call it ("telecare"). No personal data.
    pub label: Option<Text>,
}

/// With whom the person lives, for the minimum income guarantee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Household {
    /// Single.
    Single,
    /// One of a couple.
    Couple,
    /// A lone parent.
    LoneParent,
}

/// A premium of the minimum income guarantee (R-FIN-42).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Disclosure {
    /// Full evidence.
    Full,
    /// Light touch: means are clearly above or below (reg 10).
    LightTouch,
    /// Declined: treated as able to pay the full cost (R-FIN-3).
    Refused,
}

/// What a person has: a financial statement without whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Means {
    /// How the statement came about.
    pub disclosure: Disclosure,
    /// With whom the person lives.
    pub household: Household,
    /// One of a couple: whether one or both have reached State Pension age.
    pub couple_at_pension_age: bool,
    /// Children for whom the person is responsible, in the household.
    pub children: Bounded<0, 20>,
    /// The premiums that apply, each once.
    pub premiums: BTreeSet<Premium>,
    /// Every income.
    pub incomes: Vec<Income>,
    /// Every piece of capital.
    pub capital: Vec<Capital>,
    /// Every outgoing that may be kept back.
    pub outgoings: Vec<Outgoing>,
}
