//! What holds of every budget, whatever somebody has and needs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "common/changes.rs"]
mod changes;
mod common;
#[path = "properties/lives.rs"]
mod lives;
#[path = "properties/sense.rs"]
mod sense;

use budget_calculation_rules::budget::{Draft, DraftInputs, draft};
use budget_calculation_rules::needs::{
    Capital, CapitalType, Frequency, IncomeType, OutgoingType, Setting,
};
use budget_calculation_rules::policy::PolicyOnDay;
use budget_calculation_rules::replay::replay;
use carecap_calendar::plus_days;
use carecap_money::Money;
use changes::changes_on;
use common::*;
use lives::{ON, anybody};
use proptest::prelude::*;
use sense::somebody;

/// Choices of a council that come out at random, the words among them by place.
fn some_choices() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    (0_u32..=100, any::<[bool; 6]>(), 0_i64..3_000, 0_usize..3, 2_325_000_i64..6_000_000).prop_map(
        |(percentage, switches, allowance, year, limit)| {
            let [insurance, water, needs_benefit, short_at_home, whole_credit, limited] = switches;
            let pounds = |pence: i64| Money::from_pence(pence).pounds().to_string();
            let word = |yes: bool, one: &str, other: &str| if yes { one } else { other }.to_owned();
            let years = ["WEEKS_52", "DAYS_365_25", "WEEKS_52_14"];
            let mut choices = vec![
                ("percentage_charged", percentage.to_string()),
                ("contents_insurance_counts", insurance.to_string()),
                ("water_counts", water.to_string()),
                ("dre_needs_disability_benefit", needs_benefit.to_string()),
                ("standard_disability_allowance_weekly", pounds(allowance)),
                ("short_term_stay_charged_as", word(short_at_home, "HOME", "CARE_HOME")),
                ("savings_credit_at_home", word(whole_credit, "WHOLE", "CAPPED")),
                ("weekly_conversion", years[year].to_owned()),
            ];
            if limited {
                choices.push(("capital_limit_upper_at_home", pounds(limit)));
            }
            choices
        },
    )
}

fn policy_from(choices: &[(&'static str, String)], on: &str) -> PolicyOnDay {
    let choices: Vec<(&str, &str)> =
        choices.iter().map(|(key, value)| (*key, value.as_str())).collect();
    policy(day(on), &choices)
}

fn some_policy() -> impl Strategy<Value = PolicyOnDay> {
    some_choices().prop_map(|choices| policy_from(&choices, ON))
}

fn budget(inputs: &DraftInputs, policy: &PolicyOnDay, price: i64) -> Draft {
    let price = Money::from_pence(price).pounds().to_string();
    draft(inputs, policy, &mapping(), &package_rate(&price)).unwrap()
}

fn step(draft: &Draft, name: &str) -> Option<i64> {
    let body = serde_json::to_value(&draft.receipt).unwrap();
    let steps = body["steps"].as_array().unwrap();
    let found = steps.iter().rev().find(|step| step["name"] == name)?;
    found["amount"].as_i64()
}

fn contribution(draft: &Draft) -> Money {
    draft.contribution_weekly.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn person_and_council_together_pay_the_cost(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let draft = budget(&inputs, &policy, price);
        let parts = Money::sum([contribution(&draft), draft.council_weekly.unwrap()]);
        prop_assert_eq!(parts, Ok(draft.cost_weekly));
        prop_assert!(!contribution(&draft).is_negative());
        prop_assert!(contribution(&draft) <= draft.cost_weekly);
    }

    #[test]
    fn nobody_inside_the_means_test_is_left_with_less_than_the_law_protects(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let draft = budget(&inputs, &policy, price);
        let income = step(&draft, "assessable_income");
        if let (Some(income), Some(kept)) = (income, step(&draft, "kept")) {
            let left = income - contribution(&draft).pence();
            prop_assert!(left >= kept.min(income));
        }
    }

    #[test]
    fn more_capital_never_lowers_a_charge(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
        more in 0_i64..3_000_000,
    ) {
        let before = budget(&inputs, &policy, price);
        let mut richer = inputs;
        let more = Money::from_pence(more).pounds().to_string();
        let means = richer.means.as_mut().unwrap();
        means.capital.push(capital(CapitalType::Savings, &more));
        let after = budget(&richer, &policy, price);
        prop_assert!(contribution(&after) >= contribution(&before));
    }

    #[test]
    fn more_disability_expenditure_never_raises_a_charge(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
        more in 0_i64..20_000,
    ) {
        let before = budget(&inputs, &policy, price);
        let mut dearer = inputs;
        let more = Money::from_pence(more).pounds().to_string();
        let cost = outgoing(OutgoingType::DisabilityRelated, &more, Frequency::Weekly, "more");
        dearer.means.as_mut().unwrap().outgoings.push(cost);
        let after = budget(&dearer, &policy, price);
        prop_assert!(contribution(&after) <= contribution(&before));
    }

    #[test]
    fn disregarding_a_piece_of_capital_never_raises_a_charge(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let before = budget(&inputs, &policy, price);
        let mut poorer = inputs;
        for capital in &mut poorer.means.as_mut().unwrap().capital {
            *capital = Capital::new(CapitalType::FuneralPlan, capital.value);
        }
        let after = budget(&poorer, &policy, price);
        prop_assert!(contribution(&after) <= contribution(&before));
    }

    #[test]
    fn a_longer_disregard_never_raises_a_charge(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
        more in 0_u32..100,
    ) {
        let weeks = [
            ("property_disregard_weeks", 12),
            ("personal_injury_payment_disregard_weeks", 52),
            ("home_sale_proceeds_disregard_weeks", 26),
        ];
        let longer = weeks.map(|(key, weeks)| (key.to_owned(), (weeks + more).to_string()));
        let longer = with_values(&policy, &longer.into());
        let (before, after) = (budget(&inputs, &policy, price), budget(&inputs, &longer, price));
        prop_assert!(contribution(&after) <= contribution(&before));
    }

    #[test]
    fn half_a_pension_that_goes_to_the_partner_never_raises_a_charge(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let mut without = inputs.clone();
        for income in &mut without.means.as_mut().unwrap().incomes {
            income.half_passes_to_partner = false;
        }
        let (with, without) = (budget(&inputs, &policy, price), budget(&without, &policy, price));
        prop_assert!(contribution(&with) <= contribution(&without));
    }

    #[test]
    fn an_income_that_stops_never_raises_a_charge(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let before = budget(&inputs, &policy, price);
        let mut poorer = inputs;
        for income in &mut poorer.means.as_mut().unwrap().incomes {
            // With a disability benefit the costs of disability may stop being kept (R-FIN-44).
            let benefits =
                [IncomeType::AttendanceAllowance, IncomeType::DlaCare, IncomeType::PipDailyLiving];
            if !benefits.contains(&income.income_type) {
                (income.payable_from, income.payable_until) = (None, Some(poorer.on));
            }
        }
        let after = budget(&poorer, &policy, price);
        prop_assert!(contribution(&after) <= contribution(&before));
    }

    #[test]
    fn a_higher_limit_at_home_never_raises_a_charge(
        inputs in somebody(), price in 0_i64..200_000, limit in 2_325_000_i64..9_000_000,
    ) {
        let higher = Money::from_pence(limit).pounds().to_string();
        let with_limit = policy(inputs.on, &[("capital_limit_upper_at_home", &higher)]);
        let without = budget(&inputs, &policy(inputs.on, &[]), price);
        let with = budget(&inputs, &with_limit, price);
        prop_assert!(contribution(&with) <= contribution(&without));
        if inputs.setting == Setting::CareHomePermanent {
            prop_assert_eq!(contribution(&with), contribution(&without));
        }
    }

    #[test]
    fn nothing_changes_of_itself_before_the_day_that_is_told(
        inputs in somebody(), choices in some_choices(), price in 0_i64..200_000,
        ahead in 0_i64..180,
    ) {
        let mut inputs = inputs;
        // Notional capital grows less every week, and is told apart.
        for capital in &mut inputs.means.as_mut().unwrap().capital {
            capital.notional_charges.clear();
        }
        let policy = policy_from(&choices, ON);
        let told = changes_on(&inputs, &policy).unwrap();
        prop_assert!(told.is_none_or(|told| told > inputs.on));
        let later = plus_days(inputs.on, ahead);
        if told.is_none_or(|told| later < told) {
            let now = budget(&inputs, &policy, price);
            let later_policy = policy_from(&choices, &carecap_calendar::show_day(later));
            inputs.on = later;
            let then = budget(&inputs, &later_policy, price);
            prop_assert_eq!(contribution(&then), contribution(&now));
        }
    }

    #[test]
    fn whatever_is_said_of_somebody_there_is_a_budget_or_a_reason(
        inputs in anybody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let price = Money::from_pence(price).pounds().to_string();
        match draft(&inputs, &policy, &mapping(), &package_rate(&price)) {
            Ok(draft) => prop_assert!(contribution(&draft) <= draft.cost_weekly),
            Err(refused) => {
                let known = ["INVALID_FIELD", "PARAMETER_NOT_KNOWN"];
                prop_assert!(known.contains(&refused.reason()), "{}", refused);
            }
        }
        let _ = changes_on(&inputs, &policy);
    }

    #[test]
    fn the_replay_of_any_draft_is_clean_and_its_bytes_are_always_the_same(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let draft = budget(&inputs, &policy, price);
        let bytes = draft.receipt.canonical_bytes().unwrap();
        prop_assert_eq!(&bytes, &serde_jcs::to_vec(&draft.receipt).unwrap());
        let again = budget(&inputs, &policy, price).receipt.canonical_bytes().unwrap();
        prop_assert_eq!(&bytes, &again);
        let replayed = replay(&bytes, Some(&draft.receipt.digest().unwrap())).unwrap();
        prop_assert_eq!(replayed.differences, vec![]);
    }

    #[test]
    fn no_bytes_make_a_replay_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = replay(&bytes, None);
    }
}
