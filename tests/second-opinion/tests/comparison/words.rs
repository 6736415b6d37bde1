//! Every word of a statement, to draw from.

use budget_calculation_rules::needs::{
    CapitalType, Frequency, HomeDisregard, IncomeType, OutgoingType, Premium, Setting,
};

pub const SETTINGS: [Setting; 4] = [
    Setting::Home,
    Setting::CareHomePermanent,
    Setting::CareHomeTemporary,
    Setting::CareHomeShortTerm,
];

pub const PREMIUMS: [Premium; 3] =
    [Premium::Disability, Premium::EnhancedDisability, Premium::Carer];

pub const FREQUENCIES: [Frequency; 5] = [
    Frequency::Weekly,
    Frequency::FourWeekly,
    Frequency::Monthly,
    Frequency::Quarterly,
    Frequency::Annual,
];

pub const INCOMES: [IncomeType; 29] = [
    IncomeType::StatePension,
    IncomeType::PrivatePension,
    IncomeType::PensionCreditGuarantee,
    IncomeType::SavingsCredit,
    IncomeType::Esa,
    IncomeType::UniversalCredit,
    IncomeType::IncomeSupport,
    IncomeType::AttendanceAllowance,
    IncomeType::DlaCare,
    IncomeType::DlaMobility,
    IncomeType::PipDailyLiving,
    IncomeType::PipMobility,
    IncomeType::Earnings,
    IncomeType::CarersAllowance,
    IncomeType::ChildBenefit,
    IncomeType::DirectPayment,
    IncomeType::WarPension,
    IncomeType::WinterFuelOrBonus,
    IncomeType::Other,
    IncomeType::HousingBenefit,
    IncomeType::CouncilTaxSupport,
    IncomeType::ChildMaintenance,
    IncomeType::GuaranteedIncomePayment,
    IncomeType::WarWidowsSpecialPayment,
    IncomeType::WarDisablementPension,
    IncomeType::WarPensionersMobility,
    IncomeType::CharitablePayment,
    IncomeType::Interest,
    IncomeType::FromDisregardedCapital,
];

pub const CAPITAL: [CapitalType; 17] = [
    // What counts is drawn twice as often as what never does.
    CapitalType::Savings,
    CapitalType::Savings,
    CapitalType::Investments,
    CapitalType::MainHome,
    CapitalType::MainHome,
    CapitalType::OtherProperty,
    CapitalType::Notional,
    CapitalType::Notional,
    CapitalType::LifePolicy,
    CapitalType::PersonalPossessions,
    CapitalType::BusinessAssets,
    CapitalType::PersonalInjuryTrust,
    CapitalType::PersonalInjuryPayment,
    CapitalType::CompensationScheme,
    CapitalType::SocialFund,
    CapitalType::FuneralPlan,
    CapitalType::HomeSaleProceeds,
];

pub const HOME_DISREGARDS: [HomeDisregard; 7] = [
    HomeDisregard::Partner,
    HomeDisregard::LoneParentExPartner,
    HomeDisregard::RelativeAged60,
    HomeDisregard::DisabledRelative,
    HomeDisregard::Child,
    HomeDisregard::OccupierLeft,
    HomeDisregard::Discretionary,
];

pub const OUTGOINGS: [OutgoingType; 9] = [
    OutgoingType::Rent,
    OutgoingType::Mortgage,
    OutgoingType::CouncilTax,
    OutgoingType::ServiceCharge,
    OutgoingType::ContentsInsurance,
    OutgoingType::Water,
    OutgoingType::HomeCommitment,
    OutgoingType::DisabilityRelated,
    OutgoingType::ExtraPersonalExpenses,
];
