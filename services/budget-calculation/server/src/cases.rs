//! What was last determined about each person, so that a later financial statement drafts anew.

use carecap_calendar::Day;
use carecap_contracts::events::v1::{AssessmentDetermined, FinancialStatementRecorded};
use carecap_service::{Fields, Refusal};
use carecap_store::{NewDocument, Tx};
use uuid::Uuid;

use crate::store::{CASES, Case};

/// A determination, as its event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Determined {
    pub(crate) person_id: Uuid,
    pub(crate) assessment_id: Uuid,
    pub(crate) version: i64,
    pub(crate) eligible: bool,
    pub(crate) starts_on: Day,
}

/// A financial statement, as its event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatementRecorded {
    pub(crate) person_id: Uuid,
    pub(crate) financial_statement_id: Uuid,
    pub(crate) version: i64,
    pub(crate) from: Day,
}

impl Determined {
    pub(crate) fn read(event: &AssessmentDetermined) -> Result<Determined, Refusal> {
        let mut fields = Fields::new();
        let determined = Determined {
            person_id: fields.id("person_id", &event.person_id),
            assessment_id: fields.id("assessment_id", &event.assessment_id),
            version: event.version,
            eligible: event.eligible,
            starts_on: fields.day("starts_on", event.starts_on.as_ref()),
        };
        fields.finish()?;
        Ok(determined)
    }
}

impl StatementRecorded {
    pub(crate) fn read(event: &FinancialStatementRecorded) -> Result<StatementRecorded, Refusal> {
        let mut fields = Fields::new();
        let statement_id = &event.financial_statement_id;
        let recorded = StatementRecorded {
            person_id: fields.id("person_id", &event.person_id),
            financial_statement_id: fields.id("financial_statement_id", statement_id),
            version: event.version,
            from: fields.day("from", event.from.as_ref()),
        };
        fields.finish()?;
        Ok(recorded)
    }
}

/// Records a determination as the person's case. The budget keeps its id through all of them.
pub(crate) async fn record(
    tx: &mut Tx,
    recorded_by: &str,
    determined: &Determined,
) -> Result<Case, Refusal> {
    let newest = CASES.newest(tx, determined.person_id).await?;
    let (version, budget_id) = match newest {
        Some(newest) => (newest.version + 1, newest.body.budget_id),
        None => (1, tx.new_id()),
    };
    let case = Case {
        budget_id,
        assessment_id: determined.assessment_id,
        assessment_version: determined.version,
        starts_on: determined.starts_on,
        eligible: determined.eligible,
    };
    let document = NewDocument {
        id: determined.person_id,
        version,
        person_id: Some(determined.person_id),
        state: "",
        sort_key: "",
        recorded_by,
        body: &case,
    };
    CASES.add(tx, document).await?;
    Ok(case)
}

/// The person's case. None: nothing was determined that leads to a budget.
pub(crate) async fn of(tx: &mut Tx, person_id: Uuid) -> Result<Option<Case>, Refusal> {
    let newest = CASES.newest(tx, person_id).await?;
    Ok(newest.map(|document| document.body))
}
