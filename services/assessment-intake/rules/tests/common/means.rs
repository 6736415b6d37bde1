//! Short ways to say a financial statement.

use assessment_intake_rules::financial_statement::{
    Capital, CapitalType, Disclosure, Frequency, HomeDisregard, Household, Income, IncomeType,
    Means, MeansFacts, MeansFault, NotionalCharge, Outgoing, OutgoingType, PensionPot, Premium,
};
use carecap_calendar::Day;
use carecap_money::Money;
use rust_decimal::Decimal;
use time::macros::date;

/// A day that Carecap does not know.
pub const OUTSIDE: Day = date!(2201 - 01 - 01);

pub fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

pub fn income(income_type: IncomeType) -> Income {
    Income {
        income_type,
        amount: Money::from_pence(16_950),
        frequency: Frequency::Weekly,
        payable_from: None,
        payable_until: None,
        half_passes_to_partner: false,
        notional: false,
        pension_pot: None,
    }
}

/// A pension of which nothing is drawn, with what an annuity would pay by a quote.
pub fn pot() -> Income {
    Income {
        amount: Money::ZERO,
        pension_pot: Some(PensionPot {
            value: pounds(50_000),
            annuity_percent: Some(Decimal::new(625, 2)),
            annuity_source: Some("a quote of May 2024".to_owned()),
        }),
        ..income(IncomeType::PrivatePension)
    }
}

pub fn capital(capital_type: CapitalType) -> Capital {
    Capital {
        capital_type,
        value: pounds(20_000),
        owners: 1,
        secured_debt: Money::ZERO,
        selling_costs: false,
        disregarded_because: None,
        share_percent: None,
        home_disregard: None,
        disregarded_from: None,
        disregarded_until: None,
        notional_charges: vec![],
    }
}

pub fn charge(from: Day, charged: i64, without: i64) -> NotionalCharge {
    let (charged_weekly, charge_without_weekly) = (pounds(charged), pounds(without));
    NotionalCharge { from, charged_weekly, charge_without_weekly }
}

/// Somebody in a care home whose husband lives in their home, with a little of everything.
pub fn means() -> MeansFacts {
    MeansFacts {
        from: date!(2024 - 10 - 07),
        disclosure: Disclosure::Full,
        household: Household::Couple,
        couple_at_pension_age: Some(true),
        children: 0,
        premiums: [Premium::Carer].into(),
        incomes: vec![
            Income {
                payable_until: Some(date!(2024 - 11 - 04)),
                ..income(IncomeType::AttendanceAllowance)
            },
            Income { half_passes_to_partner: true, ..income(IncomeType::PrivatePension) },
            Income {
                payable_from: Some(date!(2025 - 01 - 06)),
                payable_until: Some(date!(2025 - 01 - 07)),
                notional: true,
                ..income(IncomeType::CharitablePayment)
            },
            pot(),
        ],
        capital: vec![
            Capital {
                owners: 2,
                selling_costs: true,
                share_percent: Some(Decimal::new(333_333, 4)),
                home_disregard: Some(HomeDisregard::Partner),
                disregarded_because: Some("her husband lives there".to_owned()),
                ..capital(CapitalType::MainHome)
            },
            Capital {
                disregarded_from: Some(date!(2024 - 09 - 02)),
                ..capital(CapitalType::PersonalInjuryPayment)
            },
            Capital {
                disregarded_until: Some(date!(2025 - 03 - 31)),
                ..capital(CapitalType::BusinessAssets)
            },
            Capital {
                notional_charges: vec![
                    charge(date!(2024 - 10 - 07), 300, 300),
                    charge(date!(2025 - 04 - 07), 310, 120),
                ],
                ..capital(CapitalType::Notional)
            },
        ],
        outgoings: vec![Outgoing {
            outgoing_type: OutgoingType::ExtraPersonalExpenses,
            amount: Money::from_pence(490),
            frequency: Frequency::Weekly,
            label: "telephone".to_owned(),
        }],
        above_savings_credit_ceiling: true,
    }
}

/// Every field that is refused, with what is wrong.
pub fn named(facts: MeansFacts) -> Vec<(String, MeansFault)> {
    let faults = Means::new(facts).unwrap_err().faults;
    faults.into_iter().map(|fault| (fault.field, fault.fault)).collect()
}

/// That a statement is refused for one field and no other once it says this.
pub fn refused(change: impl Fn(&mut MeansFacts), field: &str, fault: MeansFault) {
    let mut facts = means();
    change(&mut facts);
    assert_eq!(named(facts), [(field.to_owned(), fault)]);
}
