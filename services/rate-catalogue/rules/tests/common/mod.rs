//! Rows written as a council writes them, for the tests of this crate.
#![allow(dead_code)] // Each test file uses its own part.

use carecap_calendar::{Day, Instant, parse_day};
use rate_catalogue_rules::import::{ImportHeader, LineFault, read_csv};
use rate_catalogue_rules::{NewRate, Rate, RateKey, RateQuestion, Source, Unit};

pub const COUNCIL: &str = "E08000035";

pub fn header(council_id: &str) -> ImportHeader {
    ImportHeader {
        council_id: council_id.to_owned(),
        source: Source {
            title: "Leeds: Examples how much people pay (home)".to_owned(),
            href: "https://www.leeds.gov.uk".to_owned(),
        },
    }
}

pub fn read(text: impl AsRef<[u8]>) -> Result<Vec<NewRate>, Vec<LineFault>> {
    read_csv(text.as_ref(), &header(COUNCIL))
}

/// Rows of home care by the hour: `band,area,provider,from,to,amount` on each line.
pub fn home_care(rows: &[&str]) -> Vec<NewRate> {
    let mut text =
        "council,year,service_code,service,unit,source,band,area,provider,from,to,amount"
            .to_owned();
    for row in rows {
        text += &format!("\n{COUNCIL},2024-25,home_care,home care,hour,,{row}");
    }
    read(text).unwrap()
}

pub fn recorded(rates: Vec<NewRate>) -> Vec<Rate> {
    let record = |rate: NewRate| {
        let id = format!("rate-{}-{}", rate.line, rate.terms.cost_to_council);
        rate.recorded(id, COUNCIL.into(), "import-1".into(), Instant::from_micros(0))
    };
    rates.into_iter().map(record).collect()
}

pub fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

pub fn question(band: &str, area: &str, provider: &str, on: &str) -> RateQuestion {
    RateQuestion {
        asked: RateKey::new("home_care", Unit::Hour, band, area, provider).unwrap(),
        on: day(on),
    }
}
