//! What holds of every package of care, whatever it is.

use budget_calculation_rules::budget::draft;
use budget_calculation_rules::needs::{
    AgeBand, Bounded, CapitalType, Duty, Household, IncomeType, KindOfHelp, Outcome, Setting,
};
use budget_calculation_rules::plan::{
    DeferredPayment, DirectPayment, DirectPaymentManner, SupportPlan,
};
use budget_calculation_rules::replay::replay;
use carecap_money::Money;
use proptest::prelude::*;

use super::any::{a_deferral, a_direct_payment, any_package, priced_package, some_policy};
use super::common::{capital, day, income, means, need, package, policy};
use super::lives::ON;
use super::{council, needs_at_home, worked_out};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn nothing_that_can_be_asked_panics_and_every_answer_replays(
        inputs in any_package(), policy in some_policy(),
    ) {
        if let Ok(budget) = draft(&inputs, &policy, &council::mapping(), &council::rates()) {
            let bytes = budget.receipt.canonical_bytes().unwrap();
            prop_assert_eq!(replay(&bytes, None).unwrap().differences, vec![]);
            if let Some((person, council)) = budget.contribution_weekly.zip(budget.council_weekly) {
                prop_assert_eq!(Money::sum([person, council]), Ok(budget.cost_weekly));
            }
            prop_assert!(budget.changes_on.is_none_or(|changes| changes > inputs.on));
        }
    }

    #[test]
    fn the_parts_of_a_charge_make_the_whole(
        inputs in priced_package(), policy in some_policy(),
    ) {
        let budget = draft(&inputs, &policy, &council::mapping(), &[]).unwrap();
        let charge = budget.contribution_weekly.unwrap();
        if let Some((part, cost)) =
            budget.contribution_eligible_weekly.zip(budget.cost_eligible_weekly)
        {
            // What is left is for the other needs, and is no more than they cost.
            let rest = charge.checked_sub(part).unwrap();
            let other = budget.cost_weekly.checked_sub(cost).unwrap();
            prop_assert!(!part.is_negative() && part <= cost, "{} of {}", part, cost);
            prop_assert!(!rest.is_negative() && rest <= other, "{} of {}", rest, other);
        } else {
            prop_assert!(inputs.given_lines.iter().all(|line| line.duty == Duty::Eligible));
        }
    }

    #[test]
    fn a_direct_payment_and_the_contribution_make_the_budget_of_its_days(
        mut inputs in priced_package(), payment in a_direct_payment(),
    ) {
        inputs.setting = Setting::Home;
        inputs.permanent_since = None;
        inputs.means = Some(means(Household::Single));
        let care_home_weeks = Bounded::default();
        let direct_payment = Some(DirectPayment { care_home_weeks, ..payment });
        inputs.plan = Some(SupportPlan { direct_payment, ..SupportPlan::default() });
        let figures = worked_out(&inputs, &[]).plan_figures.unwrap();
        let [paid, gross, contribution] =
            [figures.direct_payment, figures.direct_payment_gross, figures.direct_payment_contribution]
                .map(|figure| figure.unwrap().value);
        match inputs.plan.unwrap().direct_payment.unwrap().manner {
            DirectPaymentManner::Gross => prop_assert_eq!(paid, gross),
            DirectPaymentManner::Net => {
                prop_assert_eq!(Money::sum([paid, contribution]), Ok(gross));
            }
        }
    }

    #[test]
    fn needs_split_over_lines_cost_what_they_cost_together(
        minutes in 1_i64..=600, one in 1_i64..30, other in 1_i64..30,
    ) {
        let times = |number: i64| need(
            KindOfHelp::PersonalCare, &number.to_string(), minutes, Outcome::Hygiene,
        );
        let together = worked_out(&needs_at_home(vec![times(one + other)]), &council::rates());
        let split = worked_out(&needs_at_home(vec![times(one), times(other)]), &council::rates());
        prop_assert_eq!(together.cost_weekly, split.cost_weekly);
        prop_assert_eq!(together.contribution_weekly, split.contribution_weekly);
    }

    #[test]
    fn a_cap_on_what_is_deferred_is_never_passed(
        deferral in a_deferral(), pence in 0_i64..150_000,
    ) {
        let mut inputs =
            package(ON, Setting::CareHomePermanent, AgeBand::PensionAge, means(Household::Single));
        let pension = Money::from_pence(pence).pounds().to_string();
        let person = inputs.means.as_mut().unwrap();
        person.incomes = vec![income(IncomeType::StatePension, &pension)];
        let worth = deferral.property_value.get().max(Money::from_pence(24_000_000));
        person.capital = vec![capital(CapitalType::MainHome, &worth.pounds().to_string())];
        inputs.permanent_since = Some(day("2020-01-06"));
        let so_far = deferral.deferred_so_far.get();
        inputs.plan = Some(SupportPlan {
            deferred_payment: Some(DeferredPayment {
                kept_weekly: None,
                interest_percent: None,
                top_up_deferred: false,
                ..deferral
            }),
            ..SupportPlan::default()
        });
        let policy = policy(inputs.on, &[("deferred_interest_percent", "4.65")]);
        let budget = draft(&inputs, &policy, &council::mapping(), &council::rates()).unwrap();
        let figures = budget.plan_figures.unwrap();
        let limit = figures.equity_limit.unwrap().value;
        let deferred = figures.deferred_weekly.unwrap().value;
        prop_assert!(!deferred.is_negative() && deferred <= budget.contribution_weekly.unwrap());
        prop_assert!(deferred.is_zero() || Money::sum([so_far, deferred]).unwrap() <= limit);
    }
}
