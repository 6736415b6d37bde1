//! The means test, rule by rule, on one person with one package of care.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use budget_calculation_rules::budget::{DraftInputs, DraftRefused, draft};
use budget_calculation_rules::charging::ChargingRefused;
use budget_calculation_rules::needs::{
    AgeBand, Bounded, CapitalType, Disclosure, Frequency, HomeDisregard, Household, IncomeType,
    Means, OutgoingType, Percent, Setting, Text,
};
use budget_calculation_rules::wording::step_sentences;
use common::*;

fn contribution(
    setting: Setting,
    choices: &[(&str, &str)],
    change: impl FnOnce(&mut Means),
) -> String {
    let mut single = means(Household::Single);
    change(&mut single);
    let mut inputs = package("2024-10-07", setting, AgeBand::PensionAge, single);
    // Whoever lives in a care home for good has done so for long.
    let for_good = setting == Setting::CareHomePermanent;
    inputs.permanent_since = for_good.then(|| day("2020-01-01"));
    let policy = policy(inputs.on, choices);
    let budget = draft(&inputs, &policy, &mapping(), &package_rate("900")).unwrap();
    budget.contribution_weekly.unwrap().to_string()
}

#[test]
fn a_disability_benefit_counts_at_home_and_for_good_but_not_in_a_temporary_stay() {
    let allowance = |setting| {
        contribution(setting, &[], |means| {
            means.incomes = vec![
                income(IncomeType::StatePension, "300.00"),
                income(IncomeType::AttendanceAllowance, "72.65"),
            ];
        })
    };
    // At home 372.65 - 228.70; for good 372.65 - 30.15; temporary 300.00 - 30.15.
    assert_eq!(allowance(Setting::Home), "£143.95");
    assert_eq!(allowance(Setting::CareHomePermanent), "£342.50");
    assert_eq!(allowance(Setting::CareHomeTemporary), "£269.85");
}

#[test]
fn at_home_no_more_of_a_disability_benefit_counts_than_the_council_counts() {
    let standard_rate = [("disability_benefit_counted_highest_weekly", "72.65")];
    let paid = |setting, benefits: &[(IncomeType, &str)]| {
        contribution(setting, &standard_rate, |means| {
            means.incomes = vec![income(IncomeType::StatePension, "300.00")];
            let benefits = benefits.iter().map(|(of, amount)| income(*of, amount));
            means.incomes.extend(benefits);
        })
    };
    let (allowance, dla) = (IncomeType::AttendanceAllowance, IncomeType::DlaCare);
    // The higher rate and the lower both count as 72.65: 300.00 + 72.65 - 228.70.
    assert_eq!(paid(Setting::Home, &[(allowance, "108.55")]), "£143.95");
    assert_eq!(paid(Setting::Home, &[(allowance, "72.65")]), "£143.95");
    // Less than the limit counts as it is: 300.00 + 28.70 - 228.70.
    assert_eq!(paid(Setting::Home, &[(dla, "28.70")]), "£100.00");
    // The limit is on each: 300.00 + 72.65 + 28.70 - 228.70.
    assert_eq!(paid(Setting::Home, &[(allowance, "108.55"), (dla, "28.70")]), "£172.65");
    // In a care home the whole counts: 300.00 + 108.55 - 30.15.
    assert_eq!(paid(Setting::CareHomePermanent, &[(allowance, "108.55")]), "£378.40");
}

#[test]
fn a_temporary_stay_keeps_the_rent_and_disregards_the_home() {
    let paid = contribution(Setting::CareHomeTemporary, &[], |means| {
        means.incomes = vec![income(IncomeType::StatePension, "250.00")];
        means.capital = vec![capital(CapitalType::MainHome, "300000")];
        let weekly = Frequency::Weekly;
        means.outgoings = vec![outgoing(OutgoingType::Rent, "80.00", weekly, "rent")];
    });
    // 250.00 - 30.15 - 80.00.
    assert_eq!(paid, "£139.85");
}

#[test]
fn a_home_counts_for_good_unless_somebody_gave_a_reason() {
    let with_reason = |reason: Option<&str>| {
        contribution(Setting::CareHomePermanent, &[], |means| {
            let mut home = capital(CapitalType::MainHome, "300000");
            home.disregarded_because = reason.map(|text| Text::new(text).unwrap());
            means.capital = vec![home];
            means.incomes = vec![income(IncomeType::StatePension, "200.00")];
        })
    };
    assert_eq!(with_reason(None), "£900.00");
    assert_eq!(with_reason(Some("partner lives there")), "£169.85");
}

#[test]
fn selling_costs_and_debt_come_off_before_a_share_is_taken() {
    // 40,000 less a tenth is 36,000; less 6,000 owed is 30,000; half of it 15,000: three slices.
    let paid = contribution(Setting::CareHomePermanent, &[], |means| {
        let mut land = capital(CapitalType::OtherProperty, "40000");
        land.selling_costs = true;
        land.secured_debt = stated("6000");
        land.owners = Bounded::new(2).unwrap();
        land.share_percent = Some(Percent::try_from("50".to_owned()).unwrap());
        means.capital = vec![land];
        means.incomes = vec![income(IncomeType::StatePension, "100.00")];
    });
    assert_eq!(paid, "£72.85");
}

#[test]
fn ten_pounds_of_war_pensions_are_kept_once() {
    let paid = contribution(Setting::CareHomePermanent, &[], |means| {
        means.incomes = vec![
            income(IncomeType::WarPension, "40.00"),
            income(IncomeType::WarPension, "20.00"),
            income(IncomeType::Earnings, "500.00"),
        ];
    });
    assert_eq!(paid, "£19.85");
}

#[test]
fn a_percentage_drops_the_fraction_and_a_small_bill_is_waived() {
    let rich = |means: &mut Means| {
        means.incomes = vec![income(IncomeType::StatePension, "281.73")];
    };
    // 53.03 is left over; 90 per cent of it is 47.727, and the fraction helps the person.
    assert_eq!(contribution(Setting::Home, &[("percentage_charged", "90")], rich), "£47.72");
    let smallest = [("minimum_bill_weekly", "53.04")];
    assert_eq!(contribution(Setting::Home, &smallest, rich), "£0.00");
    let equal = [("minimum_bill_weekly", "53.03")];
    assert_eq!(contribution(Setting::Home, &equal, rich), "£53.03");
}

#[test]
fn a_standard_allowance_never_caps_a_higher_proven_cost() {
    let choices = [
        ("standard_disability_allowance_weekly", "15.00"),
        ("dre_needs_disability_benefit", "false"),
    ];
    let with_cost = |cost: &str| {
        contribution(Setting::Home, &choices, |means| {
            means.incomes = vec![income(IncomeType::StatePension, "300.00")];
            let weekly = Frequency::Weekly;
            let kind = OutgoingType::DisabilityRelated;
            means.outgoings = vec![outgoing(kind, cost, weekly, "laundry")];
        })
    };
    // 71.30 is left over before disability costs.
    assert_eq!(with_cost("9.00"), "£56.30");
    assert_eq!(with_cost("22.00"), "£49.30");
}

#[test]
fn a_lone_parent_over_pension_age_takes_the_larger_base() {
    let mut parent = means(Household::LoneParent);
    parent.incomes = vec![income(IncomeType::StatePension, "400.00")];
    parent.children = Bounded::new(1).unwrap();
    let inputs = package("2024-10-07", Setting::Home, AgeBand::PensionAge, parent);
    let policy = policy(inputs.on, &[]);
    let budget = draft(&inputs, &policy, &mapping(), &package_rate("900")).unwrap();
    // 400.00 - (228.70 + 101.25).
    assert_eq!(budget.contribution_weekly, Some(pounds("70.05")));
    assert_eq!(budget.unconfirmed, ["mig_lone_parent"]);
}

/// What is told of the last step of that name.
fn told(inputs: &DraftInputs, name: &str) -> String {
    let policy = policy(inputs.on, &[]);
    let budget = draft(inputs, &policy, &mapping(), &package_rate("900")).unwrap();
    let sentences = step_sentences(&budget.receipt);
    let mut steps = budget.receipt.steps.iter().zip(sentences);
    steps.rfind(|(step, _)| step.name == name).unwrap().1
}

#[test]
fn it_is_told_why_a_home_does_not_count() {
    let with_home = |on: &str, setting, disregard: Option<HomeDisregard>| {
        let mut single = means(Household::Single);
        let mut home = capital(CapitalType::MainHome, "300000");
        home.home_disregard = disregard;
        single.capital = vec![home];
        let mut inputs = package(on, setting, AgeBand::PensionAge, single);
        let for_good = setting == Setting::CareHomePermanent;
        inputs.permanent_since = for_good.then(|| day("2024-10-07"));
        told(&inputs, "main_home_counted")
    };
    let for_good = Setting::CareHomePermanent;
    assert_eq!(
        with_home("2024-12-29", for_good, None),
        "Whether the home counts (home): it does not count in the first 12 weeks, so £0.00."
    );
    assert_eq!(
        with_home("2024-12-30", for_good, None),
        "Whether the home counts (home): the first 12 weeks are over, so £300,000.00 counts."
    );
    assert_eq!(
        with_home("2024-12-30", for_good, Some(HomeDisregard::Partner)),
        "Whether the home counts (home): it does not count, because the husband, wife or partner \
         lives there, so £0.00."
    );
    assert_eq!(
        with_home("2024-12-30", Setting::Home, None),
        "Whether the home counts (home): it does not count, because the person lives there or may \
         go back, so £0.00."
    );
}

#[test]
fn a_pension_that_was_not_claimed_is_told_as_such() {
    let mut single = means(Household::Single);
    let mut pension = income(IncomeType::PrivatePension, "50.00");
    (pension.notional, pension.payable_from) = (true, Some(day("2024-10-08")));
    single.incomes = vec![pension];
    let inputs = package("2024-10-07", Setting::Home, AgeBand::PensionAge, single);
    assert_eq!(
        told(&inputs, "income_payable"),
        "Income on this day (private pension, which the person could ask for): it is not due on \
         this day, so £0.00."
    );
}

#[test]
fn a_disregard_that_was_not_read_again_waits_for_an_officer() {
    let mut single = means(Household::Single);
    let mut payment = capital(CapitalType::PersonalInjuryPayment, "50000");
    payment.disregarded_from = Some(day("2024-10-07"));
    single.capital = vec![payment];
    let inputs = package("2024-10-07", Setting::Home, AgeBand::PensionAge, single);
    let policy = policy(inputs.on, &[]);
    let budget = draft(&inputs, &policy, &mapping(), &package_rate("900")).unwrap();
    assert_eq!(budget.unconfirmed, ["personal_injury_payment_disregard_weeks"]);
}

#[test]
fn what_cannot_be_worked_with_is_refused_as_an_invalid_field_and_named() {
    let mut single = means(Household::Single);
    let mut land = capital(CapitalType::OtherProperty, "60000");
    land.owners = Bounded::new(2).unwrap();
    single.capital = vec![capital(CapitalType::Savings, "1"), land];
    let mut inputs = package("2024-10-07", Setting::Home, AgeBand::PensionAge, single);
    let policy = policy(inputs.on, &[]);
    let refused = draft(&inputs, &policy, &mapping(), &package_rate("900")).unwrap_err();
    assert_eq!(refused.reason(), "INVALID_FIELD");
    assert!(matches!(
        refused,
        DraftRefused::Charging(ChargingRefused::Field { path, .. })
            if path == "capital[1].share_percent"
    ));

    // Who declines to say what they have pays in full, whatever else was said.
    inputs.means.as_mut().unwrap().disclosure = Disclosure::Refused;
    let budget = draft(&inputs, &policy, &mapping(), &package_rate("900")).unwrap();
    assert_eq!(budget.contribution_weekly, Some(pounds("900")));
}
