//! assessment-intake as a service: what does this person need, and what do they have?
//!
//! One file for each service of the contract answers its calls; `assessments` holds the steps of an
//! assessment, `questionnaires` the published versions. `convert` is where contract and rules meet,
//! `refusals` gives each refusal its reason, `store` keeps the versions.

mod assessment_service;
mod assessments;
mod convert;
mod financial_statement_service;
mod person_service;
mod questionnaire_service;
mod questionnaires;
mod refusals;
mod store;

use std::time::Duration;

use carecap_contracts::assessment::v1::assessment_service_server::AssessmentServiceServer;
use carecap_contracts::assessment::v1::financial_statement_service_server::FinancialStatementServiceServer;
use carecap_contracts::assessment::v1::person_service_server::PersonServiceServer;
use carecap_contracts::assessment::v1::questionnaire_service_server::QuestionnaireServiceServer;
use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_service::{ContextServer, EventLog, Spine};
use carecap_store::Migration;
use tonic::service::Routes;

use crate::assessment_service::Assessments;
use crate::financial_statement_service::FinancialStatements;
use crate::person_service::People;
use crate::questionnaire_service::Questionnaires;

/// The tables that this context alone owns.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 100,
    name: "people, assessments and financial statements",
    tables: "",
    documents: &["people", "assessments", "financial_statements"],
    append_only: &[],
}];

/// The context, ready to be served. It follows nobody.
pub fn server(spine: &Spine) -> ContextServer {
    let stores = &spine.stores;
    let open_for = Duration::from_secs(60 * spine.config.limits.follow_minutes);
    let mut routes = Routes::builder();
    routes
        .add_service(PersonServiceServer::new(People::new(stores.clone())))
        .add_service(AssessmentServiceServer::new(Assessments::new(stores.clone())))
        .add_service(FinancialStatementServiceServer::new(FinancialStatements::new(stores.clone())))
        .add_service(QuestionnaireServiceServer::new(Questionnaires::new(stores.clone())))
        .add_service(EventLogServiceServer::new(EventLog::new(stores.clone(), open_for)));
    ContextServer {
        routes: routes.routes(),
        services: vec![
            "carecap.assessment.v1.PersonService",
            "carecap.assessment.v1.AssessmentService",
            "carecap.assessment.v1.FinancialStatementService",
            "carecap.assessment.v1.QuestionnaireService",
            "carecap.events.v1.EventLogService",
        ],
        background: Vec::new(),
    }
}
