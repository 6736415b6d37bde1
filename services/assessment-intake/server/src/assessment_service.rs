use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::assessment::v1::assessment_service_server::AssessmentService;
use carecap_service::{change, read};
use carecap_store::Stores;
use tonic::{Request, Response, Status};

use crate::assessments;

/// Answers the calls of the assessments' contract.
pub(crate) struct Assessments {
    stores: Stores,
}

impl Assessments {
    pub(crate) fn new(stores: Stores) -> Assessments {
        Assessments { stores }
    }
}

#[tonic::async_trait]
impl AssessmentService for Assessments {
    async fn start_assessment(
        &self,
        request: Request<proto::StartAssessmentRequest>,
    ) -> Result<Response<proto::StartAssessmentResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::start(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::StartAssessmentResponse { assessment })
                })
            },
        )
        .await
    }

    async fn save_answers(
        &self,
        request: Request<proto::SaveAnswersRequest>,
    ) -> Result<Response<proto::SaveAnswersResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::save_answers(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::SaveAnswersResponse { assessment })
                })
            },
        )
        .await
    }

    async fn set_need_lines(
        &self,
        request: Request<proto::SetNeedLinesRequest>,
    ) -> Result<Response<proto::SetNeedLinesResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::set_need_lines(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::SetNeedLinesResponse { assessment })
                })
            },
        )
        .await
    }

    async fn submit_assessment(
        &self,
        request: Request<proto::SubmitAssessmentRequest>,
    ) -> Result<Response<proto::SubmitAssessmentResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::submit(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::SubmitAssessmentResponse { assessment })
                })
            },
        )
        .await
    }

    async fn assure_assessment(
        &self,
        request: Request<proto::AssureAssessmentRequest>,
    ) -> Result<Response<proto::AssureAssessmentResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::assure(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::AssureAssessmentResponse { assessment })
                })
            },
        )
        .await
    }

    async fn determine_assessment(
        &self,
        request: Request<proto::DetermineAssessmentRequest>,
    ) -> Result<Response<proto::DetermineAssessmentResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::determine(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::DetermineAssessmentResponse { assessment })
                })
            },
        )
        .await
    }

    async fn revise_assessment(
        &self,
        request: Request<proto::ReviseAssessmentRequest>,
    ) -> Result<Response<proto::ReviseAssessmentResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(assessments::revise(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let assessment = Some(assessments::made(tx, made).await?);
                    Ok(proto::ReviseAssessmentResponse { assessment })
                })
            },
        )
        .await
    }

    async fn count_bad_spells(
        &self,
        request: Request<proto::CountBadSpellsRequest>,
    ) -> Result<Response<proto::CountBadSpellsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(assessments::count_bad_spells(tx, caller, request))
        })
        .await
    }

    async fn get_assessment(
        &self,
        request: Request<proto::GetAssessmentRequest>,
    ) -> Result<Response<proto::GetAssessmentResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(assessments::get(tx, caller, request))
        })
        .await
    }

    async fn list_assessments(
        &self,
        request: Request<proto::ListAssessmentsRequest>,
    ) -> Result<Response<proto::ListAssessmentsResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(assessments::list(tx, caller, request))
        })
        .await
    }

    async fn list_checks(
        &self,
        request: Request<proto::ListChecksRequest>,
    ) -> Result<Response<proto::ListChecksResponse>, Status> {
        read(&self.stores, request, |tx, caller, request| {
            Box::pin(assessments::list_checks(tx, caller, request))
        })
        .await
    }
}
