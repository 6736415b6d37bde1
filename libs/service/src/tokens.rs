use std::collections::{BTreeSet, HashMap};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carecap_calendar::Clock;
use carecap_contracts::common::v1::ErrorReason;
use carecap_store::CouncilId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::keys::{broken, private_pem, public_pem_of};
use crate::{Caller, Refusal, Role};

const ISSUER: &str = "carecap-trial";
const AUDIENCE: &str = "carecap";
/// The clocks of two machines may differ by this much.
const LEEWAY_SECONDS: i64 = 5;
/// More callers than one process has at a time; then all tokens are checked anew.
const CHECKED_MOST: usize = 4_096;
/// How long a token lives that one service makes to call another.
const SERVICE_LIFE: Duration = Duration::from_secs(300);

/// What a token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    /// Who it is.
    pub sub: String,
    /// What they may be.
    pub roles: BTreeSet<Role>,
    /// The council's GSS code.
    pub council: CouncilId,
    /// The person whom a case may be about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Uuid>,
    /// Who signed it.
    #[serde(default)]
    pub iss: String,
    /// For whom.
    #[serde(default)]
    pub aud: String,
    /// Until when, in seconds since 1970.
    #[serde(default)]
    pub exp: i64,
    /// Since when, in seconds since 1970.
    #[serde(default)]
    pub iat: i64,
}

/// Why tokens, or signatures with a key of ours, cannot be made or checked.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The key's folder cannot be read or written.
    #[error("the signing key in {folder} cannot be used: {source}")]
    Folder {
        /// The folder.
        folder: String,
        /// What failed.
        source: io::Error,
    },
    /// The key cannot be made or read.
    #[error("the signing key is not usable: {0}")]
    Key(String),
}

/// Signs and checks the tokens of a trial, with an Ed25519 key that is made when it is not there.
#[derive(Clone)]
pub struct Tokens {
    signing: Arc<EncodingKey>,
    checking: Arc<DecodingKey>,
    clock: Arc<dyn Clock>,
    checked: Arc<Mutex<Checked>>,
}

/// Tokens whose signature held, and until when each holds, in seconds since 1970. Most callers show
/// the same token again and again, and checking a signature takes longer than many answers.
type Checked = HashMap<Arc<str>, (Caller, i64)>;

impl Tokens {
    /// Reads the key of a folder, or makes one there. Processes that start at once agree on one key.
    pub fn in_folder(folder: &Path, clock: Arc<dyn Clock>) -> Result<Tokens, TokenError> {
        let pem = private_pem(folder, "trial-signing-key")?;
        let public = public_pem_of(&pem)?;
        Ok(Tokens {
            signing: Arc::new(
                EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|error| broken(&error))?,
            ),
            checking: Arc::new(
                DecodingKey::from_ed_pem(public.as_bytes()).map_err(|error| broken(&error))?,
            ),
            clock,
            checked: Arc::default(),
        })
    }

    /// Signs a token that lives so long.
    pub fn sign(&self, mut claims: Claims, life: Duration) -> Result<String, TokenError> {
        let now = self.clock.now().micros() / 1_000_000;
        claims.iss = ISSUER.to_owned();
        claims.aud = AUDIENCE.to_owned();
        claims.iat = now;
        claims.exp = now.saturating_add(i64::try_from(life.as_secs()).unwrap_or(i64::MAX));
        jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims, &self.signing)
            .map_err(|error| TokenError::Key(error.to_string()))
    }

    /// A short token with which a service calls another, for one council.
    pub fn for_service(&self, service: &str, council: &CouncilId) -> Result<String, TokenError> {
        let claims = Claims {
            sub: service.to_owned(),
            roles: BTreeSet::from([Role::Service]),
            council: council.clone(),
            person_id: None,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        };
        self.sign(claims, SERVICE_LIFE)
    }

    /// The caller of a token, or the refusal of one that is absent, expired or not ours.
    pub fn caller(&self, authorization: Option<&str>) -> Result<Caller, Refusal> {
        let refused = |why: &str| Refusal::new(ErrorReason::NotAuthenticated, why);
        let bearer = authorization
            .and_then(|header| header.strip_prefix("Bearer "))
            .ok_or_else(|| refused("the call brings no token: see `carecap token --help`"))?;
        if let Some(caller) = self.checked_before(bearer) {
            return Ok(caller);
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.leeway = LEEWAY_SECONDS.unsigned_abs();
        let claims = jsonwebtoken::decode::<Claims>(bearer, &self.checking, &validation)
            .map_err(|_| {
                refused("the token is expired, malformed or not signed by this trial's key")
            })?
            .claims;
        let caller = Caller {
            subject: claims.sub,
            person_id: claims.person_id,
            roles: claims.roles,
            council: claims.council,
            bearer: bearer.into(),
        };
        let mut checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        if checked.len() >= CHECKED_MOST {
            checked.clear();
        }
        checked.insert(Arc::clone(&caller.bearer), (caller.clone(), claims.exp));
        Ok(caller)
    }

    /// The caller of a token that was checked before and holds still.
    fn checked_before(&self, bearer: &str) -> Option<Caller> {
        let checked = self.checked.lock().unwrap_or_else(PoisonError::into_inner);
        let (caller, until) = checked.get(bearer)?;
        let now = self.clock.now().micros() / 1_000_000;
        (now <= until.saturating_add(LEEWAY_SECONDS)).then(|| caller.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use carecap_calendar::Instant;

    use super::*;
    use crate::SystemClock;

    fn claims(council: &str) -> Claims {
        Claims {
            sub: "Ada".to_owned(),
            roles: BTreeSet::from([Role::Approver]),
            council: council.parse().unwrap(),
            person_id: None,
            iss: String::new(),
            aud: String::new(),
            exp: 0,
            iat: 0,
        }
    }

    #[test]
    fn a_token_says_who_calls_and_for_which_council() {
        let folder = tempfile::tempdir().unwrap();
        let tokens = Tokens::in_folder(folder.path(), Arc::new(SystemClock)).unwrap();
        let token = tokens.sign(claims("E10000008"), Duration::from_secs(60)).unwrap();
        let again = Tokens::in_folder(folder.path(), Arc::new(SystemClock)).unwrap();
        let caller = again.caller(Some(&format!("Bearer {token}"))).unwrap();
        assert_eq!(caller.subject, "Ada");
        assert_eq!(caller.council.as_str(), "E10000008");
    }

    #[test]
    fn a_token_that_was_checked_before_is_refused_once_it_is_old() {
        struct Told(AtomicI64);
        impl Clock for Told {
            fn now(&self) -> Instant {
                Instant::from_micros(self.0.load(Ordering::SeqCst))
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Told(AtomicI64::new(SystemClock.now().micros())));
        let tokens =
            Tokens::in_folder(folder.path(), Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let token = tokens.sign(claims("E10000008"), Duration::from_secs(60)).unwrap();
        let header = format!("Bearer {token}");
        for _ in 0..2 {
            assert_eq!(tokens.caller(Some(&header)).unwrap().subject, "Ada");
        }
        clock.0.fetch_add(66_000_000, Ordering::SeqCst);
        assert!(tokens.checked_before(&token).is_none(), "its time is over");
    }

    #[test]
    fn no_token_an_old_one_and_anothers_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let tokens = Tokens::in_folder(folder.path(), Arc::new(SystemClock)).unwrap();
        let others = Tokens::in_folder(other.path(), Arc::new(SystemClock)).unwrap();
        let foreign = others.sign(claims("E10000008"), Duration::from_secs(60)).unwrap();
        let mut old = claims("E10000008");
        old.iss = ISSUER.to_owned();
        old.aud = AUDIENCE.to_owned();
        old.exp = 1_000_000_000;
        let old =
            jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &old, &tokens.signing).unwrap();
        for header in [None, Some("Basic x"), Some("Bearer x")] {
            assert!(tokens.caller(header).is_err(), "{header:?}");
        }
        for token in [foreign, old] {
            let refusal = tokens.caller(Some(&format!("Bearer {token}"))).unwrap_err();
            assert_eq!(refusal.reason(), ErrorReason::NotAuthenticated);
        }
    }
}
