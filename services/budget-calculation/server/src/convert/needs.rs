use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Bounded, Duty, FieldRefused, FreeByLaw, KindOfHelp, LinePeriod, Means,
    MetBy, NeedLine, Outcome, Setting, StatedNeed, Times, carer_week_faults, need_line_faults,
};
use carecap_calendar::{Day, show_day};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Fields, Refusal};

use super::{each, listed, noun, one_of, optional_text, or_default};

/// What a determined assessment, an age and means say, as the rules read it.
pub(crate) fn draft_inputs(
    assessment: &intake::Assessment,
    on: Day,
    age_band: AgeBand,
    means: Option<Means>,
) -> Result<DraftInputs, Refusal> {
    let mut fields = Fields::new();
    let determination = assessment.determination.clone().unwrap_or_default();
    let setting = one_of::<Setting>(&mut fields, "determination.setting", determination.setting);
    let arranged_at = "determination.arranged_by";
    let arranged_by = one_of::<ArrangedBy>(&mut fields, arranged_at, determination.arranged_by);
    let duty_date = fields.optional_day("duty_date", assessment.duty_date.as_ref());
    let permanent_since = permanent_since(&mut fields, &determination, on);
    let need_lines = need_lines(&mut fields, &assessment.need_lines);
    fields.finish()?;
    let read = || {
        Some(DraftInputs {
            on,
            setting: setting?,
            arranged_by: arranged_by?,
            duty_date,
            age_band,
            need_lines: need_lines?,
            means,
            permanent_since,
            given_lines: Vec::new(),
            overwrites: Vec::new(),
            plan: None,
            cap_reached: false,
        })
    };
    read().ok_or_else(|| Refusal::invalid("assessment", "cannot be read"))
}

/// The first day of a permanent stay: the one that was stated, or that of the care. A budget that begins
/// later than the care, with later means, does not begin the stay anew (R-FIN-14).
fn permanent_since(
    fields: &mut Fields,
    determination: &intake::Determination,
    on: Day,
) -> Option<Day> {
    if determination.setting() != intake::Setting::CareHomePermanent {
        return None;
    }
    let stated_at = "determination.permanent_since";
    let stated = fields.optional_day(stated_at, determination.permanent_since.as_ref());
    let starts_at = "determination.starts_on";
    let starts_on = fields.optional_day(starts_at, determination.starts_on.as_ref());
    stated.or(starts_on.filter(|starts_on| *starts_on < on))
}

/// Need lines, held to what an assessment must keep when it records them.
pub(super) fn need_lines(fields: &mut Fields, lines: &[intake::NeedLine]) -> Option<Vec<NeedLine>> {
    let stated = each(fields, "need_lines", lines, need_line)?;
    for FieldRefused { path, what, instead } in carer_week_faults(&stated) {
        fields.fault(path, format!("{what}: {instead}"));
    }
    Some(stated.into_iter().map(|stated| stated.line).collect())
}

fn need_line(fields: &mut Fields, at: &str, line: &intake::NeedLine) -> Option<StatedNeed> {
    not_kept(fields, at, line);
    let read = readable(fields, at, line)?;
    let stated = StatedNeed { line: read, carer_ref: line.carer_ref.clone() };
    for FieldRefused { path, what, instead } in need_line_faults(&stated) {
        fields.fault(format!("{at}.{path}"), format!("{what}: {instead}"));
    }
    Some(stated)
}

/// The time of day and the level are no part of a budget; a number that is none of theirs is a slip all
/// the same.
fn not_kept(fields: &mut Fields, at: &str, line: &intake::NeedLine) {
    if line.slot != 0 {
        listed(fields, &format!("{at}.slot"), line.slot, intake::Slot::as_str_name);
    }
    if line.level != 0 {
        listed(fields, &format!("{at}.level"), line.level, intake::DayLevel::as_str_name);
    }
}

fn readable(fields: &mut Fields, at: &str, line: &intake::NeedLine) -> Option<NeedLine> {
    let outcomes = each(fields, &format!("{at}.outcomes"), &line.outcomes, |fields, at, one| {
        one_of::<Outcome>(fields, at, *one)
    });
    let kind = one_of::<KindOfHelp>(fields, &format!("{at}.kind"), line.kind);
    let times = fields.check(&format!("{at}.times"), Times::try_from(line.times.clone()));
    let minutes = fields.check(&format!("{at}.minutes"), Bounded::new(line.minutes.into()));
    // 0 is read as 1; fewer cannot come.
    let people = i64::from(if line.people == 0 { 1 } else { line.people });
    let people = fields.check(&format!("{at}.people"), Bounded::new(people));
    let met_by = one_of::<MetBy>(fields, &format!("{at}.met_by"), line.met_by);
    let period = or_default(fields, &format!("{at}.period"), line.period, LinePeriod::Week);
    let duty = or_default(fields, &format!("{at}.duty"), line.duty, Duty::Eligible);
    let free_by_law = match line.free_by_law {
        0 => Some(None),
        given => one_of::<FreeByLaw>(fields, &format!("{at}.free_by_law"), given).map(Some),
    };
    let free_from = fields.optional_day(&format!("{at}.free_from"), line.free_from.as_ref());
    let band = optional_text(fields, &format!("{at}.band"), &line.band);
    Some(NeedLine {
        outcomes: outcomes?,
        kind: kind?,
        times: times?,
        minutes: minutes?,
        people: people?,
        met_by: met_by?,
        period: period?,
        band: band?,
        duty: duty?,
        free_by_law: free_by_law?,
        free_from,
    })
}

/// The age band that holds on a day.
pub(crate) fn age_band(bands: &[intake::DatedAgeBand], on: Day) -> Result<AgeBand, Refusal> {
    let from = |band: &intake::DatedAgeBand| {
        let from = band.from.as_ref()?;
        carecap_contracts::day(from).ok()
    };
    let begun = bands.iter().filter_map(|band| Some((from(band)?, band.band())));
    let newest = begun.filter(|(from, _)| *from <= on).max_by_key(|(from, _)| *from);
    newest.and_then(|(_, band)| noun(band)).ok_or_else(|| {
        let on = show_day(on);
        let why = format!("no age band is known on {on}: see the person's date of birth");
        Refusal::new(ErrorReason::InvalidField, why)
    })
}

#[cfg(test)]
mod tests {
    use carecap_calendar::parse_day;
    use carecap_contracts::date;

    use super::*;

    fn day(text: &str) -> Day {
        parse_day(text).unwrap()
    }

    fn stay(starts_on: &str, since: Option<&str>, setting: intake::Setting) -> intake::Assessment {
        intake::Assessment {
            determination: Some(intake::Determination {
                setting: setting.into(),
                arranged_by: intake::ArrangedBy::Council.into(),
                starts_on: date(day(starts_on)),
                permanent_since: since.and_then(|since| date(day(since))),
                ..Default::default()
            }),
            ..Default::default()
        }
    }

    fn since(assessment: &intake::Assessment, on: &str) -> Option<Day> {
        draft_inputs(assessment, day(on), AgeBand::PensionAge, None).unwrap().permanent_since
    }

    #[test]
    fn later_means_do_not_begin_a_permanent_stay_anew() {
        let permanent = intake::Setting::CareHomePermanent;
        let told = stay("2024-10-07", None, permanent);
        assert_eq!(since(&told, "2024-10-07"), None, "the stay begins with the budget");
        assert_eq!(since(&told, "2025-10-06"), Some(day("2024-10-07")));
        let on_trial = stay("2024-10-07", Some("2024-09-02"), permanent);
        assert_eq!(since(&on_trial, "2024-10-07"), Some(day("2024-09-02")));
        assert_eq!(since(&on_trial, "2025-10-06"), Some(day("2024-09-02")));
        let at_home = stay("2024-10-07", None, intake::Setting::Home);
        assert_eq!(since(&at_home, "2025-10-06"), None);
    }
}
