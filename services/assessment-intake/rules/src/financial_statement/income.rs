use carecap_calendar::Day;
use carecap_money::Money;
use rust_decimal::Decimal;
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
    /// Housing Benefit, or the housing element of Universal Credit: it nets off the housing cost.
    HousingBenefit,
    /// Council tax support.
    CouncilTaxSupport,
    /// Maintenance paid for a child.
    ChildMaintenance,
    /// A guaranteed income payment to a veteran.
    GuaranteedIncomePayment,
    /// A war widow's or widower's special payment.
    WarWidowsSpecialPayment,
    /// A war disablement pension.
    WarDisablementPension,
    /// The war pensioners' mobility supplement.
    WarPensionersMobility,
    /// A regular charitable or voluntary payment.
    CharitablePayment,
    /// Interest on capital that counts: it becomes capital when it is credited (R-FIN-21).
    Interest,
    /// Income from capital that is disregarded, such as the rent of a disregarded home (R-FIN-21).
    FromDisregardedCapital,
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
    /// The first day for which it is paid, where it is not paid already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_from: Option<Day>,
    /// The first day for which it is no longer paid, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_until: Option<Day>,
    /// A private pension of which half is paid over to the partner at home (R-FIN-34).
    #[serde(default)]
    pub half_passes_to_partner: bool,
    /// Whether it is not received, but to be had on request (R-FIN-35). A person's decision, never
    /// inferred.
    #[serde(default)]
    pub notional: bool,
    /// A private pension only: the pot from which more could be drawn than `amount` (R-FIN-35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension_pot: Option<PensionPot>,
}

/// A pension pot of which a person draws nothing, or little (R-FIN-35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionPot {
    /// What is in it.
    pub value: Money,
    /// What an annuity would pay in a year, in percent of the pot; none: the council's policy says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annuity_percent: Option<Decimal>,
    /// Where that percentage was read; none where none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annuity_source: Option<String>,
}
