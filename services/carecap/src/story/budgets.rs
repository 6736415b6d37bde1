use anyhow::{Context as _, Result};
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::{BudgetKind, BudgetState};
use carecap_service::Role;

use crate::clients::Actor;
use crate::story::file::{ApproveBudget, AwaitBudget, DecideChange, PublishBudget, RequestChange};
use crate::story::world::{World, date_of, pounds, until, words};
use crate::story::{Narrator, Refused, Step};

/// Waits for the draft that follows from what was determined or recorded, and reads it out.
pub(super) async fn await_budget(
    world: &mut World,
    step: &Step,
    body: &AwaitBudget,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Approver)?;
    let person = world.person(&body.person)?.clone();
    let (seen, person_id) = (person.budget_version, person.person_id.to_string());
    let budgets = world.clients.budgets(&world.council, &actor)?;
    let council_id = world.council_id();
    let found = until("the draft of the budget", || {
        let (mut budgets, council_id, person_id) =
            (budgets.clone(), council_id.clone(), person_id.clone());
        let looking = &*world;
        let actor = &actor;
        async move {
            let request = proto::ListBudgetsRequest {
                council_id,
                person_id: person_id.clone(),
                ..Default::default()
            };
            let listed = budgets.list_budgets(request).await?.into_inner().budgets;
            if let Some(budget) = listed.into_iter().find(|budget| budget.version > seen) {
                return Ok(Some(Ok(budget)));
            }
            // A refusal that an earlier step met is about something else.
            let refusals = refusals(looking, actor, &person_id).await?;
            let met = &looking.refusals_met;
            Ok(refusals.into_iter().find(|one| !met.contains(&one.draft_refusal_id)).map(Err))
        }
    })
    .await?;
    let budget = match found {
        Ok(budget) => budget,
        Err(refusal) => {
            world.refusals_met.insert(refusal.draft_refusal_id);
            return Err(Refused { reason: refusal.reason, detail: refusal.detail }.into());
        }
    };
    let known = world.person_mut(&body.person)?;
    known.budget_id = budget.budget_id.clone();
    known.budget_version = budget.version;
    let name = known.name.clone();
    file_figures(world, step, &budget);
    world.said = read_out(&budget, &name, narrator);
    Ok(())
}

async fn refusals(
    world: &World,
    actor: &Actor,
    person_id: &str,
) -> Result<Vec<proto::DraftRefusal>> {
    let request = proto::ListDraftRefusalsRequest {
        council_id: world.council_id(),
        person_id: person_id.to_owned(),
        ..Default::default()
    };
    let answer = world.clients.budgets(&world.council, actor)?.list_draft_refusals(request).await?;
    Ok(answer.into_inner().draft_refusals)
}

fn file_figures(world: &mut World, step: &Step, budget: &proto::Budget) {
    world.figure(step, "cost_weekly", budget.cost_weekly.as_ref());
    world.figure(step, "contribution_weekly", budget.contribution_weekly.as_ref());
    world.figure(step, "council_weekly", budget.council_weekly.as_ref());
    world.figure(step, "daily_living_weekly", budget.daily_living_weekly.as_ref());
    world.figure(step, "balance_weekly", budget.balance_weekly.as_ref());
    world.figure(step, "cost_yearly", budget.cost_yearly.as_ref());
    world.date(step, "starts_on", budget.starts_on.as_ref());
    for line in &budget.lines {
        world.figure(step, &format!("line.{}", line.service_code), line.amount.as_ref());
    }
}

/// Prints a budget line by line, each with its rule and law, and gives back all that was said.
fn read_out(budget: &proto::Budget, name: &str, narrator: &mut Narrator) -> String {
    let mut said = Vec::new();
    let kind = match budget.kind() {
        BudgetKind::Independent => "Independent personal budget",
        _ => "Personal budget",
    };
    let state = state_name(budget.state());
    let from = words(budget.starts_on.as_ref());
    narrator.act(kind, &format!("of {name}, version {} ({state}), from {from}:", budget.version));
    for line in &budget.lines {
        said.push(format!("{} [{}, {}]", line.because, line.rule, law(line.law.as_ref())));
    }
    for need in &budget.unpriced {
        said.push(format!("{} [{}, {}]", need.because, need.rule, law(need.law.as_ref())));
    }
    for sentence in &said {
        narrator.line(sentence);
    }
    figures(budget, name, narrator);
    narrator.line("How it was worked out:");
    for step in &budget.steps {
        let sentence = format!("{} [{}, {}]", step.sentence, step.rule, law(step.law.as_ref()));
        narrator.line(&format!("  {sentence}"));
        said.push(sentence);
    }
    if budget.shadow {
        said.push(
            "The cap is not law: this budget is a projection and has no legal effect.".to_owned(),
        );
        narrator.line("The cap is not law: this budget is a projection and has no legal effect.");
    }
    if !budget.unconfirmed.is_empty() {
        let keys = budget.unconfirmed.join(", ");
        narrator.line(&format!("Not confirmed yet, so it cannot be published: {keys}."));
    }
    said.join("\n")
}

/// The figures that the law names, one under the other.
fn figures(budget: &proto::Budget, name: &str, narrator: &mut Narrator) {
    narrator.figure("Cost of meeting the needs, a week", &pounds(budget.cost_weekly.as_ref()));
    if budget.contribution_weekly.is_some() {
        let paid = pounds(budget.contribution_weekly.as_ref());
        narrator.figure(&format!("{name} pays, a week"), &paid);
        narrator.figure("The council pays, a week", &pounds(budget.council_weekly.as_ref()));
    }
    if budget.daily_living_weekly.is_some() {
        let living = pounds(budget.daily_living_weekly.as_ref());
        narrator.figure("Of the cost, daily living costs, a week", &living);
        narrator.figure("The cost without them, a week", &pounds(budget.balance_weekly.as_ref()));
    }
}

fn law(law: Option<&carecap_contracts::common::v1::Citation>) -> &str {
    law.map_or("", |law| law.title.as_str())
}

fn state_name(state: BudgetState) -> &'static str {
    match state {
        BudgetState::Approved => "approved",
        BudgetState::Published => "published",
        BudgetState::Replaced => "replaced",
        _ => "draft",
    }
}

async fn present(world: &World, actor: &Actor, person: &str) -> Result<proto::Budget> {
    let request = proto::GetBudgetRequest {
        council_id: world.council_id(),
        budget_id: world.person(person)?.budget_id.clone(),
        version: 0,
    };
    let answer = world.clients.budgets(&world.council, actor)?.get_budget(request).await?;
    answer.into_inner().budget.context("the answer holds the budget")
}

pub(super) async fn approve(
    world: &mut World,
    step: &Step,
    body: &ApproveBudget,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Approver)?;
    let present = present(world, &actor, &body.person).await?;
    let version = present.version;
    let request = proto::ApproveBudgetRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        budget_id: present.budget_id,
        approved_on: date_of(&body.on)?,
    };
    world.clients.budgets(&world.council, &actor)?.approve_budget(request).await?;
    narrator.act(&actor.name, &format!("approves version {version} on {}.", body.on));
    Ok(())
}

pub(super) async fn publish(
    world: &mut World,
    step: &Step,
    body: &PublishBudget,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Approver)?;
    let present = present(world, &actor, &body.person).await?;
    let (budget_id, version) = (present.budget_id.clone(), present.version);
    let request = proto::PublishBudgetRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        budget_id: budget_id.clone(),
        published_on: date_of(&body.on)?,
    };
    let mut budgets = world.clients.budgets(&world.council, &actor)?;
    budgets.publish_budget(request).await?;
    narrator.act(&actor.name, &format!("publishes version {version} on {}.", body.on));
    let request = proto::GetReceiptRequest { council_id: world.council_id(), budget_id, version };
    let receipt = budgets.get_receipt(request).await?.into_inner().receipt;
    let receipt = receipt.context("the answer holds the receipt")?;
    narrator.line(&format!("Its receipt has the digest {}.", receipt.digest));
    let file = crate::replay::receipt_file(&world.council, &receipt)?;
    world.receipts.push((format!("{}-v{version}", body.person), file));
    Ok(())
}

pub(super) async fn request_change(
    world: &mut World,
    step: &Step,
    body: &RequestChange,
    narrator: &mut Narrator,
) -> Result<()> {
    let known = world.person(&body.person)?.clone();
    let actor = match &step.by {
        Some(_) => world.actor(step, Role::Person)?,
        None => {
            Actor { name: known.name.clone(), role: Role::Person, person_id: Some(known.person_id) }
        }
    };
    let request = proto::RequestChangeRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        budget_id: known.budget_id,
        reason: body.reason.clone(),
        requested_on: date_of(&body.on)?,
    };
    let answer = world.clients.budgets(&world.council, &actor)?.request_change(request).await?;
    let asked = answer.into_inner().change_request.context("the answer holds the request")?;
    world.person_mut(&body.person)?.change_request_id = asked.change_request_id;
    narrator.act(&actor.name, &format!("asks on {} for a change: “{}”", body.on, body.reason));
    Ok(())
}

pub(super) async fn decide_change(
    world: &mut World,
    step: &Step,
    body: &DecideChange,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let change_request_id = world.person(&body.person)?.change_request_id.clone();
    let mut budgets = world.clients.budgets(&world.council, &actor)?;
    let request = proto::GetChangeRequestRequest {
        council_id: world.council_id(),
        change_request_id: change_request_id.clone(),
    };
    let present = budgets.get_change_request(request).await?.into_inner().change_request;
    let request = proto::DecideChangeRequestRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.context("the answer holds the request")?.etag,
        change_request_id,
        accept: body.accept,
        decision_reason: body.because.clone(),
        decided_on: date_of(&body.on)?,
    };
    budgets.decide_change_request(request).await?;
    let verdict = if body.accept { "accepts" } else { "declines" };
    narrator.act(&actor.name, &format!("{verdict} it on {}: {}", body.on, body.because));
    Ok(())
}
