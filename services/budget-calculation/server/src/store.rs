use budget_calculation_rules::budget::BudgetVersion;
use budget_calculation_rules::change_request::ChangeRequest;
use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::policy::{Confirmation, CouncilPolicy};
use carecap_calendar::{Day, Instant};
use carecap_store::{Document, Documents, Filter, NewDocument, StoreError, Tx, on};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a council has once only is one resource, under this id.
pub(crate) const THE_COUNCILS_OWN: Uuid = Uuid::nil();

/// Each council's policy.
pub(crate) const POLICIES: Documents<CouncilPolicy> = Documents::of("council_policies");
/// Each council's service mapping.
pub(crate) const MAPPINGS: Documents<ServiceMapping> = Documents::of("service_mappings");
/// The confirmations, one version each.
pub(crate) const CONFIRMATIONS: Documents<Confirmation> = Documents::of("confirmations");
/// What was last determined about each person, under the person's id.
pub(crate) const CASES: Documents<Case> = Documents::of("cases");
/// The budgets. A document is one revision of one version; documents are numbered through all.
pub(crate) const BUDGETS: Documents<BudgetVersion> = Documents::of("budgets");
/// The change requests.
pub(crate) const CHANGE_REQUESTS: Documents<ChangeRequest> = Documents::of("change_requests");
/// The draft refusals, one version each.
pub(crate) const DRAFT_REFUSALS: Documents<DraftRefusal> = Documents::of("draft_refusals");

/// What was last determined about a person, and whether they reached the cap: what a later financial
/// statement drafts anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Case {
    /// The person's budget, from the first determination on.
    pub(crate) budget_id: Uuid,
    /// The assessment.
    pub(crate) assessment_id: Uuid,
    /// Its determined version.
    pub(crate) assessment_version: i64,
    /// The first day of the care.
    pub(crate) starts_on: Day,
    /// Whether the needs are eligible; where they are not there is no budget.
    pub(crate) eligible: bool,
    /// The day on which the person reached the cap, as care-account told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cap_reached_on: Option<Day>,
}

/// A determination that could not be made into a budget, whatever asked for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DraftRefusal {
    /// Whose budget it would have been.
    pub(crate) person_id: Uuid,
    /// The assessment.
    pub(crate) assessment_id: Uuid,
    /// Its version.
    pub(crate) assessment_version: i64,
    /// The reason, as contracts name it without its prefix.
    pub(crate) reason: String,
    /// In one sentence, without anything that says who it is about.
    pub(crate) detail: String,
}

/// A receipt's body with what stands beside it and nowhere else.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct StoredReceipt {
    /// Canonical JSON, exactly as it was hashed.
    pub(crate) body: String,
    /// The version of the program that worked it out.
    pub(crate) engine_version: String,
    recorded_at: i64,
}

impl Case {
    /// Whether the person has reached the cap when a budget begins on a day. On the crossing day itself
    /// what is left of the cap is theirs to pay (R-CAP-9, proposed).
    pub(crate) fn has_reached_cap_by(&self, first_day: Day) -> bool {
        self.cap_reached_on.is_some_and(|reached_on| reached_on < first_day)
    }
}

impl StoredReceipt {
    /// When it was worked out.
    pub(crate) fn recorded_at(&self) -> Instant {
        Instant::from_micros(self.recorded_at)
    }
}

/// Every confirmation of the council.
pub(crate) async fn all_confirmations(tx: &mut Tx) -> Result<Vec<Confirmation>, StoreError> {
    let every = Filter { limit: i64::MAX, ..Filter::default() };
    let found = CONFIRMATIONS.list(tx, &every).await?;
    Ok(found.into_iter().map(|document| document.body).collect())
}

/// Adds a revision of a version of a budget as the next document.
pub(crate) async fn add_budget(
    tx: &mut Tx,
    document_version: i64,
    recorded_by: &str,
    budget: &BudgetVersion,
) -> Result<(), StoreError> {
    let state = budget_calculation_rules::needs::code(budget.state);
    let document = NewDocument {
        id: budget.budget_id,
        version: document_version,
        person_id: Some(budget.person_id),
        state: &state,
        sort_key: "",
        recorded_by,
        body: budget,
    };
    BUDGETS.add(tx, document).await?;
    let council = tx.council().to_string();
    on!(tx, c => sqlx::query(
            "INSERT INTO budget_versions (council_id, budget_id, version, revision,
                                          document_version)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&council)
        .bind(budget.budget_id)
        .bind(budget.version)
        .bind(budget.revision)
        .bind(document_version)
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// The newest revision of a version of a budget, where 0 stands for the newest version.
pub(crate) async fn budget_at(
    tx: &mut Tx,
    budget_id: Uuid,
    version: i64,
) -> Result<Option<Document<BudgetVersion>>, StoreError> {
    if version == 0 {
        return BUDGETS.newest(tx, budget_id).await;
    }
    let council = tx.council().to_string();
    let document_version: Option<i64> = on!(tx, c => sqlx::query_scalar(
            "SELECT MAX(document_version) FROM budget_versions
             WHERE council_id = $1 AND budget_id = $2 AND version = $3",
        )
        .bind(&council)
        .bind(budget_id)
        .bind(version)
        .fetch_one(&mut *c)
        .await)?;
    match document_version {
        Some(document_version) => BUDGETS.at(tx, budget_id, document_version).await,
        None => Ok(None),
    }
}

/// Adds the receipt of a new version.
pub(crate) async fn add_receipt(
    tx: &mut Tx,
    budget: &BudgetVersion,
    body: &str,
    engine_version: &str,
) -> Result<(), StoreError> {
    let council = tx.council().to_string();
    on!(tx, c => sqlx::query(
            "INSERT INTO receipts (council_id, budget_id, version, body, engine_version,
                                   recorded_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&council)
        .bind(budget.budget_id)
        .bind(budget.version)
        .bind(body)
        .bind(engine_version)
        .bind(budget.recorded_at.micros())
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// The receipt of a version.
pub(crate) async fn receipt(
    tx: &mut Tx,
    budget_id: Uuid,
    version: i64,
) -> Result<Option<StoredReceipt>, StoreError> {
    let council = tx.council().to_string();
    Ok(on!(tx, c => sqlx::query_as(
            "SELECT body, engine_version, recorded_at FROM receipts
             WHERE council_id = $1 AND budget_id = $2 AND version = $3",
        )
        .bind(&council)
        .bind(budget_id)
        .bind(version)
        .fetch_optional(&mut *c)
        .await)?)
}
