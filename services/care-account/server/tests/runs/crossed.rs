//! What a run says of the cap, and what it takes back.

use carecap_calendar::plus_days;
use carecap_contracts::date;
use carecap_contracts::events::v1::event::Happened;
use carecap_testing::ENGINES;

use crate::common::{COMMENCED, PERSON};
use crate::trial::Trial;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_crossing_is_told_once_and_withdrawn_once_when_a_correction_takes_it_back() {
    for engine in ENGINES {
        let trial = Trial::open(engine, 10).await;
        let _replica = trial.replica();
        // 79,800.00 of a week counts, so the cap is reached on the second Monday.
        trial.budgets.publish(COMMENCED, 8_000_000);
        trial.accounts_with(1, 2).await;
        let weeks = |weeks: i64| plus_days(COMMENCED, 7 * weeks);
        let first = trial.start(weeks(2)).await.unwrap();
        let first = trial.ended(&first.run_id).await;
        assert_eq!((first.caps_reached, first.notices_withdrawn), (1, 0), "{engine:?}");

        // It becomes known late that 1,300.00 counted: the cap is far, but near enough for a notice.
        trial.budgets.publish(COMMENCED, 150_000);
        let known = trial.accounts_with(1, 6).await;
        let second = trial.start(weeks(3)).await.unwrap();
        let second = trial.ended(&second.run_id).await;
        assert_eq!((second.caps_near, second.caps_reached), (1, 0), "{engine:?}");

        // From the fourth week on 605.00 counts, which takes years.
        trial.budgets.publish(weeks(3), 80_500);
        trial.accounts_with(1, known[0].last_entry + 3).await;
        let third = trial.start(weeks(4)).await.unwrap();
        let third = trial.ended(&third.run_id).await;
        assert_eq!((third.caps_near, third.notices_withdrawn), (0, 1), "{engine:?}");

        let happened = trial.events_until_runs_ended(3).await;
        let told: Vec<_> = happened
            .iter()
            .filter_map(|happened| match happened {
                Happened::CapReached(told) => Some(("reached", told.reached_on)),
                Happened::CapReachedWithdrawn(told) => Some(("not reached", told.reached_on)),
                Happened::CapNear(told) => Some(("near", told.as_of)),
                Happened::CapNearWithdrawn(told) => Some(("not near", told.as_of)),
                _ => None,
            })
            .collect();
        let expected = [
            ("reached", date(weeks(1))),
            ("not reached", date(weeks(1))),
            ("near", date(weeks(3))),
            ("not near", date(weeks(3))),
        ];
        assert_eq!(told, expected, "{engine:?} {PERSON}");
        assert_eq!(trial.verified().await.faults, [], "{engine:?}");
    }
}
