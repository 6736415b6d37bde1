//! The published figures of the three demonstration councils, as they are shipped.
#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

mod common;

use std::path::Path;

use carecap_calendar::Instant;
use common::{day, header};
use rate_catalogue_rules::import::{check, read_csv};
use rate_catalogue_rules::{Rate, RateKey, RateQuestion, Unit, resolve};

fn catalogue(folder: &str, council_id: &str, rows: usize) -> Vec<Rate> {
    let councils = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../carecap/councils");
    let bytes = std::fs::read(councils.join(folder).join("rates.csv")).unwrap();
    let rates = read_csv(&bytes, &header(council_id)).unwrap();
    assert_eq!(rates.len(), rows, "{folder}");
    assert_eq!(check(&[], &rates), Ok(()));
    let record = |(index, rate): (usize, rate_catalogue_rules::NewRate)| {
        let id = format!("rate-{index}");
        rate.recorded(id, council_id.into(), "import-1".into(), Instant::from_micros(0))
    };
    rates.into_iter().enumerate().map(record).collect()
}

fn price(rates: &[Rate], service_code: &str, unit: Unit, band: &str, on: &str) -> Option<String> {
    let asked = RateKey::new(service_code, unit, band, "", "").unwrap();
    let question = RateQuestion { asked, on: day(on) };
    let answer = resolve(rates, &question).ok()?;
    Some(answer.rate.terms.cost_to_council.to_string())
}

#[test]
fn leeds_prices_a_week_of_home_care_and_a_day_centre() {
    let rates = catalogue("leeds", "E08000035", 3);
    let on = "2024-10-07";
    assert_eq!(price(&rates, "home_care", Unit::Hour, "", on).unwrap(), "23.91");
    let day_centre = price(&rates, "older_peoples_day_centre", Unit::Day, "", on);
    assert_eq!(day_centre.unwrap(), "40.25");
    let transport = price(&rates, "day_centre_transport", Unit::RoundTrip, "", on);
    assert_eq!(transport.unwrap(), "8.15");
    assert_eq!(price(&rates, "home_care", Unit::Hour, "", "2024-03-31"), None);
}

#[test]
fn devons_rows_of_2022_still_answer_in_october_2023() {
    let rates = catalogue("devon", "E10000008", 6);
    let average = "personal_care_commissioned_average";
    assert_eq!(price(&rates, average, Unit::Hour, "", "2023-10-02").unwrap(), "24.71");
    let assistant = "direct_payment_personal_assistant";
    assert_eq!(price(&rates, assistant, Unit::Hour, "", "2023-10-02").unwrap(), "14.52");
}

#[test]
fn nottinghamshire_prices_its_care_homes_by_band_with_and_without_its_quality_mark() {
    let rates = catalogue("nottinghamshire", "E10000024", 16);
    let on = |service_code, band| price(&rates, service_code, Unit::Week, band, "2024-10-07");
    assert_eq!(on("residential_care_home_dqm", "3").unwrap(), "805.00");
    assert_eq!(on("residential_care_home_dqm", "5").unwrap(), "845.00");
    assert_eq!(on("residential_care_home", "2").unwrap(), "694.00");
    assert_eq!(on("nursing_care_home", "4").unwrap(), "836.00");
    assert_eq!(on("nursing_care_home_dqm", "5").unwrap(), "919.00");
    assert_eq!(on("residential_care_home", ""), None);
}
