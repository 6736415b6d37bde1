use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How soon a person must look; the soonest is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Severity {
    /// At once.
    Urgent,
    /// Today or tomorrow.
    High,
    /// This week or next.
    Medium,
    /// When the case is next open.
    Low,
    /// For information.
    Info,
}

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Route {
    /// The safeguarding team.
    Safeguarding,
    /// A practitioner.
    Practitioner,
    /// The finance team.
    Finance,
    /// Commissioning.
    Commissioning,
}

/// What is looked for. No protected characteristic of the person is an input of any; of a carer
/// only whether they are 75 or older, which calls for an offer of help and for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Indicator {
    /// Somebody disclosed abuse or neglect.
    #[serde(rename = "S-SAFE-1")]
    AbuseOrNeglectDisclosed,
    /// The person may neglect themselves.
    #[serde(rename = "S-SAFE-2")]
    SelfNeglect,
    /// The person has substantial difficulty and nobody who speaks for them.
    #[serde(rename = "S-SAFE-4")]
    CapacityOrAdvocacyGap,
    /// Care by a relative or friend may break down.
    #[serde(rename = "C-CARE-1")]
    CarerBreakdown,
    /// Much of the care hangs on a carer, and nothing is planned for the day the carer is ill.
    #[serde(rename = "C-CARE-2")]
    HiddenCarerReliance,
    /// Answers that cannot both hold.
    #[serde(rename = "N-NEED-2")]
    InconsistentAnswers,
    /// The needs lie at the edge of the eligibility criteria.
    #[serde(rename = "N-NEED-3")]
    BorderlineEligibility,
    /// A need that nobody meets.
    #[serde(rename = "N-NEED-5")]
    UnmetNeed,
    /// A weekly cost far from what such care costs here.
    #[serde(rename = "F-COST-2")]
    PackageOutOfBounds,
    /// The care cap will be reached soon.
    #[serde(rename = "F-ACC-4")]
    CapNear,
}

impl Indicator {
    /// Every indicator, in the order of the codes.
    pub const ALL: [Indicator; 10] = [
        Indicator::AbuseOrNeglectDisclosed,
        Indicator::SelfNeglect,
        Indicator::CapacityOrAdvocacyGap,
        Indicator::CarerBreakdown,
        Indicator::HiddenCarerReliance,
        Indicator::InconsistentAnswers,
        Indicator::BorderlineEligibility,
        Indicator::UnmetNeed,
        Indicator::PackageOutOfBounds,
        Indicator::CapNear,
    ];

    /// The code that councils know it by, for instance `S-SAFE-1`.
    pub const fn code(self) -> &'static str {
        match self {
            Indicator::AbuseOrNeglectDisclosed => "S-SAFE-1",
            Indicator::SelfNeglect => "S-SAFE-2",
            Indicator::CapacityOrAdvocacyGap => "S-SAFE-4",
            Indicator::CarerBreakdown => "C-CARE-1",
            Indicator::HiddenCarerReliance => "C-CARE-2",
            Indicator::InconsistentAnswers => "N-NEED-2",
            Indicator::BorderlineEligibility => "N-NEED-3",
            Indicator::UnmetNeed => "N-NEED-5",
            Indicator::PackageOutOfBounds => "F-COST-2",
            Indicator::CapNear => "F-ACC-4",
        }
    }

    /// How soon a person must look, [PROPOSED].
    pub const fn severity(self) -> Severity {
        match self {
            Indicator::AbuseOrNeglectDisclosed => Severity::Urgent,
            Indicator::SelfNeglect
            | Indicator::CapacityOrAdvocacyGap
            | Indicator::CarerBreakdown
            | Indicator::UnmetNeed => Severity::High,
            Indicator::HiddenCarerReliance
            | Indicator::InconsistentAnswers
            | Indicator::PackageOutOfBounds => Severity::Medium,
            Indicator::BorderlineEligibility => Severity::Low,
            Indicator::CapNear => Severity::Info,
        }
    }

    /// Who looks, [PROPOSED]. A disclosure goes to the safeguarding team and nowhere else; all
    /// others, a cost out of bounds and a cap that is near too, ask first whether the plan is
    /// right, which the person's practitioner knows.
    pub const fn route(self) -> Route {
        match self {
            Indicator::AbuseOrNeglectDisclosed => Route::Safeguarding,
            _ => Route::Practitioner,
        }
    }

    /// Whether it is about somebody's safety: such flags stand first, and only a person closes one.
    pub const fn is_safeguarding(self) -> bool {
        matches!(
            self,
            Indicator::AbuseOrNeglectDisclosed
                | Indicator::SelfNeglect
                | Indicator::CapacityOrAdvocacyGap
        )
    }

    /// Why anybody looks for it, in one sentence.
    pub const fn reason(self) -> &'static str {
        match self {
            Indicator::AbuseOrNeglectDisclosed => {
                "An answer may disclose abuse or neglect, and somebody must find out at once \
                 whether the person is safe."
            }
            Indicator::SelfNeglect => {
                "Washing, food and home go undone together or help with them is refused, which can \
                 be self-neglect."
            }
            Indicator::CapacityOrAdvocacyGap => {
                "The person has difficulty in taking part and nobody supports or represents them, \
                 so the assessment may not be theirs."
            }
            Indicator::CarerBreakdown => {
                "The carer may be unwilling or unable to go on, and then the needs that they meet \
                 would be unmet from one day to the next."
            }
            Indicator::HiddenCarerReliance => {
                "A large share of the care rests on a carer, and nothing is planned for the day \
                 that the carer is ill."
            }
            Indicator::InconsistentAnswers => {
                "Answers cannot both hold, so needs may be understated or overstated."
            }
            Indicator::BorderlineEligibility => {
                "The needs lie at the edge of the eligibility criteria, where a second look guards \
                 against a chance result."
            }
            Indicator::UnmetNeed => {
                "A need is indicated and nobody meets it, nor is there a recorded reason."
            }
            Indicator::PackageOutOfBounds => {
                "The weekly cost lies outside what care in this setting usually costs the council, \
                 so a need, a unit or a price may be wrong."
            }
            Indicator::CapNear => {
                "The cap will be reached soon, and an early contact spares the person a sudden \
                 change of who arranges and pays for their care."
            }
        }
    }
}

/// Something that holds and of which a person should know.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Raised {
    /// The indicator; its severity, route and reason go with it.
    pub indicator: Indicator,
    /// The check that raised it, for instance `QC-01`; none: a measure of its own.
    pub check_id: Option<String>,
    /// The outcome that it is about, for instance `HYGIENE`; none: the whole case.
    pub outcome: Option<String>,
    /// What was seen, with figures, without any name or free text.
    pub evidence: String,
}

/// What was looked at in one fact, and what was found. What was not looked at says nothing: a
/// draft, in which only disclosures are looked for, clears no flag about unmet need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    /// The indicators that were looked at.
    pub looked_at: BTreeSet<Indicator>,
    /// What holds, one for each indicator, check and outcome, in this order.
    pub raised: Vec<Raised>,
}
