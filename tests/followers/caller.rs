//! A caller who does not give up: the same request, under the same id, until there is an answer that
//! says what became of it.

use std::sync::Arc;
use std::time::Duration;

use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{SystemClock, reason_of};
use carecap_store::{Ids as _, RandomIds};
use tokio::time::Instant;
use tonic::{Response, Status};

/// How long a test waits for what must happen some time. It says nothing of how long it may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// A check of a token costs a debug build some 20 ms, so nobody asks much more often than needed.
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(60);

/// An id for one request, or for somebody's name.
pub(crate) fn new_id() -> String {
    RandomIds::new(Arc::new(SystemClock)).new_id().to_string()
}

/// Calls again and again until the answer is definite: an answer, which it gives back. A documented
/// refusal would be definite too, and nothing that is asked here may be refused.
pub(crate) async fn settled<A, F>(mut ask: impl FnMut() -> F) -> A
where
    F: Future<Output = Result<Response<A>, Status>>,
{
    let give_up = Instant::now() + PATIENCE;
    loop {
        let status = match ask().await {
            Ok(answer) => return answer.into_inner(),
            Err(status) => status,
        };
        assert!(leaves_the_outcome_open(&status), "nothing here may be refused: {status:?}");
        assert!(Instant::now() < give_up, "there is no answer: {status:?}");
        tokio::time::sleep(TRY_AGAIN_AFTER).await;
    }
}

/// Whether the callee was lost on the way, or says that it decided nothing.
fn leaves_the_outcome_open(status: &Status) -> bool {
    use ErrorReason::{DeadlineExceeded, DependencyUnavailable, Overloaded};
    let reason = reason_of(status);
    reason.is_none_or(|reason| {
        [DeadlineExceeded, DependencyUnavailable, Overloaded].contains(&reason)
    })
}

/// Looks again and again until it is there.
pub(crate) async fn eventually<T, F>(what: &str, mut look: impl FnMut() -> F) -> T
where
    F: Future<Output = Option<T>>,
{
    let give_up = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(Instant::now() < give_up, "{what} did not happen");
        tokio::time::sleep(TRY_AGAIN_AFTER).await;
    }
}
