//! What several of these tests begin with.

use budget_calculation_rules::policy::{
    Choice, Confidence, Confirmation, CouncilPolicy, PolicyOnDay, Source, policy_on,
};
use carecap_calendar::{Day, parse_day};

pub fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

pub fn source(title: &str) -> Source {
    Source { title: title.to_owned(), href: String::new() }
}

pub fn choice(key: &str, from: &str, value: &str, confidence: Confidence) -> Choice {
    Choice {
        key: key.to_owned(),
        from: day(from),
        value: value.to_owned(),
        source: source("Cabinet decision 12"),
        confidence,
    }
}

pub fn council(choices: Vec<Choice>) -> CouncilPolicy {
    CouncilPolicy::new(1, choices).unwrap()
}

/// Nottinghamshire's trial of the cap: commenced, daily living supplied, one uprating.
pub fn trial_of_the_cap() -> CouncilPolicy {
    council(vec![
        choice("pack", "2024-10-07", "england-cap-2022", Confidence::Supplied),
        choice("daily_living_costs_weekly", "2024-10-07", "200", Confidence::Supplied),
        choice("uprating_factor", "2025-04-07", "1.037", Confidence::Unknown),
    ])
}

pub fn on(text: &str, council: &CouncilPolicy) -> PolicyOnDay {
    policy_on(day(text), council, &[]).unwrap()
}

pub fn confirmation(key: &str, value: &str, on: &str) -> Confirmation {
    Confirmation {
        key: key.to_owned(),
        value: value.to_owned(),
        on: day(on),
        source: source("Local authority circular"),
        confirmed_by: "officer-7".to_owned(),
    }
}
