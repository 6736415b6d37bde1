//! The ledgers of a council as they lie in the tables, read past everything that believes them.

use care_account_rules::account::Account;
use care_account_rules::chain::Digest;
use care_account_rules::checkpoint::Position;
use care_account_rules::entry::EntryDetail;
use care_account_rules::split::Parts;
use care_account_rules::verification::{AfterRow, LedgerRow, StoredHead};
use carecap_calendar::{Day, Instant};
use carecap_money::Money;
use carecap_store::{Engine, StoreError, Tx, on};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow as _, QueryBuilder};
use uuid::Uuid;

/// How many positions are asked for in one statement.
const POSITIONS_AT_ONCE: usize = 500;

/// A head as it lies there.
pub(crate) struct ReadHead {
    pub(crate) account_id: Uuid,
    pub(crate) head: StoredHead,
}

/// A row as it lies there.
pub(crate) struct ReadRow {
    pub(crate) account_id: Uuid,
    pub(crate) number: i64,
    /// Why it cannot be read, where it cannot.
    pub(crate) row: Result<LedgerRow, String>,
}

/// Lets a transaction that has asked nothing yet see one moment, whatever is posted meanwhile. On
/// SQLite every transaction does.
pub(crate) async fn hold_still(tx: &mut Tx) -> Result<(), StoreError> {
    if tx.engine() == Engine::Postgres {
        let still = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
        on!(tx, c => sqlx::query(still).execute(&mut *c).await.map(drop))?;
    }
    Ok(())
}

#[derive(sqlx::FromRow)]
struct HeadColumns {
    account_id: Uuid,
    person_id: Uuid,
    metered_to: Day,
    last_entry: i64,
}

#[derive(sqlx::FromRow)]
struct Body {
    body: Json<Account>,
}

/// The heads after an account, in order of id.
pub(crate) async fn heads_after(
    tx: &mut Tx,
    after: Uuid,
    limit: i64,
) -> Result<Vec<ReadHead>, StoreError> {
    let council = tx.council().to_string();
    let read: Vec<(sqlx::Result<HeadColumns>, Option<Body>)> = on!(tx, c => sqlx::query(
        "SELECT account_id, person_id, metered_to, last_entry, body FROM accounts
         WHERE council_id = $1 AND account_id > $2 ORDER BY account_id LIMIT $3",
    )
    .bind(&council)
    .bind(after)
    .bind(limit)
    .fetch_all(&mut *c)
    .await
    .map(|rows| {
        let read = |row| (HeadColumns::from_row(row), Body::from_row(row).ok());
        rows.iter().map(read).collect()
    }))?;
    let head = |(columns, body): (sqlx::Result<HeadColumns>, Option<Body>)| {
        let columns = columns?;
        let head = StoredHead {
            person_id: columns.person_id.to_string(),
            metered_to: columns.metered_to,
            last_entry: columns.last_entry,
            account: body.map(|body| body.body.0),
        };
        Ok(ReadHead { account_id: columns.account_id, head })
    };
    read.into_iter().map(head).collect()
}

#[derive(sqlx::FromRow)]
struct RowKeys {
    account_id: Uuid,
    number: i64,
}

#[derive(sqlx::FromRow)]
struct RowColumns {
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
    cost_after: i64,
    accrued_after: i64,
    daily_living_after: i64,
    uprating_after: i64,
    about_number: Option<i64>,
    run_id: Option<Uuid>,
    budget_id: Option<String>,
    budget_version: Option<i64>,
    factor: Option<String>,
    cap_after: Option<i64>,
    because: String,
    trace_id: Option<String>,
    hash_algorithm: String,
    previous_hash: String,
    hash: String,
    canonical: String,
    rules: Json<Vec<String>>,
    detail: Json<EntryDetail>,
}

const ROW: &str = "account_id, number, kind, from_day, to_day, recorded_at, cost, person_accrued,
    person_daily_living, person_not_counted, council_accrued, council_daily_living,
    council_not_counted, uprating, balance_after, cost_after, accrued_after, daily_living_after,
    uprating_after, about_number, run_id, budget_id, budget_version, factor, cap_after, because,
    trace_id, hash_algorithm, previous_hash, hash, canonical, rules, detail";

impl From<RowColumns> for LedgerRow {
    fn from(row: RowColumns) -> LedgerRow {
        let pence = Money::from_pence;
        LedgerRow {
            number: row.number,
            kind: row.kind,
            from_day: row.from_day,
            to_day: row.to_day,
            recorded_at: Instant::from_micros(row.recorded_at),
            cost: pence(row.cost),
            parts: Parts {
                person_accrued: pence(row.person_accrued),
                person_daily_living: pence(row.person_daily_living),
                person_not_counted: pence(row.person_not_counted),
                council_accrued: pence(row.council_accrued),
                council_daily_living: pence(row.council_daily_living),
                council_not_counted: pence(row.council_not_counted),
            },
            uprating: pence(row.uprating),
            balance_after: pence(row.balance_after),
            after: AfterRow {
                cost: pence(row.cost_after),
                accrued: pence(row.accrued_after),
                daily_living: pence(row.daily_living_after),
                uprating: pence(row.uprating_after),
            },
            about_number: row.about_number,
            run_id: row.run_id.map(|run_id| run_id.to_string()),
            budget_id: row.budget_id,
            budget_version: row.budget_version,
            factor: row.factor,
            cap_after: row.cap_after.map(pence),
            because: row.because,
            trace_id: row.trace_id,
            hash_algorithm: row.hash_algorithm,
            previous_hash: row.previous_hash,
            hash: row.hash,
            canonical: row.canonical,
            rules: row.rules.0,
            detail: row.detail.0,
        }
    }
}

/// The rows after an entry, up to and with those of an account: the accounts in order of id, the
/// entries of each in order of number.
pub(crate) async fn rows_between(
    tx: &mut Tx,
    after: (Uuid, i64),
    up_to: Uuid,
    limit: i64,
) -> Result<Vec<ReadRow>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!(
        "SELECT {ROW} FROM entries
         WHERE council_id = $1 AND (account_id, number) > ($2, $3) AND account_id <= $4
         ORDER BY account_id, number LIMIT $5"
    );
    let read: Vec<(sqlx::Result<RowKeys>, sqlx::Result<RowColumns>)> = on!(tx, c => sqlx::query(AssertSqlSafe(sql))
    .bind(&council)
    .bind(after.0)
    .bind(after.1)
    .bind(up_to)
    .bind(limit)
    .fetch_all(&mut *c)
    .await
    .map(|rows| {
        let read = |row| (RowKeys::from_row(row), RowColumns::from_row(row));
        rows.iter().map(read).collect()
    }))?;
    let row = |(keys, columns): (sqlx::Result<RowKeys>, sqlx::Result<RowColumns>)| {
        let RowKeys { account_id, number } = keys?;
        let row = columns.map(LedgerRow::from).map_err(|error| error.to_string());
        Ok(ReadRow { account_id, number, row })
    };
    read.into_iter().map(row).collect()
}

#[derive(sqlx::FromRow)]
struct EntryHash {
    account_id: Uuid,
    number: i64,
    hash: String,
}

/// Those of the positions whose entry has another hash by now, or is not there any more.
pub(crate) async fn positions_lost(
    tx: &mut Tx,
    positions: &[(Uuid, Position)],
) -> Result<Vec<Position>, StoreError> {
    let council = tx.council().to_string();
    let mut lost = Vec::new();
    for positions in positions.chunks(POSITIONS_AT_ONCE) {
        let found: Vec<EntryHash> = on!(tx, c => {
            let mut asked = QueryBuilder::new("WITH asked (account_id, number) AS (");
            asked.push_values(positions, |mut values, (account_id, position)| {
                values.push_bind(*account_id).push_bind(position.number);
            });
            asked.push(
                ") SELECT e.account_id, e.number, e.hash FROM entries AS e
                 JOIN asked AS a ON a.account_id = e.account_id AND a.number = e.number
                 WHERE e.council_id = ",
            );
            asked.push_bind(&council);
            asked.build_query_as().persistent(false).fetch_all(&mut *c).await
        })?;
        for (account_id, position) in positions {
            let holds = |entry: &EntryHash| {
                entry.account_id == *account_id
                    && entry.number == position.number
                    && entry.hash == position.hash.to_string()
            };
            if !found.iter().any(holds) {
                lost.push(position.clone());
            }
        }
    }
    Ok(lost)
}

/// The last entry of an account, whatever its head says.
pub(crate) async fn last_position(
    tx: &mut Tx,
    account_id: Uuid,
) -> Result<Option<Position>, StoreError> {
    let council = tx.council().to_string();
    let last: Option<EntryHash> = on!(tx, c => sqlx::query_as(
            "SELECT account_id, number, hash FROM entries WHERE council_id = $1 AND account_id = $2
             ORDER BY number DESC LIMIT 1",
        )
        .bind(&council)
        .bind(account_id)
        .fetch_optional(&mut *c)
        .await)?;
    let position = |last: EntryHash| {
        let hash = Digest::try_from(last.hash);
        let hash = hash.map_err(|_| super::unreadable("entries", "a malformed hash"))?;
        Ok(Position { account_id: account_id.to_string(), number: last.number, hash })
    };
    last.map(position).transpose()
}
