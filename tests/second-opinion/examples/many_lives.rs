#![allow(clippy::unwrap_used, reason = "a comparison that cannot be set up has failed")]
//! Compares both opinions about as many random lives as wanted, and says how many agree:
//! `cargo run --release -p carecap-second-opinion --example many_lives -- 1000000 7`.

#[path = "../tests/comparison/mod.rs"]
mod comparison;

use std::process::ExitCode;

use comparison::{Tally, compare};

/// How many disagreements are shown in full.
const SHOWN: u64 = 3;

fn main() -> ExitCode {
    let mut asked = std::env::args().skip(1).map(|number| number.parse::<u64>());
    let (Ok(lives), Ok(seed)) =
        (asked.next().unwrap_or(Ok(1_000_000)), asked.next().unwrap_or(Ok(1)))
    else {
        eprintln!("say how many lives, then the seed, both as whole numbers");
        return ExitCode::FAILURE;
    };
    let step = (lives / 20).max(1);
    let (mut tally, mut differ) = (Tally::default(), 0);
    for number in 0..lives {
        if let Err(difference) = compare(seed, number, &mut tally) {
            differ += 1;
            if differ <= SHOWN {
                println!("{difference}\n");
            }
        }
        if (number + 1) % step == 0 {
            println!("{} of {lives} lives: {differ} differ", number + 1);
        }
    }
    println!("seed {seed}: {} of {lives} agree, {differ} differ; {tally:?}", tally.agreed());
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
