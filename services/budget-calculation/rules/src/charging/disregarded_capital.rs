//! Capital that the law leaves out, for good or for some time.

use carecap_calendar::{Day, plus_days};
use carecap_money::Money;

use super::{ChargingRefused, MeansTest};
use crate::needs::{Capital, CapitalType, HomeDisregard};
use crate::working::{Figure, Item, Place, Rule};

/// Why a piece of capital is left out.
struct Disregard {
    /// The step that shows it.
    step: &'static str,
    rule: Rule,
    /// The first day on which the capital counts again; none where it never does.
    until: Option<Day>,
    /// The facts that say so, by reference.
    by: Vec<Place>,
}

/// How the law treats a type of capital. R-FIN-15, Charging Regs 2014 Sch 2.
enum Treatment {
    Counts,
    NeverCounts,
    /// Its own rules, R-FIN-13 and R-FIN-14.
    MainHome,
    /// For so many weeks from a stated day, by a parameter.
    ForWeeks(&'static str),
    /// Until a day that a person decided.
    UntilStated,
}

fn treatment(capital_type: CapitalType) -> Treatment {
    match capital_type {
        CapitalType::MainHome => Treatment::MainHome,
        CapitalType::LifePolicy
        | CapitalType::PersonalPossessions
        | CapitalType::PersonalInjuryTrust
        | CapitalType::CompensationScheme
        | CapitalType::SocialFund
        | CapitalType::FuneralPlan => Treatment::NeverCounts,
        CapitalType::PersonalInjuryPayment => {
            Treatment::ForWeeks("personal_injury_payment_disregard_weeks")
        }
        CapitalType::HomeSaleProceeds => Treatment::ForWeeks("home_sale_proceeds_disregard_weeks"),
        CapitalType::BusinessAssets => Treatment::UntilStated,
        // Notional capital counts because a person recorded it; intent is never inferred.
        CapitalType::Notional
        | CapitalType::Savings
        | CapitalType::Investments
        | CapitalType::OtherProperty => Treatment::Counts,
    }
}

impl MeansTest<'_, '_> {
    /// What counts of a share of capital: all of it, or nothing while it is disregarded.
    /// R-FIN-13 to R-FIN-15, Charging Regs 2014 Sch 2.
    pub(super) fn after_disregard(
        &mut self,
        place: Item,
        capital: &Capital,
        share: Figure<Money>,
    ) -> Result<Figure<Money>, ChargingRefused> {
        let Some(disregard) = self.disregard(place, capital)? else { return Ok(share) };
        let counts = disregard.until.is_some_and(|until| until <= self.on);
        let Disregard { step, rule, by, .. } = disregard;
        Ok(self.all_or_nothing(step, rule, share, counts, by)?)
    }

    /// The day on which a piece of capital that is left out for some time counts again.
    pub(super) fn counts_again_on(
        &mut self,
        place: Item,
        capital: &Capital,
    ) -> Result<Option<Day>, ChargingRefused> {
        let disregard = self.disregard(place, capital)?;
        Ok(disregard.and_then(|disregard| disregard.until))
    }

    fn disregard(
        &mut self,
        place: Item,
        capital: &Capital,
    ) -> Result<Option<Disregard>, ChargingRefused> {
        let (step, rule) = ("capital_after_disregard", Rule::DISREGARDED_CAPITAL);
        Ok(match treatment(capital.capital_type) {
            Treatment::Counts => None,
            Treatment::NeverCounts => {
                let by = vec![place.field("type")];
                Some(Disregard { step, rule, until: None, by })
            }
            Treatment::MainHome => Some(self.home_disregard(place, capital)?),
            Treatment::ForWeeks(key) => {
                let weeks = self.policy.weeks(key)?;
                let from = capital.disregarded_from;
                let until = from.map(|from| plus_days(from, 7 * i64::from(weeks.value)));
                let from = place.field("disregarded_from");
                let by = vec![Place::field("/inputs/on"), from, weeks.at];
                Some(Disregard { step, rule, until, by })
            }
            Treatment::UntilStated => {
                let until = capital.disregarded_until;
                let by = vec![Place::field("/inputs/on"), place.field("disregarded_until")];
                Some(Disregard { step, rule, until, by })
            }
        })
    }

    /// A main home is disregarded for care at home, in a stay that is not for good, while one of
    /// those lives there whom the law names, and where the council decided so and said why.
    /// R-FIN-13, Charging Regs 2014 Sch 2. Otherwise only for its first weeks.
    fn home_disregard(
        &mut self,
        place: Item,
        capital: &Capital,
    ) -> Result<Disregard, ChargingRefused> {
        let (step, rule) = ("main_home_counted", Rule::MAIN_HOME);
        let for_good = |by: Vec<Place>| Ok(Disregard { step, rule, until: None, by });
        if self.at_home() || self.temporary() {
            return for_good(self.charged_as_by.clone());
        }
        match capital.home_disregard {
            Some(
                HomeDisregard::Partner
                | HomeDisregard::LoneParentExPartner
                | HomeDisregard::RelativeAged60
                | HomeDisregard::DisabledRelative
                | HomeDisregard::Child,
            ) => for_good(vec![place.field("home_disregard")]),
            Some(HomeDisregard::Discretionary) | None if capital.disregarded_because.is_some() => {
                for_good(vec![place.field("disregarded_because")])
            }
            Some(HomeDisregard::Discretionary | HomeDisregard::OccupierLeft) | None => {
                self.home_in_its_first_weeks(place, capital)
            }
        }
    }

    /// The home is disregarded for its first weeks: from the start of the permanent stay, weeks on
    /// trial included, and as long from the day on which a person had to leave it unexpectedly for
    /// whom it was disregarded. It counts from the day after the last, whichever is later: with
    /// twelve weeks, day 84 is ignored and day 85 counts. R-FIN-14, Charging Regs 2014 Sch 2.
    fn home_in_its_first_weeks(
        &mut self,
        place: Item,
        capital: &Capital,
    ) -> Result<Disregard, ChargingRefused> {
        let weeks = self.policy.weeks("property_disregard_weeks")?;
        let mut by = vec![Place::field("/inputs/on")];
        let mut starts = self.on;
        if let Some(since) = self.permanent_since {
            by.push(Place::field("/inputs/permanent_since"));
            starts = since;
        }
        if let Some(left) = capital.disregarded_from {
            by.push(place.field("disregarded_from"));
            starts = starts.max(left);
        }
        by.push(weeks.at);
        let until = Some(plus_days(starts, 7 * i64::from(weeks.value)));
        let (step, rule) = ("main_home_counted", Rule::HOME_FIRST_WEEKS);
        Ok(Disregard { step, rule, until, by })
    }
}
