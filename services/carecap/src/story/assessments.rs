use anyhow::{Context as _, Result};
use carecap_contracts::assessment::v1 as proto;
use carecap_service::Role;
use uuid::Uuid;

use crate::clients::Actor;
use crate::councils::{coded, optional_code};
use crate::story::file::{
    AnswerFile, AssureAssessment, CarerFile, DetermineAssessment, FindingFile, LineFile,
    RecordPerson, ReviseAssessment, SaveAnswers, SetNeedLines, StartAssessment, SubmitAssessment,
};
use crate::story::world::{Known, World, date_of, optional_date_of};
use crate::story::{Narrator, Step};

pub(super) async fn record_person(
    world: &mut World,
    step: &Step,
    body: &RecordPerson,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let request = proto::CreatePersonRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        name: body.name.clone(),
        born_on: date_of(&body.born_on)?,
        area: body.area.clone(),
    };
    let answer = world.clients.people(&world.council, &actor)?.create_person(request).await?;
    let person = answer.into_inner().person.context("the answer holds the person")?;
    let known = Known {
        name: body.name.clone(),
        person_id: Uuid::try_parse(&person.person_id)?,
        ..Known::default()
    };
    world.people.insert(body.person.clone(), known);
    narrator.act(&actor.name, &format!("records {}, born {}.", body.name, body.born_on));
    Ok(())
}

pub(super) async fn start(
    world: &mut World,
    step: &Step,
    body: &StartAssessment,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let request = proto::StartAssessmentRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        person_id: world.person(&body.person)?.person_id.to_string(),
        kind: coded("ASSESSMENT_KIND", &body.kind, proto::AssessmentKind::from_str_name)?.into(),
        duty_date: date_of(&body.duty_date)?,
        questionnaire_version: 0,
    };
    let mut assessments = world.clients.assessments(&world.council, &actor)?;
    let answer = assessments.start_assessment(request).await?.into_inner().assessment;
    let known = world.person_mut(&body.person)?;
    known.assessment_id = answer.context("the answer holds the assessment")?.assessment_id;
    let what =
        format!("starts an assessment of {}; the duty arose on {}.", known.name, body.duty_date);
    narrator.act(&actor.name, &what);
    Ok(())
}

/// The newest version, for its etag.
async fn present(world: &World, actor: &Actor, person: &str) -> Result<proto::Assessment> {
    let request = proto::GetAssessmentRequest {
        council_id: world.council_id(),
        assessment_id: world.person(person)?.assessment_id.clone(),
        version: 0,
    };
    let answer = world.clients.assessments(&world.council, actor)?.get_assessment(request).await?;
    answer.into_inner().assessment.context("the answer holds the assessment")
}

pub(super) async fn save_answers(
    world: &mut World,
    step: &Step,
    body: &SaveAnswers,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let present = present(world, &actor, &body.person).await?;
    let request = proto::SaveAnswersRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        assessment_id: present.assessment_id,
        answers: body.answers.iter().map(answer).collect::<Result<_>>()?,
    };
    world.clients.assessments(&world.council, &actor)?.save_answers(request).await?;
    narrator.act(&actor.name, &format!("saves {} answers.", body.answers.len()));
    Ok(())
}

fn answer(file: &AnswerFile) -> Result<proto::Answer> {
    Ok(proto::Answer {
        question_id: file.question.clone(),
        part: file.part.clone(),
        values: file.values.iter().map(|value| value.0.clone()).collect(),
        view: coded("VIEW", &file.view, proto::View::from_str_name)?.into(),
        answered_by: coded("ANSWERED_BY", &file.answered_by, proto::AnsweredBy::from_str_name)?
            .into(),
        answered_at: None,
        saved_by: String::new(),
    })
}

pub(super) async fn set_lines(
    world: &mut World,
    step: &Step,
    body: &SetNeedLines,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let present = present(world, &actor, &body.person).await?;
    let request = proto::SetNeedLinesRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        assessment_id: present.assessment_id,
        need_lines: body.lines.iter().map(need_line).collect::<Result<_>>()?,
    };
    world.clients.assessments(&world.council, &actor)?.set_need_lines(request).await?;
    narrator.act(&actor.name, "records what help is needed:");
    for line in &body.lines {
        let minutes = if line.minutes > 0 {
            format!(", {} minutes each", line.minutes)
        } else {
            String::new()
        };
        let kind = line.kind.to_lowercase().replace('_', " ");
        narrator.line(&format!(
            "{kind}: {} times a {}{minutes}",
            line.times,
            line.period.to_lowercase()
        ));
    }
    Ok(())
}

fn carer(file: &CarerFile) -> Result<proto::CarerFindings> {
    let outcome = |code: &String| {
        Ok(coded("CARER_OUTCOME", code, proto::CarerOutcome::from_str_name)?.into())
    };
    Ok(proto::CarerFindings {
        provides_necessary_care: file.provides_necessary_care,
        health_at_risk: file.health_at_risk,
        not_achieved: file.not_achieved.iter().map(outcome).collect::<Result<_>>()?,
    })
}

fn need_line(file: &LineFile) -> Result<proto::NeedLine> {
    let outcome = |code: &String| Ok(coded("OUTCOME", code, proto::Outcome::from_str_name)?.into());
    Ok(proto::NeedLine {
        outcomes: file.outcomes.iter().map(outcome).collect::<Result<_>>()?,
        kind: coded("KIND_OF_HELP", &file.kind, proto::KindOfHelp::from_str_name)?.into(),
        times: file.times.0.clone(),
        minutes: file.minutes,
        people: file.people,
        slot: coded("SLOT", &file.slot, proto::Slot::from_str_name)?.into(),
        met_by: coded("MET_BY", &file.met_by, proto::MetBy::from_str_name)?.into(),
        carer_ref: file.carer_ref.clone(),
        level: coded("DAY_LEVEL", &file.level, proto::DayLevel::from_str_name)?.into(),
        period: coded("LINE_PERIOD", &file.period, proto::LinePeriod::from_str_name)?.into(),
        band: file.band.clone(),
        duty: optional_code("DUTY", &file.duty, proto::Duty::from_str_name)?,
        free_by_law: optional_code(
            "FREE_BY_LAW",
            &file.free_by_law,
            proto::FreeByLaw::from_str_name,
        )?,
        free_from: optional_date_of(file.free_from.as_deref())?,
    })
}

pub(super) async fn submit(
    world: &mut World,
    step: &Step,
    body: &SubmitAssessment,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let present = present(world, &actor, &body.person).await?;
    let request = proto::SubmitAssessmentRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        assessment_id: present.assessment_id,
    };
    world.clients.assessments(&world.council, &actor)?.submit_assessment(request).await?;
    narrator.act(&actor.name, "sends the assessment to the council.");
    Ok(())
}

pub(super) async fn assure(
    world: &mut World,
    step: &Step,
    body: &AssureAssessment,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let present = present(world, &actor, &body.person).await?;
    let request = proto::AssureAssessmentRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        assessment_id: present.assessment_id,
        note: body.note.clone(),
    };
    world.clients.assessments(&world.council, &actor)?.assure_assessment(request).await?;
    narrator.act(&actor.name, &format!("assures it: {}", body.note));
    Ok(())
}

pub(super) async fn determine(
    world: &mut World,
    step: &Step,
    body: &DetermineAssessment,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let present = present(world, &actor, &body.person).await?;
    let change_request_id = match body.answers_change_request {
        true => world.person(&body.person)?.change_request_id.clone(),
        false => String::new(),
    };
    let determination = proto::Determination {
        arises_from_impairment: body.arises_from_impairment,
        findings: body.findings.iter().map(finding).collect::<Result<_>>()?,
        significant_impact: body.significant_impact,
        significant_impact_reason: body.because.clone(),
        setting: coded("SETTING", &body.setting, proto::Setting::from_str_name)?.into(),
        starts_on: date_of(&body.starts_on)?,
        arranged_by: coded("ARRANGED_BY", &body.arranged_by, proto::ArrangedBy::from_str_name)?
            .into(),
        change_request_id,
        determined_on: date_of(&body.on)?,
        permanent_since: optional_date_of(body.permanent_since.as_deref())?,
        carer: body.carer.as_ref().map(carer).transpose()?,
        ..Default::default()
    };
    let request = proto::DetermineAssessmentRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        assessment_id: present.assessment_id,
        determination: Some(determination),
    };
    let mut assessments = world.clients.assessments(&world.council, &actor)?;
    let answer = assessments.determine_assessment(request).await?.into_inner().assessment;
    let decided = answer.and_then(|assessment| assessment.determination).unwrap_or_default();
    let unable = decided.findings.iter().filter(|finding| !finding.limbs.is_empty()).count();
    let eligible = if decided.eligible { "eligible" } else { "not eligible" };
    narrator.act(
        &actor.name,
        &format!(
            "decides on {}: {unable} outcomes cannot be achieved; the needs are {eligible}.",
            body.on
        ),
    );
    Ok(())
}

fn finding(file: &FindingFile) -> Result<proto::OutcomeFinding> {
    let limb = |code: &String| Ok(coded("LIMB", code, proto::Limb::from_str_name)?.into());
    Ok(proto::OutcomeFinding {
        outcome: coded("OUTCOME", &file.outcome, proto::Outcome::from_str_name)?.into(),
        limbs: file.limbs.iter().map(limb).collect::<Result<_>>()?,
        no_line_because: file.no_line_because.clone(),
    })
}

pub(super) async fn revise(
    world: &mut World,
    step: &Step,
    body: &ReviseAssessment,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Practitioner)?;
    let present = present(world, &actor, &body.person).await?;
    let request = proto::ReviseAssessmentRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        etag: present.etag,
        assessment_id: present.assessment_id,
    };
    world.clients.assessments(&world.council, &actor)?.revise_assessment(request).await?;
    narrator.act(&actor.name, "opens a new version of the assessment.");
    Ok(())
}
