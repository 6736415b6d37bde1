use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use crate::canonical::Shared;
use crate::policy::Source;

/// A rule at a revision. A correction that changes a past result is a new revision; the old one
/// stays, so that every receipt can be worked out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule(&'static str);

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The rules that a receipt used, each with the law that it rests on.
pub type Rules = BTreeMap<Cow<'static, str>, Law>;

/// Where in the law a rule stands.
pub type Law = Shared<Source>;

const CARE_ACT: &str = "https://www.legislation.gov.uk/ukpga/2014/23";
const COUNCILS_OWN: &str = "Care Act 2014 s14: the council's own choice";
const CHARGING: &str = "https://www.legislation.gov.uk/uksi/2014/2672";
const DEFERRED: &str = "https://www.legislation.gov.uk/uksi/2014/2671";
const PAYMENTS: &str = "https://www.legislation.gov.uk/uksi/2014/2871";

/// The Charging Regulations 2014, cited in full.
macro_rules! charging {
    ($place:literal) => {
        concat!("Care and Support (Charging and Assessment of Resources) Regulations 2014 ", $place)
    };
}

macro_rules! rules {
    ($($name:ident = $id:literal, $revision:literal, $title:expr, $href:expr;)*) => {
        impl Rule {
            $(#[doc = concat!("Rule ", $id, ".")]
            pub const $name: Rule = Rule(concat!($id, "@", $revision));)*
        }

        /// Every rule and revision that this release can work with.
        const KNOWN: &[(Rule, &str, &str)] = &[$((Rule::$name, $title, $href)),*];
    };
}

rules! {
    COST = "R-BUD-1", 1, "Care Act 2014 s26(1)", CARE_ACT;
    STATED_APART = "R-BUD-2", 1, "Care Act 2014 s26(2)", CARE_ACT;
    CARER_MET = "R-BUD-3", 1, "Care Act 2014 s18(7)", CARE_ACT;
    FREE_BY_LAW = "R-BUD-4", 1, charging!("regs 3 and 4"), CHARGING;
    OVERWRITE = "R-BUD-5", 1, "Care and support statutory guidance, chapter 11", "";
    YEARLY_APART = "R-BUD-6", 1, "Care and support statutory guidance, chapter 11", "";
    TOP_UP = "R-BUD-8", 1, "Care and support statutory guidance, Annex A", "";
    SERVICES = "R-BUD-10", 1, "Carecap's own rule, under Care Act 2014 s26(1)(a)", CARE_ACT;
    LINE = "R-BUD-11", 1, "Carecap's own rule, under Care Act 2014 s26(1)(a)", CARE_ACT;
    AFTER_CAP = "R-DLC-4", 1, "Care Act 2014 s15(1) and (7), not in force", CARE_ACT;
    INDEPENDENT = "R-IPB-1", 1, "Care Act 2014 s28(1), not in force", CARE_ACT;
    ELIGIBLE_ONLY = "R-IPB-2", 1, "Care Act 2014 s28(3), not in force", CARE_ACT;
    INDEPENDENT_DAILY_LIVING = "R-IPB-3", 1, "Care Act 2014 s28(2), not in force", CARE_ACT;
    NEAREST_EQUIVALENT = "R-IPB-8", 1, "Carecap's own rule, beside Care Act 2014 s26 and s28", CARE_ACT;
    NEVER_PRICED = "R-METER-7", 1, "Care Act 2014 s22(1)", CARE_ACT;
    DISCLOSURE = "R-FIN-3", 1, charging!("reg 10"), CHARGING;
    CAPITAL_LIMIT = "R-FIN-10", 1, charging!("reg 12"), CHARGING;
    CAPITAL_VALUE = "R-FIN-11", 1, charging!("reg 20"), CHARGING;
    JOINT_CAPITAL = "R-FIN-12", 1, charging!("reg 24"), CHARGING;
    MAIN_HOME = "R-FIN-13", 1, charging!("Sch 2"), CHARGING;
    HOME_FIRST_WEEKS = "R-FIN-14", 1, charging!("Sch 2"), CHARGING;
    DISREGARDED_CAPITAL = "R-FIN-15", 1, charging!("Sch 2"), CHARGING;
    NOTIONAL_CAPITAL = "R-FIN-16", 1, charging!("reg 22"), CHARGING;
    DIMINISHING_CAPITAL = "R-FIN-17", 1, charging!("reg 23"), CHARGING;
    TARIFF = "R-FIN-20", 1, charging!("reg 25"), CHARGING;
    INTEREST = "R-FIN-21", 1, charging!("reg 19(3)"), CHARGING;
    EARNINGS = "R-FIN-30", 1, charging!("reg 14"), CHARGING;
    MOBILITY = "R-FIN-31", 1, charging!("Sch 1"), CHARGING;
    DISABILITY_BENEFIT = "R-FIN-32", 1, charging!("Sch 1"), CHARGING;
    DISREGARDED = "R-FIN-33", 1, charging!("Sch 1"), CHARGING;
    PARTLY_DISREGARDED = "R-FIN-34", 1, charging!("Sch 1"), CHARGING;
    PAYABLE_DAYS = "R-FIN-35", 1, charging!("reg 17"), CHARGING;
    SAVINGS_CREDIT = "R-FIN-36", 1, charging!("Sch 1"), CHARGING;
    WEEKLY = "R-FIN-37", 1, "Carecap's own rule, as councils' worked examples do", "";
    GUARANTEE = "R-FIN-40", 1, charging!("reg 7"), CHARGING;
    PERSONAL_EXPENSES = "R-FIN-41", 1, charging!("reg 6"), CHARGING;
    PREMIUM = "R-FIN-42", 1, charging!("reg 7"), CHARGING;
    HOUSING_COSTS = "R-FIN-43", 1, charging!("Sch 1"), CHARGING;
    DISABILITY_EXPENDITURE = "R-FIN-44", 1, charging!("Sch 1 para 4"), CHARGING;
    COUNCIL_CHOICE = "R-FIN-45", 1, COUNCILS_OWN, CARE_ACT;
    AT_HOME = "R-FIN-46", 1, charging!("regs 7 and 12"), CHARGING;
    IN_CARE_HOME = "R-FIN-47", 1, charging!("regs 6 and 12"), CHARGING;
    PAYABLE = "R-FIN-50", 1, "Care Act 2014 s14(4)", CARE_ACT;
    ABSENCE = "R-FIN-51", 1, COUNCILS_OWN, CARE_ACT;
    SAVINGS_CREDIT_AT_HOME = "R-FIN-70", 1, COUNCILS_OWN, CARE_ACT;
    LONE_PARENT = "R-FIN-71", 1, "Carecap's own rule, beside Charging Regs 2014 reg 7", CHARGING;
    WAR_PENSION = "R-FIN-72", 1, "Carecap's own rule, beside Charging Regs 2014 Sch 1", CHARGING;
    SHARED_CHARGE = "R-FIN-73", 1, "Carecap's own rule, beside Care Act 2014 s14 and s19", CARE_ACT;
    ARRANGEMENT_FEE = "R-FEE-1", 1, "Care Act 2014 s14(1)(b)", CARE_ACT;
    GROSS_OR_NET = "R-DP-2", 1, "Care and Support (Direct Payments) Regulations 2014", PAYMENTS;
    NET_PAYMENT = "R-DP-3", 1, "Care and Support (Direct Payments) Regulations 2014", PAYMENTS;
    PAYMENT_DAYS = "R-DP-4", 1, "The council's own choice, as Hampshire publishes it", "";
    SURPLUS = "R-DP-5", 1, "The council's own choice, beside Direct Payments Regs 2014 reg 7", PAYMENTS;
    DEFERRAL = "R-DPA-1", 1, "Care and Support (Deferred Payment) Regulations 2014", DEFERRED;
    EQUITY_LIMIT = "R-DPA-2", 1, "Care and Support (Deferred Payment) Regulations 2014", DEFERRED;
    INCOME_KEPT = "R-DPA-3", 1, "Care and Support (Deferred Payment) Regulations 2014", DEFERRED;
    DEFERRED_REVIEW = "R-DPA-4", 1, "Care and Support (Deferred Payment) Regulations 2014", DEFERRED;
}

/// Whether this release can work with a rule at a revision, such as `R-FIN-20@1`.
pub fn rule_known(rule: &str) -> bool {
    LAWS.contains_key(rule)
}

/// The law of every rule, by its name and revision.
static LAWS: LazyLock<BTreeMap<&'static str, Law>> = LazyLock::new(|| {
    let source =
        |title: &str, href: &str| Source { title: title.to_owned(), href: href.to_owned() };
    KNOWN
        .iter()
        .map(|(rule, title, href)| (rule.name(), Shared::new(source(title, href))))
        .collect()
});

impl Rule {
    /// The rule and its revision, such as `R-FIN-20@1`.
    pub const fn name(self) -> &'static str {
        self.0
    }

    /// The law that the rule rests on.
    pub fn law(self) -> Law {
        law_of(self.0).unwrap_or_else(|| Shared::new(Source::default()))
    }

    /// The law of each rule that is named in a text such as `R-FIN-20@1`.
    pub fn laws<'a>(names: impl IntoIterator<Item = &'a Cow<'static, str>>) -> Rules {
        let mut rules = Rules::new();
        let mut before = "";
        for name in names {
            // Steps of one rule often follow each other.
            if name != before
                && !rules.contains_key(name)
                && let Some(law) = law_of(name)
            {
                rules.insert(name.clone(), law);
            }
            before = name;
        }
        rules
    }
}

fn law_of(rule: &str) -> Option<Law> {
    LAWS.get(rule).cloned()
}
