use carecap_contracts::assessment::v1::{CapitalType, Frequency};
use carecap_contracts::rates::v1::Unit;
use rust_decimal::Decimal;
use serde::Serialize;

/// An input that no contract was asked with, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unexpressed {
    /// The input, as the example names it.
    pub input: String,
    /// Why.
    pub why: String,
}

/// An income or outgoing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// What it is.
    pub is: T,
    /// How much.
    pub amount: Decimal,
    /// How often.
    pub frequency: Frequency,
}

/// A service with units and their price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub title: String,
    /// How many.
    pub units: Decimal,
    /// Of what.
    pub unit: Unit,
    /// The price of one.
    pub rate: Decimal,
}

/// A published price, and the wage within it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// The row's own name, for instance `live_in_week`.
    pub name: String,
    /// Of what it is the price.
    pub unit: Unit,
    /// The price.
    pub amount: Decimal,
    /// The wage.
    pub wage: Option<Decimal>,
}

/// A piece of capital.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub is: CapitalType,
    /// Its value: of the whole, where several hold it.
    pub value: Decimal,
    /// How many hold it.
    pub owners: Decimal,
}

impl Piece {
    /// A piece that the person holds alone.
    pub fn alone(is: CapitalType, value: Decimal) -> Piece {
        Piece { is, value, owners: Decimal::ONE }
    }
}
