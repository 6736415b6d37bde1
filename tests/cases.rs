//! The worked examples that councils published, and those derived from the rules, on both engines.

use std::path::Path;

use carecap::cases::{Outcome, read, run};
use carecap_store::CouncilId;
use carecap_testing::ENGINES;
use carecap_tests::{Bench, LEEDS};

async fn hold(bench: &Bench, file: &str) -> Vec<Outcome> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(file);
    let council: CouncilId = LEEDS.parse().unwrap();
    let mut outcomes = Vec::new();
    for example in read(&file).unwrap().examples() {
        outcomes.push(run(&bench.clients, &council, example).await.unwrap());
    }
    outcomes
}

/// Each quantity that does not agree: `example quantity wanted got`.
fn disagreements(outcomes: &[Outcome]) -> Vec<String> {
    let rows = outcomes.iter().flat_map(|outcome| &outcome.rows);
    let rows = rows.filter(|row| row.agrees != Some(true));
    let told = rows.map(|row| {
        let wanted = row.wanted.as_str().unwrap_or_default();
        format!("{} {}: {wanted} / {}", row.id, row.quantity, row.got.as_deref().unwrap_or("none"))
    });
    told.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_published_agrees_to_the_penny_but_for_what_is_misprinted_or_incomplete() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcomes = hold(&bench, "published.json").await;
        bench.stop().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.agrees()).count(), 31, "{engine:?}");
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_excused()).count(), 7);
        assert!(!outcomes.iter().any(Outcome::fails));
        assert_eq!(
            disagreements(&outcomes),
            [
                "NR-LIVERPOOL-DOROTHY assessable_income: 53.03 / 54.03",
                "NR-LIVERPOOL-DOROTHY maximum_weekly_contribution: 47.73 / 48.62",
                "RES-LEEDS-2024-GRACE contribution: 261.58 / 0.00",
                "DP-HANTS-APR monthly_net: 555.15 / 557.15",
                "CAP-FRED-2013 reformed_local_authority_pays: 11000 / 9220.64",
                "CAP-FRED-2013 reformed_person_pays: 19000 / 20779.20",
                "CAP-SISSY-2013 local_authority_pays: 38600 / 37099.00",
                "CAP-HANSARD-2022-DURATIONS assets_100000_reaches_cap: about 10 years / none",
                "CAP-HANSARD-2022-DURATIONS self_funder_reaches_cap: just over 3 years / none",
                "CAP-MAIL-60000-HALF claim: state funds 50 per cent at the midpoint / 160.00",
            ]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_derived_from_the_rules_agrees_to_the_penny() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        let outcomes = hold(&bench, "derived.json").await;
        bench.stop().await;
        assert_eq!(disagreements(&outcomes), Vec::<String>::new(), "{engine:?}");
        assert_eq!(outcomes.iter().filter(|outcome| outcome.agrees()).count(), 18);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_example_of_a_penny_too_much_does_not_agree_and_what_it_cannot_say_is_named() {
    let bench = Bench::start(carecap_testing::Engine::Sqlite).await;
    let outcomes = hold(&bench, "wrong.json").await;
    bench.stop().await;
    assert!(outcomes.iter().all(Outcome::fails));
    assert_eq!(
        disagreements(&outcomes),
        [
            "WRONG-BY-A-PENNY contribution: 143.86 / 143.85",
            "WRONG-WITHOUT-AN-INPUT contribution: 143.85 / 139.85",
        ]
    );
    let unexpressed: Vec<&str> =
        outcomes.iter().flat_map(|one| &one.unexpressed).map(|one| one.input.as_str()).collect();
    assert_eq!(unexpressed, ["nest_egg"]);
}
