use carecap_calendar::{Day, add_months, plus_days};

/// How a choice stands to the pack and to time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceKind {
    /// The council's own, from its day until the next one.
    Own,
    /// It stands in place of the pack's parameter of the same key, where the pack has one.
    OverPack,
    /// As `OverPack`, and a figure that the pack does not know, because nobody set it or no source gives
    /// it: it is at best SUPPLIED.
    SuppliedOverPack,
    /// As `SuppliedOverPack`, and set anew each 1 January and 1 July: it holds to the end of the half-year
    /// in which it begins, and no longer.
    SuppliedHalfYear,
    /// It happens once, at the start of its day; it too is at best SUPPLIED.
    SuppliedEvent,
}

impl ChoiceKind {
    /// Whether the value is a figure that the pack does not know, so that only a named officer's
    /// confirmation can make a published budget rest on it.
    pub const fn is_supplied(self) -> bool {
        matches!(
            self,
            ChoiceKind::SuppliedOverPack | ChoiceKind::SuppliedHalfYear | ChoiceKind::SuppliedEvent
        )
    }

    /// Whether the value stands in place of a parameter.
    pub const fn is_over_pack(self) -> bool {
        matches!(
            self,
            ChoiceKind::OverPack | ChoiceKind::SuppliedOverPack | ChoiceKind::SuppliedHalfYear
        )
    }

    /// The first day on which a choice of this kind no longer holds, where it ends by itself.
    pub(super) fn end_of(self, from: Day) -> Option<Day> {
        (self == ChoiceKind::SuppliedHalfYear).then(|| next_half_year(from))
    }
}

/// The first 1 January or 1 July after a day.
fn next_half_year(day: Day) -> Day {
    let first_of_month = plus_days(day, 1 - i64::from(day.day()));
    let months_gone = u32::from(u8::from(day.month()) - 1) % 6;
    add_months(first_of_month, 6 - months_gone)
}

#[cfg(test)]
mod tests {
    use carecap_calendar::parse_day;

    use super::*;

    #[test]
    fn a_figure_of_a_half_year_ends_with_it_and_any_other_with_the_next() {
        let end = |kind: ChoiceKind, from: &str| kind.end_of(parse_day(from).unwrap());
        let check = |from: &str, expected: &str| {
            let expected = parse_day(expected).ok();
            assert_eq!(end(ChoiceKind::SuppliedHalfYear, from), expected, "{from}");
            assert_eq!(end(ChoiceKind::SuppliedOverPack, from), None, "{from}");
        };
        check("2026-01-01", "2026-07-01");
        check("2026-06-30", "2026-07-01");
        check("2026-07-01", "2027-01-01");
        check("2026-12-31", "2027-01-01");
        check("2024-02-29", "2024-07-01");
    }
}
