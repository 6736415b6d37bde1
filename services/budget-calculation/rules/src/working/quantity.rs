use carecap_money::{Money, MoneyError};
use serde::{Deserialize, Serialize};

use super::{Place, Ratio};

/// What a step comes to: whole pence, written as a JSON integer, or another exact number, written
/// as a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amount {
    /// Whole pence.
    Money(Money),
    /// Hours, slices, pounds with fractions of a penny.
    Number(Ratio),
}

impl From<Money> for Amount {
    fn from(money: Money) -> Amount {
        Amount::Money(money)
    }
}

impl From<Ratio> for Amount {
    fn from(number: Ratio) -> Amount {
        Amount::Number(number)
    }
}

/// What rules add, take away and compare.
pub trait Quantity: Copy + Ord + Into<Amount> + Into<Ratio> {
    /// Nothing.
    const NOTHING: Self;

    /// The sum, unless it does not fit.
    fn add(self, other: Self) -> Result<Self, MoneyError>;

    /// The difference, unless it does not fit.
    fn take_away(self, other: Self) -> Result<Self, MoneyError>;
}

impl Quantity for Money {
    const NOTHING: Money = Money::ZERO;

    fn add(self, other: Money) -> Result<Money, MoneyError> {
        self.checked_add(other)
    }

    fn take_away(self, other: Money) -> Result<Money, MoneyError> {
        self.checked_sub(other)
    }
}

impl Quantity for Ratio {
    const NOTHING: Ratio = Ratio::ZERO;

    fn add(self, other: Ratio) -> Result<Ratio, MoneyError> {
        self.plus(other)
    }

    fn take_away(self, other: Ratio) -> Result<Ratio, MoneyError> {
        self.plus(other.times(Ratio::whole(-1))?)
    }
}

/// A value and where in the receipt's body it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure<T> {
    /// Where it stands.
    pub at: Place,
    /// The value.
    pub value: T,
}

impl<T> Figure<T> {
    /// The value that stands at a place of the body.
    pub const fn at(place: Place, value: T) -> Figure<T> {
        Figure { at: place, value }
    }
}

impl Figure<Ratio> {
    /// A whole number that the rule itself fixes, such as the 52 weeks of a year.
    pub fn fixed(number: i64) -> Figure<Ratio> {
        Figure::at(Place::fixed(number), Ratio::whole(number))
    }
}

impl Figure<Money> {
    /// No money, as a rule writes it.
    pub fn nothing() -> Figure<Money> {
        Figure::at(Place::fixed(0), Money::ZERO)
    }

    /// The amount as a number of pence, to be set against another amount.
    pub fn in_pence(&self) -> Figure<Ratio> {
        Figure::at(self.at.clone(), self.value.into())
    }
}
