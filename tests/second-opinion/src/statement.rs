//! What the calculation is told about a person, in the words of the inputs of a receipt. A word or
//! a field that is not known here is refused, so that nothing is left out in silence.

use serde::Deserialize;
use time::Date;

use crate::Pence;

/// A person on the first day of their care.
#[derive(Debug, Clone, Deserialize)]
pub struct Life {
    /// The day.
    pub on: Date,
    /// `HOME`, `CARE_HOME_PERMANENT`, `CARE_HOME_TEMPORARY` or `CARE_HOME_SHORT_TERM`.
    pub setting: String,
    /// `UNDER_18`, `18_TO_24`, `25_TO_PENSION_AGE` or `PENSION_AGE`.
    pub age_band: String,
    /// The first day of a permanent stay, where it is not the day.
    #[serde(default)]
    pub permanent_since: Option<Date>,
    /// What they have.
    pub means: Means,
}

/// What a person has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Means {
    /// `FULL`, `LIGHT_TOUCH` or `REFUSED`.
    pub disclosure: String,
    /// `SINGLE`, `COUPLE` or `LONE_PARENT`.
    pub household: String,
    /// One of a couple: whether one or both have reached pension age.
    pub couple_at_pension_age: bool,
    /// Children for whom the person is responsible.
    pub children: Pence,
    /// `DISABILITY`, `ENHANCED_DISABILITY`, `CARER`.
    pub premiums: Vec<String>,
    /// Every income.
    pub incomes: Vec<Income>,
    /// Every piece of capital.
    pub capital: Vec<Capital>,
    /// Every outgoing.
    pub outgoings: Vec<Outgoing>,
    /// Whether the income is above the Savings Credit ceiling.
    #[serde(default)]
    pub above_savings_credit_ceiling: bool,
}

/// One income.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Income {
    /// What it is.
    #[serde(rename = "type")]
    pub income_type: String,
    /// Pence each time.
    pub amount: Pence,
    /// How often.
    pub frequency: String,
    /// The first day for which it is paid.
    #[serde(default)]
    pub payable_from: Option<Date>,
    /// The first day for which it is no longer paid.
    #[serde(default)]
    pub payable_until: Option<Date>,
    /// Whether half of it, a private pension, is paid over to the partner at home.
    #[serde(default)]
    pub half_passes_to_partner: bool,
    /// Whether it is to be had on request only. It counts alike (R-FIN-35).
    #[serde(default)]
    pub notional: bool,
    /// The pot of a private pension from which more could be drawn.
    #[serde(default)]
    pub pension_pot: Option<PensionPot>,
}

/// A pension pot that is not drawn, or little.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PensionPot {
    /// Pence in it.
    pub value: Pence,
    /// What an annuity would pay in a year, in percent; none: the council's.
    #[serde(default)]
    pub annuity_percent: Option<String>,
    /// Where that was read.
    #[serde(default)]
    pub annuity_source: Option<String>,
}

impl Income {
    /// From the first day for which it is paid to the day before it no longer is (R-FIN-32,
    /// R-FIN-35).
    pub fn is_payable(&self, on: Date) -> bool {
        self.payable_from.is_none_or(|from| from <= on)
            && self.payable_until.is_none_or(|until| on < until)
    }
}

/// One piece of capital.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capital {
    /// What it is.
    #[serde(rename = "type")]
    pub capital_type: String,
    /// Pence, of the whole.
    pub value: Pence,
    /// How many hold it.
    pub owners: Pence,
    /// Pence of debt secured on it.
    pub secured_debt: Pence,
    /// Whether selling it would cost something.
    pub selling_costs: bool,
    /// Why the council disregards it, a main home.
    pub disregarded_because: Option<String>,
    /// The person's own part in percent, where it is no equal share.
    #[serde(default)]
    pub share_percent: Option<String>,
    /// The reason in law for which it is disregarded, a main home.
    #[serde(default)]
    pub home_disregard: Option<String>,
    /// The first day of a disregard that lasts some weeks.
    #[serde(default)]
    pub disregarded_from: Option<Date>,
    /// The day by which business assets should be realised.
    #[serde(default)]
    pub disregarded_until: Option<Date>,
    /// What notional capital was charged for.
    #[serde(default)]
    pub notional_charges: Vec<NotionalCharge>,
}

/// What notional capital was charged for, from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotionalCharge {
    /// The first day.
    pub from: Date,
    /// Pence a week that were charged.
    pub charged_weekly: Pence,
    /// Pence a week that would have been charged without it.
    pub charge_without_weekly: Pence,
}

/// One outgoing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outgoing {
    /// What it is for.
    #[serde(rename = "type")]
    pub outgoing_type: String,
    /// Pence each time.
    pub amount: Pence,
    /// How often.
    pub frequency: String,
    /// What a reader would call it.
    pub label: Option<String>,
}
