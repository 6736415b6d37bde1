use uuid::Uuid;

use crate::{StoreError, Tx, on};

/// A request id, for one method, and what was asked under it.
#[derive(Debug, Clone)]
pub struct RequestKey {
    /// The method's path.
    pub method: String,
    /// The caller's UUID.
    pub request_id: Uuid,
    /// SHA-256 of the request without its id, in hexadecimal.
    pub digest: String,
}

/// The version of a resource, which is all that an answer is rebuilt from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The resource.
    pub id: Uuid,
    /// Its version (for what has versions of its own kind, see the context's store).
    pub version: i64,
}

/// What is known of a request id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// It is new, and now this transaction's.
    New,
    /// The same request took effect before; this is what it made.
    Known(Named),
    /// It was used for another request.
    Mismatch,
}

#[derive(sqlx::FromRow)]
struct KeyRow {
    digest: String,
    resource_id: Option<Uuid>,
    resource_version: Option<i64>,
}

impl Tx {
    /// Claims a request id, as the first thing that a changing transaction does. Of two at once, the
    /// unique key lets one in; the other waits for its end and then reads what it did.
    pub async fn claim(&mut self, key: &RequestKey) -> Result<Claim, StoreError> {
        let (council, now) = (self.council().to_string(), self.now().micros());
        let inserted = on!(self, c => sqlx::query(
                "INSERT INTO request_keys (council_id, method, request_id, digest, recorded_at)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (council_id, method, request_id) DO NOTHING",
            )
            .bind(&council)
            .bind(&key.method)
            .bind(key.request_id)
            .bind(&key.digest)
            .bind(now)
            .execute(&mut *c)
            .await
            .map(|done| done.rows_affected()))?;
        if inserted == 1 { Ok(Claim::New) } else { self.known(key).await }
    }

    async fn known(&mut self, key: &RequestKey) -> Result<Claim, StoreError> {
        let council = self.council().to_string();
        let row: KeyRow = on!(self, c => sqlx::query_as(
                "SELECT digest, resource_id, resource_version FROM request_keys
                 WHERE council_id = $1 AND method = $2 AND request_id = $3",
            )
            .bind(&council)
            .bind(&key.method)
            .bind(key.request_id)
            .fetch_one(&mut *c)
            .await)?;
        if row.digest != key.digest {
            return Ok(Claim::Mismatch);
        }
        match (row.resource_id, row.resource_version) {
            (Some(id), Some(version)) => Ok(Claim::Known(Named { id, version })),
            _ => Err(StoreError::Unreadable {
                table: "request_keys",
                what: "a key that took effect names no version".to_owned(),
            }),
        }
    }

    /// Writes down what a claimed request made, in the transaction that makes it.
    pub async fn settle(&mut self, key: &RequestKey, made: Named) -> Result<(), StoreError> {
        let council = self.council().to_string();
        on!(self, c => sqlx::query(
                "UPDATE request_keys SET resource_id = $4, resource_version = $5
                 WHERE council_id = $1 AND method = $2 AND request_id = $3",
            )
            .bind(&council)
            .bind(&key.method)
            .bind(key.request_id)
            .bind(made.id)
            .bind(made.version)
            .execute(&mut *c)
            .await
            .map(drop))?;
        Ok(())
    }
}
