use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// A file of worked examples: published by somebody, or derived from the rules.
#[derive(Debug, Clone, Deserialize)]
pub struct CaseFile {
    /// Examples that somebody published.
    #[serde(default)]
    pub published: Vec<Example>,
    /// Examples that were worked out from the rules.
    #[serde(default)]
    pub derived: Vec<Example>,
}

impl CaseFile {
    /// All of them, published ones first.
    pub fn examples(&self) -> impl Iterator<Item = &Example> {
        self.published.iter().chain(&self.derived)
    }
}

/// One worked example: what was given, and what came out of it.
#[derive(Debug, Clone, Deserialize)]
pub struct Example {
    /// Its name.
    pub id: String,
    /// What it is about, for instance `residential-contribution`.
    #[serde(default)]
    pub category: String,
    /// The same in a sentence, for derived examples.
    #[serde(default)]
    pub description: String,
    /// Whose law and which year.
    #[serde(default)]
    pub parameter_set: String,
    /// What was given.
    #[serde(default)]
    pub inputs: Map<String, Value>,
    /// What came out of it.
    #[serde(default)]
    pub expected: Map<String, Value>,
    /// How far the figures can be relied on.
    #[serde(default)]
    pub oracle_grade: String,
    /// Whether the figures follow from what was given. Outer none: the file does not say; inner none:
    /// nobody can, because something that is needed was not published.
    #[serde(default, deserialize_with = "stated")]
    pub reproduced: Option<Option<bool>>,
    /// What a reader should know.
    #[serde(default)]
    pub notes: String,
}

fn stated<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<Option<bool>>, D::Error> {
    Option::<bool>::deserialize(reader).map(Some)
}

/// Grades of examples whose own figures do not follow from what they give.
const UNRELIABLE: [&str; 4] = ["published-", "partial", "illustrative", "approximate-not"];

impl Example {
    /// Why its figures need not agree: it says of itself that it is misprinted or incomplete.
    pub fn excused(&self) -> Option<String> {
        let graded = UNRELIABLE.iter().any(|grade| self.oracle_grade.starts_with(grade));
        let excused = match self.reproduced {
            Some(reproduced) => reproduced != Some(true),
            None => graded,
        };
        let grade =
            if self.oracle_grade.is_empty() { "not reproduced" } else { &self.oracle_grade };
        excused.then(|| format!("{grade}: {}", self.notes).trim_end_matches([':', ' ']).to_owned())
    }

    /// Whether its figures are rounded ones.
    pub fn is_approximate(&self) -> bool {
        self.oracle_grade.starts_with("approximate")
    }
}

/// Reads a file of examples.
pub fn read(file: &Path) -> Result<CaseFile> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    let read: CaseFile = serde_json::from_str(&text)
        .with_context(|| format!("{} holds no examples", file.display()))?;
    if read.examples().next().is_none() {
        bail!("{} holds no example under `published` or `derived`", file.display());
    }
    Ok(read)
}
