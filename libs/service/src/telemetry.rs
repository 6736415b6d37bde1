use std::collections::HashMap;
use std::io::IsTerminal as _;

use opentelemetry::propagation::TextMapPropagator as _;
use opentelemetry::trace::{TraceContextExt as _, TracerProvider as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::WithExportConfig as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Span, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer};

use crate::config::{LogFormat, TelemetryConfig};

/// The process's telemetry; dropped or flushed, it sends what is left.
pub struct Telemetry {
    provider: SdkTracerProvider,
}

impl Telemetry {
    /// Starts logs and traces for this process. Spans always get ids, so that a ledger row can name its
    /// trace; they are exported when `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
    pub fn start(service: &str, config: &TelemetryConfig) -> Result<Telemetry, String> {
        let resource = Resource::builder()
            .with_attributes([
                KeyValue::new("service.name", service.to_owned()),
                KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            ])
            .build();
        let mut builder = SdkTracerProvider::builder().with_resource(resource);
        if let Ok(endpoint) = std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT") {
            let exporter = opentelemetry_otlp::SpanExporter::builder()
                .with_tonic()
                .with_endpoint(endpoint)
                .build()
                .map_err(|error| format!("traces cannot be exported: {error}"))?;
            builder = builder.with_batch_exporter(exporter);
        }
        let provider = builder.build();
        let filter = EnvFilter::try_new(&config.log)
            .map_err(|error| format!("telemetry.log cannot be read: {error}"))?;
        let spans = tracing_opentelemetry::layer().with_tracer(provider.tracer("carecap"));
        tracing_subscriber::registry()
            .with(spans.with_filter(EnvFilter::new("info,h2=off,hyper=off,tonic=off,sqlx=off")))
            .with(logs(config.log_format).with_filter(filter))
            .try_init()
            .map_err(|error| error.to_string())?;
        Ok(Telemetry { provider })
    }

    /// Sends what has not been sent. Blocks for at most some seconds.
    pub fn flush(&self) {
        let _ = self.provider.force_flush();
    }
}

fn logs<S>(format: LogFormat) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false);
    match format {
        LogFormat::Text => layer.compact().boxed(),
        LogFormat::Json => layer.json().with_current_span(false).boxed(),
    }
}

/// The trace id of the present span; empty outside of any.
pub fn current_trace_id() -> String {
    let context = Span::current().context();
    let span = context.span().span_context().clone();
    if span.is_valid() { span.trace_id().to_string() } else { String::new() }
}

/// The W3C `traceparent` of the present span; empty outside of any.
pub fn current_traceparent() -> String {
    let mut carrier = HashMap::new();
    TraceContextPropagator::new().inject_context(&Span::current().context(), &mut carrier);
    carrier.remove("traceparent").unwrap_or_default()
}

/// Makes a span go on the trace that a `traceparent` names.
pub fn follow_traceparent(span: &Span, traceparent: &str) {
    if let Some(context) = context_of(traceparent) {
        let _ = span.set_parent(context);
    }
}

/// Links a span, which begins a trace of its own, to the one that a `traceparent` names.
pub fn link_traceparent(span: &Span, traceparent: &str) {
    if let Some(context) = context_of(traceparent) {
        span.add_link(context.span().span_context().clone());
    }
}

fn context_of(traceparent: &str) -> Option<Context> {
    let carrier = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
    let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &carrier);
    context.span().span_context().is_valid().then_some(context)
}
