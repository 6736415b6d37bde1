use care_account_rules::absence::{Absence, AbsencePolicy};
use care_account_rules::stated::{AbsenceCause, Closing, Decision, Fact, WriteOffCause};
use carecap_calendar::{Day, Period};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1 as common;
use carecap_contracts::{Answer, Change};
use carecap_money::Money;
use carecap_service::Fields;

use super::policy::value;

/// At most so many characters say why.
const REASON_MOST: usize = 300;

/// What a request asks for.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    /// That a fact be recorded.
    Fact(Fact),
    /// That an absence pause the meter, if it does.
    Absence(Absence),
    /// That a charge be written off; whether the council's share counts then is the policy's to say.
    WriteOff { days: Period, cause: WriteOffCause, still_due: Money, decision: Decision },
    /// That a mistaken entry be undone.
    Reversal { number: i64, decision: Decision },
}

/// The names that a request gives to what may be refused in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldNames {
    pub(crate) first_day: &'static str,
    pub(crate) last_day: &'static str,
    pub(crate) amount: &'static str,
}

/// What every request about a fact has besides the fact.
pub(crate) struct About<'a> {
    pub(crate) account_id: &'a str,
    pub(crate) etag: &'a str,
}

/// The account after a call, and what the call posted.
pub(crate) struct Recorded {
    pub(crate) account: proto::Account,
    pub(crate) entries: Vec<proto::Entry>,
}

/// A request of the contract that states a fact, or undoes one.
pub(crate) trait States: Change + Send + Sync + 'static {
    /// What it is answered with.
    type Answered: Answer + From<Recorded> + Send + 'static;
    const NAMES: FieldNames;

    fn about(&self) -> About<'_>;
    /// The day on which the council's policy is asked for.
    fn policy_day(&self) -> Option<common::Date>;
    /// Reads the fact, decided by somebody; what is wrong is gathered.
    fn asked(&self, fields: &mut Fields, by: &str) -> Option<Asked>;
}

macro_rules! states {
    ($request:ident, $answer:ident, $names:expr, policy $policy:expr, $read:expr) => {
        impl From<Recorded> for proto::$answer {
            fn from(recorded: Recorded) -> proto::$answer {
                let Recorded { account, entries } = recorded;
                proto::$answer { account: Some(account), entries }
            }
        }

        impl States for proto::$request {
            type Answered = proto::$answer;
            const NAMES: FieldNames = $names;

            fn about(&self) -> About<'_> {
                About { account_id: &self.account_id, etag: &self.etag }
            }

            fn policy_day(&self) -> Option<common::Date> {
                let policy: fn(&proto::$request) -> Option<common::Date> = $policy;
                policy(self)
            }

            fn asked(&self, fields: &mut Fields, by: &str) -> Option<Asked> {
                let read: fn(&proto::$request, &mut Fields, &str) -> Option<Asked> = $read;
                read(self, fields, by)
            }
        }
    };
}

const fn names(
    first_day: &'static str,
    last_day: &'static str,
    amount: &'static str,
) -> FieldNames {
    FieldNames { first_day, last_day, amount }
}

states!(
    SuspendAccountRequest,
    SuspendAccountResponse,
    names("days.start", "days.end", "charge_weekly"),
    policy | request | request.days.and_then(|days| days.start),
    |request, fields, by| {
        let days = days(fields, request.days.as_ref());
        let cause = fields.choice("cause", request.cause, absence_cause);
        let decision = decision(fields, by, request.decided_on.as_ref(), &request.reason);
        Some(Asked::Absence(Absence {
            days: days?,
            cause: cause?,
            unreported: request.unreported,
            charge_weekly: request.charge_weekly.map(|charge| Money::from_pence(charge.pence)),
            decision,
        }))
    }
);

states!(
    ResumeAccountRequest,
    ResumeAccountResponse,
    names("on", "on", ""),
    policy | request | request.on,
    |request, fields, by| {
        let on = fields.day("on", request.on.as_ref());
        let decision = decision(fields, by, request.decided_on.as_ref(), &request.reason);
        Some(Asked::Fact(Fact::Resume { on, decision }))
    }
);

states!(
    EndNeedsRequest,
    EndNeedsResponse,
    names("from", "from", ""),
    policy | request | request.from,
    |request, fields, by| {
        let from = fields.day("from", request.from.as_ref());
        let decision = decision(fields, by, request.decided_on.as_ref(), &request.reason);
        Some(Asked::Fact(Fact::EndNeeds { from, decision }))
    }
);

states!(
    WriteOffChargeRequest,
    WriteOffChargeResponse,
    names("days.start", "days.end", "still_due_weekly"),
    policy | request | request.days.and_then(|days| days.start),
    |request, fields, by| {
        let days = days(fields, request.days.as_ref());
        if days.is_some_and(|days| days.end().is_none()) {
            fields.fault(
                "days.end",
                "is required: a charge is written off for days that have passed",
            );
        }
        let cause = fields.choice("cause", request.cause, write_off_cause);
        let still_due = fields.money("still_due_weekly", request.still_due_weekly.as_ref());
        let decision = decision(fields, by, request.decided_on.as_ref(), &request.reason);
        Some(Asked::WriteOff { days: days?, cause: cause?, still_due, decision })
    }
);

states!(
    RecordDeathRequest,
    RecordDeathResponse,
    names("died_on", "died_on", ""),
    policy | request | request.died_on,
    |request, fields, by| {
        let from = fields.day("died_on", request.died_on.as_ref());
        let learned_on = fields.day("learned_on", request.learned_on.as_ref());
        let reason = fields.text("reason", &request.reason, REASON_MOST);
        let decision = Decision { by: by.to_owned(), on: learned_on, reason };
        Some(Asked::Fact(Fact::Close { from, closing: Closing { learned_on, decision } }))
    }
);

states!(
    ReverseEntryRequest,
    ReverseEntryResponse,
    names("decided_on", "decided_on", ""),
    policy | request | request.decided_on,
    |request, fields, by| {
        let number = request.entry_number;
        if number < 1 {
            fields.fault("entry_number", "is required: the entries of an account count from 1");
        }
        let decision = decision(fields, by, request.decided_on.as_ref(), &request.reason);
        Some(Asked::Reversal { number, decision })
    }
);

impl Asked {
    /// The first day that it is about. None: that of the entry that it undoes.
    pub(crate) const fn from(&self) -> Option<Day> {
        match self {
            Asked::Fact(fact) => Some(fact.from()),
            Asked::Absence(absence) => Some(absence.days.start()),
            Asked::WriteOff { days, .. } => Some(days.start()),
            Asked::Reversal { .. } => None,
        }
    }
}

/// Up to how many days an absence is short where a policy does not say: the default of R-METER-10
/// [PROPOSED].
const SHORT_ABSENCE_DAYS: i64 = 7;

/// What the policy says of absences, whose defaults are budget-calculation's: it charges, and up to
/// seven days are short.
pub(crate) fn absence_policy(
    policy: &budget::GetPolicyResponse,
    council_share_counts: bool,
) -> AbsencePolicy {
    let short = value(policy, "short_absence_days").and_then(|days| days.parse().ok());
    AbsencePolicy {
        short_absence_days: short.unwrap_or(SHORT_ABSENCE_DAYS),
        charged_while_absent: value(policy, "charged_while_absent") != Some("NOT_CHARGED"),
        council_share_counts,
    }
}

fn decision(fields: &mut Fields, by: &str, on: Option<&common::Date>, reason: &str) -> Decision {
    Decision {
        by: by.to_owned(),
        on: fields.day("decided_on", on),
        reason: fields.text("reason", reason, REASON_MOST),
    }
}

/// Days that are given, at least one of them.
fn days(fields: &mut Fields, given: Option<&common::Period>) -> Option<Period> {
    let Some(given) = given else {
        fields.fault("days", "is required");
        return None;
    };
    let start = fields.day("days.start", given.start.as_ref());
    let Some(end) = fields.optional_day("days.end", given.end.as_ref()) else {
        return Some(Period::from(start));
    };
    if end <= start {
        fields.fault(
            "days.end",
            "is not after `days.start`: it is the first day that is no longer meant",
        );
        return None;
    }
    fields.check("days", Period::between(start, end))
}

fn absence_cause(given: proto::AbsenceCause) -> Option<AbsenceCause> {
    match given {
        proto::AbsenceCause::Unspecified => None,
        proto::AbsenceCause::Hospital => Some(AbsenceCause::Hospital),
        proto::AbsenceCause::Away => Some(AbsenceCause::Away),
        proto::AbsenceCause::Other => Some(AbsenceCause::Other),
    }
}

fn write_off_cause(given: proto::WriteOffCause) -> Option<WriteOffCause> {
    match given {
        proto::WriteOffCause::Unspecified => None,
        proto::WriteOffCause::WrittenOff => Some(WriteOffCause::WrittenOff),
        proto::WriteOffCause::NeverDue => Some(WriteOffCause::NeverDue),
    }
}

pub(super) fn absence_cause_told(cause: AbsenceCause) -> proto::AbsenceCause {
    match cause {
        AbsenceCause::Hospital => proto::AbsenceCause::Hospital,
        AbsenceCause::Away => proto::AbsenceCause::Away,
        AbsenceCause::Other => proto::AbsenceCause::Other,
    }
}

pub(super) fn write_off_cause_told(cause: WriteOffCause) -> proto::WriteOffCause {
    match cause {
        WriteOffCause::WrittenOff => proto::WriteOffCause::WrittenOff,
        WriteOffCause::NeverDue => proto::WriteOffCause::NeverDue,
    }
}
