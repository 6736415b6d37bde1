use carecap_money::{Money, MoneyError, Rounding};

use super::{DeferredPayment, Placement, PlanFigures, PlanRefused, TopUpBy, figures::Planning};
use crate::budget::means_test;
use crate::needs::{Capital, CapitalType, Income, Setting};
use crate::working::{Figure, Place, Ratio, Rule, WorkingError};

impl Planning<'_, '_> {
    /// What the council pays now and gets back when the home is sold. R-DPA-1 to R-DPA-4; Care Act
    /// 2014 s34, Deferred Payment Regs 2014.
    pub(super) fn deferred_payment(
        &mut self,
        deferral: &DeferredPayment,
        figures: &mut PlanFigures,
    ) -> Result<(), PlanRefused> {
        let contribution = self.shares("deferred_payment")?.contribution;
        self.refuse_no_security(deferral)?;
        let limit = self.equity_limit(deferral)?;
        let (deferred, room) = self.deferred_weekly(deferral, &contribution, &limit)?;
        figures.deferred_top_up_weekly = match deferral.top_up_deferred {
            true => Some(self.deferred_top_up(figures, [&room, &deferred])?),
            false => None,
        };
        self.loan_to_value(deferral, figures)?;
        figures.equity_limit = Some(limit);
        figures.deferred_weekly = Some(deferred);
        figures.deferred_interest_weekly = self.interest_for_a_week(deferral)?;
        Ok(())
    }

    /// A payment is deferred against a home that counts, for care in a care home for good, by
    /// somebody whose other capital is at or below the upper limit. R-DPA-1.
    fn refuse_no_security(&mut self, deferral: &DeferredPayment) -> Result<(), PlanRefused> {
        let refused = |what: &str| Err(PlanRefused::at("deferred_payment", what, "leave it out"));
        if self.inputs.setting != Setting::CareHomePermanent {
            return refused("only care in a care home for good can be deferred");
        }
        if deferral.property_value.get().is_zero() {
            let (what, instead) = ("a home of no value secures nothing", "give its value");
            return Err(PlanRefused::at("deferred_payment.property_value", what, instead));
        }
        let Some(capital) = self.working.amounts_of("capital_counted").pop() else {
            return refused("the person declined to say what they have");
        };
        let homes = self.working.amounts_of("main_home_counted");
        let rule = Rule::DEFERRAL;
        let home = self.working.sum("homes_counted", rule, &homes)?;
        if home.value.is_zero() {
            return refused("no home counts as capital");
        }
        let other = self.working.difference("capital_without_home", rule, &capital, &home)?;
        let limit = self.policy.money("capital_limit_upper")?;
        let name = "capital_without_home_less_upper_limit";
        let above = self.working.difference(name, rule, &other, &limit)?;
        if above.value > Money::ZERO {
            return refused("capital other than the home is above the upper limit");
        }
        self.refuse_another_home(deferral)
    }

    /// The home is the one of the financial statement: worth no more, the person's own part of it, and
    /// with no less secured on it by others.
    fn refuse_another_home(&self, deferral: &DeferredPayment) -> Result<(), PlanRefused> {
        let mut worth = Money::ZERO;
        let mut secured = Money::ZERO;
        let capital = self.inputs.means.iter().flat_map(|means| &means.capital);
        for home in capital.filter(|one| one.capital_type == CapitalType::MainHome) {
            worth = worth.checked_add(own_part(home)?).map_err(|error| too_large(&error))?;
            // What is secured on a home of several is theirs together: no part of it is guessed.
            if home.share_percent.is_none() {
                let debt = home.secured_debt.get();
                secured = secured.checked_add(debt).map_err(|error| too_large(&error))?;
            }
        }
        if deferral.property_value.get() > worth {
            let what = format!("the financial statement says that the person's part is {worth}");
            let instead = "give that value, or correct the statement first";
            return Err(PlanRefused::at("deferred_payment.property_value", what, instead));
        }
        if deferral.prior_charges.get() < secured {
            let what = format!("the financial statement says that {secured} is secured on it");
            let instead = "give at least that, or correct the statement first";
            return Err(PlanRefused::at("deferred_payment.prior_charges", what, instead));
        }
        Ok(())
    }

    /// 90 per cent of the home's value, less the lower capital limit and what others have secured
    /// on it. R-DPA-2, `deferred_payment_equity_percent`. A part of a penny is not lent.
    fn equity_limit(&mut self, deferral: &DeferredPayment) -> Result<Figure<Money>, PlanRefused> {
        let rule = Rule::EQUITY_LIMIT;
        let percent = self.policy.percent("deferred_payment_equity_percent")?;
        let lower_limit = self.policy.money("capital_limit_lower")?;
        let value =
            stated("/inputs/plan/deferred_payment/property_value", deferral.property_value.get());
        let prior =
            stated("/inputs/plan/deferred_payment/prior_charges", deferral.prior_charges.get());
        let share = [&percent, &Figure::fixed(100)];
        let working = &mut *self.working;
        let part = working.share("equity_of_home", rule, &value, share, Rounding::Down)?;
        let less_limit =
            working.difference("equity_less_lower_limit", rule, &part, &lower_limit)?;
        let left = working.difference("equity_less_prior_charges", rule, &less_limit, &prior)?;
        Ok(working.greatest("equity_limit", rule, [&left, &Figure::nothing()])?)
    }

    /// What the person is charged and cannot pay from income, until the limit is reached; and what the
    /// limit left before. R-DPA-1, R-DPA-2.
    fn deferred_weekly(
        &mut self,
        deferral: &DeferredPayment,
        contribution: &Figure<Money>,
        limit: &Figure<Money>,
    ) -> Result<(Figure<Money>, Figure<Money>), PlanRefused> {
        let from_income = self.paid_from_income(deferral)?;
        let so_far =
            stated("/inputs/plan/deferred_payment/deferred_so_far", deferral.deferred_so_far.get());
        let (working, rule) = (&mut *self.working, Rule::DEFERRAL);
        let paid = working.least("paid_now_weekly", rule, [&from_income, contribution])?;
        let unpaid = working.difference("not_paid_now_weekly", rule, contribution, &paid)?;
        let rule = Rule::EQUITY_LIMIT;
        let room = working.difference("limit_less_deferred", rule, limit, &so_far)?;
        let room = working.greatest("left_to_defer", rule, [&room, &Figure::nothing()])?;
        let deferred = working.least("deferred_weekly", rule, [&unpaid, &room])?;
        Ok((deferred, room))
    }

    /// What of the top-up that the person pays is owed against the home too: as much as the charge leaves
    /// of the limit, for care comes first. The law is silent on whether a top-up is deferred; some
    /// councils agree to it, so it is the plan that says so, R-BUD-8 [LOCAL]. Where it does not, the
    /// top-up is paid from elsewhere, and never from the disposable income allowance by these figures.
    fn deferred_top_up(
        &mut self,
        figures: &PlanFigures,
        [room, deferred]: [&Figure<Money>; 2],
    ) -> Result<Figure<Money>, PlanRefused> {
        let by_person = |place: &&Placement| place.top_up_by == Some(TopUpBy::Person);
        let placement = self.plan.placement.as_ref().filter(by_person);
        let top_up = figures.top_up_weekly.as_ref().filter(|top_up| !top_up.value.is_zero());
        let Some((_, top_up)) = placement.zip(top_up) else {
            let what = "there is no top-up that the person pays";
            let instead = "leave it out, or give the place with its price and PERSON";
            return Err(PlanRefused::at("deferred_payment.top_up_deferred", what, instead));
        };
        let (working, rule) = (&mut *self.working, Rule::TOP_UP);
        let left = working.difference("left_to_defer_after_care", rule, room, deferred)?;
        Ok(working.least("deferred_top_up_weekly", rule, [top_up, &left])?)
    }

    /// What income alone pays: the person keeps the disposable income allowance, or less if they
    /// choose, but never less than anybody in a care home keeps. R-DPA-3,
    /// `disposable_income_allowance`.
    fn paid_from_income(
        &mut self,
        deferral: &DeferredPayment,
    ) -> Result<Figure<Money>, PlanRefused> {
        let allowance = self.policy.money("disposable_income_allowance")?;
        let kept = match deferral.kept_weekly {
            None => allowance,
            Some(kept) => {
                let least = self.policy.money("personal_expenses_allowance")?.value;
                if kept.get() > allowance.value || kept.get() < least {
                    let what = format!("{} cannot be what is kept of income", kept.get());
                    let instead = format!("give from {least} to {}", allowance.value);
                    return Err(PlanRefused::at("deferred_payment.kept_weekly", what, instead));
                }
                stated("/inputs/plan/deferred_payment/kept_weekly", kept.get())
            }
        };
        let income = self.income_received()?;
        let (working, rule) = (&mut *self.working, Rule::INCOME_KEPT);
        let left = working.difference("income_less_allowance", rule, &income, &kept)?;
        Ok(working.greatest("paid_from_income", rule, [&left, &Figure::nothing()])?)
    }

    /// The income that can pay: what counts, without what is only to be had on request (R-FIN-35).
    /// Whoever pays the full cost was not asked for it before.
    fn income_received(&mut self) -> Result<Figure<Money>, PlanRefused> {
        let Some(means) = &self.inputs.means else {
            return Err(PlanRefused::at("deferred_payment", "no means are known", "leave it out"));
        };
        let all_received = means.incomes.iter().all(Income::is_received);
        if all_received && let Some(counted) = self.working.amounts_of("income_counted").pop() {
            return Ok(counted);
        }
        let mut test = means_test(self.inputs, means, self.working, self.policy)?;
        Ok(test.income_received()?)
    }

    /// What is owed against the home in percent of its value. The agreement is looked at again
    /// from 70 per cent. R-DPA-4, `deferred_payment_review_percent`.
    fn loan_to_value(
        &mut self,
        deferral: &DeferredPayment,
        figures: &mut PlanFigures,
    ) -> Result<(), PlanRefused> {
        let so_far =
            stated("/inputs/plan/deferred_payment/deferred_so_far", deferral.deferred_so_far.get());
        let prior =
            stated("/inputs/plan/deferred_payment/prior_charges", deferral.prior_charges.get());
        let value =
            stated("/inputs/plan/deferred_payment/property_value", deferral.property_value.get());
        let review = self.policy.percent("deferred_payment_review_percent")?;
        let (working, rule) = (&mut *self.working, Rule::DEFERRED_REVIEW);
        let owed = working.sum("owed_against_home", rule, &[so_far, prior])?;
        let (owed, value) = (owed.in_pence(), value.in_pence());
        let share = [&Figure::fixed(100), &value];
        let percent = working.exact_share("loan_to_value_percent", rule, &owed, share)?;
        let above = working.difference("loan_to_value_less_review", rule, &percent, &review)?;
        figures.deferred_review_due = above.value >= Ratio::ZERO;
        figures.loan_to_value_percent = Some(percent);
        Ok(())
    }
}

/// The person's own part of a home, before anything is taken off it.
fn own_part(home: &Capital) -> Result<Money, WorkingError> {
    let value = home.value.get();
    let part = match home.share_percent {
        Some(percent) => Ratio::from(value).times(percent.get().into()),
        None => Ratio::from(value).times(Ratio::whole(100)),
    };
    let part = part.and_then(|part| part.over(Ratio::whole(100)));
    part.and_then(|part| part.pence(Rounding::Up)).map_err(|error| too_large(&error))
}

fn too_large(error: &MoneyError) -> WorkingError {
    WorkingError::of("value_of_the_home", error)
}

pub(super) fn stated(pointer: &'static str, amount: Money) -> Figure<Money> {
    Figure::at(Place::field(pointer), amount)
}
