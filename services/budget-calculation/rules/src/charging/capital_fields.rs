//! What of a piece of capital contradicts itself or the day of the budget.

use carecap_calendar::Day;

use super::ChargingRefused;
use super::fields::field;
use crate::needs::{Capital, CapitalType, HomeDisregard, NotionalCharge};

/// The first field of a piece of capital that nobody can work with.
pub(super) fn check_capital(path: &str, capital: &Capital, on: Day) -> Result<(), ChargingRefused> {
    check_share(path, capital)?;
    check_home(path, capital)?;
    check_disregarded_from(path, capital, on)?;
    check_disregarded_until(path, capital)?;
    check_notional_charges(path, capital, on)
}

/// Land has no equal shares: what counts is the person's actual interest. R-FIN-12, reg 24.
fn check_share(path: &str, capital: &Capital) -> Result<(), ChargingRefused> {
    let land = [CapitalType::MainHome, CapitalType::OtherProperty].contains(&capital.capital_type);
    if land && capital.owners.get() > 1 && capital.share_percent.is_none() {
        return Err(field(
            format!("{path}.share_percent"),
            "several people own the land, and the person's own part is missing",
            "give the person's actual interest in percent, such as 50",
        ));
    }
    Ok(())
}

/// Only a main home is disregarded for who lives there. R-FIN-13, Sch 2.
fn check_home(path: &str, capital: &Capital) -> Result<(), ChargingRefused> {
    let home = capital.capital_type == CapitalType::MainHome;
    let only_a_home = ("only a main home is disregarded so", "leave it out");
    if capital.home_disregard.is_some() && !home {
        let (what, instead) = only_a_home;
        return Err(field(format!("{path}.home_disregard"), what, instead));
    }
    if capital.disregarded_because.is_some() && !home {
        let (what, instead) = only_a_home;
        return Err(field(format!("{path}.disregarded_because"), what, instead));
    }
    let discretionary = capital.home_disregard == Some(HomeDisregard::Discretionary);
    if discretionary && capital.disregarded_because.is_none() {
        return Err(field(
            format!("{path}.disregarded_because"),
            "the council used its discretion and has not said why",
            "give the reason in a few words",
        ));
    }
    Ok(())
}

/// A disregard for some weeks says from when, and has begun; nothing else does. R-FIN-14, R-FIN-15.
fn check_disregarded_from(path: &str, capital: &Capital, on: Day) -> Result<(), ChargingRefused> {
    let for_weeks = matches!(
        capital.capital_type,
        CapitalType::PersonalInjuryPayment | CapitalType::HomeSaleProceeds
    ) || capital.home_disregard == Some(HomeDisregard::OccupierLeft);
    let (what, instead) = match capital.disregarded_from {
        None if for_weeks => (
            "it is disregarded for some weeks, and their first day is missing",
            "give the day of the payment, of the sale, or on which the occupier left",
        ),
        Some(_) if !for_weeks => {
            ("it is not disregarded for some weeks from a day that is stated", "leave it out")
        }
        Some(day) if day > on => (
            "it lies after the first day of the budget",
            "give the first day of the budget or an earlier one",
        ),
        _ => return Ok(()),
    };
    Err(field(format!("{path}.disregarded_from"), what, instead))
}

/// Business assets say until when they are disregarded; nothing else does. R-FIN-15.
fn check_disregarded_until(path: &str, capital: &Capital) -> Result<(), ChargingRefused> {
    let being_realised = capital.capital_type == CapitalType::BusinessAssets;
    let (what, instead) = match capital.disregarded_until {
        None if being_realised => (
            "nobody has said by when the business assets should be realised",
            "give the first day on which they count",
        ),
        Some(_) if !being_realised => ("only business assets are disregarded so", "leave it out"),
        _ => return Ok(()),
    };
    Err(field(format!("{path}.disregarded_until"), what, instead))
}

/// The periods of notional capital are in order and lie before the budget. R-FIN-17.
fn check_notional_charges(path: &str, capital: &Capital, on: Day) -> Result<(), ChargingRefused> {
    let charges = &capital.notional_charges;
    if !charges.is_empty() && capital.capital_type != CapitalType::Notional {
        return Err(field(
            format!("{path}.notional_charges"),
            "only notional capital is diminished by what was charged",
            "leave them out, or write NOTIONAL as the type",
        ));
    }
    let mut before: Option<&NotionalCharge> = None;
    for (index, charge) in charges.iter().enumerate() {
        let (part, what, instead) = if before.is_some_and(|before| charge.from <= before.from) {
            (
                "from",
                "it is not after the period before it",
                "list the periods by date, each from another day",
            )
        } else if charge.from > on {
            (
                "from",
                "it lies after the first day of the budget",
                "leave out what has not been charged yet",
            )
        } else if charge.charge_without_weekly > charge.charged_weekly {
            (
                "charge_without_weekly",
                "without the notional capital the charge would have been higher",
                "give no more than charged_weekly",
            )
        } else {
            before = Some(charge);
            continue;
        };
        return Err(field(format!("{path}.notional_charges[{index}].{part}"), what, instead));
    }
    Ok(())
}
