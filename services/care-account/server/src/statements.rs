use care_account_rules::statement::{PreviousStatement, StatementIds, canonical, statement};
use care_account_rules::terms::STATEMENT_WINDOW_MONTHS;
use carecap_calendar::{Day, show_day};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::date;
use carecap_contracts::events::v1::StatementIssued;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Caller, Fields, Refusal, told};
use carecap_store::{Filter, Named, NewDocument, StoreError, Tx};
use uuid::Uuid;

use crate::convert::{self, StatementRecord};
use crate::refusals;
use crate::store::{STATEMENTS, accounts, entries, runs};

pub(crate) async fn issue_statement(
    tx: &mut Tx,
    caller: Caller,
    request: proto::IssueStatementRequest,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let account_id = fields.id("account_id", &request.account_id);
    let dated = fields.day("dated", request.dated.as_ref());
    fields.finish()?;
    let found = accounts::lock(tx, account_id).await?;
    let head = found.ok_or_else(|| Refusal::not_found("account", account_id))?;
    caller.must_be_entitled_to(head.person_id)?;

    let entries = entries::all(tx, account_id).await?;
    let previous = previous_statement(tx, head.person_id, dated).await?;
    let last_entry = head.account.last_entry();
    let window_months = window_months(tx, dated).await?;
    let made = statement(&entries, last_entry, dated, previous, window_months)
        .map_err(|refused| refusals::statement(&refused))?;
    let statement_id = tx.new_id();
    let ids = StatementIds {
        account_id: account_id.to_string(),
        council_id: tx.council().to_string(),
        person_id: head.person_id.to_string(),
        recorded_at: tx.now(),
        statement_id: statement_id.to_string(),
    };
    let issued = canonical(&made, &ids).map_err(|fault| refusals::broken_ledger(&fault))?;
    let record = StatementRecord::new(ids, made, issued)
        .ok_or_else(|| Refusal::from(unreadable("a statement that is not text")))?;
    let document = NewDocument {
        id: statement_id,
        version: 1,
        person_id: Some(head.person_id),
        state: "",
        sort_key: &show_day(dated),
        recorded_by: &caller.subject,
        body: &record,
    };
    STATEMENTS.add(tx, document).await?;
    tx.tell(told(Happened::StatementIssued(StatementIssued {
        person_id: head.person_id.to_string(),
        account_id: account_id.to_string(),
        statement_id: statement_id.to_string(),
        dated: date(dated),
    })));
    Ok(Named { id: statement_id, version: 1 })
}

/// How many months ahead a statement of a day looks: as the run that metered to it looked, which
/// asked the policy. Before any run there are only accounts on the day that they opened.
async fn window_months(tx: &mut Tx, dated: Day) -> Result<u32, StoreError> {
    let run = runs::that_meters_to(tx, dated).await?;
    Ok(run.map_or(STATEMENT_WINDOW_MONTHS, |run| run.terms.window_months))
}

/// The newest statement of the person's account that is dated before a day. A person has one
/// account and about one statement a year, so all of them are looked at.
async fn previous_statement(
    tx: &mut Tx,
    person_id: Uuid,
    dated: Day,
) -> Result<Option<PreviousStatement>, StoreError> {
    let filter = Filter { person_id: Some(person_id), limit: i64::MAX, ..Filter::default() };
    let issued = STATEMENTS.list(tx, &filter).await?.into_iter();
    let newest = issued
        .map(|document| document.body.statement)
        .filter(|statement| statement.dated < dated)
        .max_by_key(|statement| (statement.dated, statement.last_entry));
    Ok(newest.map(|statement| PreviousStatement {
        dated: statement.dated,
        last_entry: statement.last_entry,
        closing_balance: statement.closing_balance,
    }))
}

fn unreadable(what: &str) -> StoreError {
    StoreError::Unreadable { table: "statements", what: what.to_owned() }
}

pub(crate) async fn statement_issued(
    tx: &mut Tx,
    made: Named,
) -> Result<proto::IssueStatementResponse, Refusal> {
    let record = record(tx, made.id).await?;
    Ok(proto::IssueStatementResponse { statement: Some(convert::statement(record)) })
}

/// The bytes hold the statement's id, and a trial run issues none.
pub(crate) fn withhold_bytes(response: &mut proto::IssueStatementResponse) {
    if let Some(statement) = &mut response.statement {
        statement.canonical.clear();
        statement.sha256.clear();
    }
}

async fn record(tx: &mut Tx, statement_id: Uuid) -> Result<StatementRecord, Refusal> {
    let found = STATEMENTS.newest(tx, statement_id).await?;
    let document = found.ok_or_else(|| Refusal::not_found("statement", statement_id))?;
    Ok(document.body)
}

pub(crate) async fn get_statement(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetStatementRequest,
) -> Result<proto::GetStatementResponse, Refusal> {
    let mut fields = Fields::new();
    let statement_id = fields.id("statement_id", &request.statement_id);
    fields.finish()?;
    let record = record(tx, statement_id).await?;
    let person_id = Uuid::try_parse(&record.ids.person_id)
        .map_err(|_| Refusal::from(unreadable("a person's id")))?;
    caller.must_be_entitled_to(person_id)?;
    Ok(proto::GetStatementResponse { statement: Some(convert::statement(record)) })
}
