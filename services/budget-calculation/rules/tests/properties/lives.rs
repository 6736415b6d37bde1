//! Random lives: anything that a statement can say, sensible or not.

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, Bounded, Capital, CapitalType, Disclosure, Frequency, HomeDisregard, Household,
    Income, IncomeType, Means, NotionalCharge, Outgoing, OutgoingType, PensionPot, Percent,
    Premium, Setting, StatedAmount, Text,
};
use carecap_calendar::{Day, plus_days};
use carecap_money::Money;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::common::{day, package};

/// The day of every budget here.
pub const ON: &str = "2024-10-07";

const INCOMES: [IncomeType; 29] = [
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

const CAPITAL: [CapitalType; 14] = [
    CapitalType::Savings,
    CapitalType::Investments,
    CapitalType::MainHome,
    CapitalType::OtherProperty,
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

const HOME_DISREGARDS: [HomeDisregard; 7] = [
    HomeDisregard::Partner,
    HomeDisregard::LoneParentExPartner,
    HomeDisregard::RelativeAged60,
    HomeDisregard::DisabledRelative,
    HomeDisregard::Child,
    HomeDisregard::OccupierLeft,
    HomeDisregard::Discretionary,
];

const OUTGOINGS: [OutgoingType; 9] = [
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

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

fn amount(up_to: i64) -> impl Strategy<Value = StatedAmount> {
    (0..=up_to).prop_map(|pence| StatedAmount::new(Money::from_pence(pence)).unwrap())
}

/// A day within two years of the budget's.
fn some_day() -> impl Strategy<Value = Day> {
    (-730_i64..730).prop_map(|days| plus_days(day(ON), days))
}

fn maybe_a_day() -> impl Strategy<Value = Option<Day>> {
    prop::option::weighted(0.3, some_day())
}

fn frequency() -> impl Strategy<Value = Frequency> {
    one_of(&[
        Frequency::Weekly,
        Frequency::FourWeekly,
        Frequency::Monthly,
        Frequency::Quarterly,
        Frequency::Annual,
    ])
}

fn an_income() -> impl Strategy<Value = Income> {
    let days = (maybe_a_day(), maybe_a_day(), prop::option::weighted(0.3, a_pot()));
    (one_of(&INCOMES), amount(60_000), frequency(), days, any::<[bool; 2]>()).prop_map(
        |(income_type, amount, frequency, (from, until, pot), [half, notional])| Income {
            payable_from: from,
            payable_until: until,
            half_passes_to_partner: half,
            notional,
            pension_pot: pot,
            ..Income::new(income_type, amount, frequency)
        },
    )
}

fn a_pot() -> impl Strategy<Value = PensionPot> {
    let percent = (1_i64..=100_000).prop_map(|parts| Percent::new(Decimal::new(parts, 4)).unwrap());
    (amount(30_000_000), percent).prop_map(|(value, percent)| PensionPot {
        value,
        annuity_percent: Some(percent),
        annuity_source: Text::new("a quote of May 2024").ok(),
    })
}

fn a_charge() -> impl Strategy<Value = NotionalCharge> {
    (some_day(), amount(90_000), amount(60_000)).prop_map(|(from, charged, without)| {
        NotionalCharge { from, charged_weekly: charged, charge_without_weekly: without }
    })
}

fn a_capital() -> impl Strategy<Value = Capital> {
    let worth = (one_of(&CAPITAL), amount(2_000_000), 1_i64..=4, amount(300_000), any::<bool>());
    let share = prop::option::of(
        (1_i64..=1_000_000).prop_map(|parts| Percent::new(Decimal::new(parts, 4)).unwrap()),
    );
    let reason = (any::<bool>(), prop::option::of(one_of(&HOME_DISREGARDS)));
    let days = (maybe_a_day(), maybe_a_day());
    let charges = prop::collection::vec(a_charge(), 0..3);
    (worth, share, reason, days, charges).prop_map(
        |(
            (capital_type, value, owners, secured_debt, selling_costs),
            share_percent,
            (because, home_disregard),
            (disregarded_from, disregarded_until),
            notional_charges,
        )| Capital {
            owners: Bounded::new(owners).unwrap(),
            secured_debt,
            selling_costs,
            disregarded_because: because.then(|| Text::new("a friend lives there").unwrap()),
            share_percent,
            home_disregard,
            disregarded_from,
            disregarded_until,
            notional_charges,
            ..Capital::new(capital_type, value)
        },
    )
}

fn an_outgoing() -> impl Strategy<Value = Outgoing> {
    (one_of(&OUTGOINGS), amount(20_000), frequency()).prop_map(
        |(outgoing_type, amount, frequency)| Outgoing {
            outgoing_type,
            amount,
            frequency,
            label: None,
        },
    )
}

fn any_means() -> impl Strategy<Value = Means> {
    let household = one_of(&[Household::Single, Household::Couple, Household::LoneParent]);
    let disclosure = one_of(&[
        Disclosure::Full,
        Disclosure::Full,
        Disclosure::Full,
        Disclosure::LightTouch,
        Disclosure::Refused,
    ]);
    let premiums = prop::collection::btree_set(
        one_of(&[Premium::Disability, Premium::EnhancedDisability, Premium::Carer]),
        0..=3,
    );
    (
        (household, disclosure, 0_i64..=3, premiums, any::<[bool; 2]>()),
        prop::collection::vec(an_income(), 0..6),
        prop::collection::vec(a_capital(), 0..4),
        prop::collection::vec(an_outgoing(), 0..5),
    )
        .prop_map(|(who, incomes, capital, outgoings)| {
            let (household, disclosure, children, premiums, [pension_age, ceiling]) = who;
            Means {
                disclosure,
                couple_at_pension_age: pension_age,
                children: Bounded::new(children).unwrap(),
                premiums,
                incomes,
                capital,
                outgoings,
                above_savings_credit_ceiling: ceiling,
                ..Means::new(household)
            }
        })
}

/// Anybody, whether or not what is said of them makes sense.
pub fn anybody() -> impl Strategy<Value = DraftInputs> {
    let setting = one_of(&[
        Setting::Home,
        Setting::CareHomePermanent,
        Setting::CareHomeTemporary,
        Setting::CareHomeShortTerm,
    ]);
    let age = one_of(&[
        AgeBand::Under18,
        AgeBand::From18To24,
        AgeBand::From25ToPensionAge,
        AgeBand::PensionAge,
    ]);
    (setting, age, any_means(), maybe_a_day()).prop_map(|(setting, age, means, since)| {
        let mut inputs = package(ON, setting, age, means);
        inputs.permanent_since = since;
        inputs
    })
}
