//! Financial statements: what is taken, what not, and that what was taken is kept.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use assessment_intake_rules::financial_statement::{
    Capital, CapitalType, HomeDisregard, Household, IncomeType, Means, MeansFacts, MeansFault,
    PensionPot, Premium,
};
use carecap_money::Money;
use rust_decimal::Decimal;
use time::macros::date;

use common::means::{OUTSIDE, capital, income, means, named, pounds, refused};

#[test]
fn a_sound_statement_is_taken_and_reads_back_whole() {
    let taken = Means::new(means()).unwrap();
    assert_eq!(taken.facts(), &means());
    let stored = serde_json::to_value(&taken).unwrap();
    assert_eq!(stored["incomes"][0]["type"], "ATTENDANCE_ALLOWANCE");
    assert_eq!(stored["incomes"][0]["amount"], 16_950);
    assert_eq!(stored["incomes"][0]["payable_until"], "2024-11-04");
    assert_eq!(stored["capital"][0]["share_percent"], "33.3333");
    assert_eq!(stored["capital"][3]["notional_charges"][1]["charged_weekly"], 31_000);
    assert_eq!(serde_json::from_value::<Means>(stored).unwrap(), taken);
}

#[test]
fn a_relative_of_60_is_stored_under_the_word_of_the_contract() {
    let stored = serde_json::to_value(HomeDisregard::RelativeAged60).unwrap();
    assert_eq!(stored, "RELATIVE_AGED_60");
}

#[test]
fn a_statement_stored_before_parts_of_land_were_asked_for_still_reads() {
    let stored = r#"{"from": "2024-10-07", "disclosure": "FULL", "household": "SINGLE",
        "couple_at_pension_age": false, "children": 0, "premiums": [],
        "incomes": [{"type": "STATE_PENSION", "amount": 16950, "frequency": "WEEKLY"}],
        "capital": [{"type": "MAIN_HOME", "value": 25000000, "owners": 2, "secured_debt": 0,
            "selling_costs": true, "disregarded_because": null}],
        "outgoings": []}"#;
    let read: Means = serde_json::from_str(stored).unwrap();
    assert_eq!(read.facts().incomes, [income(IncomeType::StatePension)]);
    let home = Capital {
        value: pounds(250_000),
        owners: 2,
        selling_costs: true,
        ..capital(CapitalType::MainHome)
    };
    assert_eq!(read.facts().capital, [home]);
    // Recorded anew, it is asked for.
    let wrong = ("capital[0].share_percent".to_owned(), MeansFault::LandShareMissing);
    assert_eq!(named(read.facts().clone()), [wrong]);
}

#[test]
fn everything_that_is_wrong_with_a_statement_is_said_at_once() {
    let mut facts = means();
    facts.from = date!(1899 - 12 - 31);
    facts.children = 21;
    facts.incomes[0].amount = Money::from_pence(-1);
    facts.capital[0].owners = 0;
    facts.outgoings[0].label = "x".repeat(81);
    let wrong = [
        ("from", MeansFault::Day),
        ("children", MeansFault::Children),
        ("incomes[0].amount", MeansFault::Amount),
        ("capital[0].owners", MeansFault::Owners),
        ("outgoings[0].label", MeansFault::Label),
    ];
    assert_eq!(named(facts), wrong.map(|(field, fault)| (field.to_owned(), fault)));
}

#[test]
fn an_amount_lies_from_nothing_to_a_thousand_million_pounds() {
    let (largest, larger) = (pounds(1_000_000_000), Money::from_pence(100_000_000_001));
    let mut facts = means();
    facts.incomes[0].amount = largest;
    facts.capital[0].value = largest;
    facts.capital[1].value = Money::ZERO;
    assert!(Means::new(facts).is_ok());
    let fault = MeansFault::Amount;
    for wrong in [Money::from_pence(-1), larger] {
        refused(|means| means.incomes[2].amount = wrong, "incomes[2].amount", fault);
        refused(|means| means.capital[1].value = wrong, "capital[1].value", fault);
        refused(|means| means.capital[0].secured_debt = wrong, "capital[0].secured_debt", fault);
        refused(|means| means.outgoings[0].amount = wrong, "outgoings[0].amount", fault);
    }
    let charges = "capital[3].notional_charges[1]";
    let charged = |means: &mut MeansFacts| {
        means.capital[3].notional_charges[1].charged_weekly = larger;
    };
    refused(charged, &format!("{charges}.charged_weekly"), fault);
    let without = |means: &mut MeansFacts| {
        means.capital[3].notional_charges[1].charge_without_weekly = Money::from_pence(-1);
    };
    refused(without, &format!("{charges}.charge_without_weekly"), fault);
}

#[test]
fn the_pension_age_of_a_couple_is_said_of_one_of_a_couple_and_of_nobody_else() {
    let field = "couple_at_pension_age";
    refused(|means| means.couple_at_pension_age = None, field, MeansFault::CoupleAgeMissing);
    for household in [Household::Single, Household::LoneParent] {
        let alone = |means: &mut MeansFacts| {
            means.household = household;
            means.incomes[1].half_passes_to_partner = false;
        };
        refused(alone, field, MeansFault::NotACouple);
        for not_said in [None, Some(false)] {
            let mut facts = means();
            alone(&mut facts);
            facts.couple_at_pension_age = not_said;
            assert!(Means::new(facts).is_ok(), "{household:?}, {not_said:?}");
        }
    }
}

#[test]
fn an_income_ends_after_it_begins() {
    let backwards = |means: &mut MeansFacts| {
        means.incomes[2].payable_until = means.incomes[2].payable_from;
    };
    refused(backwards, "incomes[2].payable_until", MeansFault::PayableUntil);
    let late = |means: &mut MeansFacts| means.incomes[0].payable_until = Some(OUTSIDE);
    refused(late, "incomes[0].payable_until", MeansFault::Day);
    let late = |means: &mut MeansFacts| means.incomes[0].payable_from = Some(date!(1899 - 12 - 31));
    refused(late, "incomes[0].payable_from", MeansFault::Day);
}

#[test]
fn half_passes_only_of_the_private_pension_of_one_of_a_couple() {
    let state_pension = |means: &mut MeansFacts| {
        means.incomes[1].income_type = IncomeType::StatePension;
    };
    let field = "incomes[1].half_passes_to_partner";
    refused(state_pension, field, MeansFault::HalfPasses);
    let alone = |means: &mut MeansFacts| {
        means.household = Household::Single;
        means.couple_at_pension_age = None;
    };
    refused(alone, field, MeansFault::HalfPasses);
}

#[test]
fn the_enhanced_premium_is_on_top_of_the_other() {
    let alone = |means: &mut MeansFacts| means.premiums = [Premium::EnhancedDisability].into();
    refused(alone, "premiums", MeansFault::EnhancedPremiumAlone);
    let mut both = means();
    both.premiums = [Premium::Disability, Premium::EnhancedDisability].into();
    assert!(Means::new(both).is_ok());
}

#[test]
fn a_pension_pot_says_what_it_holds_and_where_its_percentage_was_read() {
    fn pot(means: &mut MeansFacts) -> &mut PensionPot {
        means.incomes[3].pension_pot.as_mut().unwrap()
    }
    let at = |field: &str| format!("incomes[3].{field}");
    let state_pension = |means: &mut MeansFacts| {
        means.incomes[3].income_type = IncomeType::StatePension;
    };
    refused(state_pension, &at("pension_pot"), MeansFault::PotOfAnotherIncome);
    let notional = |means: &mut MeansFacts| means.incomes[3].notional = true;
    refused(notional, &at("notional"), MeansFault::PotAndNotional);
    let halved = |means: &mut MeansFacts| means.incomes[3].half_passes_to_partner = true;
    refused(halved, &at("half_passes_to_partner"), MeansFault::PotHalved);
    let empty = |means: &mut MeansFacts| pot(means).value = pounds(0);
    refused(empty, &at("pension_pot.value"), MeansFault::PotEmpty);
    let owed = |means: &mut MeansFacts| pot(means).value = pounds(-1);
    refused(owed, &at("pension_pot.value"), MeansFault::Amount);
    let nothing = |means: &mut MeansFacts| pot(means).annuity_percent = Some(Decimal::ZERO);
    refused(nothing, &at("pension_pot.annuity_percent"), MeansFault::Share);
    let missing = |means: &mut MeansFacts| pot(means).annuity_percent = None;
    refused(missing, &at("pension_pot.annuity_percent"), MeansFault::PotPercentMissing);
    let unsourced = |means: &mut MeansFacts| pot(means).annuity_source = None;
    refused(unsourced, &at("pension_pot.annuity_source"), MeansFault::PotSource);
    let lines = |means: &mut MeansFacts| pot(means).annuity_source = Some("a\nb".to_owned());
    refused(lines, &at("pension_pot.annuity_source"), MeansFault::PotSource);
    let mut left_to_the_council = means();
    pot(&mut left_to_the_council).annuity_percent = None;
    pot(&mut left_to_the_council).annuity_source = None;
    assert!(Means::new(left_to_the_council).is_ok());
}

#[test]
fn above_its_ceiling_there_is_no_savings_credit() {
    let award = |means: &mut MeansFacts| means.incomes.push(income(IncomeType::SavingsCredit));
    refused(award, "above_savings_credit_ceiling", MeansFault::AwardAboveCeiling);
}
