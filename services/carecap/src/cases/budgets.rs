//! An example as previews of budgets.

use anyhow::{Context as _, Result};
use carecap_contracts::assessment::v1::CapitalType;
use carecap_contracts::budget::v1::preview_service_client::PreviewServiceClient;
use carecap_service::Outgoing;
use rust_decimal::Decimal;

use super::amounts::Amount;
use super::answer::{Answers, WEEKS_OF_A_YEAR};
use super::budget_answers::{answers_of, derived, values_read};
use super::file::Example;
use super::law::Law;
use super::quantities::numbers_asked;
use super::request::{Asking, STAND_IN};
use super::stated::Piece;

/// More weeks than notional capital is followed for: ten years.
const WEEKS_MOST: u32 = 520;

/// Previews budgets for a council.
pub struct Budgets {
    /// The way to the contract.
    pub client: PreviewServiceClient<Outgoing>,
}

impl Budgets {
    /// Everything that previews say of an example, once for each amount of capital where it gives
    /// several; and why previews that only compare were refused.
    ///
    /// # Errors
    /// A refusal of the preview that the others rest on.
    pub async fn answers(
        &mut self,
        asking: &Asking<'_>,
        example: &Example,
    ) -> Result<(Vec<Answers>, Option<anyhow::Error>)> {
        if !asking.facts.capitals.is_empty() {
            let mut each = Vec::new();
            for capital in &asking.facts.capitals {
                let mut facts = asking.facts.clone();
                facts.capital = vec![Piece::alone(CapitalType::Savings, *capital)];
                each.push(self.preview(&asking.with(&facts)).await?);
            }
            return Ok((each, None));
        }
        let mut answers = self.preview(asking).await?;
        let compared = self.compare(asking, example, &mut answers).await;
        derived(&mut answers);
        Ok((vec![answers], compared.err()))
    }

    /// The same with something changed, for quantities that compare.
    async fn compare(
        &mut self,
        asking: &Asking<'_>,
        example: &Example,
        answers: &mut Answers,
    ) -> Result<()> {
        self.income_alone(asking, answers).await?;
        self.after_spending(asking, answers).await?;
        self.notional(asking, example, answers).await?;
        self.gains(asking, example, answers).await?;
        self.current_system(asking, example, answers).await
    }

    async fn preview(&mut self, asking: &Asking<'_>) -> Result<Answers> {
        let request = asking.request().map_err(anyhow::Error::msg)?;
        let stands_in = request.given_lines.iter().any(|line| line.title == STAND_IN);
        let answer = self.client.preview_budget(request).await?.into_inner();
        let budget = answer.budget.context("a preview answers with a budget")?;
        let mut answers = answers_of(&budget, stands_in);
        if let Some(receipt) = &answer.receipt {
            values_read(&mut answers, receipt)?;
        }
        Ok(answers)
    }

    /// What the person could pay if they had nothing but their income and kept nothing of it: so all
    /// income is added up, whether it counts or not.
    async fn income_alone(&mut self, asking: &Asking<'_>, answers: &mut Answers) -> Result<()> {
        if asking.facts.incomes.is_empty() {
            return Ok(());
        }
        let alone = self.preview(&asking.with(&asking.facts.income_alone())).await?;
        answers.keep_all("income_alone.", alone);
        Ok(())
    }

    /// The same once a part of what is held jointly was spent.
    async fn after_spending(&mut self, asking: &Asking<'_>, answers: &mut Answers) -> Result<()> {
        let facts = asking.facts;
        let spent = facts.amount(Amount::Joint).zip(facts.amount(Amount::JointSpent));
        let Some((joint, spent)) = spent else { return Ok(()) };
        let mut after = facts.clone();
        after.amounts.insert(Amount::Joint, joint - spent);
        let mut told = self.preview(&asking.with(&after)).await?;
        if let Some(within) = told.get("capital.within_limit") {
            told.keep("within_limit", within);
        }
        told.number("joint", joint - spent);
        answers.keep_all("after.", told);
        Ok(())
    }

    /// In which week notional and other capital together are at or below an amount.
    async fn notional(
        &mut self,
        asking: &Asking<'_>,
        example: &Example,
        answers: &mut Answers,
    ) -> Result<()> {
        let limits = numbers_asked(example.expected.keys(), &["weeks_until_total_at_or_below_"]);
        for limit in limits {
            for weeks in 0..=WEEKS_MOST {
                let told = self.preview(&asking.weeks_later(weeks)).await?;
                let counted = told.number_of("step.capital_counted");
                if counted.is_some_and(|counted| counted <= Decimal::from(limit)) {
                    let name = format!("capital.weeks_until_at_most.{limit}");
                    answers.number(name, Decimal::from(weeks));
                    break;
                }
            }
        }
        Ok(())
    }

    /// How much more the guarantee comes to in a year of 52 weeks than in the year before.
    async fn gains(
        &mut self,
        asking: &Asking<'_>,
        example: &Example,
        answers: &mut Answers,
    ) -> Result<()> {
        let Some(before) = asking.law.before else { return Ok(()) };
        if !example.expected.keys().any(|quantity| quantity.starts_with("annual_gain")) {
            return Ok(());
        }
        for (prefix, with_premium) in [("gain.", false), ("gain_with_premium.", true)] {
            let facts = asking.facts.of_working_age(with_premium);
            let then = self.preview(&asking.with(&facts).on(before)).await?;
            let now = self.preview(&asking.with(&facts)).await?;
            let name = "step.minimum_income_guarantee";
            if let Some((now, then)) = now.number_of(name).zip(then.number_of(name)) {
                answers.number(format!("{prefix}yearly"), (now - then) * WEEKS_OF_A_YEAR);
            }
        }
        Ok(())
    }

    /// The same under the law in force, for an example that compares a reform with it.
    async fn current_system(
        &mut self,
        asking: &Asking<'_>,
        example: &Example,
        answers: &mut Answers,
    ) -> Result<()> {
        if !example.expected.keys().any(|quantity| quantity.starts_with("current_system")) {
            return Ok(());
        }
        let law = Law::current()?;
        let mut current = self.preview(&Asking { law: &law, on: law.on, ..asking.clone() }).await?;
        derived(&mut current);
        answers.keep_all("current.", current);
        Ok(())
    }
}
