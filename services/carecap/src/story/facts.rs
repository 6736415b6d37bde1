use anyhow::{Context as _, Result};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::account_fact_service_client::AccountFactServiceClient;
use carecap_contracts::account::v1::{AbsenceCause, EntryKind, WriteOffCause};
use carecap_contracts::common::v1::{Money as MoneyMessage, Period};
use carecap_money::Money;
use carecap_service::{Outgoing, Role};

use crate::clients::Actor;
use crate::story::accounts::{account, file_figures};
use crate::story::file::{
    EndNeeds, Plain, RecordDeath, ResumeAccount, ReverseFact, SuspendAccount, WriteOffCharge,
};
use crate::story::world::{World, date_of, optional_date_of, pounds};
use crate::story::{Narrator, Step};

/// Who states a fact of an account, the account as they read it, and the way to state it.
struct Stating {
    actor: Actor,
    account: proto::Account,
    facts: AccountFactServiceClient<Outgoing>,
}

impl Stating {
    async fn begin(world: &World, step: &Step, person: &str) -> Result<Stating> {
        let actor = world.actor(step, Role::Finance)?;
        let account = account(world, &actor, person).await?;
        let facts = world.clients.account_facts(&world.council, &actor)?;
        Ok(Stating { actor, account, facts })
    }
}

/// Files and tells what a fact made of the account.
fn told(
    world: &mut World,
    step: &Step,
    actor: &Actor,
    answered: (Option<proto::Account>, Vec<proto::Entry>),
    narrator: &mut Narrator,
) -> Result<()> {
    let (account, entries) = answered;
    let account = account.context("the answer holds the account")?;
    let fact = entries.first().context("the answer holds the entries")?;
    file_figures(world, step, &account);
    world.date(step, "closed_from", account.closed_from.as_ref());
    narrator.act(&actor.name, &format!("records: {}", fact.because));
    let is_adjustment = |entry: &&proto::Entry| entry.kind() == EntryKind::Adjust;
    let adjusted = entries.iter().filter(is_adjustment).count();
    if adjusted > 0 {
        narrator.line(&format!("It was learned late: {adjusted} postings are adjusted."));
    }
    narrator.figure("Balance held against the cap", &pounds(account.balance.as_ref()));
    Ok(())
}

fn amount(given: &Plain) -> Result<MoneyMessage> {
    let money = Money::parse(&given.0).with_context(|| format!("`{given}` is no amount"))?;
    Ok(MoneyMessage { pence: money.pence() })
}

fn days(from: &str, until: Option<&str>) -> Result<Option<Period>> {
    let end = optional_date_of(until)?;
    Ok(Some(Period { start: date_of(from)?, end }))
}

pub(super) async fn suspend(
    world: &mut World,
    step: &Step,
    body: &SuspendAccount,
    narrator: &mut Narrator,
) -> Result<()> {
    let Stating { actor, account, mut facts } = Stating::begin(world, step, &body.person).await?;
    let cause = format!("ABSENCE_CAUSE_{}", body.cause);
    let cause = AbsenceCause::from_str_name(&cause)
        .with_context(|| format!("{} is no cause of an absence", body.cause))?;
    let request = proto::SuspendAccountRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        days: days(&body.from, body.until.as_deref())?,
        cause: cause.into(),
        unreported: body.unreported,
        charge_weekly: body.charge_weekly.as_ref().map(amount).transpose()?,
        decided_on: date_of(&body.on)?,
        reason: body.because.clone(),
    };
    let answer = facts.suspend_account(request).await?.into_inner();
    told(world, step, &actor, (answer.account, answer.entries), narrator)
}

pub(super) async fn resume(
    world: &mut World,
    step: &Step,
    body: &ResumeAccount,
    narrator: &mut Narrator,
) -> Result<()> {
    let Stating { actor, account, mut facts } = Stating::begin(world, step, &body.person).await?;
    let request = proto::ResumeAccountRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        on: date_of(&body.from)?,
        decided_on: date_of(&body.on)?,
        reason: body.because.clone(),
    };
    let answer = facts.resume_account(request).await?.into_inner();
    told(world, step, &actor, (answer.account, answer.entries), narrator)
}

pub(super) async fn end_needs(
    world: &mut World,
    step: &Step,
    body: &EndNeeds,
    narrator: &mut Narrator,
) -> Result<()> {
    let Stating { actor, account, mut facts } = Stating::begin(world, step, &body.person).await?;
    let request = proto::EndNeedsRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        from: date_of(&body.from)?,
        decided_on: date_of(&body.on)?,
        reason: body.because.clone(),
    };
    let answer = facts.end_needs(request).await?.into_inner();
    told(world, step, &actor, (answer.account, answer.entries), narrator)
}

pub(super) async fn write_off(
    world: &mut World,
    step: &Step,
    body: &WriteOffCharge,
    narrator: &mut Narrator,
) -> Result<()> {
    let Stating { actor, account, mut facts } = Stating::begin(world, step, &body.person).await?;
    let cause = format!("WRITE_OFF_CAUSE_{}", body.cause);
    let cause = WriteOffCause::from_str_name(&cause)
        .with_context(|| format!("{} is no cause of a write-off", body.cause))?;
    let request = proto::WriteOffChargeRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        days: days(&body.from, Some(&body.until))?,
        cause: cause.into(),
        still_due_weekly: Some(amount(&body.still_due_weekly)?),
        decided_on: date_of(&body.on)?,
        reason: body.because.clone(),
    };
    let answer = facts.write_off_charge(request).await?.into_inner();
    told(world, step, &actor, (answer.account, answer.entries), narrator)
}

pub(super) async fn record_death(
    world: &mut World,
    step: &Step,
    body: &RecordDeath,
    narrator: &mut Narrator,
) -> Result<()> {
    let Stating { actor, account, mut facts } = Stating::begin(world, step, &body.person).await?;
    let request = proto::RecordDeathRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        died_on: date_of(&body.died_on)?,
        learned_on: date_of(&body.on)?,
        reason: body.because.clone(),
    };
    let answer = facts.record_death(request).await?.into_inner();
    told(world, step, &actor, (answer.account, answer.entries), narrator)
}

pub(super) async fn reverse(
    world: &mut World,
    step: &Step,
    body: &ReverseFact,
    narrator: &mut Narrator,
) -> Result<()> {
    let Stating { actor, account, mut facts } = Stating::begin(world, step, &body.person).await?;
    let entry_number = last_stated(world, &actor, &account.account_id).await?;
    let request = proto::ReverseEntryRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: account.etag,
        account_id: account.account_id,
        entry_number,
        decided_on: date_of(&body.on)?,
        reason: body.because.clone(),
    };
    let answer = facts.reverse_entry(request).await?.into_inner();
    told(world, step, &actor, (answer.account, answer.entries), narrator)
}

/// The number of the last fact that a person stated, whether it was undone or not.
async fn last_stated(world: &World, actor: &Actor, account_id: &str) -> Result<i64> {
    let mut accounts = world.clients.accounts(&world.council, actor)?;
    let (mut last, mut page_token) = (None, String::new());
    loop {
        let request = proto::ListEntriesRequest {
            council_id: world.council_id(),
            account_id: account_id.to_owned(),
            page_size: 1_000,
            page_token,
        };
        let page = accounts.list_entries(request).await?.into_inner();
        let is_stated =
            |entry: &&proto::Entry| !entry.reason.is_empty() && entry.kind() != EntryKind::Reverse;
        last = page.entries.iter().rfind(is_stated).map(|entry| entry.number).or(last);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return last.context("nobody stated a fact about this account");
        }
    }
}
