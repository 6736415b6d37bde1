//! A run whose replicas are killed on the way, one after the other.

use std::collections::BTreeSet;

use carecap_calendar::plus_days;
use carecap_contracts::account::v1::RunState;
use carecap_contracts::date;
use carecap_contracts::events::v1::event::Happened;
use carecap_testing::{ENGINES, new_id};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::common::COMMENCED;
use crate::trial::Trial;

/// Some are far from the cap, some near it, and some reach it.
const WEEKLY_PENCE: [i64; 3] = [80_500, 150_000, 8_000_000];
const ACCOUNTS: usize = 90;
const PER_PAGE: u32 = 7;
const KILLS: i64 = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_killed_at_random_pages_meters_each_account_and_day_once() {
    for (seed, engine) in (1_120..).zip(ENGINES) {
        let trial = Trial::open(engine, PER_PAGE).await;
        for index in 0..ACCOUNTS {
            let cost_weekly = WEEKLY_PENCE[index % WEEKLY_PENCE.len()];
            trial.budgets.publish_for(&new_id().to_string(), COMMENCED, cost_weekly);
        }
        let opening = trial.replica();
        let opened = trial.accounts_with(ACCOUNTS, 2).await;
        assert!(opened.iter().all(|account| account.last_entry == 2));
        opening.kill();

        let (mut die, until) = (StdRng::seed_from_u64(seed), plus_days(COMMENCED, 60));
        let started = trial.start(until).await.unwrap();
        let accounts = i64::try_from(ACCOUNTS).unwrap();
        assert_eq!((started.accounts_total, started.accounts_done), (accounts, 0));
        for kill in 1..=KILLS {
            let replicas = [trial.replica(), trial.replica()];
            let moment = die.random_range((kill - 1) * accounts / KILLS..kill * accounts / KILLS);
            let reached = |run: &carecap_contracts::account::v1::MeteringRun| {
                run.accounts_done > moment || run.state() == RunState::Ended
            };
            trial.run_when(&started.run_id, reached).await;
            drop(replicas);
        }
        let last = trial.replica();
        let run = trial.ended(&started.run_id).await;
        last.kill();

        assert_eq!((run.accounts_done, run.accounts_refused), (accounts, 0), "{engine:?}");
        assert_eq!((run.caps_near, run.caps_reached), (accounts / 3, accounts / 3), "{engine:?}");
        let verified = trial.verified().await;
        assert_eq!((verified.faults, verified.accounts), (vec![], 90), "{engine:?}");
        let posted = i64::try_from(verified.entries).unwrap() - 2 * accounts;
        assert_eq!(run.entries_posted, posted, "{engine:?}");
        for account in trial.accounts_with(ACCOUNTS, 3).await {
            assert_eq!(account.metered_to, date(until), "{engine:?}");
        }
        let happened = trial.events_until_runs_ended(1).await;
        let near = happened.iter().filter_map(|happened| match happened {
            Happened::CapNear(near) => Some(near.account_id.clone()),
            _ => None,
        });
        let reached = happened.iter().filter_map(|happened| match happened {
            Happened::CapReached(reached) => Some(reached.account_id.clone()),
            _ => None,
        });
        for told in [near.collect::<Vec<_>>(), reached.collect::<Vec<_>>()] {
            assert_eq!(told.len(), ACCOUNTS / 3, "{engine:?}");
            assert_eq!(told.iter().collect::<BTreeSet<_>>().len(), ACCOUNTS / 3, "{engine:?}");
        }
    }
}
