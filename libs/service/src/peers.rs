use std::collections::BTreeMap;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use carecap_contracts::common::v1::ErrorReason;
use carecap_store::CouncilId;
use futures::future::BoxFuture;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Request, Response};
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use tower::Service;
use tracing::Instrument as _;

use crate::config::{Peer, PeerAddresses};
use crate::deadline::{remaining, timeout_text};
use crate::telemetry::current_traceparent;
use crate::{Caller, Refusal, Tokens};

/// How long a call may take that nobody waits for, such as a follower's.
const UNHURRIED: Duration = Duration::from_secs(30);

/// The other contexts, through their contracts alone.
#[derive(Clone)]
pub struct Peers {
    name: &'static str,
    channels: Arc<BTreeMap<Peer, Channel>>,
    tokens: Tokens,
}

impl Peers {
    /// Channels to the others; each connects when it is first needed, and again when it was lost.
    pub fn new(
        name: &'static str,
        addresses: &PeerAddresses,
        tokens: Tokens,
    ) -> Result<Peers, tonic::transport::Error> {
        let connect = |peer: Peer| {
            let endpoint = Endpoint::from_shared(addresses.of(peer).to_owned())?
                .connect_timeout(Duration::from_secs(2))
                .http2_keep_alive_interval(Duration::from_secs(10))
                .keep_alive_while_idle(true);
            Ok((peer, endpoint.connect_lazy()))
        };
        let channels = Peer::ALL.into_iter().map(connect).collect::<Result<BTreeMap<_, _>, _>>()?;
        Ok(Peers { name, channels: Arc::new(channels), tokens })
    }

    /// A way to a peer for a call that is made for somebody: their token goes with it.
    pub fn forwarding(&self, peer: Peer, caller: &Caller) -> Result<Outgoing, Refusal> {
        self.outgoing(peer, &caller.bearer)
    }

    /// A way to a peer for what this service does by itself, for one council.
    pub fn as_service(&self, peer: Peer, council: &CouncilId) -> Result<Outgoing, Refusal> {
        let token = self.tokens.for_service(self.name, council).map_err(|error| {
            Refusal::new(ErrorReason::Internal, format!("no token can be made: {error}"))
        })?;
        self.outgoing(peer, &token)
    }

    fn outgoing(&self, peer: Peer, token: &str) -> Result<Outgoing, Refusal> {
        let missing = || Refusal::new(ErrorReason::Internal, "a peer is not configured");
        let channel = self.channels.get(&peer).ok_or_else(missing)?.clone();
        Outgoing::new(channel, token)
    }
}

/// A channel that sends the token, what is left of the deadline and the trace with each call.
#[derive(Clone)]
pub struct Outgoing {
    channel: Channel,
    authorization: HeaderValue,
}

impl Outgoing {
    /// A channel for calls with this token.
    pub fn new(channel: Channel, token: &str) -> Result<Outgoing, Refusal> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| Refusal::new(ErrorReason::NotAuthenticated, "the token cannot be sent"))?;
        authorization.set_sensitive(true);
        Ok(Outgoing { channel, authorization })
    }
}

impl Service<Request<Body>> for Outgoing {
    type Response = Response<Body>;
    type Error = tonic::transport::Error;
    type Future = BoxFuture<'static, Result<Response<Body>, tonic::transport::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.channel.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let (service, method) = path.split_once('/').unwrap_or((&path, ""));
        let span = tracing::info_span!(
            "outgoing call",
            otel.name = path,
            otel.kind = "client",
            rpc.system = "grpc",
            rpc.service = service,
            rpc.method = method,
        );
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        if let Ok(traceparent) = HeaderValue::try_from(span.in_scope(current_traceparent))
            && !traceparent.is_empty()
        {
            headers.insert("traceparent", traceparent);
        }
        // A stream of events outlives any deadline; it ends by itself after some minutes.
        let follows = method == "Follow";
        if !follows
            && !headers.contains_key("grpc-timeout")
            && let Ok(timeout) = HeaderValue::try_from(timeout_text(remaining(UNHURRIED)))
        {
            headers.insert("grpc-timeout", timeout);
        }
        Box::pin(self.channel.call(request).instrument(span))
    }
}

/// The documented reason of a peer's refusal. None: it gave none, as when it did not answer.
pub fn reason_of(status: &Status) -> Option<ErrorReason> {
    let info = status.get_details_error_info()?;
    (info.domain == "carecap").then_some(())?;
    ErrorReason::from_str_name(&format!("ERROR_REASON_{}", info.reason))
}

/// Whether a peer's status says that nothing was decided, so that trying again may help.
pub fn is_technical(status: &Status) -> bool {
    matches!(
        status.code(),
        Code::Unavailable
            | Code::DeadlineExceeded
            | Code::ResourceExhausted
            | Code::Cancelled
            | Code::Unknown
            | Code::Internal
            | Code::Aborted
            | Code::Unauthenticated
    )
}

/// A peer's answer that is no answer, as this service passes it on: its own refusals keep their reason,
/// anything else means that the outcome is not known.
impl From<Status> for Refusal {
    fn from(status: Status) -> Refusal {
        match reason_of(&status) {
            Some(reason) if !is_technical(&status) => {
                let refusal = Refusal::new(reason, status.message());
                let info = status.get_details_error_info();
                let metadata = info.map(|info| info.metadata).unwrap_or_default();
                metadata
                    .into_iter()
                    .fold(refusal, |refusal, (name, value)| refusal.with(&name, value))
            }
            _ => Refusal::new(
                ErrorReason::DependencyUnavailable,
                format!("a service that this call needs did not answer: {}", status.message()),
            )
            .with("what", "peer"),
        }
    }
}
