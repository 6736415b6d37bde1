use carecap_calendar::{Instant, parse_day};
use carecap_contracts::common::v1 as common;
use carecap_money::Money;

use super::*;

fn pounds(pounds: i64) -> Option<common::Money> {
    money(Money::from_pence(pounds * 100))
}

fn day(text: &str) -> Option<common::Date> {
    date(parse_day(text).unwrap())
}

fn income(income_type: proto::IncomeType) -> proto::Income {
    proto::Income {
        r#type: income_type.into(),
        amount: pounds(180),
        frequency: proto::Frequency::Weekly.into(),
        ..proto::Income::default()
    }
}

fn capital(capital_type: proto::CapitalType) -> proto::Capital {
    proto::Capital {
        r#type: capital_type.into(),
        value: pounds(20_000),
        owners: 1,
        ..proto::Capital::default()
    }
}

/// A pension of which nothing is drawn.
fn pot(percent: &str, source: &str) -> proto::Income {
    proto::Income {
        amount: pounds(0),
        pension_pot: Some(proto::PensionPot {
            value: pounds(50_000),
            annuity_percent: percent.to_owned(),
            annuity_source: source.to_owned(),
        }),
        ..income(proto::IncomeType::PrivatePension)
    }
}

/// A statement with something in every field.
fn given() -> proto::FinancialStatement {
    proto::FinancialStatement {
        person_id: Uuid::from_u128(7).to_string(),
        from: day("2024-10-07"),
        disclosure: proto::Disclosure::Full.into(),
        household: proto::Household::Couple.into(),
        couple_at_pension_age: Some(true),
        children: 1,
        premiums: vec![proto::Premium::Disability.into()],
        incomes: vec![
            proto::Income {
                payable_from: day("2024-11-04"),
                payable_until: day("2025-04-07"),
                half_passes_to_partner: true,
                notional: true,
                ..income(proto::IncomeType::PrivatePension)
            },
            pot("6.25", "a quote of May 2024"),
        ],
        capital: vec![
            proto::Capital {
                owners: 2,
                secured_debt: pounds(5_000),
                selling_costs: true,
                disregarded_because: "her daughter cared for her there".to_owned(),
                share_percent: "33.3333".to_owned(),
                home_disregard: proto::HomeDisregard::OccupierLeft.into(),
                disregarded_from: day("2024-09-02"),
                ..capital(proto::CapitalType::MainHome)
            },
            proto::Capital {
                disregarded_until: day("2025-03-31"),
                ..capital(proto::CapitalType::BusinessAssets)
            },
            proto::Capital {
                notional_charges: vec![proto::NotionalCharge {
                    from: day("2024-10-07"),
                    charged_weekly: pounds(300),
                    charge_without_weekly: pounds(120),
                }],
                ..capital(proto::CapitalType::Notional)
            },
        ],
        outgoings: vec![proto::Outgoing {
            r#type: proto::OutgoingType::DisabilityRelated.into(),
            amount: pounds(5),
            frequency: proto::Frequency::Monthly.into(),
            label: "telecare".to_owned(),
        }],
        above_savings_credit_ceiling: true,
        ..proto::FinancialStatement::default()
    }
}

fn recorded(means: Means) -> proto::FinancialStatement {
    let (id, person_id) = (Uuid::from_u128(9), Uuid::from_u128(7));
    let at = Instant::from_micros(0);
    let recorded = FinancialStatement::record(id, person_id, means, at, "Ada".to_owned());
    statement(&recorded, &"E10000008".parse().unwrap())
}

/// That a statement comes back as it was given, but for what intake sets.
fn comes_back(given: &proto::FinancialStatement) {
    let (_, means) = means(given).unwrap();
    let written = recorded(means);
    let expected = proto::FinancialStatement {
        financial_statement_id: written.financial_statement_id.clone(),
        council_id: "E10000008".to_owned(),
        version: 1,
        etag: etag(1),
        recorded_at: written.recorded_at,
        recorded_by: "Ada".to_owned(),
        ..given.clone()
    };
    assert_eq!(written, expected);
}

fn refused(change: impl Fn(&mut proto::FinancialStatement), wrong: &[&str]) {
    let mut given = given();
    change(&mut given);
    let refusal = means(&given).unwrap_err();
    for field in wrong {
        let field = format!("{PATH}.{field}");
        assert!(refusal.message().contains(&field), "{field}: {refusal:?}");
    }
}

#[test]
fn a_statement_is_written_as_it_was_read() {
    comes_back(&given());
}

#[test]
fn what_a_statement_leaves_unsaid_stays_unsaid() {
    let mut sparse = given();
    sparse.household = proto::Household::Single.into();
    sparse.couple_at_pension_age = None;
    sparse.above_savings_credit_ceiling = false;
    sparse.incomes = vec![income(proto::IncomeType::SavingsCredit), pot("", "")];
    sparse.capital = vec![capital(proto::CapitalType::Savings)];
    comes_back(&sparse);
}

#[test]
fn every_income_and_every_piece_of_capital_that_the_contract_lists_comes_back() {
    let mut given = given();
    given.above_savings_credit_ceiling = false;
    given.incomes =
        (1..=29).map(|value| income(proto::IncomeType::try_from(value).unwrap())).collect();
    given.capital =
        (1..=14).map(|value| capital(proto::CapitalType::try_from(value).unwrap())).collect();
    for piece in &mut given.capital {
        match piece.r#type() {
            proto::CapitalType::BusinessAssets => piece.disregarded_until = day("2025-03-31"),
            proto::CapitalType::PersonalInjuryPayment | proto::CapitalType::HomeSaleProceeds => {
                piece.disregarded_from = day("2024-09-02");
            }
            _ => {}
        }
    }
    comes_back(&given);
}

#[test]
fn every_reason_in_law_to_disregard_a_home_comes_back() {
    for reason in 1..=7 {
        let mut given = given();
        given.capital[0].home_disregard = reason;
        if given.capital[0].home_disregard() != proto::HomeDisregard::OccupierLeft {
            given.capital[0].disregarded_from = None;
        }
        comes_back(&given);
    }
}

#[test]
fn capital_without_owners_is_the_persons_alone() {
    let mut given = given();
    given.capital[0].owners = 0;
    let (_, means) = means(&given).unwrap();
    assert_eq!(means.facts().capital[0].owners, 1);
}

#[test]
fn one_of_a_couple_who_does_not_say_whether_they_reached_pension_age_is_asked() {
    refused(|given| given.couple_at_pension_age = None, &["couple_at_pension_age"]);
    let mut under = given();
    under.couple_at_pension_age = Some(false);
    comes_back(&under);
}

#[test]
fn what_cannot_be_read_is_named_field_by_field() {
    let unreadable = |given: &mut proto::FinancialStatement| {
        given.incomes[0].amount = None;
        given.incomes[0].payable_from = Some(common::Date { year: 2024, month: 2, day: 30 });
        given.incomes[0].payable_until = Some(common::Date { year: 2201, month: 1, day: 1 });
        given.incomes[1].pension_pot = Some(proto::PensionPot {
            annuity_percent: "six".to_owned(),
            ..proto::PensionPot::default()
        });
        given.capital[0].share_percent = "a third".to_owned();
        given.capital[0].home_disregard = 99;
        given.capital[0].disregarded_from = Some(common::Date::default());
        given.capital[1].disregarded_until = Some(common::Date::default());
        given.capital[2].notional_charges[0] = proto::NotionalCharge::default();
        given.outgoings[0].frequency = 0;
    };
    let wrong = [
        "incomes[0].amount",
        "incomes[0].payable_from",
        "incomes[0].payable_until",
        "incomes[1].pension_pot.value",
        "incomes[1].pension_pot.annuity_percent",
        "capital[0].share_percent",
        "capital[0].home_disregard",
        "capital[0].disregarded_from",
        "capital[1].disregarded_until",
        "capital[2].notional_charges[0].from",
        "capital[2].notional_charges[0].charged_weekly",
        "capital[2].notional_charges[0].charge_without_weekly",
        "outgoings[0].frequency",
    ];
    refused(unreadable, &wrong);
}

#[test]
fn what_the_rules_refuse_is_named_by_the_path_of_the_contract() {
    let unsound = |given: &mut proto::FinancialStatement| {
        given.incomes[0].payable_until = given.incomes[0].payable_from;
        given.incomes[0].r#type = proto::IncomeType::SavingsCredit.into();
        given.premiums = vec![proto::Premium::EnhancedDisability.into()];
        given.incomes[1] = pot("6.25", " ");
        given.capital[0].value = pounds(-1);
        given.capital[0].share_percent = "100.0001".to_owned();
        given.capital[1].disregarded_until = None;
        given.capital[2].notional_charges[0].charge_without_weekly = pounds(301);
    };
    let wrong = [
        "premiums",
        "incomes[1].pension_pot.annuity_source",
        "incomes[0].payable_until",
        "incomes[0].half_passes_to_partner",
        "above_savings_credit_ceiling",
        "capital[0].value",
        "capital[0].share_percent",
        "capital[1].disregarded_until",
        "capital[2].notional_charges[0].charge_without_weekly",
    ];
    refused(unsound, &wrong);
}
