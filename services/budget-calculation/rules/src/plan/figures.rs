use carecap_money::{Money, Rounding};
use serde::{Deserialize, Serialize};

use super::{PlanRefused, SupportPlan};
use crate::budget::{Changes, DraftInputs};
use crate::mapping::UnpricedNeed;
use crate::needs::{Setting, is_default};
use crate::pricing::BudgetLine;
use crate::working::{Figure, Ratio, Readings, Working};

/// What comes of a plan, each figure with the step that says so. None: it does not apply.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFigures {
    /// What the chosen place costs above the budget, outside of it (R-BUD-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub top_up_weekly: Option<Figure<Money>>,
    /// What the council pays out for the days of one direct payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_payment: Option<Figure<Money>>,
    /// The budget for these days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_payment_gross: Option<Figure<Money>>,
    /// The contribution for these days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_payment_contribution: Option<Figure<Money>>,
    /// What of an unspent direct payment the council may ask back (R-DP-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direct_payment_recoverable: Option<Figure<Money>>,
    /// The most that may be deferred against the home (R-DPA-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equity_limit: Option<Figure<Money>>,
    /// What of the charge is deferred in a week, until the limit is reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred_weekly: Option<Figure<Money>>,
    /// What of a top-up is deferred in a week, where it is and the limit leaves room (R-BUD-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred_top_up_weekly: Option<Figure<Money>>,
    /// What is owed against the home in percent of its value, exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan_to_value_percent: Option<Figure<Ratio>>,
    /// Whether it is time to review a deferred payment (R-DPA-4).
    #[serde(default, skip_serializing_if = "is_default")]
    pub deferred_review_due: bool,
    /// Interest for one week on what was deferred so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deferred_interest_weekly: Option<Figure<Money>>,
    /// What the weekly and yearly lines cost in a year (R-BUD-6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_of_year: Option<Figure<Money>>,
    /// What the person pays in a week of absence (R-FIN-51).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_while_absent_weekly: Option<Figure<Money>>,
}

impl PlanFigures {
    /// The loan to value as people read it: percent with two decimal places, rounded down, so that
    /// what is below the percentage of the review never reads as if it had been reached.
    pub fn loan_to_value_shown(&self) -> Option<String> {
        self.loan_to_value_percent.as_ref().and_then(|percent| two_places(percent.value))
    }
}

/// A number with two decimal places, rounded down: never above what it is, below nothing either.
pub(crate) fn two_places(number: Ratio) -> Option<String> {
    // `Down` is toward nothing, which is up where the number is below it.
    let down = if number < Ratio::ZERO { Rounding::Up } else { Rounding::Down };
    let hundredths = number.times(Ratio::whole(100)).ok()?.pence(down).ok()?;
    Some(hundredths.pounds().to_string())
}

/// Who pays what of a personal budget in a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shares {
    /// What the person pays.
    pub(crate) contribution: Figure<Money>,
    /// What the council pays.
    pub(crate) council: Figure<Money>,
}

/// A budget as it was worked out so far, and the plan that is laid over it.
pub(crate) struct Planning<'a, 'p> {
    /// The plan.
    pub(crate) plan: &'a SupportPlan,
    /// What the budget was worked out from.
    pub(crate) inputs: &'a DraftInputs,
    /// The priced lines.
    pub(crate) lines: &'a [BudgetLine],
    /// The needs that cost nothing.
    pub(crate) unpriced: &'a [UnpricedNeed],
    /// The cost in a week.
    pub(crate) cost_weekly: &'a Figure<Money>,
    /// The cost in a year of lines counted by the year.
    pub(crate) cost_yearly: &'a Figure<Money>,
    /// Who pays what; none on an independent personal budget.
    pub(crate) shares: Option<Shares>,
    /// Where each step is recorded.
    pub(crate) working: &'a mut Working,
    /// What is in force, and what of it was read.
    pub(crate) policy: &'a mut Readings<'p>,
    /// Where days are noted on which a figure changes of itself.
    pub(crate) changes: &'a mut Changes,
}

impl Planning<'_, '_> {
    /// Everything that the plan asks for. R-BUD-6, R-BUD-8, R-DP-1 to R-DP-5, R-DPA-1 to R-DPA-4,
    /// R-FIN-51.
    pub(crate) fn figures(mut self) -> Result<PlanFigures, PlanRefused> {
        let plan = self.plan;
        let mut figures =
            PlanFigures { cost_of_year: Some(self.cost_of_year()?), ..Default::default() };
        if let Some(placement) = &plan.placement {
            figures.top_up_weekly = Some(self.top_up(placement)?);
        }
        if let Some(payment) = &plan.direct_payment {
            self.direct_payment(payment, &mut figures)?;
        }
        if let Some(deferral) = &plan.deferred_payment {
            self.deferred_payment(deferral, &mut figures)?;
        }
        if let Some(cost) = plan.cost_while_absent_weekly {
            figures.charge_while_absent_weekly = Some(self.charge_while_absent(cost)?);
        }
        Ok(figures)
    }

    /// Who pays what, for a part of the plan that asks for it: an independent personal budget
    /// knows only what the care would cost the council.
    pub(super) fn shares(&self, field: &str) -> Result<Shares, PlanRefused> {
        self.shares.clone().ok_or_else(|| {
            let what = "an independent personal budget says nothing of who pays";
            PlanRefused::at(field, what, "leave it out")
        })
    }

    pub(super) fn in_care_home(&self) -> bool {
        self.inputs.setting != Setting::Home
    }
}
