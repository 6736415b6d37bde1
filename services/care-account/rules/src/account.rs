//! The head of an account: the fold of its entries, and the one way to append another.

use carecap_calendar::{Day, Instant, Period};
use carecap_money::{Money, MoneyError};
use serde::{Deserialize, Serialize};

use crate::chain::{ChainFault, Digest, HashAlgorithm, check_entry, hash_of};
use crate::entry::{Draft, Entry, EntryDetail, Opening, Stamp};
use crate::metered::MeteringBasis;
use crate::paused::{Paused, Written, weeks};
use crate::rates::{DatedEnd, DatedRate, DatedWeek, InForce, held_on, in_force, weekly_on};
use crate::split::Split;
use crate::terms::Uprating;

/// Something that was noted on a day, by an entry that may be reversed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Noted {
    pub(crate) on: Day,
    pub(crate) number: i64,
}

/// An uprating and the entry that posted it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PostedUprating {
    pub(crate) uprating: Uprating,
    pub(crate) number: i64,
}

/// An account that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// The first day on which nothing is metered.
    pub from: Day,
    /// The day on which the review of retention begins (R-ACC-6).
    pub review_from: Day,
    /// The number of the entry that closed it.
    pub number: i64,
}

/// The head of an account. Each of its figures is a sum or the latest fact of its entries, so it
/// can be thrown away and rebuilt; it is kept so that a run need not read the entries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    opening: Opening,
    opened_on: Day,
    metered_to: Day,
    last_entry: i64,
    last_hash: Digest,
    last_recorded_at: Instant,
    totals: Split,
    uprating: Money,
    rates: Vec<DatedRate>,
    upratings: Vec<PostedUprating>,
    reached: Option<Noted>,
    near_notice: Option<Noted>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ends: Vec<DatedEnd>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    paused: Vec<Paused>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    written_off: Vec<Written>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    closed: Option<Closed>,
}

/// The figures of an account as they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// What the meter rests on at `metered_to`. None: no rate is known yet, or the needs have ended.
    pub basis: Option<MeteringBasis>,
    /// What counts in a week at `metered_to`; zero after the cap is reached, while the meter pauses
    /// and once the account is closed. R-METER-6.
    pub rate_weekly: Money,
    /// The whole of what was metered as counting, before any uprating.
    pub accrued: Money,
    /// What the upratings added.
    pub uprating: Money,
    /// Accrued and uprating: what is held against the cap.
    pub balance: Money,
    /// The daily living costs so far.
    pub daily_living: Money,
    /// The costs so far that do not count, daily living costs apart.
    pub not_counted: Money,
    /// The total cost of meeting the eligible needs so far.
    pub cost: Money,
    /// The cap now.
    pub cap: Money,
    /// The day on which the cap was reached.
    pub reached_on: Option<Day>,
    /// Whether a factor that was posted is not confirmed.
    pub uprating_unconfirmed: bool,
}

impl Account {
    /// Opens an account: its head and its first entry. R-METER-1: the caller passes the first day
    /// that can be metered, back-dated to the duty date where the law says so.
    ///
    /// # Errors
    /// [`ChainFault`] where the entry cannot be made.
    pub fn open(opening: Opening, on: Day, stamp: &Stamp) -> Result<(Account, Entry), ChainFault> {
        let because = format!("The account is opened under a cap of {}.", opening.cap);
        let draft = Draft::new(
            Period::at_start_of(on),
            EntryDetail::Open(opening.clone()),
            because,
            &["R-ACC-1@1", "R-CAP-1@1"],
        );
        let mut account = Account::before_first_entry(opening, on, stamp.recorded_at);
        let entry = account.append(draft, stamp)?;
        Ok((account, entry))
    }

    /// The account that the entries make, each checked against those before it. The hashes are
    /// followed, not recomputed: [`crate::chain::verify`] does that too.
    ///
    /// # Errors
    /// The first [`ChainFault`].
    pub fn from_entries(entries: &[Entry]) -> Result<Account, ChainFault> {
        let first = entries.first().ok_or(ChainFault::Empty)?;
        let EntryDetail::Open(opening) = &first.detail else {
            return Err(ChainFault::Opening(first.number));
        };
        let mut account =
            Account::before_first_entry(opening.clone(), first.start(), first.recorded_at);
        for entry in entries {
            account.apply(entry)?;
        }
        Ok(account)
    }

    fn before_first_entry(opening: Opening, on: Day, at: Instant) -> Account {
        Account {
            opening,
            opened_on: on,
            metered_to: on,
            last_entry: 0,
            last_hash: Digest::ZERO,
            last_recorded_at: at,
            totals: Split::ZERO,
            uprating: Money::ZERO,
            rates: Vec::new(),
            upratings: Vec::new(),
            reached: None,
            near_notice: None,
            ends: Vec::new(),
            paused: Vec::new(),
            written_off: Vec::new(),
            closed: None,
        }
    }

    /// Numbers, dates and chains a draft, and moves the totals. The recording time is the stamp's,
    /// or that of the entry before where a clock has gone back. On a refusal nothing changes.
    ///
    /// # Errors
    /// [`ChainFault`] where the draft breaks a rule of the ledger.
    pub fn append(&mut self, draft: Draft, stamp: &Stamp) -> Result<Entry, ChainFault> {
        let balance_after = self
            .balance()
            .checked_add(draft.detail.split().accrued())?
            .checked_add(draft.detail.uprating())?;
        let mut entry = Entry {
            number: self.last_entry + 1,
            effective: draft.effective,
            recorded_at: stamp.recorded_at.max(self.last_recorded_at),
            cost: draft.detail.split().cost(),
            detail: draft.detail,
            balance_after,
            because: draft.because,
            rules: draft.rules,
            run_id: stamp.run_id.clone(),
            trace_id: stamp.trace_id.clone(),
            hash_algorithm: HashAlgorithm::Sha256V1,
            previous_hash: self.last_hash,
            hash: Digest::ZERO,
        };
        entry.hash = hash_of(&entry)?;
        self.apply(&entry)?;
        Ok(entry)
    }

    /// Takes the next entry of the ledger into the head. On a refusal nothing changes.
    ///
    /// # Errors
    /// [`ChainFault`] where it does not follow, or breaks a rule of its kind.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), ChainFault> {
        let number = entry.number;
        if number != self.last_entry + 1 {
            return Err(ChainFault::Numbering { expected: self.last_entry + 1, found: number });
        }
        if entry.previous_hash != self.last_hash {
            return Err(ChainFault::PreviousHash(number));
        }
        if entry.recorded_at < self.last_recorded_at {
            return Err(ChainFault::RecordedAt(number));
        }
        if matches!(entry.detail, EntryDetail::Open(_)) != (number == 1) {
            return Err(ChainFault::Opening(number));
        }
        if matches!(entry.detail, EntryDetail::Accrue { .. }) && entry.start() != self.metered_to {
            return Err(ChainFault::Tiling(number));
        }
        if let EntryDetail::Resume { about_number, .. } = entry.detail
            && !self.paused.iter().any(|paused| paused.is_open_for(about_number))
        {
            return Err(ChainFault::About(number));
        }
        check_entry(entry)?;
        let totals = self.totals.checked_add(&entry.detail.split())?;
        let uprating = self.uprating.checked_add(entry.detail.uprating())?;
        if totals.accrued().checked_add(uprating)? != entry.balance_after {
            return Err(ChainFault::Balance(number));
        }
        self.totals = totals;
        self.uprating = uprating;
        self.last_entry = number;
        self.last_hash = entry.hash;
        self.last_recorded_at = entry.recorded_at;
        self.remember(entry);
        Ok(())
    }

    /// What an entry says besides its money.
    fn remember(&mut self, entry: &Entry) {
        let (on, number) = (entry.start(), entry.number);
        match &entry.detail {
            EntryDetail::Rate(rate) => {
                self.rates.push(DatedRate { from: on, sequence: number, rate: rate.clone() });
            }
            EntryDetail::Accrue { .. } => {
                self.metered_to = entry.effective.end().unwrap_or(self.metered_to);
            }
            EntryDetail::Uprate { uprating, .. } => {
                self.upratings.push(PostedUprating { uprating: *uprating, number });
                self.upratings.sort_by_key(|posted| posted.uprating.on());
            }
            EntryDetail::Reverse { about_number, .. } => self.forget(*about_number),
            EntryDetail::Reached => self.reached = Some(Noted { on, number }),
            EntryDetail::Notice => self.near_notice = Some(Noted { on, number }),
            EntryDetail::Suspend(suspension) => {
                self.paused.push(Paused::new(entry.effective, suspension, number));
            }
            EntryDetail::Resume { about_number, .. } => {
                for paused in self.paused.iter_mut().filter(|p| p.is_open_for(*about_number)) {
                    paused.resume(Noted { on, number });
                }
            }
            EntryDetail::EndNeeds(_) => self.ends.push(DatedEnd { from: on, sequence: number }),
            EntryDetail::WriteOff(write_off) => {
                self.written_off.push(Written::new(entry.effective, write_off, number));
            }
            EntryDetail::Close(closing) => {
                self.closed = Some(Closed { from: on, review_from: closing.learned_on, number });
            }
            EntryDetail::Open(_) | EntryDetail::Adjust { .. } => {}
        }
    }

    /// A fact whose entry is reversed no longer holds.
    fn forget(&mut self, number: i64) {
        self.rates.retain(|rate| rate.sequence != number);
        self.upratings.retain(|posted| posted.number != number);
        self.reached = self.reached.filter(|noted| noted.number != number);
        self.near_notice = self.near_notice.filter(|noted| noted.number != number);
        self.ends.retain(|end| end.sequence != number);
        self.paused.retain(|paused| paused.number() != number);
        for paused in &mut self.paused {
            paused.forget(number);
        }
        self.written_off.retain(|written| written.number() != number);
        self.closed = self.closed.filter(|closed| closed.number != number);
    }

    /// What the account was opened with.
    pub const fn opening(&self) -> &Opening {
        &self.opening
    }

    /// The first day that can be metered.
    pub const fn opened_on(&self) -> Day {
        self.opened_on
    }

    /// The first day that is not metered yet.
    pub const fn metered_to(&self) -> Day {
        self.metered_to
    }

    /// The number of the last entry.
    pub const fn last_entry(&self) -> i64 {
        self.last_entry
    }

    /// The hash of the last entry.
    pub const fn last_hash(&self) -> Digest {
        self.last_hash
    }

    /// Everything metered so far, in its six parts.
    pub const fn totals(&self) -> &Split {
        &self.totals
    }

    /// The rates as they were recorded, those of reversed entries left out.
    pub fn rates(&self) -> &[DatedRate] {
        &self.rates
    }

    /// What is in force, by first day: rates, and the ends of the needs.
    pub fn in_force(&self) -> Vec<InForce<'_>> {
        in_force(&self.rates, &self.ends)
    }

    /// Since when no needs are eligible, if none are at `metered_to`. R-METER-11.
    pub fn needs_ended_from(&self) -> Option<Day> {
        let held = held_on(&self.in_force(), self.metered_to)?;
        held.rate.is_none().then_some(held.from)
    }

    /// What a week counts, by first day, once everything that is known is laid over the rates.
    pub fn weeks(&self) -> Vec<DatedWeek> {
        weeks(&self.in_force(), &self.paused, &self.written_off, self.closed.map(|c| c.from))
    }

    /// The times in which the meter pauses, as they were recorded.
    pub fn paused(&self) -> &[Paused] {
        &self.paused
    }

    /// The days whose charge is not due in whole, as they were recorded.
    pub(crate) fn written_off(&self) -> &[Written] {
        &self.written_off
    }

    /// The end of the account. None: it goes on.
    pub const fn closed(&self) -> Option<Closed> {
        self.closed
    }

    /// Accrued and uprating: what is held against the cap. R-ACC-2.
    pub fn balance(&self) -> Money {
        let pence = self.totals.accrued().pence().saturating_add(self.uprating.pence());
        Money::from_pence(pence)
    }

    /// The cap now: that of the last uprating by day, or that of the opening.
    pub fn cap(&self) -> Money {
        self.upratings().last().map_or(self.opening.cap, |posted| posted.uprating.facts().cap_after)
    }

    /// The upratings that hold, by day. A closed account is uprated no more (R-ACC-6): one that was
    /// posted before the end became known holds again if the end is undone.
    pub(crate) fn upratings(&self) -> &[PostedUprating] {
        let holds = |posted: &PostedUprating| {
            self.closed.is_none_or(|closed| posted.uprating.on() <= closed.from)
        };
        &self.upratings[..self.upratings.partition_point(holds)]
    }

    /// The uprating that holds on a day.
    pub(crate) fn uprating_on(&self, on: Day) -> Option<PostedUprating> {
        self.upratings().iter().copied().find(|posted| posted.uprating.on() == on)
    }

    /// The uprating that was posted for a day, whether it holds or not.
    pub(crate) fn posted_uprating_on(&self, on: Day) -> Option<PostedUprating> {
        self.upratings.iter().copied().find(|posted| posted.uprating.on() == on)
    }

    /// The notice that the cap was reached.
    pub(crate) const fn reached(&self) -> Option<Noted> {
        self.reached
    }

    /// The notice that the cap is near.
    pub(crate) const fn near_notice(&self) -> Option<Noted> {
        self.near_notice
    }

    /// The figures as they are shown.
    pub fn figures(&self) -> Figures {
        let in_force = self.in_force();
        let now = held_on(&in_force, self.metered_to).or(in_force.first().copied());
        let (balance, cap) = (self.balance(), self.cap());
        let rate_weekly = weekly_on(&self.weeks(), self.metered_to).metered_rate_weekly();
        Figures {
            basis: now.and_then(|held| held.rate).map(|rate| rate.basis),
            rate_weekly: if balance >= cap { Money::ZERO } else { rate_weekly },
            accrued: self.totals.accrued(),
            uprating: self.uprating,
            balance,
            daily_living: self.totals.daily_living(),
            not_counted: self.totals.not_counted(),
            cost: self.totals.cost(),
            cap,
            reached_on: self.reached.map(|noted| noted.on),
            uprating_unconfirmed: self
                .upratings()
                .iter()
                .any(|posted| posted.uprating.facts().unconfirmed),
        }
    }
}

/// What a use case posted: the entries, in order, and the head after them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The head after the entries.
    pub account: Account,
    /// The new entries, in order of number.
    pub entries: Vec<Entry>,
}

impl Posted {
    /// Begins to post on a copy of the head, so that a refusal leaves the head as it was.
    pub(crate) fn on(account: &Account) -> Posted {
        Posted { account: account.clone(), entries: Vec::new() }
    }

    pub(crate) fn post(&mut self, draft: Draft, stamp: &Stamp) -> Result<(), ChainFault> {
        self.entries.push(self.account.append(draft, stamp)?);
        Ok(())
    }
}

/// A sum of what entries do to the balance.
pub(crate) fn balance_of<'a>(
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<Money, MoneyError> {
    Money::sum(entries.map(Entry::balance_change))
}
