//! Any package of care, any plan and any council's choices.

use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    Bounded, Duty, FreeByLaw, KindOfHelp, LinePeriod, NeedLine, Outcome, Percent, Setting,
    StatedAmount, Text, Times, Unit,
};
use budget_calculation_rules::plan::{
    DeferredPayment, DirectPayment, DirectPaymentManner, Overwrite, Placement, SupportPlan, TopUpBy,
};
use budget_calculation_rules::policy::PolicyOnDay;
use budget_calculation_rules::pricing::GivenLine;
use carecap_calendar::plus_days;
use carecap_money::{Money, UnitRate};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::common::{day, need, policy};
use super::lives::{ON, anybody};
use super::overwrite;
use super::sense::somebody;

fn amount(up_to: i64) -> impl Strategy<Value = StatedAmount> {
    (0..=up_to).prop_map(|pence| StatedAmount::new(Money::from_pence(pence)).unwrap())
}

fn some_times() -> impl Strategy<Value = Times> {
    (1_i64..400_000).prop_map(|parts| Times::new(Decimal::new(parts, 4)).unwrap())
}

fn a_price() -> impl Strategy<Value = UnitRate> {
    (0_i64..20_000_000).prop_map(|parts| UnitRate::from_ten_thousandths(parts).unwrap())
}

fn a_period() -> impl Strategy<Value = LinePeriod> {
    prop_oneof![3 => Just(LinePeriod::Week), 1 => Just(LinePeriod::Year)]
}

fn a_duty() -> impl Strategy<Value = Duty> {
    prop_oneof![Just(Duty::Eligible), Just(Duty::Discretionary)]
}

pub fn a_given_line() -> impl Strategy<Value = GivenLine> {
    (some_times(), a_price(), a_period(), a_duty()).prop_map(|(units, unit_rate, period, duty)| {
        let title = Text::new("A line").unwrap();
        GivenLine { title, units, unit: Unit::Hour, unit_rate, period, duty }
    })
}

fn a_need() -> impl Strategy<Value = NeedLine> {
    let kinds = prop::sample::select(vec![
        KindOfHelp::PersonalCare,
        KindOfHelp::DayActivity,
        KindOfHelp::SkillsSupport,
        KindOfHelp::Equipment,
        KindOfHelp::Alarm,
        KindOfHelp::ShortStay,
        KindOfHelp::CommunitySupport,
        KindOfHelp::AccommodationWithCare,
        KindOfHelp::HealthTask,
    ]);
    let free = prop::option::weighted(
        0.3,
        prop::sample::select(vec![
            FreeByLaw::Reablement,
            FreeByLaw::Equipment,
            FreeByLaw::Cjd,
            FreeByLaw::Aftercare,
        ]),
    );
    let from = prop::option::weighted(0.2, (-60_i64..3).prop_map(|days| plus_days(day(ON), days)));
    (kinds, some_times(), 0_i64..=120, a_period(), a_duty(), free, from).prop_map(
        |(kind, times, minutes, period, duty, free_by_law, free_from)| NeedLine {
            times,
            period,
            duty,
            free_by_law,
            free_from,
            ..need(kind, "1", minutes, Outcome::Hygiene)
        },
    )
}

fn an_overwrite() -> impl Strategy<Value = Overwrite> {
    let codes = prop::sample::select(vec!["home_care", "reablement", "outreach", "unknown"]);
    let ends = (-5_i64..40).prop_map(|days| plus_days(day(ON), days));
    (codes, prop::option::of(some_times()), prop::option::of(a_price()), ends).prop_map(
        |(code, units, unit_rate, expires_on)| Overwrite {
            units,
            unit_rate,
            expires_on,
            ..overwrite(code, None, None)
        },
    )
}

fn a_placement() -> impl Strategy<Value = Placement> {
    let payers = prop::sample::select(vec![None, Some(TopUpBy::ThirdParty), Some(TopUpBy::Person)]);
    (amount(200_000), payers)
        .prop_map(|(price_weekly, top_up_by)| Placement { price_weekly, top_up_by })
}

pub fn a_direct_payment() -> impl Strategy<Value = DirectPayment> {
    (any::<bool>(), 1_i64..=366, 0_i64..=6).prop_map(|(net, days, weeks)| DirectPayment {
        manner: if net { DirectPaymentManner::Net } else { DirectPaymentManner::Gross },
        days: Bounded::new(days).unwrap(),
        care_home_weeks: Bounded::new(weeks).unwrap(),
        paid_since: None,
        last_reviewed_on: None,
        unspent: None,
    })
}

pub fn a_deferral() -> impl Strategy<Value = DeferredPayment> {
    let percent = (1_i64..=60_000).prop_map(|parts| Percent::new(Decimal::new(parts, 4)).unwrap());
    let kept = prop::option::of(amount(20_000));
    let value =
        (1_i64..=50_000_000).prop_map(|pence| StatedAmount::new(Money::from_pence(pence)).unwrap());
    let terms = (prop::option::of(percent), prop::bool::weighted(0.1));
    (value, amount(10_000_000), amount(50_000_000), kept, terms).prop_map(
        |(property_value, prior_charges, deferred_so_far, kept_weekly, terms)| {
            let (interest_percent, top_up_deferred) = terms;
            DeferredPayment {
                property_value,
                prior_charges,
                deferred_so_far,
                kept_weekly,
                interest_percent,
                top_up_deferred,
            }
        },
    )
}

fn a_plan() -> impl Strategy<Value = SupportPlan> {
    (
        prop::option::of(a_placement()),
        prop::option::of(a_direct_payment()),
        prop::option::weighted(0.3, a_deferral()),
        prop_oneof![Just(0_i64), 0_i64..=52],
        prop::option::of(amount(200_000)),
    )
        .prop_map(
            |(placement, direct_payment, deferred_payment, weeks, cost_while_absent_weekly)| {
                SupportPlan {
                    placement,
                    direct_payment,
                    deferred_payment,
                    weeks_replaced: Bounded::new(weeks).unwrap(),
                    cost_while_absent_weekly,
                }
            },
        )
}

/// Any life with any package and any plan. Some contradict themselves; of most what would be refused
/// at once is left out.
pub fn any_package() -> impl Strategy<Value = DraftInputs> {
    let life = prop_oneof![1 => anybody().boxed(), 4 => somebody().boxed()];
    let needs = prop::collection::vec(a_need(), 0..4);
    let lines = prop::collection::vec(a_given_line(), 0..4);
    let overwrites = prop::collection::vec(an_overwrite(), 0..3);
    let plan = prop::option::of(a_plan());
    (life, needs, lines, overwrites, plan, prop::bool::weighted(0.8)).prop_map(
        |(life, need_lines, given_lines, overwrites, plan, sensible)| {
            let mut inputs = DraftInputs { need_lines, given_lines, overwrites, plan, ..life };
            if sensible {
                make_sense(&mut inputs);
            }
            inputs
        },
    )
}

fn make_sense(inputs: &mut DraftInputs) {
    let at_home = inputs.setting == Setting::Home;
    inputs.need_lines.retain(|line| match line.kind {
        KindOfHelp::DayActivity => true,
        KindOfHelp::AccommodationWithCare => !at_home,
        KindOfHelp::PersonalCare | KindOfHelp::SkillsSupport | KindOfHelp::CommunitySupport => {
            at_home && line.minutes.get() > 0
        }
        _ => at_home && line.kind != KindOfHelp::Equipment,
    });
    for line in &mut inputs.need_lines {
        line.free_by_law = line.free_by_law.filter(|free| *free != FreeByLaw::Equipment);
        let reablement = line.free_by_law == Some(FreeByLaw::Reablement);
        let begun = line.free_from.map_or(day(ON), |from| from.min(day(ON)));
        line.free_from = reablement.then_some(begun);
    }
    inputs.overwrites.truncate(1);
    let washing = |line: &NeedLine| {
        line.kind == KindOfHelp::PersonalCare
            && line.free_by_law.is_none()
            && line.period == LinePeriod::Week
    };
    inputs.overwrites.retain(|_| inputs.need_lines.iter().any(washing));
    for overwrite in &mut inputs.overwrites {
        overwrite.service_code = "home_care".to_owned();
        overwrite.units = None;
        overwrite.unit_rate.get_or_insert("21.00".parse().unwrap());
    }
    if let Some(plan) = &mut inputs.plan {
        plan.placement = plan.placement.take().filter(|_| !at_home);
        plan.weeks_replaced = Bounded::default();
        let for_good = inputs.setting == Setting::CareHomePermanent;
        plan.deferred_payment = plan.deferred_payment.take().filter(|_| for_good);
        plan.direct_payment = plan.direct_payment.take().filter(|_| !for_good);
        if let Some(payment) = &mut plan.direct_payment {
            payment.care_home_weeks = Bounded::new(if at_home { 0 } else { 4 }).unwrap();
        }
    }
}

/// A life that agrees with itself, with lines of both duties that come with their prices.
pub fn priced_package() -> impl Strategy<Value = DraftInputs> {
    let lines = prop::collection::vec(a_given_line(), 1..6);
    (somebody(), lines).prop_map(|(life, given_lines)| DraftInputs {
        need_lines: Vec::new(),
        given_lines,
        ..life
    })
}

pub fn some_policy() -> impl Strategy<Value = PolicyOnDay> {
    let words = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (words, 0_i64..2_000).prop_map(|((absence, legs, leap, interest), fee)| {
        let absence = if absence { "CHARGED_UP_TO_COST" } else { "NOT_CHARGED" };
        let fee = Money::from_pence(fee).pounds().to_string();
        let mut choices = vec![
            ("charged_while_absent", absence),
            ("direct_payment_rounding", if legs { "LEGS_FIRST" } else { "DIFFERENCE_FIRST" }),
            ("deferred_interest_compounded", if leap { "DAILY" } else { "MONTHLY" }),
            ("deferred_interest_days", if leap { "DAYS_OF_THE_YEAR" } else { "DAYS_365" }),
            ("arrangement_fee_weekly", fee.as_str()),
        ];
        if interest {
            choices.push(("deferred_interest_percent", "4.65"));
        }
        policy(day(ON), &choices)
    })
}
