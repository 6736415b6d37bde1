use std::marker::PhantomData;

use carecap_calendar::Instant;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::AssertSqlSafe;
use sqlx::types::Json;
use uuid::Uuid;

use crate::{StoreError, Tx, on};

/// A table of numbered, immutable versions: each change of a resource is one more row. The primary
/// key settles races, since two writers cannot both add version n.
pub struct Documents<T> {
    table: &'static str,
    holds: PhantomData<fn() -> T>,
}

/// One version of a resource.
#[derive(Debug, Clone)]
pub struct Document<T> {
    /// The resource.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i64,
    /// The order in which lists show it.
    pub sort_key: String,
    /// When this version was recorded.
    pub recorded_at: Instant,
    /// Who recorded it.
    pub recorded_by: String,
    /// What it says.
    pub body: T,
}

/// A version to be added.
pub struct NewDocument<'a, T> {
    /// The resource.
    pub id: Uuid,
    /// Its version: one more than the newest.
    pub version: i64,
    /// The person it is about, where it is about one.
    pub person_id: Option<Uuid>,
    /// Its state, for lists. Empty: it has none.
    pub state: &'a str,
    /// Lists go up by this text, and among equals from the latest resource back.
    pub sort_key: &'a str,
    /// Who records it: the subject of the token.
    pub recorded_by: &'a str,
    /// What it says.
    pub body: &'a T,
}

/// What a list is to hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only about this person.
    pub person_id: Option<Uuid>,
    /// Only in this state.
    pub state: Option<String>,
    /// Only after this place: the sort key and id of the last one seen.
    pub after: Option<(String, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct Row<T> {
    id: Uuid,
    version: i64,
    sort_key: String,
    recorded_at: i64,
    recorded_by: String,
    body: Json<T>,
}

impl<T> From<Row<T>> for Document<T> {
    fn from(row: Row<T>) -> Document<T> {
        Document {
            id: row.id,
            version: row.version,
            sort_key: row.sort_key,
            recorded_at: Instant::from_micros(row.recorded_at),
            recorded_by: row.recorded_by,
            body: row.body.0,
        }
    }
}

const COLUMNS: &str = "id, version, sort_key, recorded_at, recorded_by, body";

impl<T> Documents<T>
where
    T: Serialize + DeserializeOwned + Send + Sync + Unpin + 'static,
{
    /// The documents of a table that a migration made as such.
    pub const fn of(table: &'static str) -> Documents<T> {
        Documents { table, holds: PhantomData }
    }

    /// Adds a version. [`StoreError::Conflict`]: there is one of that number already.
    pub async fn add(&self, tx: &mut Tx, new: NewDocument<'_, T>) -> Result<(), StoreError> {
        let (council, now, table) = (tx.council().to_string(), tx.now().micros(), self.table);
        let sql = format!(
            "INSERT INTO {table} (council_id, id, version, person_id, state, sort_key,
                                  recorded_at, recorded_by, body)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        );
        on!(tx, c => sqlx::query(AssertSqlSafe(sql))
            .bind(&council)
            .bind(new.id)
            .bind(new.version)
            .bind(new.person_id)
            .bind(new.state)
            .bind(new.sort_key)
            .bind(now)
            .bind(new.recorded_by)
            .bind(Json(new.body))
            .execute(&mut *c)
            .await
            .map(drop))?;
        Ok(())
    }

    /// The newest version of a resource.
    pub async fn newest(&self, tx: &mut Tx, id: Uuid) -> Result<Option<Document<T>>, StoreError> {
        self.one(tx, id, i64::MAX).await
    }

    /// A version of a resource.
    pub async fn at(
        &self,
        tx: &mut Tx,
        id: Uuid,
        version: i64,
    ) -> Result<Option<Document<T>>, StoreError> {
        let found = self.one(tx, id, version).await?;
        Ok(found.filter(|document| document.version == version))
    }

    /// The version that a contract asks for, where 0 stands for the newest.
    pub async fn asked(
        &self,
        tx: &mut Tx,
        id: Uuid,
        version: i64,
    ) -> Result<Option<Document<T>>, StoreError> {
        if version == 0 { self.newest(tx, id).await } else { self.at(tx, id, version).await }
    }

    async fn one(
        &self,
        tx: &mut Tx,
        id: Uuid,
        up_to: i64,
    ) -> Result<Option<Document<T>>, StoreError> {
        let (council, table) = (tx.council().to_string(), self.table);
        let sql = format!(
            "SELECT {COLUMNS} FROM {table} WHERE council_id = $1 AND id = $2 AND version <= $3
             ORDER BY version DESC LIMIT 1"
        );
        let row: Option<Row<T>> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&council)
            .bind(id)
            .bind(up_to)
            .fetch_optional(&mut *c)
            .await)
        .map_err(|error| self.unreadable(error))?;
        Ok(row.map(Document::from))
    }

    /// The newest version of each resource that the filter lets through, in the order of lists.
    pub async fn list(&self, tx: &mut Tx, filter: &Filter) -> Result<Vec<Document<T>>, StoreError> {
        let (council, table) = (tx.council().to_string(), self.table);
        let (after_key, after_id) = filter.after.clone().unzip();
        let sql = format!(
            "SELECT {COLUMNS} FROM {table} AS d
             WHERE council_id = $1
               AND version = (SELECT MAX(version) FROM {table} AS n
                              WHERE n.council_id = d.council_id AND n.id = d.id)
               AND (CAST($2 AS UUID) IS NULL OR person_id = $2)
               AND (CAST($3 AS TEXT) IS NULL OR state = $3)
               AND (CAST($4 AS TEXT) IS NULL OR sort_key > $4 OR (sort_key = $4 AND id < $5))
             ORDER BY sort_key, id DESC LIMIT $6"
        );
        let rows: Vec<Row<T>> = on!(tx, c => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&council)
            .bind(filter.person_id)
            .bind(filter.state.as_deref())
            .bind(after_key.as_deref())
            .bind(after_id)
            .bind(filter.limit)
            .fetch_all(&mut *c)
            .await)
        .map_err(|error| self.unreadable(error))?;
        Ok(rows.into_iter().map(Document::from).collect())
    }

    fn unreadable(&self, error: sqlx::Error) -> StoreError {
        match error {
            sqlx::Error::ColumnDecode { index, .. } => StoreError::Unreadable {
                table: self.table,
                what: format!("column {index} is not of this version of the program"),
            },
            other => other.into(),
        }
    }
}
