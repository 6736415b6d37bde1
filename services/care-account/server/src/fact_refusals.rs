//! Why facts that people state are refused, and what the caller does next.

use care_account_rules::absence::AbsenceRefusal;
use care_account_rules::record::FactRefusal;
use care_account_rules::reversal::ReversalRefusal;
use carecap_calendar::{Day, Period, show_day};
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::Refusal;

use crate::convert::FieldNames;
use crate::refusals::{broken_ledger, work_about};

/// Nothing is metered from a day on.
pub(crate) fn closed(from: Day) -> Refusal {
    let from = show_day(from);
    Refusal::new(
        ErrorReason::AccountClosed,
        format!(
            "the account is closed from {from}: only days before can be spoken of; if the death was \
             recorded by mistake, reverse its entry first"
        ),
    )
    .with("closed_from", from)
}

fn overlaps(number: i64, days: Period, next: &str) -> Refusal {
    let refusal = Refusal::new(
        ErrorReason::PeriodOverlaps,
        format!("entry {number} is about some of these days: {next}"),
    )
    .with("entry_number", number)
    .with("from", show_day(days.start()));
    match days.end() {
        Some(end) => refusal.with("until", show_day(end)),
        None => refusal,
    }
}

fn wrong_state(state: &str, sentence: String) -> Refusal {
    Refusal::new(ErrorReason::WrongState, sentence).with("state", state)
}

/// Why a fact was not recorded.
pub(crate) fn fact(refused: &FactRefusal, names: FieldNames) -> Refusal {
    match refused {
        FactRefusal::BeforeOpening { opened_on } => work_about(
            names.first_day,
            format!("is before {}, when the account was opened", show_day(*opened_on)),
        ),
        FactRefusal::Closed { from } => closed(*from),
        FactRefusal::Overlaps { number, days } => {
            overlaps(*number, *days, "name other days, or reverse it first")
        }
        FactRefusal::NoDays => work_about(names.last_day, "is not after the first day".to_owned()),
        FactRefusal::NotSuspended { on } => wrong_state(
            "NOT_SUSPENDED",
            format!("metering does not pause on {} and the day before", show_day(*on)),
        ),
        FactRefusal::NoNeeds { on } => wrong_state(
            "NO_NEEDS",
            format!("no budget is in force on {}, so no needs end", show_day(*on)),
        ),
        FactRefusal::NotCharged { on } => work_about(
            names.first_day,
            format!(
                "the council charges nothing on {}: give days on each of which it does",
                show_day(*on)
            ),
        ),
        FactRefusal::NotBelowCharge { on, charged_weekly } => work_about(
            names.amount,
            format!(
                "is not below {charged_weekly}, which the council charges in a week on {}",
                show_day(*on)
            ),
        ),
        FactRefusal::Negative => work_about(names.amount, "is below zero".to_owned()),
        FactRefusal::InFuture { known_on } => work_about(
            names.last_day,
            format!("speaks of days after {}, when it became known", show_day(*known_on)),
        ),
        FactRefusal::Ledger(fault) => broken_ledger(fault),
    }
}

/// Why an absence pauses nothing.
pub(crate) fn absence(refused: &AbsenceRefusal, names: FieldNames) -> Refusal {
    match refused {
        AbsenceRefusal::Short { days, at_most } => Refusal::new(
            ErrorReason::AbsenceTooShort,
            format!(
                "an absence of {days} days that nobody reported pauses nothing: it would have to be \
                 longer than {at_most} days, or reported"
            ),
        )
        .with("days", days)
        .with("at_most", at_most),
        AbsenceRefusal::NotEnded => work_about(
            names.last_day,
            "is required: what nobody reported is known only once it has ended".to_owned(),
        ),
        AbsenceRefusal::ChargeMissing => work_about(
            names.amount,
            "is required: the council charges while a person is away (charged_while_absent); 0 says \
             that it charges nothing this time"
                .to_owned(),
        ),
        AbsenceRefusal::ChargeNotExpected => work_about(
            names.amount,
            "must be absent or 0: the council charges nothing meanwhile, by its policy \
             (charged_while_absent) or because the person arranges the care"
                .to_owned(),
        ),
        AbsenceRefusal::Fact(refused) => fact(refused, names),
    }
}

/// Why an entry was not reversed.
pub(crate) fn reversal(refused: &ReversalRefusal) -> Refusal {
    let not_reversible = |number: &i64, because: &str| {
        Refusal::new(ErrorReason::EntryNotReversible, refused.to_string())
            .with("entry_number", number)
            .with("because", because)
    };
    match refused {
        ReversalRefusal::NotFound(number) => Refusal::not_found("entry", number),
        ReversalRefusal::AlreadyReversed(number) => not_reversible(number, "reversed"),
        ReversalRefusal::IsCorrection(number) => not_reversible(number, "correction"),
        ReversalRefusal::OpensAccount(number) => not_reversible(number, "opening"),
        ReversalRefusal::Follows(number) => not_reversible(number, "follows"),
        ReversalRefusal::PausesOverlap { other, days, .. } => {
            overlaps(*other, *days, "reverse it first, or state another resumption")
        }
        ReversalRefusal::Ledger(fault) => broken_ledger(fault),
    }
}
