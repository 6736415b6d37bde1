use care_account_rules::account::{Account, Posted};
use care_account_rules::entry::{Opening, Stamp};
use care_account_rules::late_fact::{LateFact, late_fact};
use care_account_rules::metering::set_rate;
use carecap_calendar::show_day;
use carecap_contracts::budget::v1::budget_service_client::BudgetServiceClient;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::budget::v1::{GetBudgetRequest, GetPolicyRequest};
use carecap_contracts::common::v1::ErrorReason;
use carecap_contracts::events::v1::BudgetPublished;
use carecap_contracts::events::v1::event::Happened;
use carecap_service::{Peer, Peers, Reaction, Refusal, current_trace_id};
use carecap_store::{CouncilId, Tx};
use uuid::Uuid;

use crate::convert::{self, PolicyTerms, RateFromBudget};
use crate::refusals;
use crate::store::accounts::{self, Head};
use crate::store::{Cause, RefusedWork, add_refused_work, entries};
use crate::told::{tell_crossings, tell_opened, tell_rated};

/// Opens an account, or changes its rate, when a budget was published under a commenced cap.
pub(crate) struct PublishedBudgets {
    peers: Peers,
}

/// A budget that is metered, and the terms of the policy version that it used, on its first day.
pub(crate) struct Metered {
    budget: RateFromBudget,
    terms: PolicyTerms,
}

impl PublishedBudgets {
    pub(crate) fn new(peers: Peers) -> PublishedBudgets {
        PublishedBudgets { peers }
    }

    async fn terms(
        &self,
        council: &CouncilId,
        published: &BudgetPublished,
    ) -> Result<Option<PolicyTerms>, Refusal> {
        let peer = self.peers.as_service(Peer::BudgetCalculation, council)?;
        let asked = GetPolicyRequest {
            council_id: council.to_string(),
            on: published.starts_on,
            version: published.policy_version,
        };
        let answer = PolicyServiceClient::new(peer).get_policy(asked).await;
        let terms = match answer.map_err(Refusal::from) {
            Ok(policy) => convert::policy_terms(policy.get_ref())?,
            // Without a policy there is no cap, and the budget is none of this context's business.
            Err(refusal) if refusal.reason() == ErrorReason::PolicyNotSet => None,
            Err(refusal) => return Err(refusal),
        };
        Ok(terms.filter(|terms| terms.pack == published.pack))
    }
}

impl Reaction for PublishedBudgets {
    /// None: the budget is not under a cap.
    type Facts = Option<Metered>;

    fn concerns(&self, happened: &Happened) -> bool {
        matches!(happened, Happened::BudgetPublished(_))
    }

    async fn gather(
        &self,
        council: &CouncilId,
        happened: &Happened,
    ) -> Result<Option<Metered>, Refusal> {
        let Happened::BudgetPublished(published) = happened else {
            return Ok(None);
        };
        let Some(terms) = self.terms(council, published).await? else {
            return Ok(None);
        };
        let peer = self.peers.as_service(Peer::BudgetCalculation, council)?;
        let asked = GetBudgetRequest {
            council_id: council.to_string(),
            budget_id: published.budget_id.clone(),
            version: published.version,
        };
        let answer = BudgetServiceClient::new(peer).get_budget(asked).await?.into_inner();
        let missing = || Refusal::not_found("budget", &published.budget_id);
        let budget = convert::rate_from_budget(&answer.budget.ok_or_else(missing)?, &terms)?;
        Ok(Some(Metered { budget, terms }))
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        _happened: &Happened,
        facts: Option<Metered>,
    ) -> Result<(), Refusal> {
        match facts {
            Some(metered) => apply_rate(tx, metered).await,
            None => Ok(()),
        }
    }

    async fn refused(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        refusal: &Refusal,
    ) -> Result<(), Refusal> {
        let Happened::BudgetPublished(published) = happened else {
            return Ok(());
        };
        let work = RefusedWork {
            cause: Cause::BudgetPublished {
                budget_id: published.budget_id.clone(),
                version: published.version,
            },
            reason: refusal.reason_name().to_owned(),
            detail: refusal.message().to_owned(),
        };
        let person_id = Uuid::try_parse(&published.person_id).ok();
        Ok(add_refused_work(tx, person_id, &work).await?)
    }
}

async fn apply_rate(tx: &mut Tx, metered: Metered) -> Result<(), Refusal> {
    let person_id = metered.budget.person_id;
    match accounts::lock_of_person(tx, person_id).await? {
        None => open(tx, metered).await,
        Some(head) if has_rate_of(&head.account, &metered.budget) => Ok(()),
        Some(head) => rate(tx, head, metered).await,
    }
}

/// Whether the version of the budget set a rate before.
fn has_rate_of(account: &Account, budget: &RateFromBudget) -> bool {
    let same = &budget.rate.budget;
    account.rates().iter().any(|dated| dated.rate.budget == *same)
}

/// Opens the account on the budget's first day, with its rate as the second entry.
async fn open(tx: &mut Tx, metered: Metered) -> Result<(), Refusal> {
    let Metered { budget, terms } = metered;
    let account_id = tx.new_id();
    let opening = Opening {
        account_id: account_id.to_string(),
        council_id: tx.council().to_string(),
        person_id: budget.person_id.to_string(),
        pack: terms.pack,
        shadow: terms.shadow,
        cap: terms.cap,
    };
    let stamp = stamp(tx);
    let (account, first) =
        Account::open(opening, budget.from, &stamp).map_err(|fault| refusals::opening(&fault))?;
    let because = because(&budget);
    let rated = set_rate(&account, budget.from, budget.rate.clone(), because, &stamp)
        .map_err(|refused| refusals::rate(&refused))?;
    let mut posted = Posted { account: rated.account, entries: vec![first] };
    posted.entries.extend(rated.entries);
    let head = Head { account_id, person_id: budget.person_id, account: posted.account.clone() };
    accounts::add(tx, &head).await?;
    tell_opened(tx, &posted.account);
    finish(tx, account_id, &account, posted, &budget).await
}

/// Records a new rate, or, where days from its first one on are metered, what it changes in them.
async fn rate(tx: &mut Tx, head: Head, metered: Metered) -> Result<(), Refusal> {
    let Metered { budget, terms } = metered;
    let Head { account_id, person_id, account } = head;
    let (from, stamp) = (budget.from, stamp(tx));
    let posted = if from >= account.metered_to() {
        set_rate(&account, from, budget.rate.clone(), because(&budget), &stamp)
            .map_err(|refused| refusals::rate(&refused))?
    } else {
        let entries = entries::all(tx, account_id).await?;
        let because = because_late(&budget);
        let rate = budget.rate.clone();
        let fact = LateFact::Rate { from, rate };
        late_fact(&entries, fact, terms.cap_test, &because, &stamp)
            .map_err(|refused| refusals::late_fact(&refused))?
    };
    let head = Head { account_id, person_id, account: posted.account.clone() };
    accounts::move_heads(tx, &[head]).await?;
    finish(tx, account_id, &account, posted, &budget).await
}

async fn finish(
    tx: &mut Tx,
    account_id: Uuid,
    before: &Account,
    posted: Posted,
    budget: &RateFromBudget,
) -> Result<(), Refusal> {
    let rate_weekly = budget.rate.weekly.metered_rate_weekly();
    tell_rated(tx, &posted.account, budget.from, rate_weekly);
    tell_crossings(tx, before, &posted);
    Ok(entries::append(tx, &[(account_id, posted)]).await?)
}

fn stamp(tx: &Tx) -> Stamp {
    Stamp {
        recorded_at: tx.now(),
        run_id: None,
        trace_id: Some(current_trace_id()).filter(|trace_id| !trace_id.is_empty()),
    }
}

fn because(budget: &RateFromBudget) -> String {
    let (version, from) = (budget.rate.budget.version, show_day(budget.from));
    format!("Version {version} of the budget holds from {from}.")
}

fn because_late(budget: &RateFromBudget) -> String {
    let (version, from) = (budget.rate.budget.version, show_day(budget.from));
    format!("It became known late that version {version} of the budget holds from {from}.")
}
