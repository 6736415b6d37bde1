use care_account_rules::preview::{
    Preview, PreviewFacts, PreviewFigures, PreviewRate, PreviewUprating, PreviewedAccount,
};
use care_account_rules::terms::CapTest;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::common::v1 as common;
use carecap_contracts::{date, money, optional_date};
use carecap_money::Money;
use carecap_service::{Fields, Refusal};

use super::split;
use crate::refusals;

/// Reads what an account is previewed with; the rules look at what was read.
pub(crate) fn previewed_account(
    asked: &proto::PreviewAccountRequest,
) -> Result<PreviewedAccount, Refusal> {
    let mut fields = Fields::new();
    let facts = facts(&mut fields, asked);
    fields.finish()?;
    PreviewedAccount::new(&facts).map_err(|refused| refusals::preview_facts(&refused))
}

fn facts(fields: &mut Fields, asked: &proto::PreviewAccountRequest) -> PreviewFacts {
    PreviewFacts {
        opened_on: fields.day("opened_on", asked.opened_on.as_ref()),
        until: fields.day("until", asked.until.as_ref()),
        cap: fields.money("cap", asked.cap.as_ref()),
        opening_balance: asked.opening_balance.map_or(Money::ZERO, amount),
        rates: read_each(fields, "rates", &asked.rates, rate),
        upratings: read_each(fields, "upratings", &asked.upratings, uprating),
        cap_test: if asked.notice_only_above_cap { CapTest::Exceeded } else { CapTest::Reached },
        council_share_counts: asked.council_share_counts,
        on: read_each(fields, "on", &asked.on, |fields, path, day| fields.day(path, Some(day))),
    }
}

/// Reads every item of a list, each under its own path.
fn read_each<P, D>(
    fields: &mut Fields,
    list: &str,
    items: &[P],
    mut read: impl FnMut(&mut Fields, &str, &P) -> D,
) -> Vec<D> {
    let numbered = items.iter().enumerate();
    numbered.map(|(index, item)| read(fields, &format!("{list}[{index}]"), item)).collect()
}

fn rate(fields: &mut Fields, path: &str, given: &proto::PreviewRate) -> PreviewRate {
    PreviewRate {
        from: fields.day(&format!("{path}.from"), given.from.as_ref()),
        cost_weekly: fields.money(&format!("{path}.cost_weekly"), given.cost_weekly.as_ref()),
        charge_weekly: given.charge_weekly.map(amount),
        daily_living_weekly: given.daily_living_weekly.map(amount),
    }
}

fn uprating(fields: &mut Fields, path: &str, given: &proto::PreviewUprating) -> PreviewUprating {
    PreviewUprating {
        on: fields.day(&format!("{path}.on"), given.on.as_ref()),
        factor: fields.decimal(&format!("{path}.factor"), &given.factor),
    }
}

fn amount(given: common::Money) -> Money {
    Money::from_pence(given.pence)
}

/// How an account would go, as the contract tells it.
pub(crate) fn preview(shown: &Preview) -> proto::PreviewAccountResponse {
    // A hundred years have days enough for an `int32`, so the alternative is never taken.
    let days = |days: i64| i32::try_from(days).unwrap_or(i32::MAX);
    proto::PreviewAccountResponse {
        weekly: shown.weekly.iter().map(|weekly| split(weekly.split())).collect(),
        figures: shown.figures.iter().map(figures).collect(),
        reached_on: optional_date(shown.reached_on),
        days_to_reach: shown.days_to_reach.map_or(0, days),
        projected_on: optional_date(shown.projected_on),
    }
}

fn figures(shown: &PreviewFigures) -> proto::PreviewFigures {
    proto::PreviewFigures {
        on: date(shown.on),
        accrued: money(shown.accrued),
        uprating: money(shown.uprating),
        balance: money(shown.balance),
        cap: money(shown.cap),
        daily_living: money(shown.split.daily_living()),
        split: Some(split(&shown.split)),
    }
}
