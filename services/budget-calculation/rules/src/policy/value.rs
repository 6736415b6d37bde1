//! A dated, cited value: what it is, where it was read and how far it can be trusted.

use carecap_calendar::Period;
use carecap_money::Money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a value counts. It serialises as the contract and the packs write it: `pounds_a_week`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Pounds, at most two decimal places, never below zero.
    Pounds,
    /// Pounds for each week, at most two decimal places, never below zero.
    PoundsAWeek,
    /// Per cent, from 0 to 100.
    Percent,
    /// What an amount is multiplied by, for instance 1.037.
    Factor,
    /// Whole calendar months.
    Months,
    /// Whole days.
    Days,
    /// Whole weeks of seven days.
    Weeks,
    /// `true` or `false`.
    Switch,
    /// One of a few words.
    Word,
}

impl Unit {
    /// The unit as the contract and the packs write it.
    pub const fn code(self) -> &'static str {
        match self {
            Unit::Pounds => "pounds",
            Unit::PoundsAWeek => "pounds_a_week",
            Unit::Percent => "percent",
            Unit::Factor => "factor",
            Unit::Months => "months",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
            Unit::Switch => "switch",
            Unit::Word => "word",
        }
    }

    /// What a well-formed value of the unit looks like, for whoever has to write one.
    pub const fn hint(self) -> &'static str {
        match self {
            Unit::Pounds => "pounds such as 86000.00, not below zero",
            Unit::PoundsAWeek => "pounds a week such as 200.00, not below zero",
            Unit::Percent => "a percentage from 0 to 100, such as 90",
            Unit::Factor => "a factor from 0.5 to 2, such as 1.037 for 3.7 per cent",
            Unit::Months => "a whole number of months, such as 18",
            Unit::Days => "a whole number of days, such as 7",
            Unit::Weeks => "a whole number of weeks, such as 12",
            Unit::Switch => "true or false",
            Unit::Word => "one word",
        }
    }

    /// The one way in which a value of this unit is written, so that equal values are equal texts:
    /// money with two decimal places, other numbers without needless zeros. None: the text is not
    /// a value of this unit.
    pub fn canonical(self, text: &str) -> Option<String> {
        let text = text.trim();
        match self {
            Unit::Pounds | Unit::PoundsAWeek => {
                let amount = Money::parse(text).ok()?;
                (!amount.is_negative()).then(|| amount.pounds().to_string())
            }
            Unit::Percent => number_between(text, Decimal::ZERO, Decimal::ONE_HUNDRED),
            // A factor outside these bounds is a slip of the pen, such as 3.7 for 3.7 per cent.
            Unit::Factor => number_between(text, Decimal::new(5, 1), Decimal::TWO),
            Unit::Months | Unit::Days | Unit::Weeks => {
                text.parse::<u32>().ok().map(|whole| whole.to_string())
            }
            Unit::Switch => text.parse::<bool>().ok().map(|on| on.to_string()),
            Unit::Word => {
                let one_word = !text.is_empty() && !text.contains(char::is_whitespace);
                one_word.then(|| text.to_owned())
            }
        }
    }
}

fn number_between(text: &str, least: Decimal, greatest: Decimal) -> Option<String> {
    let number = Decimal::from_str_exact(text).ok()?.normalize();
    let fits = number >= least && number <= greatest && number.scale() <= 6;
    fits.then(|| number.to_string())
}

/// How far a figure can be trusted, from how it came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Confidence {
    /// Read in the official document or the text of the law.
    #[serde(alias = "seen")]
    Seen,
    /// Read on a council, press or charity page that states it or sums to it.
    #[serde(alias = "seen_secondary")]
    SeenSecondary,
    /// Worked out from an announced uprating and a seen or inferred base.
    #[serde(alias = "inferred")]
    Inferred,
    /// From memory of the circular, not read again.
    #[serde(alias = "recall")]
    Recall,
    /// Not known, or announced by nobody.
    #[serde(alias = "unknown")]
    Unknown,
    /// Supplied by a council, for a pack that is not in force.
    #[serde(alias = "supplied")]
    Supplied,
    /// Confirmed by a named officer of the council against a named source.
    #[serde(alias = "confirmed")]
    Confirmed,
}

impl Confidence {
    /// Whether a budget that rests on the value must wait for a named officer's confirmation
    /// before it is published (Q-DATA-1).
    pub const fn blocks_publication(self) -> bool {
        match self {
            Confidence::Inferred
            | Confidence::Recall
            | Confidence::Unknown
            | Confidence::Supplied => true,
            Confidence::Seen | Confidence::SeenSecondary | Confidence::Confirmed => false,
        }
    }

    /// The code, as the contract writes it.
    pub const fn code(self) -> &'static str {
        match self {
            Confidence::Seen => "SEEN",
            Confidence::SeenSecondary => "SEEN_SECONDARY",
            Confidence::Inferred => "INFERRED",
            Confidence::Recall => "RECALL",
            Confidence::Unknown => "UNKNOWN",
            Confidence::Supplied => "SUPPLIED",
            Confidence::Confirmed => "CONFIRMED",
        }
    }
}

/// Where a fact was read, or a place in the law.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// A link to it; empty where there is none.
    #[serde(default)]
    pub href: String,
    /// What a reader would search for: the document's title and section.
    pub title: String,
}

/// A value that is in force on a day: a parameter of the pack, a choice of the council, or the
/// default that stands where the council has chosen nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueInForce {
    /// For instance `capital_limit_upper`.
    pub key: String,
    /// The value as its unit writes it ([`Unit::canonical`]).
    pub value: String,
    /// What it counts.
    pub unit: Unit,
    /// The days on which it holds. The end is the day of its next change, when one is known.
    pub in_force: Period,
    /// The pack that it is from, [`COUNCIL_LAYER`] or [`DEFAULT_LAYER`].
    pub layer: String,
    /// Where it was read; for a confirmed value, what the officer read.
    pub source: Source,
    /// How far it can be trusted, a confirmation counted in.
    pub confidence: Confidence,
    /// The rules that read it, for instance `R-FIN-20`.
    pub rules: Vec<String>,
    /// The law that asks for it, where there is one.
    pub law: Option<Source>,
}

/// The layer of a value that the council chose.
pub const COUNCIL_LAYER: &str = "council";

/// The layer of a value that stands because the council has chosen nothing.
pub const DEFAULT_LAYER: &str = "default";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_written_alike_and_ill_formed_ones_refused() {
        let check = |unit: Unit, text: &str, expected: Option<&str>| {
            assert_eq!(unit.canonical(text).as_deref(), expected, "{text} {unit:?}");
        };
        check(Unit::PoundsAWeek, "200", Some("200.00"));
        check(Unit::Pounds, "86000.0", Some("86000.00"));
        check(Unit::Pounds, "-1.00", None);
        check(Unit::Pounds, "1.001", None);
        check(Unit::Percent, "90.0", Some("90"));
        check(Unit::Percent, "100.5", None);
        check(Unit::Factor, "1.0370", Some("1.037"));
        check(Unit::Factor, "3.7", None);
        check(Unit::Factor, "0", None);
        check(Unit::Months, "18", Some("18"));
        check(Unit::Months, "18.5", None);
        check(Unit::Weeks, "12", Some("12"));
        check(Unit::Weeks, "-1", None);
        check(Unit::Days, "7", Some("7"));
        check(Unit::Days, "1.5", None);
        check(Unit::Switch, "true", Some("true"));
        check(Unit::Switch, "yes", None);
        check(Unit::Word, "CARE_HOME", Some("CARE_HOME"));
        check(Unit::Word, "CARE HOME", None);
    }

    #[test]
    fn what_was_not_read_blocks_publication() {
        let blocking = [
            Confidence::Seen,
            Confidence::SeenSecondary,
            Confidence::Inferred,
            Confidence::Recall,
            Confidence::Unknown,
            Confidence::Supplied,
            Confidence::Confirmed,
        ]
        .map(Confidence::blocks_publication);
        assert_eq!(blocking, [false, false, true, true, true, true, false]);
    }
}
