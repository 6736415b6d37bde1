//! What previews read of the council's own policy and mapping, held in memory. What takes effect
//! (drafts, approvals, publications) never reads from here.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use budget_calculation_rules::mapping::ServiceMapping;
use budget_calculation_rules::policy::{
    Confirmation, CouncilPolicy, OverlayRefused, PolicyOnDay, preview_on,
};
use carecap_calendar::Day;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;
use carecap_store::{CouncilId, Stores};
use tokio::time::Instant;

use crate::store::{self, THE_COUNCILS_OWN};

/// Changes that this process makes are seen at once; those of a replica after as long as this.
const HELD_FOR: Duration = Duration::from_secs(1);
/// More days than anybody previews between two changes; then all are worked out anew.
const DAYS_MOST: usize = 2_000;

/// The councils' own policies and mappings, as they were at most a second ago.
#[derive(Clone)]
pub(crate) struct Held {
    stores: Stores,
    councils: Arc<Mutex<Councils>>,
}

/// Since when each council's is held.
type Councils = BTreeMap<CouncilId, (Instant, Arc<Own>)>;

/// What one council has set.
pub(crate) struct Own {
    policy: CouncilPolicy,
    confirmations: Vec<Confirmation>,
    /// None: the council has set none.
    pub(crate) mapping: Option<Arc<ServiceMapping>>,
    days: Mutex<Days>,
}

/// What is in force on a day, under the council's pack or another.
type Days = BTreeMap<(Day, Option<String>), Arc<PolicyOnDay>>;

impl Held {
    pub(crate) fn new(stores: Stores) -> Held {
        Held { stores, councils: Arc::default() }
    }

    /// Lets go of a council's, because it has changed.
    pub(crate) fn forget(&self, council: &CouncilId) {
        locked(&self.councils).remove(council);
    }

    /// What a council has set.
    pub(crate) async fn own(&self, council: &CouncilId) -> Result<Arc<Own>, Refusal> {
        if let Some((since, own)) = locked(&self.councils).get(council)
            && since.elapsed() < HELD_FOR
        {
            return Ok(Arc::clone(own));
        }
        let since = Instant::now();
        let (stores, asked) = (self.stores.clone(), council.clone());
        // A task of its own, so that a caller who hangs up drops no transaction.
        let reading = tokio::spawn(async move { read(&stores, &asked).await });
        let own = Arc::new(reading.await.map_err(|_| gone())??);
        locked(&self.councils).insert(council.clone(), (since, Arc::clone(&own)));
        Ok(own)
    }
}

async fn read(stores: &Stores, council: &CouncilId) -> Result<Own, Refusal> {
    let mut tx = stores.of(council).await?.read().await?;
    let policy = store::POLICIES.newest(&mut tx, THE_COUNCILS_OWN).await?;
    let mapping = store::MAPPINGS.newest(&mut tx, THE_COUNCILS_OWN).await?;
    let policy = match policy {
        Some(document) => document.body,
        // The law alone, with every default: a preview asks for nothing more.
        None => CouncilPolicy::new(0, Vec::new()).map_err(|_| gone())?,
    };
    Ok(Own {
        policy,
        confirmations: store::all_confirmations(&mut tx).await?,
        mapping: mapping.map(|document| Arc::new(document.body)),
        days: Mutex::default(),
    })
}

impl Own {
    /// What is in force on a day, for a preview.
    pub(crate) fn policy_on(
        &self,
        on: Day,
        pack: Option<&str>,
        values: &BTreeMap<String, String>,
    ) -> Result<Arc<PolicyOnDay>, OverlayRefused> {
        let work_out = || {
            let policy = preview_on(on, &self.policy, &self.confirmations, pack, values)?;
            Ok::<_, OverlayRefused>(Arc::new(policy))
        };
        if !values.is_empty() {
            return work_out();
        }
        let key = (on, pack.map(str::to_owned));
        if let Some(policy) = locked(&self.days).get(&key) {
            return Ok(Arc::clone(policy));
        }
        let policy = work_out()?;
        let mut days = locked(&self.days);
        if days.len() >= DAYS_MOST {
            days.clear();
        }
        days.insert(key, Arc::clone(&policy));
        Ok(policy)
    }
}

fn gone() -> Refusal {
    Refusal::new(ErrorReason::Internal, "what the council has set could not be read")
}

/// What is behind the lock is whole after every statement, so a panic elsewhere spoils nothing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
