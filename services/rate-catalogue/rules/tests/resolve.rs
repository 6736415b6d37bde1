//! Which row answers a question, and why.
#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

mod common;

use std::collections::BTreeSet;

use common::{day, home_care, question, recorded};
use proptest::prelude::*;
use rate_catalogue_rules::import::check;
use rate_catalogue_rules::{
    NewRate, Rate, RateKey, RateQuestion, ResolveRefusal, Resolved, Specificity, Unit, in_force,
    resolve,
};

fn price(rates: &[Rate], question: &RateQuestion) -> Option<String> {
    let answer: Option<Resolved> = resolve(rates, question).ok();
    answer.map(|answer| answer.rate.terms.cost_to_council.to_string())
}

#[test]
fn a_providers_rate_comes_before_an_areas_and_an_areas_before_the_councils() {
    let rates = recorded(home_care(&[",,,,,20", ",north,,,,22", ",,Elm,,,24", ",north,Oak,,,26"]));
    let check = |area: &str, provider: &str, expected: &str, specificity: Specificity| {
        let answer = resolve(&rates, &question("", area, provider, "2024-10-07")).unwrap();
        let found = answer.rate.terms.cost_to_council.to_string();
        assert_eq!((found.as_str(), answer.specificity), (expected, specificity));
    };
    check("", "", "20.00", Specificity::Council);
    check("south", "", "20.00", Specificity::Council);
    check("north", "", "22.00", Specificity::Area);
    check("north", "Elm", "24.00", Specificity::Provider);
    check("north", "Oak", "26.00", Specificity::Provider);
    check("", "Oak", "20.00", Specificity::Council);
}

#[test]
fn a_band_is_matched_exactly_or_the_row_is_for_every_band() {
    let rates = recorded(home_care(&[",,,,,20", "3,,,,,23"]));
    assert_eq!(price(&rates, &question("3", "", "", "2024-10-07")).unwrap(), "23.00");
    assert_eq!(price(&rates, &question("5", "", "", "2024-10-07")).unwrap(), "20.00");
    assert_eq!(price(&rates, &question("", "", "", "2024-10-07")).unwrap(), "20.00");
    let only_banded = recorded(home_care(&["3,,,,,23"]));
    assert_eq!(price(&only_banded, &question("", "", "", "2024-10-07")), None);
}

#[test]
fn an_areas_rate_for_every_band_comes_before_the_councils_rate_for_the_band() {
    let rates = recorded(home_care(&["3,,,,,23", ",north,,,,22"]));
    assert_eq!(price(&rates, &question("3", "north", "", "2024-10-07")).unwrap(), "22.00");
}

#[test]
fn a_row_is_in_force_from_its_start_until_the_next_of_its_key() {
    let rates = recorded(home_care(&[",,,2024-04-01,,20", ",,,2025-04-07,,21"]));
    let on = |on: &str| price(&rates, &question("", "", "", on));
    assert_eq!(on("2024-03-31"), None);
    assert_eq!(on("2024-04-01").unwrap(), "20.00");
    assert_eq!(on("2025-04-06").unwrap(), "20.00");
    assert_eq!(on("2025-04-07").unwrap(), "21.00");
    let first = resolve(&rates, &question("", "", "", "2024-10-07")).unwrap();
    assert_eq!(first.in_force.end(), Some(day("2025-04-07")));
}

#[test]
fn a_row_that_was_ended_stays_ended_when_its_successor_runs_out() {
    let rates = recorded(home_care(&[",,,2024-04-01,,20", ",,,2024-12-01,2025-01-31,30"]));
    assert_eq!(price(&rates, &question("", "", "", "2025-01-31")).unwrap(), "30.00");
    assert_eq!(price(&rates, &question("", "", "", "2025-02-01")), None);
}

#[test]
fn a_more_specific_row_that_has_ended_leaves_the_answer_to_the_usual_rate() {
    let rates = recorded(home_care(&[",,,,,20", ",,Elm,2024-04-01,2024-09-30,24"]));
    assert_eq!(price(&rates, &question("", "", "Elm", "2024-10-01")).unwrap(), "20.00");
}

#[test]
fn an_unknown_service_and_a_service_without_a_rate_are_refused_apart() {
    let rates = recorded(home_care(&[",,,,,20"]));
    let mut other = question("", "", "", "2024-10-07");
    other.asked = RateKey::new("meals", Unit::Meal, "", "", "").unwrap();
    let refusal = resolve(&rates, &other).unwrap_err();
    assert_eq!(refusal, ResolveRefusal::ServiceUnknown { service_code: "meals".into() });

    other.asked = RateKey::new("home_care", Unit::Visit30Minutes, "", "", "").unwrap();
    let refusal = resolve(&rates, &other).unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "no rate of `home_care` by the 30 minutes fits the question on 2024-10-07"
    );
}

#[test]
fn the_answer_says_why_in_one_sentence() {
    let rates = recorded(home_care(&[",,,,,20", "3,north,,,,22", ",north,Elm,,,24"]));
    let because = |band: &str, area: &str, provider: &str| {
        resolve(&rates, &question(band, area, provider, "2024-10-07")).unwrap().because
    };
    assert_eq!(
        because("", "", ""),
        "The council's usual rate from 2024-04-01 answers, because no provider was named and no \
         area was named."
    );
    assert_eq!(
        because("", "south", "Oak"),
        "The council's usual rate from 2024-04-01 answers, because none is agreed with Oak that \
         fits and none that fits is set for the area south."
    );
    assert_eq!(
        because("3", "north", ""),
        "The rate of the area north for band 3 from 2024-04-01 answers, because no provider was \
         named and an area's rate comes before the council's usual one."
    );
    assert_eq!(
        because("3", "north", "Elm"),
        "The rate agreed with Elm in north from 2024-04-01 answers, because a provider's own rate \
         comes before an area's and the council's usual one."
    );
}

/// A name out of few, or none, so that random rows meet each other often.
fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), Just("a"), Just("b")]
}

fn row() -> impl Strategy<Value = String> {
    (name(), name(), name(), 1_u8..7, 0_u8..7, 1_u16..999).prop_map(
        |(band, area, provider, from, months, amount)| {
            let to = match months {
                0 => String::new(),
                months => format!("2024-{:02}-15", from + months - 1),
            };
            format!("{band},{area},{provider},2024-{from:02}-01,{to},{amount}")
        },
    )
}

fn rows() -> impl Strategy<Value = Vec<NewRate>> {
    prop::collection::vec(row(), 1..8)
        .prop_map(|rows| home_care(&rows.iter().map(String::as_str).collect::<Vec<&str>>()))
}

fn any_question() -> impl Strategy<Value = RateQuestion> {
    (name(), name(), name(), 1_u8..13).prop_map(|(band, area, provider, month)| {
        question(band, area, provider, &format!("2024-{month:02}-10"))
    })
}

proptest! {
    #[test]
    fn the_order_of_the_rows_never_changes_the_answer(
        (rows, shuffled) in rows()
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        asked in any_question(),
    ) {
        prop_assume!(check(&[], &rows).is_ok());
        let first = resolve(&recorded(rows), &asked);
        prop_assert_eq!(first, resolve(&recorded(shuffled), &asked));
    }

    #[test]
    fn two_imports_in_either_order_make_one_catalogue(
        first in rows(), second in rows(), asked in any_question(),
    ) {
        let import = |one: &[NewRate], two: &[NewRate]| {
            check(&[], one).ok()?;
            let mut catalogue = recorded(one.to_vec());
            check(&catalogue, two).ok()?;
            catalogue.extend(recorded(two.to_vec()));
            Some(catalogue)
        };
        if let (Some(one), Some(other)) = (import(&first, &second), import(&second, &first)) {
            prop_assert_eq!(resolve(&one, &asked), resolve(&other, &asked));
        }
    }

    #[test]
    fn what_answers_is_in_force_and_every_other_row_that_fits_names_no_more(
        rows in rows(), asked in any_question(),
    ) {
        prop_assume!(check(&[], &rows).is_ok());
        let rates = recorded(rows);
        let answering: Vec<&Rate> = rates
            .iter()
            .filter(|rate| rate.terms.key.fits(&asked.asked))
            .filter(|rate| {
                let all = rates.iter().map(|rate| &rate.terms);
                in_force(&rate.terms, all).contains(asked.on)
            })
            .collect();
        match resolve(&rates, &asked) {
            Err(_) => prop_assert!(answering.is_empty()),
            Ok(answer) => {
                prop_assert!(answering.contains(&&answer.rate));
                let winner = &answer.rate.terms.key;
                for other in answering.into_iter().filter(|rate| **rate != answer.rate) {
                    let key = &other.terms.key;
                    let rank = Specificity::of(key);
                    let named_by_winner = rank == answer.specificity && key.fits(winner);
                    prop_assert!(rank < answer.specificity || named_by_winner);
                }
            }
        }
    }

    #[test]
    fn a_provider_is_refused_an_area_beside_a_band_just_where_the_two_share_a_day(rows in rows()) {
        let starts: BTreeSet<_> =
            rows.iter().map(|row| (&row.terms.key, row.terms.stated.start())).collect();
        prop_assume!(starts.len() == rows.len());
        let period = |row: &NewRate| in_force(&row.terms, rows.iter().map(|row| &row.terms));
        let tie = |one: &NewRate, two: &NewRate| {
            let (one_key, two_key) = (&one.terms.key, &two.terms.key);
            one_key.provider().is_some()
                && one_key.provider() == two_key.provider()
                && one_key.area().is_some()
                && one_key.band().is_none()
                && two_key.area().is_none()
                && two_key.band().is_some()
                && period(one).overlaps(&period(two))
        };
        let ties = rows.iter().map(|one| rows.iter().filter(|two| tie(one, two)).count()).sum();
        let found: usize = check(&[], &rows).map_or_else(|found| found.len(), |()| 0);
        prop_assert_eq!(found, ties);
    }
}
