//! Recording a fact that somebody states, in time or late: its own entry, and, where days that it is
//! about are metered, what it changes in them.

use carecap_calendar::{Day, Period, plus_days, show_day};
use carecap_money::Money;

use crate::account::{Account, Posted};
use crate::anew::{Anew, Because};
use crate::chain::ChainFault;
use crate::entry::{Draft, Entry, EntryDetail, Stamp};
use crate::metered::MeteringBasis;
use crate::rates::{held_on, weekly_on};
use crate::stated::{Fact, Suspension, WriteOff};
use crate::terms::CapTest;

/// Why a fact was not recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactRefusal {
    /// It is about days before the account was opened (INVALID_FIELD).
    #[error("the account was opened on {opened_on} only")]
    BeforeOpening {
        /// The first day that can be metered.
        opened_on: Day,
    },
    /// It is about days from the end of the account on (ACCOUNT_CLOSED).
    #[error("the account is closed from {from}")]
    Closed {
        /// The first day on which nothing is metered.
        from: Day,
    },
    /// Another fact of its kind is about some of its days (PERIOD_OVERLAPS).
    #[error("entry {number} is about some of these days already")]
    Overlaps {
        /// That entry.
        number: i64,
        /// Its days.
        days: Period,
    },
    /// A period without a day (INVALID_FIELD).
    #[error("the period holds no day")]
    NoDays,
    /// A pause is not resumed where there is none (WRONG_STATE).
    #[error("the meter does not pause on {on} and the day before")]
    NotSuspended {
        /// The day.
        on: Day,
    },
    /// Needs that have ended, or that no budget is about, do not end (WRONG_STATE).
    #[error("no budget is in force on {on}")]
    NoNeeds {
        /// The day.
        on: Day,
    },
    /// The council charges nothing on a day (INVALID_FIELD).
    #[error("the council charges nothing on {on}")]
    NotCharged {
        /// The first such day.
        on: Day,
    },
    /// What stays due, or is charged meanwhile, is not below the charge (INVALID_FIELD).
    #[error("the charge on {on} is {charged_weekly} a week, and this is not below it")]
    NotBelowCharge {
        /// The first such day.
        on: Day,
        /// What the council charges in a week.
        charged_weekly: Money,
    },
    /// An amount below zero (INVALID_FIELD).
    #[error("an amount cannot be below zero")]
    Negative,
    /// Something that has happened is said to happen later than it is known (INVALID_FIELD).
    #[error("it is said of days after {known_on}, when it became known")]
    InFuture {
        /// The day on which it was decided or learned.
        known_on: Day,
    },
    /// The ledger refuses an entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

/// Records a fact. Where days that it is about are metered, the account is derived anew: every
/// stretch then has the parts, and the account the balance, that they would have if the fact had
/// been known in time. `entries` are all entries of the account. R-METER-10, R-METER-11, R-METER-14,
/// R-METER-15 and R-DLC-7 [PROPOSED], R-ACC-6.
///
/// # Errors
/// See [`FactRefusal`].
pub fn record(
    entries: &[Entry],
    fact: &Fact,
    cap_test: CapTest,
    stamp: &Stamp,
) -> Result<Posted, FactRefusal> {
    let account = Account::from_entries(entries)?;
    check_days(&account, fact)?;
    let draft = match fact {
        Fact::Suspend { days, suspension } => suspend(&account, *days, suspension)?,
        Fact::Resume { on, decision } => {
            let detail = EntryDetail::Resume {
                about_number: open(&account, *on)?,
                decision: decision.clone(),
            };
            let because = format!("Metering goes on from {}.", show_day(*on));
            Draft::new(Period::at_start_of(*on), detail, because, &["R-METER-10@1"])
        }
        Fact::EndNeeds { from, decision } => {
            let held = held_on(&account.in_force(), *from);
            held.and_then(|held| held.rate).ok_or(FactRefusal::NoNeeds { on: *from })?;
            let because = format!(
                "No needs are eligible from {}: nothing is counted, and the balance is kept.",
                show_day(*from)
            );
            let detail = EntryDetail::EndNeeds(decision.clone());
            Draft::new(Period::from(*from), detail, because, &["R-METER-11@1"])
        }
        Fact::WriteOff { days, write_off } => written_off(&account, *days, write_off)?,
        Fact::Close { from, closing } => {
            let because = format!("The person died on {}: the account is closed.", show_day(*from));
            let detail = EntryDetail::Close(closing.clone());
            Draft::new(Period::from(*from), detail, because, &["R-ACC-6@1"])
        }
    };
    let mut posted = Posted::on(&account);
    let because = draft.because.clone();
    posted.post(draft, stamp)?;
    if fact.from() < account.metered_to() {
        let stated = Because::Stated(posted.account.last_entry());
        let anew = Anew { cap_test, fact: stated, because: &because };
        anew.derive(entries, fact.from(), Vec::new(), &mut posted, stamp)?;
    }
    Ok(posted)
}

/// Whether the account has the days at all, and they are not in a future that nobody knows.
fn check_days(account: &Account, fact: &Fact) -> Result<(), FactRefusal> {
    let (from, opened_on) = (fact.from(), account.opened_on());
    if from < opened_on {
        return Err(FactRefusal::BeforeOpening { opened_on });
    }
    if let Some(closed) = account.closed().filter(|closed| from >= closed.from) {
        return Err(FactRefusal::Closed { from: closed.from });
    }
    match fact {
        Fact::Close { closing, .. } if from > closing.learned_on => {
            Err(FactRefusal::InFuture { known_on: closing.learned_on })
        }
        // Of an account that has ended only days before its end can be spoken of.
        Fact::Close { .. } if account.closed().is_some() => {
            let closed = account.closed().map_or(from, |closed| closed.from);
            Err(FactRefusal::Closed { from: closed })
        }
        Fact::WriteOff { days, write_off } => {
            let known_on = write_off.decision.on;
            let is_past = days.end().is_some_and(|end| end <= plus_days(known_on, 1));
            if is_past { Ok(()) } else { Err(FactRefusal::InFuture { known_on }) }
        }
        _ => Ok(()),
    }
}

fn suspend(account: &Account, days: Period, suspension: &Suspension) -> Result<Draft, FactRefusal> {
    if days.days() == Some(0) {
        return Err(FactRefusal::NoDays);
    }
    if let Some(other) = account.paused().iter().find(|other| other.days().overlaps(&days)) {
        return Err(FactRefusal::Overlaps { number: other.number(), days: other.days() });
    }
    let start = show_day(days.start());
    let span = match days.end() {
        Some(end) => format!("From {start} until {}", show_day(end)),
        None => format!("From {start} on"),
    };
    let counted = match suspension.charged {
        None => "nothing is counted".to_owned(),
        Some(instead) if instead.charge_weekly.is_negative() => return Err(FactRefusal::Negative),
        Some(instead) => format!("the charge is {} a week", instead.charge_weekly),
    };
    let because = format!("{span} {counted}: {}.", suspension.cause.in_words());
    let detail = EntryDetail::Suspend(suspension.clone());
    Ok(Draft::new(days, detail, because, &["R-METER-10@1", "R-DLC-7@1"]))
}

/// The entry of the pause that a resumption on a day ends.
fn open(account: &Account, on: Day) -> Result<i64, FactRefusal> {
    let pauses = |days: Period| days.contains(on) && days.start() < on;
    let paused = account.paused().iter().find(|paused| pauses(paused.days()));
    paused.map(|paused| paused.number()).ok_or(FactRefusal::NotSuspended { on })
}

fn written_off(
    account: &Account,
    days: Period,
    write_off: &WriteOff,
) -> Result<Draft, FactRefusal> {
    if days.days() == Some(0) {
        return Err(FactRefusal::NoDays);
    }
    if let Some(other) = account.written_off().iter().find(|other| other.days().overlaps(&days)) {
        return Err(FactRefusal::Overlaps { number: other.number(), days: other.days() });
    }
    let still_due = write_off.still_due.charge_weekly;
    if still_due.is_negative() {
        return Err(FactRefusal::Negative);
    }
    for on in changes_within(account, days) {
        must_be_below_charge(account, on, still_due)?;
    }
    let because = format!(
        "From {} until {} no more than {still_due} a week is due: {}.",
        show_day(days.start()),
        show_day(days.end().unwrap_or(days.start())),
        write_off.cause.in_words()
    );
    let detail = EntryDetail::WriteOff(write_off.clone());
    Ok(Draft::new(days, detail, because, &["R-METER-15@1"]))
}

/// The first of the days, and those among them on which a week begins to count otherwise.
fn changes_within(account: &Account, days: Period) -> impl Iterator<Item = Day> {
    let changes = account.weeks().into_iter().map(|week| week.from);
    let later = changes.filter(move |day| days.start() < *day && days.contains(*day));
    std::iter::once(days.start()).chain(later)
}

/// Whether an amount is below what the council charges in a week on a day.
pub(crate) fn must_be_below_charge(
    account: &Account,
    on: Day,
    amount: Money,
) -> Result<(), FactRefusal> {
    let held = held_on(&account.in_force(), on).and_then(|held| held.rate);
    let is_charged = held.is_some_and(|rate| rate.basis == MeteringBasis::Charged);
    let charged_weekly = weekly_on(&account.weeks(), on).borne_by_person();
    if !is_charged || charged_weekly.is_zero() {
        return Err(FactRefusal::NotCharged { on });
    }
    if amount >= charged_weekly {
        return Err(FactRefusal::NotBelowCharge { on, charged_weekly });
    }
    Ok(())
}
