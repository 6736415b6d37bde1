//! The figures of a previewed account by name.

use anyhow::{Context as _, Result};
use carecap_calendar::{Day, plus_days};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::day;
use rust_decimal::Decimal;

use super::answer::{Answers, pounds};

pub(super) fn weekly(answers: &mut Answers, told: &proto::PreviewAccountResponse) -> Result<()> {
    let split = told.weekly.last().context("each rate makes something of a week")?;
    answers.number("account.counts_weekly", counted(split));
    answers.amount("account.council_not_counted_weekly", split.council_not_counted.as_ref());
    Ok(())
}

pub(super) fn counted(split: &proto::Split) -> Decimal {
    [split.person_accrued, split.council_accrued].iter().flatten().map(pounds).sum()
}

/// What the first days came to.
pub(super) fn after_days(
    answers: &mut Answers,
    told: &proto::PreviewAccountResponse,
    opened_on: Day,
    days: i64,
    name: &str,
) -> Result<()> {
    let figures = at(told, plus_days(opened_on, days))?;
    let split = figures.split.unwrap_or_default();
    answers.number(format!("account.counts_{name}"), counted(&split));
    answers.amount(format!("account.person_counted_{name}"), split.person_accrued.as_ref());
    answers.amount(format!("account.daily_living_{name}"), figures.daily_living.as_ref());
    answers.number(format!("account.council_{name}"), council(&split));
    Ok(())
}

/// What the council bore.
pub(super) fn council(split: &proto::Split) -> Decimal {
    let parts = [split.council_accrued, split.council_daily_living, split.council_not_counted];
    parts.iter().flatten().map(pounds).sum()
}

pub(super) fn at(told: &proto::PreviewAccountResponse, on: Day) -> Result<&proto::PreviewFigures> {
    let found = told
        .figures
        .iter()
        .find(|figures| figures.on.as_ref().is_some_and(|told| day(told) == Ok(on)));
    found.context("the account tells the figures of each day asked for")
}

pub(super) fn room(figures: &proto::PreviewFigures) -> Decimal {
    let of = |amount: Option<carecap_contracts::common::v1::Money>| {
        amount.as_ref().map(pounds).unwrap_or_default()
    };
    of(figures.cap) - of(figures.balance)
}
