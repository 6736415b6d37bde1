//! Time that a thread or a process has spent on a processor, as Linux counts it. What else the machine
//! does at the same time slows that only through shared caches, which no clock on a wall can say.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use rust_decimal::Decimal;

/// What this thread has used.
pub fn of_this_thread() -> Result<Duration> {
    used(Path::new("/proc/thread-self/schedstat"))
}

/// What every living thread of a process has used.
pub fn of_process(id: u32) -> Result<Duration> {
    let threads = fs::read_dir(format!("/proc/{id}/task"))?;
    threads.map(|thread| used(&thread?.path().join("schedstat"))).sum()
}

fn used(file: &Path) -> Result<Duration> {
    let text = fs::read_to_string(file)
        .with_context(|| format!("{}: this needs a Linux that counts it", file.display()))?;
    let nanoseconds = text.split_whitespace().next().context("the time comes first")?;
    Ok(Duration::from_nanos(nanoseconds.parse()?))
}

/// So many a second.
pub fn per_second(count: u64, time: Duration) -> Decimal {
    let nanoseconds = Decimal::from(time.as_nanos().max(1));
    Decimal::from(count) * Decimal::from(1_000_000_000_u64) / nanoseconds
}

/// Microseconds for each.
pub fn microseconds_each(count: u64, time: Duration) -> Decimal {
    Decimal::from(time.as_nanos()) / Decimal::from(1_000_u64) / Decimal::from(count.max(1))
}

/// The middle one of many.
pub fn median(mut values: Vec<Decimal>) -> Decimal {
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
