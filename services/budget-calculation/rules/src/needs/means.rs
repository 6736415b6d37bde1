use std::collections::BTreeSet;

use carecap_calendar::Day;
use serde::{Deserialize, Serialize};

use super::{Bounded, Percent, StatedAmount, Text, is_default};

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
    /// Housing Benefit, or the housing element of Universal Credit.
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
    /// Interest on capital that counts: capital once it is credited (R-FIN-21).
    Interest,
    /// Income from capital that is disregarded: it counts (R-FIN-21).
    FromDisregardedCapital,
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
    /// The first day for which it is paid, where it is not paid already (R-FIN-35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_from: Option<Day>,
    /// The first day for which it is no longer paid, where that is known (R-FIN-32).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payable_until: Option<Day>,
    /// A private pension of which half is paid over to the partner at home (R-FIN-34).
    #[serde(default, skip_serializing_if = "is_default")]
    pub half_passes_to_partner: bool,
    /// Whether it is not received, but to be had on request (R-FIN-35).
    #[serde(default, skip_serializing_if = "is_default")]
    pub notional: bool,
    /// A private pension only: the pot from which more could be drawn than `amount` (R-FIN-35).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pension_pot: Option<PensionPot>,
}

impl Income {
    /// An income that is received, with nothing unusual about it.
    pub fn new(income_type: IncomeType, amount: StatedAmount, frequency: Frequency) -> Income {
        Income {
            income_type,
            amount,
            frequency,
            payable_from: None,
            payable_until: None,
            half_passes_to_partner: false,
            notional: false,
            pension_pot: None,
        }
    }

    /// Whether all of it that counts is really received.
    pub fn is_received(&self) -> bool {
        !self.notional && self.pension_pot.is_none()
    }
}

/// A pension pot of which somebody draws nothing, or little (R-FIN-35).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionPot {
    /// What is in it.
    pub value: StatedAmount,
    /// What an annuity would pay in a year, in percent of the pot; the council's where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annuity_percent: Option<Percent>,
    /// Where that percentage was read, for instance a quote; none where none is stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub annuity_source: Option<Text>,
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
    /// The surrender value of a life policy or an annuity.
    LifePolicy,
    /// Personal possessions.
    PersonalPossessions,
    /// Assets of a business that are being realised.
    BusinessAssets,
    /// A trust that holds compensation for a personal injury.
    PersonalInjuryTrust,
    /// Compensation for a personal injury that is in no trust.
    PersonalInjuryPayment,
    /// A payment of a compensation scheme that the regulations list.
    CompensationScheme,
    /// A payment of the social fund.
    SocialFund,
    /// A funeral plan.
    FuneralPlan,
    /// What a home was sold for, kept to buy another.
    HomeSaleProceeds,
}

/// Why a main home is disregarded though the person lives in a care home for good (R-FIN-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HomeDisregard {
    /// The husband, wife or partner lives there.
    Partner,
    /// A former partner who is a lone parent lives there.
    LoneParentExPartner,
    /// A relative aged 60 or over lives there.
    #[serde(rename = "RELATIVE_AGED_60")]
    RelativeAged60,
    /// A relative who is incapacitated lives there.
    DisabledRelative,
    /// A child under 18 lives there whom the person supports.
    Child,
    /// One of these lived there and had to leave unexpectedly (R-FIN-14).
    OccupierLeft,
    /// The council decided so, and said why.
    Discretionary,
}

/// What notional capital was charged for, from a day on (R-FIN-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotionalCharge {
    /// The first day.
    pub from: Day,
    /// What the person was charged in a week.
    pub charged_weekly: StatedAmount,
    /// What they would have been charged without the notional capital.
    pub charge_without_weekly: StatedAmount,
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
    /// The person's own part, proved or of land, where it is no equal share (R-FIN-12).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_percent: Option<Percent>,
    /// A main home only: the reason in law for which it is disregarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_disregard: Option<HomeDisregard>,
    /// The first day of a disregard that lasts some weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disregarded_from: Option<Day>,
    /// Business assets only: the day by which they should be realised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disregarded_until: Option<Day>,
    /// Notional capital only: what was charged because of it, by date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notional_charges: Vec<NotionalCharge>,
}

impl Capital {
    /// A piece of capital that is the person's alone, with nothing unusual about it.
    pub fn new(capital_type: CapitalType, value: StatedAmount) -> Capital {
        Capital {
            capital_type,
            value,
            owners: Bounded::default(),
            secured_debt: StatedAmount::default(),
            selling_costs: false,
            disregarded_because: None,
            share_percent: None,
            home_disregard: None,
            disregarded_from: None,
            disregarded_until: None,
            notional_charges: Vec::new(),
        }
    }
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
    /// Whether the income that Savings Credit looks at is above its ceiling (R-FIN-36).
    #[serde(default, skip_serializing_if = "is_default")]
    pub above_savings_credit_ceiling: bool,
}

impl Means {
    /// Full evidence of somebody who has nothing.
    pub fn new(household: Household) -> Means {
        Means {
            disclosure: Disclosure::Full,
            household,
            couple_at_pension_age: false,
            children: Bounded::default(),
            premiums: BTreeSet::new(),
            incomes: Vec::new(),
            capital: Vec::new(),
            outgoings: Vec::new(),
            above_savings_credit_ceiling: false,
        }
    }
}
