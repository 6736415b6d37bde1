//! A checker of ledgers that shares no code with the one under test. It knows what
//! docs/contracts.md says of entries and their hashes, and no more.

use carecap_contracts::account::v1 as proto;
use carecap_contracts::common::v1::{Date, Money};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::database::Row;

const PARTS: [&str; 6] = [
    "person_accrued",
    "person_daily_living",
    "person_not_counted",
    "council_accrued",
    "council_daily_living",
    "council_not_counted",
];

/// How far a ledger has been checked.
#[derive(Clone, Default)]
pub(super) struct Chain {
    pub(super) number: i64,
    hash: Option<String>,
    recorded_at: i64,
    pub(super) parts: [i64; 6],
    pub(super) uprating: i64,
    /// The first day that is not metered.
    pub(super) metered_to: String,
    account: (String, String),
}

/// An entry that the chain accepts, as its canonical bytes tell it.
pub(super) struct Link {
    pub(super) said: Value,
    pub(super) parts: [i64; 6],
}

pub(super) type Checked<T> = Result<T, String>;

/// Refuses with a sentence.
pub(super) fn must(holds: bool, otherwise: &str) -> Checked<()> {
    if holds { Ok(()) } else { Err(otherwise.to_owned()) }
}

fn integer(said: &Value, key: &str) -> Checked<i64> {
    said[key].as_i64().ok_or_else(|| format!("{key} is no integer"))
}

fn text<'a>(said: &'a Value, key: &str) -> Checked<&'a str> {
    said[key].as_str().ok_or_else(|| format!("{key} is no text"))
}

fn parts_of(split: &Value) -> Checked<[i64; 6]> {
    let mut parts = [0; 6];
    for (place, name) in PARTS.into_iter().enumerate() {
        parts[place] = integer(split, name)?;
    }
    Ok(parts)
}

/// Keys in order of their bytes, at every depth.
fn is_in_order(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.keys().is_sorted() && members.values().all(is_in_order),
        Value::Array(items) => items.iter().all(is_in_order),
        _ => true,
    }
}

impl Chain {
    /// The hash of the last entry.
    pub(super) fn hash(&self) -> &str {
        self.hash.as_deref().unwrap_or_default()
    }

    pub(super) fn accrued(&self) -> i64 {
        self.parts[0] + self.parts[3]
    }

    pub(super) fn balance(&self) -> i64 {
        self.accrued() + self.uprating
    }

    /// Takes the next entry: hash, number, parts, balance, time and tiling.
    pub(super) fn next(
        &mut self,
        previous_hash: &[u8],
        hash: &[u8],
        canonical: &[u8],
    ) -> Checked<Link> {
        let zeros = "0".repeat(64);
        let before = self.hash.as_ref().unwrap_or(&zeros);
        must(previous_hash == before.as_bytes(), "it does not follow on the entry before")?;
        let own = chained(before, canonical);
        must(hash == own.as_bytes(), "the bytes do not give the hash")?;

        let said: Value = serde_json::from_slice(canonical).map_err(|error| error.to_string())?;
        let again = serde_json::to_vec(&said).map_err(|error| error.to_string())?;
        must(again == canonical && is_in_order(&said), "the bytes are not canonical")?;
        must(text(&said, "hash_algorithm")? == "sha256-1", "an unknown algorithm")?;

        must(integer(&said, "number")? == self.number + 1, "the numbers have a gap")?;
        must((text(&said, "kind")? == "OPEN") == (self.number == 0), "the opening comes first")?;
        let recorded_at = integer(&said, "recorded_at")?;
        must(recorded_at >= self.recorded_at, "it was recorded before the one before")?;
        if self.number == 0 {
            let of = |key| text(&said, key).map(str::to_owned);
            self.account = (of("council_id")?, of("account_id")?);
        }
        let parts = self.add(&said)?;
        self.number += 1;
        self.recorded_at = recorded_at;
        self.hash = Some(own);
        Ok(Link { said, parts })
    }

    /// Adds the money of an entry.
    fn add(&mut self, said: &Value) -> Checked<[i64; 6]> {
        let (kind, parts) = (text(said, "kind")?, parts_of(&said["split"])?);
        let corrects = ["ADJUST", "REVERSE"].contains(&kind);
        let (cost, uprating) = (integer(said, "cost")?, integer(said, "uprating")?);
        must(parts.iter().sum::<i64>() == cost, "the parts do not make the cost")?;
        must(corrects || parts.iter().all(|part| *part >= 0), "a part is below zero")?;
        must(corrects || kind == "ACCRUE" || cost == 0, "this kind has no cost")?;
        must(corrects || kind == "UPRATE" || uprating == 0, "this kind has no uprating")?;
        for (total, part) in self.parts.iter_mut().zip(parts) {
            *total += part;
        }
        self.uprating += uprating;
        must(integer(said, "balance_after")? == self.balance(), "the balance is not the sum")?;

        let start = text(said, "effective_start")?;
        if kind == "OPEN" {
            start.clone_into(&mut self.metered_to);
        }
        if kind == "ACCRUE" {
            must(self.metered_to == start, "metered days do not tile")?;
            text(said, "effective_end")?.clone_into(&mut self.metered_to);
        }
        Ok(parts)
    }

    /// Takes the next row of the table: every column must say what the canonical bytes say.
    pub(super) fn next_row(&mut self, row: &Row) -> Checked<()> {
        let bytes = |column: &str| -> Checked<&[u8]> {
            let held = row.get(column).and_then(Option::as_deref);
            held.ok_or_else(|| format!("there is no {column}"))
        };
        let hashes = (bytes("previous_hash")?, bytes("hash")?);
        let link = self.next(hashes.0, hashes.1, bytes("canonical")?)?;
        for column in ["rules", "detail"] {
            let held: Value =
                serde_json::from_slice(bytes(column)?).map_err(|error| error.to_string())?;
            let due =
                if column == "rules" { link.said["rules"].clone() } else { detail(&link.said)? };
            must(held == due, column)?;
        }
        let checked = ["previous_hash", "hash", "canonical", "rules", "detail"];
        for (column, held) in row.iter().filter(|(column, _)| !checked.contains(&column.as_str())) {
            let due = self.column(column, &link)?.map(String::into_bytes);
            let held = held.as_deref().map(|held| match column.as_str() {
                "account_id" | "run_id" => without_dashes(held),
                _ => held.to_vec(),
            });
            if held != due {
                return Err(format!("{column} does not say what the bytes say"));
            }
        }
        Ok(())
    }

    /// What a column must hold after an entry.
    fn column(&self, column: &str, link: &Link) -> Checked<Option<String>> {
        if let Some(place) = PARTS.into_iter().position(|part| part == column) {
            return Ok(Some(link.parts[place].to_string()));
        }
        let said = |key: &str| match &link.said[key] {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let plain =
            |text: &str| Some(String::from_utf8_lossy(&without_dashes(text.as_bytes())).into());
        Ok(match column {
            "council_id" => Some(self.account.0.clone()),
            "account_id" => plain(&self.account.1),
            "run_id" => said("run_id").as_deref().and_then(plain),
            "from_day" => said("effective_start"),
            "to_day" => said("effective_end"),
            "cost_after" => Some(self.parts.iter().sum::<i64>().to_string()),
            "accrued_after" => Some(self.accrued().to_string()),
            "daily_living_after" => Some((self.parts[1] + self.parts[4]).to_string()),
            "uprating_after" => Some(self.uprating.to_string()),
            "number" | "kind" | "recorded_at" | "cost" | "uprating" | "balance_after"
            | "about_number" | "budget_id" | "budget_version" | "factor" | "cap_after"
            | "because" | "trace_id" | "hash_algorithm" => said(column),
            unknown => return Err(format!("the checker does not know the column {unknown}")),
        })
    }

    /// Takes the next entry as it is served: every field must say what the canonical bytes say.
    pub(super) fn next_served(&mut self, entry: &proto::Entry) -> Checked<Link> {
        let hashes = (entry.previous_hash.as_bytes(), entry.hash.as_bytes());
        let link = self.next(hashes.0, hashes.1, &entry.canonical)?;
        let said = &link.said;
        let kind = entry.kind().as_str_name().trim_start_matches("ENTRY_KIND_");
        must(entry.number == self.number && said["kind"] == kind, "number or kind")?;
        let money = |money: &Option<Money>| match money {
            Some(money) => Value::from(money.pence),
            None => Value::Null,
        };
        let date = |date: Option<&Date>| match date {
            Some(day) => json!(format!("{:04}-{:02}-{:02}", day.year, day.month, day.day)),
            None => Value::Null,
        };
        let filled = |text: &str| if text.is_empty() { Value::Null } else { json!(text) };
        let above = |number: i64| if number == 0 { Value::Null } else { json!(number) };
        let days = entry.effective.as_ref();
        let at = entry
            .recorded_at
            .as_ref()
            .map(|at| at.seconds * 1_000_000 + i64::from(at.nanos) / 1_000);
        for (key, served) in [
            ("effective_start", date(days.and_then(|days| days.start.as_ref()))),
            ("effective_end", date(days.and_then(|days| days.end.as_ref()))),
            ("recorded_at", json!(at)),
            ("cost", money(&entry.cost)),
            ("split", entry.split.as_ref().map_or(Value::Null, split)),
            ("uprating", money(&entry.uprating)),
            ("balance_after", money(&entry.balance_after)),
            ("because", json!(entry.because)),
            ("rules", json!(entry.rules)),
            ("weekly_rate", entry.weekly_rate.as_ref().map_or(Value::Null, split)),
            ("budget_id", filled(&entry.budget_id)),
            ("budget_version", above(entry.budget_version)),
            ("run_id", filled(&entry.run_id)),
            ("about_number", above(entry.about_number)),
            ("factor", filled(&entry.factor)),
            ("cap_after", money(&entry.cap_after)),
            ("trace_id", filled(&entry.trace_id)),
            ("hash_algorithm", json!(entry.hash_algorithm)),
            ("decided_by", filled(&entry.decided_by)),
            ("decided_on", date(entry.decided_on.as_ref())),
            ("reason", filled(&entry.reason)),
            ("charge_weekly", money(&entry.charge_weekly)),
            ("learned_on", date(entry.learned_on.as_ref())),
            ("fact_number", above(entry.fact_number)),
        ] {
            must(said[key] == served, &format!("{key} does not say what the bytes say"))?;
        }
        Ok(link)
    }
}

/// The hash of an entry after the hash of the one before.
pub(super) fn chained(previous_hash: &str, canonical: &[u8]) -> String {
    let byte = |place: usize| previous_hash.get(place..place + 2);
    let before =
        (0..64).step_by(2).map(|place| u8::from_str_radix(byte(place).unwrap(), 16).unwrap());
    let mut hasher = Sha256::new();
    hasher.update(b"carecap-entry-1\n");
    hasher.update(before.collect::<Vec<u8>>());
    hasher.update(canonical);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn without_dashes(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|byte| *byte != b'-').collect()
}

fn split(split: &proto::Split) -> Value {
    let pence = |part: &Option<Money>| part.as_ref().unwrap().pence;
    json!({
        "person_accrued": pence(&split.person_accrued),
        "person_daily_living": pence(&split.person_daily_living),
        "person_not_counted": pence(&split.person_not_counted),
        "council_accrued": pence(&split.council_accrued),
        "council_daily_living": pence(&split.council_daily_living),
        "council_not_counted": pence(&split.council_not_counted),
    })
}

/// The `detail` that a row must have beside its columns: facts of the canonical bytes once more.
fn detail(said: &Value) -> Checked<Value> {
    let of = |key: &str| said[key].clone();
    let budget = || json!({ "budget_id": of("budget_id"), "version": of("budget_version") });
    let kind = text(said, "kind")?;
    Ok(match kind {
        "OPEN" => json!({
            "kind": kind, "account_id": of("account_id"), "council_id": of("council_id"),
            "person_id": of("person_id"), "pack": of("pack"), "shadow": of("shadow"),
            "cap": of("cap_after"),
        }),
        "RATE" => json!({
            "kind": kind, "basis": of("basis"), "budget": budget(), "weekly": of("weekly_rate"),
        }),
        "ACCRUE" => json!({ "kind": kind, "split": of("split") }),
        "UPRATE" => json!({
            "kind": kind, "amount": of("uprating"),
            "uprating": {
                "on": of("effective_start"), "factor": of("factor"),
                "cap_after": of("cap_after"), "unconfirmed": of("factor_unconfirmed"),
            },
        }),
        "ADJUST" => json!({
            "kind": kind, "about_number": of("about_number"), "split": of("split"),
            "uprating": of("uprating"),
            "budget": if said["budget_id"].is_null() { Value::Null } else { budget() },
        }),
        "REVERSE" => json!({
            "kind": kind, "about_number": of("about_number"), "split": of("split"),
            "uprating": of("uprating"),
        }),
        "REACHED" | "NOTICE" => json!({ "kind": kind }),
        unknown => return Err(format!("the checker does not know the kind {unknown}")),
    })
}
