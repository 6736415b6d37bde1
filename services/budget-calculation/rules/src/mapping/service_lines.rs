use std::borrow::Cow;

use carecap_calendar::Day;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use super::bundle::{Bundle, bundle};
use super::free::drops_out;
use super::{How, MappedService, MappingEntry, ServiceMapping};
use crate::canonical::Shared;
use crate::needs::{
    ArrangedBy, Duty, FieldRefused, FreeByLaw, KindOfHelp, LinePeriod, NeedLine, Outcome, Setting,
    Text, code,
};
use crate::policy::PolicyError;
use crate::working::{Figure, Ratio, Readings, Rule, Working, WorkingError};

/// The needs of one person, as a mapping is applied to them.
#[derive(Debug, Clone, Copy)]
pub struct NeedsToMeet<'a> {
    /// The needs.
    pub lines: &'a [NeedLine],
    /// Where the care is given.
    pub setting: Setting,
    /// Who arranges the care.
    pub arranged_by: ArrangedBy,
    /// The first day of the care.
    pub on: Day,
}

/// The kinds of help that a line answers, each once.
pub type Kinds = SmallVec<[KindOfHelp; 8]>;

/// The outcomes that a line serves, each once.
pub type Outcomes = SmallVec<[Outcome; 10]>;

/// So much of one service in a period: what its price is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceLine<'a> {
    /// The service, as the council's mapping names it.
    pub service: &'a MappedService,
    /// The need band, which asks for a price of its own.
    pub band: Option<&'a Text>,
    /// Counted in a week or a year.
    pub period: LinePeriod,
    /// Under which power the council meets the needs.
    pub duty: Duty,
    /// Whether the price of one item decides if it is free (R-BUD-4).
    pub free_by_price: bool,
    /// How many units, and the step that says so.
    pub units: Figure<Ratio>,
    /// The kinds of help that it answers.
    pub kinds: Kinds,
    /// The outcomes that it serves.
    pub outcomes: Outcomes,
}

/// A need line that costs nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnpricedNeed {
    /// The place of the need line, from 0.
    pub need_line: usize,
    /// The kind of help.
    pub kind: KindOfHelp,
    /// Why it costs nothing.
    pub reason: UnpricedReason,
    /// The rule and its revision.
    pub rule: Cow<'static, str>,
}

/// Why a need line costs nothing here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnpricedReason {
    /// An unpaid carer meets it (R-BUD-3, R-IPB-2).
    MetByCarer,
    /// The NHS meets it (R-METER-7).
    MetByNhs,
    /// The law makes it free (R-BUD-4).
    FreeByLaw(FreeByLaw),
    /// The council need not meet it, and an independent personal budget is of eligible needs
    /// (R-IPB-2).
    NotEligible,
    /// Another kind of help covers it.
    CoveredBy(KindOfHelp),
    /// The council's mapping leaves it out, and why.
    Excluded(Text),
}

/// Why needs could not be made into services.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingRefused {
    /// `KIND_NOT_MAPPED`: the mapping has no entry, and nothing is guessed.
    #[error("the service mapping has no entry for {} in {}", code(*.kind), code(*.setting))]
    KindNotMapped {
        /// The kind of help.
        kind: KindOfHelp,
        /// Where the care is given.
        setting: Setting,
        /// The need band, where the line has one.
        band: Option<Text>,
    },
    /// `KIND_NOT_MAPPED`: the kind that would cover a need is bought by no line, so the need would
    /// be left without any money.
    #[error("{} is covered by {}, of which nothing is bought", code(*.kind), code(*.covered_by))]
    CoveringKindNotBought {
        /// The kind of help.
        kind: KindOfHelp,
        /// The kind that should cover it.
        covered_by: KindOfHelp,
        /// Where the care is given.
        setting: Setting,
    },
    /// `INVALID_FIELD`: a service bought by the hour is asked for without any minutes.
    #[error("need line {need_line} ({}) says no minutes, but is bought by the hour", code(*.kind))]
    MinutesMissing {
        /// The place of the need line, from 0.
        need_line: usize,
        /// The kind of help.
        kind: KindOfHelp,
    },
    /// `INVALID_FIELD`: a need line does not say what it must.
    #[error(transparent)]
    Field(#[from] FieldRefused),
    /// A value that decides what is free is not known.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// An amount does not fit.
    #[error(transparent)]
    Working(#[from] WorkingError),
}

/// What became of the need lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappedNeeds<'a> {
    /// What is bought: weekly lines first, otherwise in the order of the needs.
    pub lines: Vec<ServiceLine<'a>>,
    /// What costs nothing, and why.
    pub unpriced: Vec<UnpricedNeed>,
    /// The entries of the mapping that were used, in the order of their first use.
    pub entries: Vec<Shared<MappingEntry>>,
    /// Days on which something else will be made of these needs: reablement stops being free, or
    /// another entry takes over.
    pub changes_on: Vec<Day>,
}

/// Makes need lines into lines of services. R-BUD-10 [PROPOSED], R-BUD-2, R-BUD-3, R-BUD-6. Lines
/// that cost nothing whoever would meet them drop out first, so a kind that nobody buys needs no
/// entry.
///
/// # Errors
/// [`MappingRefused`], which names what has no entry.
pub fn service_lines<'a>(
    working: &mut Working,
    policy: &mut Readings<'_>,
    needs: NeedsToMeet<'a>,
    mapping: &'a ServiceMapping,
) -> Result<MappedNeeds<'a>, MappingRefused> {
    let mut mapped = MappedNeeds::default();
    let mut bundles: Vec<Bundle<'_>> = Vec::new();
    for (place, line) in needs.lines.iter().enumerate() {
        if let Some(out) = drops_out(place, line, &needs, policy)? {
            mapped.changes_on.extend(out.until);
            mapped.unpriced.push(unpriced(place, line, out.reason, out.rule));
            continue;
        }
        let entry = mapped.entry_for(line, &needs, mapping)?;
        let reason = match &entry.how {
            How::Buys(services) => {
                for service in services {
                    bundle(&mut bundles, service, place, line)?;
                }
                continue;
            }
            How::CoveredBy(kind) => UnpricedReason::CoveredBy(*kind),
            How::ExcludedBecause(why) => UnpricedReason::Excluded(why.clone()),
        };
        mapped.unpriced.push(unpriced(place, line, reason, Rule::SERVICES));
    }
    refuse_uncovered(&mapped.unpriced, &bundles, needs.setting)?;
    // Weekly lines come first: a stable sort keeps the order of the needs within each period.
    bundles.sort_by_key(|bundle| bundle.first.period);
    for bundle in bundles {
        mapped.lines.push(bundle.into_line(working)?);
    }
    Ok(mapped)
}

impl MappedNeeds<'_> {
    /// The entry that says what is done about a need line; it is kept among those that were used.
    fn entry_for<'m>(
        &mut self,
        line: &NeedLine,
        needs: &NeedsToMeet<'_>,
        mapping: &'m ServiceMapping,
    ) -> Result<&'m Shared<MappingEntry>, MappingRefused> {
        let (kind, setting, band, on) = (line.kind, needs.setting, line.band.as_ref(), needs.on);
        let entry = mapping.entry(kind, setting, band, on).ok_or_else(|| {
            MappingRefused::KindNotMapped { kind, setting, band: line.band.clone() }
        })?;
        if !self.entries.iter().any(|used| used.is(entry)) {
            self.entries.push(entry.clone());
        }
        self.changes_on.extend(mapping.next_entry_from(kind, setting, band, on));
        Ok(entry)
    }
}

fn unpriced(place: usize, line: &NeedLine, reason: UnpricedReason, rule: Rule) -> UnpricedNeed {
    UnpricedNeed { need_line: place, kind: line.kind, reason, rule: Cow::Borrowed(rule.name()) }
}

/// A covered need costs nothing only because something else is bought, or is free by law; without
/// that the budget would not be sufficient (R-BUD-5).
fn refuse_uncovered(
    unpriced: &[UnpricedNeed],
    bundles: &[Bundle<'_>],
    setting: Setting,
) -> Result<(), MappingRefused> {
    let met = |kind: KindOfHelp| {
        let mut lines = bundles.iter().flat_map(|bundle| &bundle.lines);
        let free = |need: &UnpricedNeed| matches!(need.reason, UnpricedReason::FreeByLaw(_));
        lines.any(|(_, line)| line.kind == kind)
            || unpriced.iter().any(|need| need.kind == kind && free(need))
    };
    for need in unpriced {
        if let UnpricedReason::CoveredBy(covered_by) = need.reason
            && !met(covered_by)
        {
            return Err(MappingRefused::CoveringKindNotBought {
                kind: need.kind,
                covered_by,
                setting,
            });
        }
    }
    Ok(())
}
