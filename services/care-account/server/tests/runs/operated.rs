//! A run as an operator handles it.

use carecap_calendar::plus_days;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::RunState;
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::date;
use carecap_service::reason_of;
use carecap_testing::{ENGINES, Engine, new_id};
use futures::StreamExt as _;
use tonic::Status;

use crate::common::{ANOTHER, COMMENCED, COUNCIL, PERSON};
use crate::trial::Trial;

/// Two accounts, and nobody who meters them.
async fn opened(engine: Engine) -> Trial {
    let trial = Trial::open(engine, 1).await;
    trial.budgets.publish_for(PERSON, COMMENCED, 80_500);
    trial.budgets.publish_for(ANOTHER, COMMENCED, 80_500);
    let replica = trial.replica();
    trial.accounts_with(2, 2).await;
    replica.kill();
    trial
}

fn cancelling(run_id: &str, cancel_reason: &str) -> proto::CancelMeteringRunRequest {
    proto::CancelMeteringRunRequest {
        council_id: COUNCIL.to_owned(),
        request_id: new_id().to_string(),
        validate_only: false,
        run_id: run_id.to_owned(),
        cancel_reason: cancel_reason.to_owned(),
    }
}

impl Trial {
    async fn cancel(&self, run_id: &str) -> Result<proto::MeteringRun, Status> {
        let request = cancelling(run_id, "To the wrong day.");
        let answer = self.runs().cancel_metering_run(request).await?;
        Ok(answer.into_inner().metering_run.unwrap())
    }

    async fn resume(&self, run_id: &str) -> Result<proto::MeteringRun, Status> {
        let request = proto::ResumeMeteringRunRequest {
            council_id: COUNCIL.to_owned(),
            request_id: new_id().to_string(),
            validate_only: false,
            run_id: run_id.to_owned(),
        };
        let answer = self.runs().resume_metering_run(request).await?;
        Ok(answer.into_inner().metering_run.unwrap())
    }
}

fn refused<T: std::fmt::Debug>(answer: Result<T, Status>) -> Option<ErrorReason> {
    reason_of(&answer.unwrap_err())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_cancelled_passed_by_another_and_resumed() {
    for engine in ENGINES {
        let trial = opened(engine).await;
        let weeks = |weeks: i64| plus_days(COMMENCED, 7 * weeks);
        let far = trial.start(weeks(4)).await.unwrap();
        assert_eq!((far.state(), far.accounts_total), (RunState::Running, 2));
        assert_eq!(refused(trial.start(weeks(5)).await), Some(ErrorReason::RunUnderWay));
        assert_eq!(refused(trial.resume(&far.run_id).await), Some(ErrorReason::WrongState));

        let request = cancelling(&far.run_id, "To the wrong day.");
        let answer = trial.runs().cancel_metering_run(request.clone()).await.unwrap();
        let cancelled = answer.into_inner().metering_run.unwrap();
        assert_eq!(cancelled.state(), RunState::Cancelled);
        assert_eq!(cancelled.cancelled_by, "olive.operator");
        assert_eq!(cancelled.cancel_reason, "To the wrong day.");
        assert!(cancelled.cancelled_at.is_some());
        assert_eq!(refused(trial.cancel(&far.run_id).await), Some(ErrorReason::WrongState));

        // Nobody is held up by it: its days are metered by another, to an earlier day.
        let near = trial.start(weeks(2)).await.unwrap();
        assert_eq!(refused(trial.resume(&far.run_id).await), Some(ErrorReason::RunUnderWay));
        let replica = trial.replica();
        trial.ended(&near.run_id).await;
        let still = trial.run_when(&far.run_id, |_| true).await;
        assert_eq!(still, cancelled, "{engine:?}");
        assert_eq!(refused(trial.start(weeks(2)).await), Some(ErrorReason::AlreadyMetered));

        let resumed = trial.resume(&far.run_id).await.unwrap();
        assert_eq!((resumed.state(), resumed.cancelled_at), (RunState::Running, None));
        let ended = trial.ended(&far.run_id).await;
        assert_eq!((ended.accounts_done, ended.entries_posted), (2, 4), "{engine:?}");
        for account in trial.accounts_with(2, 6).await {
            assert_eq!(account.metered_to, date(weeks(4)), "{engine:?}");
        }
        replica.kill();
        // Whatever became of it, the first answer is given again.
        let again = trial.runs().cancel_metering_run(request).await.unwrap();
        assert_eq!(again.into_inner().metering_run, Some(cancelled), "{engine:?}");
        assert_eq!(refused(trial.cancel(&far.run_id).await), Some(ErrorReason::WrongState));
        assert_eq!(trial.verified().await.faults, [], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_run_whose_days_another_has_metered_is_not_resumed() {
    for engine in ENGINES {
        let trial = opened(engine).await;
        let cancelled = trial.start(plus_days(COMMENCED, 7)).await.unwrap();
        trial.cancel(&cancelled.run_id).await.unwrap();
        let other = trial.start(plus_days(COMMENCED, 14)).await.unwrap();
        let _replica = trial.replica();
        trial.ended(&other.run_id).await;
        let reason = refused(trial.resume(&cancelled.run_id).await);
        assert_eq!(reason, Some(ErrorReason::AlreadyMetered), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_is_watched_from_its_start_to_its_end() {
    for engine in ENGINES {
        let trial = opened(engine).await;
        let started = trial.start(plus_days(COMMENCED, 14)).await.unwrap();
        let request = proto::WatchMeteringRunRequest {
            council_id: COUNCIL.to_owned(),
            run_id: started.run_id.clone(),
        };
        let mut watched =
            trial.runs().watch_metering_run(request.clone()).await.unwrap().into_inner();
        let first = watched.next().await.unwrap().unwrap().metering_run.unwrap();
        assert_eq!(first, started, "{engine:?}");
        let _replica = trial.replica();
        let mut seen = vec![first];
        while let Some(told) = watched.next().await {
            seen.push(told.unwrap().metering_run.unwrap());
        }
        let done: Vec<i64> = seen.iter().map(|run| run.accounts_done).collect();
        assert!(done.is_sorted(), "{engine:?}: {done:?}");
        let last = seen.last().unwrap();
        assert_eq!((last.state(), last.accounts_done), (RunState::Ended, 2), "{engine:?}");

        let nobody = proto::WatchMeteringRunRequest { run_id: new_id().to_string(), ..request };
        let refused = trial.runs().watch_metering_run(nobody).await.unwrap_err();
        assert_eq!(reason_of(&refused), Some(ErrorReason::NotFound));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn runs_are_listed_the_one_started_last_standing_first() {
    for engine in ENGINES {
        let trial = opened(engine).await;
        let mut started = Vec::new();
        for weeks in 1..=3 {
            let run = trial.start(plus_days(COMMENCED, 7 * weeks)).await.unwrap();
            trial.cancel(&run.run_id).await.unwrap();
            started.insert(0, run.run_id);
        }
        let (mut listed, mut page_token) = (Vec::new(), String::new());
        loop {
            let request = proto::ListMeteringRunsRequest {
                council_id: COUNCIL.to_owned(),
                page_size: 2,
                page_token,
            };
            let page = trial.runs().list_metering_runs(request).await.unwrap().into_inner();
            listed.extend(page.metering_runs);
            page_token = page.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert!(listed.iter().all(|run| run.cancel_reason == "To the wrong day."));
        let listed: Vec<String> = listed.into_iter().map(|run| run.run_id).collect();
        assert_eq!(listed, started, "{engine:?}");
    }
}
