use assessment_intake_rules::assessment::{
    Assessment, AssessmentError, Author, NewAssessment, Stamp,
};
use assessment_intake_rules::checks::checks;
use assessment_intake_rules::fluctuation::{count_spells, told as told_of_fluctuation};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::date;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::{AssessmentDetermined, AssessmentSaved};
use carecap_service::{Caller, Fields, Page, Refusal, Role, etag, require_etag, told};
use carecap_store::{Named, Tx};
use uuid::Uuid;

use crate::convert::{self, Word as _};
use crate::person_service::person;
use crate::{questionnaires, refusals, store};

pub(crate) async fn start(
    tx: &mut Tx,
    caller: Caller,
    request: proto::StartAssessmentRequest,
) -> Result<Named, Refusal> {
    let asked = convert::start(&request, author(&caller))?;
    person(tx, &caller, asked.person_id).await?;
    let questionnaire = questionnaires::asked(request.questionnaire_version)?;
    let new = NewAssessment {
        assessment_id: tx.new_id(),
        person_id: asked.person_id,
        kind: asked.kind,
        duty_date: asked.duty_date,
    };
    let draft = Assessment::start(new, questionnaire, stamp(tx, &caller));
    save(tx, &draft).await
}

pub(crate) async fn save_answers(
    tx: &mut Tx,
    caller: Caller,
    request: proto::SaveAnswersRequest,
) -> Result<Named, Refusal> {
    let present = newest(tx, &caller, &request.assessment_id).await?;
    let given = convert::given_answers(&request.answers, author(&caller))?;
    let questionnaire = questionnaires::of(&present)?;
    changed(tx, &caller, &present, &request.etag, |stamp| {
        present.save_answers(questionnaire, given, stamp)
    })
    .await
}

pub(crate) async fn set_need_lines(
    tx: &mut Tx,
    caller: Caller,
    request: proto::SetNeedLinesRequest,
) -> Result<Named, Refusal> {
    let present = newest(tx, &caller, &request.assessment_id).await?;
    let need_lines = convert::need_lines(&request.need_lines)?;
    changed(tx, &caller, &present, &request.etag, |stamp| {
        present.set_need_lines(need_lines, author(&caller), stamp)
    })
    .await
}

pub(crate) async fn submit(
    tx: &mut Tx,
    caller: Caller,
    request: proto::SubmitAssessmentRequest,
) -> Result<Named, Refusal> {
    let present = newest(tx, &caller, &request.assessment_id).await?;
    changed(tx, &caller, &present, &request.etag, |stamp| present.submit(stamp)).await
}

pub(crate) async fn assure(
    tx: &mut Tx,
    caller: Caller,
    request: proto::AssureAssessmentRequest,
) -> Result<Named, Refusal> {
    let present = newest(tx, &caller, &request.assessment_id).await?;
    let note = convert::assurance_note(&request.note)?;
    changed(tx, &caller, &present, &request.etag, |stamp| present.assure(&note, stamp)).await
}

pub(crate) async fn determine(
    tx: &mut Tx,
    caller: Caller,
    request: proto::DetermineAssessmentRequest,
) -> Result<Named, Refusal> {
    let present = newest(tx, &caller, &request.assessment_id).await?;
    let decision = convert::decision(request.determination)?;
    changed(tx, &caller, &present, &request.etag, |stamp| present.determine(decision, stamp)).await
}

pub(crate) async fn revise(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ReviseAssessmentRequest,
) -> Result<Named, Refusal> {
    let present = newest(tx, &caller, &request.assessment_id).await?;
    changed(tx, &caller, &present, &request.etag, |stamp| present.revise(stamp)).await
}

/// The version that a change made.
pub(crate) async fn made(tx: &mut Tx, made: Named) -> Result<proto::Assessment, Refusal> {
    let found = store::ASSESSMENTS.at(tx, made.id, made.version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("assessment", made.id))?;
    Ok(convert::assessment(&document.body, tx.council()))
}

pub(crate) async fn get(
    tx: &mut Tx,
    caller: Caller,
    request: proto::GetAssessmentRequest,
) -> Result<proto::GetAssessmentResponse, Refusal> {
    let assessment_id = convert::id("assessment_id", &request.assessment_id)?;
    let assessment = at(tx, &caller, assessment_id, request.version).await?;
    let assessment = Some(convert::assessment(&assessment, tx.council()));
    Ok(proto::GetAssessmentResponse { assessment })
}

pub(crate) async fn list(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListAssessmentsRequest,
) -> Result<proto::ListAssessmentsResponse, Refusal> {
    let (person_id, state) = convert::listed(&request)?;
    let page = Page::of(&request)?;
    let filter =
        page.filter(caller.narrowed_to(person_id)?, state.map(|state| state.code().to_owned()));
    let documents = store::ASSESSMENTS.list(tx, &filter).await?;
    let (documents, next_page_token) = page.cut_documents(documents);
    let council = tx.council();
    let assessments =
        documents.iter().map(|document| convert::assessment(&document.body, council)).collect();
    Ok(proto::ListAssessmentsResponse { assessments, next_page_token })
}

/// What the bad spells of a version come to; nothing is stored.
pub(crate) async fn count_bad_spells(
    tx: &mut Tx,
    caller: Caller,
    request: proto::CountBadSpellsRequest,
) -> Result<proto::CountBadSpellsResponse, Refusal> {
    let asked = convert::asked_of_spells(&request)?;
    let assessment = at(tx, &caller, asked.assessment_id, request.version).await?;
    let facts = assessment.facts();
    let questionnaire = questionnaires::of(&assessment)?;
    let Some(usual_way) = questionnaire.fluctuation.as_ref().map(|asked| asked.counting) else {
        return Err(questionnaires::counts_no_spells(questionnaire));
    };
    let told = told_of_fluctuation(questionnaire, &facts.answers)
        .map_err(|refused| Refusal::invalid("answers", refused.to_string()))?;
    let fluctuation = told.map(|told| told.fluctuation).unwrap_or_default();
    let counting = asked.counting.unwrap_or(usual_way);
    let counted = count_spells(&facts.need_lines, &asked.spell_week, &fluctuation, counting)
        .map_err(|refused| refusals::spells(&refused))?;
    let determination = facts.determination.as_ref();
    let judged_over = determination.and_then(|made| made.decision.level_judged_over_weeks);
    Ok(convert::spells_counted(told.as_ref(), judged_over, &counted))
}

pub(crate) async fn list_checks(
    tx: &mut Tx,
    caller: Caller,
    request: proto::ListChecksRequest,
) -> Result<proto::ListChecksResponse, Refusal> {
    let mut fields = Fields::new();
    let assessment_id = fields.id("assessment_id", &request.assessment_id);
    if request.version < 1 {
        fields.fault("version", "is required: checks are about one version");
    }
    fields.finish()?;
    Page::of(&request)?;
    let assessment = at(tx, &caller, assessment_id, request.version).await?;
    let held = checks(&assessment, questionnaires::of(&assessment)?);
    let facts = assessment.facts();
    Ok(proto::ListChecksResponse {
        checks: held.into_iter().map(convert::check).collect(),
        person_id: facts.person_id.to_string(),
        state: facts.state.listed(),
        next_page_token: String::new(),
    })
}

/// The newest version, for a caller who may change it.
async fn newest(tx: &mut Tx, caller: &Caller, id: &str) -> Result<Assessment, Refusal> {
    at(tx, caller, convert::id("assessment_id", id)?, 0).await
}

/// A version, or the newest for 0, for a caller who may see it.
async fn at(
    tx: &mut Tx,
    caller: &Caller,
    assessment_id: Uuid,
    version: i64,
) -> Result<Assessment, Refusal> {
    let found = store::ASSESSMENTS.asked(tx, assessment_id, version).await?;
    let document = found.ok_or_else(|| Refusal::not_found("assessment", assessment_id))?;
    caller.must_be_entitled_to(document.body.facts().person_id)?;
    Ok(document.body)
}

/// Takes one step from the newest version, which the caller must have read, and saves where it
/// leads.
async fn changed(
    tx: &mut Tx,
    caller: &Caller,
    present: &Assessment,
    given_etag: &str,
    step: impl FnOnce(Stamp) -> Result<Assessment, AssessmentError>,
) -> Result<Named, Refusal> {
    require_etag(given_etag, &etag(present.facts().version))?;
    let next = step(stamp(tx, caller)).map_err(|error| refusals::assessment(&error, present))?;
    save(tx, &next).await
}

/// Adds a version and tells of it: a determination is told as such, anything else as saved.
async fn save(tx: &mut Tx, assessment: &Assessment) -> Result<Named, Refusal> {
    store::add_assessment(tx, assessment).await?;
    let facts = assessment.facts();
    let (person_id, assessment_id) = (facts.person_id.to_string(), facts.assessment_id.to_string());
    tx.tell(told(match &facts.determination {
        Some(determination) => Happened::AssessmentDetermined(AssessmentDetermined {
            person_id,
            assessment_id,
            version: facts.version,
            eligible: determination.eligible,
            starts_on: date(determination.decision.starts_on),
        }),
        None => Happened::AssessmentSaved(AssessmentSaved {
            person_id,
            assessment_id,
            version: facts.version,
            state: facts.state.listed(),
        }),
    }));
    Ok(Named { id: facts.assessment_id, version: facts.version })
}

/// What a change is signed with: the subject of the token, and the moment of the transaction.
fn stamp(tx: &Tx, caller: &Caller) -> Stamp {
    Stamp { by: caller.subject.clone(), at: tx.now() }
}

/// Whether a caller speaks for themselves alone, or for the council.
fn author(caller: &Caller) -> Author {
    if caller.roles.iter().all(|role| *role == Role::Person) {
        Author::Person
    } else {
        Author::Council
    }
}
