//! The packs that are embedded, and what a pack must be.

use std::collections::{BTreeMap, BTreeSet};

use budget_calculation_rules::policy::{Pack, PackFault, PolicyError, packs};

/// Every parameter that a rule reads, and what reads it. A parameter that no rule reads has no
/// place in a pack, because nobody would notice that it is wrong.
const READ_BY_RULES: [(&str, &str); 35] = [
    ("cap", "the cap terms of the account"),
    ("cap_test", "when reaching the cap is noticed"),
    ("capital_limit_lower", "tariff income begins above it"),
    ("capital_limit_upper", "full cost above it"),
    ("community_equipment_free_up_to", "which equipment is free"),
    ("council_share_counts", "the split of a metered week"),
    ("daily_living_costs_weekly", "the part of a care home's cost that never counts"),
    ("deferred_interest_cap_percent", "the most interest on a deferred payment"),
    ("deferred_payment_equity_percent", "the most that may be deferred"),
    ("deferred_payment_review_percent", "when a deferred payment is looked at again"),
    ("disposable_income_allowance", "income kept with a deferred payment"),
    ("home_sale_proceeds_disregard_weeks", "how long the price of a home is left out"),
    ("mig_couple_member_pension_age", "protected income at home"),
    ("mig_couple_member_working_age", "protected income at home"),
    ("mig_lone_parent", "protected income at home"),
    ("mig_per_child", "protected income at home"),
    ("mig_single_18_to_24", "protected income at home"),
    ("mig_single_25_to_pension_age", "protected income at home"),
    ("mig_single_pension_age", "protected income at home"),
    ("pension_annuity_percent", "income counted for a pension pot"),
    ("personal_expenses_allowance", "protected income in a care home"),
    ("personal_injury_payment_disregard_weeks", "how long compensation is left out"),
    ("premium_carer", "protected income at home"),
    ("premium_disability_couple_member", "protected income at home"),
    ("premium_disability_single", "protected income at home"),
    ("premium_enhanced_disability_couple_member", "protected income at home"),
    ("premium_enhanced_disability_single", "protected income at home"),
    ("property_disregard_weeks", "how long a main home is left out in a permanent stay"),
    ("reablement_free_weeks", "how long reablement is free"),
    ("savings_credit_disregard_couple", "income counted in a care home"),
    ("savings_credit_disregard_single", "income counted in a care home"),
    ("statement_window_months", "whether a statement says when the cap is reached"),
    ("tariff_income_per_slice", "income from capital"),
    ("tariff_slice", "income from capital"),
    ("war_pension_disregard", "income counted"),
];

#[test]
fn every_pack_is_sound_and_lies_over_the_one_it_names() {
    let names = |name: &str| -> Vec<&str> {
        let chain = Pack::chain(name).unwrap();
        chain.into_iter().map(Pack::name).collect()
    };
    assert_eq!(
        names("england-cap-2015-draft"),
        ["england-cap-2015-draft", "england-cap-2014", "england-cap-2022", "england"]
    );
    assert_eq!(packs().unwrap().len(), 4);
    let in_force: Vec<_> = packs().unwrap().values().filter(|p| p.is_in_force()).collect();
    assert_eq!(in_force.len(), 1, "only the law in force has effect");
    assert_eq!(in_force[0].name(), "england");
    assert_eq!(
        Pack::chain("england-cap-2030"),
        Err(PolicyError::PackUnknown { pack: "england-cap-2030".to_owned() })
    );
}

#[test]
fn every_parameter_is_one_that_a_rule_reads() {
    for pack in packs().unwrap().values() {
        for (key, parameter) in pack.parameters() {
            let read = READ_BY_RULES.iter().any(|(known, _)| known == key);
            assert!(read, "{key} of {} is read by no rule", pack.name());
            assert!(parameter.rules.iter().all(|rule| rule.starts_with("R-")), "{key}");
        }
    }
    let everywhere =
        |key: &str| packs().unwrap().values().any(|p| p.parameters().contains_key(key));
    for (key, _) in READ_BY_RULES {
        assert!(everywhere(key), "{key} is in no pack");
    }
}

#[test]
fn a_parameter_keeps_its_unit_from_pack_to_pack() {
    for upper in packs().unwrap().values() {
        for (key, parameter) in upper.parameters() {
            for lower in Pack::chain(upper.name()).unwrap() {
                let unit = lower.parameters().get(key).map(|below| below.unit);
                assert!(unit.is_none_or(|unit| unit == parameter.unit), "{key}");
            }
        }
    }
}

#[test]
fn the_edition_names_the_files_and_those_below() {
    let editions: BTreeSet<_> = packs().unwrap().values().map(Pack::edition).collect();
    assert_eq!(editions.len(), 4);
    assert!(editions.iter().all(|edition| edition.len() == 64));
}

/// Reads a pack of one parameter, which lies at the path with the text.
fn read(path: &str, text: &str) -> Result<Pack, PackFault> {
    let head = "description: A pack.\nin_force: true\nsource: { title: An act }\n";
    let files = [("pack.yaml", head), (path, text)];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    Pack::read("trial", &BTreeMap::from(files), &BTreeMap::new())
}

const SOUND: &str = "description: A limit.
unit: pounds
rules: [R-FIN-10]
law: { title: An act }
values:
  - { from: 2021-04-06, amount: '14250.00', confidence: seen, source: { title: A page } }
  - { from: 2022-04-06, until: 2023-04-06, amount: null, confidence: unknown, source: { title: Nowhere } }
";

#[test]
fn a_pack_that_is_not_sound_is_refused_with_what_is_wrong() {
    assert!(read("capital/limit.yaml", SOUND).is_ok());
    let check = |from: &str, to: &str, expected: &str| {
        let altered = SOUND.replacen(from, to, 1);
        assert_ne!(altered, SOUND, "{from}");
        let fault = read("capital/limit.yaml", &altered).unwrap_err().to_string();
        assert!(fault.contains(expected), "{fault}");
    };
    check("{ title: A page }", "{ title: '' }", "the title of a source is missing");
    check("{ title: An act }", "{ title: ' ' }", "the title of a source is missing");
    check("[R-FIN-10]", "[]", "a rule is missing");
    check("A limit.", "''", "the description is missing");
    check("unit: pounds", "unit: guineas", "unknown variant `guineas`");
    check("unit: pounds", "currency: pounds", "unknown field `currency`");
    check("from: 2022", "from: 2021", "the value from 2021-04-06 overlaps the one before it");
    check("2021-04-06,", "2021-04-06, until: 2022-04-07,", "from 2022-04-06 overlaps");
    check("until: 2023", "until: 2021", "cannot end on 2021-04-06 before it starts");
    check("'14250.00'", "'14250'", "`14250` is not pounds such as");
    check("'14250.00'", "null", "must be null exactly where it is unknown");
    check("amount: null", "amount: '1.00'", "must be null exactly where it is unknown");
    let misplaced = read("limit.yaml", SOUND).unwrap_err();
    assert_eq!(misplaced.to_string(), "limit.yaml is not the one <topic>/<key>.yaml of its key");
}

#[test]
fn a_changed_file_is_another_edition_of_its_pack() {
    let edition = |text: &str| read("capital/limit.yaml", text).unwrap().edition().to_owned();
    assert_eq!(edition(SOUND), edition(SOUND));
    assert_ne!(edition(SOUND), edition(&SOUND.replace("14250", "14500")));
}

#[test]
fn a_pack_can_only_lie_over_one_that_is_there() {
    let head = "description: A.\nover: trial\nin_force: true\nsource: { title: An act }\n";
    let files = BTreeMap::from([("pack.yaml".to_owned(), head.to_owned())]);
    assert_eq!(
        Pack::read("trial", &files, &BTreeMap::new()).unwrap_err().to_string(),
        "trial lies over trial, which is no pack"
    );
    assert_eq!(
        Pack::read("trial", &BTreeMap::new(), &BTreeMap::new()).unwrap_err().to_string(),
        "trial has no pack.yaml"
    );
}
