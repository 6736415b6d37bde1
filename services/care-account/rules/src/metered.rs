//! From what a budget says to what a week counts.

use carecap_money::{Money, MoneyError};
use serde::{Deserialize, Serialize};

use crate::split::{Parts, Split, WeeklySplit};

/// What a metered day rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MeteringBasis {
    /// The council meets the needs: what it charges counts (R-METER-2a).
    Charged,
    /// The person arranges the care: what it would cost the council counts (R-METER-2b).
    NotionalCost,
}

impl MeteringBasis {
    /// The code as it is stored.
    pub const fn code(self) -> &'static str {
        match self {
            MeteringBasis::Charged => "CHARGED",
            MeteringBasis::NotionalCost => "NOTIONAL_COST",
        }
    }
}

/// What the meter needs to know of a published budget. Amounts are weekly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetFacts {
    /// What the meter rests on: a personal budget is charged, an independent one notional.
    pub basis: MeteringBasis,
    /// What meeting the eligible needs costs, or would cost, the council.
    pub cost_weekly: Money,
    /// What the council charges the person. Only, and always, on the basis `CHARGED`.
    pub charge_weekly: Option<Money>,
    /// The daily living costs. None: the needs are not met in a care home (R-DLC-2).
    pub daily_living_weekly: Option<Money>,
    /// Whether what the council bears counts too: only under `england-cap-2014` (R-METER-8).
    pub council_share_counts: bool,
}

/// Why no weekly split follows from the facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BudgetFactsRefusal {
    /// The council meets the needs, but no charge is given (INVALID_FIELD, `charge_weekly`).
    #[error("needs that the council meets are metered by its charge, and none is given")]
    ChargeMissing,
    /// A charge where the person arranges the care (INVALID_FIELD, `charge_weekly`).
    #[error("a person who arranges the care is not charged by the council")]
    ChargeNotExpected,
    /// The charge is above the cost, which Care Act s14(4) forbids (R-FIN-1).
    #[error("the charge is above the cost of meeting the needs")]
    ChargeAboveCost,
    /// An amount is below zero.
    #[error("an amount of a budget cannot be below zero")]
    Negative,
    /// An amount is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// What a week counts under a budget, split over the grid. Care Act s15(2) as substituted by the
/// Health and Care Act 2022 s166; R-METER-2 to R-METER-6, R-METER-8, R-METER-13, R-DLC-2, R-DLC-7.
///
/// # Errors
/// Facts that do not fit together: see [`BudgetFactsRefusal`].
pub fn weekly_split(facts: &BudgetFacts) -> Result<WeeklySplit, BudgetFactsRefusal> {
    let daily_living = facts.daily_living_weekly.unwrap_or(Money::ZERO);
    if facts.cost_weekly.is_negative() || daily_living.is_negative() {
        return Err(BudgetFactsRefusal::Negative);
    }
    let borne_by_person = borne_by_person_weekly(facts)?;
    // Where the person bears less than the daily living costs, all of it is daily living cost and
    // nothing counts: never below zero, and nothing is carried over (R-METER-13, R-DLC-7).
    let person_daily_living = daily_living.min(borne_by_person);
    let person_accrued = borne_by_person.checked_sub(person_daily_living)?;
    let borne_by_council = facts.cost_weekly.checked_sub(borne_by_person)?;
    let mut parts = Parts { person_accrued, person_daily_living, ..Parts::default() };
    if facts.council_share_counts {
        // The whole budget less daily living costs counts, so the daily living costs that the
        // person's charge does not cover must be told apart from the council's share (R-METER-8).
        let uncovered = daily_living.checked_sub(person_daily_living)?;
        parts.council_daily_living = uncovered.min(borne_by_council);
        parts.council_accrued = borne_by_council.checked_sub(parts.council_daily_living)?;
    } else {
        parts.council_not_counted = borne_by_council;
    }
    Ok(WeeklySplit::new(Split::new(parts)?)?)
}

/// What the person bears of the cost: the charge, or all of it (R-METER-2).
fn borne_by_person_weekly(facts: &BudgetFacts) -> Result<Money, BudgetFactsRefusal> {
    match (facts.basis, facts.charge_weekly) {
        (MeteringBasis::NotionalCost, None) => Ok(facts.cost_weekly),
        (MeteringBasis::NotionalCost, Some(_)) => Err(BudgetFactsRefusal::ChargeNotExpected),
        (MeteringBasis::Charged, None) => Err(BudgetFactsRefusal::ChargeMissing),
        (MeteringBasis::Charged, Some(charge)) if charge.is_negative() => {
            Err(BudgetFactsRefusal::Negative)
        }
        (MeteringBasis::Charged, Some(charge)) if charge > facts.cost_weekly => {
            Err(BudgetFactsRefusal::ChargeAboveCost)
        }
        (MeteringBasis::Charged, Some(charge)) => Ok(charge),
    }
}
