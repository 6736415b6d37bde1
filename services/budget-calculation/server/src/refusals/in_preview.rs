//! What somebody who asked for a preview does next. Nobody determines anything for a preview, and
//! what a stored budget waits for can be given with the question.

use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;

use super::CouncilsOwn;

/// Where a value is named by its key, because the rules know no places.
const BY_KEY: &str = "values/";

/// The path of a value, or of its key, that [`in_preview`] turns into one with its place.
pub(super) fn value_path(key: &str, part: &str) -> String {
    format!("{BY_KEY}{key}/{part}")
}

/// The refusal with what the caller of a preview does next, and the fields in which to do it.
pub(crate) fn in_preview(refusal: Refusal, asked: &proto::PreviewBudgetRequest) -> Refusal {
    let refusal = refusal.placing(|field| placed(field, &asked.values));
    let told = |name: &str| refusal.metadata(name).unwrap_or_default().to_owned();
    match refusal.reason() {
        ErrorReason::FinancialStatementMissing => {
            let wrong = "is required where the council arranges the care: give what the person has";
            refusal
                .saying(
                    "a personal budget is worked out from means: give `means`, or ask for care \
                     that the person arranges under a pack with a cap",
                )
                .fault("means", wrong)
        }
        ErrorReason::KindNotMapped => {
            let (kind, setting) = (told("kind"), told("setting"));
            let sentence = format!(
                "the council's service mapping leads from {kind} in {setting} to no service that \
                 is bought: set it there, or give the lines with their prices in `given_lines`"
            );
            let places = places_of(&kind, &asked.need_lines);
            let wrong = "is not mapped: map it, or give a line with its price in `given_lines`";
            places.fold(refusal.saying(sentence), |refusal, place| {
                refusal.fault(format!("need_lines[{place}].kind"), wrong)
            })
        }
        ErrorReason::NoRate | ErrorReason::ServiceUnknown => {
            let sentence = format!(
                "{}: import the price, or give the line with its price in `given_lines`",
                refusal.message()
            );
            refusal.saying(sentence)
        }
        ErrorReason::ParameterNotKnown => {
            let (key, on) = (told("parameter"), told("on"));
            let sentence = format!(
                "{key} is not known on {on}: choose a day that the pack covers, or give {key} \
                 under `values`"
            );
            refusal
                .saying(sentence)
                .fault("on", "is not covered: choose a day that the pack covers")
                .fault("values", format!("does not hold {key}: give it with its value"))
        }
        ErrorReason::PackNotInForce => {
            let wrong = "has no cap: name one that has, or let the council arrange the care";
            refusal.fault("pack", wrong)
        }
        ErrorReason::PolicyNotSet if told("kind") == CouncilsOwn::Mapping.kind() => {
            let wrong = "cannot be mapped: give lines with their prices in `given_lines`";
            refusal
                .saying(
                    "the council has set no service mapping: set it, or give the lines with their \
                     prices in `given_lines`",
                )
                .fault("need_lines", wrong)
        }
        _ => refusal,
    }
}

fn placed(field: &str, values: &[proto::PreviewValue]) -> String {
    let by_key = field.strip_prefix(BY_KEY).and_then(|rest| rest.rsplit_once('/'));
    let Some((key, part)) = by_key else {
        return field.to_owned();
    };
    match values.iter().position(|value| value.key == key) {
        Some(place) => format!("values[{place}].{part}"),
        None => "values".to_owned(),
    }
}

/// The lines of a kind of help, by the rules' word for it.
fn places_of(kind: &str, lines: &[intake::NeedLine]) -> impl Iterator<Item = usize> {
    let kind = intake::KindOfHelp::from_str_name(&format!("KIND_OF_HELP_{kind}")).map(i32::from);
    let same = lines.iter().map(move |line| Some(line.kind) == kind).enumerate();
    same.filter_map(|(place, same)| same.then_some(place))
}
