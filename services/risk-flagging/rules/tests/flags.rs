//! A flag's life: raised once, cleared or decided, and its place in the queue.

#![allow(clippy::unwrap_used)] // A helper of a test may fail the test.

mod common;

use carecap_calendar::Instant;
use common::day;
use proptest::prelude::*;
use risk_flagging_rules::{
    ClearRefusal, DecideRefusal, Decision, Findings, Flag, FlagOutcome, FlagState, Indicator,
    Raised, Subject, SubjectKind, queue_order, reconcile,
};

fn found(indicator: Indicator, check_id: &str, evidence: &str) -> Raised {
    Raised {
        indicator,
        check_id: Some(check_id.to_owned()),
        outcome: None,
        evidence: evidence.to_owned(),
    }
}

fn flag(flag_id: &str, raised: Raised, raised_at: i64) -> Flag {
    let subject =
        Subject { kind: SubjectKind::Assessment, id: "assessment-1".to_owned(), version: 1 };
    Flag::raise(
        flag_id.to_owned(),
        "E08000035".to_owned(),
        "person-1".to_owned(),
        subject,
        raised,
        None,
        Instant::from_micros(raised_at),
    )
}

fn decision(reason: &str) -> Decision {
    Decision {
        outcome: FlagOutcome::ActedOn,
        reason: reason.to_owned(),
        by: "p.green".to_owned(),
        on: day("2024-10-08"),
    }
}

/// What a look at everything found.
fn findings(raised: &[Raised]) -> Findings {
    Findings { looked_at: Indicator::ALL.into(), raised: raised.to_vec() }
}

#[test]
fn what_holds_still_is_not_raised_again() {
    let line = found(Indicator::UnmetNeed, "QC-02", "no line");
    let first = reconcile(&[], &findings(std::slice::from_ref(&line)));
    assert_eq!(first.raise, std::slice::from_ref(&line));
    let open = flag("1", line.clone(), 0);
    let second = reconcile(&[open], &findings(&[line]));
    assert_eq!((second.raise.len(), second.clear.len()), (0, 0));
}

#[test]
fn what_no_longer_holds_is_cleared_save_safeguarding() {
    let flags = [
        flag("1", found(Indicator::UnmetNeed, "QC-02", "no line"), 0),
        flag("2", found(Indicator::AbuseOrNeglectDisclosed, "QC-18", "yes"), 0),
        flag("3", found(Indicator::CapacityOrAdvocacyGap, "QC-20", "nobody"), 0),
    ];
    assert_eq!(reconcile(&flags, &findings(&[])).clear, ["1"]);
}

#[test]
fn what_was_not_looked_at_stays() {
    let flags = [flag("1", found(Indicator::UnmetNeed, "QC-02", "no line"), 0)];
    let draft =
        Findings { looked_at: [Indicator::AbuseOrNeglectDisclosed].into(), raised: Vec::new() };
    assert!(reconcile(&flags, &draft).clear.is_empty());
}

#[test]
fn what_was_cleared_and_holds_again_is_raised_again() {
    let line = found(Indicator::UnmetNeed, "QC-02", "no line");
    let cleared = flag("1", line.clone(), 0).clear().unwrap();
    assert_eq!(reconcile(&[cleared], &findings(std::slice::from_ref(&line))).raise, [line]);
}

#[test]
fn a_decided_flag_is_raised_again_only_when_its_evidence_is_new() {
    let seen = found(Indicator::CarerBreakdown, "QC-15", "55 hours");
    let decided = [flag("1", seen.clone(), 0).decide(decision("respite arranged")).unwrap()];
    assert!(reconcile(&decided, &findings(&[seen])).raise.is_empty());
    let more = found(Indicator::CarerBreakdown, "QC-15", "80 hours");
    assert_eq!(reconcile(&decided, &findings(std::slice::from_ref(&more))).raise, [more]);
    assert!(reconcile(&decided, &findings(&[])).clear.is_empty());
}

#[test]
fn a_named_person_decides_once_and_says_why() {
    let open = flag("1", found(Indicator::AbuseOrNeglectDisclosed, "QC-18", "yes"), 0);
    assert_eq!(open.decide(decision(" ")), Err(DecideRefusal::ReasonMissing));
    let decided = open.decide(decision("visited today")).unwrap();
    assert_eq!((decided.version, decided.state.code()), (2, "DECIDED"));
    assert_eq!(decided.raised, open.raised);
    let again = decided.decide(decision("visited today"));
    assert_eq!(again, Err(DecideRefusal::AlreadyDecided { flag_id: "1".into() }));
}

#[test]
fn a_cleared_flag_can_no_longer_be_decided_and_a_safeguarding_flag_never_be_cleared() {
    let cleared = flag("1", found(Indicator::UnmetNeed, "QC-02", "no line"), 0).clear().unwrap();
    assert_eq!(
        cleared.decide(decision("too late")),
        Err(DecideRefusal::WrongState { state: "CLEARED" })
    );
    assert_eq!(cleared.clear(), Err(ClearRefusal::WrongState { state: "CLEARED" }));
    let safeguarding = flag("2", found(Indicator::SelfNeglect, "QC-17", "not done"), 0);
    assert_eq!(safeguarding.clear(), Err(ClearRefusal::SafeguardingNeedsAPerson));
}

#[test]
fn the_queue_puts_safeguarding_first_then_urgency_then_the_oldest() {
    let mut queue = [
        flag("6", found(Indicator::CapNear, "", ""), 0),
        flag("5", found(Indicator::PackageOutOfBounds, "", ""), 5),
        flag("4", found(Indicator::InconsistentAnswers, "QC-01", ""), 4),
        flag("3", found(Indicator::UnmetNeed, "QC-02", ""), 1),
        flag("2", found(Indicator::SelfNeglect, "QC-17", ""), 9),
        flag("1", found(Indicator::AbuseOrNeglectDisclosed, "QC-18", ""), 10),
    ];
    queue.sort_by_key(queue_order);
    let ids: Vec<&str> = queue.iter().map(|flag| flag.flag_id.as_str()).collect();
    assert_eq!(ids, ["1", "2", "3", "4", "5", "6"]);
}

#[test]
fn a_flag_keeps_the_reason_and_urgency_it_was_raised_with_in_its_document() {
    let stored = serde_json::to_value(flag(
        "1",
        found(Indicator::AbuseOrNeglectDisclosed, "QC-18", "yes"),
        7,
    ))
    .unwrap();
    assert_eq!(stored["raised"]["indicator"], "S-SAFE-1");
    assert_eq!(stored["severity"], "URGENT");
    assert_eq!(stored["route"], "SAFEGUARDING");
    assert_eq!(stored["subject"]["kind"], "assessment");
    assert_eq!(stored["state"], "OPEN");
}

/// Findings out of few, so that one look often meets the next.
fn looks() -> impl Strategy<Value = Vec<Vec<Raised>>> {
    let raised = (0..Indicator::ALL.len(), 0..2, 0..2).prop_map(|(indicator, check, evidence)| {
        found(Indicator::ALL[indicator], &format!("QC-{check}"), &format!("seen {evidence}"))
    });
    let look = prop::collection::vec(raised, 0..6).prop_map(|mut raised| {
        raised.sort();
        raised.dedup_by(|a, b| (a.indicator, &a.check_id) == (b.indicator, &b.check_id));
        raised
    });
    prop::collection::vec((look, any::<bool>()), 1..5).prop_map(|looks| {
        looks.into_iter().flat_map(|(look, twice)| vec![look; 1 + usize::from(twice)]).collect()
    })
}

proptest! {
    #[test]
    fn after_every_look_the_open_flags_are_what_holds_and_safeguarding(looks in looks()) {
        let mut flags: Vec<Flag> = Vec::new();
        for look in looks {
            let changes = reconcile(&flags, &findings(&look));
            for flag in &mut flags {
                if changes.clear.contains(&flag.flag_id) {
                    *flag = flag.clear().unwrap();
                }
            }
            for raised in changes.raise {
                flags.push(flag(&flags.len().to_string(), raised, 0));
            }
            let mut open: Vec<(Indicator, Option<String>)> = flags
                .iter()
                .filter(|flag| flag.state == FlagState::Open)
                .map(|flag| (flag.raised.indicator, flag.raised.check_id.clone()))
                .collect();
            open.sort();
            let number = open.len();
            open.dedup();
            prop_assert_eq!(open.len(), number, "nothing is open twice");
            let holds = |key: &(Indicator, Option<String>)| {
                look.iter().any(|raised| (raised.indicator, &raised.check_id) == (key.0, &key.1))
            };
            prop_assert!(open.iter().all(|key| holds(key) || key.0.is_safeguarding()));
            for raised in &look {
                prop_assert!(open.contains(&(raised.indicator, raised.check_id.clone())));
            }
            let again = reconcile(&flags, &findings(&look));
            prop_assert!(again.raise.is_empty() && again.clear.is_empty());
        }
    }
}
