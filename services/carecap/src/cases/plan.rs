//! How an example's budget is used, as the plan of a preview.

use carecap_contracts::assessment::v1::Setting;
use carecap_contracts::budget::v1 as proto;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::amounts::Amount;
use super::request::Asking;
use super::value::money;

/// The plan of an example, or none where it uses the budget in no way of its own.
pub(super) fn plan(asking: &Asking<'_>) -> Result<Option<proto::SupportPlan>, String> {
    let plan = proto::SupportPlan {
        placement: placement(asking)?,
        direct_payment: direct_payment(asking)?,
        deferred_payment: deferred_payment(asking)?,
        weeks_replaced: whole("respite_weeks", asking.facts.amount(Amount::RespiteWeeks))?,
        cost_while_absent_weekly: None,
    };
    let has_a_year = asking.facts.amount(Amount::RespiteYearly).is_some();
    Ok((has_a_year || plan != proto::SupportPlan::default()).then_some(plan))
}

/// A place in a care home that costs more than its budget: somebody else pays what lies above.
fn placement(asking: &Asking<'_>) -> Result<Option<proto::Placement>, String> {
    let price = asking.price().filter(|_| asking.setting() != Setting::Home);
    let placement = price.map(|price| {
        Ok::<_, String>(proto::Placement {
            price_weekly: Some(money(price)?),
            top_up_by: proto::TopUpBy::ThirdParty.into(),
        })
    });
    placement.transpose()
}

fn direct_payment(asking: &Asking<'_>) -> Result<Option<proto::DirectPayment>, String> {
    let weeks = asking.facts.amount(Amount::Weeks).map(|weeks| weeks * Decimal::from(7));
    let days = asking.facts.amount(Amount::Days).or(weeks);
    let payment = days.map(|days| {
        Ok::<_, String>(proto::DirectPayment {
            manner: proto::DirectPaymentManner::Net.into(),
            days: whole("days", Some(days))?,
            ..Default::default()
        })
    });
    payment.transpose()
}

fn deferred_payment(asking: &Asking<'_>) -> Result<Option<proto::DeferredPayment>, String> {
    let facts = asking.facts;
    let Some(value) = facts.amount(Amount::Property) else { return Ok(None) };
    let prior = facts.amount(Amount::PriorCharges).map(money).transpose()?;
    Ok(Some(proto::DeferredPayment {
        property_value: Some(money(value)?),
        prior_charges: prior,
        ..Default::default()
    }))
}

/// A number that must be whole.
pub(super) fn whole(name: &str, number: Option<Decimal>) -> Result<i32, String> {
    let number = number.unwrap_or_default();
    let whole = number.to_i32().filter(|_| number.fract().is_zero());
    whole.ok_or_else(|| format!("{name}: {number} is no whole number"))
}
