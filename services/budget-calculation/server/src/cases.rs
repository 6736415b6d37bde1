//! What was last determined about each person and whether they reached the cap, so that a later
//! financial statement drafts anew.

use carecap_calendar::Day;
use carecap_contracts::events::v1::{
    self as events, AssessmentDetermined, FinancialStatementRecorded,
};
use carecap_service::{Fields, Refusal};
use carecap_store::{NewDocument, StoreError, Tx};
use uuid::Uuid;

use crate::store::{BUDGETS, CASES, Case};

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

/// That a person reached the cap, as its event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CapReached {
    pub(crate) person_id: Uuid,
    pub(crate) reached_on: Day,
}

/// Where a person's case and budget stood when something was fetched for them: the newest document of
/// each, 0 where there is none. Without it two events at the same time could undo each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    case: i64,
    budget: i64,
}

impl CapReached {
    pub(crate) fn read(event: &events::CapReached) -> Result<CapReached, Refusal> {
        let mut fields = Fields::new();
        let reached = CapReached {
            person_id: fields.id("person_id", &event.person_id),
            reached_on: fields.day("reached_on", event.reached_on.as_ref()),
        };
        fields.finish()?;
        Ok(reached)
    }
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
    let (version, budget_id) = match &newest {
        Some(newest) => (newest.version + 1, newest.body.budget_id),
        None => (1, tx.new_id()),
    };
    let case = Case {
        budget_id,
        assessment_id: determined.assessment_id,
        assessment_version: determined.version,
        starts_on: determined.starts_on,
        eligible: determined.eligible,
        cap_reached_on: newest.and_then(|newest| newest.body.cap_reached_on),
    };
    add(tx, recorded_by, determined.person_id, version, &case).await?;
    Ok(case)
}

/// Records the day on which a person reached the cap. None: nothing was determined about them here.
pub(crate) async fn note_cap(
    tx: &mut Tx,
    recorded_by: &str,
    reached: &CapReached,
) -> Result<Option<Case>, Refusal> {
    let Some(newest) = CASES.newest(tx, reached.person_id).await? else {
        return Ok(None);
    };
    let case = Case { cap_reached_on: Some(reached.reached_on), ..newest.body.clone() };
    if case != newest.body {
        add(tx, recorded_by, reached.person_id, newest.version + 1, &case).await?;
    }
    Ok(Some(case))
}

async fn add(
    tx: &mut Tx,
    recorded_by: &str,
    person_id: Uuid,
    version: i64,
    case: &Case,
) -> Result<(), Refusal> {
    let document = NewDocument {
        id: person_id,
        version,
        person_id: Some(person_id),
        state: "",
        sort_key: "",
        recorded_by,
        body: case,
    };
    Ok(CASES.add(tx, document).await?)
}

/// The person's case. None: nothing was determined that leads to a budget.
pub(crate) async fn of(tx: &mut Tx, person_id: Uuid) -> Result<Option<Case>, Refusal> {
    Ok(standing(tx, person_id).await?.0)
}

/// The person's case, and where it stands.
pub(crate) async fn standing(
    tx: &mut Tx,
    person_id: Uuid,
) -> Result<(Option<Case>, Standing), Refusal> {
    let Some(case) = CASES.newest(tx, person_id).await? else {
        return Ok((None, Standing::default()));
    };
    let budget = BUDGETS.newest(tx, case.body.budget_id).await?;
    let budget = budget.map_or(0, |budget| budget.version);
    Ok((Some(case.body), Standing { case: case.version, budget }))
}

/// Refuses what was fetched before something else happened to the person's case or budget: it is
/// fetched anew.
pub(crate) async fn must_stand(
    tx: &mut Tx,
    person_id: Uuid,
    then: Standing,
) -> Result<(), Refusal> {
    let (_, now) = standing(tx, person_id).await?;
    if now == then { Ok(()) } else { Err(StoreError::Conflict.into()) }
}
