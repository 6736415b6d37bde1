use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Peers, Reaction, Refusal};
use carecap_store::{CouncilId, Stores, Tx};
use uuid::Uuid;

use crate::cases::{self, Determined, StatementRecorded};
use crate::gather::{Gathered, Gatherer};
use crate::store::Case;
use crate::{draft_refusals, drafting};

/// Who records what no call asked for.
const ITSELF: &str = "budget-calculation";

/// Drafts a budget when intake has determined an assessment or recorded a financial statement.
pub(crate) struct IntakeFollower {
    stores: Stores,
    peers: Peers,
}

impl IntakeFollower {
    pub(crate) fn new(stores: Stores, peers: Peers) -> IntakeFollower {
        IntakeFollower { stores, peers }
    }
}

impl Reaction for IntakeFollower {
    type Facts = Gathered;

    fn concerns(&self, happened: &Happened) -> bool {
        matches!(
            happened,
            Happened::AssessmentDetermined(_) | Happened::FinancialStatementRecorded(_)
        )
    }

    async fn gather(&self, council: &CouncilId, happened: &Happened) -> Result<Gathered, Refusal> {
        let gatherer = Gatherer { stores: &self.stores, peers: &self.peers, council };
        match happened {
            Happened::AssessmentDetermined(event) => {
                gatherer.determined(&Determined::read(event)?).await
            }
            Happened::FinancialStatementRecorded(event) => {
                gatherer.recorded(&StatementRecorded::read(event)?).await
            }
            _ => Ok(Gathered::Nothing),
        }
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        facts: Gathered,
    ) -> Result<(), Refusal> {
        if matches!(facts, Gathered::Nothing) {
            return Ok(());
        }
        if let Gathered::Draft(facts) = &facts {
            cases::must_stand(tx, facts.person_id, facts.standing).await?;
        }
        let Some((_, case)) = case_of(tx, happened).await? else {
            return Ok(());
        };
        match facts {
            Gathered::Nothing | Gathered::Waits => Ok(()),
            Gathered::Draft(facts) => drafting::add_draft(tx, ITSELF, case.budget_id, *facts).await,
        }
    }

    async fn refused(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        refusal: &Refusal,
    ) -> Result<(), Refusal> {
        // An event that names nobody cannot become anybody's work; it must not stop the council.
        let case = case_of(tx, happened).await;
        let unreadable =
            case.as_ref().is_err_and(|refusal| refusal.reason() == ErrorReason::InvalidField);
        if unreadable {
            tracing::error!("an event of intake cannot be read, and was passed over");
            return Ok(());
        }
        let Some((person_id, case)) = case? else {
            return Ok(());
        };
        draft_refusals::add_for(tx, ITSELF, person_id, &case, refusal).await
    }
}

/// The person's case: a determination makes it, a financial statement finds it. Whatever becomes
/// of a determination, a draft from an older one must not be published after it.
async fn case_of(tx: &mut Tx, happened: &Happened) -> Result<Option<(Uuid, Case)>, Refusal> {
    match happened {
        Happened::AssessmentDetermined(event) => {
            let determined = Determined::read(event)?;
            let case = cases::record(tx, ITSELF, &determined).await?;
            drafting::replace_outdated(tx, ITSELF, &case).await?;
            Ok(Some((determined.person_id, case)))
        }
        Happened::FinancialStatementRecorded(event) => {
            let recorded = StatementRecorded::read(event)?;
            let case = cases::of(tx, recorded.person_id).await?;
            Ok(case.map(|case| (recorded.person_id, case)))
        }
        _ => Ok(None),
    }
}
