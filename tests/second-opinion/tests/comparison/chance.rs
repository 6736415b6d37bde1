//! Chance with a seed, and amounts and days that gather where rules turn.

use carecap_calendar::{Day, plus_days};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

/// A source of chance for one case. The same seed and number give the same case on every machine
/// with the same release of the random numbers.
pub struct Chance {
    numbers: StdRng,
}

impl Chance {
    pub fn of(seed: u64, number: u64) -> Chance {
        // An odd factor spreads neighbouring seeds apart and never makes two cases of a seed equal.
        let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(number);
        Chance { numbers: StdRng::seed_from_u64(mixed) }
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.numbers.random_ratio(1, times)
    }

    /// A whole number, both ends included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.numbers.random_range(least..=most)
    }

    /// One of these.
    pub fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all.choose(&mut self.numbers).unwrap().clone()
    }

    /// One of these once in so many times.
    pub fn sometimes<T: Clone>(&mut self, times: u32, all: &[T]) -> Option<T> {
        self.once_in(times).then(|| self.one_of(all))
    }

    /// A day on or before another: where weeks and disregards end, or anywhere in two years; after it
    /// now and then.
    pub fn day_before(&mut self, on: Day) -> Day {
        let day = self.day_near(on);
        if day > on && !self.once_in(100) { on } else { day }
    }

    /// A day around another: where weeks, disregards and years end, or anywhere within two years.
    pub fn day_near(&mut self, on: Day) -> Day {
        let turns = [0, 1, 6, 7, 8, 28, 83, 84, 85, 181, 182, 183, 363, 364, 365];
        let days = if self.once_in(3) { self.between(0, 800) } else { self.one_of(&turns) };
        let days = if self.once_in(6) { days } else { -days };
        plus_days(on, days)
    }

    /// Pence, at most so many, and round figures more often than others.
    pub fn pence(&mut self, most: i64) -> i64 {
        match self.between(0, 9) {
            0 => self.between(0, 3),
            1 => most,
            2..=4 => self.between(0, most / 100) * 100,
            _ => self.between(0, most),
        }
    }

    /// Pence on one of these or a penny beside it.
    pub fn beside(&mut self, turns: &[i64]) -> i64 {
        let turn = self.one_of(turns);
        (turn + self.between(-1, 1)).max(0)
    }
}
