//! The types of incomes, outgoings and units, as councils name them.

use carecap_contracts::assessment::v1::{CapitalType, IncomeType, OutgoingType};
use carecap_contracts::rates::v1::Unit;

/// Names of incomes beside those of the contract, each also as the beginning of a longer name:
/// `PIP_DAILY_LIVING_ENHANCED`.
const INCOMES: &[(&str, IncomeType)] = &[
    ("BASIC_STATE_PENSION", IncomeType::StatePension),
    ("NEW_STATE_PENSION", IncomeType::StatePension),
    ("RETIREMENT_PENSION", IncomeType::StatePension),
    ("STATE_PENSION", IncomeType::StatePension),
    ("OCCUPATIONAL_PENSION", IncomeType::PrivatePension),
    ("WORKS_PENSION", IncomeType::PrivatePension),
    ("WORKPLACE_PENSION", IncomeType::PrivatePension),
    ("COMPANY_PENSION", IncomeType::PrivatePension),
    ("PRIVATE_PENSION", IncomeType::PrivatePension),
    ("PENSION_CREDIT_SAVINGS", IncomeType::SavingsCredit),
    ("PENSION_SAVINGS_CREDIT", IncomeType::SavingsCredit),
    ("SAVINGS_CREDIT", IncomeType::SavingsCredit),
    ("GUARANTEE_CREDIT", IncomeType::PensionCreditGuarantee),
    ("PENSION_CREDIT", IncomeType::PensionCreditGuarantee),
    ("EMPLOYMENT_AND_SUPPORT_ALLOWANCE", IncomeType::Esa),
    ("ESA", IncomeType::Esa),
    ("UC", IncomeType::UniversalCredit),
    ("UNIVERSAL_CREDIT", IncomeType::UniversalCredit),
    ("JSA", IncomeType::IncomeSupport),
    ("INCOME_SUPPORT", IncomeType::IncomeSupport),
    ("AA", IncomeType::AttendanceAllowance),
    ("ATTENDANCE_ALLOWANCE", IncomeType::AttendanceAllowance),
    ("DLA_CARE", IncomeType::DlaCare),
    ("DLA_MOBILITY", IncomeType::DlaMobility),
    ("PIP_DAILY_LIVING", IncomeType::PipDailyLiving),
    ("PIP_DL", IncomeType::PipDailyLiving),
    ("PIP_MOBILITY", IncomeType::PipMobility),
    ("EARNINGS", IncomeType::Earnings),
    ("WAGES", IncomeType::Earnings),
    ("CARERS_ALLOWANCE", IncomeType::CarersAllowance),
    ("CHILD_BENEFIT", IncomeType::ChildBenefit),
    ("WAR_PENSION", IncomeType::WarPension),
    ("WINTER_FUEL", IncomeType::WinterFuelOrBonus),
    ("HOUSING_BENEFIT", IncomeType::HousingBenefit),
    ("PENSIONS", IncomeType::Other),
    ("PENSION", IncomeType::Other),
    ("BENEFITS", IncomeType::Other),
    ("COUNTED", IncomeType::Other),
    ("OTHER", IncomeType::Other),
];

const OUTGOINGS: &[(&str, OutgoingType)] = &[
    ("RENT", OutgoingType::Rent),
    ("MORTGAGE", OutgoingType::Mortgage),
    ("COUNCIL_TAX", OutgoingType::CouncilTax),
    ("SERVICE_CHARGE", OutgoingType::ServiceCharge),
    ("GROUND_RENT", OutgoingType::ServiceCharge),
    ("CONTENTS_INSURANCE", OutgoingType::ContentsInsurance),
    ("HOME_INSURANCE", OutgoingType::ContentsInsurance),
    ("HOUSE_INSURANCE", OutgoingType::ContentsInsurance),
    ("WATER", OutgoingType::Water),
    ("HOME_COMMITMENT", OutgoingType::HomeCommitment),
    ("DRE", OutgoingType::DisabilityRelated),
    ("STANDARD_DRE", OutgoingType::DisabilityRelated),
    ("DISABILITY_RELATED", OutgoingType::DisabilityRelated),
];

const CAPITAL: &[(&str, CapitalType)] = &[
    ("SAVINGS", CapitalType::Savings),
    ("BANK", CapitalType::Savings),
    ("CASH", CapitalType::Savings),
    ("ISA", CapitalType::Savings),
    ("SHARES", CapitalType::Investments),
    ("BONDS", CapitalType::Investments),
    ("INVESTMENTS", CapitalType::Investments),
    ("HOME", CapitalType::MainHome),
    ("HOUSE", CapitalType::MainHome),
    ("PROPERTY", CapitalType::MainHome),
    ("SECOND_HOME", CapitalType::OtherProperty),
];

const UNITS: &[(&str, Unit)] = &[
    ("15", Unit::Visit15Minutes),
    ("30", Unit::Visit30Minutes),
    ("45", Unit::Visit45Minutes),
    ("60", Unit::Visit60Minutes),
    ("hour", Unit::Hour),
    ("round", Unit::RoundTrip),
    ("return", Unit::RoundTrip),
    ("journey", Unit::Journey),
    ("trip", Unit::Journey),
    ("week", Unit::Week),
    ("night", Unit::Night),
    ("session", Unit::Session),
    ("meal", Unit::Meal),
    ("call", Unit::Call),
    ("day", Unit::Day),
];

/// A name in the form of the tables: `Attendance Allowance` is `ATTENDANCE_ALLOWANCE`.
fn code(name: &str) -> String {
    let apart = name.to_uppercase().replace(['\'', '’'], "");
    let words = apart.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_")
}

fn named<T: Copy>(table: &[(&str, T)], code: &str) -> Option<T> {
    let fits = |name: &str| {
        code.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    table.iter().find(|(name, _)| fits(name)).map(|(_, is)| *is)
}

/// The type of an income by its name, or none.
pub fn income_type(name: &str) -> Option<IncomeType> {
    let code = code(name);
    let of_contract = IncomeType::from_str_name(&format!("INCOME_TYPE_{code}"));
    of_contract.filter(|found| *found != IncomeType::Unspecified).or_else(|| named(INCOMES, &code))
}

/// The type of an income by a word that is exactly its name, or its name for a week.
pub fn income_word(word: &str) -> Option<IncomeType> {
    let code = code(word.strip_suffix("_weekly").unwrap_or(word));
    let of_contract = IncomeType::from_str_name(&format!("INCOME_TYPE_{code}"));
    let named = INCOMES.iter().find(|(name, _)| *name == code).map(|(_, is)| *is);
    of_contract.filter(|found| *found != IncomeType::Unspecified).or(named)
}

/// The type of a piece of capital by its name, or none.
pub fn capital_type(name: &str) -> Option<CapitalType> {
    let code = code(name);
    let of_contract = CapitalType::from_str_name(&format!("CAPITAL_TYPE_{code}"));
    of_contract.filter(|found| *found != CapitalType::Unspecified).or_else(|| named(CAPITAL, &code))
}

/// The type of an outgoing by its name, or none.
pub fn outgoing_type(name: &str) -> Option<OutgoingType> {
    named(OUTGOINGS, &code(name))
}

/// Whether a name is one of what the person keeps to live on.
pub fn is_guarantee(name: &str) -> bool {
    let code = code(name);
    ["GUARANTEE", "MIG", "MINIMUM_INCOME", "BUFFER", "INCOME_SUPPORT"]
        .iter()
        .any(|word| code.contains(word))
}

/// The unit that a text names, or none: `sleep_45` is a visit of 45 minutes.
pub fn unit(name: &str) -> Option<Unit> {
    let name = name.to_lowercase();
    UNITS.iter().find(|(word, _)| name.contains(word)).map(|(_, unit)| *unit)
}

/// A unit as a rates file writes it.
pub fn unit_code(unit: Unit) -> &'static str {
    unit.as_str_name().trim_start_matches("UNIT_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomes_are_found_by_the_beginning_of_their_names() {
        assert_eq!(
            income_type("ATTENDANCE_ALLOWANCE_HIGHER"),
            Some(IncomeType::AttendanceAllowance)
        );
        assert_eq!(income_type("Carer's Allowance"), Some(IncomeType::CarersAllowance));
        assert_eq!(
            income_type("PENSION_CREDIT_GUARANTEE"),
            Some(IncomeType::PensionCreditGuarantee)
        );
        assert_eq!(income_type("AARDVARK_FUND"), None);
    }

    #[test]
    fn the_length_of_a_visit_goes_before_the_hour() {
        assert_eq!(unit("45min"), Some(Unit::Visit45Minutes));
        assert_eq!(unit("sleep_hour"), Some(Unit::Hour));
        assert_eq!(unit("live_in_week"), Some(Unit::Week));
        assert_eq!(unit("fortnight of fun"), Some(Unit::Night));
    }
}
