//! The means test as a calculation sheet. Read it from the top: what is charged where, capital,
//! tariff income, income, what the person keeps, and the charge.

use time::Date;

use crate::contradictions::{self, Stay};
use crate::figures::{Figures, Fraction, percent_of};
use crate::statement::{Capital, Income, Life};
use crate::{Pence, Refused};

/// The lines of the sheet, in pence a week except for capital.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Capital that counts.
    pub capital: Pence,
    /// What capital is taken to yield.
    pub tariff_income: Pence,
    /// Income that counts, without tariff income.
    pub income: Pence,
    /// What the person keeps.
    pub kept: Pence,
    /// Whether the full cost is due, whatever the income is.
    pub full_cost: bool,
    /// What the person pays.
    pub contribution: Pence,
}

/// Under which rules a stay is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Home,
    CareHomeTemporary,
    CareHomePermanent,
}

/// What a person pays in a week towards care that costs so much in a week (R-FIN).
///
/// # Errors
/// [`Refused`] says what is missing or contradicts itself.
pub fn means_test(life: &Life, cost: Pence, figures: &Figures) -> Result<Sheet, Refused> {
    let place = place(&life.setting, figures)?;
    let in_care_home = place != Place::Home;
    let stay = Stay { in_care_home, for_good: place == Place::CareHomePermanent };
    contradictions::none_in_stay(life, stay)?;
    let full_cost = Sheet { full_cost: true, contribution: cost, ..Sheet::default() };

    // Who does not say what they have is taken to be able to pay (R-FIN-3).
    match life.means.disclosure.as_str() {
        "REFUSED" => return Ok(full_cost),
        "FULL" | "LIGHT_TOUCH" => {}
        other => return Err(not_known("disclosure", other)),
    }
    contradictions::none_in_statement(life, stay)?;

    // Capital above the upper limit: full cost; equal to it: still in the test (R-FIN-10).
    let capital = capital(life, place, figures)?;
    if capital > upper_limit(place, figures)? {
        return Ok(Sheet { capital, ..full_cost });
    }
    let tariff_income = tariff_income(capital, figures)?;

    // What is left of the income above what the person keeps (R-FIN-46, R-FIN-47).
    let CountedIncome { total: income, with_disability_benefit } =
        counted_income(life, place, figures)?;
    let kept = match place {
        Place::Home => kept_at_home(life, with_disability_benefit, figures)?,
        _ => kept_in_care_home(life, place, figures)?,
    };
    let disposable = (income + tariff_income - kept).max(0);

    // The council may charge a part of it, at home only; a fraction of a penny is dropped (R-FIN-45).
    let assessed = match place {
        Place::Home => figures.percent_of("percentage_charged", disposable)?.down(),
        _ => disposable,
    };

    // Never more than the care costs (R-FIN-1, R-FIN-50), and nothing where what is left is not
    // worth a bill (R-FIN-45). Who pays the full cost pays it however small it is (R-FIN-10).
    let payable = assessed.min(cost);
    let smallest_bill = figures.pence("minimum_bill_weekly")?;
    let contribution = if payable < smallest_bill { 0 } else { payable };
    Ok(Sheet { capital, tariff_income, income, kept, full_cost: false, contribution })
}

/// A stay of up to eight weeks is charged as at home or as in a care home (R-FIN-5).
fn place(setting: &str, figures: &Figures) -> Result<Place, Refused> {
    match setting {
        "HOME" => Ok(Place::Home),
        "CARE_HOME_PERMANENT" => Ok(Place::CareHomePermanent),
        "CARE_HOME_TEMPORARY" => Ok(Place::CareHomeTemporary),
        "CARE_HOME_SHORT_TERM" => match figures.word("short_term_stay_charged_as")? {
            "HOME" => Ok(Place::Home),
            "CARE_HOME" => Ok(Place::CareHomeTemporary),
            other => Err(not_known("way to charge a short stay", other)),
        },
        other => Err(not_known("setting", other)),
    }
}

/// Outside a care home a council may set a higher limit than the law's, never a lower (R-FIN-10).
fn upper_limit(place: Place, figures: &Figures) -> Result<Pence, Refused> {
    let law = figures.pence("capital_limit_upper")?;
    let higher = "capital_limit_upper_at_home";
    if place == Place::Home && figures.has(higher) {
        return Ok(law.max(figures.pence(higher)?));
    }
    Ok(law)
}

// ---- Capital ------------------------------------------------------------------------------------

/// The person's part of everything that is not disregarded (R-FIN-11 to R-FIN-17).
fn capital(life: &Life, place: Place, figures: &Figures) -> Result<Pence, Refused> {
    let mut total = 0;
    for piece in &life.means.capital {
        if !is_disregarded(piece, life, place, figures)? {
            total += what_counts_of(piece, life.on)?;
        }
    }
    Ok(total)
}

/// Whether the law leaves a piece of capital out altogether (R-FIN-13 to R-FIN-15).
fn is_disregarded(
    piece: &Capital,
    life: &Life,
    place: Place,
    figures: &Figures,
) -> Result<bool, Refused> {
    let first_day = piece.disregarded_from;
    match piece.capital_type.as_str() {
        "SAVINGS" | "INVESTMENTS" | "OTHER_PROPERTY" | "NOTIONAL" => Ok(false),
        "MAIN_HOME" => main_home_is_disregarded(piece, life, place, figures),
        "LIFE_POLICY"
        | "PERSONAL_POSSESSIONS"
        | "PERSONAL_INJURY_TRUST"
        | "COMPENSATION_SCHEME"
        | "SOCIAL_FUND"
        | "FUNERAL_PLAN" => Ok(true),
        "PERSONAL_INJURY_PAYMENT" => {
            let weeks = figures.whole("personal_injury_payment_disregard_weeks")?;
            Ok(in_first_weeks(weeks, required(first_day, piece)?, life.on))
        }
        "HOME_SALE_PROCEEDS" => {
            let weeks = figures.whole("home_sale_proceeds_disregard_weeks")?;
            Ok(in_first_weeks(weeks, required(first_day, piece)?, life.on))
        }
        "BUSINESS_ASSETS" => Ok(life.on < required(piece.disregarded_until, piece)?),
        other => Err(not_known("capital", other)),
    }
}

/// The home counts only of somebody who lives in a care home for good, from the 85th day, while
/// nobody lives there for whom the law keeps it (R-FIN-13, R-FIN-14).
fn main_home_is_disregarded(
    home: &Capital,
    life: &Life,
    place: Place,
    figures: &Figures,
) -> Result<bool, Refused> {
    if place != Place::CareHomePermanent {
        return Ok(true);
    }
    let twelve_weeks = figures.whole("property_disregard_weeks")?;
    let explained = home.disregarded_because.is_some();
    let disregarded_by_reason = match home.home_disregard.as_deref() {
        None => explained,
        Some(
            "PARTNER"
            | "LONE_PARENT_EX_PARTNER"
            | "RELATIVE_AGED_60"
            | "DISABLED_RELATIVE"
            | "CHILD",
        ) => true,
        Some("OCCUPIER_LEFT") => {
            in_first_weeks(twelve_weeks, required(home.disregarded_from, home)?, life.on)
        }
        Some("DISCRETIONARY") => true,
        Some(other) => return Err(not_known("home disregard", other)),
    };
    let permanent_since = life.permanent_since.unwrap_or(life.on);
    Ok(disregarded_by_reason || in_first_weeks(twelve_weeks, permanent_since, life.on))
}

/// Day 1 is the first day; the day after the last week counts again.
fn in_first_weeks(weeks: i128, first_day: Date, on: Date) -> bool {
    i128::from((on - first_day).whole_days()) < 7 * weeks
}

/// What it would fetch, less the costs of a sale, less the debt on it; of that the person's part,
/// less what has been charged for it already where they no longer have it.
fn what_counts_of(piece: &Capital, on: Date) -> Result<Pence, Refused> {
    let tenth = Fraction { above: piece.value, below: 10 };
    let selling_costs = if piece.selling_costs { tenth.up() } else { 0 };
    let net = (piece.value - selling_costs - piece.secured_debt).max(0);

    let part = match &piece.share_percent {
        Some(percent) => percent_of(percent, net)?.down(),
        None => Fraction { above: net, below: piece.owners }.down(),
    };
    Ok((part - charged_for_already(piece, on)).max(0))
}

/// Notional capital diminishes each week by what was charged because of it, until the next charge
/// or the day (R-FIN-17).
fn charged_for_already(piece: &Capital, on: Date) -> Pence {
    let charges = &piece.notional_charges;
    let ends = charges.iter().skip(1).map(|next| next.from).chain([on]);
    let mut charged = 0;
    for (charge, end) in charges.iter().zip(ends) {
        let whole_weeks = (end - charge.from).whole_weeks();
        charged +=
            Pence::from(whole_weeks) * (charge.charged_weekly - charge.charge_without_weekly);
    }
    charged
}

/// A pound for each 250 or part of 250 above the lower limit (R-FIN-20).
fn tariff_income(capital: Pence, figures: &Figures) -> Result<Pence, Refused> {
    let above_lower = (capital - figures.pence("capital_limit_lower")?).max(0);
    let slice = figures.pence("tariff_slice")?;
    let slices = Fraction { above: above_lower, below: slice }.up();
    Ok(slices * figures.pence("tariff_income_per_slice")?)
}

// ---- Income -------------------------------------------------------------------------------------

struct CountedIncome {
    total: Pence,
    /// Whether a disability benefit is among it.
    with_disability_benefit: bool,
}

/// Everything that comes in and counts, each income made weekly by itself (R-FIN-30 to R-FIN-37).
fn counted_income(life: &Life, place: Place, figures: &Figures) -> Result<CountedIncome, Refused> {
    let (mut in_full, mut war_pensions) = (0, 0);
    let (mut disability, mut award) = (None, None);
    for income in life.means.incomes.iter().filter(|income| income.is_payable(life.on)) {
        let weekly = weekly(income.amount, &income.frequency, figures)?;
        match income.income_type.as_str() {
            "STATE_PENSION"
            | "PENSION_CREDIT_GUARANTEE"
            | "ESA"
            | "UNIVERSAL_CREDIT"
            | "INCOME_SUPPORT"
            | "CARERS_ALLOWANCE"
            | "FROM_DISREGARDED_CAPITAL"
            | "OTHER" => in_full += weekly,
            "PRIVATE_PENSION" if income.pension_pot.is_some() => {
                in_full += weekly.max(annuity_of_pot(income, figures)?);
            }
            "PRIVATE_PENSION" if halves(income, place) => in_full += weekly / 2,
            "PRIVATE_PENSION" => in_full += weekly,
            "ATTENDANCE_ALLOWANCE" | "DLA_CARE" | "PIP_DAILY_LIVING" => {
                let counted = disability_benefit(weekly, place, figures)?;
                disability = Some(disability.unwrap_or(0) + counted);
            }
            "WAR_PENSION" => war_pensions += weekly,
            "SAVINGS_CREDIT" => award = Some(award.unwrap_or(0) + weekly),
            // Disregarded wholly (R-FIN-21, R-FIN-30, R-FIN-31, R-FIN-33, R-FIN-34).
            "INTEREST"
            | "EARNINGS"
            | "DLA_MOBILITY"
            | "PIP_MOBILITY"
            | "DIRECT_PAYMENT"
            | "CHILD_BENEFIT"
            | "WINTER_FUEL_OR_BONUS"
            | "HOUSING_BENEFIT"
            | "COUNCIL_TAX_SUPPORT"
            | "CHILD_MAINTENANCE"
            | "GUARANTEED_INCOME_PAYMENT"
            | "WAR_WIDOWS_SPECIAL_PAYMENT"
            | "WAR_DISABLEMENT_PENSION"
            | "WAR_PENSIONERS_MOBILITY"
            | "CHARITABLE_PAYMENT" => {}
            other => return Err(not_known("income", other)),
        }
    }
    // Ten pounds of all war pensions together (R-FIN-72).
    let war_pensions = (war_pensions - figures.pence("war_pension_disregard")?).max(0);
    let savings_credit = savings_credit_counted(award, life, place, figures)?;
    let total = in_full + disability.unwrap_or(0) + war_pensions + savings_credit;
    Ok(CountedIncome { total, with_disability_benefit: disability.is_some() })
}

/// What an annuity would pay in a week of a pot that is not drawn, in place of what is drawn where that
/// is less; at the percentage of the statement, or else the council's (R-FIN-35).
fn annuity_of_pot(income: &Income, figures: &Figures) -> Result<Pence, Refused> {
    let Some(pot) = &income.pension_pot else { return Ok(0) };
    let a_year = match &pot.annuity_percent {
        Some(percent) => percent_of(percent, pot.value)?,
        None => figures.percent_of("pension_annuity_percent", pot.value)?,
    };
    let (above, below) = weeks_in_a_year(figures)?;
    Ok(Fraction { above: a_year.above * below, below: a_year.below * above }.half_up())
}

/// Half of a pension passes to the partner of a permanent resident; of the half that counts the
/// fraction of a penny is dropped (R-FIN-34).
fn halves(pension: &Income, place: Place) -> bool {
    pension.half_passes_to_partner && place == Place::CareHomePermanent
}

/// Counted at home, to the height that the council sets, and of permanent residents; not in a stay
/// for a time (R-FIN-32).
fn disability_benefit(weekly: Pence, place: Place, figures: &Figures) -> Result<Pence, Refused> {
    match place {
        Place::CareHomeTemporary => Ok(0),
        Place::CareHomePermanent => Ok(weekly),
        Place::Home => {
            let highest = figures.pence("disability_benefit_counted_highest_weekly")?;
            Ok(if highest > 0 { weekly.min(highest) } else { weekly })
        }
    }
}

/// What of Savings Credit counts: what is above the year's amount; at home nothing, where the
/// council leaves it out whole. Above the ceiling there is no award, and all income, tariff income
/// with it, is less by the year's amount instead, so that this is below zero (R-FIN-36, R-FIN-47,
/// R-FIN-70).
fn savings_credit_counted(
    award: Option<Pence>,
    life: &Life,
    place: Place,
    figures: &Figures,
) -> Result<Pence, Refused> {
    if place == Place::Home {
        match figures.word("savings_credit_at_home")? {
            "WHOLE" => return Ok(0),
            "CAPPED" => {}
            other => return Err(not_known("treatment of Savings Credit", other)),
        }
    }
    let above_ceiling = life.means.above_savings_credit_ceiling;
    if award.is_none() && !above_ceiling {
        return Ok(0);
    }
    let disregard = match life.means.household.as_str() {
        "COUPLE" => figures.pence("savings_credit_disregard_couple")?,
        "SINGLE" | "LONE_PARENT" => figures.pence("savings_credit_disregard_single")?,
        other => return Err(not_known("household", other)),
    };
    if above_ceiling { Ok(-disregard) } else { Ok((award.unwrap_or(0) - disregard).max(0)) }
}

/// What comes or goes in a week, each amount rounded half up by itself (R-FIN-37). A year is so
/// many weeks as the council says; four weeks are always four weeks.
fn weekly(amount: Pence, frequency: &str, figures: &Figures) -> Result<Pence, Refused> {
    let times_a_year = match frequency {
        "WEEKLY" => return Ok(amount),
        "FOUR_WEEKLY" => return Ok(Fraction { above: amount, below: 4 }.half_up()),
        "MONTHLY" => 12,
        "QUARTERLY" => 4,
        "ANNUAL" => 1,
        other => return Err(not_known("frequency", other)),
    };
    let (above, below) = weeks_in_a_year(figures)?;
    Ok(Fraction { above: amount * times_a_year * below, below: above }.half_up())
}

/// As a fraction: 52; 365.25 / 7; 52.14.
fn weeks_in_a_year(figures: &Figures) -> Result<(i128, i128), Refused> {
    match figures.word("weekly_conversion")? {
        "WEEKS_52" => Ok((52, 1)),
        "DAYS_365_25" => Ok((36_525, 700)),
        "WEEKS_52_14" => Ok((5_214, 100)),
        other => Err(not_known("weekly conversion", other)),
    }
}

// ---- What the person keeps ----------------------------------------------------------------------

/// The guarantee, housing costs and what a disability costs (R-FIN-40 to R-FIN-46).
fn kept_at_home(
    life: &Life,
    with_disability_benefit: bool,
    figures: &Figures,
) -> Result<Pence, Refused> {
    let guarantee = minimum_income_guarantee(life, figures)?;
    let addition = figures.percent_of("mig_addition_percent", guarantee)?.half_up();
    let housing = housing_costs(life, figures)?;

    // What is proved, or the council's allowance if that is more; kept beside a disability benefit
    // that counts, or always where the council says so (R-FIN-44, R-FIN-74).
    let needs_benefit = figures.switch("dre_needs_disability_benefit")?;
    let disability_costs = if with_disability_benefit || !needs_benefit {
        let proved = outgoings(life, &["DISABILITY_RELATED"], figures)?;
        proved.max(figures.pence("standard_disability_allowance_weekly")?)
    } else {
        0
    };
    Ok(guarantee + addition + housing + disability_costs)
}

/// The base for household and age, an amount for each child, and premiums (R-FIN-40, R-FIN-42).
fn minimum_income_guarantee(life: &Life, figures: &Figures) -> Result<Pence, Refused> {
    let means = &life.means;
    let single = match life.age_band.as_str() {
        "18_TO_24" => figures.pence("mig_single_18_to_24")?,
        "25_TO_PENSION_AGE" => figures.pence("mig_single_25_to_pension_age")?,
        "PENSION_AGE" => figures.pence("mig_single_pension_age")?,
        other => return Err(Refused(format!("there is no guarantee for age {other}"))),
    };
    let over_pension_age = life.age_band == "PENSION_AGE";
    let (base, at_pension_age) = match means.household.as_str() {
        "SINGLE" => (single, over_pension_age),
        // Over pension age the larger of the two (R-FIN-71).
        "LONE_PARENT" if over_pension_age => (single.max(figures.pence("mig_lone_parent")?), true),
        "LONE_PARENT" => (figures.pence("mig_lone_parent")?, false),
        // Whichever of the two has reached it (R-FIN-40).
        "COUPLE" if means.couple_at_pension_age || over_pension_age => {
            (figures.pence("mig_couple_member_pension_age")?, true)
        }
        "COUPLE" => (figures.pence("mig_couple_member_working_age")?, false),
        other => return Err(not_known("household", other)),
    };
    let mut guarantee = base;
    if means.children > 0 {
        guarantee += means.children * figures.pence("mig_per_child")?;
    }
    let couple = means.household == "COUPLE";
    for premium in &means.premiums {
        guarantee += match (premium.as_str(), couple) {
            ("CARER", _) => figures.pence("premium_carer")?,
            // The pension-age base holds what these two are for.
            ("DISABILITY" | "ENHANCED_DISABILITY", _) if at_pension_age => 0,
            ("DISABILITY", false) => figures.pence("premium_disability_single")?,
            ("DISABILITY", true) => figures.pence("premium_disability_couple_member")?,
            ("ENHANCED_DISABILITY", false) => {
                figures.pence("premium_enhanced_disability_single")?
            }
            ("ENHANCED_DISABILITY", true) => {
                figures.pence("premium_enhanced_disability_couple_member")?
            }
            (other, _) => return Err(not_known("premium", other)),
        };
    }
    Ok(guarantee)
}

/// The personal expenses allowance and what the council adds to it; in a stay for a time also what
/// keeps up the home (R-FIN-41, R-FIN-47).
fn kept_in_care_home(life: &Life, place: Place, figures: &Figures) -> Result<Pence, Refused> {
    let allowance = figures.pence("personal_expenses_allowance")?;
    let extra = outgoings(life, &["EXTRA_PERSONAL_EXPENSES"], figures)?;
    let home = if place == Place::CareHomeTemporary {
        housing_costs(life, figures)? + outgoings(life, &["HOME_COMMITMENT"], figures)?
    } else {
        0
    };
    Ok(allowance + extra + home)
}

/// Rent, mortgage, council tax and charges; insurance and water as the council says (R-FIN-43).
fn housing_costs(life: &Life, figures: &Figures) -> Result<Pence, Refused> {
    let mut counted = vec!["RENT", "MORTGAGE", "COUNCIL_TAX", "SERVICE_CHARGE"];
    if figures.switch("contents_insurance_counts")? {
        counted.push("CONTENTS_INSURANCE");
    }
    if figures.switch("water_counts")? {
        counted.push("WATER");
    }
    outgoings(life, &counted, figures)
}

/// What goes out in a week for these things.
fn outgoings(life: &Life, counted: &[&str], figures: &Figures) -> Result<Pence, Refused> {
    let mut total = 0;
    for outgoing in &life.means.outgoings {
        if counted.contains(&outgoing.outgoing_type.as_str()) {
            total += weekly(outgoing.amount, &outgoing.frequency, figures)?;
        }
    }
    Ok(total)
}

// ---- Refusals -----------------------------------------------------------------------------------

fn not_known(what: &str, word: &str) -> Refused {
    Refused(format!("there is no {what} `{word}`"))
}

fn required(day: Option<Date>, piece: &Capital) -> Result<Date, Refused> {
    day.ok_or_else(|| Refused(format!("{} must state its day", piece.capital_type)))
}
