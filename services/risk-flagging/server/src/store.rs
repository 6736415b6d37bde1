use carecap_service::Refusal;
use carecap_store::{Document, Documents, Filter, NewDocument, StoreError, Tx};
use risk_flagging_rules::{BoundarySet, Flag, Subject, queue_order};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The flags, in the order of the queue.
pub(crate) const FLAGS: Documents<Flag> = Documents::of("flags");

/// The council's boundaries: one resource, under [`BOUNDARIES`].
pub(crate) const BOUNDARY_SETS: Documents<BoundarySet> = Documents::of("boundary_sets");

/// What was reported and could not be looked at: work for a person.
pub(crate) const REFUSED_EVENTS: Documents<RefusedEvent> = Documents::of("refused_events");

/// A council has one set of boundaries, so it needs no id of its own.
pub(crate) const BOUNDARIES: Uuid = Uuid::nil();

/// An event that was refused, by ids and reason alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefusedEvent {
    /// Which context reported it.
    pub(crate) producer: String,
    /// The id of the assessment, budget or account.
    pub(crate) subject_id: String,
    /// Its version, or the account's last entry.
    pub(crate) subject_version: i64,
    /// The reason's name, for instance `NOT_FOUND`.
    pub(crate) reason: String,
}

/// Adds a version of a flag.
pub(crate) async fn add_flag(
    tx: &mut Tx,
    id: Uuid,
    flag: &Flag,
    recorded_by: &str,
) -> Result<(), StoreError> {
    let new = NewDocument {
        id,
        version: flag.version,
        person_id: Uuid::try_parse(&flag.person_id).ok(),
        state: flag.state.code(),
        sort_key: &queue_key(flag),
        recorded_by,
        body: flag,
    };
    FLAGS.add(tx, new).await
}

/// Every flag about one subject, decided and cleared ones too, each at its newest version.
pub(crate) async fn flags_about(
    tx: &mut Tx,
    person_id: Uuid,
    subject: &Subject,
) -> Result<Vec<Document<Flag>>, StoreError> {
    let of_person = Filter { person_id: Some(person_id), limit: i64::MAX, ..Filter::default() };
    let mut flags = FLAGS.list(tx, &of_person).await?;
    flags.retain(|flag| {
        flag.body.subject.kind == subject.kind && flag.body.subject.id == subject.id
    });
    Ok(flags)
}

/// The council's boundaries as they are; none set: only the defaults hold.
pub(crate) async fn boundaries(tx: &mut Tx) -> Result<BoundarySet, StoreError> {
    let newest = BOUNDARY_SETS.newest(tx, BOUNDARIES).await?;
    Ok(newest.map(|set| set.body).unwrap_or_default())
}

/// A flag at a version.
pub(crate) async fn flag_at(tx: &mut Tx, id: Uuid, version: i64) -> Result<Flag, Refusal> {
    let found = FLAGS.at(tx, id, version).await?;
    found.map(|flag| flag.body).ok_or_else(|| Refusal::not_found("flag", id))
}

/// The place in the queue as a text of fixed width, so that texts sort as the order itself. It has
/// digits and small letters alone, which every collation sorts alike.
fn queue_key(flag: &Flag) -> String {
    let order = queue_order(flag);
    format!(
        "{}{}{:020}{}",
        u8::from(order.after_safeguarding),
        order.severity as u8,
        order.raised_at.micros(),
        order.flag_id.replace('-', "")
    )
}

#[cfg(test)]
mod tests {
    use carecap_calendar::Instant;
    use risk_flagging_rules::{Indicator, Raised, SubjectKind};

    use super::*;

    fn flag(number: u128, indicator: Indicator, micros: i64) -> Flag {
        let subject = Subject { kind: SubjectKind::Assessment, id: "a".to_owned(), version: 1 };
        let raised = Raised {
            indicator,
            check_id: None,
            outcome: None,
            evidence: "The carer works nights.".to_owned(),
        };
        Flag::raise(
            Uuid::from_u128(number).to_string(),
            "E08000035".to_owned(),
            Uuid::nil().to_string(),
            subject,
            raised,
            None,
            Instant::from_micros(micros),
        )
    }

    #[test]
    fn texts_of_the_queue_sort_as_the_queue_does() {
        let moments = [9, 10, 1_764_000_000_000_000, 11_764_000_000_000_000];
        let mut flags = Vec::new();
        for indicator in Indicator::ALL {
            for micros in moments {
                for number in [1, 0xabcd_ef00, u128::MAX] {
                    flags.push(flag(number, indicator, micros));
                }
            }
        }
        let mut by_text = flags.clone();
        by_text.sort_by_key(queue_key);
        flags.sort_by_key(queue_order);
        assert_eq!(by_text, flags);
    }
}
