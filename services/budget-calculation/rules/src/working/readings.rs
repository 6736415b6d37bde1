use std::borrow::Cow;

use carecap_money::Money;

use super::place::Group;
use super::{Figure, Place, Ratio};
use crate::policy::{COUNCIL_LAYER, DEFAULT_LAYER, PolicyError, PolicyOnDay, RecordedValues};

/// A fact that decides between alternatives, and where in the body it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// Where it stands.
    pub at: Place,
    /// The fact.
    pub value: T,
}

/// Reads a policy and remembers what was read, so that a receipt holds exactly that.
#[derive(Debug)]
pub struct Readings<'a> {
    policy: &'a PolicyOnDay,
    parameters: RecordedValues,
    choices: RecordedValues,
}

impl<'a> Readings<'a> {
    /// Nothing read yet.
    pub fn of(policy: &'a PolicyOnDay) -> Readings<'a> {
        Readings { policy, parameters: RecordedValues::new(), choices: RecordedValues::new() }
    }

    /// The policy.
    pub fn policy(&self) -> &'a PolicyOnDay {
        self.policy
    }

    /// An amount of money.
    ///
    /// # Errors
    /// As [`PolicyOnDay::money`].
    pub fn money(&mut self, key: &'static str) -> Result<Figure<Money>, PolicyError> {
        let value = self.policy.money(key)?;
        Ok(Figure::at(self.remember(key)?, value))
    }

    /// A percentage.
    ///
    /// # Errors
    /// As [`PolicyOnDay::percent`].
    pub fn percent(&mut self, key: &'static str) -> Result<Figure<Ratio>, PolicyError> {
        let value = self.policy.percent(key)?;
        Ok(Figure::at(self.remember(key)?, value.into()))
    }

    /// A whole number of weeks.
    ///
    /// # Errors
    /// As [`PolicyOnDay::weeks`].
    pub fn weeks(&mut self, key: &'static str) -> Result<Fact<u32>, PolicyError> {
        let value = self.policy.weeks(key)?;
        let at = self.remember(key)?;
        Ok(Fact { at, value })
    }

    /// A switch.
    ///
    /// # Errors
    /// As [`PolicyOnDay::switch`].
    pub fn switch(&mut self, key: &'static str) -> Result<Fact<bool>, PolicyError> {
        let value = self.policy.switch(key)?;
        let at = self.remember(key)?;
        Ok(Fact { at, value })
    }

    /// A word.
    ///
    /// # Errors
    /// As [`PolicyOnDay::word`].
    pub fn word(&mut self, key: &'static str) -> Result<Fact<&'a str>, PolicyError> {
        let value = self.policy.word(key)?;
        let at = self.remember(key)?;
        Ok(Fact { at, value })
    }

    /// An amount that the council chose; none where it chose nothing, and then nothing is recorded.
    ///
    /// # Errors
    /// As [`PolicyOnDay::money`].
    pub fn chosen_money(
        &mut self,
        key: &'static str,
    ) -> Result<Option<Figure<Money>>, PolicyError> {
        self.policy.is_chosen(key).then(|| self.money(key)).transpose()
    }

    /// A word that the council chose; none where it chose nothing, and then nothing is recorded.
    ///
    /// # Errors
    /// As [`PolicyOnDay::word`].
    pub fn chosen_word(&mut self, key: &'static str) -> Result<Option<Fact<&'a str>>, PolicyError> {
        self.policy.is_chosen(key).then(|| self.word(key)).transpose()
    }

    /// Keys of the values read that no named officer has confirmed yet, in order.
    pub fn unconfirmed(&self) -> Vec<String> {
        let read = self.parameters.iter().chain(&self.choices);
        let mut keys: Vec<String> = read
            .filter(|(_, value)| value.confidence.blocks_publication())
            .map(|(key, _)| key.to_string())
            .collect();
        keys.sort();
        keys
    }

    /// What was read: parameters of the pack, and choices.
    pub fn into_recorded(self) -> (RecordedValues, RecordedValues) {
        (self.parameters, self.choices)
    }

    fn remember(&mut self, key: &'static str) -> Result<Place, PolicyError> {
        let value = self.policy.recorded(key)?;
        let chosen = [COUNCIL_LAYER, DEFAULT_LAYER].contains(&value.layer.as_str());
        let (group, kept) = if chosen {
            (Group::Choices, &mut self.choices)
        } else {
            (Group::Parameters, &mut self.parameters)
        };
        kept.entry(Cow::Borrowed(key)).or_insert_with(|| value.clone());
        Ok(Place::value(group, key))
    }
}
