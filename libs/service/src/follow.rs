use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::event_log_service_client::EventLogServiceClient;
use carecap_contracts::events::v1::event_log_service_server::EventLogService;
use carecap_contracts::events::v1::{Event, FollowRequest, FollowResponse};
use carecap_store::{CouncilId, Store, Stores, Tx, events_after, follower_position};
use futures::{Stream, StreamExt as _};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use tracing::Instrument as _;

use crate::config::Peer;
use crate::log::happened;
use crate::telemetry::follow_traceparent;
use crate::{Peers, Refusal, read};

/// How often a log is looked at for what other replicas of the same context committed; what this
/// process commits is told at once.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After so many tries of one event in a row, somebody should hear of it.
const TRIES_BEFORE_WARNING: u32 = 5;
const EVENTS_AT_ONCE: i64 = 200;

/// Serves a context's own event log.
pub struct EventLog {
    stores: Stores,
    open_for: Duration,
}

impl EventLog {
    /// A log whose streams stay open so long.
    pub fn new(stores: Stores, open_for: Duration) -> EventLog {
        EventLog { stores, open_for }
    }
}

#[tonic::async_trait]
impl EventLogService for EventLog {
    type FollowStream = Pin<Box<dyn Stream<Item = Result<FollowResponse, Status>> + Send>>;

    async fn follow(
        &self,
        request: Request<FollowRequest>,
    ) -> Result<Response<Self::FollowStream>, Status> {
        let stores = self.stores.clone();
        let asked = read(&self.stores, request, |tx, _, question| {
            let council = tx.council().clone();
            Box::pin(async move { Ok((council, question.after)) })
        });
        let (council, after) = asked.await?.into_inner();
        if after < 0 {
            return Err(Refusal::invalid("after", "is below 0").into());
        }
        let store = stores.of(&council).await.map_err(Refusal::from)?;
        let (sender, receiver) = mpsc::channel(64);
        // A task of its own reads the store, so that a follower who hangs up drops no transaction; and
        // it ends between two looks, never within one.
        tokio::spawn(tell(store, after, Instant::now() + self.open_for, sender));
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }
}

type Sender = mpsc::Sender<Result<FollowResponse, Status>>;

async fn tell(store: Store, mut after: i64, until: Instant, sender: Sender) {
    let mut news = store.events_told();
    while !sender.is_closed() && Instant::now() < until {
        match next_events(&store, after).await {
            Ok(events) => {
                let may_be_more = i64::try_from(events.len()) == Ok(EVENTS_AT_ONCE);
                for event in events {
                    after = event.number;
                    if sender.send(Ok(FollowResponse { event: Some(event) })).await.is_err() {
                        return;
                    }
                }
                if may_be_more {
                    continue;
                }
            }
            Err(refusal) => {
                let _ = sender.send(Err(refusal.into())).await;
                return;
            }
        }
        let _ = tokio::time::timeout(LOOK_EVERY, news.changed()).await;
    }
}

async fn next_events(store: &Store, after: i64) -> Result<Vec<Event>, Refusal> {
    let mut tx = store.read().await?;
    let stored = events_after(&mut tx, after, EVENTS_AT_ONCE).await?;
    Ok(stored.iter().map(happened).collect::<Result<_, _>>()?)
}

/// What a context does about another's events.
///
/// For each event it gathers what it needs through contracts, before any transaction, and then applies
/// it. The position moves in the same transaction, so each event takes effect exactly once, however
/// many replicas follow and whoever is killed.
pub trait Reaction: Send + Sync + 'static {
    /// What is fetched before the transaction.
    type Facts: Send + 'static;

    /// Whether this kind of event is of any interest.
    fn concerns(&self, happened: &Happened) -> bool;

    /// Fetches what applying will need.
    fn gather(
        &self,
        council: &CouncilId,
        happened: &Happened,
    ) -> impl Future<Output = Result<Self::Facts, Refusal>> + Send;

    /// Makes it true here.
    fn apply(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        facts: Self::Facts,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;

    /// Records a refusal by the domain as work for a person. The event then counts as applied, so one
    /// bad case never stops a council.
    fn refused(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        refusal: &Refusal,
    ) -> impl Future<Output = Result<(), Refusal>> + Send;
}

/// What became of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reacted {
    /// It took effect, or was of no interest, or was recorded as refused.
    Applied,
    /// Another replica was faster.
    BySomebodyElse,
}

/// Follows a producer's log for one council, for as long as the process lives. What fails for
/// technical reasons waits and is tried again; nothing is passed over.
pub async fn follow<R: Reaction>(
    stores: Stores,
    peers: Peers,
    producer: Peer,
    council: CouncilId,
    reaction: Arc<R>,
) {
    let mut waits = waiting();
    let mut tries = 0_u32;
    loop {
        let mut worked = false;
        match follow_once(&stores, &peers, producer, &council, &reaction, &mut worked).await {
            Ok(()) => (waits, tries) = (waiting(), 0),
            Err(refusal) => {
                if worked {
                    (waits, tries) = (waiting(), 0);
                }
                tries = tries.saturating_add(1);
                let (producer, why) = (producer.name(), refusal.message());
                if tries < TRIES_BEFORE_WARNING {
                    tracing::debug!(producer, why, "will follow again");
                } else {
                    tracing::warn!(producer, why, tries, %council, "events wait and are tried again");
                }
                tokio::time::sleep(waits.next().unwrap_or(Duration::from_secs(5))).await;
            }
        }
    }
}

fn waiting() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(50))
        .with_max_delay(Duration::from_secs(5))
        .with_jitter()
        .without_max_times()
        .build()
}

async fn follow_once<R: Reaction>(
    stores: &Stores,
    peers: &Peers,
    producer: Peer,
    council: &CouncilId,
    reaction: &Arc<R>,
    worked: &mut bool,
) -> Result<(), Refusal> {
    let store = stores.of(council).await?;
    let reading = store.clone();
    let position = tokio::spawn(async move {
        let mut tx = reading.read().await?;
        Ok::<_, Refusal>(follower_position(&mut tx, producer.name()).await?)
    });
    let after = position.await.map_err(|_| gone())??;
    let mut log = EventLogServiceClient::new(peers.as_service(producer, council)?);
    let request = FollowRequest { council_id: council.to_string(), after };
    let mut events = log.follow(request).await?.into_inner();
    while let Some(next) = events.next().await {
        let Some(event) = next?.event else { continue };
        if react(&store, producer, council, reaction, event).await? == Reacted::BySomebodyElse {
            // Another replica is ahead of this stream: ask again from where it is.
            return Ok(());
        }
        *worked = true;
    }
    Ok(())
}

fn gone() -> Refusal {
    Refusal::new(
        carecap_contracts::common::v1::ErrorReason::Internal,
        "a follower's work ended before its end",
    )
}

async fn react<R: Reaction>(
    store: &Store,
    producer: Peer,
    council: &CouncilId,
    reaction: &Arc<R>,
    event: Event,
) -> Result<Reacted, Refusal> {
    let span = tracing::info_span!(
        "event",
        otel.name = format!("{} event", producer.name()),
        otel.kind = "consumer",
        carecap.council = council.as_str(),
        carecap.event.number = event.number,
    );
    follow_traceparent(&span, &event.traceparent);
    let (store, council, reaction) = (store.clone(), council.clone(), Arc::clone(reaction));
    let work = async move { apply_once(&store, producer, &council, &*reaction, &event).await };
    tokio::spawn(work.instrument(span)).await.map_err(|_| gone())?
}

async fn apply_once<R: Reaction>(
    store: &Store,
    producer: Peer,
    council: &CouncilId,
    reaction: &R,
    event: &Event,
) -> Result<Reacted, Refusal> {
    let Some(happened) = event.happened.as_ref().filter(|happened| reaction.concerns(happened))
    else {
        let tx = store.write().await?;
        return advance(tx, producer, event).await;
    };
    let refusal = match reaction.gather(council, happened).await {
        Ok(facts) => {
            let mut tx = store.write().await?;
            match reaction.apply(&mut tx, happened, facts).await {
                Ok(()) => return advance(tx, producer, event).await,
                Err(refusal) => refusal,
            }
        }
        Err(refusal) => refusal,
    };
    // A conflict of versions is another replica's work, seen half-way: look again.
    let passing = refusal.is_technical()
        || refusal.reason() == carecap_contracts::common::v1::ErrorReason::StaleEtag;
    if passing {
        return Err(refusal);
    }
    tracing::warn!(reason = refusal.reason_name(), "an event was refused and is work for a person");
    let mut tx = store.write().await?;
    reaction.refused(&mut tx, happened, &refusal).await?;
    advance(tx, producer, event).await
}

async fn advance(mut tx: Tx, producer: Peer, event: &Event) -> Result<Reacted, Refusal> {
    if !tx.advance(producer.name(), event.number).await? {
        return Ok(Reacted::BySomebodyElse);
    }
    tx.commit().await?;
    Ok(Reacted::Applied)
}
