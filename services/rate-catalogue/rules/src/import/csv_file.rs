use csv::{ByteRecord, Reader, ReaderBuilder};

use super::cells::{Cells, read_row};
use super::{FAULTS_HIGHEST, ImportHeader, LineFault};
use crate::NewRate;

/// The columns that each file must have.
pub(super) const REQUIRED: [&str; 7] =
    ["council", "year", "service_code", "service", "unit", "amount", "source"];
/// The columns that a file may have.
pub(super) const OPTIONAL: [&str; 6] = ["charge_basis", "band", "area", "provider", "from", "to"];

/// Reads a file of rates: UTF-8 with or without a byte order mark, commas, lines that end in LF or
/// CRLF, quotation marks where a text needs them. The first line names the columns in any order.
/// A row without `from` starts on 1 April of its year (R-BUD-11 [PROPOSED]).
///
/// # Errors
/// Every fault of the file, at most [`FAULTS_HIGHEST`], by line.
pub fn read_csv(bytes: &[u8], header: &ImportHeader) -> Result<Vec<NewRate>, Vec<LineFault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut file = CsvFile::open(bytes);
    let Some(names) = file.next_record() else {
        let sentence = "The file is empty: name the columns on the first line.".to_owned();
        return Err(vec![whole_line(1, sentence)]);
    };
    let columns = read_columns(&names?)?;
    let mut rates = Vec::new();
    let mut faults = Vec::new();
    while let Some(record) = file.next_record() {
        let row = record.and_then(|record| {
            let cells = Cells::new(&columns, &record.fields, record.line)?;
            read_row(&cells, header)
        });
        match row {
            Ok(rate) => rates.push(rate),
            Err(found) => faults.extend(found),
        }
        if faults.len() >= FAULTS_HIGHEST {
            break;
        }
    }
    faults.truncate(FAULTS_HIGHEST);
    match (faults.is_empty(), rates.is_empty()) {
        (true, false) => Ok(rates),
        (true, true) => {
            let sentence = "The file has no rates: write one on each line after the first.";
            Err(vec![whole_line(2, sentence.to_owned())])
        }
        (false, _) => Err(faults),
    }
}

/// A record as text, with the line on which it begins.
struct Record {
    line: u64,
    fields: Vec<String>,
}

struct CsvFile<'a> {
    bytes: &'a [u8],
    reader: Reader<&'a [u8]>,
    /// The line, from 1, on which the byte `counted_to` stands.
    line: u64,
    counted_to: usize,
}

impl<'a> CsvFile<'a> {
    fn open(bytes: &'a [u8]) -> CsvFile<'a> {
        let reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        CsvFile { bytes, reader, line: 1, counted_to: 0 }
    }

    /// The next record; none at the end of the file.
    fn next_record(&mut self) -> Option<Result<Record, Vec<LineFault>>> {
        let mut record = ByteRecord::new();
        match self.reader.read_byte_record(&mut record) {
            Ok(false) => None,
            Ok(true) => Some(self.read_text(&record)),
            Err(error) => {
                let sentence = format!("The line cannot be read: {error}.");
                Some(Err(vec![whole_line(self.line, sentence)]))
            }
        }
    }

    fn read_text(&mut self, record: &ByteRecord) -> Result<Record, Vec<LineFault>> {
        let start = place(record.position().map_or(0, |position| position.byte()));
        let end = place(self.reader.position().byte());
        let raw = self.bytes.get(start..end).unwrap_or_default();
        let line = self.line_of_first_byte(start, raw);
        if !quotation_marks_are_even(raw) {
            let sentence = "A quotation mark is not closed: close it, or double a mark that \
                            belongs to the text and put the whole text into marks.";
            return Err(vec![whole_line(line, sentence.to_owned())]);
        }
        let text = |field: &[u8]| String::from_utf8(field.to_vec());
        match record.iter().map(text).collect() {
            Ok(fields) => Ok(Record { line, fields }),
            Err(_) => {
                let sentence = "The line is not UTF-8: save the file as \"CSV UTF-8\".";
                Err(vec![whole_line(line, sentence.to_owned())])
            }
        }
    }

    /// The line as an editor counts it. The reader leaves the second half of a CRLF, and empty
    /// lines, to the record after them, so its own count would be a line behind.
    fn line_of_first_byte(&mut self, start: usize, raw: &[u8]) -> u64 {
        let ends_line = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let first = start + raw.iter().take_while(ends_line).count();
        let passed = self.bytes.get(self.counted_to..first).unwrap_or_default();
        let line_feeds = passed.iter().filter(|byte| **byte == b'\n').count();
        let pairs = passed.windows(2).filter(|pair| *pair == b"\r\n").count();
        let returns = passed.iter().filter(|byte| **byte == b'\r').count();
        self.line += (line_feeds + returns - pairs) as u64;
        self.counted_to = first;
        self.line
    }
}

fn place(byte: u64) -> usize {
    usize::try_from(byte).unwrap_or(usize::MAX)
}

/// Marks come in pairs, around a text and doubled within; an odd one would swallow what follows.
fn quotation_marks_are_even(raw: &[u8]) -> bool {
    raw.iter().filter(|byte| **byte == b'"').count() % 2 == 0
}

/// The columns in the order of the file.
fn read_columns(names: &Record) -> Result<Vec<&'static str>, Vec<LineFault>> {
    let mut columns: Vec<&'static str> = Vec::new();
    let mut faults = Vec::new();
    for written in &names.fields {
        let name = written.trim().to_ascii_lowercase();
        let mut known = REQUIRED.into_iter().chain(OPTIONAL);
        let fault = match known.find(|known| *known == name) {
            Some(column) if columns.contains(&column) => {
                Some("The column stands twice: delete one of the two.".to_owned())
            }
            Some(column) => {
                columns.push(column);
                None
            }
            None => Some(format!(
                "The column is not known: the columns are {}, and if wanted {}.",
                REQUIRED.join(", "),
                OPTIONAL.join(", ")
            )),
        };
        faults.extend(fault.map(|sentence| LineFault {
            line: names.line,
            column: written.trim().chars().take(100).collect(),
            sentence,
        }));
    }
    for missing in REQUIRED.into_iter().filter(|name| !columns.contains(name)) {
        faults.push(LineFault {
            line: names.line,
            column: missing.to_owned(),
            sentence: "The column is missing: name it on the first line; commas part the columns."
                .to_owned(),
        });
    }
    faults.truncate(FAULTS_HIGHEST);
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

pub(super) fn whole_line(line: u64, sentence: String) -> LineFault {
    LineFault { line, column: String::new(), sentence }
}
