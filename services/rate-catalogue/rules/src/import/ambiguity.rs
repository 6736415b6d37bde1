use std::collections::{BTreeMap, BTreeSet};

use carecap_calendar::{Day, Period, plus_days, show_day};

use super::FAULTS_HIGHEST;
use crate::rate::ended_by;
use crate::{NewRate, Rate, RateKey, Unit};

/// Two rows that could answer one question equally well, so that neither may be preferred.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {}", self.sentence())]
pub struct Ambiguity {
    /// The service of both.
    pub service_code: String,
    /// The line of the file.
    pub line: u64,
    /// The row that it collides with.
    pub other: OtherRow,
    /// In which way.
    pub kind: AmbiguityKind,
}

/// The row that a line collides with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OtherRow {
    /// An earlier line of the same file.
    Line(u64),
    /// A rate of the catalogue, by its id.
    Recorded(String),
}

/// In which way two rows collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmbiguityKind {
    /// Both have the same key and start on this day.
    SameKeyAndStart(Day),
    /// Both name the same provider, one an area and the other a band, and both are in force on
    /// this day: for that provider, area and band neither is the more specific.
    AreaAgainstBand(Day),
}

impl Ambiguity {
    fn sentence(&self) -> String {
        let other = match &self.other {
            OtherRow::Line(line) => format!("line {line}"),
            OtherRow::Recorded(rate_id) => format!("the recorded rate {rate_id}"),
        };
        match self.kind {
            AmbiguityKind::SameKeyAndStart(day) => format!(
                "{other} is for the same service, unit, band, area and provider from {}",
                show_day(day)
            ),
            AmbiguityKind::AreaAgainstBand(day) => format!(
                "{other} is as specific on {}: give one of the two both area and band",
                show_day(day)
            ),
        }
    }
}

/// Whether the new rows can stand beside each other and beside the recorded ones, all of one
/// council; R-BUD-11 [PROPOSED]. Recorded rows are taken to stand beside one another.
///
/// Refused are two rows of one key and one start. A later start ends the earlier row of its key,
/// whichever was recorded first. Refused, too, are *incomparable keys of one rank*: ranks are
/// provider, area and council, and a higher rank always wins, so {area} beats {band}; inside a rank
/// the key that names all that the other names, and more, wins. The one pair left is
/// {provider, area} against {provider, band}, on the days on which both are in force.
///
/// # Errors
/// Every collision, at most [`FAULTS_HIGHEST`].
pub fn check(existing: &[Rate], new: &[NewRate]) -> Result<(), Vec<Ambiguity>> {
    let mut rows: BTreeMap<&RateKey, BTreeMap<Day, Row>> = BTreeMap::new();
    let mut found = Vec::new();
    let recorded = existing.iter().map(|rate| Row {
        key: &rate.terms.key,
        period: rate.terms.stated,
        origin: Origin::Recorded(&rate.rate_id),
    });
    let lines = new.iter().map(|rate| Row {
        key: &rate.terms.key,
        period: rate.terms.stated,
        origin: Origin::Line(rate.line),
    });
    for row in recorded.chain(lines) {
        let start = row.period.start();
        let of_key = rows.entry(row.key).or_default();
        if let Some(taken) = of_key.get(&start) {
            found.extend(collision(taken, &row, AmbiguityKind::SameKeyAndStart(start)));
        } else {
            of_key.insert(start, row);
        }
    }
    found.extend(areas_against_bands(&rows));
    found.truncate(FAULTS_HIGHEST);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

#[derive(Debug, Clone, Copy)]
struct Row<'a> {
    key: &'a RateKey,
    period: Period,
    origin: Origin<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin<'a> {
    Recorded(&'a str),
    Line(u64),
}

/// The collision as told of the later row; none where both are recorded.
fn collision(one: &Row, two: &Row, kind: AmbiguityKind) -> Option<Ambiguity> {
    let (earlier, later) = (one.origin.min(two.origin), one.origin.max(two.origin));
    let Origin::Line(line) = later else {
        return None;
    };
    Some(Ambiguity {
        service_code: one.key.service_code().to_owned(),
        line,
        other: match earlier {
            Origin::Recorded(rate_id) => OtherRow::Recorded(rate_id.to_owned()),
            Origin::Line(line) => OtherRow::Line(line),
        },
        kind,
    })
}

/// The rows of one service, unit and provider that name an area or a band but not both, each with
/// the days on which it is really in force.
type Halves<'a> = BTreeMap<(&'a str, Unit, &'a str), Vec<Row<'a>>>;

fn areas_against_bands(rows: &BTreeMap<&RateKey, BTreeMap<Day, Row>>) -> Vec<Ambiguity> {
    let mut halves: Halves = BTreeMap::new();
    for (key, of_key) in rows {
        let Some(provider) = key.provider() else {
            continue;
        };
        if key.area().is_some() == key.band().is_some() {
            continue;
        }
        let starts: Vec<Day> = of_key.keys().copied().collect();
        for (index, row) in of_key.values().enumerate() {
            let period = ended_by(row.period, starts.get(index + 1).copied());
            halves
                .entry((key.service_code(), key.unit(), provider))
                .or_default()
                .push(Row { period, ..*row });
        }
    }
    let mut found = Vec::new();
    for group in halves.into_values() {
        sweep(group, &mut found);
        if found.len() >= FAULTS_HIGHEST {
            break;
        }
    }
    found
}

/// Goes through the rows by start and keeps those still in force, areas and bands apart, so that
/// a file of many thousand rows costs no more than its sorting.
fn sweep(mut group: Vec<Row>, found: &mut Vec<Ambiguity>) {
    group.sort_by_key(|row| (row.period.start(), row.origin));
    let mut running: [BTreeSet<(Day, usize)>; 2] = [BTreeSet::new(), BTreeSet::new()];
    for (index, row) in group.iter().enumerate() {
        let start = row.period.start();
        let names_area = row.key.area().is_some();
        let [areas, bands] = &mut running;
        let (own, across) = if names_area { (areas, bands) } else { (bands, areas) };
        // What ends on or before this start is over; a period does not hold its end.
        *across = across.split_off(&(plus_days(start, 1), 0));
        let others = across.iter().filter_map(|(_, other)| group.get(*other));
        found.extend(
            others
                .filter_map(|other| collision(other, row, AmbiguityKind::AreaAgainstBand(start)))
                .take(FAULTS_HIGHEST.saturating_sub(found.len())),
        );
        own.insert((row.period.end().unwrap_or(Day::MAX), index));
    }
}
