/// A field of the inputs that cannot be taken: `INVALID_FIELD`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {what}; {instead}")]
pub struct FieldRefused {
    /// The field, for instance `overwrites[0].service_code`.
    pub path: String,
    /// What is wrong with it.
    pub what: String,
    /// What to write instead.
    pub instead: String,
}

impl FieldRefused {
    /// A refusal of the field at a path.
    pub fn at(
        path: impl Into<String>,
        what: impl Into<String>,
        instead: impl Into<String>,
    ) -> FieldRefused {
        FieldRefused { path: path.into(), what: what.into(), instead: instead.into() }
    }
}
