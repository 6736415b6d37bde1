//! An example as previews of an account.

use anyhow::{Context as _, Result};
use carecap_calendar::{Day, plus_days};
use carecap_contracts::account::v1 as proto;
use carecap_contracts::account::v1::preview_service_client::PreviewServiceClient;
use carecap_contracts::{date, optional_day};
use carecap_service::Outgoing;
use rust_decimal::Decimal;

use super::account_answers::{after_days, at, council, counted, room, weekly};
use super::account_request::request;
use super::amounts::Amount;
use super::answer::{Answer, Answers, pounds};
use super::file::Example;
use super::lifetime::lifetime;
use super::quantities::numbers_asked;
use super::request::Asking;

const DAYS_OF_52_WEEKS: i64 = 364;
/// The factor of an example that speaks of an uprating and names none.
const ANY_FACTOR: &str = "1.05";

/// Previews accounts for a council.
pub struct Accounts {
    /// The way to the contract.
    pub client: PreviewServiceClient<Outgoing>,
}

impl Accounts {
    /// Everything that previews say of an example.
    ///
    /// # Errors
    /// A refusal, or an amount that the contract does not know.
    pub async fn answers(&mut self, asking: &Asking<'_>, example: &Example) -> Result<Answers> {
        let opened_on = asking.facts.start.unwrap_or(asking.on);
        let weeks = numbers_asked(
            example.expected.keys(),
            &["accrued_at_end_of_week_", "remaining_after_week_"],
        );
        let request = request(asking, opened_on).map_err(anyhow::Error::msg)?;
        let mut asked: Vec<i64> = vec![0, 1, 7, DAYS_OF_52_WEEKS];
        asked.extend(weeks.iter().map(|week| i64::from(*week) * 7));
        asked.sort_unstable();
        asked.dedup();
        let days = asked.iter().map(|days| plus_days(opened_on, *days));
        let told = self.preview(proto::PreviewAccountRequest {
            on: days.filter_map(date).collect(),
            ..request.clone()
        });
        let told = told.await?;
        let mut answers = Answers::default();
        weekly(&mut answers, &told)?;
        for (days, name) in [(1, "first_day"), (7, "first_week"), (DAYS_OF_52_WEEKS, "in_52_weeks")]
        {
            after_days(&mut answers, &told, opened_on, days, name)?;
        }
        for week in weeks {
            let figures = at(&told, plus_days(opened_on, i64::from(week) * 7))?;
            answers.amount(format!("week.balance.{week}"), figures.balance.as_ref());
            answers.number(format!("week.room.{week}"), room(figures));
        }
        let opening = at(&told, opened_on)?;
        answers.number("account.room_at_opening", room(opening));
        self.at_reach(&request, &told, opened_on, &mut answers).await?;
        self.with_council_share(&request, &mut answers).await?;
        self.uprated(asking, &request, opened_on, &mut answers).await?;
        let lifetime = lifetime(asking.facts, &request, opened_on).map_err(anyhow::Error::msg)?;
        if let Some(request) = lifetime {
            let told = self.preview(request).await?;
            let end = told.figures.last().context("the end is always told")?;
            let split = end.split.unwrap_or_default();
            answers.number("lifetime.counted", counted(&split));
            answers.number("lifetime.council", council(&split));
        }
        Ok(answers)
    }

    async fn preview(
        &mut self,
        request: proto::PreviewAccountRequest,
    ) -> Result<proto::PreviewAccountResponse> {
        Ok(self.client.preview_account(request).await?.into_inner())
    }

    /// When the cap is reached, and what everybody bore up to the end of that day.
    async fn at_reach(
        &mut self,
        request: &proto::PreviewAccountRequest,
        told: &proto::PreviewAccountResponse,
        opened_on: Day,
        answers: &mut Answers,
    ) -> Result<()> {
        let reached = optional_day(told.reached_on.as_ref()).ok().flatten();
        let Some(reached_on) = reached else { return Ok(()) };
        let days = Decimal::from(told.days_to_reach);
        let after = plus_days(reached_on, 1);
        answers.keep("account.reached_on", Answer::Day(reached_on));
        answers.keep("account.time_to_reach", Answer::Span(opened_on, after));
        answers.number("account.days_to_reach", days);
        answers.number("account.weeks_to_reach", days / Decimal::from(7));
        answers.number("account.years_to_reach", days / Decimal::from(DAYS_OF_52_WEEKS));
        let on = date(after).into_iter().collect();
        let request = proto::PreviewAccountRequest { on, ..request.clone() };
        let then = self.preview(request).await?;
        let figures = at(&then, after)?;
        let split = figures.split.unwrap_or_default();
        let paid = [split.person_accrued, split.person_daily_living, split.person_not_counted];
        let paid: Decimal = paid.iter().flatten().map(pounds).sum();
        answers.number("account.paid_at_reach", paid);
        answers.amount("account.accrued_at_reach", figures.balance.as_ref());
        answers.amount("account.daily_living_at_reach", figures.daily_living.as_ref());
        Ok(())
    }

    /// The same under the Care Act 2014 as first passed.
    async fn with_council_share(
        &mut self,
        request: &proto::PreviewAccountRequest,
        answers: &mut Answers,
    ) -> Result<()> {
        let request =
            proto::PreviewAccountRequest { council_share_counts: true, ..request.clone() };
        let told = self.preview(request).await?;
        if let Some(split) = told.weekly.last() {
            answers.number("account.with_council_share_weekly", counted(split));
        }
        Ok(())
    }

    /// The figures after an uprating on the second day, of an account in which nothing accrues.
    async fn uprated(
        &mut self,
        asking: &Asking<'_>,
        request: &proto::PreviewAccountRequest,
        opened_on: Day,
        answers: &mut Answers,
    ) -> Result<()> {
        let factor = asking.facts.amount(Amount::Factor).map(|factor| factor.to_string());
        let on = date(plus_days(opened_on, 1));
        let rate = proto::PreviewRate {
            from: date(opened_on),
            cost_weekly: Some(Default::default()),
            ..Default::default()
        };
        let uprating =
            proto::PreviewUprating { on, factor: factor.unwrap_or_else(|| ANY_FACTOR.to_owned()) };
        let request = proto::PreviewAccountRequest {
            rates: vec![rate],
            upratings: vec![uprating],
            on: on.into_iter().collect(),
            ..request.clone()
        };
        let told = self.preview(request).await?;
        let figures = at(&told, plus_days(opened_on, 1))?;
        answers.amount("uprated.cap", figures.cap.as_ref());
        answers.amount("uprated.balance", figures.balance.as_ref());
        let (cap, balance) = figures.cap.zip(figures.balance).context("figures have both")?;
        let percent = (pounds(&balance) * Decimal::ONE_HUNDRED).checked_div(pounds(&cap));
        if let Some(percent) = percent {
            answers.number("uprated.percent", percent);
        }
        Ok(())
    }
}
