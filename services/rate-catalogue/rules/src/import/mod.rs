//! Taking in one file of rates: [`read_csv`] turns bytes into rows or says what is wrong on which
//! line; [`check`] refuses rows that would make the catalogue ambiguous. Both look at the whole
//! file, so that its author can put everything right at once.

mod ambiguity;
mod cells;
mod csv_file;

pub use ambiguity::{Ambiguity, AmbiguityKind, OtherRow, check};
pub use csv_file::read_csv;

use crate::Source;

/// The most faults, or ambiguities, that are reported of one file.
pub const FAULTS_HIGHEST: usize = 100;

/// What holds for every row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportHeader {
    /// The council's GSS code; each row must say the same.
    pub council_id: String,
    /// Where the figures were published, for rows that name no source.
    pub source: Source,
}

/// Something in the file that cannot be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {sentence}", self.place())]
pub struct LineFault {
    /// The line, from 1; of a row over several lines the first.
    pub line: u64,
    /// The column's name; empty: the line as a whole.
    pub column: String,
    /// What is wrong and what to write.
    pub sentence: String,
}

impl LineFault {
    /// The place as a refusal names it: `line 7: unit`, or `line 7`.
    pub fn place(&self) -> String {
        if self.column.is_empty() {
            format!("line {}", self.line)
        } else {
            format!("line {}: {}", self.line, self.column)
        }
    }
}
