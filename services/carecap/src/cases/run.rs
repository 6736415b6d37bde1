use anyhow::Result;
use carecap_contracts::account::v1::preview_service_client::PreviewServiceClient as AccountClient;
use carecap_contracts::budget::v1::preview_service_client::PreviewServiceClient as BudgetClient;
use carecap_service::{Peer, Role};
use carecap_store::CouncilId;
use tonic_types::StatusExt as _;

use super::accounts::Accounts;
use super::answer::Answers;
use super::budgets::Budgets;
use super::by_years::by_years;
use super::catalogue;
use super::facts::Facts;
use super::file::Example;
use super::law::Law;
use super::quantities::needs;
use super::report::Outcome;
use super::request::Asking;
use super::rows::{Told, rows_of};
use super::settle::{assume, settle};
use crate::clients::{Actor, Clients};

/// Runs one example through the contracts.
///
/// # Errors
/// Only a mesh that cannot be called: what an example lacks, or a contract refuses, stands in the rows.
pub async fn run(clients: &Clients, council: &CouncilId, example: &Example) -> Result<Outcome> {
    let law = Law::of(&example.parameter_set)?;
    let mut facts = Facts::of(example);
    settle(&mut facts, example);
    assume(&mut facts, &law, council);
    let told = ask(clients, council, example, &facts, &law).await?;
    let mut rows = Vec::new();
    for (quantity, wanted) in &example.expected {
        rows.extend(rows_of(example, quantity, wanted, &told));
    }
    let left_out: Vec<&str> = facts.unexpressed.iter().map(|one| one.input.as_str()).collect();
    for row in rows.iter_mut().filter(|row| row.fails() && !left_out.is_empty()) {
        row.note_also(&format!("without {}, which is not expressed", left_out.join(", ")));
    }
    let assumed = law.assumed.iter().chain(&facts.assumed).cloned().collect();
    Ok(Outcome { id: example.id.clone(), rows, unexpressed: facts.unexpressed, assumed })
}

async fn ask(
    clients: &Clients,
    council: &CouncilId,
    example: &Example,
    facts: &Facts,
    law: &Law,
) -> Result<Told> {
    let needs = needs(example.expected.keys());
    let asking = Asking::new(facts, law, council);
    let practitioner = Actor::new("Worked examples", Role::Practitioner);
    let mut told = Told { series: vec![Answers::default()], refusals: Vec::new() };
    if needs.budgets {
        let way = clients.to(Peer::BudgetCalculation, council, &practitioner)?;
        let mut budgets = Budgets { client: BudgetClient::new(way) };
        match budgets.answers(&asking, example).await {
            Ok((series, refused)) => {
                told.series = series;
                told.refusals.extend(refused.iter().map(sentence));
            }
            Err(error) => told.refusals.push(sentence(&error)),
        }
    }
    if let Some(answers) = told.series.first_mut() {
        if needs.accounts {
            let way = clients.to(Peer::CareAccount, council, &practitioner)?;
            let mut accounts = Accounts { client: AccountClient::new(way) };
            match accounts.answers(&asking, example).await {
                Ok(account) => answers.keep_all("", account),
                Err(error) => told.refusals.push(sentence(&error)),
            }
            by_years(answers);
        }
        if needs.rates {
            let prices = catalogue::remainders(clients, council, &example.id, &facts.prices, law);
            match prices.await {
                Ok(remainders) => answers.keep_all("", remainders),
                Err(error) => told.refusals.push(sentence(&error)),
            }
        }
    }
    Ok(told)
}

/// A refusal as its contract says it.
fn sentence(error: &anyhow::Error) -> String {
    match error.downcast_ref::<tonic::Status>() {
        Some(status) => {
            let details = status.get_details_bad_request();
            let faults = details.iter().flat_map(|details| &details.field_violations);
            let faults = faults.map(|fault| format!("{} {}", fault.field, fault.description));
            let faults: Vec<String> = faults.collect();
            match faults.as_slice() {
                [] => format!("refused: {}", status.message()),
                faults => format!("refused: {}", faults.join(", ")),
            }
        }
        None => format!("not asked: {error:#}"),
    }
}
