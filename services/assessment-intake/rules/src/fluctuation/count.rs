use std::collections::BTreeSet;

use rust_decimal::{Decimal, RoundingStrategy};

use super::{DAYS_OF_WEEK, Fluctuation, WEEKS_OF_YEAR};
use crate::need_line::{NeedLine, NeedLineFacts, NeedLineRefused, TIMES_PLACES_MOST};
use crate::needs::{DayLevel, KindOfHelp, LinePeriod, Outcome, Slot};
use crate::questionnaire::SpellCounting;

/// What bad spells come to in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellsCounted {
    /// How they were counted.
    pub counting: SpellCounting,
    /// The lines that stand for the weeks in spells, counted by the year. None: the spells change
    /// nothing.
    pub yearly_lines: Vec<NeedLine>,
    /// The weeks in which the weekly lines rest, because the yearly lines hold these weeks whole:
    /// what the plan of a budget calls the weeks replaced (R-BUD-6).
    pub weeks_replaced: u32,
    /// The minutes of a year if there were no spells, over all people at once.
    pub minutes_yearly_without_spells: Decimal,
    /// The minutes of a year with the spells, over all people at once.
    pub minutes_yearly: Decimal,
}

/// Why bad spells could not be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpellsRefused {
    /// Neither the lines nor the request say what a bad day calls for.
    #[error(
        "say what one week of a bad spell calls for: no line for bad days of a usual week tells it"
    )]
    SpellWeekMissing,
    /// A week of a bad spell is stated, and no spell was told.
    #[error("nobody told of bad spells, so nothing is made of a week of one")]
    NotTold,
    /// A stated line that is no line of a week of a bad spell.
    #[error("a line of a week of a bad spell is of bad days, of a week, and counts no items")]
    NotOfASpellWeek {
        /// Its place among those stated, from 0.
        index: usize,
    },
    /// A line by the year that cannot be: its bad days hold more than days can.
    #[error("a bad day of the lines holds more than a day can: {0}")]
    YearlyLine(NeedLineRefused),
}

/// A line of bad days, and how many bad days its week has.
struct OfBadDays<'a> {
    line: &'a NeedLine,
    days: Decimal,
}

/// What bad spells add to a year. R-ASSESS-5, Eligibility Regs 2015 reg 2(4); kept apart from the
/// weekly lines by R-BUD-6. The way of counting is [PROPOSED].
///
/// A day of a spell takes what a bad day takes: the weekly lines of bad days, shared out over the
/// bad days of a usual week; or, where `spell_week` states one week of a spell, that week's lines.
/// Times of one such week are rounded up, once, at four decimal places; times of the year are that
/// by the weeks in spells. So more weeks never make a need smaller.
///
/// Lines that are counted by the year already are left aside, and so are items of equipment, which
/// no week wears out. Care day and night in a home is the same in a spell: beside it nothing is
/// counted, unless a week is stated.
///
/// # Errors
/// [`SpellsRefused`].
pub fn count_spells(
    need_lines: &[NeedLine],
    spell_week: &[NeedLine],
    fluctuation: &Fluctuation,
    counting: SpellCounting,
) -> Result<SpellsCounted, SpellsRefused> {
    check_stated(spell_week, fluctuation)?;
    let ordinary: Vec<&NeedLine> = need_lines.iter().filter(|line| is_of_a_week(line)).collect();
    let lived_in = |line: &&NeedLine| line.facts().kind == KindOfHelp::AccommodationWithCare;
    let same_in_a_spell = spell_week.is_empty() && ordinary.iter().any(lived_in);
    if !fluctuation.spells_change_a_week() || same_in_a_spell {
        return Ok(counted(counting, &ordinary, vec![], 0));
    }
    let bad = of_bad_days(&ordinary, spell_week, fluctuation)?;
    let weeks = fluctuation.weeks_in_spells();
    match counting {
        SpellCounting::WholeWeeks => {
            let lines = whole_weeks(&ordinary, &bad, weeks)?;
            let weeks_replaced = if lines.is_empty() { 0 } else { weeks };
            Ok(counted(counting, &ordinary, lines, weeks_replaced))
        }
        SpellCounting::OnTop => {
            let bad_days_more = DAYS_OF_WEEK - fluctuation.facts().bad_days_weekly;
            let lines = bad.iter().map(|bad| yearly(bad.line, times_on(bad, bad_days_more), weeks));
            let lines = lines.collect::<Result<_, _>>()?;
            Ok(counted(counting, &ordinary, lines, 0))
        }
    }
}

fn check_stated(spell_week: &[NeedLine], told: &Fluctuation) -> Result<(), SpellsRefused> {
    if !spell_week.is_empty() && told.weeks_in_spells() == 0 {
        return Err(SpellsRefused::NotTold);
    }
    let fits = |line: &NeedLine| line.facts().level == DayLevel::BadDay && is_of_a_week(line);
    match spell_week.iter().position(|line| !fits(line)) {
        Some(index) => Err(SpellsRefused::NotOfASpellWeek { index }),
        None => Ok(()),
    }
}

fn is_of_a_week(line: &NeedLine) -> bool {
    line.facts().period == LinePeriod::Week && line.facts().kind != KindOfHelp::Equipment
}

fn of_bad_days<'a>(
    ordinary: &[&'a NeedLine],
    spell_week: &'a [NeedLine],
    told: &Fluctuation,
) -> Result<Vec<OfBadDays<'a>>, SpellsRefused> {
    if !spell_week.is_empty() {
        let days = Decimal::from(DAYS_OF_WEEK);
        return Ok(spell_week.iter().map(|line| OfBadDays { line, days }).collect());
    }
    let days = Decimal::from(told.facts().bad_days_weekly);
    let bad = ordinary.iter().filter(|line| line.facts().level == DayLevel::BadDay);
    let bad: Vec<_> = bad.map(|line| OfBadDays { line, days }).collect();
    if bad.is_empty() || days.is_zero() {
        return Err(SpellsRefused::SpellWeekMissing);
    }
    Ok(bad)
}

/// Two lines are about the same help where kind, outcomes and time of day agree.
type Help<'a> = (KindOfHelp, &'a BTreeSet<Outcome>, Slot);

fn help(line: &NeedLine) -> Help<'_> {
    (line.facts().kind, &line.facts().outcomes, line.facts().slot)
}

/// The lines of whole weeks in spells. Help with lines of bad days is given as on bad days, in place
/// of what a usual week holds of it, unless that is more: a spell never counts for less than a usual
/// week. All other help goes on as in a usual week. None, where no help is more than in a usual week.
fn whole_weeks(
    ordinary: &[&NeedLine],
    bad: &[OfBadDays<'_>],
    weeks: u32,
) -> Result<Vec<NeedLine>, SpellsRefused> {
    let mut all_help: Vec<Help<'_>> = Vec::new();
    let lines = ordinary.iter().copied().chain(bad.iter().map(|bad| bad.line));
    for line in lines {
        if !all_help.contains(&help(line)) {
            all_help.push(help(line));
        }
    }
    let (mut yearly_lines, mut more_than_usual) = (Vec::new(), false);
    for same in all_help {
        let usual: Vec<_> = ordinary.iter().filter(|line| help(line) == same).collect();
        let worse: Vec<_> = bad.iter().filter(|bad| help(bad.line) == same).collect();
        let both = usual.iter().map(|line| **line).chain(worse.iter().map(|bad| bad.line));
        let timed = both.into_iter().any(|line| line.facts().minutes > 0);
        let usual_need: Decimal =
            usual.iter().map(|line| need(line, line.facts().times, timed)).sum();
        let worse_need: Decimal =
            worse.iter().map(|bad| need(bad.line, times_on(bad, DAYS_OF_WEEK), timed)).sum();
        if worse_need > usual_need {
            more_than_usual = true;
            for bad in worse {
                yearly_lines.push(yearly(bad.line, times_on(bad, DAYS_OF_WEEK), weeks)?);
            }
        } else {
            for line in usual {
                yearly_lines.push(yearly(line, line.facts().times, weeks)?);
            }
        }
    }
    Ok(if more_than_usual { yearly_lines } else { vec![] })
}

/// How much help a line is: minutes where its help is timed, else times; over all people at once.
fn need(line: &NeedLine, times: Decimal, timed: bool) -> Decimal {
    let facts = line.facts();
    let each = if timed { facts.minutes } else { 1 };
    times * Decimal::from(facts.people) * Decimal::from(each)
}

/// The times of a line of bad days on so many bad days, rounded up.
fn times_on(bad: &OfBadDays<'_>, days: u32) -> Decimal {
    let times = bad.line.facts().times * Decimal::from(days);
    // The days of a line are never none: `of_bad_days` refuses that.
    let shared = times.checked_div(bad.days).unwrap_or(times);
    shared.round_dp_with_strategy(TIMES_PLACES_MOST, RoundingStrategy::AwayFromZero)
}

fn yearly(line: &NeedLine, times: Decimal, weeks: u32) -> Result<NeedLine, SpellsRefused> {
    let times = times * Decimal::from(weeks);
    let facts = NeedLineFacts { times, period: LinePeriod::Year, ..line.facts().clone() };
    NeedLine::new(facts).map_err(SpellsRefused::YearlyLine)
}

fn counted(
    counting: SpellCounting,
    ordinary: &[&NeedLine],
    yearly_lines: Vec<NeedLine>,
    weeks_replaced: u32,
) -> SpellsCounted {
    let weekly: Decimal = ordinary.iter().map(|line| line.minutes()).sum();
    let in_spells: Decimal = yearly_lines.iter().map(NeedLine::minutes).sum();
    SpellsCounted {
        counting,
        minutes_yearly_without_spells: weekly * Decimal::from(WEEKS_OF_YEAR),
        minutes_yearly: weekly * Decimal::from(WEEKS_OF_YEAR - weeks_replaced) + in_spells,
        yearly_lines,
        weeks_replaced,
    }
}
