//! What an example says of an account, as the request of a preview.

use carecap_calendar::{Day, add_months, plus_days};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::date;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};

use super::amounts::Amount;
use super::request::Asking;
use super::value::money;

/// As long as an account is looked at.
const MONTHS_LOOKED_AT: u32 = 90 * 12;

/// The request, without the days on which figures are asked for.
pub(super) fn request(
    asking: &Asking<'_>,
    opened_on: Day,
) -> Result<proto::PreviewAccountRequest, String> {
    let facts = asking.facts;
    let cap = facts.amount(Amount::Cap).or(asking.law.cap).ok_or("no cap is given")?;
    let of_cap = facts.amount(Amount::AccruedPercent);
    let of_cap = of_cap.map(|percent| cap * percent / Decimal::ONE_HUNDRED);
    let accrued = facts.amount(Amount::Accrued).or(of_cap);
    Ok(proto::PreviewAccountRequest {
        council_id: asking.council.to_string(),
        opened_on: date(opened_on),
        until: date(add_months(opened_on, MONTHS_LOOKED_AT)),
        cap: Some(money(cap)?),
        opening_balance: accrued.map(money).transpose()?,
        rates: rates(asking, opened_on)?,
        council_share_counts: asking.law.council_share_counts,
        ..Default::default()
    })
}

fn rates(asking: &Asking<'_>, opened_on: Day) -> Result<Vec<proto::PreviewRate>, String> {
    let facts = asking.facts;
    // A contribution that is given is what the person is charged.
    let charge = facts.amount(Amount::Charge).or(facts.amount(Amount::Contribution));
    let rate = |from: Day, cost: Decimal| {
        Ok::<_, String>(proto::PreviewRate {
            from: date(from),
            cost_weekly: Some(money(cost)?),
            charge_weekly: charge.map(money).transpose()?,
            daily_living_weekly: facts.amount(Amount::DailyLiving).map(money).transpose()?,
        })
    };
    let changing = facts.amount(Amount::CountsOld).zip(facts.amount(Amount::CountsNew));
    if let Some((old, new)) = changing {
        let days = facts.amount(Amount::DaysOld).and_then(|days| days.to_i64());
        let days = days.ok_or("days_old is missing")?;
        return Ok(vec![rate(opened_on, old)?, rate(plus_days(opened_on, days), new)?]);
    }
    let eligible = facts.amount(Amount::VisitPrice).zip(facts.amount(Amount::VisitsEligible));
    let eligible = eligible.map(|(price, visits)| price * visits * Decimal::from(7));
    let living = facts.amount(Amount::DailyLiving);
    let counts = facts.amount(Amount::Counts).map(|counts| counts + living.unwrap_or_default());
    // Where only the daily living costs are given, the account meters them alone.
    let cost = asking.cost().or(counts).or(eligible).or(living).unwrap_or_default();
    Ok(vec![rate(opened_on, cost)?])
}
