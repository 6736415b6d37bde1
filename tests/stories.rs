//! The stories, told on both engines.

use carecap_testing::ENGINES;
use carecap_tests::Bench;

#[tokio::test(flavor = "multi_thread")]
async fn mary_is_priced_at_home_as_leeds_published() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcome = bench.tell("at-home-priced.yaml").await;
        assert_eq!(outcome.figures["cost_weekly"], 28_750);
        assert_eq!(outcome.figures["contribution_weekly"], 0);
        bench.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn peter_is_charged_at_home_as_devon_published_and_after_his_change_request() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcome = bench.tell("at-home-charged.yaml").await;
        assert_eq!(outcome.figures["first.contribution_weekly"], 11_010);
        assert_eq!(outcome.figures["second.council_weekly"], 43_352);
        bench.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn franks_account_is_metered_uprated_and_put_right_by_a_late_fact() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcome = bench.tell("self-funder-capped.yaml").await;
        assert_eq!(outcome.figures["metered.balance"], 1_683_348);
        assert_eq!(outcome.figures["late.balance"], 1_704_088);
        assert_eq!(outcome.dates["projected_on"], "2027-06-01");
        bench.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joans_case_raises_four_flags_and_the_disclosure_stands_first() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcome = bench.tell("needs-a-person.yaml").await;
        let raised: Vec<&str> = outcome.flags.iter().map(String::as_str).collect();
        assert_eq!(raised, ["F-COST-2", "N-NEED-2", "N-NEED-5", "S-SAFE-1"]);
        bench.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ruths_pause_and_death_are_learned_late_and_her_statements_stay_what_they_were() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcome = bench.tell("self-funder-in-hospital.yaml").await;
        assert_eq!(outcome.figures["hospital.balance"], 1_503_486);
        assert_eq!(outcome.figures["closed.balance"], 1_563_986);
        assert_eq!(outcome.dates["closed.closed_from"], "2025-04-21");
        bench.stop().await;
    }
}
