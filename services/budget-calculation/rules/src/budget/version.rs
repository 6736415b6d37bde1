use carecap_calendar::{Day, Instant};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Draft;
use crate::needs::is_default;
use crate::plan::{Overwrite, SupportPlan};
use crate::policy::Confirmation;

/// Where a version of a budget stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BudgetState {
    /// Worked out, seen by nobody.
    Draft,
    /// A named approver has approved it.
    Approved,
    /// Told to the person; in effect from its start.
    Published,
    /// A newer draft or determination took its place before it was published.
    Replaced,
}

/// The determined assessment that a budget rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentReference {
    /// The assessment.
    pub assessment_id: Uuid,
    /// Its determined version.
    pub version: i64,
}

/// The financial statement that a budget rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementReference {
    /// The statement.
    pub financial_statement_id: Uuid,
    /// Its version.
    pub version: i64,
}

/// Who did something, and on which day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The subject of the token.
    pub by: String,
    /// The day.
    pub on: Day,
}

/// Somebody who approves, publishes or decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decider {
    /// The subject of the token.
    pub subject: String,
    /// The person whom the caller is or speaks for, where they are known to intake.
    pub person_id: Option<Uuid>,
}

/// One version of a person's budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetVersion {
    /// The budget; one for a person, through all its versions.
    pub budget_id: Uuid,
    /// Counts the drafts, from 1.
    pub version: i64,
    /// Counts the changes of this version's state, from 1.
    pub revision: i64,
    /// Whose budget.
    pub person_id: Uuid,
    /// The assessment that it rests on.
    pub assessment: AssessmentReference,
    /// The financial statement that it rests on; none for an independent personal budget.
    pub financial_statement: Option<StatementReference>,
    /// Where it stands.
    pub state: BudgetState,
    /// The budget as it was worked out.
    pub draft: Draft,
    /// The version of the council's policy that it used; 0 where the council had set none.
    pub policy_version: i64,
    /// The version of the council's service mapping that it used.
    pub mapping_version: i64,
    /// Who determined the assessment.
    pub determined_by: String,
    /// Who approved it, and when.
    pub approved: Option<Decision>,
    /// Who published it, and when.
    pub published: Option<Decision>,
    /// When this revision was recorded.
    pub recorded_at: Instant,
    /// The digest of the receipt's body.
    pub receipt_digest: String,
    /// The pack.
    pub pack: String,
    /// The digest of the pack's files.
    pub pack_edition: String,
    /// The trace in which it was worked out.
    pub trace_id: Option<String>,
    /// Who last overwrote lines or said how the budget is to be used, and who wrote each overwrite.
    #[serde(default, skip_serializing_if = "is_default")]
    pub revision_of_draft: Revision,
}

/// What somebody changed in a draft by hand. A receipt names nobody, so it is kept beside it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Who changed it last; none: nobody did.
    pub by: Option<String>,
    /// Who wrote each overwrite of the inputs, in their order.
    pub overwritten_by: Vec<Author>,
    /// Overwrites of the version before that could not be taken over, because they fit no line any
    /// more: each waits for somebody to renew or drop it.
    pub undecided: Vec<(Overwrite, Author)>,
    /// The plan of the version before, where it could not be taken over: it waits for a decision too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_left_out: Option<SupportPlan>,
}

/// Who wrote something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The subject of the token.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// What a new version is made of, beside its draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewBudgetVersion {
    /// The budget.
    pub budget_id: Uuid,
    /// The version: one more than the last.
    pub version: i64,
    /// Whose budget.
    pub person_id: Uuid,
    /// The assessment.
    pub assessment: AssessmentReference,
    /// The financial statement.
    pub financial_statement: Option<StatementReference>,
    /// The version of the council's policy.
    pub policy_version: i64,
    /// The version of the council's service mapping.
    pub mapping_version: i64,
    /// Who determined the assessment.
    pub determined_by: String,
    /// Now.
    pub recorded_at: Instant,
    /// The digest of the pack's files.
    pub pack_edition: String,
    /// The trace.
    pub trace_id: Option<String>,
    /// What somebody changed by hand.
    pub revision_of_draft: Revision,
}

/// Why a budget was not approved.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApproveRefused {
    /// `OWN_WORK`: whoever determined the assessment does not approve the budget.
    #[error("whoever determined the assessment does not approve its budget")]
    OwnWork,
    /// `OWN_WORK`: whoever last revised the draft does not approve it.
    #[error("whoever last revised a draft does not approve it")]
    OwnRevision,
    /// `OWN_CASE`: nobody approves a budget about themselves.
    #[error("nobody approves a budget about themselves")]
    OwnCase,
    /// `DECISION_NEEDED`: overwrites have expired or fit no line any more, or the plan cannot be.
    #[error("what was written by hand waits for a decision: {}", .waiting.join(", "))]
    DecisionNeeded {
        /// The services of the overwritten lines, and `plan` for a plan that was left out.
        waiting: Vec<String>,
    },
    /// `WRONG_STATE`: only a draft is approved.
    #[error("only a draft can be approved")]
    WrongState {
        /// The state it is in.
        state: BudgetState,
    },
}

/// Why a budget was not published.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefused {
    /// `OWN_CASE`: nobody publishes a budget about themselves.
    #[error("nobody publishes a budget about themselves")]
    OwnCase,
    /// `WRONG_STATE`: only an approved budget is published.
    #[error("only an approved budget can be published")]
    WrongState {
        /// The state it is in.
        state: BudgetState,
    },
    /// `PARAMETER_UNCONFIRMED`: it rests on values that no named officer has confirmed.
    #[error("it rests on values that nobody has confirmed: {}", .parameters.join(", "))]
    ParameterUnconfirmed {
        /// Their keys.
        parameters: Vec<String>,
    },
}

impl BudgetVersion {
    /// A new version, in draft.
    ///
    /// # Errors
    /// The receipt cannot be written exactly.
    pub fn new(
        new: NewBudgetVersion,
        draft: Draft,
    ) -> Result<BudgetVersion, crate::receipt::ReceiptError> {
        Ok(BudgetVersion {
            budget_id: new.budget_id,
            version: new.version,
            revision: 1,
            person_id: new.person_id,
            assessment: new.assessment,
            financial_statement: new.financial_statement,
            state: BudgetState::Draft,
            policy_version: new.policy_version,
            mapping_version: new.mapping_version,
            determined_by: new.determined_by,
            approved: None,
            published: None,
            recorded_at: new.recorded_at,
            receipt_digest: draft.receipt.digest()?,
            pack: draft.receipt.policy.pack.clone(),
            pack_edition: new.pack_edition,
            trace_id: new.trace_id,
            revision_of_draft: new.revision_of_draft,
            draft,
        })
    }

    /// The version approved by somebody who neither determined the assessment nor is the person.
    ///
    /// # Errors
    /// [`ApproveRefused`]; who is asked comes before what state the budget is in.
    pub fn approve(
        &self,
        by: &Decider,
        on: Day,
        recorded_at: Instant,
    ) -> Result<BudgetVersion, ApproveRefused> {
        if by.person_id == Some(self.person_id) {
            return Err(ApproveRefused::OwnCase);
        }
        if by.subject == self.determined_by {
            return Err(ApproveRefused::OwnWork);
        }
        if self.revision_of_draft.by.as_ref() == Some(&by.subject) {
            return Err(ApproveRefused::OwnRevision);
        }
        if self.state != BudgetState::Draft {
            return Err(ApproveRefused::WrongState { state: self.state });
        }
        let undecided = self.undecided_overwrites().into_iter();
        let plan = self.revision_of_draft.plan_left_out.iter().map(|_| "plan".to_owned());
        let waiting: Vec<_> = undecided.map(|(one, _)| one.service_code).chain(plan).collect();
        if !waiting.is_empty() {
            return Err(ApproveRefused::DecisionNeeded { waiting });
        }
        let mut approved = self.moved_to(BudgetState::Approved, recorded_at);
        approved.approved = Some(by.decided(on));
        Ok(approved)
    }

    /// The version published: it takes effect from its start. `still_unconfirmed` are those of
    /// the draft's unconfirmed keys that no named officer has confirmed by now.
    ///
    /// # Errors
    /// [`PublishRefused`].
    pub fn publish(
        &self,
        by: &Decider,
        on: Day,
        still_unconfirmed: &[String],
        recorded_at: Instant,
    ) -> Result<BudgetVersion, PublishRefused> {
        if by.person_id == Some(self.person_id) {
            return Err(PublishRefused::OwnCase);
        }
        if self.state != BudgetState::Approved {
            return Err(PublishRefused::WrongState { state: self.state });
        }
        if !still_unconfirmed.is_empty() {
            let parameters = still_unconfirmed.to_vec();
            return Err(PublishRefused::ParameterUnconfirmed { parameters });
        }
        let mut published = self.moved_to(BudgetState::Published, recorded_at);
        published.published = Some(by.decided(on));
        Ok(published)
    }

    /// The overwrites that wait for somebody to renew or drop them: those that held no longer on the
    /// first day, and those that fit no line any more.
    pub fn undecided_overwrites(&self) -> Vec<(Overwrite, Option<Author>)> {
        let expired = self.draft.expired_overwrites.iter();
        let expired = expired.map(|one| (one.clone(), self.author_of(one).cloned()));
        let unfit = self.revision_of_draft.undecided.iter();
        expired.chain(unfit.map(|(one, author)| (one.clone(), Some(author.clone())))).collect()
    }

    /// Who wrote an overwrite of the inputs.
    pub fn author_of(&self, overwrite: &Overwrite) -> Option<&Author> {
        let overwrites = self.draft.receipt.inputs.overwrites.iter();
        let mut written = overwrites.zip(&self.revision_of_draft.overwritten_by);
        written.find(|(one, _)| *one == overwrite).map(|(_, author)| author)
    }

    /// Those of the draft's unconfirmed keys that none of these confirmations speaks of: the same
    /// key and value, and a day on which the value was in force (Q-DATA-1).
    pub fn still_unconfirmed(&self, confirmations: &[Confirmation]) -> Vec<String> {
        let body = &self.draft.receipt;
        let is_confirmed = |key: &str| {
            let recorded = body.parameters.get(key).or_else(|| body.choices.get(key));
            recorded.is_some_and(|recorded| {
                let value = recorded.in_force(key);
                confirmations.iter().any(|one| one.fits(&value))
            })
        };
        let unconfirmed = self.draft.unconfirmed.iter();
        unconfirmed.filter(|key| !is_confirmed(key)).cloned().collect()
    }

    /// The version overtaken by a newer draft or determination; none where it was published or
    /// overtaken before, for what a person was told is never taken back.
    pub fn replaced(&self, recorded_at: Instant) -> Option<BudgetVersion> {
        match self.state {
            BudgetState::Draft | BudgetState::Approved => {
                Some(self.moved_to(BudgetState::Replaced, recorded_at))
            }
            BudgetState::Published | BudgetState::Replaced => None,
        }
    }

    fn moved_to(&self, state: BudgetState, recorded_at: Instant) -> BudgetVersion {
        BudgetVersion {
            state,
            revision: self.revision + 1,
            // A record is never earlier than the one before it, whatever a clock says.
            recorded_at: recorded_at.max(self.recorded_at),
            ..self.clone()
        }
    }
}

impl Decider {
    fn decided(&self, on: Day) -> Decision {
        Decision { by: self.subject.clone(), on }
    }
}
