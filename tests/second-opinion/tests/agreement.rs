#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
//! Both opinions agree about ten thousand random lives.

mod comparison;

use comparison::{Tally, compare};

/// Any number would do; a fixed one makes every run the same.
const SEED: u64 = 2014_2672;
const LIVES: u64 = 10_000;

#[test]
fn both_opinions_agree_to_the_penny() {
    let mut tally = Tally::default();
    let differences: Vec<String> =
        (0..LIVES).filter_map(|number| compare(SEED, number, &mut tally).err()).collect();
    assert!(
        differences.is_empty(),
        "{} of {LIVES} lives differ; the first: {}",
        differences.len(),
        differences.first().unwrap()
    );
    assert_eq!(tally.agreed(), LIVES);
    // Agreement would say little if nearly everybody paid nothing, paid all, or was refused.
    let Tally { nothing, a_part, everything, refused } = tally;
    for (how, count) in [("nothing", nothing), ("a part", a_part), ("everything", everything)] {
        assert!(count > LIVES / 10, "only {count} of {LIVES} lives pay {how}");
    }
    assert!((1..LIVES / 4).contains(&refused), "{refused} of {LIVES} lives are refused");
}
