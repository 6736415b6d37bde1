use assessment_intake_rules::financial_statement::FinancialStatement;
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::assessment::v1::financial_statement_service_server::FinancialStatementService;
use carecap_contracts::date;
use carecap_contracts::events::v1::FinancialStatementRecorded;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Caller, Page, Refusal, change, etag, read, require_etag, told};
use carecap_store::{Named, Stores, Tx};
use tonic::{Request, Response, Status};

use crate::person_service::person;
use crate::{convert, store};

/// Answers the calls of the financial statements' contract.
pub(crate) struct FinancialStatements {
    stores: Stores,
}

impl FinancialStatements {
    pub(crate) fn new(stores: Stores) -> FinancialStatements {
        FinancialStatements { stores }
    }
}

#[tonic::async_trait]
impl FinancialStatementService for FinancialStatements {
    async fn record_financial_statement(
        &self,
        request: Request<proto::RecordFinancialStatementRequest>,
    ) -> Result<Response<proto::RecordFinancialStatementResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(record(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let financial_statement = Some(recorded(tx, made).await?);
                    Ok(proto::RecordFinancialStatementResponse { financial_statement })
                })
            },
        )
        .await
    }

    async fn update_financial_statement(
        &self,
        request: Request<proto::UpdateFinancialStatementRequest>,
    ) -> Result<Response<proto::UpdateFinancialStatementResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(update(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let financial_statement = Some(recorded(tx, made).await?);
                    Ok(proto::UpdateFinancialStatementResponse { financial_statement })
                })
            },
        )
        .await
    }

    async fn get_financial_statement(
        &self,
        request: Request<proto::GetFinancialStatementRequest>,
    ) -> Result<Response<proto::GetFinancialStatementResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| Box::pin(get(tx, caller, request))).await
    }

    async fn list_financial_statements(
        &self,
        request: Request<proto::ListFinancialStatementsRequest>,
    ) -> Result<Response<proto::ListFinancialStatementsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| Box::pin(list(tx, caller, request))).await
    }
}

async fn record(
    tx: &mut Tx,
    caller: Caller,
    request: proto::RecordFinancialStatementRequest,
) -> Result<Named, Refusal> {
    let given = convert::given_statement(request.financial_statement)?;
    let (person_id, means) = convert::means(&given)?;
    person(tx, &caller, person_id).await?;
    let (id, now) = (tx.new_id(), tx.now());
    let statement = FinancialStatement::record(id, person_id, means, now, caller.subject);
    save(tx, &statement).await
}

async fn update(
    tx: &mut Tx,
    caller: Caller,
    request: proto::UpdateFinancialStatementRequest,
) -> Result<Named, Refusal> {
    let given = convert::given_statement(request.financial_statement)?;
    let field = "financial_statement.financial_statement_id";
    let id = convert::id(field, &given.financial_statement_id)?;
    let found = store::STATEMENTS.newest(tx, id).await?;
    let present = found.ok_or_else(|| Refusal::not_found("financial statement", id))?.body;
    caller.must_be_entitled_to(present.person_id)?;
    let (person_id, means) = convert::means(&given)?;
    if person_id != present.person_id {
        let wrong = "is not the person that the statement was recorded for";
        return Err(Refusal::invalid("financial_statement.person_id", wrong));
    }
    require_etag(&request.etag, &etag(present.version))?;
    save(tx, &present.correct(means, tx.now(), caller.subject)).await
}

async fn save(tx: &mut Tx, statement: &FinancialStatement) -> Result<Named, Refusal> {
    store::add_statement(tx, statement).await?;
    tx.tell(told(Happened::FinancialStatementRecorded(FinancialStatementRecorded {
        person_id: statement.person_id.to_string(),
        financial_statement_id: statement.financial_statement_id.to_string(),
        version: statement.version,
        from: date(statement.means.facts().from),
    })));
    Ok(Named { id: statement.financial_statement_id, version: statement.version })
}

async fn recorded(tx: &mut Tx, made: Named) -> Result<proto::FinancialStatement, Refusal> {
    let found = store::STATEMENTS.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("financial statement", made.id))?;
    Ok(convert::statement(&document.body, tx.council()))
}

async fn get(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetFinancialStatementRequest,
) -> Result<proto::GetFinancialStatementResponse, Refusal> {
    let id = convert::id("financial_statement_id", &request.financial_statement_id)?;
    let found = store::STATEMENTS.asked(tx, id, request.version).await?;
    let statement = found.ok_or_else(|| Refusal::not_found("financial statement", id))?.body;
    caller.must_be_entitled_to(statement.person_id)?;
    let financial_statement = Some(convert::statement(&statement, tx.council()));
    Ok(proto::GetFinancialStatementResponse { financial_statement })
}

async fn list(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListFinancialStatementsRequest,
) -> Result<proto::ListFinancialStatementsResponse, Refusal> {
    let person_id = convert::id("person_id", &request.person_id)?;
    let page = Page::of(&request)?;
    let filter = page.filter(caller.narrowed_to(Some(person_id))?, None);
    let documents = store::STATEMENTS.list(tx, &filter).await?;
    let (documents, next_page_token) = page.cut_documents(documents);
    let council = tx.council();
    let financial_statements =
        documents.iter().map(|document| convert::statement(&document.body, council)).collect();
    Ok(proto::ListFinancialStatementsResponse { financial_statements, next_page_token })
}
