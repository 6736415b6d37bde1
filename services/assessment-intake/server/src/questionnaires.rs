use std::sync::LazyLock;

use assessment_intake_rules::assessment::Assessment;
use assessment_intake_rules::questionnaire::{Library, Questionnaire, QuestionnaireRefused};
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Refusal, current_trace_id};

/// Read once: a published version never changes.
static PUBLISHED: LazyLock<Result<Library, QuestionnaireRefused>> =
    LazyLock::new(Library::published);

/// The version that a request asks for, where 0 stands for the newest.
pub(crate) fn asked(version: i32) -> Result<&'static Questionnaire, Refusal> {
    let library = published()?;
    if version == 0 {
        return Ok(library.newest());
    }
    u32::try_from(version)
        .ok()
        .and_then(|version| library.version(version))
        .ok_or_else(|| unknown(i64::from(version)))
}

/// The version with which an assessment began, and on which it stays.
pub(crate) fn of(assessment: &Assessment) -> Result<&'static Questionnaire, Refusal> {
    let version = assessment.facts().questionnaire_version;
    published()?.version(version).ok_or_else(|| unknown(i64::from(version)))
}

fn unknown(version: i64) -> Refusal {
    Refusal::new(
        ErrorReason::QuestionUnknown,
        format!("there is no version {version} of the questionnaire: 0 asks for the newest"),
    )
    .with("questionnaire_version", version)
}

/// Why bad spells are not counted for an assessment that began with this version.
pub(crate) fn counts_no_spells(questionnaire: &Questionnaire) -> Refusal {
    let version = questionnaire.version;
    Refusal::new(
        ErrorReason::QuestionUnknown,
        format!("version {version} of the questionnaire makes nothing of bad spells"),
    )
    .with("questionnaire_version", version)
}

fn published() -> Result<&'static Library, Refusal> {
    PUBLISHED.as_ref().map_err(|fault| {
        tracing::error!(%fault, "a questionnaire was published wrong");
        Refusal::new(ErrorReason::Internal, "the fault is ours; the trace id finds it")
            .with("trace_id", current_trace_id())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nought_asks_for_the_newest_and_a_version_for_itself() {
        let newest = asked(0).unwrap();
        let version = i32::try_from(newest.version).unwrap();
        assert_eq!(asked(version).unwrap(), newest);
    }

    #[test]
    fn a_version_that_was_not_published_is_refused() {
        for version in [-1, i32::MAX] {
            assert_eq!(asked(version).unwrap_err().reason(), ErrorReason::QuestionUnknown);
        }
    }
}
