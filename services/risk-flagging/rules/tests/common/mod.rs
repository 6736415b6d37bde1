//! Boundaries as a council writes them, for the tests of this crate.
#![allow(dead_code)] // Each test file uses its own part.

use carecap_calendar::{Day, parse_day};
use risk_flagging_rules::{BoundaryInput, BoundarySet, Setting, Source};

pub fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

/// A boundary by its indicator and measure, such as `F-ACC-4 window_months`.
pub fn boundary(name: &str, setting: Option<Setting>, from: &str, value: &str) -> BoundaryInput {
    let (indicator, measure) = name.split_once(' ').unwrap();
    BoundaryInput {
        indicator: indicator.to_owned(),
        measure: measure.to_owned(),
        setting,
        from: day(from),
        value: value.parse().unwrap(),
        source: Source {
            title: "Adult social care panel, minute 4".to_owned(),
            href: String::new(),
        },
    }
}

pub fn set(boundaries: Vec<BoundaryInput>) -> BoundarySet {
    BoundarySet::new(boundaries).unwrap()
}
