//! Where contract and rules meet: requests are read with everything that is wrong with them, and
//! answers are written. One file for each noun; `words` holds the lists of both.

mod assessment;
mod decision;
mod financial_statement;
mod need_line;
mod person;
mod questionnaire;
mod spells;
mod words;

use carecap_service::{Fields, Refusal};
use uuid::Uuid;

pub(crate) use assessment::{assessment, assurance_note, check, given_answers, listed, start};
pub(crate) use decision::decision;
pub(crate) use financial_statement::{given_statement, means, statement};
pub(crate) use need_line::need_lines;
pub(crate) use person::{age_bands, details, person};
pub(crate) use questionnaire::questionnaire;
pub(crate) use spells::{asked_of_spells, spells_counted};
pub(crate) use words::Word;

/// The longest note or reason, in characters.
const NOTE_LONGEST: usize = 4_000;

/// The id of what a request is about, which is read before anything else of it.
pub(crate) fn id(field: &str, text: &str) -> Result<Uuid, Refusal> {
    let mut fields = Fields::new();
    let id = fields.id(field, text);
    fields.finish()?;
    Ok(id)
}

/// What was read, or everything that is wrong with the request. Where nothing was read, `fields`
/// says why, so the second refusal is never sent.
fn all_read<T>(fields: Fields, read: Option<T>) -> Result<T, Refusal> {
    fields.finish()?;
    read.ok_or_else(|| Refusal::invalid("request", "cannot be read"))
}
