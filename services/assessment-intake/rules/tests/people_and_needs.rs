//! People's records, age bands and need lines: what is taken and what not.

// A test says by panicking that something is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use assessment_intake_rules::need_line::{
    NeedLine, NeedLineFacts, NeedLineRefused, check_together,
};
use assessment_intake_rules::needs::{Duty, FreeByLaw, KindOfHelp, LinePeriod, MetBy, Outcome};
use assessment_intake_rules::person::{
    AgeBand, DatedAgeBand, PersonDetails, PersonFacts, PersonRefused, age_bands,
};
use carecap_calendar::{Day, plus_days};
use proptest::prelude::*;
use rust_decimal::Decimal;
use time::macros::date;

use common::line;

#[test]
fn a_record_has_a_name_and_a_birthday() {
    let details = |name: &str, born_on, area: Option<&str>| {
        let area = area.map(str::to_owned);
        PersonDetails::new(PersonFacts { name: name.to_owned(), born_on, area })
    };
    let born_on = date!(1940 - 05 - 17);
    let taken = details(" Mary ", born_on, Some(" ")).unwrap();
    assert_eq!((taken.facts().name.as_str(), &taken.facts().area), ("Mary", &None));
    assert_eq!(details("  ", born_on, None), Err(PersonRefused::Name));
    assert_eq!(details(&"x".repeat(201), born_on, None), Err(PersonRefused::Name));
    assert_eq!(details("Mary", date!(1899 - 12 - 31), None), Err(PersonRefused::BornOn));
    assert_eq!(details("Mary", born_on, Some(&"x".repeat(201))), Err(PersonRefused::Area));
}

fn pension_from(born_on: Day) -> Day {
    let bands = age_bands(born_on);
    assert_eq!(bands[3].band, AgeBand::PensionAge);
    bands[3].from
}

#[test]
fn state_pension_age_is_that_of_the_timetable() {
    let check = |born_on, from| assert_eq!(pension_from(born_on), from, "{born_on}");
    check(date!(1954 - 10 - 06), date!(2020 - 10 - 06));
    check(date!(1960 - 04 - 05), date!(2026 - 04 - 05));
    check(date!(1960 - 04 - 06), date!(2026 - 05 - 06));
    // 66 years and 4 months after a 31st: the last day of November.
    check(date!(1960 - 07 - 31), date!(2026 - 11 - 30));
    check(date!(1961 - 03 - 05), date!(2028 - 02 - 05));
    check(date!(1961 - 03 - 06), date!(2028 - 03 - 06));
    check(date!(1977 - 04 - 05), date!(2044 - 04 - 05));
    check(date!(1977 - 04 - 06), date!(2044 - 05 - 06));
    check(date!(1978 - 04 - 05), date!(2046 - 03 - 06));
    check(date!(1978 - 04 - 06), date!(2046 - 04 - 06));
}

#[test]
fn older_cohorts_had_reached_it_before_2021() {
    assert!(pension_from(date!(1954 - 10 - 05)) < date!(2021 - 01 - 01));
    assert!(pension_from(date!(1936 - 02 - 29)) < date!(2021 - 01 - 01));
}

#[test]
fn an_age_is_reached_at_the_start_of_the_birthday() {
    let bands = age_bands(date!(2004 - 02 - 29));
    assert_eq!((bands[0].from, bands[0].band), (date!(2004 - 02 - 29), AgeBand::Under18));
    assert_eq!((bands[1].from, bands[1].band), (date!(2022 - 03 - 01), AgeBand::From18To24));
    assert_eq!(
        (bands[2].from, bands[2].band),
        (date!(2029 - 03 - 01), AgeBand::From25ToPensionAge)
    );
    let codes: Vec<_> = bands.iter().map(|band| serde_json::to_value(band.band).unwrap()).collect();
    assert_eq!(codes, ["UNDER_18", "AGE_18_TO_24", "AGE_25_TO_PENSION_AGE", "PENSION_AGE"]);
}

proptest! {
    #[test]
    fn the_bands_of_a_lifetime_follow_each_other(offset in 0_i64..50_000) {
        let bands = age_bands(plus_days(date!(1900 - 01 - 01), offset));
        let follows = |pair: &[DatedAgeBand]| {
            pair[0].from < pair[1].from && pair[0].band < pair[1].band
        };
        prop_assert!(bands.windows(2).all(follows));
    }

    #[test]
    fn the_younger_never_reach_pension_age_more_than_a_month_end_before_the_older(
        offset in 0_i64..50_000,
    ) {
        let born_on = plus_days(date!(1900 - 01 - 01), offset);
        let next = plus_days(born_on, 1);
        prop_assert!(pension_from(born_on) <= plus_days(pension_from(next), 3));
    }

    #[test]
    fn a_line_that_was_taken_reads_back_as_it_was(
        ten_thousandths in 1_i64..1_680_000, minutes in 1_u16..=60, people in 1_u8..=4,
    ) {
        let facts = NeedLineFacts {
            times: Decimal::new(ten_thousandths, 4),
            minutes,
            people,
            ..line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Nobody)
        };
        let taken = NeedLine::new(facts);
        prop_assert!(taken.is_ok());
        let taken = taken.unwrap();
        let text = serde_json::to_string(&taken).unwrap();
        prop_assert_eq!(serde_json::from_str::<NeedLine>(&text).unwrap(), taken);
    }
}

fn refused(change: impl Fn(&mut NeedLineFacts)) -> NeedLineRefused {
    let mut facts = line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Nobody);
    change(&mut facts);
    NeedLine::new(facts).unwrap_err()
}

#[test]
fn a_line_that_no_week_can_hold_is_refused() {
    use NeedLineRefused as R;
    assert_eq!(refused(|line| line.outcomes.clear()), R::NoOutcome);
    assert_eq!(refused(|line| line.times = Decimal::ZERO), R::Times);
    assert_eq!(refused(|line| line.times = Decimal::new(12_345, 5)), R::Times);
    assert_eq!(refused(|line| line.times = Decimal::from(169)), R::TimesTooMany);
    assert_eq!(refused(|line| line.times = Decimal::MAX), R::TimesTooMany);
    assert_eq!(refused(|line| line.minutes = 1_441), R::MinutesOutOfDay);
    assert_eq!(refused(|line| line.minutes = 0), R::MinutesMissing);
    assert_eq!(refused(|line| line.kind = KindOfHelp::DayActivity), R::MinutesNotCounted);
    let more_than_a_week = refused(|line| {
        line.times = Decimal::from(8);
        line.minutes = 1_440;
    });
    assert_eq!(more_than_a_week, R::MinutesTooMany);
    assert_eq!(refused(|line| line.people = 0), R::People);
    assert_eq!(refused(|line| line.people = 5), R::People);
    assert_eq!(refused(|line| line.met_by = MetBy::Carer), R::CarerRefMissing);
    assert_eq!(refused(|line| line.carer_ref = Some("carer-1".into())), R::CarerRefNotExpected);
    let named = refused(|line| {
        line.met_by = MetBy::Carer;
        line.carer_ref = Some("Her daughter Ann".into());
    });
    assert_eq!(named, R::CarerRef);
    assert_eq!(refused(|line| line.band = Some("very high".into())), R::Band);
}

#[test]
fn reablement_and_nothing_else_says_from_when_it_is_free() {
    use NeedLineRefused as R;
    let began = date!(2026 - 05 - 04);
    let reablement = NeedLineFacts {
        duty: Duty::Discretionary,
        free_by_law: Some(FreeByLaw::Reablement),
        free_from: Some(began),
        ..line(Outcome::Hygiene, KindOfHelp::PersonalCare, MetBy::Nobody)
    };
    let taken = NeedLine::new(reablement).unwrap();
    let stored = serde_json::to_value(&taken).unwrap();
    assert_eq!(stored["free_by_law"], "REABLEMENT");
    assert_eq!(stored["free_from"], "2026-05-04");
    assert_eq!(serde_json::from_value::<NeedLine>(stored).unwrap(), taken);

    let without_day = refused(|line| line.free_by_law = Some(FreeByLaw::Reablement));
    assert_eq!(without_day, R::FreeFromMissing);
    assert_eq!(refused(|line| line.free_from = Some(began)), R::FreeFromNotExpected);
    for other in [FreeByLaw::Equipment, FreeByLaw::Cjd, FreeByLaw::Aftercare] {
        let with_day = refused(|line| {
            line.free_by_law = Some(other);
            line.free_from = Some(began);
        });
        assert_eq!(with_day, R::FreeFromNotExpected, "{other:?}");
    }
    let long_ago = refused(|line| {
        line.free_by_law = Some(FreeByLaw::Reablement);
        line.free_from = Some(date!(1899 - 12 - 31));
    });
    assert_eq!(long_ago, R::FreeFrom);
}

#[test]
fn a_line_stored_before_duties_were_recorded_is_an_eligible_one() {
    let stored = r#"{"outcomes": ["NUTRITION"], "kind": "MEAL", "times": "7", "minutes": 30,
        "people": 1, "slot": "ANY", "met_by": "NOBODY", "level": "USUAL", "period": "WEEK"}"#;
    let read: NeedLine = serde_json::from_str(stored).unwrap();
    assert_eq!((read.facts().duty, read.facts().free_by_law), (Duty::Eligible, None));
}

#[test]
fn one_carer_has_one_week() {
    let day_and_night = |carer: &str, minutes| {
        NeedLine::new(NeedLineFacts {
            minutes,
            carer_ref: Some(carer.to_owned()),
            ..line(Outcome::HomeSafeUse, KindOfHelp::Supervision, MetBy::Carer)
        })
        .unwrap()
    };
    let whole = vec![day_and_night("carer-1", 720), day_and_night("carer-1", 720)];
    assert_eq!(check_together(&whole), Ok(()));
    let shared = vec![day_and_night("carer-1", 1_440), day_and_night("carer-2", 1_440)];
    assert_eq!(check_together(&shared), Ok(()));
    let too_long = vec![day_and_night("carer-1", 720), day_and_night("carer-1", 721)];
    assert_eq!(
        check_together(&too_long),
        Err(NeedLineRefused::CarerWeekTooLong { carer_ref: "carer-1".to_owned() })
    );
}

#[test]
fn yearly_nights_are_no_part_of_a_week() {
    let nights = NeedLineFacts {
        times: Decimal::from(28),
        minutes: 0,
        period: LinePeriod::Year,
        ..line(Outcome::HomeSafeUse, KindOfHelp::ShortStay, MetBy::Nobody)
    };
    assert_eq!(NeedLine::new(nights).unwrap().minutes_weekly(), Decimal::ZERO);
}
