//! What a statement may not say, because the sheet would have to leave it out in silence. The
//! contract of the financial statement says where each field belongs.

use crate::Refused;
use crate::statement::{Capital, Income, Life, Outgoing};

/// Whether a stay is charged as one in a care home, and whether it is for good.
#[derive(Debug, Clone, Copy)]
pub struct Stay {
    /// In a care home, and charged so.
    pub in_care_home: bool,
    /// For good.
    pub for_good: bool,
}

/// Refuses a stay that contradicts itself.
///
/// # Errors
/// The first contradiction.
pub fn none_in_stay(life: &Life, stay: Stay) -> Result<(), Refused> {
    let Some(since) = life.permanent_since else { return Ok(()) };
    refuse_if(!stay.for_good, "a stay that is not for good has no first day of one")?;
    refuse_if(since > life.on, "the stay for good begins after the day")
}

/// Refuses a statement that contradicts itself or the stay that it is used for.
///
/// # Errors
/// The first contradiction.
pub fn none_in_statement(life: &Life, stay: Stay) -> Result<(), Refused> {
    let means = &life.means;
    let couple = means.household == "COUPLE";
    refuse_if(!couple && means.couple_at_pension_age, "nobody else makes a couple with them")?;
    let premium = |name: &str| means.premiums.iter().any(|premium| premium == name);
    let alone = premium("ENHANCED_DISABILITY") && !premium("DISABILITY");
    refuse_if(alone, "the enhanced disability premium comes on top of the other")?;
    for income in &means.incomes {
        income_contradicts_nothing(income, life, stay)?;
    }
    for piece in &means.capital {
        capital_contradicts_nothing(piece, life)?;
    }
    for outgoing in &means.outgoings {
        outgoing_contradicts_nothing(outgoing, stay)?;
    }
    Ok(())
}

fn income_contradicts_nothing(income: &Income, life: &Life, stay: Stay) -> Result<(), Refused> {
    if income.half_passes_to_partner {
        refuse_if(income.income_type != "PRIVATE_PENSION", "only a private pension is halved")?;
        refuse_if(!stay.for_good, "a pension is halved only in a stay for good")?;
        refuse_if(life.means.household != "COUPLE", "there is no partner to take half a pension")?;
    }
    if let (Some(from), Some(until)) = (income.payable_from, income.payable_until) {
        refuse_if(until <= from, "an income ends before it begins")?;
    }
    if let Some(pot) = &income.pension_pot {
        refuse_if(income.income_type != "PRIVATE_PENSION", "only a private pension has a pot")?;
        refuse_if(income.notional, "what is drawn of a pot is not notional")?;
        refuse_if(income.half_passes_to_partner, "of what is not drawn no half is paid over")?;
        refuse_if(pot.value == 0, "there is nothing in the pot")?;
        let sourced = pot.annuity_percent.is_some() == pot.annuity_source.is_some();
        refuse_if(!sourced, "an annuity is stated with its source")?;
    }
    // Above the ceiling there is no award (R-FIN-36).
    let award = income.income_type == "SAVINGS_CREDIT" && income.is_payable(life.on);
    let above = life.means.above_savings_credit_ceiling;
    refuse_if(award && above, "there is no Savings Credit above its ceiling")
}

fn capital_contradicts_nothing(piece: &Capital, life: &Life) -> Result<(), Refused> {
    let is = |capital_type: &str| piece.capital_type == capital_type;
    let home = is("MAIN_HOME");
    let reason = piece.home_disregard.as_deref();
    refuse_if(!home && reason.is_some(), "only a main home has such a reason")?;
    let explained = piece.disregarded_because.is_some();
    refuse_if(!home && explained, "only a main home is disregarded by decision")?;
    let decided = reason == Some("DISCRETIONARY");
    refuse_if(decided && !explained, "a discretionary disregard must say why")?;

    // A disregard of some weeks has a first day, and nothing else has.
    let for_weeks = is("PERSONAL_INJURY_PAYMENT")
        || is("HOME_SALE_PROCEEDS")
        || reason == Some("OCCUPIER_LEFT");
    let first_day = piece.disregarded_from;
    refuse_if(for_weeks && first_day.is_none(), "the first day of the disregard is missing")?;
    refuse_if(!for_weeks && first_day.is_some(), "no disregard of some weeks has a first day")?;
    refuse_if(first_day.is_some_and(|from| from > life.on), "the disregard begins after the day")?;

    let business = is("BUSINESS_ASSETS");
    let until = piece.disregarded_until;
    refuse_if(business && until.is_none(), "the day to realise business assets is missing")?;
    refuse_if(!business && until.is_some(), "only business assets are to be realised")?;

    let charged = !piece.notional_charges.is_empty();
    refuse_if(charged && !is("NOTIONAL"), "only notional capital diminishes")?;
    let mut day_before: Option<time::Date> = None;
    for charge in &piece.notional_charges {
        refuse_if(charge.from > life.on, "what is charged later diminishes nothing yet")?;
        refuse_if(day_before.is_some_and(|day| charge.from <= day), "charges stand by their days")?;
        day_before = Some(charge.from);
        let less = charge.charged_weekly < charge.charge_without_weekly;
        refuse_if(less, "notional capital never makes a charge smaller")?;
    }

    let land = home || is("OTHER_PROPERTY");
    let no_part = piece.owners > 1 && piece.share_percent.is_none();
    refuse_if(land && no_part, "land that several own must state the person's part")
}

fn outgoing_contradicts_nothing(outgoing: &Outgoing, stay: Stay) -> Result<(), Refused> {
    match outgoing.outgoing_type.as_str() {
        "RENT" | "MORTGAGE" | "COUNCIL_TAX" | "SERVICE_CHARGE" | "CONTENTS_INSURANCE" | "WATER"
        | "DISABILITY_RELATED" => Ok(()),
        "HOME_COMMITMENT" => refuse_if(
            stay.for_good || !stay.in_care_home,
            "commitments for the home are kept only in a stay for a time",
        ),
        "EXTRA_PERSONAL_EXPENSES" => {
            refuse_if(!stay.in_care_home, "personal expenses are kept only in a care home")
        }
        other => Err(Refused(format!("there is no outgoing `{other}`"))),
    }
}

fn refuse_if(contradicts: bool, why: &str) -> Result<(), Refused> {
    if contradicts { Err(Refused(why.to_owned())) } else { Ok(()) }
}
