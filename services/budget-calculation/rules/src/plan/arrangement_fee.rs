use carecap_money::Money;
use serde::{Deserialize, Serialize};

use super::PlanRefused;
use crate::needs::Setting;
use crate::working::{Choice, Figure, Readings, Rule, Working};

/// A fee for arranging care, outside the budget (R-BUD-7); it never counts towards a cap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrangementFee {
    /// Once; none where the council takes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<Figure<Money>>,
    /// In a week; none where the council takes none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly: Option<Figure<Money>>,
}

/// The fee for arranging care at home for somebody whose capital is above the upper limit: they
/// asked the council to arrange what they pay for in full. R-FEE-1; Care Act 2014 s14(1)(b), s18(3),
/// `arrangement_fee_once` and `arrangement_fee_weekly` [LOCAL].
pub(crate) fn arrangement_fee(
    working: &mut Working,
    policy: &mut Readings<'_>,
    setting: Setting,
    contribution: &Figure<Money>,
) -> Result<Option<ArrangementFee>, PlanRefused> {
    let reason = working.step_at(contribution).filter(|step| {
        // Only capital makes a full cost of this rule; whoever declined to say what they have is
        // charged in full by another.
        step.name == "full_cost" && step.rule == Rule::CAPITAL_LIMIT.to_string()
    });
    let Some(by) = reason.map(|step| step.by.clone()).filter(|_| setting == Setting::Home) else {
        return Ok(None);
    };
    let mut fee = |key: &'static str| {
        let chosen = policy.chosen_money(key)?.filter(|fee| !fee.value.is_zero());
        let choice = Choice::of(0, by.clone());
        let fee = chosen.map(|fee| working.choose(key, Rule::ARRANGEMENT_FEE, &[fee], choice));
        Ok::<_, PlanRefused>(fee.transpose()?)
    };
    let fee = ArrangementFee {
        once: fee("arrangement_fee_once")?,
        weekly: fee("arrangement_fee_weekly")?,
    };
    Ok((fee.once.is_some() || fee.weekly.is_some()).then_some(fee))
}
