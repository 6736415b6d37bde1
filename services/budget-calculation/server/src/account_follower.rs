use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Peers, Reaction, Refusal};
use carecap_store::{CouncilId, Stores, Tx};

use crate::cases::{self, CapReached, Standing};
use crate::gather::{Gathered, Gatherer};
use crate::store::Case;
use crate::{draft_refusals, drafting};

/// Who records what no call asked for.
const ITSELF: &str = "budget-calculation";

/// Drafts a budget anew when care-account has told that a person reached the cap. R-CAP-2, R-DLC-4;
/// whoever arranges their own care becomes work for a person, R-CAP-3.
pub(crate) struct AccountFollower {
    stores: Stores,
    peers: Peers,
}

/// What an account's event leads to, and where the case stood when that was found out.
pub(crate) struct Heard {
    standing: Standing,
    gathered: Gathered,
}

impl AccountFollower {
    pub(crate) fn new(stores: Stores, peers: Peers) -> AccountFollower {
        AccountFollower { stores, peers }
    }
}

impl Reaction for AccountFollower {
    /// None: it is no event of a cap.
    type Facts = Option<Heard>;

    fn concerns(&self, happened: &Happened) -> bool {
        matches!(happened, Happened::CapReached(_))
    }

    async fn gather(
        &self,
        council: &CouncilId,
        happened: &Happened,
    ) -> Result<Option<Heard>, Refusal> {
        let Happened::CapReached(event) = happened else {
            return Ok(None);
        };
        let gatherer = Gatherer { stores: &self.stores, peers: &self.peers, council };
        let (standing, gathered) = gatherer.cap_reached(&CapReached::read(event)?).await?;
        Ok(Some(Heard { standing, gathered }))
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        facts: Option<Heard>,
    ) -> Result<(), Refusal> {
        let (Happened::CapReached(event), Some(heard)) = (happened, facts) else {
            return Ok(());
        };
        let reached = CapReached::read(event)?;
        cases::must_stand(tx, reached.person_id, heard.standing).await?;
        let Some(case) = note(tx, &reached).await? else {
            return Ok(());
        };
        match heard.gathered {
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
        let Happened::CapReached(event) = happened else {
            return Ok(());
        };
        let reached = match CapReached::read(event) {
            Ok(reached) => reached,
            // An event that names nobody cannot become anybody's work; it must not stop the council.
            Err(unreadable) if unreadable.reason() == ErrorReason::InvalidField => {
                tracing::error!("an event of care-account cannot be read, and was passed over");
                return Ok(());
            }
            Err(refusal) => return Err(refusal),
        };
        match note(tx, &reached).await? {
            Some(case) => {
                draft_refusals::add_for(tx, ITSELF, reached.person_id, &case, refusal).await
            }
            None => Ok(()),
        }
    }
}

/// Keeps the day in the person's case, so that every later draft is worked out with it; and whatever
/// becomes of this one, an older draft that asks for more than is due must not be published after it.
async fn note(tx: &mut Tx, reached: &CapReached) -> Result<Option<Case>, Refusal> {
    let Some(case) = cases::note_cap(tx, ITSELF, reached).await? else {
        return Ok(None);
    };
    drafting::replace_uncapped(tx, ITSELF, &case).await?;
    Ok(Some(case))
}
