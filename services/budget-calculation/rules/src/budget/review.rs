use carecap_calendar::{Day, add_months};

/// The day by which budget and charge must be looked at again, if nothing asks for it before: at
/// least every twelve months. R-BUD-9, R-FIN-52; Care Act 2014 s27, statutory guidance chapters 8
/// and 13.
pub fn review_by(starts_on: Day) -> Day {
    add_months(starts_on, 12)
}

/// The day by which the use of a direct payment must be looked at for the first time: within six
/// months. R-DP-5, Direct Payments Regs 2014 reg 7.
pub fn direct_payment_monitor_by(starts_on: Day) -> Day {
    add_months(starts_on, 6)
}

#[cfg(test)]
mod tests {
    use carecap_calendar::parse_day;

    use super::*;

    #[test]
    fn a_budget_is_looked_at_within_a_year_and_a_direct_payment_within_half_a_year() {
        let starts_on = parse_day("2024-08-31").unwrap();
        assert_eq!(review_by(starts_on), parse_day("2025-08-31").unwrap());
        assert_eq!(direct_payment_monitor_by(starts_on), parse_day("2025-02-28").unwrap());
    }
}
