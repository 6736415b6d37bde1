use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::account_service_server::AccountService;
use carecap_service::{Caller, Peers, change, read};
use carecap_store::Stores;
use tonic::{Request, Response, Status};

use crate::meter::Wakes;
use crate::{accounts, runs, statements};

/// Answers the calls of the care account's contract.
pub(crate) struct AccountCalls {
    stores: Stores,
    peers: Peers,
    wakes: Wakes,
}

impl AccountCalls {
    pub(crate) fn new(stores: Stores, peers: Peers, wakes: Wakes) -> AccountCalls {
        AccountCalls { stores, peers, wakes }
    }
}

#[tonic::async_trait]
impl AccountService for AccountCalls {
    async fn get_account(
        &self,
        request: Request<proto::GetAccountRequest>,
    ) -> Result<Response<proto::GetAccountResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(accounts::get_account(tx, caller, request))
        })
        .await
    }

    async fn list_accounts(
        &self,
        request: Request<proto::ListAccountsRequest>,
    ) -> Result<Response<proto::ListAccountsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(accounts::list_accounts(tx, caller, request))
        })
        .await
    }

    async fn list_entries(
        &self,
        request: Request<proto::ListEntriesRequest>,
    ) -> Result<Response<proto::ListEntriesResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(accounts::list_entries(tx, caller, request))
        })
        .await
    }

    async fn start_metering_run(
        &self,
        request: Request<proto::StartMeteringRunRequest>,
    ) -> Result<Response<proto::StartMeteringRunResponse>, Status> {
        let caller = request.extensions().get::<Caller>().cloned();
        // Asked before the transaction, and looked at only if the run is really to start: a request
        // id that is known gets its first answer whatever the policy says by now, or if nobody
        // answers for it.
        let terms = runs::terms_of(&self.peers, caller.as_ref(), request.get_ref()).await;
        let started = change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(runs::start_metering_run(tx, caller, request, terms)),
            |tx, made| Box::pin(runs::metering_run_started(tx, made)),
        )
        .await?;
        if let Some(caller) = caller {
            self.wakes.wake(&caller.council);
        }
        Ok(started)
    }

    async fn get_metering_run(
        &self,
        request: Request<proto::GetMeteringRunRequest>,
    ) -> Result<Response<proto::GetMeteringRunResponse>, Status> {
        read(&self.stores, request, |tx, _, request| Box::pin(runs::get_metering_run(tx, request)))
            .await
    }

    async fn issue_statement(
        &self,
        request: Request<proto::IssueStatementRequest>,
    ) -> Result<Response<proto::IssueStatementResponse>, Status> {
        let is_trial = request.get_ref().validate_only;
        let mut issued = change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(statements::issue_statement(tx, caller, request)),
            |tx, made| Box::pin(statements::statement_issued(tx, made)),
        )
        .await?;
        if is_trial {
            statements::withhold_bytes(issued.get_mut());
        }
        Ok(issued)
    }

    async fn get_statement(
        &self,
        request: Request<proto::GetStatementRequest>,
    ) -> Result<Response<proto::GetStatementResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(statements::get_statement(tx, caller, request))
        })
        .await
    }

    async fn project_account(
        &self,
        request: Request<proto::ProjectAccountRequest>,
    ) -> Result<Response<proto::ProjectAccountResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(accounts::project_account(tx, caller, request))
        })
        .await
    }
}
