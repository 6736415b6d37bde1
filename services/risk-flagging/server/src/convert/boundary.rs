use carecap_contracts::common::v1 as common;
use carecap_contracts::risk::v1 as proto;
use carecap_contracts::{date, timestamp};
use carecap_service::{Fields, Refusal, etag};
use carecap_store::Document;
use risk_flagging_rules::{Boundary, BoundaryInput, BoundarySet, Source};

use super::{setting, setting_code};

/// The boundaries as a council writes them; whether they can stand is for the rules to say.
pub(crate) fn boundary_inputs(
    request: &proto::SetBoundariesRequest,
) -> Result<Vec<BoundaryInput>, Refusal> {
    let mut fields = Fields::new();
    let given = request.boundaries.iter().enumerate();
    let inputs =
        given.map(|(index, boundary)| boundary_input(&mut fields, index, boundary)).collect();
    fields.finish()?;
    Ok(inputs)
}

fn boundary_input(fields: &mut Fields, index: usize, given: &proto::Boundary) -> BoundaryInput {
    let field = |name: &str| format!("boundaries[{index}].{name}");
    let source = given.source.clone().unwrap_or_default();
    if source.href.chars().count() > 1_000 {
        fields.fault(field("source.href"), "is longer than 1000 characters");
    }
    let in_setting = match given.setting {
        0 => None,
        value => fields.choice(&field("setting"), value, setting),
    };
    BoundaryInput {
        indicator: fields.text(&field("indicator"), &given.indicator, 40),
        measure: fields.text(&field("measure"), &given.measure, 40),
        setting: in_setting,
        from: fields.day(&field("from"), given.from.as_ref()),
        value: fields.decimal(&field("value"), &given.value),
        source: Source {
            title: fields.text(&field("source.title"), &source.title, 200),
            href: source.href,
        },
    }
}

pub(crate) fn boundary_set(document: Document<BoundarySet>, council: &str) -> proto::BoundarySet {
    proto::BoundarySet {
        council_id: council.to_owned(),
        version: document.version,
        etag: etag(document.version),
        boundaries: document.body.boundaries().iter().map(boundary).collect(),
        recorded_at: timestamp(document.recorded_at),
        recorded_by: document.recorded_by,
    }
}

fn boundary(boundary: &Boundary) -> proto::Boundary {
    proto::Boundary {
        indicator: boundary.bound.indicator().code().to_owned(),
        measure: boundary.bound.measure().to_owned(),
        setting: setting_code(boundary.setting).into(),
        from: date(boundary.from),
        value: boundary.value.to_string(),
        source: Some(common::Source {
            title: boundary.source.title.clone(),
            href: boundary.source.href.clone(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use carecap_contracts::assessment::v1::Setting;
    use carecap_contracts::common::v1::ErrorReason;

    use super::*;

    fn usual_cost_at_home() -> proto::Boundary {
        proto::Boundary {
            indicator: "F-COST-2".to_owned(),
            measure: "cost_weekly_highest".to_owned(),
            setting: Setting::Home.into(),
            from: Some(common::Date { year: 2024, month: 4, day: 1 }),
            value: "1200.50".to_owned(),
            source: Some(common::Source {
                title: "Commissioning board, March 2024".to_owned(),
                href: String::new(),
            }),
        }
    }

    #[test]
    fn a_boundary_reads_back_as_it_was_set() {
        let given = usual_cost_at_home();
        let request =
            proto::SetBoundariesRequest { boundaries: vec![given.clone()], ..Default::default() };
        let set = BoundarySet::new(boundary_inputs(&request).unwrap()).unwrap();
        let answered: Vec<_> = set.boundaries().iter().map(boundary).collect();
        assert_eq!(answered, [given]);
    }

    #[test]
    fn everything_wrong_with_the_boundaries_is_said_at_once() {
        let wrong = proto::Boundary {
            value: "lots".to_owned(),
            source: None,
            setting: 9,
            ..usual_cost_at_home()
        };
        let request = proto::SetBoundariesRequest {
            boundaries: vec![usual_cost_at_home(), wrong],
            ..Default::default()
        };
        let refusal = boundary_inputs(&request).unwrap_err();
        assert_eq!(refusal.reason(), ErrorReason::InvalidField);
        for field in ["boundaries[1].value", "boundaries[1].source.title", "boundaries[1].setting"]
        {
            assert!(refusal.message().contains(field), "{}", refusal.message());
        }
        assert!(!refusal.message().contains("boundaries[0]"));
    }
}
