use carecap_calendar::{Day, Instant};
use serde::{Deserialize, Serialize};

use crate::{Indicator, Raised, Route, Severity};

/// What a flag was seen in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    /// An assessment, at a version.
    Assessment,
    /// A budget, at a version.
    Budget,
    /// An account, at its last entry.
    Account,
}

impl SubjectKind {
    /// The word of the contract, for instance `assessment`.
    pub const fn code(self) -> &'static str {
        match self {
            SubjectKind::Assessment => "assessment",
            SubjectKind::Budget => "budget",
            SubjectKind::Account => "account",
        }
    }
}

/// The very thing that a flag was seen in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its id.
    pub id: String,
    /// Its version, or the account's last entry.
    pub version: i64,
}

/// What a person decided about a flag; kept to measure how often an indicator is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlagOutcome {
    /// It was right and something was done.
    ActedOn,
    /// It was right and nothing needed doing.
    NoActionNeeded,
    /// It was wrong.
    FalseAlarm,
}

/// A decision by a named person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What was decided.
    pub outcome: FlagOutcome,
    /// Why.
    pub reason: String,
    /// Who decided: the subject of the token.
    pub by: String,
    /// The day of the decision.
    pub on: Day,
}

/// Where a flag stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlagState {
    /// Waits for a person.
    Open,
    /// A named person has decided.
    Decided(Decision),
    /// What raised it no longer holds. Never for safeguarding: a person closes that.
    Cleared,
}

impl FlagState {
    /// The code of the contract, for instance `OPEN`.
    pub const fn code(&self) -> &'static str {
        match self {
            FlagState::Open => "OPEN",
            FlagState::Decided(_) => "DECIDED",
            FlagState::Cleared => "CLEARED",
        }
    }
}

/// A prompt for a person to look, with reason and evidence. Severity, route and reason are kept as
/// they were when it was raised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Given by risk-flagging.
    pub flag_id: String,
    /// The council's GSS code.
    pub council_id: String,
    /// Who it is about.
    pub person_id: String,
    /// Counts the changes, from 1.
    pub version: i64,
    /// What it was seen in.
    pub subject: Subject,
    /// The indicator, the check, the outcome and the evidence.
    pub raised: Raised,
    /// How soon.
    pub severity: Severity,
    /// Who looks.
    pub route: Route,
    /// Why it was raised, in one sentence.
    pub reason: String,
    /// The day of the fact that raised it; none: the fact has no date of business.
    pub raised_for: Option<Day>,
    /// When it was raised.
    pub raised_at: Instant,
    /// Where it stands.
    pub state: FlagState,
}

/// Why a decision is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecideRefusal {
    /// ALREADY_DECIDED: somebody has decided before.
    #[error("the flag {flag_id} was decided before")]
    AlreadyDecided {
        /// The flag.
        flag_id: String,
    },
    /// WRONG_STATE: what raised it no longer holds, so there is nothing to decide.
    #[error("the flag is {state}")]
    WrongState {
        /// Where it stands.
        state: &'static str,
    },
    /// INVALID_FIELD: a decision must say why.
    #[error("a decision needs a reason")]
    ReasonMissing,
}

/// Why a flag cannot be cleared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClearRefusal {
    /// Somebody's safety is never closed by a rule.
    #[error("a safeguarding flag is closed by a person only")]
    SafeguardingNeedsAPerson,
    /// It is decided or cleared already.
    #[error("the flag is {state}")]
    WrongState {
        /// Where it stands.
        state: &'static str,
    },
}

impl Flag {
    /// A new flag, open, at its first version.
    pub fn raise(
        flag_id: String,
        council_id: String,
        person_id: String,
        subject: Subject,
        raised: Raised,
        raised_for: Option<Day>,
        raised_at: Instant,
    ) -> Flag {
        let indicator: Indicator = raised.indicator;
        Flag {
            flag_id,
            council_id,
            person_id,
            version: 1,
            subject,
            severity: indicator.severity(),
            route: indicator.route(),
            reason: indicator.reason().to_owned(),
            raised,
            raised_for,
            raised_at,
            state: FlagState::Open,
        }
    }

    /// The flag as a named person has decided it, one version on.
    ///
    /// # Errors
    /// [`DecideRefusal`] where it is no longer open, or the decision says no reason.
    pub fn decide(&self, decision: Decision) -> Result<Flag, DecideRefusal> {
        match &self.state {
            FlagState::Decided(_) => {
                Err(DecideRefusal::AlreadyDecided { flag_id: self.flag_id.clone() })
            }
            FlagState::Cleared => Err(DecideRefusal::WrongState { state: self.state.code() }),
            FlagState::Open if decision.reason.trim().is_empty() => {
                Err(DecideRefusal::ReasonMissing)
            }
            FlagState::Open => Ok(self.in_state(FlagState::Decided(decision))),
        }
    }

    /// The flag cleared, one version on, because what raised it no longer holds.
    ///
    /// # Errors
    /// [`ClearRefusal`] for safeguarding, and where it is no longer open.
    pub fn clear(&self) -> Result<Flag, ClearRefusal> {
        if self.state != FlagState::Open {
            return Err(ClearRefusal::WrongState { state: self.state.code() });
        }
        if self.raised.indicator.is_safeguarding() {
            return Err(ClearRefusal::SafeguardingNeedsAPerson);
        }
        Ok(self.in_state(FlagState::Cleared))
    }

    fn in_state(&self, state: FlagState) -> Flag {
        Flag { version: self.version.saturating_add(1), state, ..self.clone() }
    }
}

/// Where a flag stands in the queue: the least is looked at first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QueueOrder {
    /// No for safeguarding, which outranks everything else.
    pub after_safeguarding: bool,
    /// How soon.
    pub severity: Severity,
    /// The oldest first.
    pub raised_at: Instant,
    /// So that no two are alike.
    pub flag_id: String,
}

/// Where a flag stands in the queue: safeguarding first, then by severity, then the oldest first.
pub fn queue_order(flag: &Flag) -> QueueOrder {
    QueueOrder {
        after_safeguarding: !flag.raised.indicator.is_safeguarding(),
        severity: flag.severity,
        raised_at: flag.raised_at,
        flag_id: flag.flag_id.clone(),
    }
}
