use rust_decimal::{Decimal, RoundingStrategy};

use super::answer::{Answers, WEEKS_OF_A_YEAR};

/// What years rounded to one decimal place come to, as an example that gives years adds them up.
pub fn by_years(answers: &mut Answers) {
    let Some(years) = answers.number_of("account.years_to_reach") else { return };
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    let years = years.round_dp_with_strategy(1, half_up);
    let top_up = answers.number_of("plan.top_up_weekly").map(|top_up| top_up * WEEKS_OF_A_YEAR);
    let yearly = [
        ("by_years.counted", answers.number_of("account.counts_in_52_weeks")),
        ("by_years.daily_living", answers.number_of("account.daily_living_in_52_weeks")),
        ("by_years.top_up", top_up),
    ];
    let mut spent = Decimal::ZERO;
    for (name, amount) in yearly {
        let amount = amount.unwrap_or_default() * years;
        spent += amount;
        answers.number(name, amount);
    }
    answers.number("by_years.spent", spent);
}
