//! Eligibility under the Care and Support (Eligibility Criteria) Regulations 2015.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::needs::{Limb, Outcome};

/// Two or more outcomes must be out of reach: reg 2(1)(b).
const OUTCOMES_NEEDED: usize = 2;

/// What the assessor found for one outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeFinding {
    /// The outcome.
    pub outcome: Outcome,
    /// The limbs that make it one that the adult is unable to achieve, ignoring any carer
    /// (R-ASSESS-7). Empty: the adult achieves it.
    pub limbs: BTreeSet<Limb>,
    /// Why an outcome that is not achieved has no need line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_line_because: Option<NoLineBecause>,
}

/// Why an outcome that is not achieved has no need line. Written in lower case, as the contract
/// writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoLineBecause {
    /// Equipment or a small adaptation meets it.
    Equipment,
    /// Housing is to put it right.
    Housing,
    /// The person does not want help with it.
    Declined,
}

impl NoLineBecause {
    /// The word of the contract.
    pub const fn code(self) -> &'static str {
        match self {
            NoLineBecause::Equipment => "equipment",
            NoLineBecause::Housing => "housing",
            NoLineBecause::Declined => "declined",
        }
    }

    /// Reads the word of the contract.
    pub fn from_code(code: &str) -> Option<NoLineBecause> {
        [NoLineBecause::Equipment, NoLineBecause::Housing, NoLineBecause::Declined]
            .into_iter()
            .find(|reason| reason.code() == code)
    }
}

/// An outcome of a carer: Eligibility Regs 2015 reg 3(2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CarerOutcome {
    /// Carrying out caring responsibilities for a child.
    ChildCaring,
    /// Providing care to other persons.
    CaringForOthers,
    /// Maintaining a habitable home environment.
    HabitableHome,
    /// Managing and maintaining nutrition.
    Nutrition,
    /// Developing and maintaining relationships.
    Relationships,
    /// Work, training, education or volunteering.
    WorkTrainingVolunteering,
    /// Making use of facilities in the local community.
    CommunityFacilities,
    /// Recreational activities.
    Recreation,
}

/// What the assessor found of a carer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarerFindings {
    /// Whether the needs arise because the carer provides necessary care for an adult.
    pub provides_necessary_care: bool,
    /// Whether the carer's health is, or is at risk of, getting worse because of that.
    pub health_at_risk: bool,
    /// The outcomes that the carer is unable to achieve because of that.
    pub not_achieved: BTreeSet<CarerOutcome>,
}

/// Whether a carer's needs meet the criteria for carers, which are a test of their own: they arise
/// from providing necessary care, the carer's health is at risk or one outcome cannot be achieved,
/// and there is a significant impact on wellbeing. R-ASSESS-8, Eligibility Regs 2015 reg 3(1).
pub fn carer_eligible(findings: &CarerFindings, significant_impact: bool) -> bool {
    let effect = findings.health_at_risk || !findings.not_achieved.is_empty();
    findings.provides_necessary_care && effect && significant_impact
}

/// The outcomes that the adult is unable to achieve, with every limb that makes them so.
/// R-ASSESS-4, Eligibility Regs 2015 reg 2(3).
pub fn outcomes_not_achieved(findings: &[OutcomeFinding]) -> BTreeMap<Outcome, BTreeSet<Limb>> {
    let mut limbs: BTreeMap<Outcome, BTreeSet<Limb>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| !finding.limbs.is_empty()) {
        limbs.entry(finding.outcome).or_default().extend(&finding.limbs);
    }
    limbs
}

/// Whether needs meet the criteria: they arise from an impairment or illness, two or more outcomes
/// cannot be achieved, and there is a significant impact on wellbeing. R-ASSESS-2, Eligibility Regs
/// 2015 reg 2(1). The impact is a named person's judgement and comes in as such (R-ASSESS-6).
pub fn eligible(
    arises_from_impairment: bool,
    findings: &[OutcomeFinding],
    significant_impact: bool,
) -> bool {
    let not_achieved = outcomes_not_achieved(findings).len();
    arises_from_impairment && not_achieved >= OUTCOMES_NEEDED && significant_impact
}
