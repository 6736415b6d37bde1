use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::budget_service_server::BudgetService;
use carecap_service::{change, read};
use carecap_store::Stores;
use tonic::{Request, Response, Status};

use crate::{budgets, change_requests, draft_refusals, revisions, verifying};

/// Answers the calls about budgets, their receipts and the requests to look at them again.
pub(crate) struct Budgets {
    stores: Stores,
}

impl Budgets {
    pub(crate) fn new(stores: Stores) -> Budgets {
        Budgets { stores }
    }
}

#[tonic::async_trait]
impl BudgetService for Budgets {
    async fn get_budget(
        &self,
        request: Request<proto::GetBudgetRequest>,
    ) -> Result<Response<proto::GetBudgetResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(budgets::get(tx, caller, request))
        })
        .await
    }

    async fn list_budgets(
        &self,
        request: Request<proto::ListBudgetsRequest>,
    ) -> Result<Response<proto::ListBudgetsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(budgets::list(tx, caller, request))
        })
        .await
    }

    async fn approve_budget(
        &self,
        request: Request<proto::ApproveBudgetRequest>,
    ) -> Result<Response<proto::ApproveBudgetResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(budgets::approve(tx, caller, request)),
            |tx, made| Box::pin(budgets::approved(tx, made)),
        )
        .await
    }

    async fn publish_budget(
        &self,
        request: Request<proto::PublishBudgetRequest>,
    ) -> Result<Response<proto::PublishBudgetResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(budgets::publish(tx, caller, request)),
            |tx, made| Box::pin(budgets::published(tx, made)),
        )
        .await
    }

    async fn revise_draft(
        &self,
        request: Request<proto::ReviseDraftRequest>,
    ) -> Result<Response<proto::ReviseDraftResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(revisions::revise(tx, caller, request)),
            |tx, made| Box::pin(revisions::revised(tx, made)),
        )
        .await
    }

    async fn verify_receipt(
        &self,
        request: Request<proto::VerifyReceiptRequest>,
    ) -> Result<Response<proto::VerifyReceiptResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(verifying::verify(tx, caller, request))
        })
        .await
    }

    async fn get_receipt(
        &self,
        request: Request<proto::GetReceiptRequest>,
    ) -> Result<Response<proto::GetReceiptResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(budgets::get_receipt(tx, caller, request))
        })
        .await
    }

    async fn list_draft_refusals(
        &self,
        request: Request<proto::ListDraftRefusalsRequest>,
    ) -> Result<Response<proto::ListDraftRefusalsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(draft_refusals::list(tx, caller, request))
        })
        .await
    }

    async fn request_change(
        &self,
        request: Request<proto::RequestChangeRequest>,
    ) -> Result<Response<proto::RequestChangeResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(change_requests::open(tx, caller, request)),
            |tx, made| Box::pin(change_requests::opened(tx, made)),
        )
        .await
    }

    async fn decide_change_request(
        &self,
        request: Request<proto::DecideChangeRequestRequest>,
    ) -> Result<Response<proto::DecideChangeRequestResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(change_requests::decide(tx, caller, request)),
            |tx, made| Box::pin(change_requests::decided(tx, made)),
        )
        .await
    }

    async fn get_change_request(
        &self,
        request: Request<proto::GetChangeRequestRequest>,
    ) -> Result<Response<proto::GetChangeRequestResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(change_requests::get(tx, caller, request))
        })
        .await
    }

    async fn list_change_requests(
        &self,
        request: Request<proto::ListChangeRequestsRequest>,
    ) -> Result<Response<proto::ListChangeRequestsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(change_requests::list(tx, caller, request))
        })
        .await
    }
}
