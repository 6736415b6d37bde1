use carecap_calendar::show_day;
use carecap_money::{Money, Rounding};

use super::{DirectPayment, DirectPaymentManner, PlanFigures, PlanRefused, figures::Planning};
use crate::needs::Setting;
use crate::working::{Figure, Place, Ratio, Rule, WorkingError};

/// The most weeks of short stays in a care home, in twelve months, that a direct payment may buy.
const CARE_HOME_WEEKS: i64 = 4;

impl Planning<'_, '_> {
    /// What the council pays out for some days, and what is collected or taken off for them.
    /// Choosing a direct payment alters no contribution. R-DP-1 to R-DP-5; Care Act 2014 s31,
    /// Direct Payments Regs 2014.
    pub(super) fn direct_payment(
        &mut self,
        payment: &DirectPayment,
        figures: &mut PlanFigures,
    ) -> Result<(), PlanRefused> {
        let shares = self.shares("direct_payment")?;
        self.refuse_long_stay(payment)?;
        self.refuse_days_out_of_order(payment)?;
        let cost = self.cost_weekly;
        let gross = self.for_the_days("direct_payment_gross", payment, cost)?;
        let name = "direct_payment_contribution";
        let contribution = self.for_the_days(name, payment, &shares.contribution)?;
        let paid = match payment.manner {
            DirectPaymentManner::Gross => gross.clone(),
            DirectPaymentManner::Net => {
                self.net(payment, &gross, &contribution, &shares.council)?
            }
        };
        figures.direct_payment_recoverable = self.recoverable(payment, &shares.council)?;
        figures.direct_payment = Some(paid);
        figures.direct_payment_gross = Some(gross);
        figures.direct_payment_contribution = Some(contribution);
        Ok(())
    }

    /// R-DP-1: no direct payment for a care home, but for at most four weeks in twelve months.
    fn refuse_long_stay(&self, payment: &DirectPayment) -> Result<(), PlanRefused> {
        let weeks = payment.care_home_weeks.get();
        let field = "direct_payment.care_home_weeks";
        let refused = |what: &str, instead: &str| Err(PlanRefused::at(field, what, instead));
        match self.inputs.setting {
            Setting::Home if weeks > 0 => {
                refused("the care is given at home", "leave out the weeks in a care home")
            }
            Setting::Home => Ok(()),
            Setting::CareHomePermanent => {
                let what = "a care home for good is never bought with a direct payment";
                Err(PlanRefused::at("direct_payment", what, "leave it out"))
            }
            Setting::CareHomeTemporary | Setting::CareHomeShortTerm => match weeks {
                0 => refused("the weeks of short stays are missing", "give 1 to 4 weeks"),
                1..=CARE_HOME_WEEKS if payment.days.get() > weeks * 7 => {
                    let what = format!("{weeks} weeks are fewer days than the payment covers");
                    let instead = format!("give 1 to {} days", weeks * 7);
                    Err(PlanRefused::at("direct_payment.days", what, instead))
                }
                1..=CARE_HOME_WEEKS => Ok(()),
                _ => refused(
                    "a direct payment buys at most four weeks in twelve months",
                    "give 1 to 4 weeks",
                ),
            },
        }
    }

    /// R-DP-5: a direct payment that runs already began before the budget, and is looked at after that.
    fn refuse_days_out_of_order(&self, payment: &DirectPayment) -> Result<(), PlanRefused> {
        let on = self.inputs.on;
        let since = payment.paid_since.unwrap_or(on);
        if since > on {
            let what = "it lies after the first day of the budget";
            let instead = "leave it out, or give an earlier day";
            return Err(PlanRefused::at("direct_payment.paid_since", what, instead));
        }
        if payment.last_reviewed_on.is_some_and(|reviewed| reviewed < since) {
            let what = "its use was looked at before anything was paid";
            let instead = format!("give {} or a later day", show_day(since));
            return Err(PlanRefused::at("direct_payment.last_reviewed_on", what, instead));
        }
        Ok(())
    }

    /// What of an unspent direct payment the council may ask back: what lies above so many weeks of it.
    /// R-DP-5 [LOCAL], `direct_payment_surplus_weeks`; Direct Payments Regs 2014 reg 7. Where the council
    /// has not said how many weeks, nothing is guessed.
    fn recoverable(
        &mut self,
        payment: &DirectPayment,
        council: &Figure<Money>,
    ) -> Result<Option<Figure<Money>>, PlanRefused> {
        let Some(unspent) = payment.unspent else { return Ok(None) };
        let week = match payment.manner {
            DirectPaymentManner::Gross => self.cost_weekly,
            DirectPaymentManner::Net => council,
        };
        let weeks = self.policy.weeks("direct_payment_surplus_weeks")?;
        let weeks = Figure::at(weeks.at, Ratio::whole(weeks.value.into()));
        let unspent =
            Figure::at(Place::field("/inputs/plan/direct_payment/unspent"), unspent.get());
        let (working, rule) = (&mut *self.working, Rule::SURPLUS);
        let kept = working.so_many_times("direct_payment_reserve", rule, &weeks, week)?;
        let above = working.difference("unspent_less_reserve", rule, &unspent, &kept)?;
        let name = "direct_payment_recoverable";
        Ok(Some(working.greatest(name, rule, [&above, &Figure::nothing()])?))
    }

    /// A weekly amount for the days of one payment, rounded half up. R-DP-4.
    fn for_the_days(
        &mut self,
        name: &'static str,
        payment: &DirectPayment,
        weekly: &Figure<Money>,
    ) -> Result<Figure<Money>, WorkingError> {
        let days = Ratio::whole(payment.days.get());
        let days = Figure::at(Place::field("/inputs/plan/direct_payment/days"), days);
        let share = [&days, &Figure::fixed(7)];
        self.working.share(name, Rule::PAYMENT_DAYS, weekly, share, Rounding::HalfUp)
    }

    /// The budget less the contribution, which is never more than the budget, so that nothing is
    /// paid where it is as much. R-DP-3; which of the two is rounded is the council's choice,
    /// R-DP-4 [LOCAL], `direct_payment_rounding`.
    fn net(
        &mut self,
        payment: &DirectPayment,
        gross: &Figure<Money>,
        contribution: &Figure<Money>,
        council: &Figure<Money>,
    ) -> Result<Figure<Money>, PlanRefused> {
        let rounding = self.policy.word("direct_payment_rounding")?;
        Ok(match rounding.value {
            "DIFFERENCE_FIRST" => self.for_the_days("direct_payment", payment, council)?,
            _ => {
                let (name, rule) = ("direct_payment", Rule::NET_PAYMENT);
                self.working.difference(name, rule, gross, contribution)?
            }
        })
    }
}
