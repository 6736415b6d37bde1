use std::collections::BTreeMap;

use carecap_calendar::Day;
use carecap_contracts::assessment::v1 as assessment;
use carecap_contracts::events::v1 as events;
use carecap_service::{Fields, Refusal};
use risk_flagging_rules::{AssessmentState, BudgetFigures, CapNear, Check, Subject, SubjectKind};
use uuid::Uuid;

use super::{outcome, setting};

/// A fact that another context reports, ready to be looked at.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) person_id: Uuid,
    pub(crate) subject: Subject,
    /// The fact's own day, where it has one.
    pub(crate) raised_for: Option<Day>,
    pub(crate) facts: Facts,
}

/// What there is to look at.
#[derive(Debug)]
pub(crate) enum Facts {
    /// An assessment's state, and the checks that hold for it.
    Assessment(AssessmentState, Vec<Check>),
    /// A budget's figures.
    Budget(BudgetFigures),
    /// A cap that is near.
    Account(CapNear),
}

/// The checks that hold for a version of an assessment. `starts_on`: the first day of the care,
/// where it is determined.
pub(crate) fn seen_in_assessment(
    subject: Subject,
    starts_on: Option<Day>,
    answer: assessment::ListChecksResponse,
) -> Result<Seen, Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.id("person_id", &answer.person_id);
    let state = fields.choice("state", answer.state, assessment_state);
    let checks = answer.checks.into_iter().map(|one| check(&mut fields, one)).collect();
    fields.finish()?;
    let state = state.ok_or_else(|| Refusal::invalid("state", "is required"))?;
    Ok(Seen { person_id, subject, raised_for: starts_on, facts: Facts::Assessment(state, checks) })
}

pub(crate) fn seen_in_budget(drafted: &events::BudgetDrafted) -> Result<Seen, Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.id("person_id", &drafted.person_id);
    let budget_id = fields.id("budget_id", &drafted.budget_id);
    let setting = fields.choice("setting", drafted.setting, setting);
    let starts_on = fields.day("starts_on", drafted.starts_on.as_ref());
    let cost_weekly = fields.money("cost_weekly", drafted.cost_weekly.as_ref());
    fields.finish()?;
    let setting = setting.ok_or_else(|| Refusal::invalid("setting", "is required"))?;
    Ok(Seen {
        person_id,
        subject: subject(SubjectKind::Budget, budget_id, drafted.version),
        raised_for: Some(starts_on),
        facts: Facts::Budget(BudgetFigures { setting, starts_on, cost_weekly }),
    })
}

pub(crate) fn seen_in_account(near: &events::CapNear) -> Result<Seen, Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.id("person_id", &near.person_id);
    let account_id = fields.id("account_id", &near.account_id);
    let as_of = fields.day("as_of", near.as_of.as_ref());
    let projected_on = fields.day("projected_on", near.projected_on.as_ref());
    fields.finish()?;
    Ok(Seen {
        person_id,
        subject: subject(SubjectKind::Account, account_id, near.last_entry),
        raised_for: Some(as_of),
        facts: Facts::Account(CapNear { as_of, projected_on }),
    })
}

fn subject(kind: SubjectKind, id: Uuid, version: i64) -> Subject {
    Subject { kind, id: id.to_string(), version }
}

fn assessment_state(state: assessment::AssessmentState) -> Option<AssessmentState> {
    match state {
        assessment::AssessmentState::Unspecified => None,
        assessment::AssessmentState::Draft => Some(AssessmentState::Draft),
        assessment::AssessmentState::Submitted => Some(AssessmentState::Submitted),
        assessment::AssessmentState::Assured => Some(AssessmentState::Assured),
        assessment::AssessmentState::Determined => Some(AssessmentState::Determined),
    }
}

fn check(fields: &mut Fields, check: assessment::Check) -> Check {
    let about = outcome(check.outcome());
    let check_id = check.check_id;
    let measures: BTreeMap<_, _> = check
        .measures
        .into_iter()
        .map(|measure| {
            let field = format!("checks.{check_id}.{}", measure.name);
            let value = fields.decimal(&field, &measure.value);
            (measure.name, value)
        })
        .collect();
    Check { check_id, outcome: about, measures, evidence: check.evidence }
}

#[cfg(test)]
mod tests {
    use carecap_contracts::common::v1::{Date, Money};
    use carecap_money::Money as Amount;
    use risk_flagging_rules::Setting;
    use rust_decimal::Decimal;
    use time::macros::date;

    use super::*;

    #[test]
    fn a_check_keeps_its_outcome_measures_and_evidence() {
        let answer = assessment::ListChecksResponse {
            checks: vec![assessment::Check {
                check_id: "QC-12".to_owned(),
                outcome: assessment::Outcome::Hygiene.into(),
                measures: vec![assessment::Measure {
                    name: "carer_share".to_owned(),
                    value: "0.75".to_owned(),
                }],
                evidence: "Carers meet most of the care.".to_owned(),
            }],
            person_id: Uuid::max().to_string(),
            state: assessment::AssessmentState::Submitted.into(),
            next_page_token: String::new(),
        };
        let about = subject(SubjectKind::Assessment, Uuid::max(), 3);
        let seen = seen_in_assessment(about, None, answer).unwrap();
        let Facts::Assessment(state, checks) = seen.facts else {
            panic!("an assessment was seen");
        };
        assert_eq!(state, AssessmentState::Submitted);
        let expected = Check {
            check_id: "QC-12".to_owned(),
            outcome: Some("HYGIENE".to_owned()),
            measures: BTreeMap::from([("carer_share".to_owned(), Decimal::new(75, 2))]),
            evidence: "Carers meet most of the care.".to_owned(),
        };
        assert_eq!(checks, [expected]);
    }

    #[test]
    fn a_drafted_budget_is_seen_by_its_setting_first_day_and_weekly_cost() {
        let drafted = events::BudgetDrafted {
            person_id: Uuid::max().to_string(),
            budget_id: Uuid::max().to_string(),
            version: 2,
            setting: assessment::Setting::Home.into(),
            starts_on: Some(Date { year: 2024, month: 10, day: 7 }),
            cost_weekly: Some(Money { pence: 28_750 }),
            ..Default::default()
        };
        let seen = seen_in_budget(&drafted).unwrap();
        assert_eq!(seen.raised_for, Some(date!(2024 - 10 - 07)));
        assert_eq!(seen.subject.version, 2);
        let Facts::Budget(figures) = seen.facts else { panic!("a budget was seen") };
        assert_eq!(figures.setting, Setting::Home);
        assert_eq!(figures.cost_weekly, Amount::from_pence(28_750));
    }

    #[test]
    fn an_event_that_cannot_be_read_is_refused_by_field() {
        let unreadable = events::CapNear { as_of: None, ..Default::default() };
        let refusal = seen_in_account(&unreadable).unwrap_err();
        assert!(refusal.message().contains("as_of"), "{}", refusal.message());
    }
}
