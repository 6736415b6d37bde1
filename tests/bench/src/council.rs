//! The council of the benchmark, read from the very files that are loaded into the running services.

use anyhow::{Context as _, Result, anyhow};
use budget_calculation_rules::mapping::{How, MappedService, MappingEntry, ServiceMapping};
use budget_calculation_rules::needs::{KindOfHelp, Setting, Text};
use budget_calculation_rules::policy::{
    Choice, Confidence, CouncilPolicy, PolicyOnDay, Source, policy_on,
};
use budget_calculation_rules::pricing::{PricedRate, RateRow, Specificity};
use carecap_calendar::{Day, Period, parse_day};
use serde::Deserialize;

/// The council's code: the one that stands for no council.
pub const CODE: &str = "E99999999";
/// The first day of the care.
pub const FIRST_DAY: &str = "2025-10-06";
/// The first day of the council's rates, as their year says.
const RATES_FROM: &str = "2025-04-01";

const POLICY: &str = include_str!("../council/policy.yaml");
const MAPPING: &str = include_str!("../council/mapping.yaml");
const RATES: &str = include_str!("../council/rates.csv");

/// What drafting asks of a council.
pub struct Council {
    /// The law and the council's choices on the first day.
    pub policy: PolicyOnDay,
    /// Its mapping.
    pub mapping: ServiceMapping,
    /// Its prices, as its catalogue would answer.
    pub rates: Vec<PricedRate>,
}

#[derive(Deserialize)]
struct ChoiceFile {
    key: String,
    from: String,
    value: String,
    source: String,
}

#[derive(Deserialize)]
struct EntryFile {
    kind: KindOfHelp,
    setting: Setting,
    band: Option<Text>,
    from: String,
    buys: Vec<MappedService>,
}

/// The day of the benchmark.
pub fn first_day() -> Result<Day> {
    Ok(parse_day(FIRST_DAY)?)
}

impl Council {
    /// Reads the files.
    pub fn read() -> Result<Council> {
        let mapping = mapping()?;
        let rates = RATES.lines().skip(1).map(|line| rate(line, &mapping));
        let rates = rates.collect::<Result<_>>()?;
        Ok(Council { policy: policy()?, mapping, rates })
    }
}

fn policy() -> Result<PolicyOnDay> {
    let choices: Vec<ChoiceFile> = serde_yaml_ng::from_str(POLICY)?;
    let choices = choices.into_iter().map(|choice| {
        Ok(Choice {
            key: choice.key,
            from: parse_day(&choice.from)?,
            value: choice.value,
            source: Source { title: choice.source, href: String::new() },
            confidence: Confidence::Seen,
        })
    });
    let own = CouncilPolicy::new(1, choices.collect::<Result<_>>()?)
        .map_err(|faults| anyhow!("policy.yaml: {faults:?}"))?;
    policy_on(first_day()?, &own, &[]).map_err(|error| anyhow!("{error}"))
}

fn mapping() -> Result<ServiceMapping> {
    let entries: Vec<EntryFile> = serde_yaml_ng::from_str(MAPPING)?;
    let entries = entries.into_iter().map(|entry| {
        Ok(MappingEntry {
            kind: entry.kind,
            setting: entry.setting,
            band: entry.band,
            from: parse_day(&entry.from)?,
            how: How::Buys(entry.buys),
        })
    });
    let entries = entries.collect::<Result<_>>()?;
    ServiceMapping::new(1, entries).map_err(|faults| anyhow!("mapping.yaml: {faults:?}"))
}

fn rate(line: &str, mapping: &ServiceMapping) -> Result<PricedRate> {
    let cells: Vec<&str> = line.split(',').collect();
    let [_, _, code, title, _, amount, source] = cells[..] else {
        return Err(anyhow!("rates.csv: `{line}` has {} cells", cells.len()));
    };
    let services = mapping.entries().iter().flat_map(|entry| match &entry.how {
        How::Buys(services) => services.as_slice(),
        How::CoveredBy(_) | How::ExcludedBecause(_) => &[],
    });
    let service = services.into_iter().find(|service| service.service_code == code);
    let unit = service.with_context(|| format!("nothing is mapped to {code}"))?.unit;
    Ok(PricedRate::new(format!("rate-{code}"), RateRow {
        service_code: code.to_owned(),
        service_title: title.to_owned(),
        unit,
        band: None,
        area: None,
        provider: None,
        cost_to_council: amount.parse()?,
        in_force: Period::from(parse_day(RATES_FROM)?),
        source: Source { title: source.to_owned(), href: String::new() },
        specificity: Specificity::Council,
    }))
}
