use carecap_calendar::{Day, Period, parse_day, plus_days, show_day};
use carecap_money::UnitRate;

use super::csv_file::whole_line;
use super::{ImportHeader, LineFault};
use crate::key::text_fault;
use crate::{NewRate, RateKey, RateTerms, Source, Unit};

/// One row of the file, its cells by the names of their columns.
pub(super) struct Cells<'a> {
    columns: &'a [&'static str],
    fields: &'a [String],
    line: u64,
}

impl<'a> Cells<'a> {
    pub(super) fn new(
        columns: &'a [&'static str],
        fields: &'a [String],
        line: u64,
    ) -> Result<Cells<'a>, Vec<LineFault>> {
        if columns.len() == fields.len() {
            return Ok(Cells { columns, fields, line });
        }
        let sentence = format!(
            "The line has {} cells and the first line names {} columns: put a text that holds a \
             comma into quotation marks.",
            fields.len(),
            columns.len()
        );
        Err(vec![whole_line(line, sentence)])
    }

    /// The text of a cell without white space around it; empty where the file has no such column.
    fn text(&self, column: &str) -> &'a str {
        let index = self.columns.iter().position(|name| *name == column);
        index.and_then(|index| self.fields.get(index)).map_or("", |field| field.trim())
    }
}

/// The faults of one row while it is read, so that all of them are told and not only the first.
struct Faults {
    line: u64,
    found: Vec<LineFault>,
}

impl Faults {
    fn add(&mut self, column: &str, sentence: String) {
        self.found.push(LineFault { line: self.line, column: column.to_owned(), sentence });
    }

    /// The value, or its sentence kept as a fault of the column.
    fn keep<T>(&mut self, column: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|sentence| self.add(column, sentence)).ok()
    }
}

pub(super) fn read_row(cells: &Cells, header: &ImportHeader) -> Result<NewRate, Vec<LineFault>> {
    let mut faults = Faults { line: cells.line, found: Vec::new() };
    faults.keep("council", read_council(cells.text("council"), header));
    let key = read_key(cells, &mut faults);
    let service_title = faults.keep("service", read_title(cells.text("service")));
    let cost_to_council = faults.keep("amount", read_amount(cells.text("amount")));
    let charge_basis = match cells.text("charge_basis") {
        "" => Some(None),
        amount => faults.keep("charge_basis", read_amount(amount)).map(Some),
    };
    let year = faults.keep("year", read_title(cells.text("year")));
    let stated = read_stated(cells, &mut faults);
    let source = faults.keep("source", read_source(cells.text("source"), header));
    let terms = (|| {
        Some(RateTerms {
            key: key?,
            service_title: service_title?,
            stated: stated?,
            cost_to_council: cost_to_council?,
            charge_basis: charge_basis?,
            year: year?,
            source: source?,
        })
    })();
    match terms {
        Some(terms) if faults.found.is_empty() => Ok(NewRate { line: cells.line, terms }),
        _ => Err(faults.found),
    }
}

fn read_council(text: &str, header: &ImportHeader) -> Result<(), String> {
    if text == header.council_id {
        return Ok(());
    }
    let council_id = &header.council_id;
    Err(format!("Write {council_id}: a file holds the rates of the importing council only."))
}

fn read_key(cells: &Cells, faults: &mut Faults) -> Option<RateKey> {
    let unit = faults.keep("unit", read_unit(cells.text("unit")));
    let service_code = cells.text("service_code");
    let (band, area, provider) = (cells.text("band"), cells.text("area"), cells.text("provider"));
    for fault in RateKey::faults(service_code, band, area, provider) {
        faults.add(fault.field, fault.sentence);
    }
    RateKey::new(service_code, unit?, band, area, provider).ok()
}

fn read_unit(text: &str) -> Result<Unit, String> {
    Unit::read(text).ok_or_else(|| {
        let known = Unit::ALL.map(Unit::title).join(", ");
        format!("Write one of these units: {known}.")
    })
}

fn read_title(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Err("The cell is empty: write what the source says.".to_owned());
    }
    text_fault(text).map_or_else(|| Ok(text.to_owned()), Err)
}

fn read_source(text: &str, header: &ImportHeader) -> Result<Source, String> {
    if text.is_empty() || text == header.source.title {
        return Ok(header.source.clone());
    }
    read_title(text).map(|title| Source { title, href: String::new() })
}

/// Pounds in plain digits. What a spreadsheet adds (a pound sign, thousands) is refused, not
/// guessed.
fn read_amount(text: &str) -> Result<UnitRate, String> {
    let sentence = || {
        "Write pounds in digits such as 23.91: no sign, no commas, at most four decimal places."
            .to_owned()
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let (pounds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if !digits(pounds) || !digits(fraction) {
        return Err(sentence());
    }
    text.parse().map_err(|_| sentence())
}

fn read_stated(cells: &Cells, faults: &mut Faults) -> Option<Period> {
    let start = match cells.text("from") {
        "" => faults.keep("year", start_of_year(cells.text("year"))),
        from => faults.keep("from", read_day(from)),
    };
    let last = match cells.text("to") {
        "" => Some(None),
        to => faults.keep("to", read_day(to)).map(Some),
    };
    match (start?, last?) {
        (start, None) => Some(Period::from(start)),
        (start, Some(last)) if last < start => {
            let start = show_day(start);
            faults.add("to", format!("Write the last day, {start} or later, or leave it empty."));
            None
        }
        (start, Some(last)) => {
            let period = Period::between(start, plus_days(last, 1));
            faults.keep("to", period.map_err(|error| error.to_string()))
        }
    }
}

fn read_day(text: &str) -> Result<Day, String> {
    parse_day(text).map_err(|_| "Write a day such as 2024-10-07, from 1900 to 2200.".to_owned())
}

/// The first day of a published year, R-BUD-11 [PROPOSED]: `2024-25` begins on 1 April 2024; a
/// price that was published from a day has that day for its year.
fn start_of_year(text: &str) -> Result<Day, String> {
    let sentence = || {
        "Write a year such as 2024-25 or a first day such as 2023-08-21, or fill `from`.".to_owned()
    };
    if let Ok(day) = parse_day(text) {
        return Ok(day);
    }
    let (first, second) = text.split_once('-').ok_or_else(sentence)?;
    let year: u16 = first.parse().map_err(|_| sentence())?;
    if first.len() != 4 || second != format!("{:02}", (year + 1) % 100) {
        return Err(sentence());
    }
    parse_day(&format!("{first}-04-01")).map_err(|_| sentence())
}
