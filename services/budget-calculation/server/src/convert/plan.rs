use budget_calculation_rules::budget::direct_payment_reviews;
use budget_calculation_rules::needs::{Bounded, LinePeriod, Text, Times, Unit};
use budget_calculation_rules::plan::{
    ArrangementFee, DeferredPayment, DirectPayment, DirectPaymentManner, Overwrite,
    OverwriteReason, Placement, PlanFigures, SupportPlan, TopUpBy,
};
use budget_calculation_rules::working::Figure;
use carecap_calendar::Day;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1 as common;
use carecap_contracts::{date, money, optional_date};
use carecap_money::{Money, UnitRate};
use carecap_service::Fields;

use super::means::{percent, stated, stated_or_nothing};
use super::{all_read, each, number, one_of, optional_text, or_default};

/// The days of a direct payment where nothing is said: four weeks.
const FOUR_WEEKS: i32 = 28;

/// Overwrites as somebody gave them.
pub(crate) fn overwrites(
    fields: &mut Fields,
    given: &[proto::Overwrite],
) -> Option<Vec<Overwrite>> {
    each(fields, "overwrites", given, overwrite)
}

fn overwrite(fields: &mut Fields, at: &str, given: &proto::Overwrite) -> Option<Overwrite> {
    let field = |name: &str| format!("{at}.{name}");
    let service_code = fields.text(&field("service_code"), &given.service_code, 80);
    let unit = one_of::<Unit>(fields, &field("unit"), given.unit);
    let band = optional_text(fields, &field("band"), &given.band);
    let units = match given.units.as_str() {
        "" => Some(None),
        text => fields.check(&field("units"), Times::try_from(text.to_owned())).map(Some),
    };
    let unit_rate = match given.unit_rate.as_str() {
        "" => Some(None),
        text => unit_rate(fields, &field("unit_rate"), text).map(Some),
    };
    if given.units.is_empty() && given.unit_rate.is_empty() {
        fields.fault(at, "says neither `units` nor `unit_rate`: give one or both");
    }
    let period = or_default(fields, &field("period"), given.period, LinePeriod::Week);
    let reason = one_of::<OverwriteReason>(fields, &field("reason"), given.reason);
    let evidence = required_text(fields, &field("evidence"), &given.evidence);
    let expires_on = fields.day(&field("expires_on"), given.expires_on.as_ref());
    Some(Overwrite {
        service_code,
        unit: unit?,
        band: band?,
        period: period?,
        units: units?,
        unit_rate: unit_rate?,
        reason: reason?,
        evidence: evidence?,
        expires_on,
    })
}

/// The price of one unit.
pub(super) fn unit_rate(fields: &mut Fields, at: &str, text: &str) -> Option<UnitRate> {
    let wrong = "is no price in pounds from 0, with at most four decimal places, such as 24.71";
    let read = text.parse::<UnitRate>().map_err(|_| wrong);
    fields.check(at, read)
}

/// An overwrite that somebody gives and that holds on no day of the budget is a slip of the pen. One that
/// is taken over from an earlier version is another matter: it has expired since, and waits for a
/// decision.
pub(crate) fn overwrites_must_hold(fields: &mut Fields, overwrites: &[Overwrite], on: Day) {
    let expired = overwrites.iter().enumerate().filter(|(_, one)| one.expires_on <= on);
    for (index, _) in expired {
        let field = format!("overwrites[{index}].expires_on");
        fields
            .fault(field, "is not after the budget's first day: give a later day, or leave it out");
    }
}

fn required_text(fields: &mut Fields, at: &str, text: &str) -> Option<Text> {
    let read = Text::new(text).map_err(|_| "is not one line of 1 to 400 characters");
    fields.check(at, read)
}

/// A plan as somebody gave it.
pub(crate) fn plan(
    fields: &mut Fields,
    given: Option<&proto::SupportPlan>,
) -> Option<Option<SupportPlan>> {
    let Some(given) = given else { return Some(None) };
    let placement = given.placement.as_ref().map(|one| placement(fields, one));
    let direct_payment = given.direct_payment.as_ref().map(|one| direct_payment(fields, one));
    let deferred = given.deferred_payment.as_ref().map(|one| deferred_payment(fields, one));
    let weeks = Bounded::new(given.weeks_replaced.into());
    let weeks_replaced = fields.check("plan.weeks_replaced", weeks);
    let absent = given.cost_while_absent_weekly;
    let absent = absent.map(|cost| stated(fields, "plan.cost_while_absent_weekly", Some(cost)));
    Some(Some(SupportPlan {
        placement: all_read(placement)?,
        direct_payment: all_read(direct_payment)?,
        deferred_payment: all_read(deferred)?,
        weeks_replaced: weeks_replaced?,
        cost_while_absent_weekly: all_read(absent)?,
    }))
}

fn placement(fields: &mut Fields, given: &proto::Placement) -> Option<Placement> {
    let price = stated(fields, "plan.placement.price_weekly", given.price_weekly);
    let top_up_by = match given.top_up_by {
        0 => Some(None),
        by => one_of::<TopUpBy>(fields, "plan.placement.top_up_by", by).map(Some),
    };
    Some(Placement { price_weekly: price?, top_up_by: top_up_by? })
}

fn direct_payment(fields: &mut Fields, given: &proto::DirectPayment) -> Option<DirectPayment> {
    let at = |field: &str| format!("plan.direct_payment.{field}");
    let manner = one_of::<DirectPaymentManner>(fields, &at("manner"), given.manner);
    let days = if given.days == 0 { FOUR_WEEKS } else { given.days };
    let days = fields.check(&at("days"), Bounded::new(days.into()));
    let weeks = Bounded::new(given.care_home_weeks.into());
    let weeks = fields.check(&at("care_home_weeks"), weeks);
    let paid_since = fields.optional_day(&at("paid_since"), given.paid_since.as_ref());
    let reviewed_at = at("last_reviewed_on");
    let last_reviewed_on = fields.optional_day(&reviewed_at, given.last_reviewed_on.as_ref());
    let unspent = given.unspent.map(|sum| stated(fields, &at("unspent"), Some(sum)));
    Some(DirectPayment {
        manner: manner?,
        days: days?,
        care_home_weeks: weeks?,
        paid_since,
        last_reviewed_on,
        unspent: all_read(unspent)?,
    })
}

fn deferred_payment(
    fields: &mut Fields,
    given: &proto::DeferredPayment,
) -> Option<DeferredPayment> {
    let at = |field: &str| format!("plan.deferred_payment.{field}");
    let value = stated(fields, &at("property_value"), given.property_value);
    let prior = stated_or_nothing(fields, &at("prior_charges"), given.prior_charges);
    let deferred = stated_or_nothing(fields, &at("deferred_so_far"), given.deferred_so_far);
    let kept = given.kept_weekly.map(|kept| stated(fields, &at("kept_weekly"), Some(kept)));
    let interest = percent(fields, &at("interest_percent"), &given.interest_percent);
    Some(DeferredPayment {
        property_value: value?,
        prior_charges: prior?,
        deferred_so_far: deferred?,
        kept_weekly: all_read(kept)?,
        interest_percent: interest?,
        top_up_deferred: given.top_up_deferred,
    })
}

/// A plan as it was given.
pub(super) fn written_plan(plan: &SupportPlan) -> proto::SupportPlan {
    proto::SupportPlan {
        placement: plan.placement.as_ref().map(|placement| proto::Placement {
            price_weekly: money(placement.price_weekly.get()),
            top_up_by: placement.top_up_by.map(number).unwrap_or_default(),
        }),
        direct_payment: plan.direct_payment.as_ref().map(|payment| proto::DirectPayment {
            manner: number(payment.manner),
            days: i32::try_from(payment.days.get()).unwrap_or(i32::MAX),
            care_home_weeks: i32::try_from(payment.care_home_weeks.get()).unwrap_or(i32::MAX),
            paid_since: optional_date(payment.paid_since),
            last_reviewed_on: optional_date(payment.last_reviewed_on),
            unspent: payment.unspent.and_then(|sum| money(sum.get())),
        }),
        deferred_payment: plan.deferred_payment.as_ref().map(|deferred| proto::DeferredPayment {
            property_value: money(deferred.property_value.get()),
            prior_charges: money(deferred.prior_charges.get()),
            deferred_so_far: money(deferred.deferred_so_far.get()),
            kept_weekly: deferred.kept_weekly.and_then(|kept| money(kept.get())),
            interest_percent: deferred.interest_percent.map(String::from).unwrap_or_default(),
            top_up_deferred: deferred.top_up_deferred,
        }),
        weeks_replaced: i32::try_from(plan.weeks_replaced.get()).unwrap_or(i32::MAX),
        cost_while_absent_weekly: plan.cost_while_absent_weekly.and_then(|cost| money(cost.get())),
    }
}

/// An overwrite as it was given, without who gave it.
pub(super) fn written_overwrite(overwrite: &Overwrite) -> proto::Overwrite {
    let band = overwrite.band.as_ref().map(|band| band.as_str().to_owned());
    proto::Overwrite {
        service_code: overwrite.service_code.clone(),
        unit: number(overwrite.unit),
        band: band.unwrap_or_default(),
        period: number(overwrite.period),
        units: overwrite.units.map(String::from).unwrap_or_default(),
        unit_rate: overwrite.unit_rate.map(|rate| rate.to_string()).unwrap_or_default(),
        reason: number(overwrite.reason),
        evidence: overwrite.evidence.as_str().to_owned(),
        expires_on: date(overwrite.expires_on),
        set_by: String::new(),
        set_at: None,
    }
}

fn figure(figure: &Option<Figure<Money>>) -> Option<common::Money> {
    figure.as_ref().and_then(|figure| money(figure.value))
}

/// What comes of a plan for a budget that begins on a day.
pub(super) fn plan_figures(
    figures: &PlanFigures,
    plan: Option<&SupportPlan>,
    starts_on: Day,
) -> proto::PlanFigures {
    let payment = plan.and_then(|plan| plan.direct_payment.as_ref());
    let reviews = payment.map(|payment| {
        let since = payment.paid_since.unwrap_or(starts_on);
        direct_payment_reviews(since, payment.last_reviewed_on)
    });
    proto::PlanFigures {
        top_up_weekly: figure(&figures.top_up_weekly),
        direct_payment: figure(&figures.direct_payment),
        direct_payment_gross: figure(&figures.direct_payment_gross),
        direct_payment_contribution: figure(&figures.direct_payment_contribution),
        equity_limit: figure(&figures.equity_limit),
        deferred_weekly: figure(&figures.deferred_weekly),
        loan_to_value_percent: figures.loan_to_value_shown().unwrap_or_default(),
        deferred_review_due: figures.deferred_review_due,
        deferred_interest_weekly: figure(&figures.deferred_interest_weekly),
        cost_of_year: figure(&figures.cost_of_year),
        charge_while_absent_weekly: figure(&figures.charge_while_absent_weekly),
        monitor_by: reviews.and_then(|reviews| date(reviews.next_by)),
        monitor_then_by: reviews.and_then(|reviews| date(reviews.then_by)),
        direct_payment_recoverable: figure(&figures.direct_payment_recoverable),
        deferred_top_up_weekly: figure(&figures.deferred_top_up_weekly),
    }
}

/// A fee for arranging the care.
pub(super) fn arrangement_fee(fee: &ArrangementFee) -> proto::ArrangementFee {
    proto::ArrangementFee { once: figure(&fee.once), weekly: figure(&fee.weekly) }
}
