//! Settings, ages and households as people write them.

use carecap_contracts::assessment::v1::{AgeBand, Household, Premium, Setting};
use rust_decimal::Decimal;

/// From this age on somebody counts as having reached State Pension age. Between April 2026 and March
/// 2028 the law raises it to 67 by date of birth, which examples do not give.
const PENSION_AGE: u32 = 66;

/// Where the care is given, if the text says so.
pub fn setting(text: &str) -> Option<Setting> {
    let text = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["non-residential", "non residential", "own home", "supported living"]) {
        return Some(Setting::Home);
    }
    if says(&["care home", "nursing", "residential"]) {
        return Some(if says(&["short-term", "short term", "respite"]) {
            Setting::CareHomeShortTerm
        } else if says(&["temporary"]) {
            Setting::CareHomeTemporary
        } else {
            Setting::CareHomePermanent
        });
    }
    says(&["home", "community", "direct-payment"]).then_some(Setting::Home)
}

/// The age band of somebody so many years old.
pub fn age_band(years: Decimal) -> AgeBand {
    if years < Decimal::from(18) {
        AgeBand::Under18
    } else if years < Decimal::from(25) {
        AgeBand::AgeBand18To24
    } else if years < Decimal::from(PENSION_AGE) {
        AgeBand::AgeBand25ToPensionAge
    } else {
        AgeBand::PensionAge
    }
}

/// The age band that a text says, such as `25_to_SPA` or `single pensioner` or `aged 40`.
pub fn age_band_in(text: &str) -> Option<AgeBand> {
    let text = text.to_lowercase().replace(['_', '-'], " ");
    let words: Vec<&str> = text.split(|letter: char| !letter.is_alphanumeric()).collect();
    let years = words.windows(2).find(|pair| pair.first() == Some(&"aged"));
    if let Some(years) = years.and_then(|pair| pair.get(1)?.parse::<u32>().ok()) {
        return Some(age_band(Decimal::from(years)));
    }
    let younger = ["working age", "to spa", "under pension age", "below pension age"];
    if text.starts_with("25") || younger.iter().any(|word| text.contains(word)) {
        return Some(AgeBand::AgeBand25ToPensionAge);
    }
    if text.starts_with("18") {
        return Some(AgeBand::AgeBand18To24);
    }
    let old = ["spa", "pensioner", "pension age"];
    old.iter().any(|word| text.contains(word)).then_some(AgeBand::PensionAge)
}

/// With whom the person lives, if the text says so.
pub fn household(text: &str) -> Option<Household> {
    let text = text.to_lowercase().replace(['_', '-'], " ");
    let households = [
        ("lone parent", Household::LoneParent),
        ("couple", Household::Couple),
        ("married", Household::Couple),
        ("single", Household::Single),
    ];
    households.iter().find(|(word, _)| text.contains(word)).map(|(_, is)| *is)
}

/// The premium of the guarantee that a text names.
pub fn premium(text: &str) -> Option<Premium> {
    let text = text.to_lowercase().replace(['_', '-'], " ");
    if text.contains("enhanced disability") {
        Some(Premium::EnhancedDisability)
    } else if text.contains("disability") {
        Some(Premium::Disability)
    } else {
        text.contains("carer").then_some(Premium::Carer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_no_care_home() {
        assert_eq!(setting("own home (private rented)"), Some(Setting::Home));
        assert_eq!(setting("non-residential-contribution"), Some(Setting::Home));
        assert_eq!(setting("Home care, single aged 40"), Some(Setting::Home));
        assert_eq!(setting("nursing home (EMI), permanent"), Some(Setting::CareHomePermanent));
        assert_eq!(setting("tariff-income"), None);
    }

    #[test]
    fn ages_are_read_from_sentences() {
        assert_eq!(age_band_in("25_to_SPA"), Some(AgeBand::AgeBand25ToPensionAge));
        assert_eq!(
            age_band_in("Home care, single aged 40 with"),
            Some(AgeBand::AgeBand25ToPensionAge)
        );
        assert_eq!(age_band_in("single over pension age"), Some(AgeBand::PensionAge));
        assert_eq!(age_band_in("Tariff slice edges"), None);
    }
}
