//! The keys that a council may choose, and what stands where it has chosen nothing.

use super::{ChoiceKind, Source, Unit};

/// A key of a council's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceKey {
    /// For instance `percentage_charged`.
    pub key: &'static str,
    /// What its value counts.
    pub unit: Unit,
    /// The words that it may be; empty for a unit other than a word, and for `pack`, whose words
    /// are the names of the packs.
    pub words: &'static [&'static str],
    /// What stands where the council has chosen nothing. None: the pack says, or nothing happens.
    pub default: Option<&'static str>,
    /// The rule that reads it.
    pub rule: &'static str,
    /// What it decides, in one sentence.
    pub decides: &'static str,
    /// How the choice stands to the pack and to time.
    pub kind: ChoiceKind,
}

impl ChoiceKey {
    /// Where the default comes from: it is Carecap's, not the law's, and says so.
    pub fn default_source(&self) -> Source {
        Source {
            title: format!("Carecap's default ({}); the council has not chosen", self.rule),
            href: String::new(),
        }
    }
}

pub(super) const PACK: &str = "pack";
pub(super) const CAP: &str = "cap";
pub(super) const CAP_TEST: &str = "cap_test";
pub(super) const CAPITAL_LIMIT_UPPER_AT_HOME: &str = "capital_limit_upper_at_home";
pub(super) const TARIFF_SLICE: &str = "tariff_slice";
pub(super) const UPRATING_FACTOR: &str = "uprating_factor";

/// Every key that a council may choose, in the order of the alphabet. All are local discretion
/// (LOCAL in the rules), Carecap's proposal, or figures of the law that the pack does not know.
pub fn choice_keys() -> &'static [ChoiceKey] {
    KEYS
}

/// The key of that name.
pub(super) fn choice_key(key: &str) -> Option<&'static ChoiceKey> {
    KEYS.iter().find(|known| known.key == key)
}

const KEYS: &[ChoiceKey] = &[
    ChoiceKey {
        key: "arrangement_fee_once",
        unit: Unit::Pounds,
        words: &[],
        default: Some("0.00"),
        rule: "R-FEE-1",
        decides: "What arranging care at home for somebody above the capital limit costs them once.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "arrangement_fee_weekly",
        unit: Unit::PoundsAWeek,
        words: &[],
        default: Some("0.00"),
        rule: "R-FEE-1",
        decides: "What arranging care at home for somebody above the capital limit costs them weekly.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: CAP_TEST,
        unit: Unit::Word,
        words: &["REACHED", "EXCEEDED"],
        default: None,
        rule: "R-CAP-9",
        decides: "Whether a total equal to the cap is noticed, or only one above it.",
        kind: ChoiceKind::OverPack,
    },
    ChoiceKey {
        key: CAPITAL_LIMIT_UPPER_AT_HOME,
        unit: Unit::Pounds,
        words: &[],
        default: None,
        rule: "R-FIN-10",
        decides: "An upper limit of capital outside a care home that is above the law's.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "charged_while_absent",
        unit: Unit::Word,
        words: &["NOT_CHARGED", "CHARGED_UP_TO_COST"],
        default: Some("CHARGED_UP_TO_COST"),
        rule: "R-FIN-51",
        decides: "What the person pays in a week in which they are away, for instance in hospital.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "contents_insurance_counts",
        unit: Unit::Switch,
        words: &[],
        default: Some("false"),
        rule: "R-FIN-43",
        decides: "Whether home contents insurance is a housing cost.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "daily_living_costs_weekly",
        unit: Unit::PoundsAWeek,
        words: &[],
        default: None,
        rule: "R-DLC-1",
        decides: "The part of a care home's cost that is for living, under a pack with a cap.",
        kind: ChoiceKind::SuppliedOverPack,
    },
    ChoiceKey {
        key: "deferred_interest_cap_percent",
        unit: Unit::Percent,
        words: &[],
        default: None,
        rule: "R-DPA-4",
        decides: "The law's most for interest on a deferred payment, for the half-year in which it begins.",
        kind: ChoiceKind::SuppliedHalfYear,
    },
    ChoiceKey {
        key: "deferred_interest_compounded",
        unit: Unit::Word,
        words: &["DAILY", "MONTHLY"],
        default: Some("MONTHLY"),
        rule: "R-DPA-4",
        decides: "Whether interest is added to what is owed each day, or by the month or more seldom.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "deferred_interest_days",
        unit: Unit::Word,
        words: &["DAYS_365", "DAYS_OF_THE_YEAR"],
        default: Some("DAYS_365"),
        rule: "R-DPA-4",
        decides: "Whether a day of interest is a 365th of a year, or a 366th where the year is a leap year.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "deferred_interest_percent",
        unit: Unit::Percent,
        words: &[],
        default: None,
        rule: "R-DPA-4",
        decides: "The interest on a deferred payment in percent a year; what is above the law's most is not charged.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "direct_payment_rounding",
        unit: Unit::Word,
        words: &["LEGS_FIRST", "DIFFERENCE_FIRST"],
        default: Some("LEGS_FIRST"),
        rule: "R-DP-4",
        decides: "Whether budget and contribution are each rounded, or what is left of them.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "direct_payment_surplus_weeks",
        unit: Unit::Weeks,
        words: &[],
        default: None,
        rule: "R-DP-5",
        decides: "How many weeks of a direct payment may stay unspent before the rest is asked back.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "disability_benefit_counted_highest_weekly",
        unit: Unit::PoundsAWeek,
        words: &[],
        default: Some("0.00"),
        rule: "R-FIN-32",
        decides: "The most of each disability benefit that counts at home; 0.00 sets no limit.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "dre_needs_disability_benefit",
        unit: Unit::Switch,
        words: &[],
        default: Some("true"),
        rule: "R-FIN-74",
        decides: "Whether disability-related expenses are kept only beside a counted benefit.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "mig_addition_percent",
        unit: Unit::Percent,
        words: &[],
        default: Some("0"),
        rule: "R-FIN-45",
        decides: "By how much the council's minimum income guarantee is above the law's.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "minimum_bill_weekly",
        unit: Unit::PoundsAWeek,
        words: &[],
        default: Some("0.00"),
        rule: "R-FIN-45",
        decides: "The weekly charge by means below which nothing is billed; a full cost always is.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: PACK,
        unit: Unit::Word,
        words: &[],
        default: Some("england"),
        rule: "R-STATUS-3",
        decides: "The policy pack; one with a cap is a projection and says so.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "pension_annuity_percent",
        unit: Unit::Percent,
        words: &[],
        default: None,
        rule: "R-FIN-35",
        decides: "What an annuity would pay in a year, in percent of a pension pot that is not drawn.",
        kind: ChoiceKind::SuppliedOverPack,
    },
    ChoiceKey {
        key: "percentage_charged",
        unit: Unit::Percent,
        words: &[],
        default: Some("100"),
        rule: "R-FIN-45",
        decides: "The share of disposable income that is charged outside a care home.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "savings_credit_at_home",
        unit: Unit::Word,
        words: &["WHOLE", "CAPPED"],
        default: Some("WHOLE"),
        rule: "R-FIN-70",
        decides: "Whether Savings Credit is ignored whole outside a care home, or to the amount.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "short_absence_days",
        unit: Unit::Days,
        words: &[],
        default: Some("7"),
        rule: "R-METER-10",
        decides: "Up to how many days an absence that nobody reported pauses nothing on the account.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "short_term_stay_charged_as",
        unit: Unit::Word,
        words: &["HOME", "CARE_HOME"],
        default: Some("CARE_HOME"),
        rule: "R-FIN-5",
        decides: "Whether a stay of up to eight weeks is charged as at home or as in a care home.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "standard_disability_allowance_weekly",
        unit: Unit::PoundsAWeek,
        words: &[],
        default: Some("0.00"),
        rule: "R-FIN-44",
        decides: "What is kept for disability-related expenses without proof of higher ones.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: UPRATING_FACTOR,
        unit: Unit::Factor,
        words: &[],
        default: None,
        rule: "R-CAP-6",
        decides: "The factor by which the cap and every balance grow at the start of its day.",
        kind: ChoiceKind::SuppliedEvent,
    },
    ChoiceKey {
        key: "water_counts",
        unit: Unit::Switch,
        words: &[],
        default: Some("false"),
        rule: "R-FIN-43",
        decides: "Whether water charges are a housing cost.",
        kind: ChoiceKind::Own,
    },
    ChoiceKey {
        key: "weekly_conversion",
        unit: Unit::Word,
        words: &["WEEKS_52", "DAYS_365_25", "WEEKS_52_14"],
        default: Some("WEEKS_52"),
        rule: "R-FIN-37",
        decides: "How long a year is when amounts by the month, quarter or year are made weekly.",
        kind: ChoiceKind::Own,
    },
];
