//! rate-catalogue as a service: what care costs here, on this day.
//!
//! `rate_catalogue_service` answers the calls, `convert` is where contract and rules meet, `refusals`
//! gives each refusal its reason, `store` keeps the rows.

mod convert;
mod rate_catalogue_service;
mod refusals;
mod store;

use std::time::Duration;

use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_contracts::rates::v1::rate_catalogue_service_server::RateCatalogueServiceServer;
use carecap_service::{ContextServer, EventLog, Spine};
use carecap_store::Migration;
use tonic::service::Routes;

use crate::rate_catalogue_service::RateCatalogue;

/// The tables that this context alone owns.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 100,
    name: "rates and their imports",
    tables: include_str!("../migrations/0100_rates.sql"),
    documents: &["rate_imports"],
    append_only: &["rates"],
}];

/// The context, ready to be served.
pub fn server(spine: &Spine) -> ContextServer {
    let open_for = Duration::from_secs(60 * spine.config.limits.follow_minutes);
    let mut routes = Routes::builder();
    routes
        .add_service(RateCatalogueServiceServer::new(RateCatalogue::new(spine.stores.clone())))
        .add_service(EventLogServiceServer::new(EventLog::new(spine.stores.clone(), open_for)));
    ContextServer {
        routes: routes.routes(),
        services: vec![
            "carecap.rates.v1.RateCatalogueService",
            "carecap.events.v1.EventLogService",
        ],
        background: Vec::new(),
    }
}
