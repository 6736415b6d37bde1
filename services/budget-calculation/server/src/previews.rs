//! What if? Budgets worked out from what is held in memory, without storing anything.

use std::sync::Arc;

use budget_calculation_rules::budget::Drafting;
use budget_calculation_rules::mapping::ServiceMapping;
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
            .map_err(|refused| refusals::overlay(&refused, on))?;
        let refused = |refused| refusals::draft(&refused, on);
        let mapping = mapping_for(&asked, &own)?;
        let drafting = Drafting::begin(&asked.inputs, &policy, &mapping).map_err(refused)?;
        let queries = drafting.rates_needed();
        let rates = self.prices.prices(council, queries, &mapping, &asked.area, on).await?;
        let draft = drafting.finish(&rates).map_err(refused)?;
        convert::preview(&draft, policy.edition(), asked.detail)
            .map_err(|error| Refusal::invalid("preview", error.to_string()))
    }
}

/// The council's mapping, where there are needs to be mapped.
fn mapping_for(asked: &PreviewAsked, own: &Own) -> Result<Arc<ServiceMapping>, Refusal> {
    let not_set = || refusals::not_set(CouncilsOwn::Mapping, Some(asked.inputs.on));
    if asked.inputs.need_lines.is_empty() {
        return ServiceMapping::new(0, Vec::new()).map(Arc::new).map_err(|_| not_set());
    }
    own.mapping.clone().ok_or_else(not_set)
}
