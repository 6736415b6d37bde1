use anyhow::{Context as _, Result, bail};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::RunState;
use carecap_contracts::common::v1::Money;
use carecap_service::Role;

use crate::clients::Actor;
use crate::story::file::{
    AwaitAccount, CompareStatements, IssueStatement, Meter, Project, ReadAccount, ReadStatement,
};
use crate::story::world::{World, date_of, pence, pounds, until, words};
use crate::story::{Narrator, Step};

/// Waits until the account rests on the budget that was published last.
pub(super) async fn await_account(
    world: &mut World,
    step: &Step,
    body: &AwaitAccount,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Operator)?;
    let known = world.person(&body.person)?.clone();
    let accounts = world.clients.accounts(&world.council, &actor)?;
    let council_id = world.council_id();
    let account = until("the account", || {
        let (mut accounts, council_id, known) =
            (accounts.clone(), council_id.clone(), known.clone());
        async move {
            let request = proto::GetAccountRequest {
                council_id: council_id.clone(),
                account_id: String::new(),
                person_id: known.person_id.to_string(),
            };
            let account = match accounts.get_account(request).await {
                Ok(answer) => answer.into_inner().account.unwrap_or_default(),
                Err(status) if status.code() == tonic::Code::NotFound => return Ok(None),
                Err(status) => return Err(status.into()),
            };
            let rated = rates_from(&mut accounts, &council_id, &account, &known.budget_id).await?;
            if rated < known.budget_version {
                return Ok(None);
            }
            // The head was read before its entries, so it may be older than they are.
            let request = proto::GetAccountRequest {
                council_id,
                account_id: account.account_id,
                person_id: String::new(),
            };
            Ok(accounts.get_account(request).await?.into_inner().account)
        }
    })
    .await?;
    let known = world.person_mut(&body.person)?;
    known.account_id = account.account_id.clone();
    let opened = words(account.opened_on.as_ref());
    narrator.act(
        "The care account",
        &format!(
            "of {}, begun on {opened}, rests on version {}.",
            known.name, known.budget_version
        ),
    );
    file_figures(world, step, &account);
    narrator.figure("What counts in a week", &pounds(account.rate_weekly.as_ref()));
    Ok(())
}

/// The newest version of the budget that the account has a rate from.
async fn rates_from(
    accounts: &mut carecap_contracts::account::v1::account_service_client::AccountServiceClient<
        carecap_service::Outgoing,
    >,
    council_id: &str,
    account: &proto::Account,
    budget_id: &str,
) -> Result<i64> {
    let mut newest = 0;
    let mut page_token = String::new();
    loop {
        let request = proto::ListEntriesRequest {
            council_id: council_id.to_owned(),
            account_id: account.account_id.clone(),
            page_size: 1_000,
            page_token,
        };
        let page = accounts.list_entries(request).await?.into_inner();
        for entry in page.entries.iter().filter(|entry| entry.budget_id == budget_id) {
            newest = newest.max(entry.budget_version);
        }
        if page.next_page_token.is_empty() {
            return Ok(newest);
        }
        page_token = page.next_page_token;
    }
}

pub(super) async fn meter(
    world: &mut World,
    step: &Step,
    body: &Meter,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Operator)?;
    let mut accounts = world.clients.accounts(&world.council, &actor)?;
    let request = proto::StartMeteringRunRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        until: date_of(&body.until)?,
    };
    let run = accounts.start_metering_run(request).await?.into_inner().metering_run;
    let run_id = run.context("the answer holds the run")?.run_id;
    let council_id = world.council_id();
    let run = until("the end of the run", || {
        let (mut accounts, council_id, run_id) =
            (accounts.clone(), council_id.clone(), run_id.clone());
        async move {
            let request = proto::GetMeteringRunRequest { council_id, run_id };
            let run = accounts.get_metering_run(request).await?.into_inner().metering_run;
            Ok(run.filter(|run| run.state() == RunState::Ended))
        }
    })
    .await?;
    narrator.act(
        &actor.name,
        &format!("meter every account up to {}: {} entries.", body.until, run.entries_posted),
    );
    Ok(())
}

pub(super) async fn account(world: &World, actor: &Actor, person: &str) -> Result<proto::Account> {
    let request = proto::GetAccountRequest {
        council_id: world.council_id(),
        account_id: String::new(),
        person_id: world.person(person)?.person_id.to_string(),
    };
    let answer = world.clients.accounts(&world.council, actor)?.get_account(request).await?;
    answer.into_inner().account.context("the answer holds the account")
}

pub(super) fn file_figures(world: &mut World, step: &Step, account: &proto::Account) {
    world.figure(step, "accrued", account.accrued.as_ref());
    world.figure(step, "uprating", account.uprating.as_ref());
    world.figure(step, "balance", account.balance.as_ref());
    world.figure(step, "daily_living", account.daily_living.as_ref());
    world.figure(step, "not_counted", account.not_counted.as_ref());
    world.figure(step, "total_cost", account.cost.as_ref());
    world.figure(step, "cap", account.cap.as_ref());
    world.figure(step, "rate_weekly", account.rate_weekly.as_ref());
    world.date(step, "opened_on", account.opened_on.as_ref());
    world.date(step, "metered_to", account.metered_to.as_ref());
    world.date(step, "reached_on", account.reached_on.as_ref());
}

pub(super) async fn read(
    world: &mut World,
    step: &Step,
    body: &ReadAccount,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Operator)?;
    let account = account(world, &actor, &body.person).await?;
    file_figures(world, step, &account);
    let name = world.person(&body.person)?.name.clone();
    let day = words(account.metered_to.as_ref());
    narrator.act("The care account", &format!("of {name} at the start of {day}:"));
    narrator.figure("Counted toward the cap", &pounds(account.accrued.as_ref()));
    narrator.figure("Added by uprating", &pounds(account.uprating.as_ref()));
    narrator.figure("Balance held against the cap", &pounds(account.balance.as_ref()));
    narrator.figure("The cap", &pounds(account.cap.as_ref()));
    narrator
        .figure("Daily living costs, which never count", &pounds(account.daily_living.as_ref()));
    if account.uprating_unconfirmed {
        narrator.line("The uprating rests on a factor that nobody has confirmed.");
    }
    if account.shadow {
        narrator.line("The cap is not law: this account is a projection and has no legal effect.");
    }
    if account.reached_on.is_some() {
        narrator.line(&format!("The cap was reached on {}.", words(account.reached_on.as_ref())));
    }
    Ok(())
}

pub(super) async fn issue_statement(
    world: &mut World,
    step: &Step,
    body: &IssueStatement,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let account_id = account(world, &actor, &body.person).await?.account_id;
    let request = proto::IssueStatementRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        account_id,
        dated: date_of(&body.dated)?,
    };
    let answer = world.clients.accounts(&world.council, &actor)?.issue_statement(request).await?;
    let statement = answer.into_inner().statement.context("the answer holds the statement")?;
    let known = world.person_mut(&body.person)?;
    known
        .statements
        .insert(body.dated.clone(), (statement.statement_id.clone(), statement.canonical.clone()));
    let name = known.name.clone();
    file_statement(world, step, &statement);
    narrator.act(&actor.name, &format!("issues {name}'s statement dated {}:", body.dated));
    world.said = read_out(&statement, narrator);
    Ok(())
}

fn file_statement(world: &mut World, step: &Step, statement: &proto::Statement) {
    world.figure(step, "statement_cap", statement.cap.as_ref());
    world.figure(step, "statement_total_cost", statement.total_cost.as_ref());
    world.figure(step, "statement_rate_weekly", statement.rate_weekly.as_ref());
    world.figure(step, "statement_daily_living", statement.daily_living.as_ref());
    world.figure(step, "statement_accrued", statement.accrued.as_ref());
    world.figure(step, "statement_opening_balance", statement.opening_balance.as_ref());
    world.figure(step, "statement_closing_balance", statement.closing_balance.as_ref());
    let adjustments = adjusted(statement);
    world.figure(step, "statement_adjustments", Some(&adjustments));
    world.date(step, "statement_dated", statement.dated.as_ref());
    world.date(step, "indicative_date", statement.indicative_date.as_ref());
}

fn read_out(statement: &proto::Statement, narrator: &mut Narrator) -> String {
    narrator.figure("1  The cap", &pounds(statement.cap.as_ref()));
    narrator.figure(
        "2  Total cost of meeting the needs so far",
        &pounds(statement.total_cost.as_ref()),
    );
    narrator.figure("3  What counts in a week", &pounds(statement.rate_weekly.as_ref()));
    narrator.figure("4  Daily living costs so far", &pounds(statement.daily_living.as_ref()));
    let adjustments = statement.adjustments.len();
    narrator.figure("5  Adjustments since the last statement", &adjustments.to_string());
    for adjustment in &statement.adjustments {
        let change = pounds(adjustment.balance_change.as_ref());
        let from = adjustment.effective.and_then(|days| days.start);
        narrator.line(&format!(
            "     from {}: {change}. {}",
            words(from.as_ref()),
            adjustment.because
        ));
    }
    narrator.line(&format!("6  {}", statement.indicative_date_text));
    narrator.figure("Opening balance", &pounds(statement.opening_balance.as_ref()));
    narrator.figure("Closing balance", &pounds(statement.closing_balance.as_ref()));
    for note in &statement.notes {
        narrator.line(note);
    }
    narrator.line(&statement.how_to_query);
    let words = std::iter::once(&statement.indicative_date_text).chain(&statement.notes);
    words.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// A statement that this story issued, which must have the bytes that it had.
async fn read_again(
    world: &World,
    actor: &Actor,
    person: &str,
    dated: &str,
) -> Result<proto::Statement> {
    let issued = world.person(person)?.statements.get(dated).cloned();
    let (statement_id, bytes) =
        issued.with_context(|| format!("no statement dated {dated} was issued"))?;
    let request = proto::GetStatementRequest { council_id: world.council_id(), statement_id };
    let answer = world.clients.accounts(&world.council, actor)?.get_statement(request).await?;
    let statement = answer.into_inner().statement.context("the answer holds the statement")?;
    if statement.canonical != bytes {
        bail!("the statement dated {dated} is not what was issued");
    }
    Ok(statement)
}

/// One amount of a statement.
type StatedAmount = fn(&proto::Statement) -> Option<Money>;

/// Both statements of a late correction side by side, each byte for byte what was issued.
pub(super) async fn compare(
    world: &mut World,
    step: &Step,
    body: &CompareStatements,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let [first, second] = &body.dated;
    let first = read_again(world, &actor, &body.person, first).await?;
    let second = read_again(world, &actor, &body.person, second).await?;
    narrator.act(&actor.name, "reads both statements, each byte for byte what was issued:");
    narrator.pair("Statement dated", &words(first.dated.as_ref()), &words(second.dated.as_ref()));
    let rows: [(&str, StatedAmount); 7] = [
        ("The cap", |statement| statement.cap),
        ("Total cost of meeting the needs so far", |statement| statement.total_cost),
        ("What counts in a week", |statement| statement.rate_weekly),
        ("Daily living costs so far", |statement| statement.daily_living),
        ("Opening balance", |statement| statement.opening_balance),
        ("Adjustments", |statement| Some(adjusted(statement))),
        ("Closing balance", |statement| statement.closing_balance),
    ];
    for (name, amount) in rows {
        let shown = |statement| pounds(amount(statement).as_ref());
        narrator.pair(name, &shown(&first), &shown(&second));
    }
    for note in second.notes.iter().filter(|note| !first.notes.contains(note)) {
        narrator.line(&format!("New: {note}"));
    }
    world.said = second.notes.join("\n");
    Ok(())
}

/// What the adjustments of a statement come to.
fn adjusted(statement: &proto::Statement) -> Money {
    let changes = statement.adjustments.iter().filter_map(|line| line.balance_change.as_ref());
    Money { pence: changes.map(|change| change.pence).sum() }
}

pub(super) async fn read_statement(
    world: &mut World,
    step: &Step,
    body: &ReadStatement,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let statement = read_again(world, &actor, &body.person, &body.dated).await?;
    file_statement(world, step, &statement);
    narrator.act(
        &actor.name,
        &format!(
            "reads the statement dated {} again: byte for byte what it was ({} bytes, SHA-256 {}…).",
            body.dated,
            statement.canonical.len(),
            statement.sha256.get(..16).unwrap_or_default()
        ),
    );
    Ok(())
}

pub(super) async fn project(
    world: &mut World,
    step: &Step,
    body: &Project,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let account_id = account(world, &actor, &body.person).await?.account_id;
    let request = proto::ProjectAccountRequest { council_id: world.council_id(), account_id };
    let answer = world.clients.accounts(&world.council, &actor)?.project_account(request).await?;
    let projection = answer.into_inner();
    world.date(step, "projected_on", projection.reached_on.as_ref());
    let reached = pence(projection.balance.as_ref()) >= pence(projection.cap.as_ref());
    let when = match &projection.reached_on {
        Some(day) if reached => format!("the cap was reached on {}", words(Some(day))),
        Some(day) => format!("the cap would be reached on {}", words(Some(day))),
        None => "the cap would not be reached".to_owned(),
    };
    narrator.act("The projection", &format!("says that {when}."));
    narrator.line(&projection.because);
    world.said = projection.because;
    Ok(())
}
