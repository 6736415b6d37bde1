//! care-account as a service: what has counted so far, and when is the cap reached?
//!
//! `account_service` answers the calls (`accounts`, `runs` and `statements` do their work);
//! `fact_service` takes what people state about an account (`facts` does it);
//! `published` reacts to published budgets and `told` tells what became of them; `meter` works
//! through runs, page by page, and `meter_account` takes one account of a page; `preview_service`
//! says what would be, and keeps nothing of it. `convert` is where contract and rules meet,
//! `refusals` gives each refusal its reason, `store` keeps the rows.

mod account_service;
mod accounts;
mod convert;
mod fact_refusals;
mod fact_service;
mod facts;
mod meter;
mod meter_account;
mod preview_service;
mod published;
mod refusals;
mod runs;
mod statements;
mod store;
mod told;

use std::sync::Arc;
use std::time::Duration;

use carecap_contracts::account::v1::account_fact_service_server::AccountFactServiceServer;
use carecap_contracts::account::v1::account_service_server::AccountServiceServer;
use carecap_contracts::account::v1::preview_service_server::PreviewServiceServer;
use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_service::{ContextServer, EventLog, Peer, Spine, follow};
use carecap_store::Migration;
use futures::FutureExt as _;
use tonic::service::Routes;

use crate::account_service::AccountCalls;
use crate::fact_service::FactCalls;
use crate::meter::{Wakes, meter_runs};
use crate::preview_service::PreviewCalls;
use crate::published::PublishedBudgets;

/// The tables that this context alone owns.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 100,
        name: "accounts, their entries, runs and statements",
        tables: include_str!("../migrations/0100_accounts.sql"),
        documents: &["statements", "refused_work"],
        append_only: &["entries"],
    },
    Migration {
        version: 110,
        name: "entries of facts that people state",
        tables: include_str!("../migrations/0110_stated_facts.sql"),
        documents: &[],
        append_only: &["entries"],
    },
];

/// The context, ready to be served.
pub fn server(spine: &Spine) -> ContextServer {
    let open_for = Duration::from_secs(60 * spine.config.limits.follow_minutes);
    let wakes = Wakes::of(spine.stores.councils());
    let calls = AccountCalls::new(spine.stores.clone(), spine.peers.clone(), wakes.clone());
    let mut routes = Routes::builder();
    let facts = FactCalls::new(spine.stores.clone(), spine.peers.clone());
    routes
        .add_service(AccountServiceServer::new(calls))
        .add_service(AccountFactServiceServer::new(facts))
        .add_service(PreviewServiceServer::new(PreviewCalls::new(spine.stores.councils())))
        .add_service(EventLogServiceServer::new(EventLog::new(spine.stores.clone(), open_for)));
    let reaction = Arc::new(PublishedBudgets::new(spine.peers.clone()));
    let mut background = Vec::new();
    for council in spine.stores.councils() {
        let followed = follow(
            spine.stores.clone(),
            spine.peers.clone(),
            Peer::BudgetCalculation,
            council.clone(),
            Arc::clone(&reaction),
        );
        let runs = meter_runs(spine.stores.clone(), council.clone(), wakes.clone());
        background.extend([followed.boxed(), runs.boxed()]);
    }
    ContextServer {
        routes: routes.routes(),
        services: vec![
            "carecap.account.v1.AccountService",
            "carecap.account.v1.AccountFactService",
            "carecap.account.v1.PreviewService",
            "carecap.events.v1.EventLogService",
        ],
        background,
    }
}
