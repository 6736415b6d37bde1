//! What is bought, at which price and for whom: what holds of every package of care.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "packages/any.rs"]
mod any;
mod common;
#[path = "plans/council.rs"]
mod council;
#[path = "properties/lives.rs"]
mod lives;
#[path = "packages/properties.rs"]
mod properties;
#[path = "properties/sense.rs"]
mod sense;

use budget_calculation_rules::budget::{Draft, DraftInputs, draft, rates_needed_for};
use budget_calculation_rules::mapping::{How, MappingEntry, ServiceMapping};
use budget_calculation_rules::needs::{
    AgeBand, Bounded, FreeByLaw, Household, KindOfHelp, LinePeriod, NeedLine, Outcome, Setting,
    Text, Times, Unit,
};
use budget_calculation_rules::plan::{
    DirectPayment, DirectPaymentManner, Overwrite, OverwriteReason, SupportPlan,
};
use budget_calculation_rules::pricing::{PricedRate, RateRow};
use budget_calculation_rules::replay::replay;
use carecap_calendar::{Period, plus_days};
use common::*;
use lives::ON;
use serde_json::Value;

fn needs_at_home(need_lines: Vec<NeedLine>) -> DraftInputs {
    let mut inputs = package(ON, Setting::Home, AgeBand::PensionAge, means(Household::Single));
    inputs.need_lines = need_lines;
    inputs
}

fn worked_out(inputs: &DraftInputs, rates: &[PricedRate]) -> Draft {
    draft(inputs, &policy(inputs.on, &[]), &council::mapping(), rates).unwrap()
}

#[test]
fn the_catalogue_is_asked_for_a_service_and_for_its_nearest_equivalent_each_once() {
    let outreach = need(KindOfHelp::CommunitySupport, "3", 60, Outcome::CommunityFacilities);
    let washing = need(KindOfHelp::PersonalCare, "7", 30, Outcome::Hygiene);
    let inputs = needs_at_home(vec![outreach, washing]);
    let policy = policy(inputs.on, &[]);
    let queries = rates_needed_for(&inputs, &policy, &council::mapping()).unwrap();
    let codes: Vec<&str> = queries.iter().map(|query| query.service_code.as_str()).collect();
    assert_eq!(codes, ["outreach", "home_care"]);
}

#[test]
fn the_catalogue_is_not_asked_for_what_is_free() {
    let mut reablement = need(KindOfHelp::SkillsSupport, "5", 60, Outcome::Hygiene);
    reablement.free_by_law = Some(FreeByLaw::Reablement);
    reablement.free_from = Some(day(ON));
    let inputs = needs_at_home(vec![reablement]);
    let policy = policy(inputs.on, &[]);
    assert_eq!(rates_needed_for(&inputs, &policy, &council::mapping()), Ok(Vec::new()));
}

#[test]
fn a_price_of_its_own_goes_before_the_nearest_equivalent_s() {
    let outreach = need(KindOfHelp::CommunitySupport, "3", 60, Outcome::CommunityFacilities);
    let inputs = needs_at_home(vec![outreach]);
    let mut rates = council::rates();
    let estimated = worked_out(&inputs, &rates);
    assert!(estimated.lines[0].estimated);
    assert_eq!(estimated.lines[0].service_code, "outreach");
    assert_eq!(estimated.lines[0].rule, "R-IPB-8@1");
    rates.push(rate("outreach", "Outreach", Unit::Hour, "31.00"));
    let known = worked_out(&inputs, &rates);
    assert!(!known.lines[0].estimated);
    assert_eq!(known.cost_weekly, pounds("93.00"));
}

#[test]
fn no_council_can_map_nursing_to_a_service() {
    let entry = buys(KindOfHelp::HealthTask, Setting::Home, &[("nursing", Unit::Hour)]);
    let faults = ServiceMapping::new(1, vec![entry]).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "entries[0].buys: the NHS meets HEALTH_TASK (Care Act 2014 s22); exclude it"
    );
}

#[test]
fn a_service_is_not_its_own_nearest_equivalent() {
    let mut entry = buys(KindOfHelp::Meal, Setting::Home, &[("meals", Unit::Meal)]);
    if let How::Buys(services) = &mut entry.how {
        services[0].nearest_equivalent = Some("meals".to_owned());
    }
    let faults = ServiceMapping::new(1, vec![entry]).unwrap_err();
    assert_eq!(faults[0].to_string(), "entries[0].nearest_equivalent: name another service");
}

#[test]
fn an_overwritten_line_keeps_what_was_worked_out_beside_it() {
    let mut inputs = needs_at_home(vec![need(KindOfHelp::PersonalCare, "7", 60, Outcome::Hygiene)]);
    inputs.overwrites = vec![overwrite("home_care", Some("8"), Some("24.50"))];
    let budget = worked_out(&inputs, &council::rates());
    let line = &budget.lines[0];
    assert_eq!((line.units.to_string(), line.unit_rate.to_string()), ("8".into(), "24.50".into()));
    assert_eq!(line.amount.value, pounds("196.00"));
    let original = line.original.as_ref().unwrap();
    assert_eq!(original.units.to_string(), "7");
    assert_eq!(original.unit_rate.to_string(), "20.00");
    assert_eq!(original.amount.value, pounds("140.00"));
    assert_eq!(original.overwrite, inputs.overwrites[0]);
    let stored = serde_json::to_string(&budget).unwrap();
    assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), budget);
}

fn overwrite(service: &str, units: Option<&str>, price: Option<&str>) -> Overwrite {
    Overwrite {
        service_code: service.to_owned(),
        unit: Unit::Hour,
        band: None,
        period: LinePeriod::Week,
        units: units.map(|units| Times::try_from(units.to_owned()).unwrap()),
        unit_rate: price.map(|price| price.parse().unwrap()),
        reason: OverwriteReason::AgreedPrice,
        evidence: Text::new("a quote of May, case note 14").unwrap(),
        expires_on: plus_days(day(ON), 90),
    }
}

#[test]
fn the_price_of_a_row_and_an_entry_of_the_mapping_change_a_budget_on_their_days() {
    let inputs = needs_at_home(vec![need(KindOfHelp::PersonalCare, "7", 60, Outcome::Hygiene)]);
    let mut rates = council::rates();
    assert_eq!(worked_out(&inputs, &rates).changes_on, Some(day("2025-04-06")));
    let in_force = Period::between(day("2024-04-01"), day("2025-02-01")).unwrap();
    let row = RateRow { in_force, ..RateRow::clone(&rates[0]) };
    rates[0] = PricedRate::new("rate-1", row);
    assert_eq!(worked_out(&inputs, &rates).changes_on, Some(day("2025-02-01")));
    let mapping = council::mapping();
    let mut entries: Vec<MappingEntry> =
        mapping.entries().iter().map(|entry| MappingEntry::clone(entry)).collect();
    let later = MappingEntry { from: day("2024-11-04"), ..entries[0].clone() };
    entries.push(later);
    let mapping = ServiceMapping::new(2, entries).unwrap();
    let budget = draft(&inputs, &policy(inputs.on, &[]), &mapping, &rates).unwrap();
    assert_eq!(budget.changes_on, Some(day("2024-11-04")));
}

#[test]
fn a_receipt_names_no_row_of_the_catalogue_and_the_line_does() {
    let inputs = needs_at_home(vec![need(KindOfHelp::PersonalCare, "7", 60, Outcome::Hygiene)]);
    let one = worked_out(&inputs, &council::rates());
    assert_eq!(one.lines[0].rate_id, "rate-home_care");
    let bytes = one.receipt.canonical_bytes().unwrap();
    assert!(!String::from_utf8(bytes).unwrap().contains("rate_id"));
    let mut elsewhere = council::rates();
    for (number, row) in elsewhere.iter_mut().enumerate() {
        row.rate_id = format!("row {number} of another installation");
    }
    let other = worked_out(&inputs, &elsewhere);
    assert_eq!(one.receipt.digest(), other.receipt.digest());
}

#[test]
fn an_altered_figure_of_a_plan_is_noticed_without_any_digest() {
    let mut inputs = needs_at_home(vec![need(KindOfHelp::PersonalCare, "7", 60, Outcome::Hygiene)]);
    inputs.plan = Some(SupportPlan {
        direct_payment: Some(DirectPayment {
            manner: DirectPaymentManner::Net,
            days: Bounded::new(28).unwrap(),
            care_home_weeks: Bounded::default(),
            paid_since: None,
            last_reviewed_on: None,
            unspent: None,
        }),
        ..SupportPlan::default()
    });
    let body = worked_out(&inputs, &council::rates()).receipt;
    let mut body = serde_json::to_value(body).unwrap();
    body["results"]["plan"]["direct_payment"]["value"] = Value::from(1);
    let bytes = serde_jcs::to_vec(&body).unwrap();
    let found = replay(&bytes, None).unwrap().differences;
    let fields: Vec<&str> = found.iter().map(|difference| difference.field.as_str()).collect();
    assert!(fields.contains(&"plan/direct_payment"), "{fields:?}");
    assert!(fields.contains(&"plan/direct_payment/value"), "{fields:?}");
}
