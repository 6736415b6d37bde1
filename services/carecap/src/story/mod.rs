//! Stories: a case from first contact to outcome, told over the contracts and checked to the penny.
//!
//! A story is a file (`docs/stories.md` fixes its form): given, steps, expect, source. [`tell`] runs it
//! against a mesh as the people of a council would, prints what happens in words that an officer
//! understands, and says where a figure, a date or a flag is not as expected.

mod accounts;
mod assessments;
mod budgets;
mod expectations;
mod facts;
mod file;
mod finances;
mod flags;
mod narrator;
mod policies;
mod world;

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use carecap_service::reason_of;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

pub use file::{Expect, Given, Step, Story, Verb};
pub use narrator::Narrator;
pub use world::World;

use crate::clients::Clients;

/// What a story came to.
#[derive(Debug, Clone, Serialize)]
pub struct Outcome {
    /// The story's id.
    pub id: String,
    /// Every figure, in pence, under the names that `docs/stories.md` fixes.
    pub figures: BTreeMap<String, i64>,
    /// Every date.
    pub dates: BTreeMap<String, String>,
    /// Every indicator that was raised.
    pub flags: BTreeSet<String>,
    /// What was not as expected, in sentences. Empty: everything was.
    #[serde(skip)]
    pub differences: Vec<String>,
    /// The receipts of the budgets that were published, as files for `carecap replay`.
    #[serde(skip)]
    pub receipts: Vec<(String, serde_json::Value)>,
}

/// The stories of one telling, as `summary.json` holds them.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// In the order in which they were told.
    pub stories: Vec<Outcome>,
}

/// Reads a story.
pub fn read(file: &Path) -> Result<Story> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    Story::parse(&text).with_context(|| format!("{} is not a story", file.display()))
}

/// Tells a story to its end. A step that fails ends it; figures that differ do not.
pub async fn tell(story: &Story, clients: &Clients, narrator: &mut Narrator) -> Result<Outcome> {
    narrator.title(story);
    let mut world = World::new(story, clients.clone());
    for (index, step) in story.steps.iter().enumerate() {
        let place = || format!("step {} ({})", index + 1, step.verb.name());
        if let Some(sentence) = &step.tell {
            narrator.aside(sentence);
        }
        let told = perform(&mut world, step, narrator).await;
        settle_refusal(step, told, narrator).with_context(place)?;
        if let Some(expect) = &step.expect {
            expectations::check_step(&mut world, step, expect, &place()).await?;
        }
    }
    expectations::check_story(&mut world, &story.expect).await?;
    narrator.result(&world.differences);
    Ok(world.outcome(&story.id))
}

/// A step that is expected to be refused must be, for that reason, and no other may be.
fn settle_refusal(step: &Step, told: Result<()>, narrator: &mut Narrator) -> Result<()> {
    let Some(expected) = &step.refused else {
        return told;
    };
    let Err(error) = told else { bail!("this was to be refused with {expected}, but was not") };
    let Some(reason) = refusal_of(&error) else {
        return Err(error.context(format!("this was to be refused with {expected}")));
    };
    if reason != *expected {
        bail!("this was to be refused with {expected}, but was with {reason}: {error}");
    }
    let what = step.verb.name().replace('_', " ");
    let who = step.by.as_ref().and_then(|by| by.name.as_deref().or(by.person.as_deref()));
    let sentence = error
        .downcast_ref::<tonic::Status>()
        .map_or_else(|| error.to_string(), |status| status.message().to_owned());
    narrator
        .act(who.unwrap_or("Somebody"), &format!("tries to {what}, and is refused, as must be:"));
    narrator.line(&format!("{reason}: {sentence}."));
    Ok(())
}

/// A refusal that a story meets otherwise than as the answer to a call, such as that of a draft.
#[derive(Debug, thiserror::Error)]
#[error("{reason}: {detail}")]
pub(crate) struct Refused {
    pub(crate) reason: String,
    pub(crate) detail: String,
}

fn refusal_of(error: &anyhow::Error) -> Option<String> {
    if let Some(refused) = error.downcast_ref::<Refused>() {
        return Some(refused.reason.clone());
    }
    let status = error.downcast_ref::<tonic::Status>()?;
    Some(reason_of(status)?.as_str_name().trim_start_matches("ERROR_REASON_").to_owned())
}

async fn perform(world: &mut World, step: &Step, narrator: &mut Narrator) -> Result<()> {
    match &step.verb {
        Verb::ImportRates(body) => policies::import_rates(world, step, body, narrator).await,
        Verb::SetPolicy(body) => policies::set_policy(world, step, body, narrator).await,
        Verb::SetServiceMapping(body) => policies::set_mapping(world, step, body, narrator).await,
        Verb::SetBoundaries(body) => policies::set_boundaries(world, step, body, narrator).await,
        Verb::ConfirmParameter(body) => policies::confirm(world, step, body, narrator).await,
        Verb::RecordPerson(body) => assessments::record_person(world, step, body, narrator).await,
        Verb::StartAssessment(body) => assessments::start(world, step, body, narrator).await,
        Verb::SaveAnswers(body) => assessments::save_answers(world, step, body, narrator).await,
        Verb::SetNeedLines(body) => assessments::set_lines(world, step, body, narrator).await,
        Verb::SubmitAssessment(body) => assessments::submit(world, step, body, narrator).await,
        Verb::AssureAssessment(body) => assessments::assure(world, step, body, narrator).await,
        Verb::DetermineAssessment(body) => {
            assessments::determine(world, step, body, narrator).await
        }
        Verb::ReviseAssessment(body) => assessments::revise(world, step, body, narrator).await,
        Verb::RecordFinances(body) => finances::record(world, step, body, narrator).await,
        Verb::AwaitBudget(body) => budgets::await_budget(world, step, body, narrator).await,
        Verb::ApproveBudget(body) => budgets::approve(world, step, body, narrator).await,
        Verb::PublishBudget(body) => budgets::publish(world, step, body, narrator).await,
        Verb::RequestChange(body) => budgets::request_change(world, step, body, narrator).await,
        Verb::DecideChange(body) => budgets::decide_change(world, step, body, narrator).await,
        Verb::AwaitAccount(body) => accounts::await_account(world, step, body, narrator).await,
        Verb::Meter(body) => accounts::meter(world, step, body, narrator).await,
        Verb::ReadAccount(body) => accounts::read(world, step, body, narrator).await,
        Verb::IssueStatement(body) => accounts::issue_statement(world, step, body, narrator).await,
        Verb::ReadStatement(body) => accounts::read_statement(world, step, body, narrator).await,
        Verb::CompareStatements(body) => accounts::compare(world, step, body, narrator).await,
        Verb::SuspendAccount(body) => facts::suspend(world, step, body, narrator).await,
        Verb::ResumeAccount(body) => facts::resume(world, step, body, narrator).await,
        Verb::EndNeeds(body) => facts::end_needs(world, step, body, narrator).await,
        Verb::WriteOffCharge(body) => facts::write_off(world, step, body, narrator).await,
        Verb::RecordDeath(body) => facts::record_death(world, step, body, narrator).await,
        Verb::ReverseFact(body) => facts::reverse(world, step, body, narrator).await,
        Verb::Project(body) => accounts::project(world, step, body, narrator).await,
        Verb::AwaitFlags(body) => flags::await_flags(world, step, body, narrator).await,
        Verb::DecideFlag(body) => flags::decide(world, step, body, narrator).await,
    }
}
