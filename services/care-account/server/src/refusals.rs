use care_account_rules::chain::ChainFault;
use care_account_rules::late_fact::LateFactRefusal;
use care_account_rules::metered::BudgetFactsRefusal;
use care_account_rules::metering::{MeterRefusal, RateRefusal};
use care_account_rules::preview::{FieldFault, PreviewRefused};
use care_account_rules::statement::StatementRefusal;
use care_account_rules::terms::Uprating;
use carecap_calendar::{Day, show_day};
use carecap_contracts::common::v1::ErrorReason;
use carecap_money::MoneyError;
use carecap_service::Refusal;
use uuid::Uuid;

use crate::fact_refusals;
use crate::store::runs::RunState;

/// The run would end at or before the end of the council's last run.
pub(crate) fn already_metered(metered_to: Day) -> Refusal {
    Refusal::new(
        ErrorReason::AlreadyMetered,
        format!(
            "the council's last run ends on {}: start one that ends later",
            show_day(metered_to)
        ),
    )
    .with("metered_to", show_day(metered_to))
}

/// Another run is not at its end.
pub(crate) fn run_under_way(run_id: Uuid) -> Refusal {
    Refusal::new(
        ErrorReason::RunUnderWay,
        "another run of this council is under way: wait until it has ended, or cancel it",
    )
    .with("run_id", run_id)
}

/// The run cannot be cancelled, or resumed, where it stands.
pub(crate) fn run_in_another_state(state: RunState) -> Refusal {
    let sentence = match state {
        RunState::Running => "the run is under way: only a cancelled one can be resumed",
        RunState::Ended => "the run has ended: there is nothing to cancel or to resume",
        RunState::Cancelled => "the run is cancelled already",
    };
    Refusal::new(ErrorReason::WrongState, sentence).with("state", state.code())
}

/// There is nothing to meter against on that day.
pub(crate) fn cap_not_commenced(on: Day) -> Refusal {
    Refusal::new(
        ErrorReason::CapNotCommenced,
        format!(
            "the council's policy has commenced no cap by {}: set its pack first",
            show_day(on)
        ),
    )
}

/// The ledger contradicts itself. Nothing a caller does helps; an operator must look at the account.
pub(crate) fn broken_ledger(fault: &ChainFault) -> Refusal {
    tracing::error!(%fault, "a ledger refuses an entry");
    Refusal::new(
        ErrorReason::Internal,
        "the account's ledger contradicts itself; the trace id finds it",
    )
    .with("trace_id", carecap_service::current_trace_id())
}

/// The same where nobody waits for an answer: it is work for a person about this one account, and
/// no reason to hold up all others.
fn broken_ledger_is_work(fault: &ChainFault) -> Refusal {
    Refusal::new(
        ErrorReason::WrongState,
        format!("the account's ledger refuses it, look at its entries: {fault}"),
    )
    .with("state", "LEDGER_FAULT")
}

/// What is stored of one account cannot be read: work for a person, and no reason to hold up all
/// others.
pub(crate) fn unreadable(what: &str) -> Refusal {
    tracing::error!(what, "an account is passed over that cannot be read");
    Refusal::new(
        ErrorReason::WrongState,
        format!("the account's {what} cannot be read, or contradict what stands beside them"),
    )
    .with("state", "UNREADABLE")
}

/// Why no statement was made.
pub(crate) fn statement(refused: &StatementRefusal) -> Refusal {
    match refused {
        StatementRefusal::NotMeteredYet { metered_to } => Refusal::new(
            ErrorReason::NotMeteredYet,
            format!(
                "the account is metered to {} only: meter it to the statement's day first",
                show_day(*metered_to)
            ),
        )
        .with("metered_to", show_day(*metered_to)),
        StatementRefusal::BeforeOpening { opened_on } => Refusal::invalid(
            "dated",
            format!("is before {}, when the account was opened", show_day(*opened_on)),
        ),
        StatementRefusal::EntryUnknown(number) => {
            broken_ledger(&ChainFault::Numbering { expected: *number, found: 0 })
        }
        StatementRefusal::Ledger(fault) => broken_ledger(fault),
    }
}

/// Why an account was left as it was by a run.
pub(crate) fn meter(refused: &MeterRefusal) -> Refusal {
    match refused {
        MeterRefusal::AlreadyMetered { metered_to } => already_metered(*metered_to),
        MeterRefusal::LateUprating { on } => Refusal::new(
            ErrorReason::WrongState,
            format!("the uprating of {} became known late: post it first", show_day(*on)),
        )
        .with("state", "LATE_UPRATING"),
        MeterRefusal::UpratingCorrected { posted, stated } => Refusal::new(
            ErrorReason::WrongState,
            format!(
                "{}, and the policy now says {} and {}: post that first",
                as_posted(posted),
                stated.facts().factor,
                stated.facts().cap_after
            ),
        )
        .with("state", "UPRATING_CORRECTED"),
        MeterRefusal::UpratingWithdrawn { posted } => Refusal::new(
            ErrorReason::WrongState,
            format!(
                "{}, and the policy now says nothing of that day: set the policy right, or look \
                 at the account",
                as_posted(posted)
            ),
        )
        .with("state", "UPRATING_WITHDRAWN"),
        MeterRefusal::OpeningCapChanged { opened_on, cap, stated } => Refusal::new(
            ErrorReason::WrongState,
            format!(
                "the account was opened on {} under a cap of {cap}, and the policy now says \
                 {stated} for that day: set the policy right, or look at the account",
                show_day(*opened_on)
            ),
        )
        .with("state", "OPENING_CAP_CHANGED"),
        MeterRefusal::Ledger(fault) => broken_ledger_is_work(fault),
    }
}

fn as_posted(uprating: &Uprating) -> String {
    format!(
        "the uprating of {} was posted by {} to a cap of {}",
        show_day(uprating.on()),
        uprating.facts().factor,
        uprating.facts().cap_after
    )
}

/// Why a rate that is not late was not recorded.
pub(crate) fn rate(refused: &RateRefusal) -> Refusal {
    match refused {
        RateRefusal::Closed { from } => fact_refusals::closed(*from),
        RateRefusal::Late { metered_to } => already_metered(*metered_to),
        RateRefusal::Ledger(fault) => broken_ledger_is_work(fault),
    }
}

/// Why an account was not opened.
pub(crate) fn opening(fault: &ChainFault) -> Refusal {
    broken_ledger_is_work(fault)
}

/// Why a late fact was not posted.
pub(crate) fn late_fact(refused: &LateFactRefusal) -> Refusal {
    match refused {
        LateFactRefusal::BeforeOpening { opened_on } => work_about(
            "starts_on",
            format!(
                "the budget begins before {}, when the account was opened: look at the account's \
                 first day",
                show_day(*opened_on)
            ),
        ),
        LateFactRefusal::Closed { from } => fact_refusals::closed(*from),
        LateFactRefusal::NotLate { metered_to } => Refusal::new(
            ErrorReason::NotMeteredYet,
            format!("the account is metered to {} only", show_day(*metered_to)),
        )
        .with("metered_to", show_day(*metered_to)),
        LateFactRefusal::UpratingPosted { on } => Refusal::new(
            ErrorReason::AlreadyExists,
            format!("the uprating of {} was posted before", show_day(*on)),
        )
        .with("kind", "uprating")
        .with("id", show_day(*on)),
        LateFactRefusal::Ledger(fault) => broken_ledger_is_work(fault),
    }
}

/// Why no account is previewed, field by field.
pub(crate) fn preview_facts(refused: &PreviewRefused) -> Refusal {
    let names: Vec<&str> = refused.faults.iter().map(|wrong| wrong.field.as_str()).collect();
    let refusal = Refusal::new(
        ErrorReason::InvalidField,
        format!("no account can be previewed so: see {}", names.join(", ")),
    );
    let fault = |refusal: Refusal, wrong: &FieldFault| {
        refusal.fault(wrong.field.as_str(), wrong.fault.to_string())
    };
    refused.faults.iter().fold(refusal, fault)
}

/// What the days of a preview cost does not fit in an account.
pub(crate) fn preview(refused: &MoneyError) -> Refusal {
    Refusal::invalid(
        "rates",
        format!(
            "make more by `until` than an account can hold, ten thousand million pounds: {refused}"
        ),
    )
}

/// Why no weekly rate follows from a budget.
pub(crate) fn budget(refused: &BudgetFactsRefusal) -> Refusal {
    let field = match refused {
        BudgetFactsRefusal::ChargeMissing
        | BudgetFactsRefusal::ChargeNotExpected
        | BudgetFactsRefusal::ChargeAboveCost => "contribution_weekly",
        BudgetFactsRefusal::Negative | BudgetFactsRefusal::Money(_) => "cost_weekly",
    };
    work_about(field, refused.to_string())
}

/// A field of a budget that cannot be metered, in a sentence that stands by itself: whoever works
/// on it later reads the sentence alone.
pub(crate) fn work_about(field: &str, sentence: String) -> Refusal {
    Refusal::new(ErrorReason::InvalidField, sentence.clone()).fault(field, sentence)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn what_a_person_must_look_at_never_looks_like_a_fault_that_passes() {
        let fault = || ChainFault::Tiling(3);
        let on = date!(2024 - 10 - 07);
        let refusals = [
            meter(&MeterRefusal::Ledger(fault())),
            meter(&MeterRefusal::LateUprating { on }),
            rate(&RateRefusal::Ledger(fault())),
            late_fact(&LateFactRefusal::Ledger(fault())),
            late_fact(&LateFactRefusal::BeforeOpening { opened_on: on }),
            opening(&fault()),
            budget(&BudgetFactsRefusal::ChargeMissing),
        ];
        for refusal in refusals {
            assert!(!refusal.is_technical(), "{refusal:?}");
        }
    }

    #[test]
    fn what_is_kept_for_a_person_says_by_itself_what_is_wrong() {
        let opened_on = date!(2024 - 10 - 07);
        let early = late_fact(&LateFactRefusal::BeforeOpening { opened_on });
        assert!(early.message().contains("2024-10-07"));
        let uncharged = budget(&BudgetFactsRefusal::ChargeMissing);
        assert!(uncharged.message().contains("charge"));
    }

    #[test]
    fn a_statement_beyond_the_meter_says_how_far_the_meter_is() {
        let metered_to = date!(2025 - 04 - 07);
        let refusal = statement(&StatementRefusal::NotMeteredYet { metered_to });
        assert_eq!(refusal.reason(), ErrorReason::NotMeteredYet);
        assert!(refusal.message().contains("2025-04-07"));
    }
}
