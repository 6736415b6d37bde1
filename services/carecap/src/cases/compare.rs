use carecap_calendar::{Day, add_months, parse_day, show_day};
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::answer::Answer;
use super::value::{decimal, plain};

/// How a figure stands to the one that was wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// To the penny, or as the text says it.
    Agrees,
    /// As far as the example's own rounding shows.
    AgreesAsRounded,
    /// It does not.
    Differs,
    /// The text says nothing that a figure could agree with.
    NotComparable,
}

impl Verdict {
    /// Whether it agrees, exactly or as rounded.
    pub fn is_agreement(&self) -> bool {
        matches!(self, Verdict::Agrees | Verdict::AgreesAsRounded)
    }

    /// Whether it agrees, or none where nothing can be said.
    pub(super) fn agrees(&self) -> Option<bool> {
        (*self != Verdict::NotComparable).then(|| self.is_agreement())
    }

    fn of(agrees: bool) -> Verdict {
        if agrees { Verdict::Agrees } else { Verdict::Differs }
    }

    fn rounded(agrees: bool) -> Verdict {
        if agrees { Verdict::AgreesAsRounded } else { Verdict::Differs }
    }
}

/// Holds an answer against what an example wants. In an approximate example a figure without pence
/// agrees when ours, rounded to its last digit that is not nought, is the same.
pub fn compare(wanted: &Value, got: Answer, approximate: bool) -> Verdict {
    match (wanted, got) {
        (Value::Null, got) => Verdict::of(got == Answer::Nothing),
        (_, Answer::Nothing) => Verdict::Differs,
        (Value::Bool(wanted), Answer::Truth(got)) => Verdict::of(*wanted == got),
        (wanted, Answer::Number(got)) => match plain(wanted) {
            Some(text) => number(&text, got, approximate),
            None => Verdict::NotComparable,
        },
        (Value::String(text), Answer::Day(got)) => match parse_day(text) {
            Ok(_) => Verdict::of(*text == show_day(got)),
            Err(_) => Verdict::NotComparable,
        },
        (Value::String(text), Answer::Span(from, until)) => span(text, from, until),
        _ => Verdict::NotComparable,
    }
}

fn number(text: &str, got: Decimal, approximate: bool) -> Verdict {
    if let Some(wanted) = decimal(without_unit(text)) {
        if wanted == got {
            return Verdict::Agrees;
        }
        return Verdict::rounded(approximate && to_the_place_of(wanted, got) == wanted);
    }
    if let Some(limit) = after(text, &["over ", "more than ", "above ", "at least "]) {
        return Verdict::of(got > limit || (text.starts_with("at least") && got == limit));
    }
    if let Some(limit) = after(text, &["under ", "less than ", "below "]) {
        return Verdict::of(got < limit);
    }
    if let Some(wanted) = after(text, &["around ", "about ", "approximately ", "roughly "]) {
        return Verdict::rounded(to_the_place_of(wanted, got) == wanted);
    }
    match text.split_once(" (").and_then(|(number, _)| decimal(number)) {
        Some(wanted) => {
            let scale = wanted.scale();
            let half_up = RoundingStrategy::MidpointAwayFromZero;
            Verdict::rounded(got.round_dp_with_strategy(scale, half_up) == wanted)
        }
        None => Verdict::NotComparable,
    }
}

/// `172 weeks` is 172 where the answer counts weeks.
fn without_unit(text: &str) -> &str {
    let units = [" years", " months", " weeks", " days", " a week", " per week"];
    units.iter().find_map(|unit| text.strip_suffix(unit)).unwrap_or(text)
}

fn after(text: &str, words: &[&str]) -> Option<Decimal> {
    words.iter().find_map(|word| decimal(without_unit(text.strip_prefix(word)?)))
}

/// A figure rounded half up to the place of another's last digit that is not nought.
fn to_the_place_of(wanted: Decimal, got: Decimal) -> Decimal {
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    let wanted = wanted.normalize();
    if !wanted.fract().is_zero() || wanted.is_zero() {
        return got.round_dp_with_strategy(wanted.scale(), half_up);
    }
    let mut place = Decimal::ONE;
    while (wanted / (place * Decimal::TEN)).fract().is_zero() {
        place *= Decimal::TEN;
    }
    (got / place).round_dp_with_strategy(0, half_up) * place
}

/// "3 years 4 months" agrees with the months completed and with the month begun; "just over 3 years"
/// with up to half a year more; "about 10 years" with the nearest whole number.
fn span(text: &str, from: Day, until: Day) -> Verdict {
    if let Some(weeks) = text.strip_suffix(" weeks").and_then(decimal) {
        let days = Decimal::from((until - from).whole_days());
        let completed = (days / Decimal::from(7)).floor();
        return Verdict::rounded(weeks == completed || weeks == completed + Decimal::ONE);
    }
    let Some((stance, wanted)) = months_in(text) else { return Verdict::NotComparable };
    let completed = whole_months(from, until);
    let begun = completed + u32::from(add_months(from, completed) < until);
    Verdict::rounded(match stance {
        "just over" => {
            (wanted..wanted + 6).contains(&completed) && until > add_months(from, wanted)
        }
        "over" => begun > wanted,
        "about" => completed.abs_diff(wanted) <= 6,
        _ => completed == wanted || begun == wanted,
    })
}

/// How a text stands to a number of months, and the number.
fn months_in(text: &str) -> Option<(&'static str, u32)> {
    let stances =
        [("just over ", "just over"), ("over ", "over"), ("about ", "about"), ("around ", "about")];
    let found = stances.iter().find_map(|(word, is)| Some((*is, text.strip_prefix(word)?)));
    let (stance, rest) = found.unwrap_or(("exactly", text));
    let words: Vec<&str> = rest.split_whitespace().collect();
    let mut months: u32 = 0;
    for pair in words.chunks(2) {
        let [count, unit] = pair else { return None };
        let each = match unit.trim_end_matches('s') {
            "year" => 12,
            "month" => 1,
            _ => return None,
        };
        months = months.checked_add(count.parse::<u32>().ok()?.checked_mul(each)?)?;
    }
    (!words.is_empty()).then_some((stance, months))
}

/// Whole months from a day to another.
pub(super) fn whole_months(from: Day, until: Day) -> u32 {
    (1..2_400).take_while(|months| add_months(from, *months) <= until).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn held(wanted: &str, got: &str, approximate: bool) -> Verdict {
        compare(&json!(wanted), Answer::Number(decimal(got).unwrap()), approximate)
    }

    #[test]
    fn pounds_agree_to_the_penny_and_not_by_one() {
        assert_eq!(held("575.72", "575.72", false), Verdict::Agrees);
        assert_eq!(held("575.72", "575.71", false), Verdict::Differs);
        assert_eq!(held("166750.0", "166750.00", false), Verdict::Agrees);
    }

    #[test]
    fn an_approximate_figure_agrees_at_its_own_place() {
        assert_eq!(held("133000", "132867.86", true), Verdict::AgreesAsRounded);
        assert_eq!(held("133000", "132867.86", false), Verdict::Differs);
        assert_eq!(held("around 510", "509.60", false), Verdict::AgreesAsRounded);
        assert_eq!(held("over 400", "400.00", false), Verdict::Differs);
        assert_eq!(held("8.2 (about 8)", "8.155", false), Verdict::AgreesAsRounded);
    }

    #[test]
    fn a_time_agrees_in_the_month_in_which_it_ends() {
        let day = |text: &str| parse_day(text).unwrap();
        let three_years_and_some =
            |end: &str| span("3 years 4 months", day("2021-10-04"), day(end));
        assert_eq!(three_years_and_some("2025-01-09"), Verdict::AgreesAsRounded);
        assert_eq!(three_years_and_some("2025-01-04"), Verdict::Differs);
        assert_eq!(three_years_and_some("2025-03-05"), Verdict::Differs);
    }

    #[test]
    fn what_is_no_figure_is_not_compared() {
        assert_eq!(held("half of it", "1.00", true), Verdict::NotComparable);
    }
}
