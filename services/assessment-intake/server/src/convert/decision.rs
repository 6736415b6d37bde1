use std::collections::BTreeSet;

use assessment_intake_rules::assessment::{ArrangedBy, Decision, Determination, Setting};
use assessment_intake_rules::eligibility::{NoLineBecause, OutcomeFinding};
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
    }
}
