//! Contexts in this process, each on a socket of its own.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use carecap_calendar::Clock;
use carecap_service::{
    Config, ContextServer, Peer, PeerAddresses, Spine, SystemClock, Tokens, serve,
};
use carecap_store::{Ids, Migration, RandomIds};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::Instrument as _;

/// Contexts that serve until they are told to stop.
pub struct Mesh {
    config: Arc<Config>,
    stop: watch::Sender<bool>,
    serving: JoinSet<Result<()>>,
}

/// The tables of a context.
pub fn migrations(context: Peer) -> &'static [Migration] {
    match context {
        Peer::AssessmentIntake => assessment_intake_server::MIGRATIONS,
        Peer::RateCatalogue => rate_catalogue_server::MIGRATIONS,
        Peer::BudgetCalculation => budget_calculation_server::MIGRATIONS,
        Peer::CareAccount => care_account_server::MIGRATIONS,
        Peer::RiskFlagging => risk_flagging_server::MIGRATIONS,
    }
}

fn server(spine: &Spine) -> ContextServer {
    match spine.own {
        Peer::AssessmentIntake => assessment_intake_server::server(spine),
        Peer::RateCatalogue => rate_catalogue_server::server(spine),
        Peer::BudgetCalculation => budget_calculation_server::server(spine),
        Peer::CareAccount => care_account_server::server(spine),
        Peer::RiskFlagging => risk_flagging_server::server(spine),
    }
}

impl Mesh {
    /// Starts contexts. Their sockets are taken first, so that each knows where the others are even
    /// when the settings leave the ports free.
    pub async fn start(mut config: Config, contexts: &[Peer]) -> Result<Mesh> {
        let mut listeners = Vec::new();
        for context in contexts {
            let address = config.listen.of(*context);
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("{} cannot listen on {address}", context.name()))?;
            config.peers.set(*context, format!("http://{}", listener.local_addr()?));
            listeners.push((*context, listener));
        }
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn Ids> = Arc::new(RandomIds::new(Arc::clone(&clock)));
        let tokens = Tokens::in_folder(&config.token_folder(), Arc::clone(&clock))?;
        let config = Arc::new(config);
        let (stop, stopped) = watch::channel(false);
        let mut serving = JoinSet::new();
        for (context, listener) in listeners {
            let spine = Spine::open(
                context,
                Arc::clone(&config),
                migrations(context),
                Arc::clone(&clock),
                Arc::clone(&ids),
                tokens.clone(),
            )
            .await
            .with_context(|| format!("the store of {} cannot be opened", context.name()))?;
            let context_server = server(&spine);
            let mut stopped = stopped.clone();
            let until = async move {
                let _ = stopped.wait_for(|stopped| *stopped).await;
            };
            let work = async move { Ok(serve(listener, spine, context_server, until).await?) };
            serving.spawn(work.in_current_span());
        }
        Ok(Mesh { config, stop, serving })
    }

    /// The settings, with the addresses as they turned out.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where each context listens.
    pub fn addresses(&self) -> &PeerAddresses {
        &self.config.peers
    }

    /// Waits until a context fails by itself, or for ever.
    pub async fn failed(&mut self) -> Result<()> {
        match self.serving.join_next().await {
            Some(ended) => ended?,
            None => std::future::pending().await,
        }
    }

    /// Drains every context and waits until they are gone.
    pub async fn stop(mut self) -> Result<()> {
        let _ = self.stop.send(true);
        while let Some(ended) = self.serving.join_next().await {
            ended??;
        }
        Ok(())
    }
}
