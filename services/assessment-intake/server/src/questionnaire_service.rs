use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::assessment::v1::questionnaire_service_server::QuestionnaireService;
use carecap_service::read;
use carecap_store::Stores;
use tonic::{Request, Response, Status};

use crate::{convert, questionnaires};

/// Answers the calls of the questionnaire's contract. The stores only say which councils are
/// served.
pub(crate) struct Questionnaires {
    stores: Stores,
}

impl Questionnaires {
    pub(crate) fn new(stores: Stores) -> Questionnaires {
        Questionnaires { stores }
    }
}

#[tonic::async_trait]
impl QuestionnaireService for Questionnaires {
    async fn get_questionnaire(
        &self,
        request: Request<proto::GetQuestionnaireRequest>,
    ) -> Result<Response<proto::GetQuestionnaireResponse>, Status> {
        read(&self.stores, request, |_, _, request| {
            Box::pin(async move {
                let questionnaire = questionnaires::asked(request.version)?;
                let questionnaire = Some(convert::questionnaire(questionnaire));
                Ok(proto::GetQuestionnaireResponse { questionnaire })
            })
        })
        .await
    }
}
