//! Capital in financial statements: parts of land, disregards and what was charged for it.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use assessment_intake_rules::financial_statement::{
    Capital, CapitalType, HomeDisregard, Means, MeansFacts, MeansFault,
};
use rust_decimal::Decimal;
use time::macros::date;

use common::means::{OUTSIDE, capital, means, pounds, refused};

#[test]
fn a_part_is_one_of_a_whole_and_land_of_several_states_it() {
    let field = "capital[0].share_percent";
    for ten_thousandths in [0, -1, 1_000_001] {
        let share = Decimal::new(ten_thousandths, 4);
        refused(|means| means.capital[0].share_percent = Some(share), field, MeansFault::Share);
    }
    let fine = |means: &mut MeansFacts| {
        means.capital[0].share_percent = Some(Decimal::new(3_333_333, 5));
    };
    refused(fine, field, MeansFault::Share);
    for land in [CapitalType::MainHome, CapitalType::OtherProperty] {
        let unstated = |means: &mut MeansFacts| {
            means.capital[0] = Capital { owners: 2, ..capital(land) };
        };
        refused(unstated, field, MeansFault::LandShareMissing);
    }
    let mut facts = means();
    facts.capital[1].owners = 2;
    facts.capital[2].owners = 2;
    facts.capital[2].share_percent = Some(Decimal::ONE_HUNDRED);
    assert!(Means::new(facts).is_ok(), "other capital is held in equal shares, or as proved");
}

#[test]
fn only_a_main_home_is_disregarded_for_a_reason() {
    let field = "capital[1].disregarded_because";
    let because = |means: &mut MeansFacts| {
        means.capital[1].disregarded_because = Some("she needs it".to_owned());
    };
    refused(because, field, MeansFault::DisregardedBecause);
    let by_law = |means: &mut MeansFacts| {
        means.capital[1].home_disregard = Some(HomeDisregard::Child);
    };
    refused(by_law, "capital[1].home_disregard", MeansFault::HomeDisregard);
    for because in ["x".repeat(201), "two\nlines".to_owned()] {
        let long = |means: &mut MeansFacts| {
            means.capital[0].disregarded_because = Some(because.clone());
        };
        refused(long, "capital[0].disregarded_because", MeansFault::DisregardedBecause);
    }
    let unexplained = |means: &mut MeansFacts| {
        means.capital[0].home_disregard = Some(HomeDisregard::Discretionary);
        means.capital[0].disregarded_because = None;
    };
    let field = "capital[0].disregarded_because";
    refused(unexplained, field, MeansFault::DiscretionUnexplained);
}

#[test]
fn a_disregard_of_some_weeks_and_no_other_has_a_first_day() {
    let some_weeks = [CapitalType::PersonalInjuryPayment, CapitalType::HomeSaleProceeds];
    for capital_type in some_weeks {
        let missing = |means: &mut MeansFacts| means.capital[1] = capital(capital_type);
        let field = "capital[1].disregarded_from";
        refused(missing, field, MeansFault::DisregardedFromMissing);
    }
    let field = "capital[0].disregarded_from";
    let occupier_left = |means: &mut MeansFacts| {
        means.capital[0].home_disregard = Some(HomeDisregard::OccupierLeft);
    };
    refused(occupier_left, field, MeansFault::DisregardedFromMissing);
    let first_day = |means: &mut MeansFacts| {
        means.capital[0].disregarded_from = Some(date!(2024 - 09 - 02));
    };
    refused(first_day, field, MeansFault::DisregardedFromNotExpected);
    let mut facts = means();
    first_day(&mut facts);
    occupier_left(&mut facts);
    assert!(Means::new(facts).is_ok());
    let outside = |means: &mut MeansFacts| means.capital[1].disregarded_from = Some(OUTSIDE);
    refused(outside, "capital[1].disregarded_from", MeansFault::Day);
}

#[test]
fn the_assets_of_a_business_and_nothing_else_have_a_last_day() {
    let missing = |means: &mut MeansFacts| means.capital[2].disregarded_until = None;
    let field = "capital[2].disregarded_until";
    refused(missing, field, MeansFault::DisregardedUntilMissing);
    let savings = |means: &mut MeansFacts| means.capital[2].capital_type = CapitalType::Savings;
    refused(savings, field, MeansFault::DisregardedUntilNotExpected);
    let outside = |means: &mut MeansFacts| means.capital[2].disregarded_until = Some(OUTSIDE);
    refused(outside, field, MeansFault::Day);
}

#[test]
fn charges_are_stated_of_notional_capital_by_date_and_never_below_those_without_it() {
    let savings = |means: &mut MeansFacts| means.capital[3].capital_type = CapitalType::Savings;
    refused(savings, "capital[3].notional_charges", MeansFault::NotionalCharges);
    let same_day = |means: &mut MeansFacts| {
        means.capital[3].notional_charges[1].from = date!(2024 - 10 - 07);
    };
    let second = "capital[3].notional_charges[1]";
    refused(same_day, &format!("{second}.from"), MeansFault::NotionalChargeOrder);
    let larger = |means: &mut MeansFacts| {
        means.capital[3].notional_charges[1].charge_without_weekly = pounds(311);
    };
    let field = format!("{second}.charge_without_weekly");
    refused(larger, &field, MeansFault::NotionalChargeWithout);
}
