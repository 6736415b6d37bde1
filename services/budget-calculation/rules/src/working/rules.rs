use std::collections::BTreeMap;
use std::fmt;

use crate::policy::Source;

/// A rule at a revision. A correction that changes a past result is a new revision; the old one
/// stays, so that every receipt can be worked out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    id: &'static str,
    revision: u32,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.id, self.revision)
    }
}

/// The rules that a receipt used, each with the law that it rests on.
pub type Rules = BTreeMap<String, Source>;

const CARE_ACT: &str = "https://www.legislation.gov.uk/ukpga/2014/23";
const COUNCILS_OWN: &str = "Care Act 2014 s14: the council's own choice";
const CHARGING: &str = "https://www.legislation.gov.uk/uksi/2014/2672";

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
            pub const $name: Rule = Rule { id: $id, revision: $revision };)*
        }

        /// Every rule and revision that this release can work with.
        const KNOWN: &[(Rule, &str, &str)] = &[$((Rule::$name, $title, $href)),*];
    };
}

rules! {
    COST = "R-BUD-1", 1, "Care Act 2014 s26(1)", CARE_ACT;
    DAILY_LIVING_IN_BUDGET = "R-BUD-2", 1, "Care Act 2014 s26(2)", CARE_ACT;
    CARER_MET = "R-BUD-3", 1, "Care Act 2014 s18(7)", CARE_ACT;
    YEARLY_APART = "R-BUD-6", 1, "Care and support statutory guidance, chapter 11", "";
    SERVICES = "R-BUD-10", 1, "Carecap's own rule, under Care Act 2014 s26(1)(a)", CARE_ACT;
    LINE = "R-BUD-11", 1, "Carecap's own rule, under Care Act 2014 s26(1)(a)", CARE_ACT;
    INDEPENDENT = "R-IPB-1", 1, "Care Act 2014 s28(1), not in force", CARE_ACT;
    INDEPENDENT_DAILY_LIVING = "R-IPB-3", 1, "Care Act 2014 s28(2), not in force", CARE_ACT;
    NEVER_PRICED = "R-METER-7", 1, "Care Act 2014 s22(1)", CARE_ACT;
    DISCLOSURE = "R-FIN-3", 1, charging!("reg 10"), CHARGING;
    CAPITAL_LIMIT = "R-FIN-10", 1, charging!("reg 12"), CHARGING;
    CAPITAL_VALUE = "R-FIN-11", 1, charging!("reg 20"), CHARGING;
    JOINT_CAPITAL = "R-FIN-12", 1, charging!("reg 24"), CHARGING;
    MAIN_HOME = "R-FIN-13", 1, charging!("Sch 2"), CHARGING;
    NOTIONAL_CAPITAL = "R-FIN-16", 1, charging!("reg 22"), CHARGING;
    TARIFF = "R-FIN-20", 1, charging!("reg 25"), CHARGING;
    EARNINGS = "R-FIN-30", 1, charging!("reg 14"), CHARGING;
    MOBILITY = "R-FIN-31", 1, charging!("Sch 1"), CHARGING;
    DISABILITY_BENEFIT = "R-FIN-32", 1, charging!("Sch 1"), CHARGING;
    DISREGARDED = "R-FIN-33", 1, charging!("Sch 1"), CHARGING;
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
    SAVINGS_CREDIT_AT_HOME = "R-FIN-70", 1, COUNCILS_OWN, CARE_ACT;
    LONE_PARENT = "R-FIN-71", 1, "Carecap's own rule, beside Charging Regs 2014 reg 7", CHARGING;
    WAR_PENSION = "R-FIN-72", 1, "Carecap's own rule, beside Charging Regs 2014 Sch 1", CHARGING;
}

/// Whether this release can work with a rule at a revision, such as `R-FIN-20@1`.
pub fn rule_known(rule: &str) -> bool {
    KNOWN.iter().any(|(known, ..)| known.to_string() == rule)
}

impl Rule {
    /// The law that the rule rests on.
    pub fn law(self) -> Source {
        let known = KNOWN.iter().find(|(rule, ..)| *rule == self);
        let (title, href) = known.map_or(("", ""), |(_, title, href)| (*title, *href));
        Source { title: title.to_owned(), href: href.to_owned() }
    }

    /// The law of each rule that is named in a text such as `R-FIN-20@1`.
    pub fn laws<'a>(names: impl IntoIterator<Item = &'a str>) -> Rules {
        let mut rules = Rules::new();
        for name in names {
            let known = KNOWN.iter().find(|(rule, ..)| rule.to_string() == name);
            if let Some((rule, ..)) = known {
                rules.insert(name.to_owned(), rule.law());
            }
        }
        rules
    }
}
