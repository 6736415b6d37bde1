use serde::Serialize;
use serde_json::Value;

use super::answer::Answer;
use super::compare::Verdict;
use super::file::Example;
use super::stated::Unexpressed;

/// One expected quantity of an example.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The example.
    pub id: String,
    /// The quantity, as the example names it.
    pub quantity: String,
    /// What the example wants.
    pub wanted: Value,
    /// What the contracts say. None: nothing.
    pub got: Option<String>,
    /// Whether both agree. None: that cannot be said.
    pub agrees: Option<bool>,
    /// What a reader should know.
    pub note: String,
    /// Why it need not agree. None: it agrees, or it must.
    #[serde(skip)]
    pub excuse: Option<String>,
}

impl Row {
    pub(super) fn without_answer(example: &Example, quantity: String, wanted: &Value) -> Row {
        Row {
            id: example.id.clone(),
            quantity,
            wanted: wanted.clone(),
            got: None,
            agrees: None,
            note: String::new(),
            excuse: example.excused(),
        }
    }

    pub(super) fn noting(mut self, note: &str) -> Row {
        self.note = note.to_owned();
        self
    }

    /// A refusal is no answer, and must not pass for one.
    pub(super) fn refused(mut self, refusal: &str) -> Row {
        self.agrees = Some(false);
        self.noting(refusal)
    }

    pub(super) fn answered(mut self, got: Answer, verdict: &Verdict, read: Option<String>) -> Row {
        self.got = Some(got.to_string());
        self.agrees = verdict.agrees();
        let how = match verdict {
            Verdict::AgreesAsRounded => Some("as far as the figure is rounded".to_owned()),
            Verdict::NotComparable => Some("no figure, so it is not compared".to_owned()),
            Verdict::Agrees | Verdict::Differs => None,
        };
        if verdict.is_agreement() {
            self.excuse = None;
        }
        self.note = read.into_iter().chain(how).collect::<Vec<_>>().join("; ");
        self
    }

    pub(super) fn note_also(&mut self, note: &str) {
        let separator = if self.note.is_empty() { "" } else { "; " };
        self.note = format!("{}{separator}{note}", self.note);
    }

    /// Whether it disagrees and nothing excuses it.
    pub fn fails(&self) -> bool {
        self.agrees == Some(false) && self.excuse.is_none()
    }

    /// The note with the excuse.
    fn whole_note(&self) -> String {
        let excuse = self.excuse.iter().map(|excuse| format!("documented: {excuse}"));
        let notes = [self.note.clone()].into_iter().filter(|note| !note.is_empty());
        notes.chain(excuse).collect::<Vec<_>>().join("; ")
    }
}

/// What one example came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The example.
    pub id: String,
    /// A row for each expected quantity.
    pub rows: Vec<Row>,
    /// Inputs that no contract was asked with.
    pub unexpressed: Vec<Unexpressed>,
    /// What was assumed, in sentences.
    pub assumed: Vec<String>,
}

impl Outcome {
    /// Whether every quantity agrees.
    pub fn agrees(&self) -> bool {
        self.rows.iter().all(|row| row.agrees == Some(true))
    }

    /// Whether a quantity disagrees and nothing excuses it.
    pub fn fails(&self) -> bool {
        self.rows.iter().any(Row::fails)
    }

    /// Whether it disagrees, or says too little, as its file says of it.
    pub fn is_excused(&self) -> bool {
        !self.fails() && self.rows.iter().any(|row| row.excuse.is_some())
    }
}

/// A row as JSON, with what its example left unsaid.
#[derive(Serialize)]
struct JsonRow<'a> {
    #[serde(flatten)]
    row: Row,
    unexpressed: &'a [Unexpressed],
    assumed: &'a [String],
}

/// All rows as one JSON list.
///
/// # Errors
/// A text that is no JSON, which does not come about.
pub fn as_json(outcomes: &[Outcome]) -> serde_json::Result<String> {
    let rows = outcomes.iter().flat_map(|outcome| {
        let (unexpressed, assumed) = (&outcome.unexpressed, &outcome.assumed);
        outcome.rows.iter().map(move |row| {
            let row = Row { note: row.whole_note(), ..row.clone() };
            JsonRow { row, unexpressed, assumed }
        })
    });
    serde_json::to_string_pretty(&rows.collect::<Vec<_>>())
}
