use carecap_calendar::{Day, plus_days};
use carecap_money::Money;

use super::{Placement, PlanRefused, TopUpBy, figures::Planning};
use crate::mapping::UnpricedReason;
use crate::needs::{Capital, CapitalType, FreeByLaw, HomeDisregard, KindOfHelp, Setting};
use crate::working::{Figure, Place, Rule};

impl Planning<'_, '_> {
    /// What a chosen care home costs above the budget; it is no part of the budget, and nothing
    /// where the home costs no more. R-BUD-8, statutory guidance Annex A.
    pub(super) fn top_up(&mut self, placement: &Placement) -> Result<Figure<Money>, PlanRefused> {
        self.refuse_no_place()?;
        let rule = Rule::TOP_UP;
        let price = Figure::at(
            Place::field("/inputs/plan/placement/price_weekly"),
            placement.price_weekly.get(),
        );
        let cost = self.cost_weekly;
        let above = self.working.difference("price_less_budget", rule, &price, cost)?;
        let top_up = self.working.greatest("top_up_weekly", rule, [&above, &Figure::nothing()])?;
        if !top_up.value.is_zero() {
            match placement.top_up_by {
                Some(TopUpBy::ThirdParty) => {}
                Some(TopUpBy::Person) => self.refuse_top_up_by_person()?,
                None => {
                    let what = format!("the place costs {} above the budget", top_up.value);
                    let instead = "say THIRD_PARTY, or PERSON where the law lets the person pay";
                    return Err(PlanRefused::at("placement.top_up_by", what, instead));
                }
            }
        }
        Ok(top_up)
    }

    fn refuse_no_place(&self) -> Result<(), PlanRefused> {
        self.shares("placement")?;
        if !self.in_care_home() {
            let what = "only a care home is a place that costs more than its budget";
            return Err(PlanRefused::at("placement", what, "leave it out"));
        }
        // What is free by law stands in no budget, so nothing can be said to lie above it.
        let mut unpriced = self.unpriced.iter();
        let free_place = unpriced.any(|need| {
            need.kind == KindOfHelp::AccommodationWithCare
                && matches!(need.reason, UnpricedReason::FreeByLaw(_))
        });
        if free_place {
            let what = "the care home is free by law, so its cost is no part of the budget";
            return Err(PlanRefused::at("placement", what, "leave it out"));
        }
        Ok(())
    }

    /// The person may pay a top-up themselves only while their home is ignored for twelve weeks,
    /// with a deferred payment, or for aftercare.
    fn refuse_top_up_by_person(&mut self) -> Result<(), PlanRefused> {
        let mut needs = self.inputs.need_lines.iter();
        let aftercare = needs.any(|line| line.free_by_law == Some(FreeByLaw::Aftercare));
        if aftercare || self.plan.deferred_payment.is_some() {
            return Ok(());
        }
        if let Some(until) = self.home_ignored_until()? {
            self.changes.note([until]);
            return Ok(());
        }
        let what = "the person may not pay it themselves";
        let instead = "say THIRD_PARTY; the person may pay only while their home is ignored for \
                       twelve weeks, with a deferred payment, or for aftercare";
        Err(PlanRefused::at("placement.top_up_by", what, instead))
    }

    /// The first day on which a home counts that is ignored for twelve weeks now; none where no
    /// home is. R-FIN-14, Charging Regs 2014 Sch 2, `property_disregard_weeks`.
    fn home_ignored_until(&mut self) -> Result<Option<Day>, PlanRefused> {
        let inputs = self.inputs;
        if inputs.setting != Setting::CareHomePermanent {
            return Ok(None);
        }
        let weeks = self.policy.weeks("property_disregard_weeks")?;
        let stay_from = inputs.permanent_since.unwrap_or(inputs.on);
        let capital = inputs.means.iter().flat_map(|means| &means.capital);
        let starts = capital.filter_map(|one| ignored_from(one, stay_from));
        let ends = starts.map(|from| plus_days(from, i64::from(weeks.value) * 7));
        Ok(ends.filter(|end| inputs.on < *end).max())
    }
}

/// The first day of the twelve weeks in which a piece of capital is ignored; none for anything but
/// a main home, and for one that is ignored for another reason.
fn ignored_from(capital: &Capital, stay_from: Day) -> Option<Day> {
    if capital.capital_type != CapitalType::MainHome {
        return None;
    }
    match capital.home_disregard {
        Some(HomeDisregard::OccupierLeft) => capital.disregarded_from,
        None if capital.disregarded_because.is_none() => Some(stay_from),
        _ => None,
    }
}
