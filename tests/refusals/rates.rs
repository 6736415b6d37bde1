use carecap_contracts::common::v1::Source;
use carecap_contracts::rates::v1 as proto;
use carecap_contracts::rates::v1::import_rates_request::Part;
use carecap_service::Role;
use carecap_tests::{LEEDS, NOTTINGHAMSHIRE, actor, day, new_request_id};
use prost::Message as _;

use super::world::{Call, HAREWOOD_ONLY, World};

const RESOLVE: &str = "/carecap.rates.v1.RateCatalogueService/ResolveRate";
const IMPORT: &str = "/carecap.rates.v1.RateCatalogueService/ImportRates";

/// What an hour of home care costs in Leeds on 7 October 2024; each row changes one thing.
fn question() -> proto::ResolveRateRequest {
    proto::ResolveRateRequest {
        council_id: LEEDS.to_owned(),
        service_code: "home_care".to_owned(),
        on: day("2024-10-07"),
        unit: proto::Unit::Hour.into(),
        ..Default::default()
    }
}

fn asked(world: &World, request: &proto::ResolveRateRequest) -> Call {
    world.call(&request.council_id, &actor(Role::RatesManager), RESOLVE, request)
}

pub async fn unknown_service(world: &World) -> Call {
    let service_code = "no_such_service".to_owned();
    asked(world, &proto::ResolveRateRequest { service_code, ..question() })
}

pub async fn no_rate_for_day(world: &World) -> Call {
    asked(world, &proto::ResolveRateRequest { on: day("2024-03-31"), ..question() })
}

pub async fn no_rate_for_area(world: &World) -> Call {
    let (service_code, area) = (HAREWOOD_ONLY.to_owned(), "Otley".to_owned());
    asked(world, &proto::ResolveRateRequest { service_code, area, ..question() })
}

pub async fn no_rate_for_band(world: &World) -> Call {
    let request = proto::ResolveRateRequest {
        council_id: NOTTINGHAMSHIRE.to_owned(),
        service_code: "residential_care_home_dqm".to_owned(),
        unit: proto::Unit::Week.into(),
        band: "9".to_owned(),
        ..question()
    };
    asked(world, &request)
}

pub async fn no_rate_for_unit(world: &World) -> Call {
    asked(world, &proto::ResolveRateRequest { unit: proto::Unit::Night.into(), ..question() })
}

/// A file of Leeds' rates, each row without the council.
fn import(world: &World, rows: &[&str]) -> Call {
    let header = proto::ImportRatesHeader {
        council_id: LEEDS.to_owned(),
        request_id: new_request_id(),
        file_name: "rates.csv".to_owned(),
        source: Some(Source { title: "A test".to_owned(), href: String::new() }),
        ..Default::default()
    };
    let mut file = "council,year,service_code,service,unit,amount,source\n".to_owned();
    for row in rows {
        file.push_str(row);
        file.push('\n');
    }
    let parts = [Part::Header(header), Part::Chunk(file.into_bytes())];
    stream(world, parts.into_iter().collect())
}

fn stream(world: &World, parts: Vec<Part>) -> Call {
    let message = |part: Part| proto::ImportRatesRequest { part: Some(part) }.encode_to_vec();
    let leeds = LEEDS.parse().expect("a council");
    Call {
        path: IMPORT,
        council: LEEDS.to_owned(),
        token: Some(world.bench.token(&leeds, &actor(Role::RatesManager))),
        messages: parts.into_iter().map(message).collect(),
    }
}

pub async fn twice_in_a_file(world: &World) -> Call {
    import(
        world,
        &[
            "E08000035,2024-25,twice,a service,hour,20.00,a test",
            "E08000035,2024-25,twice,a service,hour,21.00,a test",
        ],
    )
}

pub async fn there_already(world: &World) -> Call {
    import(world, &["E08000035,2024-25,home_care,home care,hour,24.00,a test"])
}

/// The first row and the last are sound, and are not imported either.
pub async fn malformed(world: &World) -> Call {
    import(
        world,
        &[
            "E08000035,2024-25,sound,a service,hour,20.00,a test",
            "E08000035,2024-25,unsound,a service,hour,twenty,a test",
            "E10000008,2024-25,unsound,a service,hour,20.00,a test",
            "E08000035,2024-25,unsound",
            "E08000035,2024-25,sound_too,a service,hour,20.00,a test",
        ],
    )
}

pub async fn no_header(world: &World) -> Call {
    stream(world, vec![Part::Chunk(b"council,year\n".to_vec())])
}
