use std::sync::Arc;
use std::time::Duration;

use carecap_calendar::Clock;
use carecap_contracts::FILE_DESCRIPTOR_SET;
use carecap_store::{Ids, Migration, StoreError, Stores};
use futures::future::BoxFuture;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tonic::service::{Routes, RoutesBuilder};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;

use crate::config::{Config, Peer, StoreEngine};
use crate::{Gate, Peers, Tokens};

/// What a context is given: its settings, its stores, its way to the others, and the time.
#[derive(Clone)]
pub struct Spine {
    /// Which context it is.
    pub own: Peer,
    /// The settings.
    pub config: Arc<Config>,
    /// Its stores.
    pub stores: Stores,
    /// The other contexts.
    pub peers: Peers,
    /// Its tokens.
    pub tokens: Tokens,
}

impl Spine {
    /// Opens what a context needs to begin.
    pub async fn open(
        own: Peer,
        config: Arc<Config>,
        migrations: &'static [Migration],
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        tokens: Tokens,
    ) -> Result<Spine, StoreError> {
        let councils = config.councils.served.clone();
        let stores = match config.store.engine {
            StoreEngine::Sqlite => {
                let folder = config.data.folder.join(own.name());
                Stores::sqlite(folder, migrations, councils, clock, ids).await?
            }
            StoreEngine::Postgres => {
                let (url, connections) = (config.store.postgres.of(own), config.store.connections);
                Stores::postgres(url, connections, migrations, councils, clock, ids).await?
            }
        };
        let peers = Peers::new(own.name(), &config.peers, tokens.clone()).map_err(|error| {
            StoreError::Settings(format!("the address of a peer cannot be read: {error}"))
        })?;
        Ok(Spine { own, config, stores, peers, tokens })
    }
}

/// A context, ready to be served.
pub struct ContextServer {
    /// Its gRPC services.
    pub routes: Routes,
    /// Their full names, for health and reflection.
    pub services: Vec<&'static str>,
    /// What it does without being called: following others, finishing runs.
    pub background: Vec<BoxFuture<'static, ()>>,
}

/// Serves a context on a socket until `stop` is done, then drains: no new calls, those under way
/// finish, and after the hard deadline the process goes on whatever its peers do.
pub async fn serve(
    listener: TcpListener,
    spine: Spine,
    context: ContextServer,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), tonic::transport::Error> {
    let limits = &spine.config.limits;
    let drain = Duration::from_secs(limits.drain_seconds);
    let gate = Gate::new(spine.tokens.clone(), limits.in_flight, spine.config.default_deadline());

    let (reporter, health) = tonic_health::server::health_reporter();
    for service in &context.services {
        reporter.set_service_status(service, ServingStatus::Serving).await;
    }
    let mut routes = RoutesBuilder::from(context.routes);
    routes.add_service(health);
    if spine.config.reflection.enabled {
        add_reflection(&mut routes, &context.services);
    }

    let mut background = JoinSet::new();
    for work in context.background {
        background.spawn(work);
    }
    let (stopping, mut stopped) = tokio::sync::watch::channel(false);
    let services = context.services.clone();
    let signal = async move {
        stop.await;
        for service in services {
            reporter.set_service_status(service, ServingStatus::NotServing).await;
        }
        let _ = stopping.send(true);
    };
    // A small answer must not wait for the caller's acknowledgement of the one before.
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let serving = Server::builder()
        .max_concurrent_streams(1_024)
        .http2_keepalive_interval(Some(Duration::from_secs(20)))
        .http2_keepalive_timeout(Some(Duration::from_secs(10)))
        .http2_max_header_list_size(16 * 1_024)
        .layer(gate)
        .add_routes(routes.routes())
        .serve_with_incoming_shutdown(incoming, signal);
    // Contexts that follow each other would wait for each other's streams, so following ends first. It
    // ends too where serving does for another reason, since `stopping` is gone then.
    let mut following_ends = stopped.clone();
    let following = tokio::spawn(async move {
        let _ = following_ends.wait_for(|stopped| *stopped).await;
        background.shutdown().await;
    });
    let hard_deadline = async {
        let _ = stopped.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(drain).await;
    };
    let served = tokio::select! {
        done = serving => done,
        () = hard_deadline => {
            tracing::warn!("calls still under way were dropped at the drain's end");
            Ok(())
        }
    };
    let _ = following.await;
    served?;
    spine.stores.close().await;
    Ok(())
}

/// Both versions: some clients in the field know only the old one.
fn add_reflection(routes: &mut RoutesBuilder, services: &[&'static str]) {
    let builder = || {
        services.iter().fold(
            tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(FILE_DESCRIPTOR_SET),
            |builder, service| builder.with_service_name(*service),
        )
    };
    if let Ok(reflection) = builder().build_v1() {
        routes.add_service(reflection);
    }
    if let Ok(reflection) = builder().build_v1alpha() {
        routes.add_service(reflection);
    }
}
