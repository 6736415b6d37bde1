use anyhow::Result;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::{ErrorReason, Source};
use carecap_contracts::risk::v1 as risk;
use carecap_service::{Role, reason_of};
use tonic::{Response, Status};

use crate::councils;
use crate::story::file::{
    ConfirmParameter, ImportRates, SetBoundaries, SetPolicy, SetServiceMapping,
};
use crate::story::world::{World, date_of};
use crate::story::{Narrator, Step};

/// What a council has set, or nothing where it has set nothing yet.
fn or_nothing<T: Default>(answer: Result<Response<T>, Status>) -> Result<T> {
    match answer {
        Ok(answer) => Ok(answer.into_inner()),
        Err(status) => match reason_of(&status) {
            Some(ErrorReason::PolicyNotSet | ErrorReason::NotFound) => Ok(T::default()),
            _ => Err(status.into()),
        },
    }
}

pub(super) async fn import_rates(
    world: &mut World,
    step: &Step,
    body: &ImportRates,
    narrator: &mut Narrator,
) -> Result<()> {
    let source = if body.source.is_empty() { "the story" } else { &body.source };
    let csv = body.csv.clone().into_bytes();
    let actor = world.actor(step, Role::RatesManager)?;
    let (clients, council) = (&world.clients, &world.council);
    let count = councils::import_rates(clients, council, &actor, "story.csv", source, csv).await?;
    narrator.act(&actor.name, &format!("imports {count} rates."));
    Ok(())
}

/// Adds choices to those that stand; one of the same key and day takes the other's place.
pub(super) async fn set_policy(
    world: &mut World,
    step: &Step,
    body: &SetPolicy,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let mut policies = world.clients.policies(&world.council, &actor)?;
    let added = body.choices.iter().map(councils::choice).collect::<Result<Vec<_>>>()?;
    let request = proto::GetPolicyRequest {
        council_id: world.council_id(),
        on: added.first().and_then(|choice| choice.from),
        version: 0,
    };
    let present = or_nothing(policies.get_policy(request).await)?.council_policy;
    let present = present.unwrap_or_default();
    let mut choices = present.choices;
    choices.retain(|old| !added.iter().any(|new| new.key == old.key && new.from == old.from));
    choices.extend(added);
    let request = proto::SetCouncilPolicyRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        choices,
    };
    policies.set_council_policy(request).await?;
    for choice in &body.choices {
        narrator.act(
            &actor.name,
            &format!("sets {} to {} from {}.", choice.key, choice.value, choice.from),
        );
    }
    Ok(())
}

/// Adds entries to those that stand; one of the same kind, setting, band and day takes the other's place.
pub(super) async fn set_mapping(
    world: &mut World,
    step: &Step,
    body: &SetServiceMapping,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::RatesManager)?;
    let mut policies = world.clients.policies(&world.council, &actor)?;
    let added = body.entries.iter().map(councils::entry).collect::<Result<Vec<_>>>()?;
    let request = proto::GetServiceMappingRequest { council_id: world.council_id(), version: 0 };
    let present = or_nothing(policies.get_service_mapping(request).await)?.service_mapping;
    let present = present.unwrap_or_default();
    let key =
        |entry: &proto::MappingEntry| (entry.kind, entry.setting, entry.band.clone(), entry.from);
    let mut entries = present.entries;
    entries.retain(|old| !added.iter().any(|new| key(new) == key(old)));
    entries.extend(added);
    let request = proto::SetServiceMappingRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        entries,
    };
    policies.set_service_mapping(request).await?;
    narrator.act(&actor.name, &format!("maps {} kinds of help to services.", body.entries.len()));
    Ok(())
}

/// Adds boundaries to those that stand; one of the same key and day takes the other's place.
pub(super) async fn set_boundaries(
    world: &mut World,
    step: &Step,
    body: &SetBoundaries,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::RiskOfficer)?;
    let mut flags = world.clients.flags(&world.council, &actor)?;
    let added = body.boundaries.iter().map(councils::boundary).collect::<Result<Vec<_>>>()?;
    let request = risk::GetBoundariesRequest { council_id: world.council_id(), version: 0 };
    let present = or_nothing(flags.get_boundaries(request).await)?.boundary_set;
    let present = present.unwrap_or_default();
    let key =
        |one: &risk::Boundary| (one.indicator.clone(), one.measure.clone(), one.setting, one.from);
    let mut boundaries = present.boundaries;
    boundaries.retain(|old| !added.iter().any(|new| key(new) == key(old)));
    boundaries.extend(added);
    let request = risk::SetBoundariesRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        boundaries,
    };
    flags.set_boundaries(request).await?;
    narrator.act(&actor.name, "sets the boundaries outside which a person looks.");
    Ok(())
}

pub(super) async fn confirm(
    world: &mut World,
    step: &Step,
    body: &ConfirmParameter,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let request = proto::ConfirmParameterRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        key: body.key.clone(),
        value: body.value.0.clone(),
        on: date_of(&body.on)?,
        source: Some(Source { title: body.source.clone(), href: String::new() }),
    };
    world.clients.policies(&world.council, &actor)?.confirm_parameter(request).await?;
    narrator.act(
        &actor.name,
        &format!("confirms {} as {} ({}).", body.key.replace('_', " "), body.value, body.source),
    );
    Ok(())
}
