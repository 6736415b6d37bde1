//! The kernel: an account walks through its days. Metering, late facts and statements all derive
//! what they post or show by this one function, so they cannot disagree.

use carecap_calendar::{Day, Period, plus_days};
use carecap_money::{Money, MoneyError, Rounding};

use crate::rates::{DatedWeek, weekly_on};
use crate::schedule::{accrued_of_days, next_monday, split_of_days};
use crate::split::{Split, WeeklySplit};
use crate::terms::{CapTest, Uprating};

/// Where an account stands at the start of a day, before an uprating of that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) day: Day,
    pub(crate) balance: Money,
    pub(crate) cap: Money,
    /// Whether the notice that the cap was reached was due before.
    pub(crate) reached: bool,
}

/// The facts through which it walks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The weeks in force, by first day.
    pub(crate) weeks: &'a [DatedWeek],
    /// The upratings, by day; none before the position's day.
    pub(crate) upratings: &'a [Uprating],
    /// Days at which a stretch must end besides, in order: those of what was posted before.
    pub(crate) cuts: &'a [Day],
    /// When the notice is due.
    pub(crate) cap_test: CapTest,
}

/// How a stretch lies to the cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Below,
    Crossing,
    After,
}

/// What happens on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Stretch { start: Day, end: Day, weekly: WeeklySplit, split: Split, phase: Phase },
    Uprated { uprating: Uprating, amount: Money },
    Reached { on: Day },
}

impl Step {
    pub(crate) fn period(&self) -> Period {
        match self {
            // A stretch never ends before it starts, so the alternative is never taken.
            Step::Stretch { start, end, .. } => {
                Period::between(*start, *end).unwrap_or(Period::at_start_of(*start))
            }
            Step::Uprated { uprating, .. } => Period::at_start_of(uprating.on()),
            Step::Reached { on } => Period::at_start_of(*on),
        }
    }
}

/// Walks from the position to the start of `until`, upratings of that day included. R-CAP-7 to
/// R-CAP-10, R-METER-12. It steps from stretch to stretch; only a stretch in which the cap is
/// reached is looked at day by day.
pub(crate) fn walk(
    from: Position,
    facts: &Facts<'_>,
    until: Day,
) -> Result<(Vec<Step>, Position), MoneyError> {
    let mut walker = Walker { at: from, facts: *facts, steps: Vec::new() };
    loop {
        walker.uprate_today()?;
        if walker.at.day >= until {
            return Ok((walker.steps, walker.at));
        }
        walker.next_stretch(until)?;
    }
}

struct Walker<'a> {
    at: Position,
    facts: Facts<'a>,
    steps: Vec<Step>,
}

impl Walker<'_> {
    /// The upratings of the day, at its start.
    fn uprate_today(&mut self) -> Result<(), MoneyError> {
        while let Some((&uprating, later)) = self.facts.upratings.split_first() {
            if uprating.on() > self.at.day {
                break;
            }
            self.facts.upratings = later;
            self.uprate(uprating)?;
        }
        Ok(())
    }

    /// R-CAP-7, R-CAP-8 [PROPOSED]: the balance by the factor, half up; who has reached the cap
    /// stays at exactly the cap. R-CAP-10 [PROPOSED]: the test is made before the hold.
    fn uprate(&mut self, uprating: Uprating) -> Result<(), MoneyError> {
        let facts = uprating.facts();
        let before_hold = self.at.balance.scaled(facts.factor, Rounding::HalfUp)?;
        let is_held = self.at.balance >= self.at.cap;
        let after = if is_held { facts.cap_after } else { before_hold.min(facts.cap_after) };
        let amount = after.checked_sub(self.at.balance)?;
        self.steps.push(Step::Uprated { uprating, amount });
        self.at.balance = after;
        self.at.cap = facts.cap_after;
        if self.facts.cap_test.is_met(before_hold, self.at.cap) {
            self.notice(self.at.day);
        }
        Ok(())
    }

    fn notice(&mut self, on: Day) {
        if !self.at.reached {
            self.at.reached = true;
            self.steps.push(Step::Reached { on });
        }
    }

    /// Where a stretch that begins today ends at the latest.
    fn stretch_end(&self, until: Day) -> Day {
        let today = self.at.day;
        let weeks = self.facts.weeks;
        let week = weeks.get(weeks.partition_point(|week| week.from <= today));
        let cut = self.facts.cuts.get(self.facts.cuts.partition_point(|cut| *cut <= today));
        let uprating = self.facts.upratings.first();
        let boundaries = [week.map(|week| week.from), cut.copied(), uprating.map(Uprating::on)];
        boundaries.into_iter().flatten().fold(until.min(next_monday(today)), Day::min)
    }

    fn next_stretch(&mut self, until: Day) -> Result<(), MoneyError> {
        let (start, end) = (self.at.day, self.stretch_end(until));
        let weekly = weekly_on(self.facts.weeks, start);
        if self.at.balance >= self.at.cap {
            return self.stretch_after_cap(weekly, end);
        }
        let split = split_of_days(&weekly, start, end)?;
        let balance = self.at.balance.checked_add(split.accrued())?;
        if balance >= self.at.cap {
            return self.stretch_to_cap(weekly);
        }
        self.at.balance = balance;
        self.push(end, weekly, split, Phase::Below);
        Ok(())
    }

    /// The cap is reached within this stretch: the days before the crossing day, then that day.
    fn stretch_to_cap(&mut self, weekly: WeeklySplit) -> Result<(), MoneyError> {
        let start = self.at.day;
        let room = self.at.cap.checked_sub(self.at.balance)?;
        let mut crossing = start;
        while accrued_of_days(&weekly, start, plus_days(crossing, 1))? < room {
            crossing = plus_days(crossing, 1);
        }
        if crossing > start {
            let split = split_of_days(&weekly, start, crossing)?;
            self.at.balance = self.at.balance.checked_add(split.accrued())?;
            self.push(crossing, weekly, split, Phase::Below);
        }
        let next = plus_days(crossing, 1);
        let day = split_of_days(&weekly, crossing, next)?;
        let before_hold = self.at.balance.checked_add(day.accrued())?;
        let held = hold_at_cap(&day, self.at.cap.checked_sub(self.at.balance)?)?;
        self.push(next, weekly, held, Phase::Crossing);
        self.at.balance = self.at.cap;
        if self.facts.cap_test.is_met(before_hold, self.at.cap) {
            self.notice(crossing);
        }
        Ok(())
    }

    /// Nothing counts any more. A notice may still be due: where a total equal to the cap was not
    /// enough, on the first day on which something would have counted.
    fn stretch_after_cap(&mut self, weekly: WeeklySplit, end: Day) -> Result<(), MoneyError> {
        let start = self.at.day;
        let merged = weekly.after_cap()?;
        let split = split_of_days(&merged, start, end)?;
        self.push(end, merged, split, Phase::After);
        let mut day = start;
        while !self.at.reached && day < end {
            let next = plus_days(day, 1);
            let would_count = accrued_of_days(&weekly, day, next)?;
            let before_hold = self.at.balance.checked_add(would_count)?;
            if self.facts.cap_test.is_met(before_hold, self.at.cap) {
                self.notice(day);
            }
            day = next;
        }
        Ok(())
    }

    fn push(&mut self, end: Day, weekly: WeeklySplit, split: Split, phase: Phase) {
        self.steps.push(Step::Stretch { start: self.at.day, end, weekly, split, phase });
        self.at.day = end;
    }
}

/// The crossing day. The room left goes to what the person bears first, then to what the council
/// bears; the rest of what would have counted moves to the council, not counted.
/// R-CAP-9 [PROPOSED].
fn hold_at_cap(day: &Split, room: Money) -> Result<Split, MoneyError> {
    let mut parts = *day.parts();
    parts.person_accrued = parts.person_accrued.min(room);
    parts.council_accrued = parts.council_accrued.min(room.checked_sub(parts.person_accrued)?);
    let counted = parts.person_accrued.checked_add(parts.council_accrued)?;
    let moved = day.accrued().checked_sub(counted)?;
    parts.council_not_counted = parts.council_not_counted.checked_add(moved)?;
    Split::new(parts)
}
