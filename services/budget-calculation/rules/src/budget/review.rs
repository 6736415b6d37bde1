use carecap_calendar::{Day, add_months};

/// The day by which budget and charge must be looked at again, if nothing asks for it before: at
/// least every twelve months, an independent personal budget too. R-BUD-9, R-FIN-52, R-IPB-4; Care Act
/// 2014 s27 and s28(4), statutory guidance chapters 8 and 13.
pub fn review_by(starts_on: Day) -> Day {
    add_months(starts_on, 12)
}

/// The days by which the use of a direct payment must be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DirectPaymentReviews {
    /// The next time.
    pub next_by: Day,
    /// The time after that, where the next is on its last day.
    pub then_by: Day,
}

/// The use of a direct payment is looked at within six months of the first payment, and then at most
/// twelve months after the time before. R-DP-5, Direct Payments Regs 2014 reg 7(1)(a).
pub fn direct_payment_reviews(
    paid_since: Day,
    last_reviewed_on: Option<Day>,
) -> DirectPaymentReviews {
    let next_by = match last_reviewed_on {
        None => add_months(paid_since, 6),
        Some(reviewed) => add_months(reviewed, 12),
    };
    DirectPaymentReviews { next_by, then_by: add_months(next_by, 12) }
}

#[cfg(test)]
mod tests {
    use carecap_calendar::parse_day;

    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    #[test]
    fn a_budget_is_looked_at_within_a_year() {
        assert_eq!(review_by(day("2024-08-31")), day("2025-08-31"));
        assert_eq!(review_by(day("2024-02-29")), day("2025-02-28"));
    }

    #[test]
    fn a_direct_payment_is_looked_at_within_half_a_year_and_then_every_year() {
        let first = direct_payment_reviews(day("2024-08-31"), None);
        assert_eq!((first.next_by, first.then_by), (day("2025-02-28"), day("2026-02-28")));
        let later = direct_payment_reviews(day("2023-04-10"), Some(day("2023-09-01")));
        assert_eq!((later.next_by, later.then_by), (day("2024-09-01"), day("2025-09-01")));
    }
}
