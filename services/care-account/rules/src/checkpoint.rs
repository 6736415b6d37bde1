//! How far the ledgers of a council were, as it is signed and kept outside the database: whoever later
//! cuts off the last entries of an account, or writes its whole chain anew, contradicts it.
//!
//! The positions are a text: a first line `carecap-positions-1 COUNCIL`, then a line for each account in
//! order of its id, `ACCOUNT NUMBER HASH`, with the number and the hash of its last entry; each line
//! ends with a line feed. The root is the SHA-256 of that text. The signature and the digest of a
//! checkpoint are over the tag `carecap-checkpoint-1`, a line feed, and the checkpoint as JSON in the
//! manner of RFC 8785, where `at` is whole microseconds since 1970.

use std::fmt::Write as _;

use carecap_calendar::Instant;
use serde::{Deserialize, Serialize};

use crate::chain::Digest;

const TAG: &[u8] = b"carecap-checkpoint-1\n";
const POSITIONS: &str = "carecap-positions-1";

/// How far one ledger was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The account, as a UUID in lower case.
    pub account_id: String,
    /// The number of its last entry.
    pub number: i64,
    /// The hash of that entry.
    pub hash: Digest,
}

/// What is signed. Its fields stand in the order of their names, which signatures rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// How many accounts there were.
    pub accounts: i64,
    /// When it was made.
    pub at: Instant,
    /// The council's GSS code.
    pub council_id: String,
    /// How many entries there were in all.
    pub entries: i64,
    /// The digest of the checkpoint before; of the first, zeros.
    pub previous: Digest,
    /// The root over the positions.
    pub root: Digest,
    /// Counts the checkpoints of the council, from 1.
    pub sequence: i64,
}

/// Why a text is no list of positions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PositionsFault {
    /// The first line is missing, or of another council or form.
    #[error("the first line is not `{0}`")]
    FirstLine(String),
    /// A line that is none, or that does not come after the one before it.
    #[error("line {0} is not an account after the one before, a number and a hash")]
    Line(usize),
}

impl Checkpoint {
    /// The next checkpoint of a council after the one before it.
    pub fn after(
        previous: Option<&Checkpoint>,
        council_id: &str,
        positions: &[Position],
        at: Instant,
    ) -> Checkpoint {
        let entries = positions.iter().map(|position| position.number).fold(0, i64::saturating_add);
        Checkpoint {
            accounts: i64::try_from(positions.len()).unwrap_or(i64::MAX),
            at,
            council_id: council_id.to_owned(),
            entries,
            previous: previous.map_or(Digest::ZERO, Checkpoint::digest),
            root: root(council_id, positions),
            sequence: previous.map_or(1, |previous| previous.sequence.saturating_add(1)),
        }
    }

    /// What is signed.
    pub fn bytes(&self) -> Vec<u8> {
        // A struct of numbers and texts is always written.
        [TAG.to_vec(), serde_json::to_vec(self).unwrap_or_default()].concat()
    }

    /// What the next checkpoint names it by.
    pub fn digest(&self) -> Digest {
        Digest::of(&self.bytes())
    }
}

/// The text of positions that are in order of account.
pub fn positions_text(council_id: &str, positions: &[Position]) -> String {
    let mut text = format!("{POSITIONS} {council_id}\n");
    for Position { account_id, number, hash } in positions {
        let _ = writeln!(text, "{account_id} {number} {hash}");
    }
    text
}

/// The root over positions that are in order of account.
pub fn root(council_id: &str, positions: &[Position]) -> Digest {
    Digest::of(positions_text(council_id, positions).as_bytes())
}

/// Reads the text of positions.
///
/// # Errors
/// See [`PositionsFault`].
pub fn read_positions(council_id: &str, text: &str) -> Result<Vec<Position>, PositionsFault> {
    let first = format!("{POSITIONS} {council_id}");
    let mut lines = text.lines();
    if lines.next() != Some(first.as_str()) {
        return Err(PositionsFault::FirstLine(first));
    }
    let mut positions: Vec<Position> = Vec::new();
    for (index, line) in lines.enumerate() {
        let follows = |position: &Position| {
            positions.last().is_none_or(|last| last.account_id < position.account_id)
        };
        let position = position_of(line).filter(follows);
        positions.push(position.ok_or(PositionsFault::Line(index + 2))?);
    }
    Ok(positions)
}

fn position_of(line: &str) -> Option<Position> {
    let mut parts = line.split(' ');
    let position = Position {
        account_id: parts.next()?.to_owned(),
        number: parts.next()?.parse().ok().filter(|number| *number > 0)?,
        hash: Digest::try_from(parts.next()?.to_owned()).ok()?,
    };
    parts.next().is_none().then_some(position)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNCIL: &str = "E10000024";

    fn positions() -> Vec<Position> {
        let position = |account: &str, number| Position {
            account_id: account.to_owned(),
            number,
            hash: Digest::of(account.as_bytes()),
        };
        vec![position("a", 3), position("b", 1)]
    }

    #[test]
    fn positions_are_read_as_they_are_written() {
        let text = positions_text(COUNCIL, &positions());
        assert_eq!(read_positions(COUNCIL, &text), Ok(positions()));
        assert_eq!(Digest::of(text.as_bytes()), root(COUNCIL, &positions()));
    }

    #[test]
    fn positions_out_of_order_or_of_another_council_are_refused() {
        let mut turned = positions();
        turned.reverse();
        let text = positions_text(COUNCIL, &turned);
        assert_eq!(read_positions(COUNCIL, &text), Err(PositionsFault::Line(3)));
        assert!(matches!(read_positions("E10000008", &text), Err(PositionsFault::FirstLine(_))));
        assert_eq!(
            read_positions(COUNCIL, &text.replace(" 1 ", " 0 ")),
            Err(PositionsFault::Line(2))
        );
    }

    #[test]
    fn a_checkpoint_counts_its_entries_and_names_the_one_before() {
        let at = Instant::from_micros(1);
        let first = Checkpoint::after(None, COUNCIL, &positions(), at);
        let second = Checkpoint::after(Some(&first), COUNCIL, &positions(), at);
        assert_eq!((first.sequence, first.accounts, first.entries), (1, 2, 4));
        assert_eq!(first.previous, Digest::ZERO);
        assert_eq!((second.sequence, second.previous), (2, first.digest()));
        assert_eq!(second.root, first.root);
    }

    #[test]
    fn what_is_signed_is_canonical_to_the_byte() {
        let checkpoint = Checkpoint::after(None, COUNCIL, &[], Instant::from_micros(7));
        let root = Digest::of(b"carecap-positions-1 E10000024\n");
        let zeros = "0".repeat(64);
        let bytes = format!(
            "carecap-checkpoint-1\n{{\"accounts\":0,\"at\":7,\"council_id\":\"E10000024\",\
             \"entries\":0,\"previous\":\"{zeros}\",\"root\":\"{root}\",\"sequence\":1}}"
        );
        assert_eq!(String::from_utf8(checkpoint.bytes()).unwrap(), bytes);
    }
}
