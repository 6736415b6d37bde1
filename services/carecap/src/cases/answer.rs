use std::collections::BTreeMap;
use std::fmt;

use carecap_calendar::{Day, show_day};
use carecap_contracts::common::v1 as common;
use carecap_money::Money;
use rust_decimal::Decimal;

/// What a contract answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Pounds, or another number.
    Number(Decimal),
    /// A day.
    Day(Day),
    /// From a day to another.
    Span(Day, Day),
    /// Whether something holds.
    Truth(bool),
    /// The quantity does not arise, for instance a tariff above the upper limit.
    Nothing,
}

impl fmt::Display for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Number(number) if number.scale() <= 2 => write!(out, "{number}"),
            Answer::Number(number) => {
                let mut shown = number.round_dp(4).normalize();
                shown.rescale(shown.scale().max(2));
                write!(out, "{shown}")
            }
            Answer::Day(day) => out.write_str(&show_day(*day)),
            Answer::Span(from, until) => {
                let months = super::compare::whole_months(*from, *until);
                write!(out, "{} years {} months", months / 12, months % 12)
            }
            Answer::Truth(truth) => write!(out, "{truth}"),
            Answer::Nothing => out.write_str("none"),
        }
    }
}

/// Answers by name: `step.tariff_income`, `budget.council_weekly`, `account.reached_on`.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    named: BTreeMap<String, Answer>,
}

impl Answers {
    /// Keeps an answer.
    pub fn keep(&mut self, name: impl Into<String>, answer: Answer) {
        self.named.insert(name.into(), answer);
    }

    /// Keeps a number.
    pub fn number(&mut self, name: impl Into<String>, number: Decimal) {
        self.keep(name, Answer::Number(number));
    }

    /// Keeps an amount where there is one.
    pub fn amount(&mut self, name: impl Into<String>, amount: Option<&common::Money>) {
        if let Some(amount) = amount {
            self.number(name, pounds(amount));
        }
    }

    /// Keeps all of another, each name after a prefix.
    pub fn keep_all(&mut self, prefix: &str, others: Answers) {
        let named = others.named.into_iter();
        self.named.extend(named.map(|(name, answer)| (format!("{prefix}{name}"), answer)));
    }

    /// Takes an answer away that means nothing here.
    pub fn forget(&mut self, name: &str) {
        self.named.remove(name);
    }

    /// The answer of that name.
    pub fn get(&self, name: &str) -> Option<Answer> {
        self.named.get(name).copied()
    }

    /// The number of that name.
    pub fn number_of(&self, name: &str) -> Option<Decimal> {
        match self.get(name)? {
            Answer::Number(number) => Some(number),
            _ => None,
        }
    }
}

/// An amount of a contract in pounds.
pub fn pounds(amount: &common::Money) -> Decimal {
    Money::from_pence(amount.pence).pounds()
}

/// Weeks in a year, as amounts for a year are shown (R-ROUND-4).
pub const WEEKS_OF_A_YEAR: Decimal = Decimal::from_parts(52, 0, 0, false, 0);
