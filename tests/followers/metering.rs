//! Two replicas of care-account, over which runs are metered while one or the other is killed.

use std::collections::BTreeMap;
use std::time::Duration;

use carecap_calendar::{Day, plus_days};
use carecap_contracts::account::v1 as account;
use carecap_contracts::account::v1::{EntryKind, RunState};
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::{date, day};
use carecap_service::{Peer, Role};
use carecap_store::{CouncilId, on};
use carecap_testing::ENGINES;
use carecap_tests::{Processes, actor};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use uuid::Uuid;

use super::caller::{eventually, new_id, settled};
use super::outcome::{Logs, Opened};
use super::publisher::{Publisher, STARTS_ON};

/// A run meters them in one transaction, in the midst of which a kill finds it.
const ACCOUNTS: usize = 300;
/// An account in so many is read through the contract too.
const READ_ONE_IN: usize = 30;
const RUNS: i64 = 4;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_replicas_that_meter_and_are_killed_in_turn_each_day_is_metered_once() {
    for (seed, engine) in (7..).zip(ENGINES) {
        let council: CouncilId = "E10000024".parse().unwrap();
        let mut processes = Processes::start(engine, &[]).await;
        processes.kill(Peer::BudgetCalculation);
        let address = processes.config.peers.of(Peer::BudgetCalculation).to_owned();
        Publisher::serve(&address, ACCOUNTS).await;
        let opened = Opened::beside(&processes).await;
        accounts_are_opened(&opened, &council).await;
        processes.start_replica(Peer::CareAccount).await;

        let mut die = StdRng::seed_from_u64(seed);
        let mut runs = Vec::new();
        for week in 1..=RUNS {
            let until = plus_days(first_day(), 7 * week);
            let run_id = start(&processes, &council, until).await;
            tokio::time::sleep(Duration::from_millis(die.random_range(0..400))).await;
            // Whoever is killed, the other ends the run; then the pair is whole again.
            if week % 2 == 0 {
                processes.kill(Peer::CareAccount);
                tokio::time::sleep(Duration::from_millis(die.random_range(0..400))).await;
                processes.start_one(Peer::CareAccount).await;
                runs.push(ended(&processes, &council, &run_id).await);
            } else {
                processes.kill_replica(Peer::CareAccount);
                runs.push(ended(&processes, &council, &run_id).await);
                processes.start_replica(Peer::CareAccount).await;
            }
        }
        each_day_is_metered_once(&opened, &council, &runs).await;
        the_contract_says_the_same(&processes, &council).await;
        each_run_ended_once(&processes, &opened, &council, &runs).await;
        processes.stop();
    }
}

fn first_day() -> Day {
    day(&STARTS_ON).unwrap()
}

/// An entry, as far as it says which days it meters, and in which run.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
struct Row {
    account_id: Uuid,
    kind: String,
    from_day: Day,
    to_day: Option<Day>,
    run_id: Option<Uuid>,
}

async fn rows(opened: &Opened, council: &CouncilId) -> Vec<Row> {
    let mut tx = opened.store(Peer::CareAccount, council).await.read().await.unwrap();
    let select = "SELECT account_id, kind, from_day, to_day, run_id FROM entries
         WHERE council_id = $1 ORDER BY account_id, number";
    on!(tx, c => sqlx::query_as(select).bind(council.as_str()).fetch_all(&mut *c).await).unwrap()
}

async fn accounts_are_opened(opened: &Opened, council: &CouncilId) {
    eventually("the opening of every account", || async {
        // Each is told of twice: that it was opened, and that it has a rate.
        let told = opened.numbers(Peer::CareAccount, council).await.len();
        assert!(told <= 2 * ACCOUNTS, "an account was opened twice");
        (told == 2 * ACCOUNTS).then_some(())
    })
    .await;
}

async fn start(processes: &Processes, council: &CouncilId, until: Day) -> String {
    let client = processes.clients.accounts(council, &actor(Role::Operator)).unwrap();
    let request = account::StartMeteringRunRequest {
        council_id: council.to_string(),
        request_id: new_id(),
        validate_only: false,
        until: date(until),
    };
    let started = settled(|| {
        let (mut client, request) = (client.clone(), request.clone());
        async move { client.start_metering_run(request).await }
    });
    started.await.metering_run.unwrap().run_id
}

async fn ended(processes: &Processes, council: &CouncilId, run_id: &str) -> account::MeteringRun {
    let client = processes.clients.accounts(council, &actor(Role::Operator)).unwrap();
    let request = account::GetMeteringRunRequest {
        council_id: council.to_string(),
        run_id: run_id.to_owned(),
    };
    eventually("the end of a run", || async {
        let answer = client.clone().get_metering_run(request.clone()).await.ok()?;
        let run = answer.into_inner().metering_run.unwrap();
        (run.state() == RunState::Ended).then_some(run)
    })
    .await
}

/// The metered stretches of each account begin on its first day, follow on each other without gap or
/// overlap, and end where the last run ends; every run counts as many entries as it has posted.
async fn each_day_is_metered_once(
    opened: &Opened,
    council: &CouncilId,
    runs: &[account::MeteringRun],
) {
    let mut stretches: BTreeMap<Uuid, Vec<(Day, Day)>> = BTreeMap::new();
    let mut posted: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows(opened, council).await.into_iter().filter(|row| row.kind == "ACCRUE") {
        let stretch = (row.from_day, row.to_day.unwrap());
        stretches.entry(row.account_id).or_default().push(stretch);
        *posted.entry(row.run_id.unwrap().to_string()).or_default() += 1;
    }
    assert_eq!(stretches.len(), ACCOUNTS);
    let last_day = plus_days(first_day(), 7 * RUNS);
    for (account_id, stretches) in stretches {
        assert!(tile(&stretches, first_day(), last_day), "{account_id}: {stretches:?}");
    }
    for run in runs {
        assert_eq!(run.accounts_done, i64::try_from(ACCOUNTS).unwrap(), "{run:?}");
        assert_eq!(run.entries_posted, posted[&run.run_id], "{run:?}");
    }
}

fn tile(stretches: &[(Day, Day)], first: Day, last: Day) -> bool {
    let mut next = first;
    for (from, to) in stretches {
        if *from != next || to <= from {
            return false;
        }
        next = *to;
    }
    next == last
}

/// Some of the accounts, read as anybody reads them.
async fn the_contract_says_the_same(processes: &Processes, council: &CouncilId) {
    let mut client = processes.clients.accounts(council, &actor(Role::Auditor)).unwrap();
    let request = account::ListAccountsRequest {
        council_id: council.to_string(),
        page_size: 1_000,
        page_token: String::new(),
    };
    let listed = client.list_accounts(request).await.unwrap().into_inner().accounts;
    for listed in listed.iter().step_by(READ_ONE_IN) {
        let request = account::ListEntriesRequest {
            council_id: council.to_string(),
            account_id: listed.account_id.clone(),
            page_size: 1_000,
            page_token: String::new(),
        };
        let entries = client.list_entries(request).await.unwrap().into_inner().entries;
        let stretches: Vec<(Day, Day)> = entries
            .iter()
            .filter(|entry| entry.kind() == EntryKind::Accrue)
            .map(|entry| entry.effective.unwrap())
            .map(|days| (day(&days.start.unwrap()).unwrap(), day(&days.end.unwrap()).unwrap()))
            .collect();
        assert!(tile(&stretches, first_day(), plus_days(first_day(), 7 * RUNS)), "{stretches:?}");
        // 605.00 of each week counts.
        assert_eq!(listed.accrued.unwrap().pence, 60_500 * RUNS);
    }
}

async fn each_run_ended_once(
    processes: &Processes,
    opened: &Opened,
    council: &CouncilId,
    runs: &[account::MeteringRun],
) {
    let logs = Logs::read(processes, opened, council).await;
    let ended = logs.named(Peer::CareAccount, |happened| match happened {
        Happened::RunEnded(ended) => Some(&ended.run_id),
        _ => None,
    });
    let mut expected: Vec<String> = runs.iter().map(|run| run.run_id.clone()).collect();
    expected.sort();
    assert_eq!(ended, expected);
}
