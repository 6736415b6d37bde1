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
