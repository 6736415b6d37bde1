//! What if? An account that is metered in memory: how it would go, by the rules of every account.
//! It walks through its days by the kernel that metering walks by, from a position that holds what
//! has counted before, so that no ledger, no entry and no chain is needed.

mod check;
mod facts;
mod fault;

use carecap_calendar::{Day, last_day, plus_days};
use carecap_money::{Money, MoneyError};

pub use facts::{PreviewFacts, PreviewRate, PreviewUprating, PreviewedAccount};
pub use fault::{FieldFault, PreviewFault, PreviewRefused};

use crate::course::{Facts, Position, Step, walk};
use crate::projection::project;
use crate::rates::weekly_on;
use crate::split::{Split, WeeklySplit};
use crate::terms::Uprating;

/// How an account would go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What each rate makes of a week, in the order given.
    pub weekly: Vec<WeeklySplit>,
    /// The figures on each day that was asked for, by date, and at the end.
    pub figures: Vec<PreviewFigures>,
    /// The day on which the cap is reached. None: not by the end.
    pub reached_on: Option<Day>,
    /// Whole days metered up to and with that day.
    pub days_to_reach: Option<i64>,
    /// When the cap would be reached at the last rate, with no further uprating; the day on which it
    /// was, if it was. None: never, not within ninety-nine years, or beyond the last day that
    /// Carecap knows.
    pub projected_on: Option<Day>,
}

/// The figures at the start of a day, an uprating of that day included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewFigures {
    /// The day.
    pub on: Day,
    /// What has counted, before any uprating; what had counted before the opening is in it.
    pub accrued: Money,
    /// What the upratings added.
    pub uprating: Money,
    /// Accrued and uprating: what is held against the cap.
    pub balance: Money,
    /// The cap.
    pub cap: Money,
    /// Every cost so far, from the opening on.
    pub split: Split,
}

/// Meters a previewed account from its opening to its end. R-METER-2 to R-METER-13, R-CAP-7 to
/// R-CAP-10; the projection is that of R-ACC-4 item 6.
///
/// # Errors
/// [`MoneyError::Overflow`] where what the days cost does not fit in an account.
pub fn preview(account: &PreviewedAccount) -> Result<Preview, MoneyError> {
    let mut course = Course::begun(account);
    let mut figures = Vec::with_capacity(account.told_on.len());
    for day in &account.told_on {
        course.go_to(*day)?;
        figures.push(course.figures()?);
    }
    // An uprating at the start of the end's day may reach the cap, and that day is not metered.
    let metered_to = |reached: Day| plus_days(reached, 1).min(account.until);
    let whole_days = |reached: Day| (metered_to(reached) - account.opened_on).whole_days();
    Ok(Preview {
        weekly: account.weeks.iter().map(|week| week.weekly).collect(),
        figures,
        reached_on: course.reached_on,
        days_to_reach: course.reached_on.map(whole_days),
        projected_on: course.projected_on()?,
    })
}

/// A previewed account on its way, and what it has gathered.
struct Course<'a> {
    account: &'a PreviewedAccount,
    at: Position,
    split: Split,
    uprating: Money,
    reached_on: Option<Day>,
}

impl Course<'_> {
    fn begun(account: &PreviewedAccount) -> Course<'_> {
        let at = Position {
            day: account.opened_on,
            balance: account.opening_balance,
            cap: account.cap,
            reached: false,
        };
        Course { account, at, split: Split::ZERO, uprating: Money::ZERO, reached_on: None }
    }

    /// On to the start of a day, an uprating of that day included.
    fn go_to(&mut self, day: Day) -> Result<(), MoneyError> {
        let upratings = self.upratings_to_come();
        let weeks = &self.account.weeks;
        let facts = Facts { weeks, upratings, cuts: &[], cap_test: self.account.cap_test };
        let (steps, at) = walk(self.at, &facts, day)?;
        for step in &steps {
            match step {
                Step::Stretch { split, .. } => self.split = self.split.checked_add(split)?,
                Step::Uprated { amount, .. } => {
                    self.uprating = self.uprating.checked_add(*amount)?
                }
                Step::Reached { on } => self.reached_on = Some(*on),
            }
        }
        self.at = at;
        Ok(())
    }

    /// Those after the day to which it has come: one of that day has happened.
    fn upratings_to_come(&self) -> &[Uprating] {
        let upratings = &self.account.upratings;
        &upratings[upratings.partition_point(|uprating| uprating.on() <= self.at.day)..]
    }

    fn figures(&self) -> Result<PreviewFigures, MoneyError> {
        Ok(PreviewFigures {
            on: self.at.day,
            accrued: self.account.opening_balance.checked_add(self.split.accrued())?,
            uprating: self.uprating,
            balance: self.at.balance,
            cap: self.at.cap,
            split: self.split,
        })
    }

    fn projected_on(&self) -> Result<Option<Day>, MoneyError> {
        if self.reached_on.is_some() {
            return Ok(self.reached_on);
        }
        let weekly = weekly_on(&self.account.weeks, self.at.day);
        let projected = project(self.at.balance, self.at.cap, &weekly, self.at.day)?;
        Ok(projected.filter(|day| *day <= last_day()))
    }
}
