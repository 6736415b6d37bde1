//! Policy packs: dated, cited parameters, embedded from `services/budget-calculation/policy`.
//!
//! A pack is a folder with `pack.yaml` and one file per parameter, `<topic>/<key>.yaml`. It may
//! lie over another pack, and then holds only what differs. The topic is for the reader alone.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use carecap_calendar::{Day, Period};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::pack_file::{HEAD, PackFault, PackHead, parse, read_parameter, require_source};
use super::{Confidence, PolicyError, Source, Unit};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../policy");

/// Read once: the same files always give the same packs.
static PACKS: LazyLock<Result<BTreeMap<String, Pack>, PackFault>> = LazyLock::new(read_embedded);

/// Every pack of this build, by name.
///
/// # Errors
/// [`PolicyError::PacksUnsound`], which the tests of this crate rule out for what is embedded.
pub fn packs() -> Result<&'static BTreeMap<String, Pack>, PolicyError> {
    PACKS.as_ref().map_err(|fault| PolicyError::PacksUnsound(fault.clone()))
}

/// One value of a parameter, and the days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedAmount {
    /// From its first day to the next value's, or to the end of what is known.
    pub in_force: Period,
    /// The value as its unit writes it; none where nobody has set it, or no source gives it.
    pub amount: Option<String>,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// Where it was read.
    pub source: Source,
    /// What else a reader should know.
    pub note: Option<String>,
}

/// A parameter of a pack with all of its values, past and future.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// For instance `capital_limit_upper`; also the name of its file.
    pub key: String,
    /// What it means, in one sentence.
    pub description: String,
    /// What it counts.
    pub unit: Unit,
    /// The rules that read it.
    pub rules: Vec<String>,
    /// The law that asks for it.
    pub law: Source,
    /// By date, without overlap.
    pub values: Vec<DatedAmount>,
}

impl Parameter {
    /// The value that holds on a day; none where the day is not covered.
    pub fn on(&self, day: Day) -> Option<&DatedAmount> {
        self.values.iter().find(|value| value.in_force.contains(day))
    }
}

/// A set of dated parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    name: String,
    description: String,
    over: Option<String>,
    in_force: bool,
    source: Source,
    parameters: BTreeMap<String, Parameter>,
    edition: String,
}

impl Pack {
    /// Reads a pack from its files, each a path inside the pack's folder and its text. `below` is
    /// the packs that it may lie over.
    ///
    /// # Errors
    /// The first [`PackFault`] in order of path.
    pub fn read(
        name: &str,
        files: &BTreeMap<String, String>,
        below: &BTreeMap<String, Pack>,
    ) -> Result<Pack, PackFault> {
        let missing = || PackFault::HeadMissing { pack: name.to_owned() };
        let head: PackHead = parse(HEAD, files.get(HEAD).ok_or_else(missing)?)?;
        require_source(HEAD, &head.source)?;
        let base = match &head.over {
            None => None,
            Some(over) => Some(below.get(over).ok_or_else(|| PackFault::LayerUnknown {
                pack: name.to_owned(),
                over: over.clone(),
            })?),
        };
        let mut parameters = BTreeMap::new();
        for (path, text) in files.iter().filter(|(path, _)| *path != HEAD) {
            let parameter = read_parameter(path, text)?;
            let twice = parameters.insert(parameter.key.clone(), parameter);
            if twice.is_some() {
                return Err(PackFault::Misplaced { path: path.clone() });
            }
        }
        Ok(Pack {
            name: name.to_owned(),
            description: head.description,
            over: head.over,
            in_force: head.in_force,
            source: head.source,
            parameters,
            edition: edition(name, files, base),
        })
    }

    /// The pack of that name and those it lies over, uppermost first.
    ///
    /// # Errors
    /// [`PolicyError::PackUnknown`].
    pub fn chain(name: &str) -> Result<Vec<&'static Pack>, PolicyError> {
        let packs = packs()?;
        let find = |name: &str| {
            packs.get(name).ok_or_else(|| PolicyError::PackUnknown { pack: name.to_owned() })
        };
        let mut chain = vec![find(name)?];
        // A pack can only lie over one that was read before it, so the chain has an end.
        while let Some(over) = chain.last().and_then(|pack| pack.over.as_deref()) {
            chain.push(find(over)?);
        }
        Ok(chain)
    }

    /// For instance `england-cap-2022`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the pack is, in a sentence or two.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// The pack that it lies over.
    pub fn over(&self) -> Option<&str> {
        self.over.as_deref()
    }

    /// Whether it has effect in law. A pack that has none makes whatever rests on it a projection.
    pub fn is_in_force(&self) -> bool {
        self.in_force
    }

    /// The instrument that the pack follows.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Its own parameters by key, without those of the pack below.
    pub fn parameters(&self) -> &BTreeMap<String, Parameter> {
        &self.parameters
    }

    /// SHA-256, in hexadecimal, over its files in order of path and the edition of the pack below.
    pub fn edition(&self) -> &str {
        &self.edition
    }
}

/// Lengths are hashed beside texts, so that no two different sets of files make the same bytes.
fn edition(name: &str, files: &BTreeMap<String, String>, base: Option<&Pack>) -> String {
    let mut hash = Sha256::new();
    let below = base.map_or("", |pack| pack.edition.as_str());
    let texts = files.iter().flat_map(|(path, text)| [path, text]);
    let head = ["carecap-pack-1", name, below].into_iter();
    for text in head.chain(texts.map(String::as_str)) {
        hash.update(text.len().to_string());
        hash.update([b'\n']);
        hash.update(text);
    }
    hex::encode(hash.finalize())
}

/// Packs are read from the lowest up, each as soon as the one it lies over is there.
fn read_embedded() -> Result<BTreeMap<String, Pack>, PackFault> {
    let mut waiting: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for folder in FILES.dirs() {
        let mut files = BTreeMap::new();
        collect(folder, folder, &mut files)?;
        waiting.insert(folder.path().display().to_string(), files);
    }
    let mut read = BTreeMap::new();
    loop {
        let before = read.len();
        let mut first_fault = None;
        waiting.retain(|name, files| match Pack::read(name, files, &read) {
            Ok(pack) => {
                read.insert(name.clone(), pack);
                false
            }
            Err(fault) => {
                first_fault.get_or_insert(fault);
                true
            }
        });
        match first_fault {
            None => return Ok(read),
            Some(fault) if read.len() == before => return Err(fault),
            Some(_) => {}
        }
    }
}

fn collect(
    root: &Dir<'_>,
    folder: &Dir<'_>,
    files: &mut BTreeMap<String, String>,
) -> Result<(), PackFault> {
    for file in folder.files() {
        let path = file.path().strip_prefix(root.path()).unwrap_or(file.path());
        let path = path.display().to_string();
        let text = file.contents_utf8().ok_or_else(|| PackFault::Unreadable {
            path: path.clone(),
            why: "not UTF-8".to_owned(),
        })?;
        files.insert(path, text.to_owned());
    }
    folder.dirs().try_for_each(|inner| collect(root, inner, files))
}
