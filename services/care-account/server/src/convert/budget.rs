use care_account_rules::metered::{BudgetFacts, MeteringBasis, weekly_split};
use care_account_rules::rates::{BudgetVersion, Rate};
use carecap_calendar::Day;
use carecap_contracts::budget::v1 as budget;
use carecap_money::Money;
use carecap_service::{Fields, Refusal};
use uuid::Uuid;

use super::PolicyTerms;
use crate::refusals;

/// What a published budget says to the meter.
#[derive(Debug, Clone)]
pub(crate) struct RateFromBudget {
    pub(crate) person_id: Uuid,
    /// The first day on which it holds.
    pub(crate) from: Day,
    pub(crate) rate: Rate,
}

/// Reads a budget: a personal one is metered by its charge, an independent one by its cost.
pub(crate) fn rate_from_budget(
    given: &budget::Budget,
    terms: &PolicyTerms,
) -> Result<RateFromBudget, Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.id("person_id", &given.person_id);
    let from = fields.day("starts_on", given.starts_on.as_ref());
    let cost_weekly = fields.money("cost_weekly", given.cost_weekly.as_ref());
    let basis = fields.choice("kind", given.kind, basis_of);
    fields.finish()?;
    let pence = |amount: carecap_contracts::common::v1::Money| Money::from_pence(amount.pence);
    let facts = BudgetFacts {
        basis: basis.unwrap_or(MeteringBasis::Charged),
        cost_weekly,
        charge_weekly: given.contribution_weekly.map(pence),
        daily_living_weekly: given.daily_living_weekly.map(pence),
        council_share_counts: terms.council_share_counts,
    };
    let weekly = weekly_split(&facts).map_err(|refused| refusals::budget(&refused))?;
    let budget = BudgetVersion { budget_id: given.budget_id.clone(), version: given.version };
    Ok(RateFromBudget { person_id, from, rate: Rate { weekly, basis: facts.basis, budget } })
}

fn basis_of(kind: budget::BudgetKind) -> Option<MeteringBasis> {
    match kind {
        budget::BudgetKind::Unspecified => None,
        budget::BudgetKind::Personal => Some(MeteringBasis::Charged),
        budget::BudgetKind::Independent => Some(MeteringBasis::NotionalCost),
    }
}
