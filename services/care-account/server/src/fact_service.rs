use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::account_fact_service_server::AccountFactService;
use carecap_service::{Caller, Peers, change};
use carecap_store::Stores;
use tonic::{Request, Response, Status};

use crate::convert::States;
use crate::facts;

/// Takes the facts that people state about an account.
pub(crate) struct FactCalls {
    stores: Stores,
    peers: Peers,
}

impl FactCalls {
    pub(crate) fn new(stores: Stores, peers: Peers) -> FactCalls {
        FactCalls { stores, peers }
    }

    async fn state<Q: States>(&self, request: Request<Q>) -> Result<Response<Q::Answered>, Status> {
        let caller = request.extensions().get::<Caller>().cloned();
        let is_trial = request.get_ref().validate_only();
        // Asked before the transaction, and looked at only if the fact is really recorded: a request
        // id that is known gets its first answer whatever the policy says by now.
        let terms = facts::terms_of(&self.peers, caller.as_ref(), request.get_ref()).await;
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(facts::state(tx, caller, request, terms)),
            |tx, made| Box::pin(async move { Ok(facts::stated(tx, made, is_trial).await?.into()) }),
        )
        .await
    }
}

#[tonic::async_trait]
impl AccountFactService for FactCalls {
    async fn suspend_account(
        &self,
        request: Request<proto::SuspendAccountRequest>,
    ) -> Result<Response<proto::SuspendAccountResponse>, Status> {
        self.state(request).await
    }

    async fn resume_account(
        &self,
        request: Request<proto::ResumeAccountRequest>,
    ) -> Result<Response<proto::ResumeAccountResponse>, Status> {
        self.state(request).await
    }

    async fn end_needs(
        &self,
        request: Request<proto::EndNeedsRequest>,
    ) -> Result<Response<proto::EndNeedsResponse>, Status> {
        self.state(request).await
    }

    async fn write_off_charge(
        &self,
        request: Request<proto::WriteOffChargeRequest>,
    ) -> Result<Response<proto::WriteOffChargeResponse>, Status> {
        self.state(request).await
    }

    async fn record_death(
        &self,
        request: Request<proto::RecordDeathRequest>,
    ) -> Result<Response<proto::RecordDeathResponse>, Status> {
        self.state(request).await
    }

    async fn reverse_entry(
        &self,
        request: Request<proto::ReverseEntryRequest>,
    ) -> Result<Response<proto::ReverseEntryResponse>, Status> {
        self.state(request).await
    }
}
