use std::fmt::Write as _;

use sqlx::migrate::{MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::Engine;

/// One step forward of a context's tables. There is no step back: expand, migrate, contract.
///
/// Tables are one text for both engines. What differs stands apart, and what must only grow is named,
/// so that the guards are written in one place.
pub struct Migration {
    /// Its number: 1 is the spine's own, a context's begin at 100.
    pub version: i64,
    /// What it brings, in a few words.
    pub name: &'static str,
    /// Tables and indexes, in SQL that both engines read.
    pub tables: &'static str,
    /// Tables of numbered versions (see [`crate::Documents`]), made whole by this migration.
    pub documents: &'static [&'static str],
    /// Tables that take INSERT and SELECT alone: UPDATE and DELETE are refused by the database.
    pub append_only: &'static [&'static str],
}

/// What every context has: the keys of requests, its event log, and how far it has followed others.
pub(crate) const SPINE: Migration = Migration {
    version: 1,
    name: "requests, events and followers",
    tables: include_str!("../migrations/0001_spine.sql"),
    documents: &[],
    append_only: &["events"],
};

pub(crate) fn migrator(engine: Engine, migrations: &[Migration]) -> Migrator {
    let applied = std::iter::once(&SPINE).chain(migrations).map(|migration| {
        sqlx::migrate::Migration::new(
            migration.version,
            migration.name.into(),
            MigrationType::Simple,
            AssertSqlSafe(migration.sql(engine)).into_sql_str(),
            false,
        )
    });
    Migrator::with_migrations(applied.collect())
}

impl Migration {
    fn sql(&self, engine: Engine) -> String {
        let mut sql = String::new();
        if self.version == SPINE.version && engine == Engine::Postgres {
            sql.push_str(POSTGRES_REFUSE_CHANGE);
        }
        sql.push_str(self.tables);
        for table in self.documents {
            sql.push_str(&documents_table(table));
        }
        for table in self.append_only.iter().chain(self.documents) {
            sql.push_str(&guards(engine, table));
        }
        sql
    }
}

fn documents_table(table: &str) -> String {
    format!(
        "\nCREATE TABLE {table} (
    council_id TEXT NOT NULL,
    id UUID NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    person_id UUID,
    state TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    body JSONB NOT NULL,
    PRIMARY KEY (council_id, id, version)
);
CREATE INDEX {table}_by_person ON {table} (council_id, person_id);
CREATE INDEX {table}_by_order ON {table} (council_id, sort_key, id);\n"
    )
}

const POSTGRES_REFUSE_CHANGE: &str = "
CREATE FUNCTION carecap_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: its rows are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
";

fn guards(engine: Engine, table: &str) -> String {
    let mut sql = String::new();
    match engine {
        Engine::Postgres => {
            let _ = write!(
                sql,
                "\nCREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION carecap_refuse_change();\n"
            );
        }
        Engine::Sqlite => {
            for verb in ["UPDATE", "DELETE"] {
                let _ = write!(
                    sql,
                    "\nCREATE TRIGGER {table}_no_{} BEFORE {verb} ON {table} BEGIN
    SELECT RAISE(ABORT, '{table} only grows: its rows are never changed or removed');
END;\n",
                    verb.to_lowercase()
                );
            }
        }
    }
    sql
}
