//! What the tests of budgets share: a council's mapping and rates, and people's circumstances.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use budget_calculation_rules::budget::{Draft, DraftInputs, DraftRefused, draft};
use budget_calculation_rules::mapping::{
    How, MappedService, MappingEntry, ServiceMapping, UnitsRule,
};
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Bounded, Capital, CapitalType, Duty, Frequency, Household, Income,
    IncomeType, KindOfHelp, LinePeriod, Means, MetBy, NeedLine, Outcome, Outgoing, OutgoingType,
    Premium, Setting, StatedAmount, Text, Times, Unit,
};
use budget_calculation_rules::policy::{
    Choice, ChoiceKind, Confidence, CouncilPolicy, PolicyOnDay, Source, choice_keys, policy_on,
};
use budget_calculation_rules::pricing::{PricedRate, RateRow, Specificity};
use carecap_calendar::{Day, Period, parse_day};
use carecap_money::Money;

pub fn day(text: &str) -> Day {
    parse_day(text).unwrap()
}

pub fn pounds(text: &str) -> Money {
    Money::parse(text).unwrap()
}

pub fn stated(text: &str) -> StatedAmount {
    StatedAmount::new(pounds(text)).unwrap()
}

pub fn source() -> Source {
    Source { title: "A published decision of the council".to_owned(), href: String::new() }
}

/// A council's choices, all from long ago; but one that holds for a half-year is from the day.
pub fn council(on: Day, choices: &[(&str, &str)]) -> CouncilPolicy {
    let kind = |key: &str| choice_keys().iter().find(|known| known.key == key).map(|one| one.kind);
    let choices = choices.iter().map(|(key, value)| Choice {
        key: (*key).to_owned(),
        from: match kind(key) {
            Some(ChoiceKind::SuppliedHalfYear) => on,
            _ => day("2015-04-01"),
        },
        value: (*value).to_owned(),
        source: source(),
        confidence: match kind(key) {
            Some(kind) if kind.is_supplied() => Confidence::Supplied,
            _ => Confidence::Seen,
        },
    });
    CouncilPolicy::new(1, choices.collect()).unwrap()
}

pub fn policy(on: Day, choices: &[(&str, &str)]) -> PolicyOnDay {
    policy_on(on, &council(on, choices), &[]).unwrap()
}

/// The policy with some values replaced, as a preview would lay them over.
pub fn with_values(policy: &PolicyOnDay, replaced: &BTreeMap<String, String>) -> PolicyOnDay {
    let values = policy.values().cloned().map(|mut value| {
        if let Some(other) = replaced.get(&value.key) {
            value.value = value.unit.canonical(other).unwrap();
        }
        value
    });
    PolicyOnDay::from_values(
        policy.pack(),
        policy.edition(),
        policy.is_shadow(),
        policy.on(),
        values.collect::<Vec<_>>(),
    )
}

pub fn need(kind: KindOfHelp, times: &str, minutes: i64, outcome: Outcome) -> NeedLine {
    NeedLine {
        outcomes: vec![outcome],
        kind,
        times: Times::try_from(times.to_owned()).unwrap(),
        minutes: Bounded::new(minutes).unwrap(),
        people: Bounded::new(1).unwrap(),
        met_by: MetBy::Nobody,
        period: LinePeriod::Week,
        band: None,
        duty: Duty::Eligible,
        free_by_law: None,
        free_from: None,
    }
}

pub fn buys(kind: KindOfHelp, setting: Setting, services: &[(&str, Unit)]) -> MappingEntry {
    let services = services.iter().map(|(code, unit)| MappedService {
        service_code: (*code).to_owned(),
        unit: *unit,
        units_rule: if *unit == Unit::Hour { UnitsRule::TotalHours } else { UnitsRule::PerVisit },
        nearest_equivalent: None,
    });
    MappingEntry {
        kind,
        setting,
        band: None,
        from: day("2015-04-01"),
        how: How::Buys(services.collect()),
    }
}

/// A mapping like that of most councils: home care by the hour, a day centre with the way there,
/// a care home that covers washing.
pub fn mapping() -> ServiceMapping {
    let home = Setting::Home;
    let mut entries = vec![
        buys(KindOfHelp::PersonalCare, home, &[("home_care", Unit::Hour)]),
        buys(KindOfHelp::Meal, home, &[("home_care", Unit::Hour)]),
        buys(
            KindOfHelp::DayActivity,
            home,
            &[("day_centre", Unit::Day), ("day_centre_transport", Unit::RoundTrip)],
        ),
        buys(KindOfHelp::Alarm, home, &[("package", Unit::Week)]),
        buys(KindOfHelp::ShortStay, home, &[("short_stay_night", Unit::Night)]),
    ];
    for setting in
        [Setting::CareHomePermanent, Setting::CareHomeTemporary, Setting::CareHomeShortTerm]
    {
        let kind = KindOfHelp::AccommodationWithCare;
        entries.push(buys(kind, setting, &[("package", Unit::Week)]));
        entries.push(MappingEntry {
            kind: KindOfHelp::PersonalCare,
            setting,
            band: None,
            from: day("2015-04-01"),
            how: How::CoveredBy(kind),
        });
    }
    entries.push(MappingEntry {
        kind: KindOfHelp::Equipment,
        setting: home,
        band: None,
        from: day("2015-04-01"),
        how: How::ExcludedBecause(Text::new("free by law up to £1,000").unwrap()),
    });
    ServiceMapping::new(1, entries).unwrap()
}

pub fn rate(code: &str, title: &str, unit: Unit, price: &str) -> PricedRate {
    PricedRate::new(
        format!("rate-{code}"),
        RateRow {
            service_code: code.to_owned(),
            service_title: title.to_owned(),
            unit,
            band: None,
            area: None,
            provider: None,
            cost_to_council: price.parse().unwrap(),
            in_force: Period::from(day("2015-04-01")),
            source: source(),
            specificity: Specificity::Council,
        },
    )
}

pub fn means(household: Household) -> Means {
    Means::new(household)
}

pub fn income(income_type: IncomeType, amount: &str) -> Income {
    Income::new(income_type, stated(amount), Frequency::Weekly)
}

pub fn capital(capital_type: CapitalType, value: &str) -> Capital {
    Capital::new(capital_type, stated(value))
}

pub fn outgoing(
    outgoing_type: OutgoingType,
    amount: &str,
    frequency: Frequency,
    label: &str,
) -> Outgoing {
    Outgoing { outgoing_type, amount: stated(amount), frequency, label: Text::new(label).ok() }
}

/// Somebody whose care is one package at one weekly price.
pub fn package(on: &str, setting: Setting, age_band: AgeBand, means: Means) -> DraftInputs {
    let (kind, outcome) = match setting {
        Setting::Home => (KindOfHelp::Alarm, Outcome::HomeSafeUse),
        _ => (KindOfHelp::AccommodationWithCare, Outcome::Hygiene),
    };
    DraftInputs {
        on: day(on),
        setting,
        arranged_by: ArrangedBy::Council,
        duty_date: None,
        age_band,
        need_lines: vec![need(kind, "1", 0, outcome)],
        means: Some(means),
        permanent_since: None,
        given_lines: Vec::new(),
        overwrites: Vec::new(),
        plan: None,
        cap_reached: false,
    }
}

pub fn package_rate(price: &str) -> Vec<PricedRate> {
    vec![rate("package", "Package", Unit::Week, price)]
}

/// Mary of Leeds: ten hours of home care and a day at a centre, 2024-25 (NR-LEEDS-2024-MARY).
pub fn mary() -> (DraftInputs, PolicyOnDay, Vec<PricedRate>) {
    let mut means = means(Household::Single);
    means.incomes = vec![
        income(IncomeType::StatePension, "169.50"),
        income(IncomeType::PensionCreditGuarantee, "48.65"),
    ];
    let telecare = OutgoingType::DisabilityRelated;
    means.outgoings = vec![outgoing(telecare, "9.30", Frequency::Weekly, "telecare")];
    let inputs = DraftInputs {
        on: day("2024-10-07"),
        setting: Setting::Home,
        arranged_by: ArrangedBy::Council,
        duty_date: Some(day("2024-09-02")),
        age_band: AgeBand::PensionAge,
        need_lines: vec![
            need(KindOfHelp::PersonalCare, "7", 60, Outcome::Hygiene),
            need(KindOfHelp::Meal, "6", 30, Outcome::Nutrition),
            need(KindOfHelp::DayActivity, "1", 0, Outcome::CommunityFacilities),
        ],
        means: Some(means),
        permanent_since: None,
        given_lines: Vec::new(),
        overwrites: Vec::new(),
        plan: None,
        cap_reached: false,
    };
    let rates = vec![
        rate("home_care", "Home care", Unit::Hour, "23.91"),
        rate("day_centre", "Day centre", Unit::Day, "40.25"),
        rate("day_centre_transport", "Day centre transport", Unit::RoundTrip, "8.15"),
    ];
    let choices = [("dre_needs_disability_benefit", "false")];
    (inputs, policy(day("2024-10-07"), &choices), rates)
}

/// Peter of Devon, 2023-24 (NR-DEVON-2023-PETER), with so many hours of care a week.
pub fn peter(hours: &str) -> (DraftInputs, PolicyOnDay, Vec<PricedRate>) {
    let mut means = means(Household::Single);
    means.premiums = [Premium::Disability, Premium::EnhancedDisability].into();
    means.incomes = vec![
        income(IncomeType::Esa, "225.45"),
        income(IncomeType::PipDailyLiving, "101.75"),
        income(IncomeType::PipMobility, "26.90"),
    ];
    let (weekly, monthly) = (Frequency::Weekly, Frequency::Monthly);
    let disability = OutgoingType::DisabilityRelated;
    means.outgoings = vec![
        outgoing(OutgoingType::Rent, "10.00", weekly, "rent"),
        outgoing(OutgoingType::CouncilTax, "6.00", weekly, "council tax"),
        outgoing(OutgoingType::ContentsInsurance, "1.27", weekly, "insurance"),
        outgoing(disability, "20.00", weekly, "cleaner"),
        outgoing(disability, "10.00", monthly, "mobile phone"),
        outgoing(disability, "25.00", monthly, "broadband"),
    ];
    let inputs = DraftInputs {
        on: day("2023-10-02"),
        setting: Setting::Home,
        arranged_by: ArrangedBy::Council,
        duty_date: None,
        age_band: AgeBand::From25ToPensionAge,
        need_lines: vec![need(KindOfHelp::PersonalCare, hours, 60, Outcome::Hygiene)],
        means: Some(means),
        permanent_since: None,
        given_lines: Vec::new(),
        overwrites: Vec::new(),
        plan: None,
        cap_reached: false,
    };
    let rates = vec![rate("home_care", "Home care", Unit::Hour, "24.71")];
    let choices = [("contents_insurance_counts", "true")];
    (inputs, policy(day("2023-10-02"), &choices), rates)
}

pub fn drafted(
    (inputs, policy, rates): (DraftInputs, PolicyOnDay, Vec<PricedRate>),
) -> Result<Draft, DraftRefused> {
    draft(&inputs, &policy, &mapping(), &rates)
}
