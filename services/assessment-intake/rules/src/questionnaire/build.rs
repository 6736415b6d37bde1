//! From a questionnaire's file to a [`Questionnaire`] in which every reference leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::source::{
    LineSuggestion, SourceChoose, SourceFile, SourceLimb, SourcePart, SourceQuestion,
};
use super::{
    AnswerKind, Condition, FluctuationAsked, LimbRule, Question, QuestionPart, Questionnaire,
    QuestionnaireRefused, Section,
};
use crate::answers::PartRef;
use crate::need_line::{NeedLine, NeedLineFacts};
use crate::needs::{DayLevel, Duty, LinePeriod, MetBy, Outcome};

pub(super) fn questionnaire(text: &str) -> Result<Questionnaire, QuestionnaireRefused> {
    let file: SourceFile = serde_yaml_ng::from_str(text)
        .map_err(|fault| QuestionnaireRefused::Unreadable(fault.to_string()))?;
    let question_ids = question_ids(&file)?;
    let builder = Builder { file: &file, question_ids: &question_ids };
    let mut sections = Vec::with_capacity(file.sections.len());
    for section in &file.sections {
        let questions = section.questions.iter().map(|source| builder.question(source));
        sections.push(Section {
            section_id: section.id.clone(),
            title: section.title.clone(),
            questions: questions.collect::<Result<_, _>>()?,
        });
    }
    let kinds = kinds(&sections)?;
    check_references(&sections, &kinds)?;
    let fluctuation = file.fluctuation.as_ref();
    let fluctuation = fluctuation.map(|asked| FluctuationAsked::read(asked, &kinds)).transpose()?;
    Ok(Questionnaire {
        name: file.questionnaire.clone(),
        version: file.version,
        from: file.effective.from,
        sha256: hex::encode(Sha256::digest(text.as_bytes())),
        sections,
        fluctuation,
        kinds,
    })
}

fn question_ids(file: &SourceFile) -> Result<BTreeSet<String>, QuestionnaireRefused> {
    let mut ids = BTreeSet::new();
    for question in file.sections.iter().flat_map(|section| &section.questions) {
        if !ids.insert(question.id.clone()) {
            return Err(QuestionnaireRefused::Twice(question.id.clone()));
        }
    }
    Ok(ids)
}

struct Builder<'a> {
    file: &'a SourceFile,
    question_ids: &'a BTreeSet<String>,
}

impl Builder<'_> {
    fn question(&self, source: &SourceQuestion) -> Result<Question, QuestionnaireRefused> {
        let (mut parts, mut limbs) = (Vec::new(), Vec::new());
        if let Some(name) = &source.pattern {
            let pattern = self.file.patterns.get(name).ok_or_else(|| not_in_file(source, name))?;
            parts.extend_from_slice(&pattern.parts);
            limbs.extend_from_slice(&pattern.limbs);
        }
        parts.extend_from_slice(&source.parts);
        limbs.extend_from_slice(&source.limbs);
        for line in &source.lines {
            check_suggestion(source, line)?;
        }
        Ok(Question {
            question_id: source.id.clone(),
            text: source.text.clone(),
            outcome: source.outcome,
            parts: parts.iter().map(|part| self.part(source, part)).collect::<Result<_, _>>()?,
            limbs: limbs.iter().map(|limb| self.limb(source, limb)).collect::<Result<_, _>>()?,
            lines: source.lines.clone(),
            typical_minutes: source.typical_minutes,
            confidence: source.confidence,
        })
    }

    fn part(
        &self,
        question: &SourceQuestion,
        part: &SourcePart,
    ) -> Result<QuestionPart, QuestionnaireRefused> {
        let asked_when = match (&question.when, &part.when) {
            (None, None) => String::new(),
            (Some(when), None) | (None, Some(when)) => when.clone(),
            (Some(question), Some(part)) => format!("({question}) and ({part})"),
        };
        let asked = match asked_when.as_str() {
            "" => None,
            when => Some(self.condition(question, when)?),
        };
        let kind = self.kind(question, part)?;
        Ok(QuestionPart { part: part.part.clone(), kind, asked_when, asked })
    }

    fn kind(
        &self,
        question: &SourceQuestion,
        part: &SourcePart,
    ) -> Result<AnswerKind, QuestionnaireRefused> {
        let name = match (&part.options, part.number) {
            (Some(name), None) => name,
            (None, Some(number)) => {
                return Ok(AnswerKind::Number { lowest: number.lowest, highest: number.highest });
            }
            _ => return Err(QuestionnaireRefused::PartKind(question.id.clone())),
        };
        let set = self.file.option_sets.get(name).ok_or_else(|| not_in_file(question, name))?;
        let mut options = set.options.clone();
        options.extend(set.none_of_these.clone());
        Ok(match set.choose {
            SourceChoose::One => AnswerKind::One(options),
            SourceChoose::Many => AnswerKind::Many {
                at_most: part.at_most.unwrap_or(options.len()),
                none_of_these: set.none_of_these.clone(),
                options,
            },
        })
    }

    fn limb(
        &self,
        question: &SourceQuestion,
        limb: &SourceLimb,
    ) -> Result<LimbRule, QuestionnaireRefused> {
        Ok(LimbRule { when: self.condition(question, &limb.when)?, limb: limb.limb })
    }

    fn condition(
        &self,
        question: &SourceQuestion,
        text: &str,
    ) -> Result<Condition, QuestionnaireRefused> {
        Condition::parse(text, &question.id, self.question_ids).map_err(|because| {
            QuestionnaireRefused::Condition { question_id: question.id.clone(), because }
        })
    }
}

fn not_in_file(question: &SourceQuestion, name: &str) -> QuestionnaireRefused {
    QuestionnaireRefused::NotInFile { question_id: question.id.clone(), name: name.to_owned() }
}

/// A suggestion must be a line that a person could accept as it is.
fn check_suggestion(
    question: &SourceQuestion,
    line: &LineSuggestion,
) -> Result<(), QuestionnaireRefused> {
    let facts = NeedLineFacts {
        outcomes: BTreeSet::from([question.outcome.unwrap_or(Outcome::Nutrition)]),
        kind: line.kind,
        times: line.times,
        minutes: line.minutes,
        people: 1,
        slot: line.slot,
        met_by: MetBy::Nobody,
        carer_ref: None,
        level: DayLevel::Usual,
        period: LinePeriod::Week,
        band: None,
        duty: Duty::Eligible,
        free_by_law: None,
        free_from: None,
    };
    NeedLine::new(facts)
        .map(|_| ())
        .map_err(|_| QuestionnaireRefused::Suggestion(question.id.clone()))
}

fn kinds(sections: &[Section]) -> Result<BTreeMap<PartRef, AnswerKind>, QuestionnaireRefused> {
    let mut kinds = BTreeMap::new();
    for question in sections.iter().flat_map(|section| &section.questions) {
        for part in &question.parts {
            let part_ref = PartRef::new(&question.question_id, &part.part);
            let name = part_ref.to_string();
            if kinds.insert(part_ref, part.kind.clone()).is_some() {
                return Err(QuestionnaireRefused::Twice(name));
            }
        }
    }
    Ok(kinds)
}

fn check_references(
    sections: &[Section],
    kinds: &BTreeMap<PartRef, AnswerKind>,
) -> Result<(), QuestionnaireRefused> {
    for question in sections.iter().flat_map(|section| &section.questions) {
        let asked = question.parts.iter().filter_map(|part| part.asked.as_ref());
        let limbs = question.limbs.iter().map(|rule| &rule.when);
        for test in asked.chain(limbs).flat_map(Condition::tests) {
            if let Some(name) = leads_nowhere(test, kinds) {
                let question_id = question.question_id.clone();
                return Err(QuestionnaireRefused::NotAsked { question_id, name });
            }
        }
    }
    Ok(())
}

/// The name of the part or option that a test speaks of and that does not exist.
fn leads_nowhere(test: &Condition, kinds: &BTreeMap<PartRef, AnswerKind>) -> Option<String> {
    match test {
        Condition::Chosen(part, options) => {
            let known = kinds.get(part).map(AnswerKind::options).unwrap_or_default();
            let missing = options.iter().find(|option| !known.contains(option))?;
            Some(format!("{part}: {missing}"))
        }
        Condition::Above(part, _) => {
            let number = matches!(kinds.get(part), Some(AnswerKind::Number { .. }));
            (!number).then(|| part.to_string())
        }
        Condition::Not(_) | Condition::All(_) | Condition::Any(_) => None,
    }
}
