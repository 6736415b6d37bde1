//! The year's figures and the council's choices, and the ways to come to whole pence.

use std::collections::BTreeMap;

use crate::{Pence, Refused};

/// What a percentage of 1 is in the millionths in which percentages are read.
const ONE_PERCENT: i128 = 1_000_000;

/// The figures and choices in force on the day, each by its name, as a pack or a council writes it:
/// `"23250.00"`, `"90"`, `"true"`, `"WHOLE"`.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    by_name: BTreeMap<String, String>,
}

impl Figures {
    /// The figures, each with its name.
    pub fn new(by_name: BTreeMap<String, String>) -> Figures {
        Figures { by_name }
    }

    /// A word.
    pub fn word(&self, name: &str) -> Result<&str, Refused> {
        let found = self.by_name.get(name);
        found.map(String::as_str).ok_or_else(|| Refused(format!("{name} is not known")))
    }

    /// A switch.
    pub fn switch(&self, name: &str) -> Result<bool, Refused> {
        match self.word(name)? {
            "true" => Ok(true),
            "false" => Ok(false),
            other => Err(Refused(format!("{name} is {other}, neither true nor false"))),
        }
    }

    /// Pounds, in pence.
    pub fn pence(&self, name: &str) -> Result<Pence, Refused> {
        decimal(self.word(name)?, 2)
    }

    /// A whole number, for instance of weeks.
    pub fn whole(&self, name: &str) -> Result<i128, Refused> {
        decimal(self.word(name)?, 0)
    }

    /// Whether there is a figure of the name: some have no value until a council sets one.
    pub fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// So much percent of an amount: a fraction, not yet whole pence.
    pub fn percent_of(&self, name: &str, amount: Pence) -> Result<Fraction, Refused> {
        percent_of(self.word(name)?, amount)
    }
}

/// So much percent of an amount: a fraction, not yet whole pence.
pub fn percent_of(percent: &str, amount: Pence) -> Result<Fraction, Refused> {
    Ok(Fraction { above: amount * decimal(percent, 6)?, below: 100 * ONE_PERCENT })
}

/// An amount of pence, none below zero, that is still to be rounded.
#[derive(Debug, Clone, Copy)]
pub struct Fraction {
    /// Above the line.
    pub above: i128,
    /// Below the line, above zero.
    pub below: i128,
}

impl Fraction {
    /// To the nearest penny, half a penny up.
    pub fn half_up(self) -> Pence {
        (2 * self.above + self.below).div_euclid(2 * self.below)
    }

    /// Without the fraction of a penny.
    pub fn down(self) -> Pence {
        self.above.div_euclid(self.below)
    }

    /// With a fraction of a penny counted as a penny.
    pub fn up(self) -> Pence {
        (self.above + self.below - 1).div_euclid(self.below)
    }
}

/// Reads `12.5` as 1250 where two places are wanted. More places than that are refused.
fn decimal(text: &str, places: usize) -> Result<i128, Refused> {
    let refused = || Refused(format!("{text} is no number with at most {places} decimal places"));
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > places {
        return Err(refused());
    }
    format!("{whole}{part:0<places$}").parse().map_err(|_| refused())
}
