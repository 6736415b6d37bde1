//! Worked examples, as councils publish them, held against what the contracts say (`docs/cases.md`).
//!
//! An example gives inputs under its own words and expects quantities under its own words. Two tables
//! know these words (`vocabulary` and `quantity_words`); nothing knows an example by its id. In this
//! order: `file` reads the examples, `facts` their inputs, `law` their year and pack; `request`
//! makes previews of them; `budgets`, `accounts` and `catalogue` ask and name the answers;
//! `compare` holds these against what was wanted; `report` shows it.

mod account_answers;
mod account_request;
mod accounts;
mod amounts;
mod answer;
mod budget_answers;
mod budgets;
mod by_years;
mod catalogue;
mod columns;
mod compare;
mod facts;
mod file;
mod law;
mod lifetime;
mod lists;
mod meaning;
mod means;
mod phrases;
mod plan;
mod priced;
mod quantities;
mod quantity_words;
mod report;
mod request;
mod rows;
mod run;
mod settle;
mod stated;
mod types;
mod value;
mod values;
mod variants;
mod vocabulary;

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use carecap_service::Config;
use carecap_store::CouncilId;

pub use file::{CaseFile, Example, read};
pub use report::{Outcome, Row};
pub use run::run;
pub use stated::Unexpressed;

use crate::clients::Clients;
use crate::demo::Private;

/// The council that is asked. It has chosen nothing, so the law and the defaults stand alone.
const COUNCIL: &str = "E06000053";

/// Runs a file against a mesh of its own and prints every quantity. Says whether all that was expressed
/// agrees, apart from examples that say of themselves that they are misprinted or incomplete.
///
/// # Errors
/// A file that holds no examples, or a mesh that cannot be started.
pub async fn hold(config: &Config, file: &Path, as_json: bool) -> Result<bool> {
    let examples = read(file)?;
    let council: CouncilId = COUNCIL.parse()?;
    let mut private = Private::here(config, BTreeSet::from([council.clone()])).await?;
    let held = async {
        let clients = private.clients().await?;
        hold_against(&clients, &council, &examples, as_json).await
    }
    .await;
    private.stop().await?;
    held
}

async fn hold_against(
    clients: &Clients,
    council: &CouncilId,
    examples: &CaseFile,
    as_json: bool,
) -> Result<bool> {
    let count = examples.examples().count();
    let mut columns = match as_json {
        true => None,
        false => Some(columns::Columns::headed(std::io::stdout())?),
    };
    let mut outcomes = Vec::with_capacity(count);
    for (place, example) in examples.examples().enumerate() {
        let outcome = run(clients, council, example).await?;
        match &mut columns {
            Some(columns) => columns.print(&outcome)?,
            None => eprintln!("{} of {count}: {}", place + 1, example.id),
        }
        outcomes.push(outcome);
    }
    match &mut columns {
        Some(columns) => columns.total(&outcomes)?,
        None => writeln!(std::io::stdout(), "{}", report::as_json(&outcomes)?)?,
    }
    Ok(!outcomes.iter().any(Outcome::fails))
}
