//! Two processes of each follower over the same stores.

use carecap::councils;
use carecap::mesh::migrations;
use carecap_service::Peer;
use carecap_testing::{ENGINES, TestStores, council_a};
use carecap_tests::Processes;
use futures::future::join_all;

use super::cases::{Kind, Teller};
use super::outcome::{Opened, each_took_effect_once};

const FOLLOWERS: [Peer; 3] = [Peer::BudgetCalculation, Peer::CareAccount, Peer::RiskFlagging];
/// Those of them that no caller needs while cases are told.
const LEFT_ALONE: [Peer; 2] = [Peer::CareAccount, Peer::RiskFlagging];

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_replicas_that_follow_one_log_only_one_applies_each_event() {
    for engine in ENGINES {
        let mut processes = Processes::start(engine, &[]).await;
        councils::load_demonstration(&processes.clients).await.unwrap();
        for follower in FOLLOWERS {
            processes.start_replica(follower).await;
        }
        let teller = Teller::new(&processes.clients);
        teller.confirm_daily_living_costs().await;
        let mut cases = teller.tell_many(&Kind::ALL, 18).await;

        // One of each pair goes; the other, which nobody calls, goes on alone.
        for follower in LEFT_ALONE {
            processes.kill(follower);
        }
        cases.extend(teller.tell_many(&Kind::ALL, 6).await);
        let opened = Opened::beside(&processes).await;
        for council in Kind::ALL.map(Kind::council) {
            for follower in LEFT_ALONE {
                opened.followed(follower, Peer::BudgetCalculation, &council).await;
            }
        }
        for follower in LEFT_ALONE {
            processes.start_one(follower).await;
        }
        each_took_effect_once(&processes, &cases).await;
        processes.stop();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn replicas_that_open_a_new_council_at_once_agree_on_its_tables() {
    for engine in ENGINES {
        let first = TestStores::fresh(engine, migrations(Peer::CareAccount)).await;
        let replicas = join_all((0..4).map(|_| first.once_more())).await;
        let council = council_a();
        let opening = replicas.iter().map(|stores| stores.of(&council));
        for store in join_all(opening).await {
            store.unwrap().write().await.unwrap().commit().await.unwrap();
        }
    }
}
