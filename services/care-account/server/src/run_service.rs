use std::pin::Pin;
use std::time::Duration;

use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::run_service_server::RunService;
use carecap_service::{Refusal, change, read};
use carecap_store::{Store, Stores};
use futures::Stream;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::meter::Wakes;
use crate::runs;

/// How often a run that is watched is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Answers the calls about metering runs.
pub(crate) struct RunCalls {
    stores: Stores,
    wakes: Wakes,
    /// How long a run is watched by one call.
    open_for: Duration,
}

impl RunCalls {
    pub(crate) fn new(stores: Stores, wakes: Wakes, open_for: Duration) -> RunCalls {
        RunCalls { stores, wakes, open_for }
    }
}

#[tonic::async_trait]
impl RunService for RunCalls {
    async fn list_metering_runs(
        &self,
        request: Request<proto::ListMeteringRunsRequest>,
    ) -> Result<Response<proto::ListMeteringRunsResponse>, Status> {
        read(&self.stores, request, |tx, _, request| {
            Box::pin(runs::list_metering_runs(tx, request))
        })
        .await
    }

    type WatchMeteringRunStream =
        Pin<Box<dyn Stream<Item = Result<proto::WatchMeteringRunResponse, Status>> + Send>>;

    async fn watch_metering_run(
        &self,
        request: Request<proto::WatchMeteringRunRequest>,
    ) -> Result<Response<Self::WatchMeteringRunStream>, Status> {
        let asked = read(&self.stores, request, |tx, _, request| {
            Box::pin(async move {
                let run_id = runs::run_id_of(&request.run_id)?;
                runs::shown(tx, run_id).await?;
                Ok((tx.council().clone(), run_id))
            })
        });
        let (council, run_id) = asked.await?.into_inner();
        let store = self.stores.of(&council).await.map_err(Refusal::from)?;
        let (sender, receiver) = mpsc::channel(4);
        // A task of its own reads the store, so that a watcher who hangs up drops no transaction.
        tokio::spawn(tell(store, run_id, Instant::now() + self.open_for, sender));
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    async fn cancel_metering_run(
        &self,
        request: Request<proto::CancelMeteringRunRequest>,
    ) -> Result<Response<proto::CancelMeteringRunResponse>, Status> {
        change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(runs::cancel_metering_run(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let metering_run = Some(runs::metering_run_changed(tx, made).await?);
                    Ok(proto::CancelMeteringRunResponse { metering_run })
                })
            },
        )
        .await
    }

    async fn resume_metering_run(
        &self,
        request: Request<proto::ResumeMeteringRunRequest>,
    ) -> Result<Response<proto::ResumeMeteringRunResponse>, Status> {
        let council = carecap_service::caller_of(&request)?.council;
        let resumed = change(
            &self.stores,
            request,
            |tx, caller, request| Box::pin(runs::resume_metering_run(tx, caller, request)),
            |tx, made| {
                Box::pin(async move {
                    let metering_run = Some(runs::metering_run_changed(tx, made).await?);
                    Ok(proto::ResumeMeteringRunResponse { metering_run })
                })
            },
        )
        .await?;
        self.wakes.wake(&council);
        Ok(resumed)
    }
}

type Sender = mpsc::Sender<Result<proto::WatchMeteringRunResponse, Status>>;

/// Tells a run whenever it is otherwise than it was told, until nothing more is to come.
async fn tell(store: Store, run_id: Uuid, until: Instant, sender: Sender) {
    let mut last = None;
    while !sender.is_closed() {
        let run = match look(&store, run_id).await {
            Ok(run) => run,
            Err(refusal) => {
                let _ = sender.send(Err(refusal.into())).await;
                return;
            }
        };
        let is_under_way = run.state() == proto::RunState::Running;
        if last.as_ref() != Some(&run) {
            last = Some(run.clone());
            let told = proto::WatchMeteringRunResponse { metering_run: Some(run) };
            if sender.send(Ok(told)).await.is_err() {
                return;
            }
        }
        if !is_under_way || Instant::now() >= until {
            return;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn look(store: &Store, run_id: Uuid) -> Result<proto::MeteringRun, Refusal> {
    let mut tx = store.read().await?;
    runs::shown(&mut tx, run_id).await
}
