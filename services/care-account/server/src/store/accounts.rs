use care_account_rules::account::Account;
use carecap_calendar::Day;
use carecap_store::{Conn, StoreError, Tx, on};
use sqlx::types::Json;
use sqlx::{AssertSqlSafe, FromRow as _};
use uuid::Uuid;

use super::unreadable;

/// The head of an account, with the keys of its row.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub(crate) account_id: Uuid,
    pub(crate) person_id: Uuid,
    pub(crate) account: Account,
}

/// The keys of an account's row.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct Keys {
    pub(crate) account_id: Uuid,
    pub(crate) person_id: Uuid,
}

/// An account of a page.
pub(crate) struct OfPage {
    pub(crate) keys: Keys,
    /// None: it cannot be read, or contradicts its row.
    pub(crate) head: Option<Head>,
}

#[derive(sqlx::FromRow)]
struct HeadRow {
    account_id: Uuid,
    person_id: Uuid,
    metered_to: Day,
    last_entry: i64,
    body: Json<Account>,
}

const COLUMNS: &str = "account_id, person_id, metered_to, last_entry, body";

impl HeadRow {
    /// The head, unless its row contradicts itself.
    fn head(self) -> Result<Head, StoreError> {
        let account = self.body.0;
        let opening = account.opening();
        let agrees = account.metered_to() == self.metered_to
            && account.last_entry() == self.last_entry
            && opening.account_id == self.account_id.to_string()
            && opening.person_id == self.person_id.to_string();
        if !agrees {
            return Err(unreadable_head());
        }
        Ok(Head { account_id: self.account_id, person_id: self.person_id, account })
    }
}

fn unreadable_head() -> StoreError {
    unreadable("accounts", "a head that is none or contradicts its row")
}

/// The head of an account.
pub(crate) async fn of(tx: &mut Tx, account_id: Uuid) -> Result<Option<Head>, StoreError> {
    one(tx, "account_id", account_id, "").await
}

/// The head of a person's account.
pub(crate) async fn of_person(tx: &mut Tx, person_id: Uuid) -> Result<Option<Head>, StoreError> {
    one(tx, "person_id", person_id, "").await
}

/// The head of an account, locked until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, account_id: Uuid) -> Result<Option<Head>, StoreError> {
    one(tx, "account_id", account_id, tx.for_update()).await
}

/// The head of a person's account, locked until the transaction ends.
pub(crate) async fn lock_of_person(
    tx: &mut Tx,
    person_id: Uuid,
) -> Result<Option<Head>, StoreError> {
    one(tx, "person_id", person_id, tx.for_update()).await
}

async fn one(tx: &mut Tx, key: &str, id: Uuid, locking: &str) -> Result<Option<Head>, StoreError> {
    let council = tx.council().to_string();
    let sql =
        format!("SELECT {COLUMNS} FROM accounts WHERE council_id = $1 AND {key} = $2{locking}");
    let row: Option<HeadRow> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
        .bind(&council)
        .bind(id)
        .fetch_optional(&mut *c)
        .await)?;
    row.map(HeadRow::head).transpose()
}

/// The heads after an account, in order of id, of everybody or of one person.
pub(crate) async fn page_after(
    tx: &mut Tx,
    after: Uuid,
    person_id: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Head>, StoreError> {
    let heads = page(tx, after, person_id, limit, "").await?;
    let readable = |found: OfPage| found.head.ok_or_else(unreadable_head);
    heads.into_iter().map(readable).collect()
}

/// The accounts after one, in order of id, each locked until the transaction ends. One whose head
/// cannot be read is among them, so that it holds up no other.
pub(crate) async fn lock_page_after(
    tx: &mut Tx,
    after: Uuid,
    limit: i64,
) -> Result<Vec<OfPage>, StoreError> {
    page(tx, after, None, limit, tx.for_update()).await
}

async fn page(
    tx: &mut Tx,
    after: Uuid,
    person_id: Option<Uuid>,
    limit: i64,
    locking: &str,
) -> Result<Vec<OfPage>, StoreError> {
    let council = tx.council().to_string();
    let sql = format!(
        "SELECT {COLUMNS} FROM accounts
         WHERE council_id = $1 AND account_id > $2
           AND (CAST($3 AS UUID) IS NULL OR person_id = $3)
         ORDER BY account_id LIMIT $4{locking}"
    );
    let rows: Vec<RowRead> = on!(tx, c => sqlx::query(AssertSqlSafe(sql))
    .bind(&council)
    .bind(after)
    .bind(person_id)
    .bind(limit)
    .fetch_all(&mut *c)
    .await
    .map(|rows| {
        let read = |row| (Keys::from_row(row), HeadRow::from_row(row));
        rows.iter().map(read).collect()
    }))?;
    let of_page = |(keys, row): RowRead| {
        let (keys, head) = (keys?, row.ok().and_then(|row| row.head().ok()));
        Ok(OfPage { keys, head })
    };
    rows.into_iter().map(of_page).collect()
}

/// How many accounts there are.
pub(crate) async fn count(tx: &mut Tx) -> Result<i64, StoreError> {
    let council = tx.council().to_string();
    Ok(on!(tx, c => sqlx::query_scalar("SELECT COUNT(*) FROM accounts WHERE council_id = $1")
        .bind(&council)
        .fetch_one(&mut *c)
        .await)?)
}

/// A row as it is read one by one: its keys, and the whole of it.
type RowRead = (sqlx::Result<Keys>, sqlx::Result<HeadRow>);

/// Adds the head of a new account. [`StoreError::Conflict`]: the person has one.
pub(crate) async fn add(tx: &mut Tx, head: &Head) -> Result<(), StoreError> {
    let council = tx.council().to_string();
    on!(tx, c => sqlx::query(
            "INSERT INTO accounts (council_id, account_id, person_id, metered_to, last_entry, body)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&council)
        .bind(head.account_id)
        .bind(head.person_id)
        .bind(head.account.metered_to())
        .bind(head.account.last_entry())
        .bind(Json(&head.account))
        .execute(&mut *c)
        .await
        .map(drop))?;
    Ok(())
}

/// Moves heads that this transaction has locked: one statement on PostgreSQL, where each is a round
/// trip; one for each head on SQLite, where none is.
pub(crate) async fn move_heads(tx: &mut Tx, heads: &[Head]) -> Result<(), StoreError> {
    let council = tx.council().to_string();
    let moved = match tx.conn() {
        Conn::Postgres(c) => {
            let column = |head: &Head| (head.account_id, head.account.metered_to());
            let (ids, metered_to): (Vec<Uuid>, Vec<Day>) = heads.iter().map(column).unzip();
            let (last_entries, bodies): (Vec<i64>, Vec<Json<&Account>>) =
                heads.iter().map(|head| (head.account.last_entry(), Json(&head.account))).unzip();
            sqlx::query(
                "UPDATE accounts AS a
                 SET metered_to = n.metered_to, last_entry = n.last_entry, body = n.body
                 FROM UNNEST($2::uuid[], $3::date[], $4::bigint[], $5::jsonb[])
                      AS n (account_id, metered_to, last_entry, body)
                 WHERE a.council_id = $1 AND a.account_id = n.account_id",
            )
            .bind(&council)
            .bind(ids)
            .bind(metered_to)
            .bind(last_entries)
            .bind(bodies)
            .execute(&mut *c)
            .await?
            .rows_affected()
        }
        Conn::Sqlite(c) => {
            let mut moved = 0;
            for head in heads {
                moved += sqlx::query(
                    "UPDATE accounts SET metered_to = $3, last_entry = $4, body = $5
                     WHERE council_id = $1 AND account_id = $2",
                )
                .bind(&council)
                .bind(head.account_id)
                .bind(head.account.metered_to())
                .bind(head.account.last_entry())
                .bind(Json(&head.account))
                .execute(&mut *c)
                .await?
                .rows_affected();
            }
            moved
        }
    };
    if usize::try_from(moved) == Ok(heads.len()) {
        Ok(())
    } else {
        Err(unreadable("accounts", "a head is gone that was locked"))
    }
}
