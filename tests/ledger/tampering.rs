use carecap_testing::{ENGINES, Engine};
use carecap_tests::Bench;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::STORY;
use super::chain::{Chain, Checked, chained, must};
use super::database::{Database, Row};

/// Checks the whole ledger of one account, and that its head is where the ledger ends: only the
/// head tells that the last entries are missing.
fn verify(entries: &[Row], head: &Row) -> Checked<Chain> {
    let mut chain = Chain::default();
    for (index, row) in entries.iter().enumerate() {
        chain.next_row(row).map_err(|fault| format!("row {}: {fault}", index + 1))?;
    }
    let held = |column: &str| head[column].clone().map(|held| String::from_utf8(held).unwrap());
    let body: Value = serde_json::from_str(&held("body").unwrap()).unwrap();
    must(held("last_entry") == Some(chain.number.to_string()), "the head has another last entry")?;
    must(held("metered_to").as_ref() == Some(&chain.metered_to), "the head has another day")?;
    must(body["last_hash"] == chain.hash(), "the head has another hash")?;
    must(body["totals"]["person_accrued"] == chain.parts[0], "the head has other totals")?;
    Ok(chain)
}

/// The account of the story as it lies in an engine's tables.
struct Stored {
    engine: Engine,
    entries: Vec<Row>,
    head: Row,
}

/// The account on both engines. These tests only read it, so the story is told once.
async fn stored() -> &'static [Stored] {
    static STORED: OnceCell<Vec<Stored>> = OnceCell::const_new();
    STORED.get_or_init(tell_on_both_engines).await
}

async fn tell_on_both_engines() -> Vec<Stored> {
    let mut stored = Vec::new();
    for engine in ENGINES {
        let bench = Bench::start(engine).await;
        bench.tell(STORY).await;
        let mut database = Database::of(&bench).await;
        let heads = database.rows("accounts", "t.account_id").await;
        let [head] = <[Row; 1]>::try_from(heads).expect("the story has one account");
        stored.push(Stored { engine, entries: database.entries().await, head });
        bench.stop().await;
    }
    stored
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_alone_prove_the_account() {
    for Stored { engine, entries, head } in stored().await {
        let chain = verify(entries, head).unwrap_or_else(|fault| panic!("{engine:?}: {fault}"));
        assert_eq!(chain.number, 39, "{engine:?}");
        assert_eq!(chain.accrued(), 1_643_286, "{engine:?}");
        assert_eq!(chain.balance(), 1_704_088, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn any_altered_byte_or_emptied_column_of_any_entry_is_found() {
    for Stored { engine, entries, .. } in stored().await {
        let mut before = Chain::default();
        let mut altered = 0;
        for row in entries {
            let mut other = row.clone();
            for (column, held) in row {
                for place in 0..held.as_ref().map_or(0, Vec::len) {
                    let flip = |row: &mut Row| {
                        let bytes = row.get_mut(column).unwrap().as_mut().unwrap();
                        bytes[place] ^= 1 << (place % 8);
                    };
                    flip(&mut other);
                    let found = before.clone().next_row(&other);
                    assert!(found.is_err(), "{engine:?}: byte {place} of {column} in {other:?}");
                    flip(&mut other);
                    altered += 1;
                }
                let filled = held.is_none().then(|| b"1".to_vec());
                other.insert(column.clone(), filled);
                assert!(
                    before.clone().next_row(&other).is_err(),
                    "{engine:?}: {column} in {other:?}"
                );
                other.insert(column.clone(), held.clone());
            }
            before.next_row(row).expect("the entry itself is sound");
        }
        assert!(altered > 40_000, "{engine:?}: only {altered} bytes were there to alter");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_left_out_doubled_exchanged_or_rewritten_are_found() {
    let Stored { entries, head, .. } = &stored().await[0];
    let tampered = |change: &dyn Fn(&mut Vec<Row>)| {
        let mut entries = entries.clone();
        change(&mut entries);
        verify(&entries, head).map(drop)
    };
    for index in 0..entries.len() {
        assert!(tampered(&|rows| drop(rows.remove(index))).is_err(), "{index} left out");
        assert!(
            tampered(&|rows| rows.insert(index, rows[index].clone())).is_err(),
            "{index} twice"
        );
        let rewritten = tampered(&|rows| rewrite(&mut rows[index]));
        assert!(rewritten.is_err(), "{index} rewritten together with its hash");
        if index > 0 {
            assert!(tampered(&|rows| rows.swap(index - 1, index)).is_err(), "{index} exchanged");
        }
    }
}

/// Gives an entry another reason, and a hash that fits it.
fn rewrite(row: &mut Row) {
    let bytes = |row: &Row, column: &str| row[column].clone().unwrap();
    let mut said: Value = serde_json::from_slice(&bytes(row, "canonical")).unwrap();
    said["because"] = json!("It was never so.");
    let canonical = serde_json::to_vec(&said).unwrap();
    let previous_hash = String::from_utf8(bytes(row, "previous_hash")).unwrap();
    let hash = chained(&previous_hash, &canonical).into_bytes();
    for (column, value) in
        [("because", b"It was never so.".to_vec()), ("canonical", canonical), ("hash", hash)]
    {
        row.insert(column.to_owned(), Some(value));
    }
}
