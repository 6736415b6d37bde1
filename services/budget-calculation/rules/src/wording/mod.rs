//! Steps, lines and needs in plain English, one sentence each, with their figures.
//!
//! A receipt holds no wording: these sentences are rendered from it whenever somebody reads it.

mod reading_grade;
mod step;
mod words;

use carecap_money::Money;

use crate::mapping::{UnpricedNeed, UnpricedReason};
use crate::needs::{LinePeriod, Unit};
use crate::plan::two_places;
use crate::pricing::BudgetLine;
use crate::working::Ratio;

pub use reading_grade::reading_grade;
pub use step::{step_id, step_sentence, step_sentences};

/// How a line was reached: "Home care: 10 hours at £23.91 an hour make £239.10 a week."
pub fn line_sentence(line: &BudgetLine) -> String {
    let period = match line.period {
        LinePeriod::Week => "week",
        LinePeriod::Year => "year",
    };
    let more = match (line.free, line.estimated, &line.original) {
        (true, ..) => " It is free by law, so it is not counted.".to_owned(),
        (_, _, Some(original)) => {
            format!(" This is in place of {}.", original.amount.value)
        }
        (_, true, _) => " The price is that of the nearest service.".to_owned(),
        _ => String::new(),
    };
    let make = if line.units == Ratio::whole(1) { "makes" } else { "make" };
    format!(
        "{}: {} at £{} {} {make} {} a {period}.{more}",
        line.service_title,
        units(line.units, line.unit),
        line.unit_rate,
        words::for_each(line.unit),
        line.amount.value,
    )
}

/// Why a need costs nothing here.
pub fn unpriced_sentence(need: &UnpricedNeed) -> String {
    let kind = words::kind(need.kind);
    match &need.reason {
        UnpricedReason::MetByCarer => {
            format!("{kind}: a carer gives this help now, so it is not part of this budget.")
        }
        UnpricedReason::MetByNhs => {
            format!("{kind}: the NHS gives this help, so it is not part of this budget.")
        }
        UnpricedReason::FreeByLaw(free) => {
            format!("{kind}: this is {}, which is free by law.", words::free_by_law(*free))
        }
        UnpricedReason::NotEligible => {
            format!("{kind}: the council need not meet this need, so it does not count here.")
        }
        UnpricedReason::CoveredBy(other) => {
            let other = words::lower(words::kind(*other));
            format!("{kind}: the price of {other} already covers this.")
        }
        UnpricedReason::Excluded(why) => {
            format!("{kind}: not part of this budget ({}).", why.as_str())
        }
    }
}

/// So many units: "10 hours", "1 round trip", "2 hours 20 minutes".
fn units(number: Ratio, unit: Unit) -> String {
    let (one, many) = words::unit(unit);
    let minutes = number.times(Ratio::whole(60)).ok();
    let minutes = minutes.filter(|minutes| minutes.denominator() == 1);
    if let (Unit::Hour, None, Some(minutes)) = (unit, number.decimal(), minutes) {
        let (hours, rest) = (minutes.numerator() / 60, minutes.numerator() % 60);
        let hour = if hours == 1 { one } else { many };
        return match hours {
            0 => format!("{rest} minutes"),
            _ => format!("{hours} {hour} {rest} minutes"),
        };
    }
    let noun = if number == Ratio::whole(1) { one } else { many };
    format!("{number} {noun}")
}

/// Pounds that may have fractions of a penny: as money where they have none.
fn pounds(number: Ratio) -> String {
    let pence = number.times(Ratio::whole(100)).ok();
    match pence.filter(|pence| pence.denominator() == 1) {
        Some(pence) => i64::try_from(pence.numerator())
            .map_or_else(|_| number.to_string(), |pence| Money::from_pence(pence).to_string()),
        None => format!("£{number}"),
    }
}

/// A percentage with two decimal places.
fn percent(number: Ratio) -> String {
    two_places(number).map_or_else(|| number.to_string(), |percent| format!("{percent}%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_read_as_people_say_them() {
        let check = |numerator, denominator, unit, expected: &str| {
            let number = Ratio::new(numerator, denominator).unwrap();
            assert_eq!(units(number, unit), expected);
        };
        check(10, 1, Unit::Hour, "10 hours");
        check(1, 1, Unit::RoundTrip, "1 round trip");
        check(7, 3, Unit::Hour, "2 hours 20 minutes");
        check(1, 3, Unit::Hour, "20 minutes");
        check(1, 2, Unit::Session, "0.5 sessions");
    }

    #[test]
    fn pounds_show_fractions_of_a_penny_only_where_there_are_any() {
        assert_eq!(pounds("239.1".parse().unwrap()), "£239.10");
        assert_eq!(pounds("0.0625".parse().unwrap()), "£0.0625");
    }
}
