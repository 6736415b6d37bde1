//! Needs that cost nothing here, whoever would meet them: a carer, the NHS, or the law makes them
//! free.

use carecap_calendar::{Day, plus_days};

use super::{MappingRefused, NeedsToMeet, UnpricedReason};
use crate::needs::{ArrangedBy, Duty, FieldRefused, FreeByLaw, MetBy, NeedLine, Unit, code};
use crate::working::{Readings, Rule};

/// Why a need line drops out before it is mapped.
pub(super) struct DropsOut {
    /// Why.
    pub(super) reason: UnpricedReason,
    /// The rule that says so.
    pub(super) rule: Rule,
    /// The day from which it counts after all, where there is one.
    pub(super) until: Option<Day>,
}

impl DropsOut {
    fn because(reason: UnpricedReason, rule: Rule) -> Option<DropsOut> {
        Some(DropsOut { reason, rule, until: None })
    }
}

/// Whether a need line drops out before it is mapped, so that its kind needs no entry. R-BUD-3,
/// R-BUD-4, R-IPB-2, R-METER-7; Care Act 2014 s26(4), s28(3), Charging Regs 2014 regs 3 and 4.
///
/// # Errors
/// [`MappingRefused::Field`], where the line does not say what it must.
pub(super) fn drops_out(
    place: usize,
    line: &NeedLine,
    needs: &NeedsToMeet<'_>,
    policy: &mut Readings<'_>,
) -> Result<Option<DropsOut>, MappingRefused> {
    if line.free_from.is_some() && line.free_by_law != Some(FreeByLaw::Reablement) {
        let (what, instead) = ("only reablement has a first free day", "leave it out");
        return Err(refused(place, "free_from", what, instead));
    }
    match line.met_by {
        MetBy::Carer => {
            return Ok(DropsOut::because(UnpricedReason::MetByCarer, Rule::CARER_MET));
        }
        MetBy::Nhs => return Ok(DropsOut::because(UnpricedReason::MetByNhs, Rule::NEVER_PRICED)),
        MetBy::Nobody | MetBy::PaidPrivate | MetBy::Council => {}
    }
    if needs.arranged_by == ArrangedBy::Person && line.duty == Duty::Discretionary {
        return Ok(DropsOut::because(UnpricedReason::NotEligible, Rule::ELIGIBLE_ONLY));
    }
    match line.free_by_law {
        Some(free @ (FreeByLaw::Cjd | FreeByLaw::Aftercare)) => {
            Ok(DropsOut::because(UnpricedReason::FreeByLaw(free), Rule::FREE_BY_LAW))
        }
        Some(FreeByLaw::Reablement) => reablement(place, line, needs.on, policy),
        // Equipment is priced first: only its price says whether it is free.
        Some(FreeByLaw::Equipment) | None => Ok(None),
    }
}

/// Reablement is free for some weeks from its first day. R-BUD-4, Charging Regs 2014 reg 3,
/// `reablement_free_weeks`.
fn reablement(
    place: usize,
    line: &NeedLine,
    on: Day,
    policy: &mut Readings<'_>,
) -> Result<Option<DropsOut>, MappingRefused> {
    let Some(from) = line.free_from else {
        let what = "reablement says no first day";
        return Err(refused(place, "free_from", what, "give the first day of reablement"));
    };
    if from > on {
        let what = "reablement begins after the budget";
        let instead = "give a first day that is not after the first day of the budget";
        return Err(refused(place, "free_from", what, instead));
    }
    let weeks = policy.weeks("reablement_free_weeks")?;
    let until = plus_days(from, i64::from(weeks.value) * 7);
    let reason = UnpricedReason::FreeByLaw(FreeByLaw::Reablement);
    let free = DropsOut { reason, rule: Rule::FREE_BY_LAW, until: Some(until) };
    Ok((on < until).then_some(free))
}

/// Whether the price of a line decides if it is free.
pub(super) fn is_free_by_price(line: &NeedLine) -> bool {
    line.free_by_law == Some(FreeByLaw::Equipment)
}

/// Equipment is free by the price of one item, which only a service bought by the item has.
pub(super) fn refuse_no_item(
    place: usize,
    line: &NeedLine,
    unit: Unit,
) -> Result<(), MappingRefused> {
    if !is_free_by_price(line) || unit == Unit::OneOff {
        return Ok(());
    }
    let what = format!("the price of one item decides, but {} is bought", code(unit));
    let instead = "leave it out, or map the kind to a service bought by ONE_OFF";
    Err(refused(place, "free_by_law", &what, instead))
}

fn refused(place: usize, field: &str, what: &str, instead: &str) -> MappingRefused {
    FieldRefused::at(format!("need_lines[{place}].{field}"), what, instead).into()
}
