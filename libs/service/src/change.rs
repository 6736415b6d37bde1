use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::{Answer, Change, Scoped};
use carecap_store::{Claim, CouncilId, Named, RequestKey, Stores, Tx};
use futures::future::BoxFuture;
use sha2::{Digest, Sha256};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::gate::MethodPath;
use crate::{Caller, Refusal};

/// Answers a call that changes something, in the order that every contract promises: caller and
/// permission (the [`crate::Gate`] and here), request id, validation, etag, effect.
///
/// `effect` validates, checks the etag, makes the change and names the version that it made; `answer`
/// rebuilds the answer from that version. The first answer and every repetition come from the same
/// `answer`. A refusal rolls everything back, the request id with it, so the call may be tried again.
pub async fn change<Q, A>(
    stores: &Stores,
    request: Request<Q>,
    effect: impl for<'t> FnOnce(&'t mut Tx, Caller, Q) -> BoxFuture<'t, Result<Named, Refusal>>,
    answer: impl for<'t> FnOnce(&'t mut Tx, Named) -> BoxFuture<'t, Result<A, Refusal>>,
) -> Result<Response<A>, Status>
where
    Q: Change,
    A: Answer,
{
    let (caller, method) = who(&request)?;
    let question = request.into_inner();
    let digest = digest(&caller, &question, &[]);
    Ok(Response::new(settle(stores, caller, method, question, digest, effect, answer).await?))
}

/// The same for a stream: a header that says what is changed, and the content that came after it.
pub async fn change_stream<Q, T, A>(
    stores: &Stores,
    request: &Request<T>,
    header: Q,
    content: &[u8],
    effect: impl for<'t> FnOnce(&'t mut Tx, Caller, Q) -> BoxFuture<'t, Result<Named, Refusal>>,
    answer: impl for<'t> FnOnce(&'t mut Tx, Named) -> BoxFuture<'t, Result<A, Refusal>>,
) -> Result<Response<A>, Status>
where
    Q: Change,
    A: Answer,
{
    let (caller, method) = who(request)?;
    let digest = digest(&caller, &header, content);
    Ok(Response::new(settle(stores, caller, method, header, digest, effect, answer).await?))
}

/// Answers a call that only reads.
pub async fn read<Q, A>(
    stores: &Stores,
    request: Request<Q>,
    work: impl for<'t> FnOnce(&'t mut Tx, Caller, Q) -> BoxFuture<'t, Result<A, Refusal>>,
) -> Result<Response<A>, Status>
where
    Q: Scoped,
{
    let caller = caller_of(&request)?;
    let question = request.into_inner();
    let council = own_council(&caller, &question)?;
    let store = stores.of(&council).await.map_err(Refusal::from)?;
    let mut tx = store.read().await.map_err(Refusal::from)?;
    Ok(Response::new(work(&mut tx, caller, question).await?))
}

/// Who calls, for a method that reads no store of its own.
pub fn caller_of<T>(request: &Request<T>) -> Result<Caller, Refusal> {
    who(request).map(|(caller, _)| caller)
}

async fn settle<Q, A>(
    stores: &Stores,
    caller: Caller,
    method: String,
    question: Q,
    digest: String,
    effect: impl for<'t> FnOnce(&'t mut Tx, Caller, Q) -> BoxFuture<'t, Result<Named, Refusal>>,
    answer: impl for<'t> FnOnce(&'t mut Tx, Named) -> BoxFuture<'t, Result<A, Refusal>>,
) -> Result<A, Refusal>
where
    Q: Change,
    A: Answer,
{
    let council = own_council(&caller, &question)?;
    let request_id = Uuid::try_parse(question.request_id())
        .map_err(|_| Refusal::invalid("request_id", "is not a UUID made by the caller"))?;
    let store = stores.of(&council).await?;
    let mut tx = store.write().await?;
    if question.validate_only() {
        let made = effect(&mut tx, caller, question).await?;
        return Ok(answer(&mut tx, made).await?.without_ids());
    }
    let key = RequestKey { method, request_id, digest };
    match tx.claim(&key).await? {
        Claim::Known(made) => answer(&mut tx, made).await,
        Claim::Mismatch => Err(Refusal::new(
            ErrorReason::IdempotencyMismatch,
            "this request id was used for another request: make a new one",
        )
        .with("request_id", request_id)),
        Claim::New => {
            let made = effect(&mut tx, caller, question).await?;
            tx.settle(&key, made).await?;
            let answered = answer(&mut tx, made).await?;
            tx.commit().await?;
            Ok(answered)
        }
    }
}

fn who<T>(request: &Request<T>) -> Result<(Caller, String), Refusal> {
    let unknown = || Refusal::new(ErrorReason::NotAuthenticated, "the call did not pass the gate");
    let caller = request.extensions().get::<Caller>().cloned().ok_or_else(unknown)?;
    let path = request.extensions().get::<MethodPath>().cloned().ok_or_else(unknown)?;
    Ok((caller, path.0))
}

/// The council that is asked about, which must be the caller's own.
pub fn own_council<Q: Scoped>(caller: &Caller, question: &Q) -> Result<CouncilId, Refusal> {
    let asked: CouncilId =
        question.council_id().parse().map_err(|error: carecap_store::NotACouncil| {
            Refusal::invalid("council_id", error.to_string())
        })?;
    if asked == caller.council {
        return Ok(asked);
    }
    let refusal = Refusal::new(
        ErrorReason::CouncilMismatch,
        format!("the token is for {}, not for {asked}", caller.council),
    );
    Err(refusal.with("council_id", asked))
}

/// Over the message as we encode it ourselves: protobuf gives the sender some freedom, and request
/// messages hold no maps, so these bytes depend on what was said and not on who encoded it. The caller
/// is part of it: an id that somebody else used says nothing of what they asked or were answered.
fn digest<Q: Change>(caller: &Caller, question: &Q, content: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(caller.subject.len().to_be_bytes());
    hasher.update(&caller.subject);
    hasher.update(question.substance().encode_length_delimited_to_vec());
    hasher.update(content);
    hex::encode(hasher.finalize())
}
