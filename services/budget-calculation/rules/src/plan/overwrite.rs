use carecap_calendar::Day;
use carecap_money::UnitRate;
use serde::{Deserialize, Serialize};

use crate::needs::{LinePeriod, Text, Times, Unit};

/// Why what a line costs is not what the catalogue says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OverwriteReason {
    /// No provider offers the service at the council's rate (R-BUD-5).
    NoOfferAtRate,
    /// A provider was chosen whose agreed price differs.
    AgreedPrice,
    /// The need calls for a specialist.
    Specialist,
    /// It takes more or less than the mapping makes of the need.
    AmountDiffers,
}

/// Units or price of one line where the actual cost differs. Who wrote it, and when, is kept beside
/// the budget: a receipt names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overwrite {
    /// The line's service.
    pub service_code: String,
    /// The line's unit.
    pub unit: Unit,
    /// The line's need band, where it has one.
    pub band: Option<Text>,
    /// The line's period.
    pub period: LinePeriod,
    /// How many units instead.
    pub units: Option<Times>,
    /// The price of one unit instead.
    pub unit_rate: Option<UnitRate>,
    /// Why.
    pub reason: OverwriteReason,
    /// What shows it.
    pub evidence: Text,
    /// The first day on which it no longer holds.
    pub expires_on: Day,
}
