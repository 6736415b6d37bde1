//! State Pension age by date of birth: Pensions Act 1995 Schedule 4, as amended by the Pensions
//! Act 2007 Schedule 3, the Pensions Act 2011 s1 and the Pensions Act 2014 s26.

use carecap_calendar::{Day, add_months};
use time::macros::date;

use crate::person::birthday;

/// When a cohort reaches State Pension age.
enum Reached {
    /// On the birthday of that age.
    AtAge(u32),
    /// At 66 years and so many months (Pensions Act 2014 s26(3)).
    MonthsAfter66(u32),
    /// On a day named in the law (Pensions Act 2007 Schedule 3).
    On(Day),
}

/// The first date of birth of each cohort, the youngest first.
///
/// Before 6 October 1954 the age depended on sex and was at most 66. All of these cohorts had
/// reached it by 6 October 2020, so the 66th birthday answers rightly for every day from then on;
/// Carecap serves no earlier day, and so need not know anybody's sex.
const COHORTS: [(Day, Reached); 27] = [
    (date!(1978 - 04 - 06), Reached::AtAge(68)),
    (date!(1978 - 03 - 06), Reached::On(date!(2046 - 03 - 06))),
    (date!(1978 - 02 - 06), Reached::On(date!(2046 - 01 - 06))),
    (date!(1978 - 01 - 06), Reached::On(date!(2045 - 11 - 06))),
    (date!(1977 - 12 - 06), Reached::On(date!(2045 - 09 - 06))),
    (date!(1977 - 11 - 06), Reached::On(date!(2045 - 07 - 06))),
    (date!(1977 - 10 - 06), Reached::On(date!(2045 - 05 - 06))),
    (date!(1977 - 09 - 06), Reached::On(date!(2045 - 03 - 06))),
    (date!(1977 - 08 - 06), Reached::On(date!(2045 - 01 - 06))),
    (date!(1977 - 07 - 06), Reached::On(date!(2044 - 11 - 06))),
    (date!(1977 - 06 - 06), Reached::On(date!(2044 - 09 - 06))),
    (date!(1977 - 05 - 06), Reached::On(date!(2044 - 07 - 06))),
    (date!(1977 - 04 - 06), Reached::On(date!(2044 - 05 - 06))),
    (date!(1961 - 03 - 06), Reached::AtAge(67)),
    (date!(1961 - 02 - 06), Reached::MonthsAfter66(11)),
    (date!(1961 - 01 - 06), Reached::MonthsAfter66(10)),
    (date!(1960 - 12 - 06), Reached::MonthsAfter66(9)),
    (date!(1960 - 11 - 06), Reached::MonthsAfter66(8)),
    (date!(1960 - 10 - 06), Reached::MonthsAfter66(7)),
    (date!(1960 - 09 - 06), Reached::MonthsAfter66(6)),
    (date!(1960 - 08 - 06), Reached::MonthsAfter66(5)),
    (date!(1960 - 07 - 06), Reached::MonthsAfter66(4)),
    (date!(1960 - 06 - 06), Reached::MonthsAfter66(3)),
    (date!(1960 - 05 - 06), Reached::MonthsAfter66(2)),
    (date!(1960 - 04 - 06), Reached::MonthsAfter66(1)),
    (date!(1954 - 10 - 06), Reached::AtAge(66)),
    (date!(1900 - 01 - 01), Reached::AtAge(66)),
];

/// The day on which somebody born on `born_on` reaches State Pension age.
pub(crate) fn state_pension_from(born_on: Day) -> Day {
    let cohort = COHORTS.iter().find(|(first_born_on, _)| *first_born_on <= born_on);
    match cohort.map(|(_, reached)| reached) {
        Some(Reached::On(day)) => *day,
        Some(Reached::MonthsAfter66(months)) => add_months(born_on, 66 * 12 + months),
        Some(Reached::AtAge(age)) => birthday(born_on, *age),
        None => birthday(born_on, 66),
    }
}
