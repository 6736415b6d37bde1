use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use carecap_contracts::action_of;
use carecap_contracts::common::v1::ErrorReason;
use futures::future::BoxFuture;
use http::{Request, Response};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};
use tracing::field::Empty;
use tracing::{Instrument as _, Span};

use crate::deadline::{DEADLINE, timeout_of};
use crate::telemetry::{current_trace_id, follow_traceparent};
use crate::{Caller, Refusal, Tokens, is_permitted};

/// Answered this much before the deadline, so that the caller hears our reason and not a hang-up.
const ANSWER_BEFORE: Duration = Duration::from_millis(10);

/// What every call passes on its way in: its trace goes on, its deadline is set, the caller and their
/// permission are known, and the work runs in a task of its own. A caller who hangs up therefore
/// cannot leave a transaction half-way, and a panic becomes an answer.
#[derive(Clone)]
pub struct Gate {
    tokens: Tokens,
    places: Arc<Semaphore>,
    default_deadline: Duration,
}

/// The path of the method that is called, for whoever needs it further in.
#[derive(Debug, Clone)]
pub(crate) struct MethodPath(pub(crate) String);

impl Gate {
    /// A gate that lets so many calls work at once.
    pub fn new(tokens: Tokens, in_flight: usize, default_deadline: Duration) -> Gate {
        Gate { tokens, places: Arc::new(Semaphore::new(in_flight)), default_deadline }
    }

    /// The caller, unless they may not do what the method's contract names. Health and reflection are
    /// open to everybody, and nothing else is.
    fn admit(&self, request: &Request<Body>) -> Result<Option<Caller>, Refusal> {
        let path = request.uri().path();
        if path.starts_with("/grpc.health.") || path.starts_with("/grpc.reflection.") {
            return Ok(None);
        }
        let header = request.headers().get("authorization");
        let caller = self.tokens.caller(header.and_then(|value| value.to_str().ok()))?;
        let action = action_of(path).unwrap_or("unknown");
        if !is_permitted(&caller.roles, action) {
            let refusal = Refusal::new(
                ErrorReason::ActionNotPermitted,
                format!("none of your roles may do {action}"),
            );
            return Err(refusal.with("action", action));
        }
        Ok(Some(caller))
    }
}

impl<S> Layer<S> for Gate {
    type Service = Gated<S>;

    fn layer(&self, inner: S) -> Gated<S> {
        Gated { gate: self.clone(), inner }
    }
}

/// A service behind the gate.
#[derive(Clone)]
pub struct Gated<S> {
    gate: Gate,
    inner: S,
}

impl<S> Service<Request<Body>> for Gated<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // The instance that was polled ready is the one that must be called.
        let waiting = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, waiting);
        let gate = self.gate.clone();
        Box::pin(async move {
            let span = span_of(&request);
            let answer = enter(gate, inner, request, span.clone()).await;
            let response = answer.unwrap_or_else(|refusal| Status::from(refusal).into_http());
            let code = response.headers().get("grpc-status").and_then(|code| code.to_str().ok());
            span.record("rpc.grpc.status_code", code.unwrap_or("0"));
            Ok(response)
        })
    }
}

async fn enter<S>(
    gate: Gate,
    mut inner: S,
    mut request: Request<Body>,
    span: Span,
) -> Result<Response<Body>, Refusal>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + Send + 'static,
    S::Future: Send + 'static,
{
    let place = Arc::clone(&gate.places).try_acquire_owned().map_err(|_| {
        Refusal::new(ErrorReason::Overloaded, "there is more to do than can be done: try later")
    })?;
    let caller = span.in_scope(|| gate.admit(&request))?;
    if let Some(caller) = caller {
        span.record("carecap.council", caller.council.as_str());
        request.extensions_mut().insert(caller);
    }
    let path = request.uri().path().to_owned();
    request.extensions_mut().insert(MethodPath(path));
    let timeout = timeout_of(request.headers()).unwrap_or(gate.default_deadline);
    let deadline = Instant::now() + timeout;

    let work = async move {
        let answer = inner.call(request).await;
        drop(place);
        answer
    };
    let task = tokio::spawn(DEADLINE.scope(deadline, work).instrument(span.clone()));
    match tokio::time::timeout_at(deadline - ANSWER_BEFORE.min(timeout), task).await {
        Ok(Ok(Ok(response))) => Ok(response),
        Ok(Err(_panic)) => span.in_scope(|| {
            tracing::error!("a call panicked");
            let trace_id = current_trace_id();
            let ours =
                Refusal::new(ErrorReason::Internal, "the fault is ours; the trace id finds it");
            Err(ours.with("trace_id", trace_id))
        }),
        Err(_elapsed) => Err(Refusal::new(
            ErrorReason::DeadlineExceeded,
            "the deadline passed before an answer; the outcome is not known",
        )),
    }
}

fn span_of(request: &Request<Body>) -> Span {
    let path = request.uri().path().trim_start_matches('/');
    let (service, method) = path.split_once('/').unwrap_or((path, ""));
    let span = tracing::info_span!(
        "call",
        otel.name = path,
        otel.kind = "server",
        rpc.system = "grpc",
        rpc.service = service,
        rpc.method = method,
        rpc.grpc.status_code = Empty,
        carecap.council = Empty,
    );
    let header = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    follow_traceparent(&span, header.unwrap_or_default());
    span
}
