use carecap_calendar::Day;
use carecap_contracts::assessment::v1::ListChecksRequest;
use carecap_contracts::assessment::v1::assessment_service_client::AssessmentServiceClient;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::{FlagClosed, FlagRaised};
use carecap_contracts::optional_day;
use carecap_service::{Peer, Peers, Reaction, Refusal, told};
use carecap_store::{CouncilId, NewDocument, Tx};
use risk_flagging_rules::{
    BoundarySet, Findings, Flag, Raised, Subject, SubjectKind, from_assessment, from_budget,
    from_cap_near, reconcile,
};
use uuid::Uuid;

use crate::convert::{Facts, Seen, seen_in_account, seen_in_assessment, seen_in_budget};
use crate::london::london_day;
use crate::refusals;
use crate::store::{self, RefusedEvent};

/// Whose logs are followed.
pub(crate) const WATCHED: [Peer; 3] =
    [Peer::AssessmentIntake, Peer::BudgetCalculation, Peer::CareAccount];

/// Raises and clears flags from the reports of one producer.
///
/// A producer's log holds the versions of a subject in their order, and each event takes effect
/// once. So what is looked at last is the newest, and no older version undoes what a newer showed.
pub(crate) struct Watch {
    producer: Peer,
    peers: Peers,
}

impl Watch {
    pub(crate) fn new(producer: Peer, peers: Peers) -> Watch {
        Watch { producer, peers }
    }

    /// Asks for the checks that hold for a version of an assessment.
    async fn assessment(
        &self,
        council: &CouncilId,
        subject: Subject,
        starts_on: Option<Day>,
    ) -> Result<Seen, Refusal> {
        let request = ListChecksRequest {
            council_id: council.to_string(),
            assessment_id: subject.id.clone(),
            version: subject.version,
            ..ListChecksRequest::default()
        };
        let outgoing = self.peers.as_service(Peer::AssessmentIntake, council)?;
        let mut intake = AssessmentServiceClient::new(outgoing);
        let answer = intake.list_checks(request).await?.into_inner();
        seen_in_assessment(subject, starts_on, answer)
    }
}

impl Reaction for Watch {
    type Facts = Seen;

    fn concerns(&self, happened: &Happened) -> bool {
        // A context is believed about what it owns and about nothing else.
        origin(happened).is_some_and(|origin| origin.producer == self.producer)
    }

    async fn gather(&self, council: &CouncilId, happened: &Happened) -> Result<Seen, Refusal> {
        match happened {
            Happened::BudgetDrafted(drafted) => seen_in_budget(drafted),
            Happened::CapNear(near) => seen_in_account(near),
            Happened::AssessmentSaved(saved) => {
                let subject = assessment_of(&saved.assessment_id, saved.version);
                self.assessment(council, subject, None).await
            }
            Happened::AssessmentDetermined(determined) => {
                let starts_on = optional_day(determined.starts_on.as_ref())?;
                let subject = assessment_of(&determined.assessment_id, determined.version);
                self.assessment(council, subject, starts_on).await
            }
            _ => Err(Refusal::invalid("happened", "is not of a kind that is looked at")),
        }
    }

    async fn apply(&self, tx: &mut Tx, _: &Happened, seen: Seen) -> Result<(), Refusal> {
        look(tx, &seen).await
    }

    async fn refused(
        &self,
        tx: &mut Tx,
        happened: &Happened,
        refusal: &Refusal,
    ) -> Result<(), Refusal> {
        let Some(origin) = origin(happened) else {
            return Ok(());
        };
        let refused = RefusedEvent {
            producer: origin.producer.name().to_owned(),
            subject_id: origin.subject_id.to_owned(),
            subject_version: origin.subject_version,
            reason: refusal.reason_name().to_owned(),
        };
        let new = NewDocument {
            id: tx.new_id(),
            version: 1,
            person_id: Uuid::try_parse(origin.person_id).ok(),
            state: "",
            sort_key: &format!("{:020}", tx.now().micros()),
            recorded_by: Peer::RiskFlagging.name(),
            body: &refused,
        };
        Ok(store::REFUSED_EVENTS.add(tx, new).await?)
    }
}

/// What an event is about, and who owns that.
struct Origin<'a> {
    producer: Peer,
    person_id: &'a str,
    subject_id: &'a str,
    subject_version: i64,
}

/// None: the event is of no interest here.
fn origin(happened: &Happened) -> Option<Origin<'_>> {
    let (producer, person_id, subject_id, subject_version) = match happened {
        Happened::AssessmentSaved(saved) => {
            (Peer::AssessmentIntake, &saved.person_id, &saved.assessment_id, saved.version)
        }
        Happened::AssessmentDetermined(determined) => (
            Peer::AssessmentIntake,
            &determined.person_id,
            &determined.assessment_id,
            determined.version,
        ),
        Happened::BudgetDrafted(drafted) => {
            (Peer::BudgetCalculation, &drafted.person_id, &drafted.budget_id, drafted.version)
        }
        Happened::CapNear(near) => {
            (Peer::CareAccount, &near.person_id, &near.account_id, near.last_entry)
        }
        _ => return None,
    };
    Some(Origin { producer, person_id, subject_id, subject_version })
}

fn assessment_of(assessment_id: &str, version: i64) -> Subject {
    Subject { kind: SubjectKind::Assessment, id: assessment_id.to_owned(), version }
}

/// Raises and clears what a fact calls for.
async fn look(tx: &mut Tx, seen: &Seen) -> Result<(), Refusal> {
    let boundaries = store::boundaries(tx).await?;
    let findings = findings(seen, &boundaries, london_day(tx.now()));
    let known = store::flags_about(tx, seen.person_id, &seen.subject).await?;
    let flags: Vec<Flag> = known.iter().map(|flag| flag.body.clone()).collect();
    let changes = reconcile(&flags, &findings);
    for raised in changes.raise {
        raise(tx, seen, raised).await?;
    }
    for flag in known {
        if changes.clear.contains(&flag.body.flag_id) {
            clear(tx, flag.id, &flag.body).await?;
        }
    }
    Ok(())
}

/// What a fact shows against the boundaries of its own day, or of today where it has none.
fn findings(seen: &Seen, boundaries: &BoundarySet, today: Day) -> Findings {
    match &seen.facts {
        Facts::Assessment(state, checks) => {
            from_assessment(*state, checks, boundaries, seen.raised_for.unwrap_or(today))
        }
        Facts::Budget(figures) => from_budget(figures, boundaries),
        Facts::Account(near) => from_cap_near(near, boundaries),
    }
}

async fn raise(tx: &mut Tx, seen: &Seen, raised: Raised) -> Result<(), Refusal> {
    let id = tx.new_id();
    let flag = Flag::raise(
        id.to_string(),
        tx.council().to_string(),
        seen.person_id.to_string(),
        seen.subject.clone(),
        raised,
        seen.raised_for,
        tx.now(),
    );
    store::add_flag(tx, id, &flag, Peer::RiskFlagging.name()).await?;
    tx.tell(told(Happened::FlagRaised(FlagRaised { flag_id: id.to_string() })));
    Ok(())
}

async fn clear(tx: &mut Tx, id: Uuid, flag: &Flag) -> Result<(), Refusal> {
    let cleared = flag.clear().map_err(|refused| refusals::uncleared(&refused))?;
    store::add_flag(tx, id, &cleared, Peer::RiskFlagging.name()).await?;
    tx.tell(told(Happened::FlagClosed(FlagClosed { flag_id: id.to_string() })));
    Ok(())
}

#[cfg(test)]
mod tests;
