//! What if? Budgets worked out from what is held in memory, without storing anything.

use std::sync::Arc;

use budget_calculation_rules::budget::{Draft, draft, rates_needed_for};
use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::policy::PolicyOnDay;
use budget_calculation_rules::pricing::PricedRate;
use carecap_contracts::budget::v1 as proto;
use carecap_service::Refusal;
use carecap_store::CouncilId;

use crate::convert::{self, PreviewAsked};
use crate::held::{Held, Own};
use crate::price_list::PriceList;
use crate::refusals::{self, CouncilsOwn};

/// Makes previews.
#[derive(Clone)]
pub(crate) struct Previews {
    held: Held,
    prices: PriceList,
}

impl Previews {
    pub(crate) fn new(held: Held, prices: PriceList) -> Previews {
        Previews { held, prices }
    }

    /// The preview that is asked for.
    pub(crate) async fn make(
        &self,
        council: &CouncilId,
        request: &proto::PreviewBudgetRequest,
    ) -> Result<proto::PreviewBudgetResponse, Refusal> {
        let asked = convert::preview_asked(request)?;
        let own = self.held.own(council).await?;
        let on = asked.inputs.on;
        let policy = own
            .policy_on(on, asked.pack.as_deref(), &asked.values)
            .map_err(|refused| refusals::overlay(&refused, &request.values, on))?;
        let (mapping, rates) = self.priced(council, &own, &asked, &policy).await?;
        let draft = work_out(&asked, &policy, &mapping, &rates)?;
        convert::preview(&draft, policy.edition(), asked.detail)
            .map_err(|error| Refusal::invalid("preview", error.to_string()))
    }

    /// The council's mapping and prices, where there are needs to be mapped and priced.
    async fn priced(
        &self,
        council: &CouncilId,
        own: &Own,
        asked: &PreviewAsked,
        policy: &PolicyOnDay,
    ) -> Result<(Arc<ServiceMapping>, Vec<PricedRate>), Refusal> {
        let on = asked.inputs.on;
        if asked.inputs.need_lines.is_empty() {
            let nothing = ServiceMapping::new(0, Vec::new());
            let nothing = nothing.map_err(|_| refusals::not_set(CouncilsOwn::Mapping, Some(on)))?;
            return Ok((Arc::new(nothing), Vec::new()));
        }
        let mapping = own.mapping.clone();
        let mapping = mapping.ok_or_else(|| refusals::not_set(CouncilsOwn::Mapping, Some(on)))?;
        let queries = rates_needed_for(&asked.inputs, policy, &mapping)
            .map_err(|refused| refusals::draft(&refused, on))?;
        let rates = self.prices.prices(council, queries, &mapping, &asked.area, on).await?;
        Ok((mapping, rates))
    }
}

fn work_out(
    asked: &PreviewAsked,
    policy: &PolicyOnDay,
    mapping: &ServiceMapping,
    rates: &[PricedRate],
) -> Result<Draft, Refusal> {
    draft(&asked.inputs, policy, mapping, rates)
        .map_err(|refused| refusals::draft(&refused, asked.inputs.on))
}
