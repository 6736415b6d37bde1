//! Nouns that contract and rules spell alike, so that each list stands in the contract and in the
//! rules and not a third time here. A test holds every value of every list together.

use budget_calculation_rules::budget::{BudgetKind, BudgetState};
use budget_calculation_rules::change_request::ChangeRequestState;
use budget_calculation_rules::mapping::UnitsRule;
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, CapitalType, Disclosure, Duty, FreeByLaw, Frequency, HomeDisregard,
    Household, IncomeType, KindOfHelp, LinePeriod, MetBy, Outcome, OutgoingType, Premium, Setting,
    Unit, code,
};
use budget_calculation_rules::plan::{DirectPaymentManner, OverwriteReason, TopUpBy};
use budget_calculation_rules::policy::{CapTest, Confidence};
use budget_calculation_rules::pricing::Specificity;
use carecap_contracts::{assessment, budget, common, rates};
use carecap_service::Fields;
use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer as _};

/// A noun of the rules with the contract's enumeration of the same words.
pub(crate) trait Noun: Serialize + DeserializeOwned {
    /// The contract's enumeration.
    type Contract;
    /// What the contract puts before each word.
    const PREFIX: &'static str;
    /// The number of a word, with its prefix.
    fn number_of(name: &str) -> Option<i32>;
    /// The word of a value, with its prefix.
    fn name_of(value: &Self::Contract) -> &'static str;
}

macro_rules! nouns {
    ($($noun:ty => $contract:ty, $prefix:literal;)*) => {$(
        impl Noun for $noun {
            type Contract = $contract;
            const PREFIX: &'static str = $prefix;

            fn number_of(name: &str) -> Option<i32> {
                <$contract>::from_str_name(name).map(i32::from)
            }

            fn name_of(value: &$contract) -> &'static str {
                value.as_str_name()
            }
        }
    )*};
}

nouns! {
    KindOfHelp => assessment::v1::KindOfHelp, "KIND_OF_HELP_";
    Outcome => assessment::v1::Outcome, "OUTCOME_";
    Setting => assessment::v1::Setting, "SETTING_";
    ArrangedBy => assessment::v1::ArrangedBy, "ARRANGED_BY_";
    MetBy => assessment::v1::MetBy, "MET_BY_";
    LinePeriod => assessment::v1::LinePeriod, "LINE_PERIOD_";
    AgeBand => assessment::v1::AgeBand, "AGE_BAND_";
    Frequency => assessment::v1::Frequency, "FREQUENCY_";
    IncomeType => assessment::v1::IncomeType, "INCOME_TYPE_";
    CapitalType => assessment::v1::CapitalType, "CAPITAL_TYPE_";
    OutgoingType => assessment::v1::OutgoingType, "OUTGOING_TYPE_";
    Household => assessment::v1::Household, "HOUSEHOLD_";
    Premium => assessment::v1::Premium, "PREMIUM_";
    Disclosure => assessment::v1::Disclosure, "DISCLOSURE_";
    HomeDisregard => assessment::v1::HomeDisregard, "HOME_DISREGARD_";
    Duty => assessment::v1::Duty, "DUTY_";
    FreeByLaw => assessment::v1::FreeByLaw, "FREE_BY_LAW_";
    OverwriteReason => budget::v1::OverwriteReason, "OVERWRITE_REASON_";
    TopUpBy => budget::v1::TopUpBy, "TOP_UP_BY_";
    DirectPaymentManner => budget::v1::DirectPaymentManner, "DIRECT_PAYMENT_MANNER_";
    Unit => rates::v1::Unit, "UNIT_";
    Specificity => rates::v1::Specificity, "SPECIFICITY_";
    UnitsRule => budget::v1::UnitsRule, "UNITS_RULE_";
    CapTest => budget::v1::CapTest, "CAP_TEST_";
    BudgetKind => budget::v1::BudgetKind, "BUDGET_KIND_";
    BudgetState => budget::v1::BudgetState, "BUDGET_STATE_";
    ChangeRequestState => budget::v1::ChangeRequestState, "CHANGE_REQUEST_STATE_";
    Confidence => common::v1::Confidence, "CONFIDENCE_";
}

/// The noun as the contract numbers it.
pub(crate) fn number<N: Noun>(noun: N) -> i32 {
    N::number_of(&format!("{}{}", N::PREFIX, code(noun))).unwrap_or_default()
}

/// The noun that a value of the contract stands for; none where it is unspecified.
pub(crate) fn noun<N: Noun>(value: N::Contract) -> Option<N> {
    let word = N::name_of(&value).strip_prefix(N::PREFIX)?;
    let word: StrDeserializer<'_, Error> = word.into_deserializer();
    N::deserialize(word).ok()
}

/// A noun that must be one of its list. Any other number is refused with the whole list.
pub(crate) fn one_of<N: Noun>(fields: &mut Fields, at: &str, given: i32) -> Option<N>
where
    N::Contract: TryFrom<i32>,
{
    listed(fields, at, given, N::name_of).and_then(noun)
}

/// A value of a contract's list, but for the unspecified; any other number is refused with the list.
pub(super) fn listed<P: TryFrom<i32>>(
    fields: &mut Fields,
    at: &str,
    given: i32,
    name_of: impl Fn(&P) -> &'static str,
) -> Option<P> {
    let known = P::try_from(given).ok().filter(|_| given != 0);
    let refused = || {
        let values = (1..).map_while(|number| P::try_from(number).ok());
        let names: Vec<&str> = values.map(|value| name_of(&value)).collect();
        format!("is unspecified or unknown: give one of {}", names.join(", "))
    };
    fields.check(at, known.ok_or_else(refused))
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::*;

    /// Every number that the contract knows, but for the unspecified, is a noun and comes back.
    fn both_ways<N>() -> i32
    where
        N: Noun + Copy + Debug,
        N::Contract: TryFrom<i32> + Debug,
    {
        let mut known = 0;
        while let Ok(value) = N::Contract::try_from(known + 1) {
            known += 1;
            let name = N::name_of(&value);
            let found: N = noun(value).unwrap_or_else(|| panic!("{name} is no noun of the rules"));
            assert_eq!(number(found), known, "{name}");
        }
        let unspecified = N::Contract::try_from(0).ok().and_then(noun::<N>);
        assert!(unspecified.is_none(), "{unspecified:?}");
        known
    }

    #[test]
    fn contract_and_rules_use_the_same_words() {
        let lists = [
            both_ways::<KindOfHelp>(),
            both_ways::<Outcome>(),
            both_ways::<Setting>(),
            both_ways::<ArrangedBy>(),
            both_ways::<MetBy>(),
            both_ways::<LinePeriod>(),
            both_ways::<AgeBand>(),
            both_ways::<Frequency>(),
            both_ways::<IncomeType>(),
            both_ways::<CapitalType>(),
            both_ways::<OutgoingType>(),
            both_ways::<Household>(),
            both_ways::<Premium>(),
            both_ways::<Disclosure>(),
            both_ways::<HomeDisregard>(),
            both_ways::<Duty>(),
            both_ways::<FreeByLaw>(),
            both_ways::<OverwriteReason>(),
            both_ways::<TopUpBy>(),
            both_ways::<DirectPaymentManner>(),
            both_ways::<Unit>(),
            both_ways::<Specificity>(),
            both_ways::<UnitsRule>(),
            both_ways::<CapTest>(),
            both_ways::<BudgetKind>(),
            both_ways::<BudgetState>(),
            both_ways::<ChangeRequestState>(),
            both_ways::<Confidence>(),
        ];
        let lengths = [
            19, 10, 4, 2, 5, 2, 4, 5, 29, 14, 9, 3, 3, 3, 7, 2, 4, 4, 2, 2, 15, 3, 2, 2, 2, 4, 4, 7,
        ];
        assert_eq!(lists, lengths);
    }
}
