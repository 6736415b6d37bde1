//! A person's request that their budget be looked at again.

use carecap_calendar::{Day, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::budget::{Decider, Decision};
use crate::needs::OutOfBounds;

/// Where a change request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChangeRequestState {
    /// Waits for a practitioner.
    Open,
    /// Accepted: a new version of the assessment follows.
    Accepted,
    /// Declined, with reasons.
    Declined,
    /// A new draft of the budget answers it.
    Answered,
}

/// Reasons in somebody's own words: 1 to 2,000 characters. Kept in the request alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reasons {
    text: String,
}

impl Reasons {
    /// The reasons, trimmed.
    ///
    /// # Errors
    /// There are none, or too many characters.
    pub fn new(text: &str) -> Result<Reasons, OutOfBounds> {
        let text = text.trim();
        let length = text.chars().count();
        if (1..=2_000).contains(&length) {
            return Ok(Reasons { text: text.to_owned() });
        }
        // The words themselves stay out of every error and so out of every log.
        Err(OutOfBounds {
            value: format!("{length} characters"),
            expected: "1 to 2000 characters".to_owned(),
        })
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl TryFrom<String> for Reasons {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Reasons, OutOfBounds> {
        Reasons::new(&text)
    }
}

impl From<Reasons> for String {
    fn from(reasons: Reasons) -> String {
        reasons.text
    }
}

/// A change request at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRequest {
    /// The request.
    pub change_request_id: Uuid,
    /// Counts its changes, from 1.
    pub version: i64,
    /// The budget.
    pub budget_id: Uuid,
    /// Whose budget.
    pub person_id: Uuid,
    /// Where it stands.
    pub state: ChangeRequestState,
    /// Why.
    pub reason: Reasons,
    /// Who asked, and on which day.
    pub requested: Decision,
    /// Who decided, and on which day.
    pub decided: Option<Decision>,
    /// The reasons for the decision.
    pub decision_reason: Option<Reasons>,
    /// The version of the budget that answers it.
    pub answered_by_version: Option<i64>,
    /// When this version was recorded.
    pub recorded_at: Instant,
}

/// Why a change request was not decided or answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRequestRefused {
    /// `OWN_CASE`: nobody decides a request about themselves.
    #[error("nobody decides a request about their own budget")]
    OwnCase,
    /// `WRONG_STATE`: only an open request is decided, only an accepted one answered.
    #[error("the change request does not stand where this is possible")]
    WrongState {
        /// The state it is in.
        state: ChangeRequestState,
    },
}

/// What a practitioner decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A new version of the assessment follows.
    Accept,
    /// The budget stays.
    Decline,
}

impl ChangeRequest {
    /// A new request.
    pub fn open(
        change_request_id: Uuid,
        (budget_id, person_id): (Uuid, Uuid),
        reason: Reasons,
        requested: Decision,
        recorded_at: Instant,
    ) -> ChangeRequest {
        ChangeRequest {
            change_request_id,
            version: 1,
            budget_id,
            person_id,
            state: ChangeRequestState::Open,
            reason,
            requested,
            decided: None,
            decision_reason: None,
            answered_by_version: None,
            recorded_at,
        }
    }

    /// The request decided by a practitioner, with reasons.
    ///
    /// # Errors
    /// [`ChangeRequestRefused`].
    pub fn decide(
        &self,
        by: &Decider,
        verdict: Verdict,
        reasons: Reasons,
        on: Day,
        recorded_at: Instant,
    ) -> Result<ChangeRequest, ChangeRequestRefused> {
        if by.person_id == Some(self.person_id) {
            return Err(ChangeRequestRefused::OwnCase);
        }
        self.must_be(ChangeRequestState::Open)?;
        let state = match verdict {
            Verdict::Accept => ChangeRequestState::Accepted,
            Verdict::Decline => ChangeRequestState::Declined,
        };
        let mut decided = self.moved_to(state, recorded_at);
        decided.decision_reason = Some(reasons);
        decided.decided = Some(Decision { by: by.subject.clone(), on });
        Ok(decided)
    }

    /// The accepted request answered by a new version of the budget.
    ///
    /// # Errors
    /// [`ChangeRequestRefused::WrongState`].
    pub fn answer(
        &self,
        budget_version: i64,
        recorded_at: Instant,
    ) -> Result<ChangeRequest, ChangeRequestRefused> {
        self.must_be(ChangeRequestState::Accepted)?;
        let mut answered = self.moved_to(ChangeRequestState::Answered, recorded_at);
        answered.answered_by_version = Some(budget_version);
        Ok(answered)
    }

    fn must_be(&self, state: ChangeRequestState) -> Result<(), ChangeRequestRefused> {
        if self.state == state {
            return Ok(());
        }
        Err(ChangeRequestRefused::WrongState { state: self.state })
    }

    fn moved_to(&self, state: ChangeRequestState, recorded_at: Instant) -> ChangeRequest {
        ChangeRequest {
            state,
            version: self.version + 1,
            recorded_at: recorded_at.max(self.recorded_at),
            ..self.clone()
        }
    }
}
