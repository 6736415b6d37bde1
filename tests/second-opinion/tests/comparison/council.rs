//! The council of a case: what it has chosen, and what it buys care for.

use budget_calculation_rules::mapping::{
    How, MappedService, MappingEntry, ServiceMapping, UnitsRule,
};
use budget_calculation_rules::needs::{KindOfHelp, Unit};
use budget_calculation_rules::policy::{
    Choice, ChoiceKey, Confidence, CouncilPolicy, Source, Unit as Counts, choice_keys, packs,
};
use budget_calculation_rules::pricing::{PricedRate, RateRow, Specificity};
use carecap_calendar::{Day, Period, parse_day};
use carecap_money::{Money, UnitRate};

use super::chance::Chance;
use super::lives::Case;

impl Case {
    /// The council's policy.
    pub fn council(&self) -> CouncilPolicy {
        let since = parse_day("2000-01-01").unwrap();
        let choices = self.choices.iter().cloned().chain([daily_living_costs(since)]);
        CouncilPolicy::new(1, choices.collect()).unwrap()
    }
}

/// Some of the choices that a council may make, most of them in force on the day.
pub fn choices(chance: &mut Chance, on: Day) -> Vec<Choice> {
    let mut made = Vec::new();
    for known in choice_keys().iter().filter(|known| known.key != DAILY_LIVING) {
        let often = if known.key == "pack" { 4 } else { 2 };
        if chance.once_in(often)
            && let Some(value) = choice_value(chance, known)
        {
            let supplied = known.kind.is_supplied();
            let confidence = if supplied { Confidence::Supplied } else { Confidence::Seen };
            let from = if chance.once_in(3) { on } else { chance.day_near(on) };
            made.push(choice(known.key, from, value, confidence));
        }
    }
    made
}

/// Whoever tries a pack with a cap must say its daily living costs. The means test knows nothing of
/// them.
fn daily_living_costs(since: Day) -> Choice {
    choice(DAILY_LIVING, since, "200.00".to_owned(), Confidence::Supplied)
}

const DAILY_LIVING: &str = "daily_living_costs_weekly";

/// A choice of the council, from a day on.
pub fn choice(key: &str, from: Day, value: String, confidence: Confidence) -> Choice {
    let source = Source { title: "A decision of chance".to_owned(), href: String::new() };
    Choice { key: key.to_owned(), from, value, source, confidence }
}

fn choice_value(chance: &mut Chance, known: &ChoiceKey) -> Option<String> {
    let value = match known.unit {
        Counts::Switch => chance.one_of(&["true", "false"]).to_owned(),
        Counts::Percent => chance.one_of(&["0", "5", "33.333333", "90", "99.5", "100"]).to_owned(),
        // Only a limit that is not below the law's can be chosen.
        Counts::Pounds => chance.one_of(&["23250.00", "23250.01", "30000", "100000.01"]).to_owned(),
        Counts::PoundsAWeek => {
            let pence = chance.one_of(&[0, 1, 125, 1_500, 4_000, 7_390, 11_040]);
            Money::from_pence(pence).pounds().to_string()
        }
        Counts::Word if known.key == "pack" => {
            let names: Vec<String> = packs().unwrap().keys().cloned().collect();
            chance.one_of(&names)
        }
        Counts::Word => chance.one_of(known.words).to_owned(),
        // No choice of these is read by the means test.
        Counts::Months | Counts::Days | Counts::Weeks | Counts::Factor => return None,
    };
    Some(value)
}

/// The mapping and the rate that make the case's need cost what the case says.
pub fn bought_at(case: &Case) -> (ServiceMapping, PricedRate) {
    let since = parse_day("2000-01-01").unwrap();
    let entry = MappingEntry {
        kind: KindOfHelp::AccommodationWithCare,
        setting: case.inputs.setting,
        band: None,
        from: since,
        how: How::Buys(vec![MappedService {
            service_code: "CARE".to_owned(),
            unit: Unit::Week,
            units_rule: UnitsRule::PerVisit,
            nearest_equivalent: None,
        }]),
    };
    let ten_thousandths = i64::try_from(case.cost).unwrap() * 100;
    let rate = PricedRate::new(
        "rate-1".to_owned(),
        RateRow {
            service_code: "CARE".to_owned(),
            service_title: "Care".to_owned(),
            unit: Unit::Week,
            band: None,
            area: None,
            provider: None,
            cost_to_council: UnitRate::from_ten_thousandths(ten_thousandths).unwrap(),
            in_force: Period::from(since),
            source: Source { title: "A price of chance".to_owned(), href: String::new() },
            specificity: Specificity::Council,
        },
    );
    (ServiceMapping::new(1, vec![entry]).unwrap(), rate)
}
