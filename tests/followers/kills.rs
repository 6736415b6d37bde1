//! Producers and followers killed at moments that a die picks, and started again.

use std::time::Duration;

use carecap::councils;
use carecap_service::Peer;
use carecap_testing::ENGINES;
use carecap_tests::Processes;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};

use super::cases::{Kind, Teller};
use super::outcome::each_took_effect_once;

const CASES: usize = 24;
/// Definite answers that telling one case takes at the least.
const ANSWERS_EACH: usize = 7;
const KILLED: [Peer; 4] =
    [Peer::AssessmentIntake, Peer::BudgetCalculation, Peer::CareAccount, Peer::RiskFlagging];
const KILLS_EACH: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn producers_and_followers_that_are_killed_apply_each_event_once() {
    for (seed, engine) in (20_241_007..).zip(ENGINES) {
        let mut processes = Processes::start(engine, &[]).await;
        councils::load_demonstration(&processes.clients).await.unwrap();
        let teller = Teller::new(&processes.clients);
        teller.confirm_daily_living_costs().await;
        let telling = teller.tell_many(&Kind::ALL, CASES);
        let killing = kill_at_random(&mut processes, &teller, seed);
        let (cases, ()) = tokio::join!(telling, killing);
        each_took_effect_once(&processes, &cases).await;
        processes.stop();
    }
}

/// Kills each context some times while cases are told. When is counted in answers, so that a slow
/// machine sees as many kills in the midst of things as a fast one.
async fn kill_at_random(processes: &mut Processes, teller: &Teller, seed: u64) {
    let mut die = StdRng::seed_from_u64(seed);
    let mut victims = KILLED.repeat(KILLS_EACH);
    victims.shuffle(&mut die);
    let mut moments: Vec<usize> =
        victims.iter().map(|_| die.random_range(5..CASES * ANSWERS_EACH)).collect();
    moments.sort_unstable();
    for (victim, moment) in victims.into_iter().zip(moments) {
        while teller.answers() < moment {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        tokio::time::sleep(Duration::from_millis(die.random_range(0..30))).await;
        processes.kill(victim);
        tokio::time::sleep(Duration::from_millis(die.random_range(0..100))).await;
        processes.start_one(victim).await;
    }
}
