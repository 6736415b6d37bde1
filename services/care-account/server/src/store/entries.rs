use care_account_rules::account::Posted;
use care_account_rules::chain::{Digest, HashAlgorithm, canonical_bytes};
use care_account_rules::entry::{Entry, EntryDetail};
use care_account_rules::split::{Parts, Split};
use carecap_calendar::{Day, Instant, Period};
use carecap_money::Money;
use carecap_store::{StoreError, Tx, on};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, QueryBuilder};
use uuid::Uuid;

use super::unreadable;

/// Rows of one INSERT: their 34 columns stay below the 32,766 values that SQLite takes.
const ROWS_AT_ONCE: usize = 500;

/// An entry and the bytes that its hash covers, as they were stored with it.
#[derive(Debug, Clone)]
pub(crate) struct StoredEntry {
    pub(crate) entry: Entry,
    pub(crate) canonical: String,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    number: i64,
    kind: String,
    from_day: Day,
    to_day: Option<Day>,
    recorded_at: i64,
    cost: i64,
    person_accrued: i64,
    person_daily_living: i64,
    person_not_counted: i64,
    council_accrued: i64,
    council_daily_living: i64,
    council_not_counted: i64,
    uprating: i64,
    balance_after: i64,
    run_id: Option<Uuid>,
    because: String,
    trace_id: Option<String>,
    hash_algorithm: String,
    previous_hash: String,
    hash: String,
    canonical: String,
    rules: Json<Vec<String>>,
    detail: Json<EntryDetail>,
}

const READ: &str = "number, kind, from_day, to_day, recorded_at, cost, person_accrued,
    person_daily_living, person_not_counted, council_accrued, council_daily_living,
    council_not_counted, uprating, balance_after, run_id, because, trace_id, hash_algorithm,
    previous_hash, hash, canonical, rules, detail";

/// All entries of an account, the first one first.
pub(crate) async fn all(tx: &mut Tx, account_id: Uuid) -> Result<Vec<Entry>, StoreError> {
    let stored = stored_after(tx, account_id, 0, i64::MAX).await?;
    Ok(stored.into_iter().map(|stored| stored.entry).collect())
}

/// The entries of an account after a number, at most so many.
pub(crate) async fn stored_after(
    tx: &mut Tx,
    account_id: Uuid,
    after: i64,
    limit: i64,
) -> Result<Vec<StoredEntry>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!(
        "SELECT {READ} FROM entries WHERE council_id = $1 AND account_id = $2 AND number > $3
         ORDER BY number LIMIT $4"
    );
    let rows: Vec<EntryRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(&council)
        .bind(account_id)
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *c)
        .await)?;
    rows.into_iter().map(EntryRow::stored).collect()
}

impl EntryRow {
    /// The entry exactly as it was posted. What stands both in a column and in the detail must
    /// agree, so that what the database checks is what the rules read.
    fn stored(self) -> Result<StoredEntry, StoreError> {
        let wrong = |what: &str| unreadable("entries", what);
        let pence = Money::from_pence;
        let split = Split::new(Parts {
            person_accrued: pence(self.person_accrued),
            person_daily_living: pence(self.person_daily_living),
            person_not_counted: pence(self.person_not_counted),
            council_accrued: pence(self.council_accrued),
            council_daily_living: pence(self.council_daily_living),
            council_not_counted: pence(self.council_not_counted),
        })
        .map_err(|_| wrong("a part beyond all reason"))?;
        let detail = self.detail.0;
        let agrees = detail.code() == self.kind
            && detail.split() == split
            && detail.uprating() == pence(self.uprating);
        if !agrees {
            return Err(wrong("an entry whose columns and detail do not agree"));
        }
        if self.hash_algorithm != HashAlgorithm::Sha256V1.code() {
            return Err(wrong("an unknown hash algorithm"));
        }
        let digest = |text: String| Digest::try_from(text).map_err(|_| wrong("a malformed hash"));
        let effective = match self.to_day {
            None => Period::from(self.from_day),
            Some(end) => {
                Period::between(self.from_day, end).map_err(|_| wrong("an end before its start"))?
            }
        };
        let entry = Entry {
            number: self.number,
            effective,
            recorded_at: Instant::from_micros(self.recorded_at),
            detail,
            cost: pence(self.cost),
            balance_after: pence(self.balance_after),
            because: self.because,
            rules: self.rules.0,
            run_id: self.run_id.map(|run_id| run_id.to_string()),
            trace_id: self.trace_id,
            hash_algorithm: HashAlgorithm::Sha256V1,
            previous_hash: digest(self.previous_hash)?,
            hash: digest(self.hash)?,
        };
        Ok(StoredEntry { entry, canonical: self.canonical })
    }
}

/// The running totals after an entry.
#[derive(Debug, Clone, Copy)]
struct Totals {
    split: Split,
    uprating: Money,
}

/// A row as it is written: the entry with what is worked out beside it.
struct NewRow<'a> {
    account_id: Uuid,
    entry: &'a Entry,
    after: Totals,
    canonical: String,
    run_id: Option<Uuid>,
}

/// Appends what was posted to the ledgers of accounts that this transaction has locked, many rows
/// at a time. [`StoreError::Conflict`]: somebody else appended first.
pub(crate) async fn append(tx: &mut Tx, posted: &[(Uuid, Posted)]) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (account_id, posted) in posted {
        rows.extend(new_rows(*account_id, posted)?);
    }
    for rows in rows.chunks(ROWS_AT_ONCE) {
        insert(tx, rows).await?;
    }
    Ok(())
}

/// The rows of a posting. The totals are worked out backwards from the head that it leaves.
fn new_rows(account_id: Uuid, posted: &Posted) -> Result<Vec<NewRow<'_>>, StoreError> {
    let wrong = |what: &str| unreadable("entries", what);
    let account = &posted.account;
    let mut after = Totals { split: *account.totals(), uprating: account.figures().uprating };
    let mut rows = Vec::with_capacity(posted.entries.len());
    for entry in posted.entries.iter().rev() {
        let canonical = canonical_bytes(entry).ok();
        let canonical = canonical.and_then(|bytes| String::from_utf8(bytes).ok());
        let run_id = entry.run_id.as_deref().map(Uuid::try_parse).transpose();
        rows.push(NewRow {
            account_id,
            entry,
            after,
            canonical: canonical.ok_or_else(|| wrong("an entry that cannot be written"))?,
            run_id: run_id.map_err(|_| wrong("a run's id that is no UUID"))?,
        });
        let before = after.split.checked_sub(&entry.detail.split());
        let uprating = after.uprating.checked_sub(entry.detail.uprating());
        after = Totals {
            split: before.map_err(|_| wrong("a total that does not fit"))?,
            uprating: uprating.map_err(|_| wrong("a total that does not fit"))?,
        };
    }
    rows.reverse();
    Ok(rows)
}

const INSERT: &str = "INSERT INTO entries (council_id, account_id, number, kind, from_day, to_day,
    recorded_at, cost, person_accrued, person_daily_living, person_not_counted, council_accrued,
    council_daily_living, council_not_counted, uprating, balance_after, cost_after, accrued_after,
    daily_living_after, uprating_after, about_number, run_id, budget_id, budget_version, factor,
    cap_after, because, trace_id, hash_algorithm, previous_hash, hash, canonical, rules, detail) ";

async fn insert(tx: &mut Tx, rows: &[NewRow<'_>]) -> Result<(), StoreError> {
    let council = tx.council().to_string();
    on!(tx, c => {
        let mut insert = QueryBuilder::new(INSERT);
        insert.push_values(rows, |mut values, row| {
            let (entry, detail, after) = (row.entry, &row.entry.detail, &row.after);
            let split = detail.split();
            let parts = split.parts();
            let budget = detail.budget();
            values
                .push_bind(council.clone())
                .push_bind(row.account_id)
                .push_bind(entry.number)
                .push_bind(detail.code())
                .push_bind(entry.effective.start())
                .push_bind(entry.effective.end())
                .push_bind(entry.recorded_at.micros())
                .push_bind(entry.cost.pence())
                .push_bind(parts.person_accrued.pence())
                .push_bind(parts.person_daily_living.pence())
                .push_bind(parts.person_not_counted.pence())
                .push_bind(parts.council_accrued.pence())
                .push_bind(parts.council_daily_living.pence())
                .push_bind(parts.council_not_counted.pence())
                .push_bind(detail.uprating().pence())
                .push_bind(entry.balance_after.pence())
                .push_bind(after.split.cost().pence())
                .push_bind(after.split.accrued().pence())
                .push_bind(after.split.daily_living().pence())
                .push_bind(after.uprating.pence())
                .push_bind(detail.about_number())
                .push_bind(row.run_id)
                .push_bind(budget.map(|budget| budget.budget_id.clone()))
                .push_bind(budget.map(|budget| budget.version))
                .push_bind(factor(detail))
                .push_bind(detail.cap_after().map(Money::pence))
                .push_bind(entry.because.clone())
                .push_bind(entry.trace_id.clone())
                .push_bind(entry.hash_algorithm.code())
                .push_bind(entry.previous_hash.to_string())
                .push_bind(entry.hash.to_string())
                .push_bind(row.canonical.clone())
                .push_bind(Json(entry.rules.clone()))
                .push_bind(Json(detail.clone()));
        });
        insert.build().persistent(false).execute(&mut *c).await.map(drop)
    })?;
    Ok(())
}

fn factor(detail: &EntryDetail) -> Option<String> {
    match detail {
        EntryDetail::Uprate { uprating, .. } => Some(uprating.facts().factor.to_string()),
        _ => None,
    }
}
