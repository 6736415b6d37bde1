//! risk-flagging as a service: which cases need a person to look, why, and how soon.
//!
//! `watch` follows what the other contexts report and raises and clears flags; `flag_service` shows
//! the queue and takes decisions and boundaries. `convert` is where contract and rules meet,
//! `refusals` gives each refusal its reason, `store` keeps flags and boundaries as versions.

mod convert;
mod flag_service;
mod london;
mod refusals;
mod store;
mod watch;

use std::sync::Arc;
use std::time::Duration;

use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_contracts::risk::v1::flag_service_server::FlagServiceServer;
use carecap_service::{ContextServer, EventLog, Spine, follow};
use carecap_store::Migration;
use tonic::service::Routes;

use crate::flag_service::Flags;
use crate::watch::{WATCHED, Watch};

/// The tables that this context alone owns.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 100,
    name: "flags, boundaries and refused events",
    tables: "",
    documents: &["flags", "boundary_sets", "refused_events"],
    append_only: &[],
}];

/// The context, ready to be served. It follows each producer's log for each council that is served.
pub fn server(spine: &Spine) -> ContextServer {
    let open_for = Duration::from_secs(60 * spine.config.limits.follow_minutes);
    let mut routes = Routes::builder();
    routes
        .add_service(FlagServiceServer::new(Flags::new(spine.stores.clone())))
        .add_service(EventLogServiceServer::new(EventLog::new(spine.stores.clone(), open_for)));
    let mut context = ContextServer {
        routes: routes.routes(),
        services: vec!["carecap.risk.v1.FlagService", "carecap.events.v1.EventLogService"],
        background: Vec::new(),
    };
    for producer in WATCHED {
        let watch = Arc::new(Watch::new(producer, spine.peers.clone()));
        for council in &spine.config.councils.served {
            context.background.push(Box::pin(follow(
                spine.stores.clone(),
                spine.peers.clone(),
                producer,
                council.clone(),
                Arc::clone(&watch),
            )));
        }
    }
    context
}
