//! The database of care-account, opened past the service.

use std::collections::BTreeMap;

use carecap_service::Peer;
use carecap_testing::Engine;
use carecap_tests::Bench;
use serde_json::{Map, Value};
use sqlx::postgres::PgRow;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

use super::COUNCIL;

/// The columns that hold a UUID, and those that hold a document.
const IDS: [&str; 4] = ["account_id", "person_id", "run_id", "last_account_id"];
const DOCUMENTS: [&str; 4] = ["body", "detail", "rules", "terms"];

/// A row as the database holds it: each column as a text's bytes, or nothing.
pub(crate) type Row = BTreeMap<String, Option<Vec<u8>>>;

/// A connection of our own, beside those of the service.
pub(crate) enum Database {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Runs the same words on whichever connection there is.
macro_rules! with {
    ($database:expr, $connection:ident => $do:expr) => {
        match $database {
            Database::Sqlite($connection) => $do,
            Database::Postgres($connection) => $do,
        }
    };
}

impl Database {
    /// Opened as the service opens it.
    pub(crate) async fn of(bench: &Bench) -> Database {
        match bench.engine {
            Engine::Sqlite => {
                let folder = bench.config.data.folder.join(Peer::CareAccount.name());
                let options = SqliteConnectOptions::new()
                    .filename(folder.join(format!("{COUNCIL}.sqlite")))
                    .pragma("recursive_triggers", "ON");
                let opened = SqliteConnection::connect_with(&options).await;
                Database::Sqlite(opened.expect("the council has a file"))
            }
            Engine::Postgres => {
                let url = bench.config.store.postgres.of(Peer::CareAccount);
                Database::Postgres(PgConnection::connect(url).await.expect("it answers"))
            }
        }
    }

    /// Executes statements in a transaction that never comes to its end. An error has the place of
    /// the statement that was refused.
    pub(crate) async fn attempt(
        &mut self,
        statements: &[String],
    ) -> Result<(), (usize, sqlx::Error)> {
        with!(self, connection => {
            let mut tx = connection.begin().await.expect("a transaction begins");
            for (place, statement) in statements.iter().enumerate() {
                let query = sqlx::query(AssertSqlSafe(statement.clone()));
                query.execute(&mut *tx).await.map_err(|error| (place, error))?;
            }
            tx.rollback().await.expect("it is taken back");
            Ok(())
        })
    }

    /// Executes a statement with one text as its parameter.
    pub(crate) async fn execute(&mut self, statement: String, parameter: &str) {
        with!(self, connection => {
            let query = sqlx::query(AssertSqlSafe(statement)).bind(parameter);
            query.execute(connection).await.map(drop).expect("it is accepted");
        });
    }

    /// Executes statements that must be accepted.
    pub(crate) async fn tamper(&mut self, statements: &[&str]) {
        for statement in statements {
            with!(self, connection => {
                let query = sqlx::query(AssertSqlSafe((*statement).to_owned()));
                query.execute(connection).await.map(drop).expect("it is accepted");
            });
        }
    }

    /// Adds rows to a table. Their values are texts, which both engines turn into the columns' own.
    pub(crate) async fn add(&mut self, table: &str, rows: &[Value]) {
        let columns = self.columns(table).await;
        let statement = match self {
            Database::Postgres(_) => format!(
                "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $1::json)"
            ),
            Database::Sqlite(_) => {
                let value = |column: &String| {
                    if IDS.contains(&column.as_str()) {
                        format!("UNHEX(REPLACE(JSON_EXTRACT(value, '$.{column}'), '-', ''))")
                    } else {
                        format!("JSON_EXTRACT(value, '$.{column}')")
                    }
                };
                let values: Vec<String> = columns.iter().map(value).collect();
                let (columns, values) = (columns.join(", "), values.join(", "));
                format!("INSERT INTO {table} ({columns}) SELECT {values} FROM JSON_EACH($1)")
            }
        };
        let rows = serde_json::to_string(rows).expect("JSON");
        self.execute(statement, &rows).await;
    }

    /// The columns of a table, in their order.
    pub(crate) async fn columns(&mut self, table: &str) -> Vec<String> {
        let listing = match self {
            Database::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}')"),
            Database::Postgres(_) => format!(
                "SELECT column_name::text FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = '{table}'
                 ORDER BY ordinal_position"
            ),
        };
        with!(self, connection => {
            sqlx::query_scalar(AssertSqlSafe(listing)).fetch_all(connection).await
        })
        .expect("the table has columns")
    }

    /// All rows of a table, which is `t` in the order: every column as text, the bytes of a UUID or
    /// of a message in hexadecimal.
    pub(crate) async fn rows(&mut self, table: &str, order: &str) -> Vec<Row> {
        let columns = self.columns(table).await;
        let as_text = |column: &String| match self {
            Database::Sqlite(_) => format!(
                "CASE TYPEOF({column}) WHEN 'blob' THEN LOWER(HEX({column}))
                 ELSE CAST({column} AS TEXT) END"
            ),
            Database::Postgres(_) => format!("{column}::text"),
        };
        let listed: Vec<String> = columns.iter().map(as_text).collect();
        let select = format!("SELECT {} FROM {table} AS t ORDER BY {order}", listed.join(", "));
        let query = AssertSqlSafe(select);
        match self {
            Database::Sqlite(connection) => {
                let rows = sqlx::query(query).fetch_all(connection).await.expect("rows");
                let text = |row: &SqliteRow, place| row.get::<Option<String>, usize>(place);
                rows.iter().map(|row| named(&columns, |place| text(row, place))).collect()
            }
            Database::Postgres(connection) => {
                let rows = sqlx::query(query).fetch_all(connection).await.expect("rows");
                let text = |row: &PgRow, place| row.get::<Option<String>, usize>(place);
                rows.iter().map(|row| named(&columns, |place| text(row, place))).collect()
            }
        }
    }

    /// The ledger of every account, the accounts one after the other.
    pub(crate) async fn entries(&mut self) -> Vec<Row> {
        self.rows("entries", "t.account_id, t.number").await
    }
}

fn named(columns: &[String], text: impl Fn(usize) -> Option<String>) -> Row {
    let named = columns.iter().enumerate();
    named.map(|(place, column)| (column.clone(), text(place).map(String::into_bytes))).collect()
}

/// A row as JSON: numbers, texts and UUIDs as texts, documents as documents.
pub(crate) fn as_json(row: &Row) -> Value {
    let mut json = Map::new();
    for (column, held) in row {
        let text = held.as_ref().map(|held| String::from_utf8(held.clone()).expect("a text"));
        let value = match (text, column.as_str()) {
            (None, _) => Value::Null,
            (Some(text), column) if DOCUMENTS.contains(&column) => {
                serde_json::from_str(&text).expect("JSON")
            }
            (Some(text), column) if IDS.contains(&column) => {
                uuid::Uuid::try_parse(&text).expect("a UUID").to_string().into()
            }
            (Some(text), _) => text.into(),
        };
        json.insert(column.clone(), value);
    }
    Value::Object(json)
}
