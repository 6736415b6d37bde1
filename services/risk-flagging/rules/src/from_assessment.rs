use std::collections::{BTreeMap, BTreeSet};

use carecap_calendar::Day;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::boundary::{Bound, BoundarySet};
use crate::{Findings, Indicator, Raised};

/// Where an assessment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AssessmentState {
    /// Being filled in.
    Draft,
    /// Sent to the council.
    Submitted,
    /// A named person has satisfied themselves that a self-assessment is accurate and whole.
    Assured,
    /// A named assessor has decided what is eligible.
    Determined,
}

/// A consistency check of an assessment that holds, as assessment-intake serves it. A measure that
/// is absent was not stated: it exceeds no boundary, and a yes-or-no one stands for no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// For instance `QC-01`.
    pub check_id: String,
    /// The outcome that it is about, for instance `HYGIENE`; none: the whole assessment.
    pub outcome: Option<String>,
    /// What was measured, by name; yes is 1 and no is 0.
    pub measures: BTreeMap<String, Decimal>,
    /// What a person should look at, in one sentence without any name or free text.
    pub evidence: String,
}

impl Check {
    fn measure(&self, name: &str) -> Option<Decimal> {
        self.measures.get(name).copied()
    }

    fn says_yes(&self, name: &str) -> bool {
        self.measure(name).is_some_and(|value| !value.is_zero())
    }
}

/// What the checks on one version of an assessment call for on a day. In a draft only a disclosure
/// is looked at, and at once: everything else waits until the person has finished.
///
/// `on` chooses the boundaries: the day of the fact, or where it has none that of its recording.
/// Checks that raise none of the indicators are passed over.
pub fn from_assessment(
    state: AssessmentState,
    checks: &[Check],
    boundaries: &BoundarySet,
    on: Day,
) -> Findings {
    let of_assessments = |indicator: &Indicator| {
        !matches!(indicator, Indicator::PackageOutOfBounds | Indicator::CapNear)
    };
    let looked_at_now = |indicator: &Indicator| {
        state != AssessmentState::Draft || *indicator == Indicator::AbuseOrNeglectDisclosed
    };
    let looked_at: BTreeSet<Indicator> =
        Indicator::ALL.into_iter().filter(of_assessments).filter(looked_at_now).collect();
    let raised = checks
        .iter()
        .filter_map(|check| raised_by(check, boundaries, on))
        .filter(|raised| looked_at.contains(&raised.indicator));
    Findings { raised: once_each(raised), looked_at }
}

/// One for each indicator, check and outcome; what several checks of one kind saw is told together.
fn once_each(raised: impl Iterator<Item = Raised>) -> Vec<Raised> {
    let mut sorted: Vec<Raised> = raised.collect();
    sorted.sort();
    sorted.dedup();
    let mut merged: Vec<Raised> = Vec::new();
    for next in sorted {
        match merged.last_mut() {
            Some(last)
                if last.indicator == next.indicator
                    && last.check_id == next.check_id
                    && last.outcome == next.outcome =>
            {
                last.evidence = format!("{} {}", last.evidence, next.evidence);
            }
            _ => merged.push(next),
        }
    }
    merged
}

fn raised_by(check: &Check, boundaries: &BoundarySet, on: Day) -> Option<Raised> {
    let (indicator, seen) = match check.check_id.as_str() {
        "QC-18" => (Indicator::AbuseOrNeglectDisclosed, None),
        "QC-17" => (Indicator::SelfNeglect, None),
        "QC-20" => (Indicator::CapacityOrAdvocacyGap, None),
        "QC-14" => (Indicator::CarerBreakdown, None),
        "QC-15" => {
            let seen = carer_under_strain(check, boundaries, on)?;
            (Indicator::CarerBreakdown, Some(seen))
        }
        "QC-12" => {
            let seen = carer_share_without_a_plan(check, boundaries, on)?;
            (Indicator::HiddenCarerReliance, Some(seen))
        }
        "QC-21" => {
            let seen = outcomes_at_the_edge(check, boundaries, on)?;
            (Indicator::BorderlineEligibility, Some(seen))
        }
        "QC-02" | "QC-07" | "QC-09" => (Indicator::UnmetNeed, None),
        "QC-01" | "QC-03" | "QC-04" | "QC-05" | "QC-06" | "QC-08" | "QC-10" | "QC-13" | "QC-23"
        | "QC-24" | "QC-25" | "QC-27" | "QC-28" => (Indicator::InconsistentAnswers, None),
        _ => return None,
    };
    let evidence = match (check.evidence.trim(), seen) {
        ("", None) => format!("The check {} holds.", check.check_id),
        ("", Some(seen)) => seen,
        (evidence, None) => evidence.to_owned(),
        (evidence, Some(seen)) => format!("{evidence} {seen}"),
    };
    Some(Raised {
        indicator,
        check_id: Some(check.check_id.clone()),
        outcome: check.outcome.clone(),
        evidence,
    })
}

/// A carer gives very many hours, is 75 or older, or is harmed by caring, and no carer's assessment
/// was offered; C-CARE-1, QC-15 [PROPOSED], Care Act 2014 s10.
fn carer_under_strain(check: &Check, boundaries: &BoundarySet, on: Day) -> Option<String> {
    if check.says_yes("assessment_offered") {
        return None;
    }
    let mut signs = Vec::new();
    if let (Some(hours), Some(highest)) =
        (check.measure("carer_hours"), boundaries.in_force(Bound::CarerHoursHighest, None, on))
        && hours > highest.value
    {
        let hours = hours.normalize();
        signs.push(format!("gives {hours} hours of care a week ({highest})"));
    }
    if check.says_yes("carer_aged_75") {
        signs.push("is 75 or older".to_owned());
    }
    if check.says_yes("carer_health_harmed") {
        signs.push("says that caring harms their health".to_owned());
    }
    if signs.is_empty() {
        return None;
    }
    let signs = signs.join(" and ");
    Some(format!("The carer {signs}; no carer's assessment was offered."))
}

/// Carers meet more of the care than the boundary, nights apart, and nothing is planned for when
/// the carer is ill; C-CARE-2, QC-12 [PROPOSED].
fn carer_share_without_a_plan(check: &Check, boundaries: &BoundarySet, on: Day) -> Option<String> {
    let share = check.measure("carer_share")?;
    let highest = boundaries.in_force(Bound::CarerShareHighest, None, on)?;
    if share <= highest.value || check.says_yes("plan_if_carer_ill") {
        return None;
    }
    // Two places are enough to read, unless they would show the boundary itself.
    let shown = Some(share.round_dp(2)).filter(|shown| *shown > highest.value);
    let shown = shown.unwrap_or(share).normalize();
    Some(format!(
        "Carers meet a share of {shown} of the care ({highest}); there is no plan if the carer is \
         ill."
    ))
}

/// Just as many outcomes are indicated as the criteria ask for, or one fewer while there are bad
/// days; N-NEED-3, QC-21 [PROPOSED], Eligibility Criteria Regulations 2015 reg 2(1)(b), (4).
fn outcomes_at_the_edge(check: &Check, boundaries: &BoundarySet, on: Day) -> Option<String> {
    let outcomes = check.measure("outcomes_indicated")?;
    let edge = boundaries.in_force(Bound::OutcomesExactly, None, on)?;
    let bad_days = check.measure("bad_days").unwrap_or_default();
    let shown = outcomes.normalize();
    if outcomes == edge.value {
        return Some(format!("The number of outcomes indicated is {shown} ({edge})."));
    }
    (outcomes == edge.value - Decimal::ONE && bad_days > Decimal::ZERO).then(|| {
        let bad_days = bad_days.normalize();
        format!(
            "The number of outcomes indicated is {shown} ({edge}), and that of bad days is \
             {bad_days}."
        )
    })
}
