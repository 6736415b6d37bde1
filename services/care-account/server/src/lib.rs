//! care-account as a service: what has counted so far, and when is the cap reached?
//!
//! `account_service` answers the calls (`accounts`, `runs` and `statements` do their work);
//! `fact_service` takes what people state about an account (`facts` does it);
//! `published` reacts to published budgets and `told` tells what became of them; `meter` works
//! through runs, page by page, and `meter_account` takes one account of a page; `run_service` answers
//! the calls about runs that are under way; `preview_service` says what would be, and keeps nothing of
//! it. [`verification`] works every ledger out again, and [`checkpoints`] signs how far they are.
//! `convert` is where contract and rules meet, `refusals` gives each refusal its reason, `store` keeps
//! the rows.

mod account_service;
mod accounts;
pub mod checkpoints;
mod convert;
mod fact_refusals;
mod fact_service;
mod facts;
mod meter;
mod meter_account;
mod preview_service;
mod published;
mod refusals;
mod run_service;
mod runs;
mod statements;
mod store;
mod told;
pub mod verification;

use std::sync::Arc;
use std::time::Duration;

use carecap_contracts::account::v1::account_fact_service_server::AccountFactServiceServer;
use carecap_contracts::account::v1::account_service_server::AccountServiceServer;
use carecap_contracts::account::v1::preview_service_server::PreviewServiceServer;
use carecap_contracts::account::v1::run_service_server::RunServiceServer;
use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_service::{ContextServer, EventLog, Peer, Spine, follow};
use carecap_store::Migration;
use futures::FutureExt as _;
use tonic::service::Routes;

use crate::account_service::AccountCalls;
use crate::checkpoints::{Checkpoints, keep_checkpoints};
use crate::fact_service::FactCalls;
use crate::meter::{Wakes, meter_runs};
use crate::preview_service::PreviewCalls;
use crate::published::PublishedBudgets;
use crate::run_service::RunCalls;

pub use care_account_rules::checkpoint::Checkpoint;
pub use care_account_rules::verification::{Fault, What};

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
    Migration {
        version: 120,
        name: "runs that are cancelled and resumed",
        tables: include_str!("../migrations/0120_run_operations.sql"),
        documents: &["run_changes"],
        append_only: &[],
    },
];

/// The context, ready to be served.
pub fn server(spine: &Spine) -> ContextServer {
    let open_for = Duration::from_secs(60 * spine.config.limits.follow_minutes);
    let wakes = Wakes::of(spine.stores.councils());
    let calls = AccountCalls::new(spine.stores.clone(), spine.peers.clone(), wakes.clone());
    let mut routes = Routes::builder();
    let run_calls = RunCalls::new(spine.stores.clone(), wakes.clone(), open_for);
    let facts = FactCalls::new(spine.stores.clone(), spine.peers.clone());
    routes
        .add_service(AccountServiceServer::new(calls))
        .add_service(AccountFactServiceServer::new(facts))
        .add_service(RunServiceServer::new(run_calls))
        .add_service(PreviewServiceServer::new(PreviewCalls::new(spine.stores.councils())))
        .add_service(EventLogServiceServer::new(EventLog::new(spine.stores.clone(), open_for)));
    let reaction = Arc::new(PublishedBudgets::new(spine.peers.clone()));
    let page_size = i64::from(spine.config.care_account.accounts_per_page);
    let checkpoints = keep_checkpoints(
        spine.stores.clone(),
        Checkpoints::in_folder(spine.config.checkpoint_folder()),
        spine.config.token_folder(),
        Duration::from_secs(60 * spine.config.care_account.checkpoint_minutes),
    );
    let mut background = vec![checkpoints.boxed()];
    for council in spine.stores.councils() {
        let followed = follow(
            spine.stores.clone(),
            spine.peers.clone(),
            Peer::BudgetCalculation,
            council.clone(),
            Arc::clone(&reaction),
        );
        let runs = meter_runs(spine.stores.clone(), council.clone(), page_size, wakes.clone());
        background.extend([followed.boxed(), runs.boxed()]);
    }
    ContextServer {
        routes: routes.routes(),
        services: vec![
            "carecap.account.v1.AccountService",
            "carecap.account.v1.AccountFactService",
            "carecap.account.v1.PreviewService",
            "carecap.account.v1.RunService",
            "carecap.events.v1.EventLogService",
        ],
        background,
    }
}
