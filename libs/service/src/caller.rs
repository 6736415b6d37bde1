use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use carecap_contracts::common::v1::ErrorReason;
use carecap_store::CouncilId;
use uuid::Uuid;

use crate::{Refusal, Role};

/// Who calls, as their token says. Never taken from a request.
#[derive(Clone)]
pub struct Caller {
    /// Who it is: what approvals, determinations and decisions are signed with.
    pub subject: String,
    /// The person that the caller is, where they are one whom a case may be about.
    pub person_id: Option<Uuid>,
    /// What the caller may be.
    pub roles: BTreeSet<Role>,
    /// The one council for which the token holds.
    pub council: CouncilId,
    /// The token itself, to be passed on with calls that are made for this caller.
    pub(crate) bearer: Arc<str>,
}

impl Caller {
    /// Refuses a person who asks for what belongs to somebody else. Other roles work on any case of
    /// their council.
    pub fn must_be_entitled_to(&self, person_id: Uuid) -> Result<(), Refusal> {
        let works_for_council = self.roles.iter().any(|role| *role != Role::Person);
        if works_for_council || self.person_id == Some(person_id) {
            return Ok(());
        }
        Err(Refusal::new(ErrorReason::NotYourCase, "this is about somebody else"))
    }

    /// The person to whom a list must be narrowed. None: the caller may see everybody's.
    pub fn narrowed_to(&self, asked: Option<Uuid>) -> Result<Option<Uuid>, Refusal> {
        match asked {
            Some(person_id) => self.must_be_entitled_to(person_id).map(|()| Some(person_id)),
            None if self.roles.iter().any(|role| *role != Role::Person) => Ok(None),
            None => self
                .person_id
                .map(Some)
                .ok_or_else(|| Refusal::new(ErrorReason::NotYourCase, "the token names no person")),
        }
    }
}

/// Says who calls without the token, which is a secret.
impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller")
            .field("roles", &self.roles)
            .field("council", &self.council)
            .finish_non_exhaustive()
    }
}
