//! Which law an example stands under: its parameter set as a day, a pack and values laid over both.

use std::collections::BTreeMap;

use carecap_calendar::{Day, parse_day, plus_days, weekday_index};
use rust_decimal::Decimal;

use super::value::decimal;

/// The law of one parameter set.
#[derive(Debug, Clone)]
pub struct Law {
    /// The day whose figures hold: the first Monday of October of its year.
    pub on: Day,
    /// The year before, where the set names a step from one year to the next.
    pub before: Option<Day>,
    /// The pack.
    pub pack: &'static str,
    /// The cap of the pack, where it has one.
    pub cap: Option<Decimal>,
    /// Whether the council's share counts towards the cap.
    pub council_share_counts: bool,
    /// Values that the name of the set gives.
    pub values: BTreeMap<String, String>,
    /// What was assumed.
    pub assumed: Vec<String>,
}

/// The packs begin with the year 2021-22, in whose prices the cap was proposed too.
const FIRST_YEAR: i32 = 2021;
/// The year of an example that names none: the last one of the packs.
const USUAL_YEAR: i32 = 2026;

/// The packs with a cap, by what their parameter sets begin with.
const CAPS: &[(&str, &str, i64, bool)] = &[
    ("CAP-2015", "england-cap-2015-draft", 72_000, true),
    ("CAP-2013", "england-cap-2015-draft", 75_000, true),
    ("CAP-2014", "england-cap-2014", 86_000, true),
    ("CAP", "england-cap-2022", 86_000, false),
];

/// The figures of Pension Credit, which is not care: its lower limit, its slice, no upper limit, and
/// the standard minimum guarantee of 2023-24 in place of the bases of the minimum income guarantee.
const PENSION_CREDIT: &[(&str, &str)] = &[
    ("capital_limit_lower", "10000.00"),
    ("capital_limit_upper", "1000000.00"),
    ("tariff_slice", "500.00"),
    ("mig_couple_member_working_age", "306.85"),
    ("mig_couple_member_pension_age", "306.85"),
    ("mig_single_25_to_pension_age", "201.05"),
    ("mig_single_pension_age", "201.05"),
];

impl Law {
    /// The law in force, in the last year of the packs.
    ///
    /// # Errors
    /// A calendar without that October, which does not come about.
    pub fn current() -> anyhow::Result<Law> {
        Law::of("EN-2026-27")
    }

    /// The law of a parameter set.
    ///
    /// # Errors
    /// A calendar without that October, which does not come about.
    pub fn of(parameter_set: &str) -> anyhow::Result<Law> {
        let mut law = Law {
            on: monday_of_october(USUAL_YEAR)?,
            before: None,
            pack: "england",
            cap: None,
            council_share_counts: false,
            values: figures_in(parameter_set),
            assumed: Vec::new(),
        };
        let cap = CAPS.iter().find(|(begins, ..)| parameter_set.starts_with(begins));
        if let Some((_, pack, cap, council_share_counts)) = cap {
            law.pack = pack;
            law.cap = Some(number_after(parameter_set, "(cap ").unwrap_or(Decimal::from(*cap)));
            law.council_share_counts = *council_share_counts;
            law.on = monday_of_october(FIRST_YEAR)?;
            return Ok(law);
        }
        if parameter_set.starts_with("DWP") {
            let figures = PENSION_CREDIT.iter();
            law.values.extend(figures.map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
            law.assumed.push(
                "Pension Credit's own limits and guarantee of 2023-24 are laid over".to_owned(),
            );
        }
        let years = years_in(parameter_set);
        let known = |year: &i32| (FIRST_YEAR..=USUAL_YEAR).contains(year);
        let is_step = parameter_set.contains("->");
        match years.as_slice() {
            [from, to] if is_step && known(from) && known(to) => {
                law.before = Some(monday_of_october(*from)?);
                law.on = monday_of_october(*to)?;
            }
            [year, ..] if !is_step && known(year) => law.on = monday_of_october(*year)?,
            _ => law.assumed.push(format!("`{parameter_set}` is read as 2026-27")),
        }
        Ok(law)
    }
}

fn monday_of_october(year: i32) -> anyhow::Result<Day> {
    let first = parse_day(&format!("{year}-10-01"))?;
    Ok(plus_days(first, i64::from((7 - weekday_index(first)) % 7)))
}

/// The years that a set names: `EN-2025-26->EN-2026-27` is 2025 and 2026.
fn years_in(parameter_set: &str) -> Vec<i32> {
    let named = parameter_set.split('(').next().unwrap_or_default();
    if named.contains("to-date") {
        return Vec::new();
    }
    let words = named.split(|letter: char| !letter.is_ascii_digit());
    words.filter(|word| word.len() == 4).filter_map(|word| word.parse().ok()).collect()
}

/// Limits that a set's name gives: `NON-CARE-HB-LCL6000-UCL16000`, `UCL 123000`.
fn figures_in(parameter_set: &str) -> BTreeMap<String, String> {
    let figures = [
        ("LCL", "capital_limit_lower"),
        ("UCL", "capital_limit_upper"),
        ("DLC overridden to", "daily_living_costs_weekly"),
    ];
    let named = figures.iter().filter_map(|(word, key)| {
        Some(((*key).to_owned(), format!("{:.2}", number_after(parameter_set, word)?)))
    });
    named.collect()
}

fn number_after(text: &str, word: &str) -> Option<Decimal> {
    let (_, rest) = text.split_once(word)?;
    let rest = rest.trim_start();
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    decimal(rest.get(..end)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use carecap_calendar::show_day;

    #[test]
    fn a_set_is_a_day_and_a_pack() {
        let law = Law::of("EN-2024-25").unwrap();
        assert_eq!((show_day(law.on).as_str(), law.pack), ("2024-10-07", "england"));
        let step = Law::of("EN-2025-26->EN-2026-27").unwrap();
        assert_eq!(step.before.map(show_day).as_deref(), Some("2025-10-06"));
        assert!(Law::of("EN-2023-2024").unwrap().before.is_none());
        let cap = Law::of("CAP-2013-PROPOSAL (cap 75000 in 2017, UCL 123000)").unwrap();
        assert_eq!(cap.cap, Some(Decimal::from(75_000)));
        assert_eq!(cap.values["capital_limit_upper"], "123000.00");
    }

    #[test]
    fn a_set_of_no_known_year_says_what_it_is_read_as() {
        assert_eq!(Law::of("EN-LOCAL-2016-17").unwrap().assumed.len(), 1);
        assert!(Law::of("EN-2024-25").unwrap().assumed.is_empty());
    }
}
