//! What holds of every budget, whatever somebody has and needs.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use budget_calculation_rules::budget::{Draft, DraftInputs, draft};
use budget_calculation_rules::needs::{
    AgeBand, Bounded, Capital, CapitalType, Disclosure, Frequency, Household, Income, IncomeType,
    Means, Outgoing, OutgoingType, Premium, Setting, StatedAmount, Text,
};
use budget_calculation_rules::policy::PolicyOnDay;
use budget_calculation_rules::replay::replay;
use carecap_money::Money;
use common::*;
use proptest::prelude::*;

fn amount(up_to: i64) -> impl Strategy<Value = StatedAmount> {
    (0..=up_to).prop_map(|pence| StatedAmount::new(Money::from_pence(pence)).unwrap())
}

fn frequency() -> impl Strategy<Value = Frequency> {
    prop_oneof![
        Just(Frequency::Weekly),
        Just(Frequency::FourWeekly),
        Just(Frequency::Monthly),
        Just(Frequency::Quarterly),
        Just(Frequency::Annual),
    ]
}

fn an_income() -> impl Strategy<Value = Income> {
    let types = prop::sample::select(vec![
        IncomeType::StatePension,
        IncomeType::SavingsCredit,
        IncomeType::Esa,
        IncomeType::AttendanceAllowance,
        IncomeType::PipDailyLiving,
        IncomeType::PipMobility,
        IncomeType::Earnings,
        IncomeType::WarPension,
        IncomeType::ChildBenefit,
        IncomeType::Other,
    ]);
    (types, amount(60_000), frequency()).prop_map(|(income_type, amount, frequency)| Income {
        income_type,
        amount,
        frequency,
    })
}

fn a_capital() -> impl Strategy<Value = Capital> {
    let types = prop::sample::select(vec![
        CapitalType::Savings,
        CapitalType::Investments,
        CapitalType::MainHome,
        CapitalType::OtherProperty,
        CapitalType::Notional,
    ]);
    let parts = (types, amount(2_000_000), 1_i64..=4, amount(300_000));
    (parts, any::<bool>(), any::<bool>()).prop_map(
        |((capital_type, value, owners, secured_debt), selling_costs, reason)| Capital {
            capital_type,
            value,
            owners: Bounded::new(owners).unwrap(),
            secured_debt,
            selling_costs,
            disregarded_because: reason.then(|| Text::new("partner lives there").unwrap()),
        },
    )
}

fn an_outgoing() -> impl Strategy<Value = Outgoing> {
    let types = prop::sample::select(vec![
        OutgoingType::Rent,
        OutgoingType::CouncilTax,
        OutgoingType::ContentsInsurance,
        OutgoingType::Water,
        OutgoingType::HomeCommitment,
        OutgoingType::DisabilityRelated,
    ]);
    (types, amount(20_000), frequency()).prop_map(|(outgoing_type, amount, frequency)| Outgoing {
        outgoing_type,
        amount,
        frequency,
        label: None,
    })
}

fn some_means() -> impl Strategy<Value = Means> {
    let household = prop::sample::select(vec![Household::Single, Household::LoneParent]);
    let premiums = prop::collection::btree_set(
        prop::sample::select(vec![
            Premium::Disability,
            Premium::EnhancedDisability,
            Premium::Carer,
        ]),
        0..=3,
    );
    (
        household,
        0_i64..=3,
        premiums,
        prop::collection::vec(an_income(), 0..6),
        prop::collection::vec(a_capital(), 0..4),
        prop::collection::vec(an_outgoing(), 0..5),
    )
        .prop_map(|(household, children, premiums, incomes, capital, outgoings)| Means {
            disclosure: Disclosure::Full,
            household,
            couple_at_pension_age: false,
            children: Bounded::new(children).unwrap(),
            premiums,
            incomes,
            capital,
            outgoings,
        })
}

fn somebody() -> impl Strategy<Value = DraftInputs> {
    let setting = prop::sample::select(vec![
        Setting::Home,
        Setting::CareHomePermanent,
        Setting::CareHomeTemporary,
        Setting::CareHomeShortTerm,
    ]);
    let age = prop::sample::select(vec![
        AgeBand::From18To24,
        AgeBand::From25ToPensionAge,
        AgeBand::PensionAge,
    ]);
    (setting, age, some_means())
        .prop_map(|(setting, age, means)| package("2024-10-07", setting, age, means))
}

fn some_policy() -> impl Strategy<Value = PolicyOnDay> {
    (0_u32..=100, any::<[bool; 3]>(), 0_i64..3_000).prop_map(
        |(percentage, [insurance, needs_benefit, short_at_home], allowance)| {
            let choices = [
                ("percentage_charged", percentage.to_string()),
                ("contents_insurance_counts", insurance.to_string()),
                ("dre_needs_disability_benefit", needs_benefit.to_string()),
                (
                    "standard_disability_allowance_weekly",
                    Money::from_pence(allowance).pounds().to_string(),
                ),
                (
                    "short_term_stay_charged_as",
                    if short_at_home { "HOME" } else { "CARE_HOME" }.to_owned(),
                ),
            ];
            let choices: Vec<(&str, &str)> =
                choices.iter().map(|(key, value)| (*key, value.as_str())).collect();
            policy(day("2024-10-07"), &choices)
        },
    )
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
    fn the_replay_of_any_draft_is_clean_and_its_bytes_are_always_the_same(
        inputs in somebody(), policy in some_policy(), price in 0_i64..200_000,
    ) {
        let draft = budget(&inputs, &policy, price);
        let bytes = draft.receipt.canonical_bytes().unwrap();
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
