//! The catalogue's answers, held in memory for previews and renewed by the catalogue's events. What
//! takes effect asks the catalogue afresh.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::pricing::{PricedRate, RateQuery};
use carecap_calendar::Day;
use carecap_contracts::events::v1::FollowRequest;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use carecap_contracts::rates::v1::rate_catalogue_service_client::RateCatalogueServiceClient;
use carecap_service::{Peer, Peers, Refusal};
use carecap_store::CouncilId;
use futures::StreamExt as _;

use crate::{convert, refusals};

/// More answers than a council's catalogue gives rise to between two imports; then all are asked anew.
const ANSWERS_MOST: usize = 20_000;
/// How long to wait before the catalogue's events are asked for again.
const ASK_AGAIN_AFTER: Duration = Duration::from_millis(500);

/// What a price depends on, beside the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Question {
    query: RateQuery,
    area: String,
    on: Day,
}

/// What is held of one council.
#[derive(Default)]
struct Answers {
    /// Whether the catalogue's events are being heard: without them nothing may be held.
    heard: bool,
    /// Counts the times that everything was let go, so that an answer on its way is not held.
    generation: u64,
    prices: BTreeMap<Question, PricedRate>,
}

/// The price lists of the councils.
#[derive(Clone)]
pub(crate) struct PriceList {
    peers: Peers,
    councils: Arc<Mutex<BTreeMap<CouncilId, Answers>>>,
}

impl PriceList {
    pub(crate) fn new(peers: Peers) -> PriceList {
        PriceList { peers, councils: Arc::default() }
    }

    /// The rate of each query on a day, asked of the catalogue where it is not held.
    pub(crate) async fn prices(
        &self,
        council: &CouncilId,
        queries: Vec<RateQuery>,
        mapping: &ServiceMapping,
        area: &str,
        on: Day,
    ) -> Result<Vec<PricedRate>, Refusal> {
        let mut prices = Vec::with_capacity(queries.len());
        for query in queries {
            let question = Question { query, area: area.to_owned(), on };
            match self.price(council, question).await {
                Ok(price) => prices.push(price),
                Err(refusal) if refusals::equivalent_may_do(&refusal, mapping) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(prices)
    }

    async fn price(&self, council: &CouncilId, question: Question) -> Result<PricedRate, Refusal> {
        let generation = {
            let mut councils = self.councils();
            let answers = councils.entry(council.clone()).or_default();
            if let Some(price) = answers.prices.get(&question) {
                return Ok(price.clone());
            }
            answers.generation
        };
        let catalogue = self.peers.as_service(Peer::RateCatalogue, council)?;
        let mut client = RateCatalogueServiceClient::new(catalogue);
        let Question { query, area, on } = &question;
        let asked = convert::rate_question(council.as_str(), query, area, *on);
        let price = convert::priced_rate(client.resolve_rate(asked).await?.into_inner())?;
        self.hold(council, generation, question, &price);
        Ok(price)
    }

    fn hold(&self, council: &CouncilId, generation: u64, question: Question, price: &PricedRate) {
        let mut councils = self.councils();
        let answers = councils.entry(council.clone()).or_default();
        if !answers.heard || answers.generation != generation {
            return;
        }
        if answers.prices.len() >= ANSWERS_MOST {
            answers.prices.clear();
        }
        answers.prices.insert(question, price.clone());
    }

    /// Hears the catalogue's events for a council, for as long as the process lives.
    pub(crate) async fn listen(self, council: CouncilId) {
        let mut after = 0;
        loop {
            let told = self.hear(&council, &mut after).await;
            self.let_go(&council, false);
            if let Err(refusal) = told {
                tracing::debug!(why = refusal.message(), "the price list is not held");
                tokio::time::sleep(ASK_AGAIN_AFTER).await;
            }
        }
    }

    async fn hear(&self, council: &CouncilId, after: &mut i64) -> Result<(), Refusal> {
        let catalogue = self.peers.as_service(Peer::RateCatalogue, council)?;
        let mut log = EventLogServiceClient::new(catalogue);
        let request = FollowRequest { council_id: council.to_string(), after: *after };
        let mut events = log.follow(request).await?.into_inner();
        self.let_go(council, true);
        while let Some(next) = events.next().await {
            let Some(event) = next?.event else { continue };
            *after = event.number;
            if matches!(event.happened, Some(Happened::RatesImported(_))) {
                self.let_go(council, true);
            }
        }
        Ok(())
    }

    fn let_go(&self, council: &CouncilId, heard: bool) {
        let mut councils = self.councils();
        let answers = councils.entry(council.clone()).or_default();
        answers.heard = heard;
        answers.generation += 1;
        answers.prices.clear();
    }

    /// What is behind the lock is whole after every statement, so a panic elsewhere spoils nothing.
    fn councils(&self) -> MutexGuard<'_, BTreeMap<CouncilId, Answers>> {
        self.councils.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
