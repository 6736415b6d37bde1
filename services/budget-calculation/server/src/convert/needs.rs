use budget_calculation_rules::budget::DraftInputs;
use budget_calculation_rules::needs::{
    AgeBand, ArrangedBy, Bounded, KindOfHelp, LinePeriod, Means, MetBy, NeedLine, Outcome, Setting,
    Times,
};
use carecap_calendar::{Day, show_day};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::common::v1::ErrorReason;
use carecap_service::{Fields, Refusal};

use super::{each, noun, optional_text};

/// What a determined assessment, an age and means say, as the rules read it.
pub(crate) fn draft_inputs(
    assessment: &intake::Assessment,
    on: Day,
    age_band: AgeBand,
    means: Option<Means>,
) -> Result<DraftInputs, Refusal> {
    let mut fields = Fields::new();
    let determination = assessment.determination.clone().unwrap_or_default();
    let setting = fields.choice("determination.setting", determination.setting, noun::<Setting>);
    let arranged_at = "determination.arranged_by";
    let arranged_by = fields.choice(arranged_at, determination.arranged_by, noun::<ArrangedBy>);
    let duty_date = fields.optional_day("duty_date", assessment.duty_date.as_ref());
    let need_lines = each(&mut fields, "need_lines", &assessment.need_lines, need_line);
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
        })
    };
    read().ok_or_else(|| Refusal::invalid("assessment", "cannot be read"))
}

fn need_line(fields: &mut Fields, at: &str, line: &intake::NeedLine) -> Option<NeedLine> {
    let outcomes = line.outcomes.iter();
    let outcomes: Vec<_> = outcomes
        .map(|outcome| fields.choice(&format!("{at}.outcomes"), *outcome, noun::<Outcome>))
        .collect();
    let kind = fields.choice(&format!("{at}.kind"), line.kind, noun::<KindOfHelp>);
    let times = fields.check(&format!("{at}.times"), Times::try_from(line.times.clone()));
    let minutes = fields.check(&format!("{at}.minutes"), Bounded::new(line.minutes.into()));
    let people = i64::from(line.people.max(1));
    let people = fields.check(&format!("{at}.people"), Bounded::new(people));
    let met_by = fields.choice(&format!("{at}.met_by"), line.met_by, noun::<MetBy>);
    let period = match line.period() {
        intake::LinePeriod::Unspecified => Some(LinePeriod::Week),
        given => noun(given),
    };
    let band = optional_text(fields, &format!("{at}.band"), &line.band);
    Some(NeedLine {
        outcomes: outcomes.into_iter().collect::<Option<_>>()?,
        kind: kind?,
        times: times?,
        minutes: minutes?,
        people: people?,
        met_by: met_by?,
        period: period?,
        band: band?,
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
