use std::collections::BTreeSet;

use carecap_calendar::Day;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ArrangedBy, AssessmentError, AssessmentKind, Setting};
use crate::eligibility::{CarerFindings, OutcomeFinding, carer_eligible, eligible};

/// The longest period over which a level of need is judged: ten years.
const PERIOD_JUDGED_WEEKS_MOST: u16 = 520;

/// An area of wellbeing: Care Act 2014 s1(2) (R-ASSESS-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WellbeingArea {
    /// Personal dignity, and being treated with respect.
    Dignity,
    /// Physical, mental and emotional health.
    Health,
    /// Protection from abuse and neglect.
    Protection,
    /// Control over day-to-day life.
    Control,
    /// Work, education, training or recreation.
    Work,
    /// Social and economic wellbeing.
    SocialEconomic,
    /// Domestic, family and personal relationships.
    Relationships,
    /// Suitability of living accommodation.
    Accommodation,
    /// Contribution to society.
    Contribution,
}

/// What a named assessor decides, as the request says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the needs arise from a physical or mental impairment or illness (reg 2(1)(a)).
    pub arises_from_impairment: bool,
    /// The finding for each outcome that was looked at.
    pub findings: Vec<OutcomeFinding>,
    /// Whether there is, or is likely to be, a significant impact on wellbeing (reg 2(1)(c)).
    pub significant_impact: bool,
    /// The reason for that judgement.
    pub significant_impact_reason: String,
    /// Where the care is given.
    pub setting: Setting,
    /// The first day of the care that these needs call for.
    pub starts_on: Day,
    /// Who arranges the care.
    pub arranged_by: ArrangedBy,
    /// The change request that led here.
    pub change_request_id: Option<Uuid>,
    /// The day on which it was determined.
    pub determined_on: Day,
    /// A permanent stay in a care home only: the first day of it, weeks on trial counted in
    /// (R-FIN-14). None: the first day of the care.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permanent_since: Option<Day>,
    /// The areas of wellbeing on which there is an impact, each once and in the order in which the
    /// assessor named them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wellbeing_areas: Vec<WellbeingArea>,
    /// Of a carer's assessment only: the criteria for a carer (R-ASSESS-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carer: Option<CarerFindings>,
    /// The period, in weeks up to the determination, that the assessor took into account to
    /// establish a level of need that comes and goes (R-ASSESS-5, reg 2(4)). None: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_judged_over_weeks: Option<u16>,
}

impl Decision {
    /// Whether the needs meet the criteria: a carer's by those for carers (R-ASSESS-8), anybody
    /// else's by those for adults (R-ASSESS-2).
    ///
    /// # Errors
    /// `CarerFindingsMissing`, `NotACarer`.
    pub(super) fn eligible(&self, kind: AssessmentKind) -> Result<bool, AssessmentError> {
        match (kind, &self.carer) {
            (AssessmentKind::Carer, Some(carer)) => {
                Ok(carer_eligible(carer, self.significant_impact))
            }
            (AssessmentKind::Carer, None) => Err(AssessmentError::CarerFindingsMissing),
            (_, Some(_)) => Err(AssessmentError::NotACarer),
            (_, None) => {
                Ok(eligible(self.arises_from_impairment, &self.findings, self.significant_impact))
            }
        }
    }

    /// Checks that the judgement has its reason (R-ASSESS-6) and that nothing is said twice or of
    /// another setting.
    ///
    /// # Errors
    /// `ReasonMissing`, `FindingTwice`, `NotPermanent`, `PermanentAfterStart`, `AreaTwice`,
    /// `PeriodJudged`.
    pub(super) fn check(&self) -> Result<(), AssessmentError> {
        if self.significant_impact_reason.trim().is_empty() {
            return Err(AssessmentError::ReasonMissing);
        }
        let mut found = BTreeSet::new();
        for finding in &self.findings {
            if !found.insert(finding.outcome) {
                return Err(AssessmentError::FindingTwice { outcome: finding.outcome });
            }
        }
        if let Some(since) = self.permanent_since {
            if self.setting != Setting::CareHomePermanent {
                return Err(AssessmentError::NotPermanent);
            }
            if since > self.starts_on {
                return Err(AssessmentError::PermanentAfterStart);
            }
        }
        let mut named = BTreeSet::new();
        for (index, area) in self.wellbeing_areas.iter().enumerate() {
            if !named.insert(area) {
                return Err(AssessmentError::AreaTwice { index });
            }
        }
        if let Some(weeks) = self.level_judged_over_weeks
            && !(1..=PERIOD_JUDGED_WEEKS_MOST).contains(&weeks)
        {
            return Err(AssessmentError::PeriodJudged);
        }
        Ok(())
    }
}

/// What a named assessor decided about one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Determination {
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
    /// Whether the needs meet the criteria (R-ASSESS-2), worked out from the decision.
    pub eligible: bool,
    /// Who determined it: the subject of the token.
    pub determined_by: String,
}
