use carecap_calendar::Day;
use serde::{Deserialize, Serialize};

use crate::needs::{Bounded, Percent, StatedAmount, is_default};

/// Who pays what a chosen place costs above the budget (R-BUD-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TopUpBy {
    /// Somebody else.
    ThirdParty,
    /// The person.
    Person,
}

/// A place that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// What it costs in a week.
    pub price_weekly: StatedAmount,
    /// Who pays what lies above the budget, where anything does.
    pub top_up_by: Option<TopUpBy>,
}

/// Whether the contribution is taken off a direct payment (R-DP-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DirectPaymentManner {
    /// The council pays the budget less the contribution.
    Net,
    /// The council pays the whole budget and collects the contribution.
    Gross,
}

/// The budget as money (R-DP-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectPayment {
    /// Net or gross.
    pub manner: DirectPaymentManner,
    /// The days that one payment covers: 28 for four weeks, 31 for January.
    pub days: Bounded<1, 366>,
    /// A care home only: the weeks of short stays in the last twelve months.
    pub care_home_weeks: Bounded<0, 52>,
    /// The first day for which it was paid, where that was before the budget's first day (R-DP-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_since: Option<Day>,
    /// The day on which its use was last looked at; none where it never was (R-DP-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_reviewed_on: Option<Day>,
    /// What of it lies unspent, where that is asked about (R-DP-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unspent: Option<StatedAmount>,
}

/// What the council pays now and gets back when the home is sold (R-DPA-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeferredPayment {
    /// The home's value, or the person's part of it.
    pub property_value: StatedAmount,
    /// What others have secured on it.
    pub prior_charges: StatedAmount,
    /// What was deferred so far, interest and fees counted in.
    pub deferred_so_far: StatedAmount,
    /// What the person keeps of their income in a week; the whole allowance where nothing is said.
    pub kept_weekly: Option<StatedAmount>,
    /// Interest in percent a year; the council's where nothing is said.
    pub interest_percent: Option<Percent>,
    /// Whether the top-up that the person pays is deferred too, as the council has agreed (R-BUD-8).
    #[serde(default, skip_serializing_if = "is_default")]
    pub top_up_deferred: bool,
}

/// How a budget is to be used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupportPlan {
    /// The place that was chosen.
    pub placement: Option<Placement>,
    /// A direct payment.
    pub direct_payment: Option<DirectPayment>,
    /// A deferred payment.
    pub deferred_payment: Option<DeferredPayment>,
    /// Weeks of a year in which yearly lines take the place of the weekly ones (R-BUD-6).
    pub weeks_replaced: Bounded<0, 52>,
    /// What the care costs in a week of absence, where one is asked about (R-FIN-51).
    pub cost_while_absent_weekly: Option<StatedAmount>,
}
