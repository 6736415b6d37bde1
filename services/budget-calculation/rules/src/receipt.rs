//! The receipt: the record by which anyone can work a budget out again.
//!
//! The *body* holds the inputs (nobody's identity), each parameter, choice, rate row and mapping
//! entry that was used, the rules at their revisions, every step and the results. It holds no
//! sentence; those are rendered from the steps. Its bytes are canonical (RFC 8785), so identical
//! inputs give identical bytes. What surrounds a body (digest, ids, people, times) is the
//! envelope, and is kept beside it.

use carecap_money::Money;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::budget::{BudgetKind, DraftInputs};
pub use crate::canonical::Shared;
use crate::mapping::{MappingEntry, UnpricedNeed};
use crate::plan::{ArrangementFee, PlanFigures};
use crate::policy::RecordedValues;
use crate::pricing::RateRow;
use crate::working::{Figure, Rule, Rules, Step};

/// What is hashed before the body, so that a digest is never that of another kind of document.
const TAG: &[u8] = b"carecap-receipt-1\n";

/// The pack that was in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackUsed {
    /// Its name.
    pub pack: String,
    /// Whether it has no effect in law.
    pub shadow: bool,
}

/// What came out, each with the step that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Results {
    /// What the budget states.
    pub kind: BudgetKind,
    /// The cost in a week.
    pub cost_weekly: Figure<Money>,
    /// The cost in a year of lines counted by the year.
    pub cost_yearly: Figure<Money>,
    /// The person's part in a week.
    pub contribution_weekly: Option<Figure<Money>>,
    /// The council's part in a week.
    pub council_weekly: Option<Figure<Money>>,
    /// The daily living costs within the cost.
    pub daily_living_weekly: Option<Figure<Money>>,
    /// The cost less the daily living costs.
    pub balance_weekly: Option<Figure<Money>>,
    /// The cost of eligible needs alone in a week, where others are met too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost_eligible_weekly: Option<Figure<Money>>,
    /// The person's part in a week for eligible needs alone, where others are met too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contribution_eligible_weekly: Option<Figure<Money>>,
    /// A fee for arranging the care, outside the budget.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrangement_fee: Option<ArrangementFee>,
    /// What comes of the plan, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<PlanFigures>,
}

impl Results {
    /// The cost, and nothing said yet of who pays it.
    pub(crate) fn of(
        kind: BudgetKind,
        cost_weekly: Figure<Money>,
        cost_yearly: Figure<Money>,
    ) -> Results {
        Results {
            kind,
            cost_weekly,
            cost_yearly,
            contribution_weekly: None,
            council_weekly: None,
            daily_living_weekly: None,
            balance_weekly: None,
            cost_eligible_weekly: None,
            contribution_eligible_weekly: None,
            arrangement_fee: None,
            plan: None,
        }
    }
}

/// The body of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// The form of the body: 1.
    pub form: u32,
    /// The inputs.
    pub inputs: DraftInputs,
    /// The pack.
    pub policy: PackUsed,
    /// The parameters that were read, by key.
    pub parameters: RecordedValues,
    /// The council's choices, and defaults in place of them, that were read, by key.
    pub choices: RecordedValues,
    /// The rate rows that were used.
    pub rates: Vec<Shared<RateRow>>,
    /// The entries of the service mapping that were used.
    pub mapping: Vec<Shared<MappingEntry>>,
    /// The need lines that cost nothing, and why.
    pub unpriced: Vec<UnpricedNeed>,
    /// The rules at their revisions, each with the law that it rests on.
    pub rules: Rules,
    /// The working.
    pub steps: Vec<Step>,
    /// What came out.
    pub results: Results,
}

/// Why a receipt cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// The body would not read back as it is, for instance because a number has more than 53 bits.
    #[error("the receipt cannot be written exactly: {0}")]
    NotExact(String),
}

impl Body {
    /// The form that this release writes.
    pub const FORM: u32 = 1;

    /// The digest of the body.
    ///
    /// # Errors
    /// As [`Body::canonical_bytes`].
    pub fn digest(&self) -> Result<String, ReceiptError> {
        self.canonical_bytes().map(|bytes| digest(&bytes))
    }
}

/// SHA-256 over `carecap-receipt-1`, a line feed and the body's bytes, in lower-case hexadecimal.
pub fn digest(body: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(TAG);
    hasher.update(body);
    hex::encode(hasher.finalize())
}

/// Completes a body with the laws of the rules that its steps and unpriced needs name.
pub(crate) fn body_of(mut body: Body) -> Body {
    let steps = body.steps.iter().map(|step| &step.rule);
    let needs = body.unpriced.iter().map(|need| &need.rule);
    body.rules = Rule::laws(steps.chain(needs));
    body
}
