//! How an expected quantity finds its answers, and which contracts these come from.

use super::quantity_words::{NUMBERED, QUANTITIES};

/// The answers that a quantity may be, the first being the usual one.
pub fn readings_of(quantity: &str) -> Vec<String> {
    let found = QUANTITIES.iter().find(|(names, _)| names.contains(&quantity));
    if let Some((_, readings)) = found {
        return readings.iter().map(|reading| (*reading).to_owned()).collect();
    }
    for (name, reading) in NUMBERED {
        if let Some(number) = numbered(quantity, name) {
            return vec![format!("{reading}{number}")];
        }
    }
    // `home_care_cost` is what the service `home_care` costs; and the names of the contract's own steps,
    // figures and parameters are words too.
    let line = quantity.strip_suffix("_cost").map(|service| format!("line.{service}"));
    let own = ["step", "budget", "plan", "value"].map(|kind| format!("{kind}.{quantity}"));
    line.into_iter().chain(own).collect()
}

/// The numbers with which a quantity is asked for: the weeks of `remaining_after_week_132`.
pub fn numbers_asked<'a>(quantities: impl Iterator<Item = &'a String>, names: &[&str]) -> Vec<u32> {
    let asked =
        quantities.filter_map(|quantity| names.iter().find_map(|name| numbered(quantity, name)));
    asked.collect()
}

fn numbered(quantity: &str, name: &str) -> Option<u32> {
    quantity.strip_prefix(name)?.parse().ok()
}

/// Which contracts the quantities of an example need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// Previews of budgets.
    pub budgets: bool,
    /// Previews of accounts.
    pub accounts: bool,
    /// The catalogue.
    pub rates: bool,
}

/// Which contracts the answers come from.
pub fn needs<'a>(quantities: impl Iterator<Item = &'a String>) -> Needs {
    let mut needs = Needs::default();
    for reading in quantities.flat_map(|quantity| readings_of(quantity)) {
        match reading.split('.').next().unwrap_or_default() {
            "account" | "week" | "uprated" | "lifetime" => needs.accounts = true,
            "by_years" => needs = Needs { accounts: true, budgets: true, ..needs },
            "remainder" => needs.rates = true,
            _ => needs.budgets = true,
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_once() {
        let mut names: Vec<&str> =
            QUANTITIES.iter().flat_map(|(names, _)| *names).copied().collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn a_number_at_the_end_and_a_service_at_the_beginning_are_read() {
        assert_eq!(readings_of("remaining_after_week_132"), ["week.room.132"]);
        assert_eq!(readings_of("home_care_cost").first().unwrap(), "line.home_care");
    }
}
