use carecap_calendar::{Day, Instant, Period};
use carecap_money::UnitRate;
use serde::{Deserialize, Serialize};

use crate::RateKey;

/// Where a figure was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What a reader would search for.
    pub title: String,
    /// A link to it; empty: there is none.
    pub href: String,
}

/// What a price says, apart from who recorded it and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RateTerms {
    /// What the price is for.
    pub key: RateKey,
    /// The service's name in the source.
    pub service_title: String,
    /// The days that the source states; without an end it runs until superseded (R-BUD-11
    /// [PROPOSED]). When the row is really in force, [`in_force`] says.
    pub stated: Period,
    /// What the unit costs the council, in pounds; prices both budgets (R-BUD-11, R-IPB-1).
    pub cost_to_council: UnitRate,
    /// What a person who pays the full cost is billed for the unit; none: the same.
    pub charge_basis: Option<UnitRate>,
    /// The published year, as the source writes it.
    pub year: String,
    /// Where the figure was published.
    pub source: Source,
}

/// One price of one council, as the catalogue keeps it. Immutable: a later row of the same key ends
/// it, nothing edits it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Given by the catalogue; never reused.
    pub rate_id: String,
    /// The council's GSS code.
    pub council_id: String,
    /// What the price says.
    pub terms: RateTerms,
    /// The import that brought the row.
    pub import_id: String,
    /// When the catalogue learned of it.
    pub recorded_at: Instant,
}

/// One price read from a file and not yet recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRate {
    /// The line of the file on which the row begins, from 1.
    pub line: u64,
    /// What the price says.
    pub terms: RateTerms,
}

impl NewRate {
    /// The row as the catalogue keeps it.
    pub fn recorded(
        self,
        rate_id: String,
        council_id: String,
        import_id: String,
        recorded_at: Instant,
    ) -> Rate {
        Rate { rate_id, council_id, terms: self.terms, import_id, recorded_at }
    }
}

/// The days on which a row is in force: from its start to its stated end or the start of the next
/// row of the same key, whichever comes first (R-BUD-11 [PROPOSED]). Rows of other keys among
/// `rows` have no part in it.
pub fn in_force<'a>(terms: &RateTerms, rows: impl IntoIterator<Item = &'a RateTerms>) -> Period {
    let superseded_on = rows
        .into_iter()
        .filter(|other| other.key == terms.key)
        .map(|other| other.stated.start())
        .filter(|start| *start > terms.stated.start())
        .min();
    ended_by(terms.stated, superseded_on)
}

/// A stated period, cut short where the next row of the same key starts.
pub(crate) fn ended_by(stated: Period, superseded_on: Option<Day>) -> Period {
    let cut = superseded_on.filter(|next| stated.end().is_none_or(|end| *next < end));
    cut.and_then(|next| Period::between(stated.start(), next).ok()).unwrap_or(stated)
}
