//! budget-calculation as a service: what would it cost to meet these needs, who pays what, and why?
//!
//! `policy_service` and `budget_service` answer the calls; `intake_follower` hears what was
//! determined and recorded, `account_follower` who reached the cap; `gather` and `fetching` fetch what
//! a draft needs, and `drafting` makes it.
//! `preview_service` answers what-ifs from what `held` and `price_list` hold in memory. `convert` is
//! where contracts and rules meet, `refusals` gives each refusal its reason, `store` keeps the
//! documents.

mod account_follower;
mod budget_service;
mod budgets;
mod cases;
mod change_requests;
mod convert;
mod draft_refusals;
mod drafting;
mod fetching;
mod gather;
mod held;
mod intake_follower;
mod policy_service;
mod preview_service;
mod previews;
mod price_list;
mod refusals;
mod revisions;
mod speaking;
mod store;
mod verifying;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use carecap_contracts::budget::v1::budget_service_server::BudgetServiceServer;
use carecap_contracts::budget::v1::policy_service_server::PolicyServiceServer;
use carecap_contracts::budget::v1::preview_service_server::PreviewServiceServer;
use carecap_contracts::events::v1::event_log_service_server::EventLogServiceServer;
use carecap_service::{ContextServer, EventLog, Peer, Reaction, Spine, follow};
use carecap_store::{CouncilId, Migration};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use tonic::service::Routes;

use crate::account_follower::AccountFollower;
use crate::budget_service::Budgets;
use crate::held::Held;
use crate::intake_follower::IntakeFollower;
use crate::policy_service::Policies;
use crate::previews::Previews;
use crate::price_list::PriceList;

/// The tables that this context alone owns.
pub const MIGRATIONS: &[Migration] = &[Migration {
    version: 100,
    name: "policies, mappings, budgets and their receipts",
    tables: include_str!("../migrations/0100_budgets.sql"),
    documents: &[
        "council_policies",
        "service_mappings",
        "confirmations",
        "cases",
        "budgets",
        "change_requests",
        "draft_refusals",
    ],
    append_only: &["budget_versions", "receipts"],
}];

/// The context, ready to be served.
pub fn server(spine: &Spine) -> ContextServer {
    let open_for = Duration::from_secs(60 * spine.config.limits.follow_minutes);
    let stores = &spine.stores;
    let held = Held::new(stores.clone());
    let prices = PriceList::new(spine.peers.clone());
    let mut routes = Routes::builder();
    routes
        .add_service(PolicyServiceServer::new(Policies::new(stores.clone(), held.clone())))
        .add_service(BudgetServiceServer::new(Budgets::new(stores.clone())))
        .add_service(PreviewServiceServer::new(Previews::new(held, prices.clone())))
        .add_service(EventLogServiceServer::new(EventLog::new(stores.clone(), open_for)));
    let intake = Arc::new(IntakeFollower::new(stores.clone(), spine.peers.clone()));
    let accounts = Arc::new(AccountFollower::new(stores.clone(), spine.peers.clone()));
    let followed = stores.councils().flat_map(|council| {
        [
            following(spine, council, Peer::AssessmentIntake, &intake),
            following(spine, council, Peer::CareAccount, &accounts),
        ]
    });
    let heard = stores.councils().map(|council| prices.clone().listen(council.clone()).boxed());
    ContextServer {
        routes: routes.routes(),
        services: vec![
            "carecap.budget.v1.PolicyService",
            "carecap.budget.v1.BudgetService",
            "carecap.budget.v1.PreviewService",
            "carecap.events.v1.EventLogService",
        ],
        background: followed.chain(heard).collect(),
    }
}

fn following<R: Reaction>(
    spine: &Spine,
    council: &CouncilId,
    producer: Peer,
    reaction: &Arc<R>,
) -> BoxFuture<'static, ()> {
    follow(
        spine.stores.clone(),
        spine.peers.clone(),
        producer,
        council.clone(),
        Arc::clone(reaction),
    )
    .boxed()
}
