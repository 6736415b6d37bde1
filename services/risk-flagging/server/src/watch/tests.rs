use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use carecap_service::SystemClock;
use carecap_store::{Filter, RandomIds, Store, Stores};
use risk_flagging_rules::{AssessmentState, Check, Decision, FlagOutcome, Indicator};
use tempfile::TempDir;
use time::macros::date;

use super::*;
use crate::MIGRATIONS;

struct House {
    store: Store,
    /// Holds the store's files until the test ends.
    _folder: TempDir,
}

impl House {
    async fn new() -> House {
        let folder = TempDir::new().unwrap();
        let council: CouncilId = "E08000035".parse().unwrap();
        let (clock, served) = (Arc::new(SystemClock), BTreeSet::from([council.clone()]));
        let ids = Arc::new(RandomIds::new(clock.clone()));
        let files = folder.path().to_path_buf();
        let stores = Stores::sqlite(files, MIGRATIONS, served, clock, ids).await.unwrap();
        House { store: stores.of(&council).await.unwrap(), _folder: folder }
    }

    /// One assessment of one person, looked at in a new version.
    async fn assessment(&self, version: i64, state: AssessmentState, checks: &[(&str, &str)]) {
        let checks = checks.iter().map(|(check_id, evidence)| Check {
            check_id: (*check_id).to_owned(),
            outcome: None,
            measures: BTreeMap::new(),
            evidence: (*evidence).to_owned(),
        });
        let seen = Seen {
            person_id: Uuid::from_u128(1),
            subject: assessment_of(&Uuid::from_u128(2).to_string(), version),
            raised_for: None,
            facts: Facts::Assessment(state, checks.collect()),
        };
        let mut tx = self.store.write().await.unwrap();
        look(&mut tx, &seen).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// The queue, each flag by its indicator and state.
    async fn queue(&self) -> Vec<(Indicator, &'static str)> {
        let flags = self.flags().await;
        flags.iter().map(|flag| (flag.raised.indicator, flag.state.code())).collect()
    }

    async fn flags(&self) -> Vec<Flag> {
        let mut tx = self.store.read().await.unwrap();
        let everything = Filter { limit: i64::MAX, ..Filter::default() };
        let flags = store::FLAGS.list(&mut tx, &everything).await.unwrap();
        flags.into_iter().map(|flag| flag.body).collect()
    }
}

#[tokio::test]
async fn a_disclosure_in_a_draft_is_raised_at_once_and_no_later_version_takes_it_back() {
    let house = House::new().await;
    let disclosed = ("QC-18", "An answer says that somebody hurts the person.");
    let unmet = ("QC-02", "Help with washing is needed and nobody gives it.");
    house.assessment(1, AssessmentState::Draft, &[disclosed, unmet]).await;
    assert_eq!(house.queue().await, [(Indicator::AbuseOrNeglectDisclosed, "OPEN")]);
    house.assessment(2, AssessmentState::Submitted, &[]).await;
    assert_eq!(house.queue().await, [(Indicator::AbuseOrNeglectDisclosed, "OPEN")]);
}

#[tokio::test]
async fn safeguarding_stands_first_in_the_queue_though_it_was_raised_last() {
    let house = House::new().await;
    let unmet = ("QC-02", "Help with washing is needed and nobody gives it.");
    let disclosed = ("QC-18", "An answer says that somebody hurts the person.");
    house.assessment(1, AssessmentState::Submitted, &[unmet]).await;
    house.assessment(2, AssessmentState::Submitted, &[unmet, disclosed]).await;
    let expected = [(Indicator::AbuseOrNeglectDisclosed, "OPEN"), (Indicator::UnmetNeed, "OPEN")];
    assert_eq!(house.queue().await, expected);
}

#[tokio::test]
async fn an_unmet_need_is_cleared_by_a_version_in_which_it_is_met_and_raised_again_if_it_returns() {
    let house = House::new().await;
    let unmet = ("QC-02", "Help with washing is needed and nobody gives it.");
    house.assessment(1, AssessmentState::Submitted, &[unmet]).await;
    house.assessment(2, AssessmentState::Assured, &[]).await;
    assert_eq!(house.queue().await, [(Indicator::UnmetNeed, "CLEARED")]);
    house.assessment(3, AssessmentState::Determined, &[unmet]).await;
    let expected = [(Indicator::UnmetNeed, "CLEARED"), (Indicator::UnmetNeed, "OPEN")];
    assert_eq!(house.queue().await, expected);
}

#[tokio::test]
async fn what_a_person_has_decided_is_not_put_to_them_again() {
    let house = House::new().await;
    let unmet = ("QC-02", "Help with washing is needed and nobody gives it.");
    house.assessment(1, AssessmentState::Submitted, &[unmet]).await;
    let flag = house.flags().await.remove(0);
    let decision = Decision {
        outcome: FlagOutcome::NoActionNeeded,
        reason: "A neighbour has helped since Tuesday.".to_owned(),
        by: "robin".to_owned(),
        on: date!(2024 - 10 - 07),
    };
    let decided = flag.decide(decision).unwrap();
    let mut tx = house.store.write().await.unwrap();
    let id = Uuid::try_parse(&decided.flag_id).unwrap();
    store::add_flag(&mut tx, id, &decided, "robin").await.unwrap();
    tx.commit().await.unwrap();

    house.assessment(2, AssessmentState::Submitted, &[unmet]).await;
    assert_eq!(house.queue().await, [(Indicator::UnmetNeed, "DECIDED")]);
}
