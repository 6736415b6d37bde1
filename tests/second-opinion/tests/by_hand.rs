#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
//! The calculation sheet against what comes out with paper and pencil. The figures are round ones,
//! of no year.

use std::collections::BTreeMap;

use carecap_second_opinion::figures::Figures;
use carecap_second_opinion::sheet::{Sheet, means_test};
use carecap_second_opinion::{Pence, Refused};
use serde_json::{Value, json};

const FIGURES: [(&str, &str); 34] = [
    ("capital_limit_lower", "14250.00"),
    ("capital_limit_upper", "23250.00"),
    ("contents_insurance_counts", "false"),
    ("disability_benefit_counted_highest_weekly", "0.00"),
    ("dre_needs_disability_benefit", "true"),
    ("home_sale_proceeds_disregard_weeks", "26"),
    ("mig_addition_percent", "0"),
    ("mig_couple_member_pension_age", "165.00"),
    ("mig_couple_member_working_age", "100.00"),
    ("mig_lone_parent", "110.00"),
    ("mig_per_child", "100.00"),
    ("mig_single_18_to_24", "90.00"),
    ("mig_single_25_to_pension_age", "110.00"),
    ("mig_single_pension_age", "220.00"),
    ("minimum_bill_weekly", "0.00"),
    ("percentage_charged", "100"),
    ("personal_expenses_allowance", "30.00"),
    ("personal_injury_payment_disregard_weeks", "52"),
    ("premium_carer", "50.00"),
    ("premium_disability_couple_member", "35.00"),
    ("premium_disability_single", "45.00"),
    ("premium_enhanced_disability_couple_member", "16.00"),
    ("premium_enhanced_disability_single", "22.00"),
    ("property_disregard_weeks", "12"),
    ("savings_credit_at_home", "WHOLE"),
    ("savings_credit_disregard_couple", "10.00"),
    ("savings_credit_disregard_single", "6.00"),
    ("short_term_stay_charged_as", "CARE_HOME"),
    ("standard_disability_allowance_weekly", "0.00"),
    ("tariff_income_per_slice", "1.00"),
    ("tariff_slice", "250.00"),
    ("war_pension_disregard", "10.00"),
    ("water_counts", "false"),
    ("weekly_conversion", "WEEKS_52"),
];

/// Somebody single over pension age on 1 October 2024 who has nothing but this, and whose care costs
/// £800.00 a week.
fn worked_out(setting: &str, has: Value, chosen: &[(&str, &str)]) -> Result<Sheet, Refused> {
    let nothing = json!({
        "disclosure": "FULL",
        "household": "SINGLE",
        "couple_at_pension_age": false,
        "children": 0,
        "premiums": [],
        "incomes": [],
        "capital": [],
        "outgoings": [],
    });
    let life = json!({
        "on": "2024-10-01",
        "setting": setting,
        "age_band": "PENSION_AGE",
        "permanent_since": has.get("permanent_since"),
        "means": with(nothing, has.get("means").unwrap_or(&has).clone()),
    });
    let named = FIGURES.iter().chain(chosen);
    let figures: BTreeMap<String, String> =
        named.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    means_test(&serde_json::from_value(life).unwrap(), 80_000, &Figures::new(figures))
}

fn resident(has: Value) -> Sheet {
    worked_out("CARE_HOME_PERMANENT", has, &[]).unwrap()
}

fn piece(capital_type: &str, value: Pence) -> Value {
    json!({
        "type": capital_type,
        "value": value,
        "owners": 1,
        "secured_debt": 0,
        "selling_costs": false,
        "disregarded_because": null,
    })
}

fn with(mut piece: Value, more: Value) -> Value {
    piece.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    piece
}

fn weekly(income_type: &str, amount: Pence) -> Value {
    json!({ "type": income_type, "amount": amount, "frequency": "WEEKLY" })
}

#[test]
fn capital_at_the_upper_limit_is_tested_and_a_penny_more_pays_in_full() {
    let pays = |savings| {
        let incomes = json!([weekly("STATE_PENSION", 20_000)]);
        resident(json!({ "incomes": incomes, "capital": [piece("SAVINGS", savings)] })).contribution
    };
    assert_eq!([2_325_000, 2_325_001].map(pays), [20_600, 80_000]);
}

#[test]
fn a_council_may_set_a_higher_limit_at_home_alone() {
    let full_cost = |setting| {
        let has = json!({ "capital": [piece("SAVINGS", 2_325_001)] });
        let chosen = [("capital_limit_upper_at_home", "30000.00")];
        worked_out(setting, has, &chosen).unwrap().full_cost
    };
    assert_eq!(["HOME", "CARE_HOME_TEMPORARY"].map(full_cost), [false, true]);
}

#[test]
fn a_penny_above_the_lower_limit_is_a_slice() {
    let yields = |pence| resident(json!({ "capital": [piece("SAVINGS", pence)] })).tariff_income;
    assert_eq!([1_425_000, 1_425_001, 1_450_000, 1_450_001].map(yields), [0, 100, 100, 200]);
}

#[test]
fn land_counts_less_a_tenth_less_debt_by_the_persons_part() {
    // A tenth of £100,000.05 is £10,000.01 in their favour; £90,000.04 less £60,000.00 leaves
    // £30,000.04, of which 33.3333 per cent is £10,000.00 and a fraction of a penny.
    let land = with(
        piece("OTHER_PROPERTY", 10_000_005),
        json!({ "selling_costs": true, "secured_debt": 6_000_000, "owners": 3 }),
    );
    let part = with(land.clone(), json!({ "share_percent": "33.3333" }));
    assert_eq!(resident(json!({ "capital": [part] })).capital, 1_000_000);
    let refused = worked_out("CARE_HOME_PERMANENT", json!({ "capital": [land] }), &[]);
    assert!(refused.is_err(), "land of several owners without a part: {refused:?}");
}

#[test]
fn a_home_counts_from_the_85th_day_of_a_permanent_stay_and_after_an_occupier_left() {
    let counted_since = |stay_from: &str, left_on: &str| {
        let left = json!({ "home_disregard": "OCCUPIER_LEFT", "disregarded_from": left_on });
        let home = with(piece("MAIN_HOME", 100_000), left);
        resident(json!({ "permanent_since": stay_from, "means": { "capital": [home] } })).capital
    };
    // 10 July is day 1 and 1 October day 84; from 9 July it is day 85.
    assert_eq!(counted_since("2024-07-10", "2024-07-09"), 0);
    assert_eq!(counted_since("2024-07-09", "2024-07-10"), 0);
    assert_eq!(counted_since("2024-07-09", "2024-07-09"), 100_000);
}

#[test]
fn notional_capital_shrinks_by_whole_weeks_of_what_it_cost() {
    // £100 more a week for the two whole weeks to 20 August, then £50 more for six.
    let given_away = with(
        piece("NOTIONAL", 1_000_000),
        json!({ "notional_charges": [
            { "from": "2024-08-01", "charged_weekly": 30_000, "charge_without_weekly": 20_000 },
            { "from": "2024-08-20", "charged_weekly": 25_000, "charge_without_weekly": 20_000 },
        ] }),
    );
    assert_eq!(resident(json!({ "capital": [given_away] })).capital, 950_000);
}

#[test]
fn a_month_is_a_twelfth_of_the_councils_year() {
    let weekly_by = |conversion| {
        let income = json!({ "type": "OTHER", "amount": 10_000, "frequency": "MONTHLY" });
        let chosen = [("weekly_conversion", conversion)];
        worked_out("HOME", json!({ "incomes": [income] }), &chosen).unwrap().income
    };
    assert_eq!(["WEEKS_52", "DAYS_365_25", "WEEKS_52_14"].map(weekly_by), [2_308, 2_300, 2_301]);
}

#[test]
fn a_resident_keeps_half_a_pension_for_the_partner_and_part_of_other_income() {
    let pension =
        with(weekly("PRIVATE_PENSION", 20_001), json!({ "half_passes_to_partner": true }));
    let rest = [
        weekly("SAVINGS_CREDIT", 1_100),
        weekly("WAR_PENSION", 700),
        weekly("WAR_PENSION", 800),
        weekly("EARNINGS", 90_000),
        weekly("ATTENDANCE_ALLOWANCE", 10_000),
    ];
    // £100.00 of the pension, £1.00 of Savings Credit, £5.00 of the war pensions, all of Attendance
    // Allowance.
    let for_good = [&[pension], &rest[..]].concat();
    let has = json!({ "household": "COUPLE", "couple_at_pension_age": true, "incomes": for_good });
    assert_eq!(resident(has).income, 20_600);
    // For a time Attendance Allowance is left out; one person keeps £6.00 of Savings Credit.
    let stay = worked_out("CARE_HOME_TEMPORARY", json!({ "incomes": rest }), &[]).unwrap();
    assert_eq!(stay.income, 1_000);
}

#[test]
fn above_the_savings_credit_ceiling_a_fixed_amount_is_off_all_income() {
    // £36.00 of tariff income less £6.00 is no more than the £30.00 that is kept.
    let capital = json!([piece("SAVINGS", 2_325_000)]);
    let has = json!({ "capital": capital, "above_savings_credit_ceiling": true });
    assert_eq!(resident(has).contribution, 0);
    assert_eq!(resident(json!({ "capital": capital })).contribution, 600);
}

#[test]
fn at_home_the_guarantee_housing_and_disability_costs_are_kept_and_a_part_is_charged() {
    let has = json!({
        "incomes": [weekly("STATE_PENSION", 30_000), weekly("ATTENDANCE_ALLOWANCE", 10_899)],
        "outgoings": [
            { "type": "RENT", "amount": 5_000, "frequency": "WEEKLY", "label": null },
            { "type": "WATER", "amount": 900, "frequency": "WEEKLY", "label": null },
            { "type": "DISABILITY_RELATED", "amount": 1_000, "frequency": "WEEKLY", "label": null },
        ],
    });
    let chosen = [("percentage_charged", "90"), ("standard_disability_allowance_weekly", "15.00")];
    let sheet = worked_out("HOME", has, &chosen).unwrap();
    // £408.99 less £220.00, £50.00 and £15.00 is £123.99; nine tenths of it £111.591.
    assert_eq!((sheet.kept, sheet.contribution), (28_500, 11_159));
}

#[test]
fn a_bill_below_the_smallest_is_waived_and_one_equal_to_it_is_not() {
    let pays = |pension| {
        let has = json!({ "incomes": [weekly("STATE_PENSION", pension)] });
        worked_out("HOME", has, &[("minimum_bill_weekly", "1.25")]).unwrap().contribution
    };
    assert_eq!([22_124, 22_125].map(pays), [0, 125]);
}

#[test]
fn a_word_that_is_not_known_is_refused() {
    let holiday = json!({ "type": "HOLIDAY", "amount": 1, "frequency": "WEEKLY", "label": null });
    let unknown = [
        ("HOME", json!({ "incomes": [weekly("LOTTERY", 1)] })),
        ("HOME", json!({ "capital": [piece("YACHT", 1)] })),
        ("HOME", json!({ "outgoings": [holiday] })),
        ("SHIP", json!({})),
    ];
    for (setting, has) in unknown {
        assert!(worked_out(setting, has.clone(), &[]).is_err(), "{setting} {has}");
    }
}

#[test]
fn of_a_pension_pot_the_annuity_counts_or_what_is_drawn() {
    let pension = |amount: Pence, pot: Value| {
        json!({"incomes": [
            {"type": "PRIVATE_PENSION", "amount": amount, "frequency": "WEEKLY", "pension_pot": pot},
        ]})
    };
    let quoted = json!({"value": 5_000_000, "annuity_percent": "6", "annuity_source": "a quote"});
    // 3,000.00 a year is 57.69 a week.
    assert_eq!(resident(pension(0, quoted.clone())).income, 5_769);
    assert_eq!(resident(pension(6_000, quoted)).income, 6_000);
    let unquoted = || pension(0, json!({"value": 5_000_000}));
    assert!(worked_out("CARE_HOME_PERMANENT", unquoted(), &[]).is_err());
    let council = [("pension_annuity_percent", "5.5")];
    let sheet = worked_out("CARE_HOME_PERMANENT", unquoted(), &council).unwrap();
    assert_eq!(sheet.income, 5_288);
}
