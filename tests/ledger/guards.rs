use carecap_testing::{ENGINES, Engine};
use carecap_tests::Bench;
use sqlx::error::ErrorKind;

use super::STORY;
use super::database::{Database, Row};

/// How the database says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum No {
    /// Rows of this table are never changed or removed.
    OnlyGrows,
    /// A row may not be like that.
    Check,
    /// There is one already.
    Unique,
    /// A column may not be empty.
    Missing,
}

/// Statements of which the last one is refused, and why; those before it are accepted.
struct Forbidden {
    what: &'static str,
    statements: Vec<String>,
    no: No,
}

impl Forbidden {
    fn new(what: &'static str, no: No, statements: impl IntoIterator<Item = String>) -> Forbidden {
        Forbidden { what, statements: statements.into_iter().collect(), no }
    }
}

/// The next number of the one account.
const NEXT: &str = "(SELECT MAX(number) + 1 FROM entries)";
/// A day that is not metered yet, and the one after it.
const FREE: [(&str, &str); 2] =
    [("from_day", "DATE('2031-01-06')"), ("to_day", "DATE('2031-01-07')")];

/// Makes statements that copy one entry of a kind under the next number, with some columns changed.
struct Copies(Vec<String>);

impl Copies {
    fn insert(&self, insert: &str, which: &str, changes: &[(&str, &str)]) -> String {
        let value = |column: &String| {
            let change = changes.iter().rev().find(|(changed, _)| changed == column);
            change.map_or_else(|| column.clone(), |(_, value)| (*value).to_owned())
        };
        let values: Vec<String> = self.0.iter().map(value).collect();
        format!(
            "{insert} INTO entries ({}) SELECT {} FROM entries WHERE number =
                 (SELECT MIN(number) FROM entries WHERE {which})",
            self.0.join(", "),
            values.join(", ")
        )
    }

    fn of(&self, kind: &str, changes: &[(&str, &str)]) -> String {
        let changes = [&[("number", NEXT)], changes].concat();
        self.insert("INSERT", &format!("kind = '{kind}'"), &changes)
    }

    /// An accrual of a free day.
    fn accrual(&self, changes: &[(&str, &str)]) -> String {
        self.of("ACCRUE", &[FREE.as_slice(), changes].concat())
    }

    /// The reversal of entry 3.
    fn reversal(&self, changes: &[(&str, &str)]) -> String {
        let reverses = [("kind", "'REVERSE'"), ("about_number", "3")];
        self.of("ACCRUE", &[reverses.as_slice(), changes].concat())
    }
}

/// What is like the forbidden ones, but right: the database takes it, so that each of the others is
/// refused for its one difference.
fn allowed(copies: &Copies) -> Vec<(&'static str, String)> {
    let resumed: &[(&str, &str)] = &[("kind", "'RESUME'"), ("about_number", "3")];
    let corrected: &[(&str, &str)] =
        &[("person_accrued", "-1"), ("cost", "cost - person_accrued - 1")];
    vec![
        ("an accrual of a free day", copies.accrual(&[])),
        ("a rate", copies.of("RATE", &[])),
        ("an uprating", copies.of("UPRATE", &[])),
        ("an adjustment", copies.of("ADJUST", &[])),
        ("a pause", copies.of("RATE", &[("kind", "'SUSPEND'")])),
        ("the end of a pause", copies.of("RATE", resumed)),
        ("the end of the needs", copies.of("RATE", &[("kind", "'END_NEEDS'")])),
        ("a charge that is not due", copies.of("RATE", &[("kind", "'WRITE_OFF'")])),
        ("the end of the account", copies.of("RATE", &[("kind", "'CLOSE'")])),
        ("a reversal", copies.reversal(&[])),
        ("a reversal with a part below zero", copies.reversal(corrected)),
        ("a reversal of an uprating", copies.reversal(&[("uprating", "-7")])),
    ]
}

fn rows_that_may_not_be(copies: &Copies) -> Vec<Forbidden> {
    let moved: &[(&str, &str)] = &[
        ("person_accrued", "-1"),
        ("person_daily_living", "person_daily_living + person_accrued + 1"),
    ];
    let paid: &[(&str, &str)] = &[("person_accrued", "1"), ("cost", "1")];
    let counted: &[(&str, &str)] = &[("council_not_counted", "1"), ("cost", "1")];
    let all = [
        ("parts that do not make the cost", copies.accrual(&[("cost", "cost + 1")])),
        (
            "another part that does not",
            copies.accrual(&[("council_accrued", "council_accrued + 1")]),
        ),
        ("a reversal whose parts do not make its cost", copies.reversal(&[("cost", "cost + 1")])),
        ("a part below zero on an accrual", copies.accrual(moved)),
        ("money on a rate", copies.of("RATE", paid)),
        ("money on a pause", copies.of("RATE", &[&[("kind", "'SUSPEND'")], paid].concat())),
        ("the end of no pause", copies.of("RATE", &[("kind", "'RESUME'")])),
        ("money on a notice", copies.of("RATE", &[&[("kind", "'NOTICE'")], paid].concat())),
        ("an uprating on a rate", copies.of("RATE", &[("uprating", "1")])),
        ("an uprating on an accrual", copies.accrual(&[("uprating", "1")])),
        ("parts on an uprating", copies.of("UPRATE", paid)),
        ("parts that do not count on an uprating", copies.of("UPRATE", counted)),
        (
            "a balance that is not its sum",
            copies.accrual(&[("balance_after", "balance_after + 1")]),
        ),
        ("an unknown kind", copies.of("RATE", &[("kind", "'GIFT'")])),
        ("a second opening", copies.of("OPEN", &[])),
        ("an accrual without an end", copies.accrual(&[("to_day", "NULL")])),
        ("an accrual of no days", copies.accrual(&[("to_day", "DATE('2031-01-06')")])),
        ("an end before its start", copies.of("ADJUST", &[("to_day", "DATE('2001-01-01')")])),
        ("an adjustment of nothing", copies.of("ADJUST", &[("about_number", "NULL")])),
        ("an adjustment of itself", copies.of("ADJUST", &[("about_number", NEXT)])),
        ("an accrual about another", copies.accrual(&[("about_number", "3")])),
        ("a reversal of what comes later", copies.reversal(&[("about_number", "4000")])),
        ("an uprating without a factor", copies.of("UPRATE", &[("factor", "NULL")])),
        ("an uprating without a cap", copies.of("UPRATE", &[("cap_after", "NULL")])),
        ("a cap of nothing", copies.of("UPRATE", &[("cap_after", "0")])),
        ("half a budget", copies.of("RATE", &[("budget_version", "NULL")])),
        ("an unknown algorithm", copies.accrual(&[("hash_algorithm", "'none'")])),
        ("a short hash", copies.accrual(&[("hash", "'00'")])),
    ];
    all.map(|(what, statement)| Forbidden::new(what, No::Check, [statement])).into()
}

fn rows_that_are_there_already(copies: &Copies) -> Vec<Forbidden> {
    let unique = |what, statements: Vec<String>| Forbidden::new(what, No::Unique, statements);
    let second = ("number", "(SELECT MAX(number) + 2 FROM entries)");
    vec![
        unique("a second accrual from the same day", vec![copies.of("ACCRUE", &[])]),
        unique(
            "a longer one from the same day",
            vec![copies.of("ACCRUE", &[("to_day", "DATE('2031-01-06')")])],
        ),
        unique("a repeated number", vec![copies.accrual(&[("number", "5")])]),
        unique(
            "a second reversal of one entry",
            vec![copies.reversal(&[]), copies.reversal(&[second])],
        ),
        Forbidden::new("no number", No::Missing, [copies.accrual(&[("number", "NULL")])]),
        Forbidden::new("no bytes", No::Missing, [copies.accrual(&[("canonical", "NULL")])]),
    ]
}

fn changes_of_what_is_there(engine: Engine, copies: &Copies) -> Vec<Forbidden> {
    let grows = |what, statement: String| Forbidden::new(what, No::OnlyGrows, [statement]);
    let mut all = vec![
        grows(
            "one word of an entry",
            "UPDATE entries SET because = 'x' WHERE number = 3".to_owned(),
        ),
        grows(
            "an entry over another",
            copies.insert("INSERT", "number = 3", &[])
                + " ON CONFLICT (council_id, account_id, number) DO UPDATE SET because = 'x'",
        ),
    ];
    for (table, column) in [("entries", "cost"), ("statements", "state"), ("events", "recorded_at")]
    {
        all.push(grows(
            "a change that changes nothing",
            format!("UPDATE {table} SET {column} = {column}"),
        ));
        all.push(grows("everything removed", format!("DELETE FROM {table}")));
        match engine {
            Engine::Postgres => {
                all.push(grows("everything gone at once", format!("TRUNCATE {table}")));
                all.push(grows("and whatever hangs on it", format!("TRUNCATE {table} CASCADE")));
            }
            Engine::Sqlite => all.push(grows(
                "rows in place of themselves",
                format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
            )),
        }
    }
    if engine == Engine::Sqlite {
        let replace = |which, changes: &[_]| copies.insert("INSERT OR REPLACE", which, changes);
        let again = [("number", NEXT)];
        all.push(grows(
            "another entry in place of one",
            replace("number = 3", &[("because", "'x'")]),
        ));
        all.push(grows("a day metered in place of itself", replace("kind = 'ACCRUE'", &again)));
    }
    all
}

fn says(error: &sqlx::Error) -> Option<No> {
    let refused = error.as_database_error()?;
    match refused.kind() {
        ErrorKind::CheckViolation => Some(No::Check),
        ErrorKind::UniqueViolation => Some(No::Unique),
        ErrorKind::NotNullViolation => Some(No::Missing),
        _ => refused.message().contains("only grows").then_some(No::OnlyGrows),
    }
}

/// Every row that must stay as it is.
async fn everything(database: &mut Database) -> [Vec<Row>; 3] {
    [
        database.entries().await,
        database.rows("statements", "t.id, t.version").await,
        database.rows("events", "t.number").await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_refuses_what_no_ledger_may_hold() {
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        bench.tell(STORY).await;
        let mut database = Database::of(&bench).await;
        let copies = Copies(database.columns("entries").await);
        let before = everything(&mut database).await;

        for (what, statement) in allowed(&copies) {
            let taken = database.attempt(&[statement]).await;
            assert!(taken.is_ok(), "{engine:?}: {what}: {taken:?}");
        }
        let forbidden = [
            changes_of_what_is_there(engine, &copies),
            rows_that_may_not_be(&copies),
            rows_that_are_there_already(&copies),
        ];
        for Forbidden { what, statements, no } in forbidden.into_iter().flatten() {
            let tried = database.attempt(&statements).await;
            let Err((place, error)) = tried else { panic!("{engine:?}: {what} was accepted") };
            assert_eq!(place + 1, statements.len(), "{engine:?}: {what}: {error}");
            assert_eq!(says(&error), Some(no), "{engine:?}: {what}: {error}\n{statements:#?}");
        }
        assert_eq!(everything(&mut database).await, before, "{engine:?}: nothing is otherwise");
        bench.stop().await;
    }
}
