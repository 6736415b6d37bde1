use std::collections::BTreeSet;

use care_account_rules::preview::preview;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::preview_service_server::PreviewService;
use carecap_service::{Refusal, caller_of, own_council};
use carecap_store::{CouncilId, StoreError};
use tonic::{Request, Response, Status};

use crate::{convert, refusals};

/// Answers what would be. It has no store: nothing is read of anybody, and nothing is kept.
pub(crate) struct PreviewCalls {
    served: BTreeSet<CouncilId>,
}

impl PreviewCalls {
    pub(crate) fn new<'a>(served: impl Iterator<Item = &'a CouncilId>) -> PreviewCalls {
        PreviewCalls { served: served.cloned().collect() }
    }

    fn must_serve(&self, council: &CouncilId) -> Result<(), Refusal> {
        if self.served.contains(council) {
            return Ok(());
        }
        Err(StoreError::CouncilNotServed(council.to_string()).into())
    }
}

#[tonic::async_trait]
impl PreviewService for PreviewCalls {
    async fn preview_account(
        &self,
        request: Request<proto::PreviewAccountRequest>,
    ) -> Result<Response<proto::PreviewAccountResponse>, Status> {
        let caller = caller_of(&request)?;
        let question = request.into_inner();
        self.must_serve(&own_council(&caller, &question)?)?;
        let account = convert::previewed_account(&question)?;
        let shown = preview(&account).map_err(|refused| refusals::preview(&refused))?;
        Ok(Response::new(convert::preview(&shown)))
    }
}
