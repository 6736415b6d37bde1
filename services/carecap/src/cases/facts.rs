use std::collections::BTreeMap;

use carecap_calendar::{Day, parse_day};
use carecap_contracts::assessment::v1::{
    AgeBand, Household, IncomeType, OutgoingType, Premium, Setting,
};
use rust_decimal::Decimal;
use serde_json::Value;

use super::amounts::Amount;
use super::file::Example;
use super::lists;
use super::meaning::Meaning;
use super::phrases;
use super::priced;
use super::stated::{Piece, Price, Service, Stated, Unexpressed};
use super::value::{number, plain};
use super::vocabulary::meaning_of;

/// What an example gives, read word by word.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Plain numbers.
    pub amounts: BTreeMap<Amount, Decimal>,
    /// Values laid over the pack and the policy.
    pub values: BTreeMap<String, String>,
    /// The same for one year of two.
    pub values_of_year: BTreeMap<(i32, String), String>,
    /// Incomes.
    pub incomes: Vec<Stated<IncomeType>>,
    /// Outgoings.
    pub outgoings: Vec<Stated<OutgoingType>>,
    /// Capital.
    pub capital: Vec<Piece>,
    /// Amounts of capital, each an example of its own.
    pub capitals: Vec<Decimal>,
    /// Services.
    pub services: Vec<Service>,
    /// Published prices.
    pub prices: Vec<Price>,
    /// Where the care is given.
    pub setting: Option<Setting>,
    /// The age band.
    pub age_band: Option<AgeBand>,
    /// With whom the person lives.
    pub household: Option<Household>,
    /// Premiums.
    pub premiums: Vec<Premium>,
    /// The first day.
    pub start: Option<Day>,
    /// What was not expressed.
    pub unexpressed: Vec<Unexpressed>,
    /// What was assumed, in sentences.
    pub assumed: Vec<String>,
}

impl Facts {
    /// Reads an example. What stands in its description or category counts where no input says it.
    pub fn of(example: &Example) -> Facts {
        let mut facts = Facts::default();
        for (word, value) in &example.inputs {
            let before = facts.clone();
            if let Err(why) = facts.take(word, value) {
                // Half a list is no input.
                facts = before;
                facts.leave_out(word, &why);
            }
        }
        facts.infer(example);
        facts
    }

    /// A plain number.
    pub fn amount(&self, amount: Amount) -> Option<Decimal> {
        self.amounts.get(&amount).copied()
    }

    /// Names an input that no contract is asked with.
    pub fn leave_out(&mut self, input: &str, why: &str) {
        self.unexpressed.push(Unexpressed { input: input.to_owned(), why: why.to_owned() });
    }

    fn take(&mut self, word: &str, value: &Value) -> Result<(), String> {
        let Some(meaning) = meaning_of(word) else { return self.take_of_year(word, value) };
        match meaning {
            Meaning::Amount(amount) => {
                let number = number(value)?;
                if self.amounts.insert(amount, number).is_some() {
                    return Err("another input says the same".to_owned());
                }
            }
            Meaning::Laid(key) => {
                self.values.insert(key.to_owned(), laid(key, value)?);
            }
            Meaning::Capital(is) => lists::capital(self, word, is, value)?,
            Meaning::Capitals => lists::capitals(self, value)?,
            Meaning::Income(is) => self.incomes.push(lists::weekly(is, number(value)?)),
            Meaning::IncomeEvery(frequency) => {
                let (is, amount) = (IncomeType::Other, number(value)?);
                self.incomes.push(Stated { is, amount, frequency });
            }
            Meaning::Incomes => lists::incomes(self, word, value)?,
            Meaning::Outgoings(is) => lists::outgoings(self, word, is, value)?,
            Meaning::Deductions => lists::deductions(self, word, value)?,
            Meaning::Services => self.services = priced::services(self, word, value)?,
            Meaning::Prices => self.prices = priced::prices(self, word, value)?,
            Meaning::Unexpressed(why) => return Err(why.to_owned()),
            Meaning::Setting
            | Meaning::Age
            | Meaning::AgeBand
            | Meaning::Household
            | Meaning::Couple
            | Meaning::Premiums
            | Meaning::Start => self.take_circumstance(meaning, value)?,
        }
        Ok(())
    }

    fn take_circumstance(&mut self, meaning: Meaning, value: &Value) -> Result<(), String> {
        let text = plain(value).unwrap_or_default();
        let not_read = || format!("`{text}` cannot be read");
        match meaning {
            Meaning::Setting => self.setting = Some(phrases::setting(&text).ok_or_else(not_read)?),
            Meaning::Age => self.age_band = Some(phrases::age_band(number(value)?)),
            Meaning::AgeBand => {
                self.age_band = Some(phrases::age_band_in(&text).ok_or_else(not_read)?);
            }
            Meaning::Household => {
                let band = phrases::age_band_in(&text);
                self.age_band = self.age_band.or(band);
                self.household = Some(phrases::household(&text).ok_or_else(not_read)?);
            }
            Meaning::Couple => {
                let couple = value.as_bool().ok_or("is neither true nor false")?;
                self.household = Some(if couple { Household::Couple } else { Household::Single });
            }
            Meaning::Premiums => {
                for name in value.as_array().ok_or("is no list")? {
                    let name = plain(name).unwrap_or_default();
                    let premium = phrases::premium(&name);
                    self.premiums.push(premium.ok_or_else(|| format!("`{name}` is no premium"))?);
                }
            }
            _ => self.start = Some(parse_day(&text).map_err(|error| error.to_string())?),
        }
        Ok(())
    }

    /// `mig_25_plus_2026` is `mig_25_plus` in the year that begins in 2026.
    fn take_of_year(&mut self, word: &str, value: &Value) -> Result<(), String> {
        let of_year = word.rsplit_once('_').and_then(|(word, year)| {
            Some((meaning_of(word)?, year.parse().ok().filter(|year| *year > 2000)?))
        });
        let Some((Meaning::Laid(key), year)) = of_year else {
            return Err("is no word of the vocabulary".to_owned());
        };
        self.values_of_year.insert((year, key.to_owned()), laid(key, value)?);
        Ok(())
    }

    fn infer(&mut self, example: &Example) {
        let description = example.description.as_str();
        let setting =
            || phrases::setting(&example.category).or_else(|| phrases::setting(description));
        self.setting = self.setting.or_else(setting);
        self.age_band = self.age_band.or_else(|| phrases::age_band_in(description));
        self.household = self.household.or_else(|| phrases::household(description));
        if self.premiums.is_empty() && description.contains("premium") {
            self.premiums.extend(phrases::premium(description));
        }
    }
}

/// A value as its key writes it: percentages as they are, everything else in pounds and pence.
fn laid(key: &str, value: &Value) -> Result<String, String> {
    let number = number(value)?;
    Ok(if key.starts_with("percent") { number.to_string() } else { format!("{number:.2}") })
}
