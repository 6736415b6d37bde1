//! So many callers at once, each asking again as soon as it has its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use rust_decimal::Decimal;
use tokio::task::JoinSet;
use tonic::Request;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::transport::{Channel, Endpoint};

use crate::stopwatch::{of_process, per_second};
use crate::wire::{Counted, Kept};

/// As many connections as the callers share.
const CONNECTIONS: usize = 4;
/// No stretch lasts longer.
const LONGEST: Duration = Duration::from_secs(2);
/// No stretch asks more often.
const CALLS_MOST: u64 = 60_000;

/// A method of a running process, and what it is asked.
pub struct Target {
    channels: Vec<Channel>,
    path: PathAndQuery,
    question: Bytes,
    token: MetadataValue<Ascii>,
    answer_bytes: usize,
    process: u32,
}

/// What a stretch of calls came to.
pub struct Stretch {
    /// Answers in a second of the clock on the wall.
    pub calls_per_second: Decimal,
    /// Ninety-nine of a hundred answers took no longer, in milliseconds.
    pub slowest_milliseconds: Decimal,
    /// Microseconds of a processor that the process used for each call.
    pub processor_each: Decimal,
}

impl Target {
    /// A way to ask a process the same question again and again.
    pub async fn connect(
        address: &str,
        process: u32,
        path: &'static str,
        token: &str,
        question: Bytes,
    ) -> Result<Target> {
        let mut channels = Vec::new();
        for _ in 0..CONNECTIONS {
            channels.push(Endpoint::from_shared(format!("http://{address}"))?.connect().await?);
        }
        let path = PathAndQuery::from_static(path);
        let token = format!("Bearer {token}").parse()?;
        let mut target = Target { channels, path, question, token, answer_bytes: 0, process };
        target.answer_bytes = target.answer().await?.len();
        Ok(target)
    }

    /// The answer, as bytes.
    pub async fn answer(&self) -> Result<Bytes> {
        let channel = self.channels.first().context("there is a connection")?;
        let mut grpc = Grpc::new(channel.clone());
        grpc.ready().await?;
        Ok(grpc.unary(self.request(), self.path.clone(), Kept).await?.into_inner())
    }

    fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.question.clone());
        request.metadata_mut().insert("authorization", self.token.clone());
        request
    }

    /// So many callers ask until enough is asked or time is up. Each answer must be as long as the first.
    pub async fn stretch(self: &Arc<Target>, callers: usize) -> Result<Stretch> {
        let asked = Arc::new(AtomicU64::new(0));
        let used_before = of_process(self.process)?;
        let begun = Instant::now();
        let mut calling = JoinSet::new();
        for caller in 0..callers {
            calling.spawn(call(Arc::clone(self), caller, Arc::clone(&asked), begun + LONGEST));
        }
        let mut times = Vec::new();
        while let Some(answered) = calling.join_next().await {
            times.extend(answered??);
        }
        let (elapsed, used) = (begun.elapsed(), of_process(self.process)? - used_before);
        times.sort();
        let count = u64::try_from(times.len())?;
        let slowest = times.get(times.len() * 99 / 100).context("something was answered")?;
        Ok(Stretch {
            calls_per_second: per_second(count, elapsed),
            slowest_milliseconds: Decimal::from(slowest.as_micros()) / Decimal::from(1_000_u64),
            processor_each: crate::stopwatch::microseconds_each(count, used),
        })
    }
}

/// One caller: the time that each answer took.
async fn call(
    target: Arc<Target>,
    caller: usize,
    asked: Arc<AtomicU64>,
    until: Instant,
) -> Result<Vec<Duration>> {
    let channel = &target.channels[caller % target.channels.len()];
    let mut grpc = Grpc::new(channel.clone());
    let mut times = Vec::new();
    while Instant::now() < until && asked.fetch_add(1, Ordering::Relaxed) < CALLS_MOST {
        let begun = Instant::now();
        grpc.ready().await?;
        let answer = grpc.unary(target.request(), target.path.clone(), Counted).await?;
        times.push(begun.elapsed());
        let length = answer.into_inner();
        ensure!(length == target.answer_bytes, "an answer of {length} bytes");
    }
    Ok(times)
}
