use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use carecap_contracts::risk::v1 as proto;
use carecap_contracts::risk::v1::{FlagState, Severity};
use carecap_service::Role;

use crate::clients::Actor;
use crate::councils::coded;
use crate::story::file::{AwaitFlags, DecideFlag, FlagFile};
use crate::story::world::{World, date_of, until};
use crate::story::{Narrator, Step};

/// Waits until the person's open flags are those that are named, in the order of the queue.
pub(super) async fn await_flags(
    world: &mut World,
    step: &Step,
    body: &AwaitFlags,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let person_id = world.person(&body.person)?.person_id.to_string();
    let mut seen = Vec::new();
    let looking = &*world;
    let found = until("these flags", || {
        let (actor, person_id) = (&actor, person_id.clone());
        async move {
            let flags = flags_of(looking, actor, &person_id, FlagState::Open).await?;
            Ok(matches(&flags, &body.flags).then_some(flags))
        }
    })
    .await;
    let flags = match found {
        Ok(flags) => flags,
        Err(error) => {
            for flag in flags_of(world, &actor, &person_id, FlagState::Open).await? {
                seen.push(format!("{} ({})", flag.indicator, flag.check_id));
            }
            return Err(error.context(format!("the open flags are: {}", seen.join(", "))));
        }
    };
    narrator.act("The queue", &format!("holds for {}:", world.person(&body.person)?.name));
    let mut said = Vec::new();
    for flag in &flags {
        let check =
            if flag.check_id.is_empty() { String::new() } else { format!(", {}", flag.check_id) };
        narrator.line(&format!(
            "{:<7} {}{check}: {} Seen: {}",
            severity(flag.severity()),
            flag.indicator,
            flag.reason,
            flag.evidence
        ));
        said.push(format!("{} {}", flag.reason, flag.evidence));
    }
    world.said = said.join("\n");
    Ok(())
}

/// The same flags in the same order. A flag that names its check is held to it.
fn matches(found: &[proto::Flag], expected: &[FlagFile]) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(found, expected)| {
            let checked = expected.check.as_ref().is_none_or(|check| *check == found.check_id);
            found.indicator == expected.indicator && checked
        })
}

async fn flags_of(
    world: &World,
    actor: &Actor,
    person_id: &str,
    state: FlagState,
) -> Result<Vec<proto::Flag>> {
    let request = proto::ListFlagsRequest {
        council_id: world.council_id(),
        person_id: person_id.to_owned(),
        state: state.into(),
        page_size: 1_000,
        page_token: String::new(),
    };
    let answer = world.clients.flags(&world.council, actor)?.list_flags(request).await?;
    Ok(answer.into_inner().flags)
}

/// Every indicator that is open or decided for anybody in the story.
pub(super) async fn indicators_of(world: &World) -> Result<BTreeSet<String>> {
    let actor = Actor::new("Audit", Role::Auditor);
    let mut found = BTreeSet::new();
    for known in world.people.values() {
        let person_id = known.person_id.to_string();
        for state in [FlagState::Open, FlagState::Decided] {
            let flags = flags_of(world, &actor, &person_id, state).await?;
            found.extend(flags.into_iter().map(|flag| flag.indicator));
        }
    }
    Ok(found)
}

pub(super) async fn decide(
    world: &mut World,
    step: &Step,
    body: &DecideFlag,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let person_id = world.person(&body.person)?.person_id.to_string();
    let flags = flags_of(world, &actor, &person_id, FlagState::Unspecified).await?;
    let flag = flags
        .into_iter()
        .find(|flag| flag.indicator == body.indicator && flag.state() != FlagState::Cleared)
        .with_context(|| format!("there is no flag {}", body.indicator))?;
    let decision = coded("FLAG_OUTCOME", &body.outcome, proto::FlagOutcome::from_str_name)?;
    if decision == proto::FlagOutcome::Unspecified {
        bail!("a decision has an outcome");
    }
    let request = proto::DecideFlagRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: flag.etag,
        flag_id: flag.flag_id,
        decision: decision.into(),
        decision_reason: body.because.clone(),
        decided_on: date_of(&body.on)?,
    };
    world.clients.flags(&world.council, &actor)?.decide_flag(request).await?;
    narrator.act(
        &actor.name,
        &format!("decides about {} on {}: {}", body.indicator, body.on, body.because),
    );
    Ok(())
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Urgent => "URGENT",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        _ => "info",
    }
}
