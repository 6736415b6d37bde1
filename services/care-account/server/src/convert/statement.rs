use care_account_rules::chain::Digest;
use care_account_rules::statement::{
    Adjustment, CanonicalStatement, StatedRate, Statement, StatementIds,
};
use carecap_calendar::Period;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::{date, money, optional_date, period, timestamp};
use serde::{Deserialize, Serialize};

/// A statement as it was issued: its fields, its bytes and their digest. It is read and never made
/// again, so that it stays what it was whatever becomes known later.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StatementRecord {
    pub(crate) ids: StatementIds,
    pub(crate) statement: Statement,
    canonical: String,
    sha256: Digest,
}

impl StatementRecord {
    /// None: the bytes are no text, which JSON always is.
    pub(crate) fn new(
        ids: StatementIds,
        statement: Statement,
        issued: CanonicalStatement,
    ) -> Option<StatementRecord> {
        Some(StatementRecord {
            ids,
            statement,
            canonical: String::from_utf8(issued.bytes).ok()?,
            sha256: issued.sha256,
        })
    }
}

pub(crate) fn statement(record: StatementRecord) -> proto::Statement {
    let (ids, said) = (record.ids, record.statement);
    proto::Statement {
        statement_id: ids.statement_id,
        council_id: ids.council_id,
        account_id: ids.account_id,
        person_id: ids.person_id,
        dated: date(said.dated),
        last_entry: said.last_entry,
        cap: money(said.cap),
        total_cost: money(said.total_cost),
        rate_weekly: money(said.rate_weekly),
        daily_living: money(said.daily_living),
        adjustments: said.adjustments.into_iter().map(adjustment).collect(),
        indicative_date: optional_date(said.indicative_date),
        indicative_date_text: said.indicative_date_text,
        opening_balance: money(said.opening_balance),
        closing_balance: money(said.closing_balance),
        accrued: money(said.accrued),
        rates: said.rates.into_iter().map(dated_rate).collect(),
        pack: said.pack,
        shadow: said.shadow,
        notes: said.notes,
        how_to_query: said.how_to_query,
        canonical: record.canonical.into_bytes(),
        sha256: record.sha256.to_string(),
        recorded_at: timestamp(ids.recorded_at),
    }
}

fn adjustment(adjustment: Adjustment) -> proto::Adjustment {
    let start = adjustment.effective_start;
    let effective = adjustment
        .effective_end
        .and_then(|end| Period::between(start, end).ok())
        .unwrap_or(Period::from(start));
    proto::Adjustment {
        entry_number: adjustment.entry_number,
        effective: period(&effective),
        balance_change: money(adjustment.balance_change),
        because: adjustment.because,
    }
}

fn dated_rate(rate: StatedRate) -> proto::DatedRate {
    proto::DatedRate { from: date(rate.from), rate_weekly: money(rate.rate_weekly) }
}
