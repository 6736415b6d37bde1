use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A council's GSS code: `E` and eight digits, for instance `E08000035` for Leeds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CouncilId(String);

/// The text is no GSS code of an English council.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a council's GSS code such as E08000035")]
pub struct NotACouncil(pub String);

impl CouncilId {
    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CouncilId {
    type Err = NotACouncil;

    fn from_str(text: &str) -> Result<CouncilId, NotACouncil> {
        let digits = text.strip_prefix('E').unwrap_or_default();
        if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(CouncilId(text.to_owned()))
        } else {
            Err(NotACouncil(text.to_owned()))
        }
    }
}

impl TryFrom<String> for CouncilId {
    type Error = NotACouncil;

    fn try_from(text: String) -> Result<CouncilId, NotACouncil> {
        text.parse()
    }
}

impl From<CouncilId> for String {
    fn from(council: CouncilId) -> String {
        council.0
    }
}

impl fmt::Display for CouncilId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
