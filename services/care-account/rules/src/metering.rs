//! Opening days to the meter: a budget's rate, and a run up to a day.

use carecap_calendar::{Day, Period, show_day};
use carecap_money::{Money, MoneyError};

use crate::account::{Account, Posted};
use crate::chain::ChainFault;
use crate::course::{Facts, Phase, Position, Step, walk};
use crate::entry::{Draft, EntryDetail, Stamp};
use crate::projection::{project, within_window};
use crate::rates::{Rate, weekly_on};
use crate::reversal::{negation_of, reversal_draft};
use crate::terms::{MeteringTerms, Uprating};

/// Why an account was not metered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MeterRefusal {
    /// The account is metered to that day or beyond (ALREADY_METERED).
    #[error("the account is metered to {metered_to} already")]
    AlreadyMetered {
        /// The first day that is not metered yet.
        metered_to: Day,
    },
    /// An uprating became known after days from it on were metered: it is a late fact.
    #[error("the uprating of {on} was not posted before the days after it were metered")]
    LateUprating {
        /// Its day.
        on: Day,
    },
    /// An uprating was posted with other figures than the terms have by now: it is a late fact.
    #[error("the uprating of {} was posted with other figures than the terms have", stated.on())]
    UpratingCorrected {
        /// As it was posted.
        posted: Uprating,
        /// As the terms have it.
        stated: Uprating,
    },
    /// An uprating was posted of which the terms say nothing by now.
    #[error("an uprating was posted on {}, of which the terms say nothing", posted.on())]
    UpratingWithdrawn {
        /// As it was posted.
        posted: Uprating,
    },
    /// The account was opened under another cap than the terms have for that day by now.
    #[error("the account was opened on {opened_on} under {cap}; the terms have {stated}")]
    OpeningCapChanged {
        /// The account's first day.
        opened_on: Day,
        /// The cap that it was opened under.
        cap: Money,
        /// The cap of that day by the terms.
        stated: Money,
    },
    /// The ledger refuses an entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

impl From<MoneyError> for MeterRefusal {
    fn from(error: MoneyError) -> MeterRefusal {
        MeterRefusal::Ledger(ChainFault::Money(error))
    }
}

/// Why a rate was not recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RateRefusal {
    /// The account has ended by that day (ACCOUNT_CLOSED).
    #[error("the account is closed from {from}")]
    Closed {
        /// The first day on which nothing is metered.
        from: Day,
    },
    /// Days from the rate's first day on are metered: it is a late fact.
    #[error("the rate begins before {metered_to}, to which the account is metered")]
    Late {
        /// The first day that is not metered yet.
        metered_to: Day,
    },
    /// The ledger refuses the entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

/// Records that a rate holds from a day on that is not metered yet. R-METER-6, R-METER-12.
///
/// # Errors
/// [`RateRefusal::Late`]: use [`crate::late_fact::late_fact`], which needs the entries.
/// [`RateRefusal::Closed`]: nothing is metered any more.
pub fn set_rate(
    account: &Account,
    from: Day,
    rate: Rate,
    because: String,
    stamp: &Stamp,
) -> Result<Posted, RateRefusal> {
    if let Some(closed) = account.closed().filter(|closed| from >= closed.from) {
        return Err(RateRefusal::Closed { from: closed.from });
    }
    if from < account.metered_to() {
        return Err(RateRefusal::Late { metered_to: account.metered_to() });
    }
    let mut posted = Posted::on(account);
    posted.post(rate_draft(from, rate, because), stamp)?;
    Ok(posted)
}

/// The entry that a rate makes.
pub(crate) fn rate_draft(from: Day, rate: Rate, because: String) -> Draft {
    let detail = EntryDetail::Rate(rate);
    Draft::new(Period::from(from), detail, because, &["R-METER-2@1", "R-METER-6@1"])
}

/// Meters an account up to the start of `until`: the stretches of `[metered_to, until)`, the
/// upratings due by `until` at the start of their days, and the notices that fall due. R-METER-12,
/// R-CAP-7 to R-CAP-11. An account that is closed is metered to its end and no further: beyond it
/// nothing is posted, and nothing is refused.
///
/// # Errors
/// See [`MeterRefusal`]; the head stays as it was.
pub fn meter(
    account: &Account,
    terms: &MeteringTerms,
    until: Day,
    stamp: &Stamp,
) -> Result<Posted, MeterRefusal> {
    let metered_to = account.metered_to();
    if until <= metered_to {
        return Err(MeterRefusal::AlreadyMetered { metered_to });
    }
    let until = account.closed().map_or(until, |closed| until.min(closed.from));
    check_posted(account, terms)?;
    let upratings = upratings_due(account, terms, until)?;
    let until = until.max(metered_to);
    let weeks = account.weeks();
    let facts =
        Facts { weeks: &weeks, upratings: &upratings, cuts: &[], cap_test: terms.cap_test() };
    let from = Position {
        day: metered_to,
        balance: account.balance(),
        cap: account.cap(),
        reached: account.reached().is_some(),
    };
    let (steps, at) = walk(from, &facts, until)?;
    let mut posted = Posted::on(account);
    for step in &steps {
        posted.post(step_draft(step), stamp)?;
    }
    if at.balance < at.cap {
        let projected = project(at.balance, at.cap, &weekly_on(&weeks, until), until)?;
        post_near(&mut posted, projected, until, terms.near_window_months(), stamp)?;
    }
    Ok(posted)
}

/// The notice that the cap is near is posted when the account comes within the window, and withdrawn
/// when it leaves it again: because a correction lowered the balance, the person's care became
/// cheaper, or an uprating widened the room. While nothing counts, it stays as it is: a meter that
/// stands still says nothing of how near the cap is. R-CAP-11 [PROPOSED].
fn post_near(
    posted: &mut Posted,
    projected: Option<Day>,
    on: Day,
    months: u32,
    stamp: &Stamp,
) -> Result<(), ChainFault> {
    let Some(projected) = projected else {
        return Ok(());
    };
    match (posted.account.near_notice(), within_window(projected, on, months)) {
        (None, true) => posted.post(near_draft(projected, on, months), stamp),
        (Some(noted), false) => {
            let detail = negation_of(&EntryDetail::Notice, noted.number, None)?;
            let because = format!(
                "The cap is not near any more: at the present rate it is reached on {}, not within \
                 {months} months.",
                show_day(projected)
            );
            let mut draft = reversal_draft(Period::at_start_of(noted.on), detail, because);
            draft.rules.push("R-CAP-11@1".to_owned());
            posted.post(draft, stamp)
        }
        _ => Ok(()),
    }
}

/// Whether the caps and factors that the account rests on are still those of the terms: a policy
/// may be corrected for days that are metered. Whether a factor is confirmed moves no amount.
fn check_posted(account: &Account, terms: &MeteringTerms) -> Result<(), MeterRefusal> {
    let (opened_on, cap) = (account.opened_on(), account.opening().cap);
    if let Some(stated) = terms.cap_on(opened_on).filter(|stated| *stated != cap) {
        return Err(MeterRefusal::OpeningCapChanged { opened_on, cap, stated });
    }
    for posted in account.upratings().iter().map(|posted| posted.uprating) {
        match terms.uprating_on(posted.on()).copied() {
            None => return Err(MeterRefusal::UpratingWithdrawn { posted }),
            Some(stated) if !stated.has_figures_of(&posted) => {
                return Err(MeterRefusal::UpratingCorrected { posted, stated });
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The upratings after the opening day and by `until`, the end of the account at the latest, that are
/// not posted yet. An account is never uprated on the day it opens: its cap is that day's already.
fn upratings_due(
    account: &Account,
    terms: &MeteringTerms,
    until: Day,
) -> Result<Vec<Uprating>, MeterRefusal> {
    let due: Vec<Uprating> = terms
        .upratings()
        .iter()
        .filter(|uprating| uprating.on() > account.opened_on() && uprating.on() <= until)
        .filter(|uprating| account.uprating_on(uprating.on()).is_none())
        .copied()
        .collect();
    match due.first() {
        Some(first) if first.on() < account.metered_to() => {
            Err(MeterRefusal::LateUprating { on: first.on() })
        }
        _ => Ok(due),
    }
}

/// The entry that a step of the course makes.
pub(crate) fn step_draft(step: &Step) -> Draft {
    let effective = step.period();
    match step {
        Step::Stretch { split, .. } => {
            let (because, rules) = stretch_reason(step);
            Draft::new(effective, EntryDetail::Accrue { split: *split }, because, rules)
        }
        Step::Uprated { uprating, amount } => {
            let facts = uprating.facts();
            let caveat = if facts.unconfirmed { ", which is not confirmed" } else { "" };
            let because = format!(
                "The cap and the balance are uprated by {}{caveat}; the cap is now {}.",
                facts.factor, facts.cap_after
            );
            let detail = EntryDetail::Uprate { uprating: *uprating, amount: *amount };
            Draft::new(effective, detail, because, &["R-CAP-7@1", "R-CAP-8@1"])
        }
        Step::Reached { on } => {
            let because = format!("The cap was reached on {}.", show_day(*on));
            let rules = &["R-CAP-2@1", "R-CAP-9@1", "R-CAP-10@1"];
            Draft::new(effective, EntryDetail::Reached, because, rules)
        }
    }
}

/// Why a stretch costs what it does.
fn stretch_reason(step: &Step) -> (String, &'static [&'static str]) {
    let Step::Stretch { start, end, weekly, split, phase } = step else {
        return (String::new(), &[]);
    };
    let days = match (*end - *start).whole_days() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    };
    let cost = weekly.split().cost();
    match phase {
        Phase::Below => {
            let counts = weekly.metered_rate_weekly();
            let because = format!("{days} at {cost} a week, of which {counts} counts.");
            (because, &["R-METER-6@1", "R-METER-12@1"])
        }
        Phase::Crossing => {
            let room = split.accrued();
            let because = format!(
                "The cap is reached on this day: {room} fills the room left, the council bears the \
                 rest."
            );
            (because, &["R-METER-12@1", "R-CAP-9@1"])
        }
        Phase::After => {
            let because = format!("{days} at {cost} a week after the cap: nothing counts.");
            (because, &["R-METER-12@1", "R-CAP-2@1", "R-DLC-3@1"])
        }
    }
}

fn near_draft(projected: Day, on: Day, months: u32) -> Draft {
    let because = format!(
        "At the present rate the cap is reached on {}, within {months} months.",
        show_day(projected)
    );
    Draft::new(Period::at_start_of(on), EntryDetail::Notice, because, &["R-CAP-11@1"])
}
