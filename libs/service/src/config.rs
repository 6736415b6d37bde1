use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use carecap_store::CouncilId;
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use figment::value::Value;
use serde::{Deserialize, Serialize};

const DEFAULTS: &str = include_str!("defaults.toml");

/// Every setting, validated as a whole before anything starts. `defaults.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each setting is documented in defaults.toml, beside its default")]
pub struct Config {
    pub councils: Councils,
    pub data: Data,
    pub store: StoreConfig,
    pub listen: Listen,
    pub peers: PeerAddresses,
    pub tokens: TokenConfig,
    pub limits: Limits,
    pub care_account: CareAccount,
    pub telemetry: TelemetryConfig,
    pub reflection: Reflection,
}

macro_rules! settings {
    ($($name:ident { $($field:ident: $kind:ty),* $(,)? })*) => {$(
        #[derive(Debug, Clone, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[doc = "A section of the settings; defaults.toml says what each means."]
        #[allow(missing_docs, reason = "each setting is documented in defaults.toml")]
        pub struct $name { $(pub $field: $kind),* }
    )*};
}

settings! {
    Councils { served: BTreeSet<CouncilId> }
    Data { folder: PathBuf }
    StoreConfig { engine: StoreEngine, connections: u32, postgres: PeerAddresses }
    Listen {
        assessment_intake: SocketAddr,
        rate_catalogue: SocketAddr,
        budget_calculation: SocketAddr,
        care_account: SocketAddr,
        risk_flagging: SocketAddr,
    }
    PeerAddresses {
        assessment_intake: String,
        rate_catalogue: String,
        budget_calculation: String,
        care_account: String,
        risk_flagging: String,
    }
    TokenConfig { folder: PathBuf }
    Limits { in_flight: usize, deadline_seconds: u64, drain_seconds: u64, follow_minutes: u64 }
    CareAccount { accounts_per_page: u32, checkpoint_folder: PathBuf, checkpoint_minutes: u64 }
    TelemetryConfig { log: String, log_format: LogFormat }
    Reflection { enabled: bool }
}

/// Which database keeps what the contexts own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StoreEngine {
    /// A file for each council of each context.
    Sqlite,
    /// A database for each context.
    Postgres,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// A line for a person.
    Text,
    /// One JSON object a line.
    Json,
}

/// One of the five contexts, as others find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// assessment-intake.
    AssessmentIntake,
    /// rate-catalogue.
    RateCatalogue,
    /// budget-calculation.
    BudgetCalculation,
    /// care-account.
    CareAccount,
    /// risk-flagging.
    RiskFlagging,
}

impl Peer {
    /// Every context.
    pub const ALL: [Peer; 5] = [
        Peer::AssessmentIntake,
        Peer::RateCatalogue,
        Peer::BudgetCalculation,
        Peer::CareAccount,
        Peer::RiskFlagging,
    ];

    /// The context's name, as its folder and its process have it.
    pub fn name(self) -> &'static str {
        match self {
            Peer::AssessmentIntake => "assessment-intake",
            Peer::RateCatalogue => "rate-catalogue",
            Peer::BudgetCalculation => "budget-calculation",
            Peer::CareAccount => "care-account",
            Peer::RiskFlagging => "risk-flagging",
        }
    }

    /// The context of a name.
    pub fn named(name: &str) -> Option<Peer> {
        Peer::ALL.into_iter().find(|peer| peer.name() == name)
    }
}

impl Listen {
    /// Where a context listens.
    pub fn of(&self, peer: Peer) -> SocketAddr {
        match peer {
            Peer::AssessmentIntake => self.assessment_intake,
            Peer::RateCatalogue => self.rate_catalogue,
            Peer::BudgetCalculation => self.budget_calculation,
            Peer::CareAccount => self.care_account,
            Peer::RiskFlagging => self.risk_flagging,
        }
    }
}

impl PeerAddresses {
    /// The address of a context.
    pub fn of(&self, peer: Peer) -> &str {
        match peer {
            Peer::AssessmentIntake => &self.assessment_intake,
            Peer::RateCatalogue => &self.rate_catalogue,
            Peer::BudgetCalculation => &self.budget_calculation,
            Peer::CareAccount => &self.care_account,
            Peer::RiskFlagging => &self.risk_flagging,
        }
    }

    /// Sets the address of a context, once it is known where it listens.
    pub fn set(&mut self, peer: Peer, address: String) {
        match peer {
            Peer::AssessmentIntake => self.assessment_intake = address,
            Peer::RateCatalogue => self.rate_catalogue = address,
            Peer::BudgetCalculation => self.budget_calculation = address,
            Peer::CareAccount => self.care_account = address,
            Peer::RiskFlagging => self.risk_flagging = address,
        }
    }
}

/// The settings cannot be used; the text says which, where it came from and what to write instead.
#[derive(Debug, thiserror::Error)]
#[error("the configuration cannot be used: {0}")]
pub struct ConfigError(String);

/// One merged setting, for `carecap config show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigValue {
    /// Its path, for instance `store.engine`.
    pub key: String,
    /// Its value; hidden where it can hold a secret.
    pub value: String,
    /// Where it came from.
    pub origin: String,
}

impl Config {
    /// The defaults, under a file (where one is named), under the environment.
    pub fn load(file: Option<&Path>) -> Result<Config, ConfigError> {
        let config: Config =
            figment(file).extract().map_err(|error| ConfigError(error.to_string()))?;
        config.validate()?;
        Ok(config)
    }

    fn validate(&self) -> Result<(), ConfigError> {
        if self.councils.served.is_empty() {
            return Err(ConfigError("councils.served names no council".to_owned()));
        }
        if self.limits.in_flight == 0 || self.limits.deadline_seconds == 0 {
            return Err(ConfigError("limits of zero would refuse every call".to_owned()));
        }
        if self.care_account.accounts_per_page == 0 || self.care_account.checkpoint_minutes == 0 {
            return Err(ConfigError(
                "care_account.accounts_per_page and care_account.checkpoint_minutes are above zero"
                    .to_owned(),
            ));
        }
        for peer in Peer::ALL {
            let address = self.store.postgres.of(peer);
            if self.store.engine == StoreEngine::Postgres && address.is_empty() {
                let key = peer.name().replace('-', "_");
                return Err(ConfigError(format!(
                    "store.engine is postgres, but store.postgres.{key} is empty: \
                     set CARECAP_STORE__POSTGRES__{}",
                    key.to_uppercase()
                )));
            }
        }
        Ok(())
    }

    /// Every merged setting with where it came from.
    pub fn show(file: Option<&Path>) -> Result<Vec<ConfigValue>, ConfigError> {
        let figment = figment(file);
        let merged: Value = figment.extract().map_err(|error| ConfigError(error.to_string()))?;
        let mut shown = Vec::new();
        flatten(&figment, String::new(), &merged, &mut shown);
        Ok(shown)
    }

    /// Where the trial's signing key is kept.
    pub fn token_folder(&self) -> PathBuf {
        if self.tokens.folder.as_os_str().is_empty() {
            self.data.folder.join("keys")
        } else {
            self.tokens.folder.clone()
        }
    }

    /// Where care-account writes the checkpoints of its ledgers.
    pub fn checkpoint_folder(&self) -> PathBuf {
        if self.care_account.checkpoint_folder.as_os_str().is_empty() {
            self.data.folder.join("checkpoints")
        } else {
            self.care_account.checkpoint_folder.clone()
        }
    }

    /// The deadline of a call that brings none.
    pub fn default_deadline(&self) -> Duration {
        Duration::from_secs(self.limits.deadline_seconds)
    }
}

fn figment(file: Option<&Path>) -> Figment {
    let figment = Figment::from(Toml::string(DEFAULTS));
    let figment = match file {
        Some(path) => figment.merge(Toml::file_exact(path)),
        None => figment,
    };
    figment.merge(Env::prefixed("CARECAP_").ignore(&["config"]).split("__"))
}

fn flatten(figment: &Figment, key: String, value: &Value, shown: &mut Vec<ConfigValue>) {
    if let Value::Dict(_, entries) = value {
        for (name, inner) in entries {
            let path = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
            flatten(figment, path, inner, shown);
        }
        return;
    }
    let origin = figment.find_metadata(&key).map_or_else(String::new, |metadata| {
        if metadata.name.contains("string") {
            "defaults".to_owned()
        } else {
            metadata.name.to_string()
        }
    });
    let plain = serde_json::to_string(value).unwrap_or_default();
    // A database address holds a password.
    let secret = key.starts_with("store.postgres.") && plain != "\"\"";
    let value = if secret { "\"(hidden)\"".to_owned() } else { plain };
    shown.push(ConfigValue { key, value, origin });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_run_as_they_are() {
        let config: Config = Figment::from(Toml::string(DEFAULTS)).extract().unwrap();
        config.validate().unwrap();
        assert_eq!(config.token_folder(), PathBuf::from("data/keys"));
    }

    #[test]
    fn an_unknown_setting_is_refused_by_name() {
        let figment = Figment::from(Toml::string(DEFAULTS))
            .merge(Toml::string("[store]\nengin = \"postgres\""));
        let error = figment.extract::<Config>().unwrap_err().to_string();
        assert!(error.contains("engin") && error.contains("engine"), "{error}");
    }

    #[test]
    fn postgres_without_an_address_is_refused_before_anything_starts() {
        let figment = Figment::from(Toml::string(DEFAULTS))
            .merge(Toml::string("[store]\nengine = \"postgres\""));
        let config: Config = figment.extract().unwrap();
        let error = config.validate().unwrap_err().to_string();
        assert!(error.contains("CARECAP_STORE__POSTGRES__ASSESSMENT_INTAKE"), "{error}");
    }
}
