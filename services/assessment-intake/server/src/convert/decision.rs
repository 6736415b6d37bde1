use std::collections::BTreeSet;

use assessment_intake_rules::assessment::{
    ArrangedBy, Decision, Determination, Setting, WellbeingArea,
};
use assessment_intake_rules::eligibility::{
    CarerFindings, CarerOutcome, NoLineBecause, OutcomeFinding,
};
use assessment_intake_rules::needs::{Limb, Outcome};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::date;
use carecap_service::{Fields, Refusal};

use super::{NOTE_LONGEST, Word, all_read};

pub(crate) fn decision(given: Option<proto::Determination>) -> Result<Decision, Refusal> {
    let given = given.ok_or_else(|| Refusal::invalid("determination", "is required"))?;
    let mut fields = Fields::new();
    let read = read(&mut fields, &given);
    all_read(fields, read)
}

fn read(fields: &mut Fields, given: &proto::Determination) -> Option<Decision> {
    let mut findings = Vec::with_capacity(given.findings.len());
    for (index, one) in given.findings.iter().enumerate() {
        findings.push(finding(fields, &format!("determination.findings[{index}]"), one));
    }
    let reason = &given.significant_impact_reason;
    let reason = fields.text("determination.significant_impact_reason", reason, NOTE_LONGEST);
    let setting = Setting::read(fields, "determination.setting", given.setting);
    let starts_on = fields.day("determination.starts_on", given.starts_on.as_ref());
    let arranged_by = ArrangedBy::read(fields, "determination.arranged_by", given.arranged_by);
    let change_request_id =
        fields.optional_id("determination.change_request_id", &given.change_request_id);
    let determined_on = fields.day("determination.determined_on", given.determined_on.as_ref());
    let since = given.permanent_since.as_ref();
    let permanent_since = fields.optional_day("determination.permanent_since", since);
    let mut areas = Vec::with_capacity(given.wellbeing_areas.len());
    for (index, area) in given.wellbeing_areas.iter().enumerate() {
        let field = format!("determination.wellbeing_areas[{index}]");
        areas.push(WellbeingArea::read(fields, &field, *area));
    }
    let weeks = u16::try_from(given.level_judged_over_weeks)
        .map(|weeks| Some(weeks).filter(|weeks| *weeks > 0))
        .map_err(|_| "is not between 0 and 520");
    let level_judged_over_weeks = fields.check("determination.level_judged_over_weeks", weeks);
    Some(Decision {
        arises_from_impairment: given.arises_from_impairment,
        findings: findings.into_iter().collect::<Option<_>>()?,
        significant_impact: given.significant_impact,
        significant_impact_reason: reason,
        setting: setting?,
        starts_on,
        arranged_by: arranged_by?,
        change_request_id,
        determined_on,
        permanent_since,
        wellbeing_areas: areas.into_iter().collect::<Option<_>>()?,
        carer: given
            .carer
            .as_ref()
            .map_or(Some(None), |carer| carer_findings(fields, carer).map(Some))?,
        level_judged_over_weeks: level_judged_over_weeks?,
    })
}

fn carer_findings(fields: &mut Fields, given: &proto::CarerFindings) -> Option<CarerFindings> {
    let mut outcomes = Vec::with_capacity(given.not_achieved.len());
    for (index, outcome) in given.not_achieved.iter().enumerate() {
        let field = format!("determination.carer.not_achieved[{index}]");
        outcomes.push(CarerOutcome::read(fields, &field, *outcome));
    }
    Some(CarerFindings {
        provides_necessary_care: given.provides_necessary_care,
        health_at_risk: given.health_at_risk,
        not_achieved: outcomes.into_iter().collect::<Option<_>>()?,
    })
}

fn finding(
    fields: &mut Fields,
    path: &str,
    given: &proto::OutcomeFinding,
) -> Option<OutcomeFinding> {
    let outcome = Outcome::read(fields, &format!("{path}.outcome"), given.outcome);
    let mut limbs = Vec::with_capacity(given.limbs.len());
    for (index, limb) in given.limbs.iter().enumerate() {
        limbs.push(Limb::read(fields, &format!("{path}.limbs[{index}]"), *limb));
    }
    let no_line_because = match given.no_line_because.as_str() {
        "" => None,
        code => {
            let known = NoLineBecause::from_code(code)
                .ok_or("is none of \"equipment\", \"housing\" and \"declined\"");
            fields.check(&format!("{path}.no_line_because"), known)
        }
    };
    Some(OutcomeFinding {
        outcome: outcome?,
        limbs: limbs.into_iter().collect::<Option<BTreeSet<_>>>()?,
        no_line_because,
    })
}

pub(super) fn written(determination: &Determination) -> proto::Determination {
    let decision = &determination.decision;
    let findings = decision.findings.iter().map(|finding| proto::OutcomeFinding {
        outcome: finding.outcome.listed(),
        limbs: finding.limbs.iter().copied().map(Word::listed).collect(),
        no_line_because: finding
            .no_line_because
            .map(|because| because.code().to_owned())
            .unwrap_or_default(),
    });
    proto::Determination {
        arises_from_impairment: decision.arises_from_impairment,
        findings: findings.collect(),
        significant_impact: decision.significant_impact,
        significant_impact_reason: decision.significant_impact_reason.clone(),
        eligible: determination.eligible,
        setting: decision.setting.listed(),
        starts_on: date(decision.starts_on),
        arranged_by: decision.arranged_by.listed(),
        change_request_id: decision.change_request_id.map(|id| id.to_string()).unwrap_or_default(),
        determined_by: determination.determined_by.clone(),
        determined_on: date(decision.determined_on),
        permanent_since: decision.permanent_since.and_then(date),
        wellbeing_areas: decision.wellbeing_areas.iter().map(|area| area.listed()).collect(),
        carer: decision.carer.as_ref().map(|carer| proto::CarerFindings {
            provides_necessary_care: carer.provides_necessary_care,
            health_at_risk: carer.health_at_risk,
            not_achieved: carer.not_achieved.iter().map(|outcome| outcome.listed()).collect(),
        }),
        level_judged_over_weeks: decision.level_judged_over_weeks.map_or(0, i32::from),
    }
}

#[cfg(test)]
mod tests {
    use carecap_calendar::parse_day;
    use carecap_contracts::common::v1 as common;
    use uuid::Uuid;

    use super::*;

    fn day(text: &str) -> Option<common::Date> {
        date(parse_day(text).unwrap())
    }

    /// A decision with something in every field that a request may fill.
    fn given() -> proto::Determination {
        proto::Determination {
            arises_from_impairment: true,
            findings: vec![proto::OutcomeFinding {
                outcome: proto::Outcome::Nutrition.into(),
                limbs: vec![proto::Limb::NeedsAssistance.into()],
                no_line_because: "declined".to_owned(),
            }],
            significant_impact: true,
            significant_impact_reason: "Days go by without a meal.".to_owned(),
            setting: proto::Setting::CareHomePermanent.into(),
            starts_on: day("2024-10-07"),
            arranged_by: proto::ArrangedBy::Council.into(),
            change_request_id: Uuid::from_u128(3).to_string(),
            determined_on: day("2024-10-01"),
            permanent_since: day("2024-09-09"),
            // Each of the nine, in an order of the assessor's own.
            wellbeing_areas: (1..=9).rev().collect(),
            carer: Some(proto::CarerFindings {
                provides_necessary_care: true,
                health_at_risk: false,
                not_achieved: (1..=8).collect(),
            }),
            level_judged_over_weeks: 104,
            ..proto::Determination::default()
        }
    }

    fn kept(given: proto::Determination) -> proto::Determination {
        let decision = decision(Some(given)).unwrap();
        let determined_by = "Ada".to_owned();
        written(&Determination { decision, eligible: false, determined_by })
    }

    #[test]
    fn a_decision_is_written_as_it_was_read() {
        let expected = proto::Determination { determined_by: "Ada".to_owned(), ..given() };
        assert_eq!(kept(given()), expected);
    }

    #[test]
    fn a_decision_that_names_no_area_no_earlier_day_and_no_period_keeps_none() {
        let sparse = proto::Determination {
            permanent_since: None,
            wellbeing_areas: vec![],
            level_judged_over_weeks: 0,
            ..given()
        };
        let kept = kept(sparse);
        assert_eq!((kept.permanent_since, kept.wellbeing_areas), (None, vec![]));
        assert_eq!(kept.level_judged_over_weeks, 0);
    }

    #[test]
    fn what_cannot_be_read_of_a_decision_is_named_field_by_field() {
        let unreadable = proto::Determination {
            setting: 0,
            permanent_since: Some(common::Date { year: 2024, month: 2, day: 30 }),
            wellbeing_areas: vec![proto::WellbeingArea::Dignity.into(), 0, 99],
            level_judged_over_weeks: -1,
            ..given()
        };
        let refusal = decision(Some(unreadable)).unwrap_err();
        let wrong = [
            "setting",
            "permanent_since",
            "wellbeing_areas[1]",
            "wellbeing_areas[2]",
            "level_judged_over_weeks",
        ];
        for field in wrong {
            let field = format!("determination.{field}");
            assert!(refusal.message().contains(&field), "{field}: {refusal:?}");
        }
        assert!(!refusal.message().contains("wellbeing_areas[0]"), "{refusal:?}");
    }
}
