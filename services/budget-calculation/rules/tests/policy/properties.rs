//! What holds for every council and every day.

use std::collections::BTreeSet;

use budget_calculation_rules::policy::{Choice, Confidence, CouncilPolicy, cap_terms, policy_on};
use carecap_calendar::{first_day, plus_days};
use proptest::prelude::*;

use super::support::{choice, day};

/// Choices of a council on random days, each key and day at most once.
fn some_council() -> impl Strategy<Value = CouncilPolicy> {
    let named = prop_oneof![
        Just(("pack", "england")),
        Just(("pack", "england-cap-2022")),
        Just(("pack", "england-cap-2015-draft")),
        Just(("daily_living_costs_weekly", "215.50")),
        Just(("percentage_charged", "90")),
        Just(("uprating_factor", "1.037")),
    ];
    let choices = prop::collection::btree_map((named, 0_i64..2_500), Just(()), 0..12);
    choices.prop_map(|choices| {
        let mut taken = BTreeSet::new();
        let choices = choices.into_keys().filter_map(|((key, value), offset)| {
            let from = plus_days(day("2021-01-01"), offset);
            taken
                .insert((key, from))
                .then(|| Choice { from, ..choice(key, "2021-01-01", value, Confidence::Supplied) })
        });
        CouncilPolicy::new(1, choices.collect()).unwrap()
    })
}

proptest! {
    #[test]
    fn nothing_changes_before_the_next_change_that_is_told(
        council in some_council(), offset in 0_i64..2_191, ahead in 0_i64..700,
    ) {
        let today = plus_days(day("2021-04-06"), offset);
        let policy = policy_on(today, &council, &[]).unwrap();
        prop_assert!(policy.values().all(|value| value.in_force.contains(today)));
        let later = plus_days(today, ahead);
        if policy.next_change().is_none_or(|change| later < change) {
            let unchanged = policy_on(later, &council, &[]).unwrap();
            prop_assert!(policy.values().eq(unchanged.values()));
            prop_assert_eq!(policy.next_change(), unchanged.next_change());
            prop_assert_eq!(
                cap_terms(today, &council, &[]).unwrap(),
                cap_terms(later, &council, &[]).unwrap()
            );
        }
    }

    #[test]
    fn no_day_and_no_council_makes_a_panic(council in some_council(), offset in 0_i64..109_900) {
        let someday = plus_days(first_day(), offset);
        let _ = policy_on(someday, &council, &[]);
        let _ = cap_terms(someday, &council, &[]);
    }
}
