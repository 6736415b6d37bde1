//! How a case is written down, and how it becomes the inputs of a budget.

use std::collections::BTreeMap;

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, Bounded, Capital, CapitalType, Disclosure, Frequency, HomeDisregard, Household,
    Income, IncomeType, Means, NotionalCharge, OutgoingType, PensionPot, Percent, Premium, Setting,
    Text,
};
use carecap_calendar::Day;
use serde::Deserialize;

use super::common::{capital, income, means, outgoing, package, stated};

/// One example; `README.md` beside the cases says what each part means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub id: String,
    pub source: String,
    pub on: String,
    pub setting: Setting,
    #[serde(default)]
    pub permanent_since: Option<Day>,
    pub age_band: AgeBand,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub choices: BTreeMap<String, String>,
    /// Values laid over the pack, where the example has figures of its own.
    #[serde(default)]
    pub figures: BTreeMap<String, String>,
    pub cost: String,
    pub means: CaseMeans,
    /// What comes out in place of a budget.
    #[serde(default)]
    pub refused: Option<String>,
    /// The day on which the charge changes of itself.
    #[serde(default)]
    pub changes_on: Option<Day>,
    #[serde(default)]
    pub expected: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseMeans {
    #[serde(default = "full")]
    disclosure: Disclosure,
    household: Household,
    #[serde(default)]
    couple_at_pension_age: bool,
    #[serde(default)]
    children: i64,
    #[serde(default)]
    premiums: Vec<Premium>,
    #[serde(default)]
    above_savings_credit_ceiling: bool,
    #[serde(default)]
    incomes: Vec<CaseIncome>,
    #[serde(default)]
    capital: Vec<CaseCapital>,
    #[serde(default)]
    outgoings: Vec<(OutgoingType, String, Frequency)>,
}

fn full() -> Disclosure {
    Disclosure::Full
}

/// `[STATE_PENSION, "200.00"]`, each week; or with more to say.
#[derive(Deserialize)]
#[serde(untagged)]
enum CaseIncome {
    Weekly(IncomeType, String),
    Stated(StatedIncome),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedIncome {
    #[serde(rename = "type")]
    income_type: IncomeType,
    amount: String,
    #[serde(default = "weekly")]
    every: Frequency,
    #[serde(default)]
    payable_from: Option<Day>,
    #[serde(default)]
    payable_until: Option<Day>,
    #[serde(default)]
    half_passes_to_partner: bool,
    #[serde(default)]
    notional: bool,
    #[serde(default)]
    pot: Option<CasePot>,
}

/// A pension pot: what is in it, and of what its owner's annuity would pay in a year in percent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasePot {
    value: String,
    #[serde(default)]
    percent: Option<Percent>,
    #[serde(default)]
    source: Option<Text>,
}

fn weekly() -> Frequency {
    Frequency::Weekly
}

/// `[SAVINGS, "14250", 1]`: type, value, owners; or with more to say.
#[derive(Deserialize)]
#[serde(untagged)]
enum CaseCapital {
    Plain(CapitalType, String, i64),
    Stated(Box<StatedCapital>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatedCapital {
    #[serde(rename = "type")]
    capital_type: CapitalType,
    value: String,
    #[serde(default = "one")]
    owners: i64,
    #[serde(default)]
    share_percent: Option<Percent>,
    #[serde(default = "nothing")]
    secured_debt: String,
    #[serde(default)]
    selling_costs: bool,
    #[serde(default)]
    disregarded_because: Option<Text>,
    #[serde(default)]
    home_disregard: Option<HomeDisregard>,
    #[serde(default)]
    disregarded_from: Option<Day>,
    #[serde(default)]
    disregarded_until: Option<Day>,
    /// What notional capital was charged for: from when, each week, and without it.
    #[serde(default)]
    charged: Vec<CaseCharge>,
}

fn one() -> i64 {
    1
}

fn nothing() -> String {
    "0".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseCharge {
    from: Day,
    weekly: String,
    without: String,
}

impl Case {
    /// The inputs of the budget that the case is about.
    pub fn inputs(&self) -> DraftInputs {
        let mut inputs = package(&self.on, self.setting, self.age_band, self.means.means());
        inputs.permanent_since = self.permanent_since;
        inputs
    }
}

impl CaseMeans {
    fn means(&self) -> Means {
        let outgoings = self.outgoings.iter();
        Means {
            disclosure: self.disclosure,
            couple_at_pension_age: self.couple_at_pension_age,
            children: Bounded::new(self.children).unwrap(),
            premiums: self.premiums.iter().copied().collect(),
            above_savings_credit_ceiling: self.above_savings_credit_ceiling,
            incomes: self.incomes.iter().map(CaseIncome::income).collect(),
            capital: self.capital.iter().map(CaseCapital::capital).collect(),
            outgoings: outgoings.map(|(of, paid, every)| outgoing(*of, paid, *every, "")).collect(),
            ..means(self.household)
        }
    }
}

impl CaseIncome {
    fn income(&self) -> Income {
        match self {
            CaseIncome::Weekly(of, amount) => income(*of, amount),
            CaseIncome::Stated(given) => Income {
                payable_from: given.payable_from,
                payable_until: given.payable_until,
                half_passes_to_partner: given.half_passes_to_partner,
                notional: given.notional,
                pension_pot: given.pot.as_ref().map(|pot| PensionPot {
                    value: stated(&pot.value),
                    annuity_percent: pot.percent,
                    annuity_source: pot.source.clone(),
                }),
                ..Income::new(given.income_type, stated(&given.amount), given.every)
            },
        }
    }
}

impl CaseCapital {
    fn capital(&self) -> Capital {
        match self {
            CaseCapital::Plain(of, value, owners) => {
                Capital { owners: Bounded::new(*owners).unwrap(), ..capital(*of, value) }
            }
            CaseCapital::Stated(given) => Capital {
                owners: Bounded::new(given.owners).unwrap(),
                share_percent: given.share_percent,
                secured_debt: stated(&given.secured_debt),
                selling_costs: given.selling_costs,
                disregarded_because: given.disregarded_because.clone(),
                home_disregard: given.home_disregard,
                disregarded_from: given.disregarded_from,
                disregarded_until: given.disregarded_until,
                notional_charges: given.charged.iter().map(CaseCharge::charge).collect(),
                ..capital(given.capital_type, &given.value)
            },
        }
    }
}

impl CaseCharge {
    fn charge(&self) -> NotionalCharge {
        NotionalCharge {
            from: self.from,
            charged_weekly: stated(&self.weekly),
            charge_without_weekly: stated(&self.without),
        }
    }
}
