//! People's budgets from their needs on, to the penny.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use budget_calculation_rules::budget::{BudgetKind, Draft, DraftRefused, draft, rates_needed_for};
use budget_calculation_rules::mapping::{
    How, MappingEntry, MappingRefused, ServiceMapping, UnpricedReason,
};
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Bounded, CapitalType, Disclosure, Frequency, Household, KindOfHelp,
    LinePeriod, MetBy, Outcome, OutgoingType, Setting, Text, Unit,
};
use budget_calculation_rules::pricing::PricingRefused;
use budget_calculation_rules::replay::replay;
use budget_calculation_rules::wording::{
    line_sentence, step_sentence, step_sentences, unpriced_sentence,
};
use carecap_money::Money;
use common::*;

fn assert_replays_clean(draft: &Draft) {
    let bytes = draft.receipt.canonical_bytes().unwrap();
    assert_eq!(replay(&bytes, None).unwrap().differences, []);
}

#[test]
fn mary_s_care_costs_287_50_and_she_pays_nothing() {
    let draft = drafted(mary()).unwrap();
    assert_eq!(draft.kind, BudgetKind::Personal);
    let amounts: Vec<String> = draft.lines.iter().map(line_sentence).collect();
    assert_eq!(
        amounts,
        [
            "Home care: 10 hours at £23.91 an hour make £239.10 a week.",
            "Day centre: 1 day at £40.25 a day makes £40.25 a week.",
            "Day centre transport: 1 round trip at £8.15 a trip makes £8.15 a week.",
        ]
    );
    assert_eq!(draft.cost_weekly, pounds("287.50"));
    assert_eq!(draft.contribution_weekly, Some(Money::ZERO));
    assert_eq!(draft.council_weekly, Some(pounds("287.50")));
    assert_eq!(draft.daily_living_weekly, None);
    assert!(!draft.shadow);
    assert!(draft.unconfirmed.is_empty(), "{:?}", draft.unconfirmed);
}

#[test]
fn without_the_council_s_choice_mary_s_telecare_needs_a_disability_benefit() {
    let (inputs, _, rates) = mary();
    let strict = policy(inputs.on, &[]);
    let draft = drafted((inputs, strict, rates)).unwrap();
    let steps = &draft.receipt.steps;
    let place = steps.iter().position(|step| step.name == "disability_expenditure_kept").unwrap();
    assert_eq!(
        step_sentence(&draft.receipt, place),
        "Costs because of disability that the person keeps: it does not count, so £0.00."
    );
}

#[test]
fn peter_pays_110_10_whether_he_has_18_or_22_hours() {
    let check = |hours: &str, cost: &str, council: &str| {
        let draft = drafted(peter(hours)).unwrap();
        assert_eq!(draft.cost_weekly, pounds(cost));
        assert_eq!(draft.contribution_weekly, Some(pounds("110.10")));
        assert_eq!(draft.council_weekly, Some(pounds(council)));
        assert!(draft.unconfirmed.is_empty(), "{:?}", draft.unconfirmed);
    };
    check("18", "444.78", "334.68");
    check("22", "543.62", "433.52");
}

#[test]
fn a_self_funder_in_a_care_home_has_an_independent_budget_of_805_of_which_605_is_care() {
    let on = "2023-10-02";
    let permanent = Setting::CareHomePermanent;
    let single = means(Household::Single);
    let mut inputs = package(on, permanent, AgeBand::PensionAge, single);
    inputs.arranged_by = ArrangedBy::Person;
    let cap =
        policy(day(on), &[("pack", "england-cap-2022"), ("daily_living_costs_weekly", "200.00")]);
    let budget = draft(&inputs, &cap, &mapping(), &package_rate("805")).unwrap();
    assert_eq!(budget.kind, BudgetKind::Independent);
    assert_eq!(budget.cost_weekly, pounds("805"));
    assert_eq!(budget.contribution_weekly, None);
    assert_eq!(budget.daily_living_weekly, Some(pounds("200")));
    assert_eq!(budget.balance_weekly, Some(pounds("605")));
    assert!(budget.shadow);
    assert!(budget.unconfirmed.contains(&"daily_living_costs_weekly".to_owned()));
    assert_eq!(budget.receipt.inputs.means, None, "no means are needed");
    assert_replays_clean(&budget);

    let law = policy(day(on), &[]);
    let refused = draft(&inputs, &law, &mapping(), &package_rate("805")).unwrap_err();
    assert_eq!(refused.reason(), "PACK_NOT_IN_FORCE");
}

#[test]
fn a_stay_charged_as_at_home_has_no_daily_living_costs() {
    let short = Setting::CareHomeShortTerm;
    let check = |charged_as: &str, expected: Option<Money>| {
        let inputs = package("2023-10-02", short, AgeBand::PensionAge, means(Household::Single));
        let cap = policy(
            inputs.on,
            &[
                ("pack", "england-cap-2022"),
                ("daily_living_costs_weekly", "200.00"),
                ("short_term_stay_charged_as", charged_as),
            ],
        );
        let budget = draft(&inputs, &cap, &mapping(), &package_rate("805")).unwrap();
        assert_eq!(budget.daily_living_weekly, expected, "{charged_as}");
    };
    check("CARE_HOME", Some(pounds("200")));
    check("HOME", None);
}

#[test]
fn a_personal_budget_waits_for_the_financial_statement() {
    let (mut inputs, policy, rates) = mary();
    inputs.means = None;
    let refused = drafted((inputs, policy, rates)).unwrap_err();
    assert_eq!(refused, DraftRefused::FinancialStatementMissing);
}

#[test]
fn what_a_carer_or_the_nhs_does_costs_nothing_and_says_why() {
    let (mut inputs, policy, rates) = mary();
    inputs.need_lines[1].met_by = MetBy::Carer;
    let mut injections = need(KindOfHelp::HealthTask, "7", 15, Outcome::Nutrition);
    injections.met_by = MetBy::Nhs;
    let rails = need(KindOfHelp::Equipment, "1", 0, Outcome::HomeSafeUse);
    inputs.need_lines.extend([injections, rails]);
    let draft = drafted((inputs, policy, rates)).unwrap();
    let why: Vec<String> = draft.unpriced.iter().map(unpriced_sentence).collect();
    assert_eq!(
        why,
        [
            "Help with meals: a carer gives this help now, so it is not part of this budget.",
            "Nursing and health tasks: the NHS gives this help, so it is not part of this budget.",
            "Equipment: not part of this budget (free by law up to £1,000).",
        ]
    );
    assert_replays_clean(&draft);
    // Seven hours at 23.91 are left of the home care.
    assert_eq!(draft.lines[0].amount.value, pounds("167.37"));
}

#[test]
fn a_kind_without_an_entry_is_refused_by_name() {
    let (mut inputs, policy, rates) = mary();
    inputs.need_lines[0].kind = KindOfHelp::ParentingSupport;
    let refused = drafted((inputs, policy, rates)).unwrap_err();
    assert_eq!(refused.reason(), "KIND_NOT_MAPPED");
    assert_eq!(
        refused.to_string(),
        "the service mapping has no entry for PARENTING_SUPPORT in HOME"
    );
}

#[test]
fn a_care_home_covers_washing_only_where_a_care_home_is_bought() {
    let permanent = Setting::CareHomePermanent;
    let mut inputs =
        package("2024-10-07", permanent, AgeBand::PensionAge, means(Household::Single));
    let washing = need(KindOfHelp::PersonalCare, "7", 60, Outcome::Hygiene);
    inputs.need_lines.push(washing);
    let policy = policy(inputs.on, &[]);
    let budget = draft(&inputs, &policy, &mapping(), &package_rate("700")).unwrap();
    assert_eq!(
        budget.unpriced[0].reason,
        UnpricedReason::CoveredBy(KindOfHelp::AccommodationWithCare)
    );
    inputs.need_lines.remove(0);
    let refused = draft(&inputs, &policy, &mapping(), &package_rate("700")).unwrap_err();
    assert!(matches!(refused, DraftRefused::Mapping(MappingRefused::CoveringKindNotBought { .. })));
}

#[test]
fn short_visits_are_added_in_minutes_before_they_are_hours() {
    // Seven visits of twenty minutes at 23.92 are 140/60 hours: 55.81, not seven times 7.97.
    let (mut inputs, policy, _) = mary();
    inputs.need_lines = vec![need(KindOfHelp::PersonalCare, "7", 20, Outcome::Hygiene)];
    let rates = vec![rate("home_care", "Home care", Unit::Hour, "23.92")];
    let draft = drafted((inputs, policy, rates)).unwrap();
    assert_eq!(draft.cost_weekly, pounds("55.81"));
    assert_eq!(
        line_sentence(&draft.lines[0]),
        "Home care: 2 hours 20 minutes at £23.92 an hour make £55.81 a week."
    );
}

#[test]
fn a_visit_that_needs_two_people_is_two_units() {
    let (mut inputs, policy, rates) = mary();
    let mut accompanied = need(KindOfHelp::DayActivity, "3", 240, Outcome::CommunityFacilities);
    accompanied.people = Bounded::new(2).unwrap();
    inputs.need_lines.push(accompanied);
    let draft = drafted((inputs, policy, rates)).unwrap();
    // Once with one person and three times with two.
    assert_eq!(
        line_sentence(&draft.lines[1]),
        "Day centre: 7 days at £40.25 a day make £281.75 a week."
    );
    let sentences = step_sentences(&draft.receipt);
    for expected in [
        "Times, and people at once (a place to go in the day): 3 × 2 = 6.",
        "How many of this service: 1 + 6 = 7.",
    ] {
        assert!(sentences.iter().any(|one| one == expected), "{expected}: {sentences:#?}");
    }
    assert_replays_clean(&draft);
}

#[test]
fn in_a_care_home_the_working_names_the_personal_expenses_allowance() {
    let kept = |setting| {
        let mut single = means(Household::Single);
        let weekly = Frequency::Weekly;
        single.outgoings = vec![outgoing(OutgoingType::Rent, "80.00", weekly, "rent")];
        single.capital = vec![capital(CapitalType::Savings, "14500.00")];
        let inputs = package("2024-10-07", setting, AgeBand::PensionAge, single);
        let law = policy(inputs.on, &[]);
        let budget = draft(&inputs, &law, &mapping(), &package_rate("700")).unwrap();
        let sentences = step_sentences(&budget.receipt);
        let found = |about: &str| {
            let found = sentences.iter().find(|sentence| sentence.starts_with(about));
            found.cloned().unwrap()
        };
        (found("All that the person keeps:"), found("Slices of savings:"))
    };
    let (for_good, slices) = kept(Setting::CareHomePermanent);
    assert_eq!(for_good, "All that the person keeps: £30.15 (the personal expenses allowance).");
    assert_eq!(
        slices,
        "Slices of savings: £250.00 is 1 slice of £250.00; a part of a slice counts as one."
    );
    assert_eq!(
        kept(Setting::CareHomeTemporary).0,
        "All that the person keeps: £30.15 (the personal expenses allowance) + £80.00 = £110.15."
    );
}

#[test]
fn nights_away_are_counted_by_the_year_and_stay_apart() {
    let (mut inputs, policy, mut rates) = mary();
    let mut nights = need(KindOfHelp::ShortStay, "14", 0, Outcome::HomeSafeUse);
    nights.period = LinePeriod::Year;
    inputs.need_lines.insert(0, nights);
    let night = rate("short_stay_night", "Short stay", Unit::Night, "149.10");
    rates.push(night);
    let draft = drafted((inputs, policy, rates)).unwrap();
    assert_eq!(draft.cost_weekly, pounds("287.50"));
    assert_eq!(draft.cost_yearly, pounds("2087.40"));
    assert_eq!(draft.lines.last().unwrap().period, LinePeriod::Year);
    assert_replays_clean(&draft);
}

#[test]
fn an_entry_of_the_line_s_band_wins_and_so_does_the_newest() {
    let permanent = Setting::CareHomePermanent;
    let kind = KindOfHelp::AccommodationWithCare;
    let entry = |band: Option<&str>, from: &str, code: &str| MappingEntry {
        band: band.map(|band| Text::new(band).unwrap()),
        from: day(from),
        ..buys(kind, permanent, &[(code, Unit::Week)])
    };
    let mapping = ServiceMapping::new(
        1,
        vec![
            entry(None, "2020-04-01", "any_old"),
            entry(None, "2024-04-01", "any_new"),
            entry(Some("5"), "2020-04-01", "banded"),
        ],
    )
    .unwrap();
    let code = |band: Option<&str>, on: &str| {
        let band = band.map(|band| Text::new(band).unwrap());
        let found = mapping.entry(kind, permanent, band.as_ref(), day(on));
        match &found?.how {
            How::Buys(services) => Some(services[0].service_code.clone()),
            _ => None,
        }
    };
    assert_eq!(code(Some("5"), "2024-10-07").as_deref(), Some("banded"));
    assert_eq!(code(Some("3"), "2024-10-07").as_deref(), Some("any_new"));
    assert_eq!(code(None, "2023-10-07").as_deref(), Some("any_old"));
    assert_eq!(code(None, "2019-10-07"), None);
}

#[test]
fn a_mapping_that_cannot_be_used_is_refused_with_every_fault() {
    let home = Setting::Home;
    let kind = KindOfHelp::Meal;
    let mut by_day = buys(kind, home, &[("meals", Unit::Hour)]);
    if let How::Buys(services) = &mut by_day.how {
        services[0].unit = Unit::Day;
    }
    let mut itself = buys(kind, home, &[]);
    itself.how = How::CoveredBy(kind);
    let faults = ServiceMapping::new(1, vec![by_day, itself, buys(KindOfHelp::Alarm, home, &[])]);
    let faults: Vec<String> = faults.unwrap_err().iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "entries[0].units_rule: TOTAL_HOURS counts HOUR, not DAY",
            "entries[1].covered_by: a kind cannot cover itself",
            "entries[1].from: another entry has the same kind, setting, band and day",
            "entries[2].buys: name at least one service",
        ]
    );
}

#[test]
fn a_service_without_a_rate_in_force_is_refused_by_name() {
    let (inputs, policy, mut rates) = mary();
    let queries = rates_needed_for(&inputs, &policy, &mapping()).unwrap();
    let codes: Vec<&str> = queries.iter().map(|query| query.service_code.as_str()).collect();
    assert_eq!(codes, ["home_care", "day_centre", "day_centre_transport"]);
    rates.remove(1);
    let refused = drafted((inputs, policy, rates)).unwrap_err();
    let DraftRefused::Pricing(PricingRefused::NoRate { service_code, .. }) = &refused else {
        panic!("{refused}");
    };
    assert_eq!(service_code, "day_centre");
    assert_eq!(refused.reason(), "NO_RATE");
}

#[test]
fn whoever_declines_to_disclose_pays_the_full_cost() {
    let (mut inputs, policy, rates) = mary();
    if let Some(means) = &mut inputs.means {
        means.disclosure = Disclosure::Refused;
    }
    let draft = drafted((inputs, policy, rates)).unwrap();
    assert_eq!(draft.contribution_weekly, Some(pounds("287.50")));
    assert_eq!(draft.council_weekly, Some(Money::ZERO));
}
