//! What a file of rates may look like, and what its author is told when it cannot be taken in.
#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

mod common;

use common::{COUNCIL, day, home_care, read, recorded};
use rate_catalogue_rules::import::{AmbiguityKind, FAULTS_HIGHEST, OtherRow, check};

const NAMES: &str = "council,year,service_code,service,unit,amount,source";
const ROW: &str = "E08000035,2024-25,home_care,home care,hour,23.91,a page";

/// The places of all faults.
fn places(text: impl AsRef<[u8]>) -> Vec<String> {
    read(text).unwrap_err().iter().map(|fault| fault.place()).collect()
}

#[test]
fn a_row_without_a_first_day_runs_from_the_first_of_april_until_superseded() {
    let rates = read(format!("{NAMES}\n{ROW}\n")).unwrap();
    assert_eq!(rates[0].line, 2);
    let terms = &rates[0].terms;
    assert_eq!(terms.stated.start(), day("2024-04-01"));
    assert_eq!(terms.stated.end(), None);
    assert_eq!(terms.cost_to_council.to_string(), "23.91");
    assert_eq!(terms.charge_basis, None);
    assert_eq!(terms.key.band(), None);
    assert_eq!(terms.source.title, "a page");
}

#[test]
fn a_year_that_is_a_day_is_the_first_day_and_from_goes_before_the_year() {
    let check = |year: &str, from: &str, expected: &str| {
        let row = ROW.replace("2024-25", year);
        let rates = read(format!("{NAMES},from\n{row},{from}")).unwrap();
        assert_eq!(rates[0].terms.stated.start(), day(expected), "{year} {from}");
        assert_eq!(rates[0].terms.year, year);
    };
    check("2024-25", "", "2024-04-01");
    check("1999-00", "", "1999-04-01");
    check("2023-08-21", "", "2023-08-21");
    check("2024-25", "2024-04-08", "2024-04-08");
    check("undated", "2024-04-08", "2024-04-08");
}

#[test]
fn the_last_day_of_a_row_is_inclusive() {
    let rates = home_care(&[",,,2024-04-01,2024-09-30,20"]);
    assert!(rates[0].terms.stated.contains(day("2024-09-30")));
    assert!(!rates[0].terms.stated.contains(day("2024-10-01")));
}

#[test]
fn what_spreadsheets_do_to_a_file_does_not_change_its_rows() {
    let plain = read(format!("{NAMES}\n{ROW}\n")).unwrap();
    let marked = format!("\u{feff}{NAMES}\r\n{ROW}\r\n");
    assert_eq!(read(marked).unwrap(), plain);
    let old_ends = format!("{NAMES}\r{ROW}\r");
    assert_eq!(read(old_ends).unwrap(), plain);
    let quoted = ROW.replace("home care", "\"home care\"");
    assert_eq!(read(format!("{NAMES}\n{quoted}")).unwrap(), plain);
    let spaced = ROW.replace(',', " , ");
    assert_eq!(read(format!(" COUNCIL{}\n{spaced}", &NAMES[7..])).unwrap(), plain);
}

#[test]
fn a_quoted_text_keeps_its_commas_and_its_marks() {
    let row = ROW.replace("home care", "\"care, \"\"at home\"\"\"");
    let rates = read(format!("{NAMES}\n{row}")).unwrap();
    assert_eq!(rates[0].terms.service_title, "care, \"at home\"");
}

#[test]
fn a_row_without_a_source_has_that_of_the_file() {
    let row = ROW.replace("a page", "");
    let rates = read(format!("{NAMES}\n{row}")).unwrap();
    assert_eq!(rates[0].terms.source, common::header(COUNCIL).source);
}

#[test]
fn every_cell_that_cannot_stand_is_named_by_line_and_column() {
    let wrong = [
        ("E08000035", "E10000008", "line 3: council"),
        ("2024-25", "2024-26", "line 3: year"),
        ("2024-25", "2024", "line 3: year"),
        ("home_care", "", "line 3: service_code"),
        ("home care", "", "line 3: service"),
        ("hour", "20 minutes", "line 3: unit"),
        ("23.91", "£23.91", "line 3: amount"),
        ("23.91", "\"1,023.91\"", "line 3: amount"),
        ("23.91", "-1", "line 3: amount"),
        ("23.91", "+1", "line 3: amount"),
        ("23.91", "1e3", "line 3: amount"),
        ("23.91", "23.91000", "line 3: amount"),
        ("23.91", "23.91001", "line 3: amount"),
        ("23.91", "", "line 3: amount"),
        ("23.91", "99999999999999999999", "line 3: amount"),
        ("a page", "\"a\npage\"", "line 3: source"),
    ];
    for (from, to, place) in wrong {
        let row = ROW.replacen(from, to, 1);
        let text = format!("{NAMES}\n{ROW}\n{row}\n");
        if to == "23.91000" {
            assert!(read(text).is_ok(), "zeros add no precision");
        } else {
            assert_eq!(places(text), [place], "{to}");
        }
    }
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let wrong = ROW.replace("hour", "yard");
    let over_two_lines = ROW.replace("a page", "\"a\r\npage\"");
    let text = format!("{NAMES}\r\n{ROW}\r\n\r\n{over_two_lines}\r\n{wrong}\r\n");
    assert_eq!(places(text), ["line 4: source", "line 6: unit"]);
}

#[test]
fn days_that_cannot_stand_are_refused() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let text = format!("{NAMES},from,to\n{ROW},{from},{to}");
        assert_eq!(places(text), expected, "{from} {to}");
    };
    check("01/04/2024", "", &["line 2: from"]);
    check("2024-02-30", "2024-02-31", &["line 2: from", "line 2: to"]);
    check("2024-04-02", "2024-04-01", &["line 2: to"]);
    check("", "2024-03-31", &["line 2: to"]);
}

#[test]
fn a_row_tells_all_its_faults_and_a_file_those_of_all_its_rows() {
    let text = format!("{NAMES}\nE1,25,home care,x,yard,much,y\n{ROW}\n{ROW},more\n");
    assert_eq!(
        places(text),
        [
            "line 2: council",
            "line 2: unit",
            "line 2: service_code",
            "line 2: amount",
            "line 2: year",
            "line 4",
        ]
    );
}

#[test]
fn the_first_line_must_name_each_column_once() {
    assert_eq!(places(format!("{NAMES},unit\n{ROW},hour")), ["line 1: unit"]);
    assert_eq!(places(format!("{NAMES},arae\n{ROW},")), ["line 1: arae"]);
    let without_amount = NAMES.replace(",amount", "");
    assert_eq!(places(without_amount), ["line 1: amount"]);
}

#[test]
fn a_file_without_rows_or_in_another_encoding_is_refused() {
    assert_eq!(places(""), ["line 1"]);
    assert_eq!(places("\u{feff}"), ["line 1"]);
    assert_eq!(places(NAMES), ["line 2"]);
    let mut latin = format!("{NAMES}\n{ROW}\n{ROW}").into_bytes();
    latin.push(0xE9);
    assert_eq!(places(latin), ["line 3"]);
    let wide: Vec<u8> = NAMES.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read(wide).is_err());
}

#[test]
fn a_quotation_mark_that_is_not_closed_is_found_where_it_stands() {
    let open = ROW.replace("a page", "\"a page");
    assert_eq!(places(format!("{NAMES}\n{ROW}\n{open}")), ["line 3"]);
    assert_eq!(places(format!("{NAMES}\n{open}\n{ROW}")), ["line 2"]);
}

#[test]
fn at_most_a_hundred_faults_are_told() {
    let row = ROW.replace("hour", "yard").replace("23.91", "much");
    let text = format!("{NAMES}\n{}", format!("{row}\n").repeat(80));
    assert_eq!(places(text).len(), FAULTS_HIGHEST);
}

#[test]
fn two_rows_of_one_key_and_start_are_refused_and_the_later_line_is_named() {
    let twice = home_care(&[",,,,,20", ",,,2024-04-01,,21"]);
    let found = check(&[], &twice).unwrap_err();
    assert_eq!((found[0].line, &found[0].other), (3, &OtherRow::Line(2)));
    assert_eq!(found[0].kind, AmbiguityKind::SameKeyAndStart(day("2024-04-01")));

    let existing = recorded(home_care(&[",north,,,,20"]));
    let found = check(&existing, &home_care(&[",north,,,,20"])).unwrap_err();
    assert_eq!(found[0].other, OtherRow::Recorded("rate-2-20.00".into()));
}

#[test]
fn a_later_start_of_the_same_key_is_no_collision() {
    let existing = recorded(home_care(&[",,,2024-04-01,,20"]));
    assert_eq!(check(&existing, &home_care(&[",,,2025-04-01,,21"])), Ok(()));
    assert_eq!(check(&existing, &home_care(&[",,,2023-04-01,,19"])), Ok(()));
}

#[test]
fn a_provider_with_a_rate_by_area_and_another_by_band_is_refused() {
    let existing = recorded(home_care(&[",north,Elm,2024-04-01,,20"]));
    let new = home_care(&["3,,Elm,2024-06-01,,21"]);
    let found = check(&existing, &new).unwrap_err();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].line, 2);
    assert_eq!(found[0].other, OtherRow::Recorded("rate-2-20.00".into()));
    assert_eq!(found[0].kind, AmbiguityKind::AreaAgainstBand(day("2024-06-01")));
}

#[test]
fn keys_of_which_one_is_more_specific_stand_beside_each_other() {
    let rows = [
        ",,,,,20",
        "3,,,,,21",
        ",north,,,,22",
        "3,north,,,,23",
        ",,Elm,,,24",
        "3,,Elm,,,25",
        "3,north,Elm,,,26",
        ",north,Oak,,,27",
    ];
    assert_eq!(check(&[], &home_care(&rows)), Ok(()));
}

#[test]
fn rows_that_are_never_in_force_on_one_day_cannot_tie() {
    let ended = [",north,Elm,2024-04-01,2024-09-30,20", "3,,Elm,2024-10-01,,21"];
    assert_eq!(check(&[], &home_care(&ended)), Ok(()));
    let superseded = [
        ",north,Elm,2023-04-01,,20",
        ",north,Elm,2024-04-01,2024-09-30,20",
        "3,,Elm,2024-10-01,,21",
    ];
    assert_eq!(check(&[], &home_care(&superseded)), Ok(()));
    let one_day = [",north,Elm,2024-04-01,2024-10-01,20", "3,,Elm,2024-10-01,,21"];
    assert!(check(&[], &home_care(&one_day)).is_err());
}
