use carecap_calendar::Day;
use carecap_money::Money;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a piece of capital is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CapitalType {
    /// Money in hand or in accounts.
    Savings,
    /// Shares, bonds, funds.
    Investments,
    /// The home in which the person lives or lived.
    MainHome,
    /// Any other land or building.
    OtherProperty,
    /// Capital that the law treats as still owned; a person's decision, never inferred (R-FIN-16).
    Notional,
    /// The surrender value of a life policy or an annuity.
    LifePolicy,
    /// Personal possessions. Ones bought to avoid charges are stated as notional.
    PersonalPossessions,
    /// Assets of a business that are being realised: disregarded until the stated day.
    BusinessAssets,
    /// A trust that holds compensation for a personal injury.
    PersonalInjuryTrust,
    /// Compensation for a personal injury that is in no trust.
    PersonalInjuryPayment,
    /// A payment of a compensation scheme that the regulations list.
    CompensationScheme,
    /// A payment of the social fund.
    SocialFund,
    /// A funeral plan.
    FuneralPlan,
    /// What a home was sold for, kept to buy another.
    HomeSaleProceeds,
}

impl CapitalType {
    /// Whether it is land or a building, of which the actual interest counts and never an equal
    /// share (R-FIN-12, Charging Regs 2014 reg 24).
    pub(super) const fn is_land(self) -> bool {
        matches!(self, CapitalType::MainHome | CapitalType::OtherProperty)
    }
}

/// Why a main home is disregarded though the person lives in a care home for good (R-FIN-13,
/// R-FIN-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HomeDisregard {
    /// The husband, wife or partner lives there.
    Partner,
    /// A former partner who is a lone parent lives there.
    LoneParentExPartner,
    /// A relative aged 60 or over lives there.
    #[serde(rename = "RELATIVE_AGED_60")]
    RelativeAged60,
    /// A relative who is incapacitated lives there.
    DisabledRelative,
    /// A child under 18 lives there whom the person supports.
    Child,
    /// One of these lived there and had to leave unexpectedly: twelve weeks from a stated day.
    OccupierLeft,
    /// The council decided so, and says why.
    Discretionary,
}

/// What notional capital was charged for, from a day on, so that it diminishes (R-FIN-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotionalCharge {
    /// The first day.
    pub from: Day,
    /// What the person was charged in a week.
    pub charged_weekly: Money,
    /// What they would have been charged without the notional capital.
    pub charge_without_weekly: Money,
}

/// One piece of capital.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capital {
    /// What it is.
    #[serde(rename = "type")]
    pub capital_type: CapitalType,
    /// Its value: of the whole, where it is held jointly.
    pub value: Money,
    /// How many people hold it in equal shares, 1 to 20.
    #[serde(default = "one_owner")]
    pub owners: u32,
    /// Debt secured on it; zero where there is none.
    #[serde(default)]
    pub secured_debt: Money,
    /// Whether selling it would cost something, so that a tenth is taken off its value (R-FIN-11).
    #[serde(default)]
    pub selling_costs: bool,
    /// A main home only: why it is disregarded (R-FIN-13), in at most 200 characters.
    #[serde(default)]
    pub disregarded_because: Option<String>,
    /// The person's own part in percent, above 0 and at most 100 with at most four places: proved
    /// for what is held jointly, the actual interest in land (R-FIN-12). None: an equal share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share_percent: Option<Decimal>,
    /// A main home only: the reason in law for which it is disregarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_disregard: Option<HomeDisregard>,
    /// The first day of a disregard that lasts some weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disregarded_from: Option<Day>,
    /// Business assets only: the day by which they should be realised, decided by a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disregarded_until: Option<Day>,
    /// Notional capital only: what was charged because of it, by date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notional_charges: Vec<NotionalCharge>,
}

impl Capital {
    /// Whether its disregard lasts some weeks from a stated day (R-FIN-14, R-FIN-15).
    pub(super) fn is_disregarded_for_some_weeks(&self) -> bool {
        let by_type = matches!(
            self.capital_type,
            CapitalType::PersonalInjuryPayment | CapitalType::HomeSaleProceeds
        );
        by_type || self.home_disregard == Some(HomeDisregard::OccupierLeft)
    }
}

const fn one_owner() -> u32 {
    1
}
