//! From what an example gives to the request of a preview.

use carecap_calendar::{Day, plus_days};
use carecap_contracts::assessment::v1::{AgeBand, LinePeriod, Setting};
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::date;
use carecap_contracts::rates::v1::Unit;
use carecap_store::CouncilId;
use rust_decimal::Decimal;

use super::amounts::Amount;
use super::answer::WEEKS_OF_A_YEAR;
use super::facts::Facts;
use super::law::Law;
use super::means::means;
use super::plan::plan;
use super::stated::Service;
use super::values::values;

/// The line of an example that gives no cost: so dear that it limits nothing.
pub const STAND_IN: &str = "no cost is given";
const STAND_IN_WEEKLY: i64 = 100_000;
/// So many days in a care home, and a home is ignored for its first weeks no longer (R-FIN-14).
const SETTLED_DAYS: i64 = 365;

/// One example, asked under one law.
#[derive(Clone)]
pub struct Asking<'a> {
    /// What it gives.
    pub facts: &'a Facts,
    /// Under which law.
    pub law: &'a Law,
    /// Of which council.
    pub council: &'a CouncilId,
    /// On which day.
    pub on: Day,
    /// Since how many weeks notional capital has been charged for.
    pub weeks_charged: u32,
}

impl<'a> Asking<'a> {
    /// An example under its law.
    pub fn new(facts: &'a Facts, law: &'a Law, council: &'a CouncilId) -> Asking<'a> {
        Asking { facts, law, council, on: law.on, weeks_charged: 0 }
    }

    /// The same with other facts.
    pub fn with<'b>(&'b self, facts: &'b Facts) -> Asking<'b> {
        Asking { facts, ..self.clone() }
    }

    /// The same on another day.
    pub fn on(self, on: Day) -> Asking<'a> {
        Asking { on, ..self }
    }

    /// The same when notional capital has been charged for so many weeks.
    pub fn weeks_later(&self, weeks_charged: u32) -> Asking<'a> {
        Asking { weeks_charged, ..self.clone() }
    }

    /// The request.
    ///
    /// # Errors
    /// What of the facts is no amount of a contract, in a sentence.
    pub fn request(&self) -> Result<proto::PreviewBudgetRequest, String> {
        let setting = self.setting();
        let settled = setting == Setting::CareHomePermanent;
        let since = settled.then(|| plus_days(self.on, -SETTLED_DAYS));
        let values = values(self).into_iter();
        Ok(proto::PreviewBudgetRequest {
            council_id: self.council.to_string(),
            on: date(self.on),
            pack: self.law.pack.to_owned(),
            values: values.map(|(key, value)| proto::PreviewValue { key, value }).collect(),
            setting: setting.into(),
            age_band: self.age_band().into(),
            permanent_since: since.and_then(date),
            given_lines: self.lines(),
            means: Some(means(self)?),
            plan: plan(self)?,
            detail: proto::PreviewDetail::Receipt.into(),
            ..Default::default()
        })
    }

    /// Where the care is given: where an example does not say, what only a care home has tells.
    pub fn setting(&self) -> Setting {
        let has = |amount| self.facts.amount(amount).is_some();
        let in_care_home = has(Amount::Property)
            || has(Amount::DailyLiving)
            || has(Amount::Fee)
            || has(Amount::FeeYearly)
            || self.price().is_some()
            || self.facts.values.contains_key("personal_expenses_allowance");
        let usual = if in_care_home { Setting::CareHomePermanent } else { Setting::Home };
        self.facts.setting.unwrap_or(usual)
    }

    /// The age band: 25 to pension age where an example does not say.
    pub fn age_band(&self) -> AgeBand {
        self.facts.age_band.unwrap_or(AgeBand::AgeBand25ToPensionAge)
    }

    /// What the care costs the council in a week.
    pub fn cost(&self) -> Option<Decimal> {
        let yearly = self.facts.amount(Amount::FeeYearly);
        let of_year = yearly.map(|yearly| (yearly / WEEKS_OF_A_YEAR).round_dp(4));
        let fee = self.facts.amount(Amount::Fee).or(of_year);
        self.facts.amount(Amount::Cost).or(fee)
    }

    /// What a chosen place costs, where that is given beside what it costs the council.
    pub fn price(&self) -> Option<Decimal> {
        let beside = self.facts.amount(Amount::Cost).and(self.facts.amount(Amount::Fee));
        self.facts.amount(Amount::Price).or(beside)
    }

    fn lines(&self) -> Vec<proto::GivenLine> {
        let weekly = |title: &str, rate| Service {
            title: title.to_owned(),
            units: Decimal::ONE,
            unit: Unit::Week,
            rate,
        };
        let mut services = self.facts.services.clone();
        services.extend(self.hours());
        let visits = self.facts.amount(Amount::VisitPrice);
        let visits = visits.zip(self.facts.amount(Amount::VisitsBought));
        services.extend(visits.map(|(rate, units)| Service {
            title: "visits bought in a day".to_owned(),
            units,
            unit: Unit::Call,
            rate,
        }));
        services.extend(self.cost().map(|cost| weekly("the care of a week", cost)));
        if services.is_empty() {
            services.push(weekly(STAND_IN, Decimal::from(STAND_IN_WEEKLY)));
        }
        let respite = self.facts.amount(Amount::RespiteYearly);
        let respite = respite.map(|cost| line(weekly("respite", cost), Unit::Year));
        let weekly_lines = services.into_iter().map(|service| {
            let unit = service.unit;
            line(service, unit)
        });
        weekly_lines.chain(respite).collect()
    }

    /// So many hours; or what parts of an hour cost when an hour is sold by its parts.
    fn hours(&self) -> Vec<Service> {
        let Some(rate) = self.facts.amount(Amount::HourPrice) else { return Vec::new() };
        if let Some(units) = self.facts.amount(Amount::Hours) {
            return vec![Service { title: "hours".to_owned(), units, unit: Unit::Hour, rate }];
        }
        let parts = [("per_15_minutes", 25), ("per_30_minutes", 50), ("per_45_minutes", 75)];
        let part = |(title, hundredths): (&str, i64)| Service {
            title: title.to_owned(),
            units: Decimal::new(hundredths, 2),
            unit: Unit::Hour,
            rate,
        };
        parts.into_iter().map(part).collect()
    }

    /// The whole guarantee that is given; nothing where the contribution itself is given, which an
    /// income of that amount then leads to.
    pub fn guarantee(&self) -> Option<Decimal> {
        let given = self.facts.amount(Amount::Contribution).map(|_| Decimal::ZERO);
        given.or(self.facts.amount(Amount::Guarantee))
    }
}

fn line(service: Service, unit: Unit) -> proto::GivenLine {
    let period = if unit == Unit::Year { LinePeriod::Year } else { LinePeriod::Week };
    proto::GivenLine {
        title: service.title,
        units: service.units.normalize().to_string(),
        unit: unit.into(),
        unit_rate: service.rate.to_string(),
        period: period.into(),
        duty: 0,
    }
}
