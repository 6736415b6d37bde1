//! What a council may choose, and what it is told when it may not.

use budget_calculation_rules::policy::{
    Choice, ChoiceKind, Confidence, CouncilPolicy, Unit, choice_keys, packs,
};

use super::support::{choice, source, trial_of_the_cap};

fn faults(choices: Vec<Choice>) -> Vec<String> {
    let faults = CouncilPolicy::new(1, choices).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn what_is_wrong_is_named_by_field_with_what_to_write_instead() {
    let seen = Confidence::Seen;
    let check = |wrong: Choice, expected: &str| assert_eq!(faults(vec![wrong]), [expected]);
    check(
        choice("percentage_charge", "2024-04-08", "90", seen),
        "choices[0].key: `percentage_charge` is no key of a policy; \
         did you mean percentage_charged?",
    );
    check(
        choice("capital_limit_upper", "2024-04-08", "30000", seen),
        "choices[0].key: capital_limit_upper is a parameter of the pack, which no council \
         sets; leave it out; `pack` chooses the pack",
    );
    check(
        choice("percentage_charged", "2024-04-08", "120", seen),
        "choices[0].value: `120` is no value of percentage_charged; \
         write a percentage from 0 to 100, such as 90",
    );
    check(
        choice("savings_credit_at_home", "2024-04-08", "HALF", seen),
        "choices[0].value: `HALF` is no value of savings_credit_at_home; \
         write WHOLE or CAPPED",
    );
    check(
        choice("uprating_factor", "2025-04-07", "3.7", Confidence::Supplied),
        "choices[0].value: `3.7` is no value of uprating_factor; \
         write a factor from 0.5 to 2, such as 1.037 for 3.7 per cent",
    );
    check(
        choice("pack", "2024-10-07", "england-cap-2023", seen),
        "choices[0].value: `england-cap-2023` is no value of pack; write england or \
         england-cap-2014 or england-cap-2015-draft or england-cap-2022",
    );
    check(
        choice("capital_limit_upper_at_home", "2024-04-08", "23249.99", seen),
        "choices[0].value: £23,249.99 is below the upper limit of the law; \
         write 23250.00 or more, or leave the choice out",
    );
    check(
        choice("weekly_conversion", "2024-04-08", "DAYS_365", seen),
        "choices[0].value: `DAYS_365` is no value of weekly_conversion; \
         write WEEKS_52 or DAYS_365_25 or WEEKS_52_14",
    );
    check(
        Choice { source: source(" "), ..choice("water_counts", "2024-04-08", "true", seen) },
        "choices[0].source.title: the source is missing; \
         name the decision or publication it stands in",
    );
}

#[test]
fn two_values_of_one_key_from_one_day_are_refused() {
    let twice = choice("water_counts", "2024-04-08", "true", Confidence::Seen);
    assert_eq!(
        faults(vec![twice.clone(), twice]),
        ["choices[1].from: water_counts has two values from 2024-04-08; \
          keep one of them, or give each its own day"]
    );
}

#[test]
fn a_figure_that_the_pack_does_not_know_cannot_be_called_seen() {
    for known in choice_keys().iter().filter(|known| known.kind.is_supplied()) {
        let value = match known.unit {
            Unit::Factor => "1.037",
            Unit::Percent => "5",
            _ => "200.00",
        };
        let wrong = choice(known.key, "2024-10-07", value, Confidence::Seen);
        let found = faults(vec![wrong]);
        assert!(found[0].starts_with("choices[0].confidence:"), "{found:?}");
    }
    let confirmed = choice("water_counts", "2024-04-08", "true", Confidence::Confirmed);
    assert_eq!(faults(vec![confirmed]).len(), 1, "only an officer confirms");
}

#[test]
fn a_stored_policy_is_checked_again_when_it_is_read() {
    let policy = trial_of_the_cap();
    let json = serde_json::to_string(&policy).unwrap();
    assert!(json.contains(r#""from":"2024-10-07","value":"200.00""#), "{json}");
    assert_eq!(serde_json::from_str::<CouncilPolicy>(&json).unwrap(), policy);
    let altered = json.replace("england-cap-2022", "england-cap-2023");
    assert!(serde_json::from_str::<CouncilPolicy>(&altered).is_err());
}

#[test]
fn the_keys_are_listed_once_each_in_the_order_of_the_alphabet() {
    let keys: Vec<&str> = choice_keys().iter().map(|known| known.key).collect();
    let mut sorted = keys.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(keys, sorted);
    for known in choice_keys().iter().filter(|known| known.kind.is_over_pack()) {
        let in_a_pack = packs().unwrap().values();
        let parameter = in_a_pack.filter_map(|pack| pack.parameters().get(known.key)).next();
        assert_eq!(parameter.map(|parameter| parameter.unit), Some(known.unit));
    }
    let events = choice_keys().iter().filter(|k| k.kind == ChoiceKind::SuppliedEvent);
    assert_eq!(events.count(), 1);
}
