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

/// What the prices of a table depend on, beside the catalogue: the day and the area.
type DayInArea = (Day, String);

/// The answers for one day in one area.
type Table = BTreeMap<RateQuery, PricedRate>;

/// What is held of one council.
#[derive(Default)]
struct Answers {
    /// Whether the catalogue's events are being heard: without them nothing may be held.
    heard: bool,
    /// Counts the times that everything was let go, so that an answer on its way is not held.
    generation: u64,
    tables: BTreeMap<DayInArea, Table>,
    held: usize,
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
        let day_in_area = (on, area.to_owned());
        let held = self.held(council, &day_in_area, &queries);
        let mut prices = Vec::with_capacity(queries.len());
        for (query, held) in queries.into_iter().zip(held) {
            if let Some(price) = held {
                prices.push(price);
                continue;
            }
            match self.ask(council, &day_in_area, query).await {
                Ok(price) => prices.push(price),
                Err(refusal) if refusals::equivalent_may_do(&refusal, mapping) => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(prices)
    }

    /// The answers that are held, each in the place of its query.
    fn held(
        &self,
        council: &CouncilId,
        day_in_area: &DayInArea,
        queries: &[RateQuery],
    ) -> Vec<Option<PricedRate>> {
        let councils = self.councils();
        let table = councils.get(council).and_then(|answers| answers.tables.get(day_in_area));
        queries.iter().map(|query| table.and_then(|table| table.get(query)).cloned()).collect()
    }

    async fn ask(
        &self,
        council: &CouncilId,
        day_in_area: &DayInArea,
        query: RateQuery,
    ) -> Result<PricedRate, Refusal> {
        let generation = self.councils().entry(council.clone()).or_default().generation;
        let catalogue = self.peers.as_service(Peer::RateCatalogue, council)?;
        let mut client = RateCatalogueServiceClient::new(catalogue);
        let (on, area) = day_in_area;
        let asked = convert::rate_question(council.as_str(), &query, area, *on);
        let price = convert::priced_rate(client.resolve_rate(asked).await?.into_inner())?;
        self.hold(council, generation, day_in_area, query, &price);
        Ok(price)
    }

    fn hold(
        &self,
        council: &CouncilId,
        generation: u64,
        day_in_area: &DayInArea,
        query: RateQuery,
        price: &PricedRate,
    ) {
        let mut councils = self.councils();
        let answers = councils.entry(council.clone()).or_default();
        if !answers.heard || answers.generation != generation {
            return;
        }
        if answers.held >= ANSWERS_MOST {
            answers.tables.clear();
            answers.held = 0;
        }
        let table = answers.tables.entry(day_in_area.clone()).or_default();
        if table.insert(query, price.clone()).is_none() {
            answers.held += 1;
        }
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
        answers.tables.clear();
        answers.held = 0;
    }

    /// What is behind the lock is whole after every statement, so a panic elsewhere spoils nothing.
    fn councils(&self) -> MutexGuard<'_, BTreeMap<CouncilId, Answers>> {
        self.councils.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
