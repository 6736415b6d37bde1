use assessment_intake_rules::questionnaire::{AnswerKind, Question, QuestionPart, Questionnaire};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::date;

use super::Word as _;

pub(crate) fn questionnaire(questionnaire: &Questionnaire) -> proto::Questionnaire {
    let sections = questionnaire.sections.iter().map(|section| proto::Section {
        section_id: section.section_id.clone(),
        title: section.title.clone(),
        questions: section.questions.iter().map(question).collect(),
    });
    proto::Questionnaire {
        version: i32::try_from(questionnaire.version).unwrap_or(i32::MAX),
        from: date(questionnaire.from),
        sha256: questionnaire.sha256.clone(),
        sections: sections.collect(),
    }
}

fn question(question: &Question) -> proto::Question {
    proto::Question {
        question_id: question.question_id.clone(),
        text: question.text.clone(),
        outcome: question.outcome.map(|outcome| outcome.listed()).unwrap_or_default(),
        parts: question.parts.iter().map(part).collect(),
    }
}

fn part(part: &QuestionPart) -> proto::QuestionPart {
    proto::QuestionPart {
        part: part.part.clone(),
        options: part.kind.options().to_vec(),
        many: matches!(part.kind, AnswerKind::Many { .. }),
        asked_when: part.asked_when.clone(),
    }
}
