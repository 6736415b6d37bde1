use carecap_calendar::Day;
use carecap_money::{Money, Rounding};

use super::deferred_payment::stated;
use super::{DeferredPayment, PlanRefused, figures::Planning};
use crate::working::{Choice, Figure, Place, Ratio, Rule, WorkingError};

/// The days of one week.
const WEEK: i64 = 7;

impl Planning<'_, '_> {
    /// Interest for seven days on what was deferred so far; none on nothing. R-DPA-4, Deferred Payment
    /// Regs 2014 reg 9. The rate, the days of the year and how often interest is added to what is owed
    /// are the council's [LOCAL]: `deferred_interest_percent`, `deferred_interest_days` and
    /// `deferred_interest_compounded`. Where it is added by the month or more seldom, a week bears
    /// interest on what was owed at its start.
    pub(super) fn interest_for_a_week(
        &mut self,
        deferral: &DeferredPayment,
    ) -> Result<Option<Figure<Money>>, PlanRefused> {
        let so_far =
            stated("/inputs/plan/deferred_payment/deferred_so_far", deferral.deferred_so_far.get());
        if so_far.value.is_zero() && deferral.interest_percent.is_none() {
            return Ok(None);
        }
        let percent = self.percent_a_year(deferral)?;
        if so_far.value.is_zero() {
            return Ok(None);
        }
        let days = self.days_of_the_year()?;
        let compounded = self.policy.chosen_word("deferred_interest_compounded")?;
        let daily = compounded.is_some_and(|word| word.value == "DAILY");
        let interest = if daily {
            self.added_each_day(so_far, &percent, days)?
        } else {
            self.on_the_start_of_the_week(&so_far, percent, days)?
        };
        Ok(Some(interest))
    }

    /// The rate that is charged, never above the national maximum of the half-year. A rate that is
    /// stated above it is refused, as a slip; the council's own is held at it, for the maximum falls of
    /// itself on 1 January and 1 July, and agreements follow it. R-DPA-4, Deferred Payment Regs 2014
    /// reg 9(3), statutory guidance 9.67; `deferred_interest_cap_percent`.
    fn percent_a_year(&mut self, deferral: &DeferredPayment) -> Result<Figure<Ratio>, PlanRefused> {
        let cap = self.policy.percent("deferred_interest_cap_percent")?;
        let Some(percent) = deferral.interest_percent else {
            let own = self.policy.percent("deferred_interest_percent")?;
            let (name, rule) = ("interest_percent_charged", Rule::DEFERRED_REVIEW);
            return Ok(self.working.least(name, rule, [&own, &cap])?);
        };
        let percent = Ratio::from(percent.get());
        if percent > cap.value {
            let what = format!("{percent} percent is above the national maximum of this half-year");
            let instead = format!("give at most {}", cap.value);
            return Err(PlanRefused::at("deferred_payment.interest_percent", what, instead));
        }
        let place = Place::field("/inputs/plan/deferred_payment/interest_percent");
        Ok(Figure::at(place, percent))
    }

    fn on_the_start_of_the_week(
        &mut self,
        so_far: &Figure<Money>,
        percent: Figure<Ratio>,
        days: Figure<Ratio>,
    ) -> Result<Figure<Money>, WorkingError> {
        let (working, rule) = (&mut *self.working, Rule::DEFERRED_REVIEW);
        let week =
            working.product("percent_for_seven_days", rule, &[percent, Figure::fixed(WEEK)])?;
        let year = working.product("days_times_hundred", rule, &[days, Figure::fixed(100)])?;
        let (name, share) = ("deferred_interest_weekly", [&week, &year]);
        working.share(name, rule, so_far, share, Rounding::HalfUp)
    }

    /// The interest of each day bears interest from the next day on; each is whole pence, as it is added.
    fn added_each_day(
        &mut self,
        so_far: Figure<Money>,
        percent: &Figure<Ratio>,
        days: Figure<Ratio>,
    ) -> Result<Figure<Money>, WorkingError> {
        let (working, rule) = (&mut *self.working, Rule::DEFERRED_REVIEW);
        let year = working.product("days_times_hundred", rule, &[days, Figure::fixed(100)])?;
        let mut owed = so_far;
        let mut added = Vec::new();
        for _ in 0..WEEK {
            let (name, share) = ("interest_for_a_day", [percent, &year]);
            let interest = working.share(name, rule, &owed, share, Rounding::HalfUp)?;
            owed = working.sum("owed_after_the_day", rule, &[owed, interest.clone()])?;
            added.push(interest);
        }
        working.sum("deferred_interest_weekly", rule, &added)
    }

    fn days_of_the_year(&mut self) -> Result<Figure<Ratio>, PlanRefused> {
        let choice = self.policy.word("deferred_interest_days")?;
        let leap = choice.value == "DAYS_OF_THE_YEAR" && is_leap_year(self.inputs.on);
        let by = Choice::of(usize::from(leap), [choice.at, Place::field("/inputs/on")]);
        let alternatives = [Figure::fixed(365), Figure::fixed(366)];
        Ok(self.working.choose("days_of_year", Rule::DEFERRED_REVIEW, &alternatives, by)?)
    }
}

fn is_leap_year(day: Day) -> bool {
    time::util::is_leap_year(day.year())
}
