//! A statement of an account as it stood at the start of a day. R-ACC-4.

use std::collections::BTreeMap;

use carecap_calendar::{Day, Instant, add_months};
use carecap_money::{Money, MoneyError};
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::chain::{ChainFault, Digest};
use crate::counted::{shares_at, totals_at, uprating_at};
use crate::entry::{Entry, EntryDetail};
use crate::paused::Paused;
use crate::projection::{project, within_window};
use crate::rates::weekly_on;
use crate::split::WeeklySplit;
use crate::terms::Uprating;

/// What the last statement showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousStatement {
    /// The day at whose start it spoke.
    pub dated: Day,
    /// The number of the last entry that it saw.
    pub last_entry: i64,
    /// The balance that it closed with.
    pub closing_balance: Money,
}

impl PreviousStatement {
    /// The entries that it saw.
    fn seen(self, entries: &[Entry]) -> &[Entry] {
        entries_to(entries, self.last_entry)
    }
}

/// A difference that no earlier statement listed, or the part of one. Its fields stand
/// in the order of their names, as those of the statement do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// What it changes in the balance of the statement's day; may be negative.
    pub balance_change: Money,
    /// Why.
    pub because: String,
    /// The end of the days that are listed: the first day that is no longer among them.
    pub effective_end: Option<Day>,
    /// The first of the days that are listed.
    pub effective_start: Day,
    /// The entry.
    pub entry_number: i64,
}

/// A weekly rate and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedRate {
    /// The first day.
    pub from: Day,
    /// What counts in a week from then on.
    pub rate_weekly: Money,
}

/// The figures and the text of a statement. Its fields stand in the order of their names, because
/// the canonical form rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What counted, before any uprating.
    pub accrued: Money,
    /// Item 5: adjustments that no earlier statement listed.
    pub adjustments: Vec<Adjustment>,
    /// Item 1: the cap.
    pub cap: Money,
    /// The balance.
    pub closing_balance: Money,
    /// Item 4: the daily living costs since opening.
    pub daily_living: Money,
    /// The day at whose start it speaks; an uprating of that day is counted in.
    pub dated: Day,
    /// How to query it.
    pub how_to_query: String,
    /// Item 6: the indicative date of reaching the cap. None: not within the window.
    pub indicative_date: Option<Day>,
    /// Item 6 in words.
    pub indicative_date_text: String,
    /// The last entry that it saw.
    pub last_entry: i64,
    /// What the reader is told besides.
    pub notes: Vec<String>,
    /// The balance at the last statement, or zero.
    pub opening_balance: Money,
    /// The pack.
    pub pack: String,
    /// Item 3: the rate of progress, in a week; zero after the cap is reached.
    pub rate_weekly: Money,
    /// Each rate since opening.
    pub rates: Vec<StatedRate>,
    /// Whether the cap has no legal effect (R-STATUS-4).
    pub shadow: bool,
    /// Item 2: the total cost of meeting the eligible needs since opening.
    pub total_cost: Money,
}

/// Why a statement was not made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementRefusal {
    /// The account is not metered to the day yet (NOT_METERED_YET).
    #[error("the account is metered to {metered_to} only")]
    NotMeteredYet {
        /// The first day that is not metered yet.
        metered_to: Day,
    },
    /// The account was opened after that day (INVALID_FIELD, `dated`).
    #[error("the account was opened on {opened_on} only")]
    BeforeOpening {
        /// The first day that can be metered.
        opened_on: Day,
    },
    /// The account has no such entry (NOT_FOUND).
    #[error("the account has no entry {0}")]
    EntryUnknown(i64),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

impl From<MoneyError> for StatementRefusal {
    fn from(error: MoneyError) -> StatementRefusal {
        StatementRefusal::Ledger(ChainFault::Money(error))
    }
}

/// The statement dated `dated`, as the entries up to number `last_entry` tell it: the same
/// arguments give the same statement for ever, whatever is recorded later. It shows the account at
/// the start of the day: what takes effect at that moment (an uprating, R-CAP-8; a rate,
/// R-METER-12) is in it, the day itself is not. R-ACC-4, R-CAP-11 [PROPOSED].
///
/// # Errors
/// See [`StatementRefusal`].
pub fn statement(
    entries: &[Entry],
    last_entry: i64,
    dated: Day,
    previous: Option<PreviousStatement>,
    window_months: u32,
) -> Result<Statement, StatementRefusal> {
    let known = entries_to(entries, last_entry);
    if known.last().map(|entry| entry.number) != Some(last_entry) {
        return Err(StatementRefusal::EntryUnknown(last_entry));
    }
    let account = Account::from_entries(known)?;
    check(&account, dated)?;
    let totals = totals_at(&account, known, dated)?;
    let upratings: Vec<Uprating> = account
        .upratings()
        .iter()
        .map(|posted| posted.uprating)
        .filter(|uprating| uprating.on() <= dated)
        .collect();
    let cap = upratings.last().map_or(account.opening().cap, |last| last.facts().cap_after);
    let balance = totals.accrued().checked_add(uprating_at(known, dated)?)?;
    let weekly = weekly_on(&account.weeks(), dated);
    let outlook = Outlook::of(&account, balance, cap, &weekly, dated, window_months)?;
    let opening = account.opening();
    Ok(Statement {
        accrued: totals.accrued(),
        adjustments: adjustments_since(known, dated, previous)?,
        cap,
        closing_balance: balance,
        daily_living: totals.daily_living(),
        dated,
        how_to_query: HOW_TO_QUERY.to_owned(),
        indicative_date: outlook.date,
        indicative_date_text: outlook.text,
        last_entry,
        notes: notes(&account, &upratings, dated, previous),
        opening_balance: previous.map_or(Money::ZERO, |previous| previous.closing_balance),
        pack: opening.pack.clone(),
        rate_weekly: if balance >= cap { Money::ZERO } else { weekly.metered_rate_weekly() },
        rates: rates(&account, dated),
        shadow: opening.shadow,
        total_cost: totals.cost(),
    })
}

/// Each rate since the opening; nothing from a day on which the needs ended.
fn rates(account: &Account, dated: Day) -> Vec<StatedRate> {
    let in_force = account.in_force();
    let stated = in_force.iter().filter(|held| held.from <= dated).map(|held| StatedRate {
        from: held.from,
        rate_weekly: held.rate.map_or(Money::ZERO, |rate| rate.weekly.metered_rate_weekly()),
    });
    stated.collect()
}

/// R-APPEAL-1.
const HOW_TO_QUERY: &str = "If you think that a figure is wrong, or want to know how it was \
    reached, tell the council that sent you this statement and name its date. The council answers \
    with the working, or corrects the account and says why. If you stay dissatisfied you may use \
    the council's complaints procedure and then go to the Local Government and Social Care \
    Ombudsman.";

/// The entries up to a number.
fn entries_to(entries: &[Entry], last_entry: i64) -> &[Entry] {
    &entries[..entries.partition_point(|entry| entry.number <= last_entry)]
}

fn check(account: &Account, dated: Day) -> Result<(), StatementRefusal> {
    let (opened_on, metered_to) = (account.opened_on(), account.metered_to());
    if dated < opened_on {
        return Err(StatementRefusal::BeforeOpening { opened_on });
    }
    // An account that has ended is metered no further, and can be stated as of any day after.
    let is_at_its_end = account.closed().is_some_and(|closed| closed.from <= metered_to);
    if dated > metered_to && !is_at_its_end {
        return Err(StatementRefusal::NotMeteredYet { metered_to });
    }
    Ok(())
}

/// Item 5: the corrections that count by the day, each with what no earlier statement listed of it.
/// What the last statement left out is listed here, whenever it was recorded: what was recorded
/// since, and of what it saw the days from its own day on. So the opening balance, what the days
/// since accrued and were uprated by as first posted, and these add up to the closing balance.
fn adjustments_since(
    known: &[Entry],
    dated: Day,
    previous: Option<PreviousStatement>,
) -> Result<Vec<Adjustment>, ChainFault> {
    let counted_before = match previous {
        Some(previous) => shares_at(previous.seen(known), previous.dated)?,
        None => BTreeMap::new(),
    };
    let mut adjustments = Vec::new();
    for (number, counted) in shares_at(known, dated)? {
        let entry = known.iter().find(|entry| entry.number == number);
        let Some(entry) = entry.filter(|entry| is_correction(entry) && counts_by(entry, dated))
        else {
            continue;
        };
        let listed_to = previous
            .filter(|previous| number <= previous.last_entry && counts_by(entry, previous.dated))
            .map(|previous| previous.dated);
        let before = counted_before.get(&number).copied().unwrap_or_default();
        let balance_change = counted.checked_sub(before)?;
        if listed_to.is_some() && balance_change.is_zero() {
            continue;
        }
        adjustments.push(adjustment(entry, balance_change, listed_to, dated));
    }
    Ok(adjustments)
}

fn is_correction(entry: &Entry) -> bool {
    matches!(entry.detail, EntryDetail::Adjust { .. } | EntryDetail::Reverse { .. })
}

/// Whether a statement of the day counts something of the entry.
fn counts_by(entry: &Entry, dated: Day) -> bool {
    entry.start() < dated || !entry.is_about_days() && entry.start() == dated
}

/// A line of item 5. Of a correction that straddles the day of a statement, the days that the line
/// is about are the days that it counts.
fn adjustment(
    entry: &Entry,
    balance_change: Money,
    listed_to: Option<Day>,
    dated: Day,
) -> Adjustment {
    let (start, end) = (entry.effective.start(), entry.effective.end());
    let (effective_start, effective_end) = if entry.is_about_days() {
        let listed_to = listed_to.unwrap_or(start);
        (start.max(listed_to), end.map(|end| end.min(dated)))
    } else {
        (start, end)
    };
    Adjustment {
        balance_change,
        because: entry.because.clone(),
        effective_end,
        effective_start,
        entry_number: entry.number,
    }
}

fn notes(
    account: &Account,
    upratings: &[Uprating],
    dated: Day,
    previous: Option<PreviousStatement>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if account.opening().shadow {
        notes.push(
            "The cap on care costs is not law. This account is a projection and has no legal \
             effect."
                .to_owned(),
        );
    }
    for uprating in upratings.iter().map(Uprating::facts).filter(|facts| facts.unconfirmed) {
        notes.push(format!(
            "The factor of {} by which the cap and the balance were uprated on {} has not been \
             confirmed.",
            uprating.factor,
            in_words(uprating.on)
        ));
    }
    // Pauses since the last statement, and those of before that it did not know of.
    let is_told = |paused: &&Paused| {
        let days = paused.days();
        let is_new = previous.is_none_or(|previous| {
            paused.number() > previous.last_entry
                || days.end().is_none_or(|end| end > previous.dated)
        });
        is_new && days.start() < dated
    };
    notes.extend(account.paused().iter().filter(is_told).map(pause_in_words));
    if let Some(closed) = account.closed().filter(|closed| closed.from <= dated) {
        notes.push(format!("The account was closed on {}.", in_words(closed.from)));
    }
    notes
}

/// R-METER-10: when the meter paused, and what was counted meanwhile.
fn pause_in_words(paused: &Paused) -> String {
    let days = paused.days();
    let span = match days.end() {
        Some(end) => format!("From {} until {}", in_words(days.start()), in_words(end)),
        None => format!("From {} on", in_words(days.start())),
    };
    let counted = match paused.charged() {
        None => "nothing was counted".to_owned(),
        Some(instead) => format!("the charge was {} a week", instead.charge_weekly),
    };
    format!("{span} {counted}, because {}.", paused.cause().in_words())
}

/// Item 6 of a statement.
struct Outlook {
    date: Option<Day>,
    text: String,
}

impl Outlook {
    fn of(
        account: &Account,
        balance: Money,
        cap: Money,
        weekly: &WeeklySplit,
        dated: Day,
        window_months: u32,
    ) -> Result<Outlook, MoneyError> {
        if balance >= cap {
            let noted = account.reached().map(|noted| noted.on).filter(|on| *on <= dated);
            let date = noted.unwrap_or(dated);
            let text = match noted {
                Some(on) => format!("The cap was reached on {}.", in_words(on)),
                None => "The balance is equal to the cap.".to_owned(),
            };
            return Ok(Outlook { date: Some(date), text });
        }
        let projected = project(balance, cap, weekly, dated)?;
        let date = projected.filter(|day| within_window(*day, dated, window_months));
        let text = match date {
            Some(day) => format!("At the present rate the cap is reached on {}.", in_words(day)),
            None => format!(
                "At the present rate the cap is not reached within {window_months} months, that \
                 is, before {}.",
                in_words(add_months(dated, window_months))
            ),
        };
        Ok(Outlook { date, text })
    }
}

/// A day as it is written in a letter: 7 April 2025.
fn in_words(day: Day) -> String {
    format!("{} {} {}", day.day(), day.month(), day.year())
}

/// What names a statement, given when it is issued. Its fields stand in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementIds {
    /// The account.
    pub account_id: String,
    /// The council's GSS code.
    pub council_id: String,
    /// Whose account.
    pub person_id: String,
    /// When it was issued.
    pub recorded_at: Instant,
    /// The statement.
    pub statement_id: String,
}

/// The canonical form of a statement: the same bytes for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CanonicalStatement {
    /// JSON in the manner of RFC 8785, as the entries of the chain are written: `{"issue":{..},
    /// "statement":{..}}`, keys in order, no white space, money as whole pence.
    pub bytes: Vec<u8>,
    /// SHA-256 of those bytes.
    pub sha256: Digest,
}

/// Writes a statement down in its canonical form.
///
/// # Errors
/// [`ChainFault::Unwritable`]; no statement is known to cause it.
pub fn canonical(
    statement: &Statement,
    ids: &StatementIds,
) -> Result<CanonicalStatement, ChainFault> {
    #[derive(Serialize)]
    struct Document<'a> {
        issue: &'a StatementIds,
        statement: &'a Statement,
    }
    let bytes = serde_json::to_vec(&Document { issue: ids, statement })
        .map_err(|_| ChainFault::Unwritable(statement.last_entry))?;
    Ok(CanonicalStatement { sha256: Digest::of(&bytes), bytes })
}
