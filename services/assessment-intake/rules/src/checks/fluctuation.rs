//! Checks of needs that come and go (R-ASSESS-5). They hold only for versions of the questionnaire
//! that count bad spells.

use super::{Case, Check};
use crate::need_line::NeedLine;
use crate::needs::{DayLevel, KindOfHelp, LinePeriod};

pub(super) fn checks(case: &Case) -> Vec<Check> {
    [spells_without_a_line(case), period_not_long_enough(case)].into_iter().flatten().collect()
}

/// QC-32: bad spells make some weeks of a year worse than the others, and no line by the year is of
/// bad days; or the views together make more of them than a year holds. Care day and night in a home
/// is the same in a spell.
fn spells_without_a_line(case: &Case) -> Option<Check> {
    let Ok(fluctuation) = case.fluctuation() else {
        let evidence = "The views together tell of bad spells that fill more than a year: nothing \
                        is made of them until one view is agreed.";
        return Some(Check::new("QC-32", None, evidence));
    };
    let fluctuation = fluctuation.filter(|told| told.spells_change_a_week())?;
    let counted = |line: &NeedLine| {
        let facts = line.facts();
        (facts.period == LinePeriod::Year && facts.level == DayLevel::BadDay)
            || facts.kind == KindOfHelp::AccommodationWithCare
    };
    if case.lines().any(counted) {
        return None;
    }
    let weeks = fluctuation.weeks_in_spells();
    let evidence = format!(
        "Bad spells fill {weeks} week(s) of a year, and no line counted by the year says what help \
         they call for."
    );
    Some(Check::new("QC-32", None, evidence).measuring("weeks_in_spells", weeks))
}

/// QC-33: needs that come and go were determined, and nobody said over which period their level was
/// judged, or the last bad spell lies outside it (Eligibility Regs 2015 reg 2(4)).
fn period_not_long_enough(case: &Case) -> Option<Check> {
    let judged_over = case.determination()?.decision.level_judged_over_weeks;
    let fluctuation = case.fluctuation().ok().flatten().filter(|told| told.is_any())?;
    let since = fluctuation.facts().weeks_since_last.filter(|_| fluctuation.weeks_in_spells() > 0);
    let evidence = match (judged_over, since) {
        (None, _) => "Needs come and go, and the determination does not say over which period \
                      their level was judged."
            .to_owned(),
        (Some(weeks), Some(since)) if since > u32::from(weeks) => format!(
            "The last bad spell was {since} week(s) ago, and the level of need was judged over \
             {weeks}."
        ),
        (Some(_), _) => return None,
    };
    let mut check = Check::new("QC-33", None, evidence);
    if let Some(weeks) = judged_over {
        check = check.measuring("judged_over_weeks", weeks);
    }
    if let Some(since) = since {
        check = check.measuring("weeks_since_bad_spell", since);
    }
    Some(check)
}
