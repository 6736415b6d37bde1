//! A council's own data as files, set through the contracts: rates, policy, mapping, boundaries.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use carecap_calendar::parse_day;
use carecap_contracts::assessment::v1::{KindOfHelp, Setting};
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::budget::v1::mapping_entry::How;
use carecap_contracts::common::v1::{Confidence, ErrorReason, Source};
use carecap_contracts::rates::v1::import_rates_request::Part;
use carecap_contracts::rates::v1::{ImportRatesHeader, ImportRatesRequest, Unit};
use carecap_contracts::risk::v1 as risk;
use carecap_service::{Role, reason_of};
use carecap_store::CouncilId;
use include_dir::{Dir, include_dir};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tonic::Status;
use tonic_types::StatusExt as _;

use crate::clients::{Actor, Clients};

/// One choice in `policy.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `budget.v1.Choice`")]
pub struct ChoiceFile {
    pub key: String,
    pub from: String,
    pub value: String,
    pub source: String,
    #[serde(default)]
    pub href: String,
    pub confidence: String,
}

/// One entry in `mapping.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `budget.v1.MappingEntry`")]
pub struct EntryFile {
    pub kind: String,
    pub setting: String,
    #[serde(default)]
    pub band: String,
    pub from: String,
    #[serde(default)]
    pub buys: Vec<ServiceFile>,
    pub covered_by: Option<String>,
    pub excluded_because: Option<String>,
}

/// One service of an entry in `mapping.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `budget.v1.MappedService`")]
pub struct ServiceFile {
    pub service_code: String,
    pub unit: String,
    pub units_rule: String,
    #[serde(default)]
    pub nearest_equivalent: String,
}

/// One boundary in `boundaries.yaml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of `risk.v1.Boundary`")]
pub struct BoundaryFile {
    pub indicator: String,
    pub measure: String,
    pub setting: Option<String>,
    pub from: String,
    pub value: String,
    pub source: String,
}

/// `council.yaml`: whose folder it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CouncilFile {
    council: CouncilId,
    name: String,
}

/// What was loaded, for a line to a person.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The council.
    pub council: CouncilId,
    /// Its name.
    pub name: String,
    /// How many rates its file holds.
    pub rates: usize,
}

/// The demonstration councils, which travel with the program.
static DEMONSTRATION: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/councils");

/// Loads the demonstration councils.
pub async fn load_demonstration(clients: &Clients) -> Result<Vec<Loaded>> {
    let folder = tempfile::tempdir()?;
    DEMONSTRATION.extract(folder.path())?;
    load_all(clients, folder.path()).await
}

/// Loads every council that has a folder there. Loading again changes nothing: request ids are made
/// from what is asked, so a repetition is answered as the first time.
pub async fn load_all(clients: &Clients, folder: &Path) -> Result<Vec<Loaded>> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder)
        .with_context(|| format!("{} cannot be read", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.join("council.yaml").is_file())
        .collect();
    folders.sort();
    let mut loaded = Vec::new();
    for folder in folders {
        let council = load(clients, &folder).await;
        loaded.push(council.with_context(|| format!("{} cannot be loaded", folder.display()))?);
    }
    Ok(loaded)
}

/// Loads one council's folder.
pub async fn load(clients: &Clients, folder: &Path) -> Result<Loaded> {
    let CouncilFile { council, name } = yaml(&folder.join("council.yaml"))?;
    let csv = std::fs::read(folder.join("rates.csv"))?;
    let manager = Actor::new("Rates team", Role::RatesManager);
    let rates = import_rates(
        clients,
        &council,
        &manager,
        "rates.csv",
        &format!("{name}: published rates"),
        csv,
    )
    .await?;
    let choices: Vec<ChoiceFile> = yaml(&folder.join("policy.yaml"))?;
    set_policy(clients, &council, choices.iter().map(choice).collect::<Result<_>>()?).await?;
    let entries: Vec<EntryFile> = yaml(&folder.join("mapping.yaml"))?;
    set_mapping(clients, &council, entries.iter().map(entry).collect::<Result<_>>()?).await?;
    let boundaries: Vec<BoundaryFile> = yaml(&folder.join("boundaries.yaml"))?;
    set_boundaries(clients, &council, boundaries.iter().map(boundary).collect::<Result<_>>()?)
        .await?;
    Ok(Loaded { council, name, rates })
}

fn yaml<T: for<'de> Deserialize<'de>>(file: &Path) -> Result<T> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    serde_yaml_ng::from_str(&text).with_context(|| format!("{} cannot be read", file.display()))
}

/// Imports one CSV file of rates and answers how many it holds.
pub async fn import_rates(
    clients: &Clients,
    council: &CouncilId,
    manager: &Actor,
    file_name: &str,
    source: &str,
    csv: Vec<u8>,
) -> Result<usize> {
    let header = ImportRatesHeader {
        council_id: council.to_string(),
        request_id: request_id("import", council, &csv),
        validate_only: false,
        file_name: file_name.to_owned(),
        source: Some(Source { title: source.to_owned(), href: String::new() }),
    };
    let mut parts = vec![ImportRatesRequest { part: Some(Part::Header(header)) }];
    parts.extend(
        csv.chunks(60_000)
            .map(|chunk| ImportRatesRequest { part: Some(Part::Chunk(chunk.to_vec())) }),
    );
    let answer =
        clients.rates(council, manager)?.import_rates(futures::stream::iter(parts)).await?;
    let count = answer.into_inner().rate_import.map(|import| import.rate_count).unwrap_or_default();
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Sets a council's whole policy.
pub async fn set_policy(
    clients: &Clients,
    council: &CouncilId,
    choices: Vec<budget::Choice>,
) -> Result<()> {
    let finance = Actor::new("Charging policy team", Role::Finance);
    let mut policies = clients.policies(council, &finance)?;
    let mut etag = String::new();
    for _ in 0..3 {
        let mut request = budget::SetCouncilPolicyRequest {
            council_id: council.to_string(),
            etag: etag.clone(),
            choices: choices.clone(),
            ..Default::default()
        };
        request.request_id = request_id("policy", council, format!("{request:?}").as_bytes());
        match policies.set_council_policy(request).await {
            Ok(_) => return Ok(()),
            Err(status) => etag = present_etag(status)?,
        }
    }
    bail!("the policy of {council} is being changed by somebody else")
}

/// Sets a council's whole service mapping.
pub async fn set_mapping(
    clients: &Clients,
    council: &CouncilId,
    entries: Vec<budget::MappingEntry>,
) -> Result<()> {
    let manager = Actor::new("Commissioning team", Role::RatesManager);
    let mut policies = clients.policies(council, &manager)?;
    let mut etag = String::new();
    for _ in 0..3 {
        let mut request = budget::SetServiceMappingRequest {
            council_id: council.to_string(),
            etag: etag.clone(),
            entries: entries.clone(),
            ..Default::default()
        };
        request.request_id = request_id("mapping", council, format!("{request:?}").as_bytes());
        match policies.set_service_mapping(request).await {
            Ok(_) => return Ok(()),
            Err(status) => etag = present_etag(status)?,
        }
    }
    bail!("the service mapping of {council} is being changed by somebody else")
}

/// Sets a council's whole set of boundaries.
pub async fn set_boundaries(
    clients: &Clients,
    council: &CouncilId,
    boundaries: Vec<risk::Boundary>,
) -> Result<()> {
    let officer = Actor::new("Risk team", Role::RiskOfficer);
    let mut flags = clients.flags(council, &officer)?;
    let mut etag = String::new();
    for _ in 0..3 {
        let mut request = risk::SetBoundariesRequest {
            council_id: council.to_string(),
            etag: etag.clone(),
            boundaries: boundaries.clone(),
            ..Default::default()
        };
        request.request_id = request_id("boundaries", council, format!("{request:?}").as_bytes());
        match flags.set_boundaries(request).await {
            Ok(_) => return Ok(()),
            Err(status) => etag = present_etag(status)?,
        }
    }
    bail!("the boundaries of {council} are being changed by somebody else")
}

/// The etag that a stale one should have been; any other refusal is passed on.
fn present_etag(status: Status) -> Result<String> {
    if reason_of(&status) != Some(ErrorReason::StaleEtag) {
        return Err(status.into());
    }
    let info = status.get_details_error_info().context("a stale etag names the present one")?;
    Ok(info.metadata.get("etag").cloned().unwrap_or_default())
}

/// A request id made from what is asked: asking the same again is a repetition.
fn request_id(what: &str, council: &CouncilId, content: &[u8]) -> String {
    let digest =
        Sha256::new().chain_update(what).chain_update(council.as_str()).chain_update(content);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string()
}

/// A choice as the contract has it.
pub fn choice(file: &ChoiceFile) -> Result<budget::Choice> {
    Ok(budget::Choice {
        key: file.key.clone(),
        from: carecap_contracts::date(parse_day(&file.from)?),
        value: file.value.clone(),
        source: Some(Source { title: file.source.clone(), href: file.href.clone() }),
        confidence: coded("CONFIDENCE", &file.confidence, Confidence::from_str_name)?.into(),
    })
}

/// An entry as the contract has it.
pub fn entry(file: &EntryFile) -> Result<budget::MappingEntry> {
    let kind = |code: &str| coded("KIND_OF_HELP", code, KindOfHelp::from_str_name);
    let services = file.buys.iter().map(service).collect::<Result<Vec<_>>>()?;
    let how = match (services.is_empty(), &file.covered_by, &file.excluded_because) {
        (false, None, None) => How::Buys(budget::MappedServices { services }),
        (true, Some(by), None) => How::CoveredBy(kind(by)?.into()),
        (true, None, Some(because)) => How::ExcludedBecause(because.clone()),
        _ => bail!("an entry has one of buys, covered_by and excluded_because ({})", file.kind),
    };
    Ok(budget::MappingEntry {
        kind: kind(&file.kind)?.into(),
        setting: coded("SETTING", &file.setting, Setting::from_str_name)?.into(),
        band: file.band.clone(),
        from: carecap_contracts::date(parse_day(&file.from)?),
        how: Some(how),
    })
}

fn service(file: &ServiceFile) -> Result<budget::MappedService> {
    Ok(budget::MappedService {
        service_code: file.service_code.clone(),
        unit: coded("UNIT", &file.unit, Unit::from_str_name)?.into(),
        units_rule: coded("UNITS_RULE", &file.units_rule, budget::UnitsRule::from_str_name)?.into(),
        nearest_equivalent: file.nearest_equivalent.clone(),
    })
}

/// A boundary as the contract has it.
pub fn boundary(file: &BoundaryFile) -> Result<risk::Boundary> {
    let setting = match &file.setting {
        Some(code) => coded("SETTING", code, Setting::from_str_name)?.into(),
        None => 0,
    };
    Ok(risk::Boundary {
        indicator: file.indicator.clone(),
        measure: file.measure.clone(),
        setting,
        from: carecap_contracts::date(parse_day(&file.from)?),
        value: file.value.clone(),
        source: Some(Source { title: file.source.clone(), href: String::new() }),
    })
}

/// A value of a list by its short code: `HOME` for `SETTING_HOME`.
pub fn coded<E>(list: &str, code: &str, read: impl Fn(&str) -> Option<E>) -> Result<E> {
    read(&format!("{list}_{code}")).with_context(|| {
        format!("`{code}` is not one of {}", list.to_lowercase().replace('_', " "))
    })
}

/// The same, as the contract numbers it, where an empty code stands for the unspecified.
pub fn optional_code<E: Into<i32>>(
    list: &str,
    code: &str,
    read: impl Fn(&str) -> Option<E>,
) -> Result<i32> {
    if code.is_empty() { Ok(0) } else { Ok(coded(list, code, read)?.into()) }
}
