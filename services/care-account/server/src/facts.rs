use care_account_rules::absence::{AbsencePolicy, suspension_for};
use care_account_rules::account::{Account, Posted};
use care_account_rules::entry::{Entry, EntryDetail, Stamp};
use care_account_rules::record::{FactRefusal, record};
use care_account_rules::reversal::reverse;
use care_account_rules::stated::{ChargeInstead, Fact, WriteOff};
use carecap_contracts::budget::v1::GetPolicyRequest;
use carecap_contracts::budget::v1::policy_service_client::PolicyServiceClient;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Caller, Fields, Peer, Peers, Refusal, current_trace_id, etag, require_etag};
use carecap_store::{Named, Tx};
use uuid::Uuid;

use crate::convert::{self, Asked, FieldNames, PolicyTerms, Recorded, States};
use crate::store::accounts::{self, Head};
use crate::store::entries::{self, StoredEntry};
use crate::told::{tell_crossings, tell_stated};
use crate::{fact_refusals, refusals};

/// What the council's policy says where a fact is stated: of the cap, and of absences.
pub(crate) struct StatedTerms {
    cap: PolicyTerms,
    absence: AbsencePolicy,
}

/// Asks for the policy of the day that a request is about, with the caller's token.
pub(crate) async fn terms_of<Q: States>(
    peers: &Peers,
    caller: Option<&Caller>,
    request: &Q,
) -> Result<StatedTerms, Refusal> {
    let unknown = || Refusal::new(ErrorReason::NotAuthenticated, "the call did not pass the gate");
    let caller = caller.ok_or_else(unknown)?;
    let given = request.policy_day();
    let mut fields = Fields::new();
    let on = fields.day(Q::NAMES.first_day, given.as_ref());
    fields.finish()?;
    let mut policies = PolicyServiceClient::new(peers.forwarding(Peer::BudgetCalculation, caller)?);
    let council_id = request.council_id().to_owned();
    let asked = GetPolicyRequest { council_id, on: given, version: 0 };
    let policy = match policies.get_policy(asked).await.map_err(Refusal::from) {
        Ok(policy) => policy.into_inner(),
        // A council without any policy has not commenced a cap either.
        Err(refusal) if refusal.reason() == ErrorReason::PolicyNotSet => {
            return Err(refusals::cap_not_commenced(on));
        }
        Err(refusal) => return Err(refusal),
    };
    let cap = convert::policy_terms(&policy)?.ok_or_else(|| refusals::cap_not_commenced(on))?;
    let absence = convert::absence_policy(&policy, cap.council_share_counts);
    Ok(StatedTerms { cap, absence })
}

/// Records what a request states, or undoes what it names.
pub(crate) async fn state<Q: States>(
    tx: &mut Tx,
    caller: Caller,
    request: Q,
    terms: Result<StatedTerms, Refusal>,
) -> Result<Named, Refusal> {
    let mut fields = Fields::new();
    let account_id = fields.id("account_id", request.about().account_id);
    let asked = request.asked(&mut fields, &caller.subject);
    fields.finish()?;
    let asked = asked.ok_or_else(|| Refusal::invalid("days", "cannot be read"))?;
    let found = accounts::lock(tx, account_id).await?;
    let head = found.ok_or_else(|| Refusal::not_found("account", account_id))?;
    must_not_be_about(&caller, &head)?;
    require_etag(request.about().etag, &etag(head.account.last_entry()))?;

    let opened_on = head.account.opened_on();
    if asked.from().is_some_and(|from| from < opened_on) {
        return Err(fact_refusals::fact(&FactRefusal::BeforeOpening { opened_on }, Q::NAMES));
    }
    let entries = entries::all(tx, account_id).await?;
    let stamp = Stamp {
        recorded_at: tx.now(),
        run_id: None,
        trace_id: Some(current_trace_id()).filter(|trace_id| !trace_id.is_empty()),
    };
    let stating = Stating { account: &head.account, entries: &entries, stamp, names: Q::NAMES };
    let posted = stating.post(asked, &terms?)?;
    finish(tx, head, posted).await
}

/// Nobody states facts about themselves, whatever else they may.
fn must_not_be_about(caller: &Caller, head: &Head) -> Result<(), Refusal> {
    caller.must_be_entitled_to(head.person_id)?;
    if caller.person_id == Some(head.person_id) {
        let sentence = "nobody states facts about their own account: ask a colleague";
        return Err(Refusal::new(ErrorReason::OwnCase, sentence));
    }
    Ok(())
}

struct Stating<'a> {
    account: &'a Account,
    entries: &'a [Entry],
    stamp: Stamp,
    names: FieldNames,
}

impl Stating<'_> {
    fn post(&self, asked: Asked, terms: &StatedTerms) -> Result<Posted, Refusal> {
        let fact = match asked {
            Asked::Fact(fact) => fact,
            Asked::Absence(absence) => suspension_for(self.account, &absence, terms.absence)
                .map_err(|refused| fact_refusals::absence(&refused, self.names))?,
            Asked::WriteOff { days, cause, still_due, decision } => {
                let council_share_counts = terms.cap.council_share_counts;
                let still_due = ChargeInstead { charge_weekly: still_due, council_share_counts };
                Fact::WriteOff { days, write_off: WriteOff { cause, still_due, decision } }
            }
            Asked::Reversal { number, decision } => {
                let cap_test = terms.cap.cap_test;
                return reverse(self.entries, number, decision, cap_test, &self.stamp)
                    .map_err(|refused| fact_refusals::reversal(&refused));
            }
        };
        self.record(&fact, terms)
    }

    fn record(&self, fact: &Fact, terms: &StatedTerms) -> Result<Posted, Refusal> {
        record(self.entries, fact, terms.cap.cap_test, &self.stamp)
            .map_err(|refused| fact_refusals::fact(&refused, self.names))
    }
}

async fn finish(tx: &mut Tx, head: Head, posted: Posted) -> Result<Named, Refusal> {
    let Head { account_id, account: before, .. } = &head;
    let (account_id, version) = (*account_id, posted.account.last_entry());
    tell_stated(tx, &posted);
    tell_crossings(tx, before, &posted);
    accounts::move_heads(tx, &[Head { account: posted.account.clone(), ..head }]).await?;
    entries::append(tx, &[(account_id, posted)]).await?;
    Ok(Named { id: account_id, version })
}

/// The account as it was after a call, whose version is the number of its last entry, and what the
/// call posted: the newest fact or reversal by then, and all that followed from it.
pub(crate) async fn stated(tx: &mut Tx, made: Named, is_trial: bool) -> Result<Recorded, Refusal> {
    let account = account_at(tx, made).await?;
    let (account, stored) = account;
    let is_fact = |stored: &StoredEntry| {
        let detail = &stored.entry.detail;
        let undoes = matches!(detail, EntryDetail::Reverse { decision: Some(_), .. });
        detail.is_stated() || undoes
    };
    let first = stored.iter().rposition(is_fact).unwrap_or_default();
    let mut entries: Vec<_> = stored.into_iter().skip(first).map(convert::entry).collect();
    if is_trial {
        // What was not made proves nothing.
        for entry in &mut entries {
            entry.previous_hash.clear();
            entry.hash.clear();
            entry.canonical.clear();
        }
    }
    Ok(Recorded { account: convert::account(&account), entries })
}

async fn account_at(tx: &mut Tx, made: Named) -> Result<(Account, Vec<StoredEntry>), Refusal> {
    let account_id: Uuid = made.id;
    let stored = entries::stored_after(tx, account_id, 0, made.version).await?;
    let entries: Vec<Entry> = stored.iter().map(|stored| stored.entry.clone()).collect();
    let account =
        Account::from_entries(&entries).map_err(|fault| refusals::broken_ledger(&fault))?;
    Ok((account, stored))
}
