use std::collections::BTreeSet;
use std::pin::Pin;

use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::preview_budgets_response::Outcome;
use carecap_contracts::budget::v1::preview_service_server::PreviewService;
use carecap_service::{Caller, Refusal, caller_of, own_council};
use futures::{Stream, StreamExt as _};
use tonic::{Request, Response, Status, Streaming};

use crate::previews::Previews;
use crate::refusals;

/// So many previews of one stream are worked out at once.
const AT_ONCE: usize = 16;
/// As long as a caller's own name for a preview may be.
const KEY_LONGEST: usize = 80;

#[tonic::async_trait]
impl PreviewService for Previews {
    async fn preview_budget(
        &self,
        request: Request<proto::PreviewBudgetRequest>,
    ) -> Result<Response<proto::PreviewBudgetResponse>, Status> {
        let caller = caller_of(&request)?;
        let question = request.into_inner();
        Ok(Response::new(preview(self, &caller, question).await?))
    }

    type PreviewBudgetsStream =
        Pin<Box<dyn Stream<Item = Result<proto::PreviewBudgetsResponse, Status>> + Send>>;

    async fn preview_budgets(
        &self,
        request: Request<Streaming<proto::PreviewBudgetsRequest>>,
    ) -> Result<Response<Self::PreviewBudgetsStream>, Status> {
        let caller = caller_of(&request)?;
        let previews = self.clone();
        let mut heard = BTreeSet::new();
        let answers = request.into_inner().map(move |asked| {
            let (previews, caller) = (previews.clone(), caller.clone());
            let asked = asked.map(|asked| (key_refused(&mut heard, &asked.key), asked));
            async move {
                let (key_refused, asked) = asked?;
                Ok(answer(&previews, &caller, key_refused, asked).await)
            }
        });
        Ok(Response::new(Box::pin(answers.buffered(AT_ONCE))))
    }
}

/// Why a key names no preview of its own stream, where it does not. Those that do are kept.
fn key_refused(heard: &mut BTreeSet<String>, key: &str) -> Option<Refusal> {
    let wrong = if key.is_empty() {
        format!("is required: a name of your own, at most {KEY_LONGEST} characters")
    } else if key.chars().count() > KEY_LONGEST {
        format!("is too long: give at most {KEY_LONGEST} characters")
    } else if heard.insert(key.to_owned()) {
        return None;
    } else {
        "was given before in this stream: give each preview a key of its own".to_owned()
    };
    Some(Refusal::invalid("key", wrong))
}

async fn preview(
    previews: &Previews,
    caller: &Caller,
    question: proto::PreviewBudgetRequest,
) -> Result<proto::PreviewBudgetResponse, Refusal> {
    let council = own_council(caller, &question)?;
    let made = previews.make(&council, &question).await;
    made.map_err(|refusal| refusals::in_preview(refusal, &question))
}

/// One of many: a refusal is its answer.
async fn answer(
    previews: &Previews,
    caller: &Caller,
    key_refused: Option<Refusal>,
    asked: proto::PreviewBudgetsRequest,
) -> proto::PreviewBudgetsResponse {
    let made = match (key_refused, asked.preview) {
        (Some(refusal), _) => Err(refusal),
        (None, Some(question)) => preview(previews, caller, question).await,
        (None, None) => Err(Refusal::invalid("preview", "is required: say what is asked")),
    };
    let outcome = match made {
        Ok(made) => Outcome::Preview(made),
        Err(refusal) => Outcome::Refusal(refused(&refusal)),
    };
    proto::PreviewBudgetsResponse { key: asked.key, outcome: Some(outcome) }
}

fn refused(refusal: &Refusal) -> proto::PreviewRefusal {
    let faults = refusal.faults().map(|(field, description)| proto::PreviewFault {
        field: field.to_owned(),
        description: description.to_owned(),
    });
    proto::PreviewRefusal {
        reason: refusal.reason().into(),
        message: refusal.message().to_owned(),
        faults: faults.collect(),
    }
}
