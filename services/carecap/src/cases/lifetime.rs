//! A lifetime of care, told as one sum: years at home, then years in a care home, at the same cost.

use carecap_calendar::{Day, plus_days};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::date;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::amounts::Amount;
use super::answer::WEEKS_OF_A_YEAR;
use super::facts::Facts;
use super::value::money;

/// The account of such a lifetime, in years of 52 weeks and whole pence a week; none where an example
/// tells of none.
///
/// # Errors
/// Years that are not whole, or an amount that the contract does not know.
pub(super) fn lifetime(
    facts: &Facts,
    account: &proto::PreviewAccountRequest,
    opened_on: Day,
) -> Result<Option<proto::PreviewAccountRequest>, String> {
    let Some(cost) = facts.amount(Amount::LifetimeCost) else { return Ok(None) };
    let years = |amount| facts.amount(amount).unwrap_or_default();
    let (at_home, in_home) = (years(Amount::YearsAtHome), years(Amount::YearsInCareHome));
    let weeks = (at_home + in_home) * WEEKS_OF_A_YEAR;
    let cost_weekly = cost.checked_div(weeks).ok_or("no years are given")?.round_dp(2);
    let living = facts.amount(Amount::DailyLivingYearly);
    let living = living.map(|yearly| (yearly / WEEKS_OF_A_YEAR).round_dp(2));
    let moved_on = after(opened_on, at_home)?;
    let rate = |from: Day, living: Option<Decimal>| {
        Ok::<_, String>(proto::PreviewRate {
            from: date(from),
            cost_weekly: Some(money(cost_weekly)?),
            charge_weekly: None,
            daily_living_weekly: living.map(money).transpose()?,
        })
    };
    let mut rates = Vec::new();
    if moved_on > opened_on {
        rates.push(rate(opened_on, None)?);
    }
    if !in_home.is_zero() {
        rates.push(rate(moved_on, living)?);
    }
    let until = date(after(moved_on, in_home)?);
    Ok(Some(proto::PreviewAccountRequest { rates, until, on: Vec::new(), ..account.clone() }))
}

fn after(day: Day, years: Decimal) -> Result<Day, String> {
    let days = (years * WEEKS_OF_A_YEAR * Decimal::from(7)).to_i64();
    let days = days.filter(|_| years.fract().is_zero() && years <= Decimal::ONE_HUNDRED);
    days.map(|days| plus_days(day, days)).ok_or_else(|| format!("{years} is no number of years"))
}
