use carecap_calendar::show_day;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;
use rate_catalogue_rules::import::{Ambiguity, LineFault, OtherRow};
use rate_catalogue_rules::{RateKey, ResolveRefusal};

/// A file that cannot be read, line by line. Nothing of it is imported.
pub(crate) fn malformed(faults: Vec<LineFault>) -> Refusal {
    let refusal = Refusal::new(
        ErrorReason::CsvMalformed,
        format!("the file has {} faults and nothing was imported: see each line", faults.len()),
    );
    faults
        .into_iter()
        .fold(refusal, |refusal, fault| refusal.fault(fault.place(), fault.sentence.clone()))
}

/// Rows that would be equally specific. Nothing of the file is imported.
pub(crate) fn ambiguous(found: &[Ambiguity]) -> Refusal {
    let refusal = Refusal::new(
        ErrorReason::RateAmbiguous,
        "two rows would be equally specific, so nothing was imported: see each line",
    );
    let refusal = match found.first() {
        Some(first) => refusal
            .with("service_code", &first.service_code)
            .with("line", first.line)
            .with("other", other(&first.other)),
        None => refusal,
    };
    found
        .iter()
        .fold(refusal, |refusal, one| refusal.fault(format!("line {}", one.line), one.to_string()))
}

fn other(row: &OtherRow) -> String {
    match row {
        OtherRow::Line(line) => format!("line {line}"),
        OtherRow::Recorded(rate_id) => rate_id.clone(),
    }
}

/// A question without an answer, with everything that was asked.
pub(crate) fn unanswered(refused: &ResolveRefusal, asked: &RateKey) -> Refusal {
    match refused {
        ResolveRefusal::ServiceUnknown { service_code } => {
            Refusal::new(ErrorReason::ServiceUnknown, refused.to_string())
                .with("service_code", service_code)
        }
        ResolveRefusal::NoRate { service_code, on, .. } => {
            let refusal = Refusal::new(ErrorReason::NoRate, refused.to_string())
                .with("service_code", service_code)
                .with("on", show_day(*on));
            [("band", asked.band()), ("area", asked.area()), ("provider", asked.provider())]
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?)))
                .fold(refusal, |refusal, (name, value)| refusal.with(name, value))
        }
    }
}
