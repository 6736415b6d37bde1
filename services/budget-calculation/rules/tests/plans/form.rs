//! How a case is written down, and how it becomes the inputs of a budget.

use std::collections::BTreeMap;

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Bounded, Capital, CapitalType, Disclosure, Duty, FreeByLaw, HomeDisregard,
    Household, Income, IncomeType, KindOfHelp, LinePeriod, Means, MetBy, NeedLine, Outcome,
    PensionPot, Percent, Setting, Text, Times, Unit,
};
use budget_calculation_rules::plan::{
    DeferredPayment, DirectPayment, DirectPaymentManner, Overwrite, OverwriteReason, Placement,
    SupportPlan, TopUpBy,
};
use budget_calculation_rules::pricing::GivenLine;
use carecap_calendar::Day;
use serde::Deserialize;

use super::common::{capital, income, means, need, stated};

/// One example; `README.md` beside the cases says what each part means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    pub source: String,
    #[serde(default)]
    pub note: String,
    pub on: Day,
    #[serde(default = "at_home")]
    setting: Setting,
    #[serde(default = "by_council")]
    arranged_by: ArrangedBy,
    #[serde(default)]
    permanent_since: Option<Day>,
    /// Whether the person has reached the cap.
    #[serde(default)]
    cap_reached: bool,
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
    #[serde(default)]
    disclosure: Option<Disclosure>,
    #[serde(default)]
    incomes: Vec<(IncomeType, String)>,
    /// Incomes that are not received, but to be had on request.
    #[serde(default)]
    notional_incomes: Vec<(IncomeType, String)>,
    /// What a pension pot is worth, and what an annuity would pay of it, in percent a year.
    #[serde(default)]
    pension_pot: Option<(String, Percent)>,
    #[serde(default)]
    capital: Vec<CaseCapital>,
    #[serde(default)]
    lines: Vec<CaseLine>,
    #[serde(default)]
    needs: Vec<CaseNeed>,
    #[serde(default)]
    overwrites: Vec<CaseOverwrite>,
    #[serde(default)]
    plan: Option<CasePlan>,
    /// The field or the reason that comes out in place of a budget.
    #[serde(default)]
    pub refused: Option<String>,
    /// The day on which a figure changes of itself.
    #[serde(default)]
    pub changes_on: Option<Day>,
    /// Each line in words.
    #[serde(default)]
    pub told: Vec<String>,
    #[serde(default)]
    pub expected: BTreeMap<String, String>,
}

fn at_home() -> Setting {
    Setting::Home
}

fn by_council() -> ArrangedBy {
    ArrangedBy::Council
}

fn weekly() -> LinePeriod {
    LinePeriod::Week
}

fn one() -> String {
    "1".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseCapital {
    #[serde(rename = "type")]
    capital_type: CapitalType,
    value: String,
    #[serde(default)]
    home_disregard: Option<HomeDisregard>,
    #[serde(default)]
    disregarded_from: Option<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseLine {
    title: String,
    #[serde(default = "one")]
    units: String,
    #[serde(default = "week")]
    unit: Unit,
    rate: String,
    #[serde(default = "weekly")]
    period: LinePeriod,
    #[serde(default)]
    duty: Duty,
}

fn week() -> Unit {
    Unit::Week
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseNeed {
    kind: KindOfHelp,
    times: String,
    #[serde(default)]
    minutes: i64,
    #[serde(default)]
    met_by: Option<MetBy>,
    #[serde(default = "weekly")]
    period: LinePeriod,
    #[serde(default)]
    band: Option<Text>,
    #[serde(default)]
    duty: Duty,
    #[serde(default)]
    free_by_law: Option<FreeByLaw>,
    #[serde(default)]
    free_from: Option<Day>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseOverwrite {
    service: String,
    unit: Unit,
    #[serde(default)]
    band: Option<Text>,
    #[serde(default = "weekly")]
    period: LinePeriod,
    #[serde(default)]
    units: Option<String>,
    #[serde(default)]
    rate: Option<String>,
    reason: OverwriteReason,
    expires_on: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasePlan {
    #[serde(default)]
    price: Option<String>,
    #[serde(default)]
    top_up_by: Option<TopUpBy>,
    #[serde(default)]
    direct_payment: Option<CaseDirectPayment>,
    #[serde(default)]
    deferred_payment: Option<CaseDeferredPayment>,
    #[serde(default)]
    weeks_replaced: i64,
    #[serde(default)]
    cost_while_absent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseDirectPayment {
    manner: DirectPaymentManner,
    days: i64,
    #[serde(default)]
    care_home_weeks: i64,
    #[serde(default)]
    paid_since: Option<Day>,
    #[serde(default)]
    last_reviewed_on: Option<Day>,
    #[serde(default)]
    unspent: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseDeferredPayment {
    value: String,
    #[serde(default)]
    prior_charges: Option<String>,
    #[serde(default)]
    so_far: Option<String>,
    #[serde(default)]
    kept: Option<String>,
    #[serde(default)]
    interest_percent: Option<Percent>,
    #[serde(default)]
    top_up_deferred: bool,
}

impl Case {
    /// The inputs of the budget that the case is about: a single person over pension age.
    pub fn inputs(&self) -> DraftInputs {
        DraftInputs {
            on: self.on,
            setting: self.setting,
            arranged_by: self.arranged_by,
            duty_date: None,
            age_band: AgeBand::PensionAge,
            need_lines: self.needs.iter().map(CaseNeed::need_line).collect(),
            means: Some(self.means()),
            permanent_since: self.permanent_since,
            given_lines: self.lines.iter().map(CaseLine::given_line).collect(),
            overwrites: self.overwrites.iter().map(CaseOverwrite::overwrite).collect(),
            plan: self.plan.as_ref().map(CasePlan::plan),
            cap_reached: self.cap_reached,
        }
    }

    fn means(&self) -> Means {
        Means {
            disclosure: self.disclosure.unwrap_or(Disclosure::Full),
            incomes: self.all_incomes(),
            capital: self.capital.iter().map(CaseCapital::capital).collect(),
            ..means(Household::Single)
        }
    }
}

impl Case {
    fn all_incomes(&self) -> Vec<Income> {
        let received = self.incomes.iter().map(|(of, amount)| income(*of, amount));
        let notional = self.notional_incomes.iter();
        let notional =
            notional.map(|(of, amount)| Income { notional: true, ..income(*of, amount) });
        let pension = self.pension_pot.iter().map(|(value, percent)| Income {
            pension_pot: Some(PensionPot {
                value: stated(value),
                annuity_percent: Some(*percent),
                annuity_source: Text::new("a quote of May 2024").ok(),
            }),
            ..income(IncomeType::PrivatePension, "0")
        });
        received.chain(notional).chain(pension).collect()
    }
}

impl CaseCapital {
    fn capital(&self) -> Capital {
        Capital {
            home_disregard: self.home_disregard,
            disregarded_from: self.disregarded_from,
            ..capital(self.capital_type, &self.value)
        }
    }
}

impl CaseLine {
    fn given_line(&self) -> GivenLine {
        GivenLine {
            title: Text::new(&self.title).unwrap(),
            units: Times::try_from(self.units.clone()).unwrap(),
            unit: self.unit,
            unit_rate: self.rate.parse().unwrap(),
            period: self.period,
            duty: self.duty,
        }
    }
}

impl CaseNeed {
    fn need_line(&self) -> NeedLine {
        NeedLine {
            met_by: self.met_by.unwrap_or(MetBy::Nobody),
            period: self.period,
            band: self.band.clone(),
            duty: self.duty,
            free_by_law: self.free_by_law,
            free_from: self.free_from,
            ..need(self.kind, &self.times, self.minutes, Outcome::Hygiene)
        }
    }
}

impl CaseOverwrite {
    fn overwrite(&self) -> Overwrite {
        Overwrite {
            service_code: self.service.clone(),
            unit: self.unit,
            band: self.band.clone(),
            period: self.period,
            units: self.units.clone().map(|units| Times::try_from(units).unwrap()),
            unit_rate: self.rate.as_ref().map(|rate| rate.parse().unwrap()),
            reason: self.reason,
            evidence: Text::new("three quotes, case note 14").unwrap(),
            expires_on: self.expires_on,
        }
    }
}

impl CasePlan {
    fn plan(&self) -> SupportPlan {
        let amount = |text: &Option<String>| text.as_deref().map(stated);
        SupportPlan {
            placement: amount(&self.price)
                .map(|price_weekly| Placement { price_weekly, top_up_by: self.top_up_by }),
            direct_payment: self.direct_payment.as_ref().map(|payment| DirectPayment {
                manner: payment.manner,
                days: Bounded::new(payment.days).unwrap(),
                care_home_weeks: Bounded::new(payment.care_home_weeks).unwrap(),
                paid_since: payment.paid_since,
                last_reviewed_on: payment.last_reviewed_on,
                unspent: amount(&payment.unspent),
            }),
            deferred_payment: self.deferred_payment.as_ref().map(|deferral| DeferredPayment {
                property_value: stated(&deferral.value),
                prior_charges: amount(&deferral.prior_charges).unwrap_or_default(),
                deferred_so_far: amount(&deferral.so_far).unwrap_or_default(),
                kept_weekly: amount(&deferral.kept),
                interest_percent: deferral.interest_percent,
                top_up_deferred: deferral.top_up_deferred,
            }),
            weeks_replaced: Bounded::new(self.weeks_replaced).unwrap(),
            cost_while_absent_weekly: amount(&self.cost_while_absent),
        }
    }
}
