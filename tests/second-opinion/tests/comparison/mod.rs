//! The first opinion beside the second, and what they say about one life after another.

mod chance;
mod council;
mod lives;
mod smallest;
mod words;

use std::collections::BTreeMap;

use budget_calculation_rules::budget::draft;
use budget_calculation_rules::policy::{PolicyOnDay, policy_on};
use carecap_second_opinion::Pence;
use carecap_second_opinion::figures::Figures;
use carecap_second_opinion::sheet::means_test;
use carecap_second_opinion::statement::Life;

pub use lives::{Case, random_case};

/// How many cases ended how, where both opinions agree.
#[derive(Debug, Default)]
pub struct Tally {
    /// The person pays nothing.
    pub nothing: u64,
    /// The person pays a part.
    pub a_part: u64,
    /// The person pays all of it.
    pub everything: u64,
    /// Both refuse.
    pub refused: u64,
}

impl Tally {
    /// All of them.
    pub fn agreed(&self) -> u64 {
        self.nothing + self.a_part + self.everything + self.refused
    }
}

/// Works out one life twice and counts the answer.
///
/// # Errors
/// The smallest life that shows the disagreement, with both answers, in words.
pub fn compare(seed: u64, number: u64, tally: &mut Tally) -> Result<(), String> {
    let case = random_case(seed, number);
    let Both { first, second } = both_opinions(&case);
    if !agree(&first, &second) {
        return Err(smallest::shown(seed, number, &case));
    }
    match second {
        Ok(0) => tally.nothing += 1,
        Ok(paid) if paid == case.cost => tally.everything += 1,
        Ok(_) => tally.a_part += 1,
        Err(_) => tally.refused += 1,
    }
    Ok(())
}

/// The same pence, or a refusal by both, each in its own words.
pub fn agree(first: &Result<Pence, String>, second: &Result<Pence, String>) -> bool {
    match (first, second) {
        (Ok(first), Ok(second)) => first == second,
        (Err(_), Err(_)) => true,
        _ => false,
    }
}

/// What each of the two says.
pub struct Both {
    /// The service.
    pub first: Result<Pence, String>,
    /// The calculation sheet.
    pub second: Result<Pence, String>,
}

/// Works out a life twice, under one policy.
pub fn both_opinions(case: &Case) -> Both {
    let policy = policy(case);
    Both { first: first_opinion(case, &policy), second: second_opinion(case, &policy) }
}

/// A budget of one line at the case's price.
fn first_opinion(case: &Case, policy: &PolicyOnDay) -> Result<Pence, String> {
    let (mapping, rate) = council::bought_at(case);
    let draft = draft(&case.inputs, policy, &mapping, &[rate]).map_err(|why| why.to_string())?;
    let contribution = draft.contribution_weekly.ok_or("no contribution")?;
    Ok(Pence::from(contribution.pence()))
}

fn second_opinion(case: &Case, policy: &PolicyOnDay) -> Result<Pence, String> {
    let sheet = means_test(&life(case), case.cost, &figures(policy));
    Ok(sheet.map_err(|why| why.to_string())?.contribution)
}

/// The inputs as the second opinion reads them: from what a receipt would hold.
pub fn life(case: &Case) -> Life {
    serde_json::from_value(serde_json::to_value(&case.inputs).unwrap()).unwrap()
}

/// What is in force for the council on the case's day, which the packs know.
pub fn policy(case: &Case) -> PolicyOnDay {
    policy_on(case.inputs.on, &case.council(), &[]).unwrap()
}

/// The figures and choices of a policy, as the second opinion reads them.
pub fn figures(policy: &PolicyOnDay) -> Figures {
    let values = policy.values().map(|value| (value.key.clone(), value.value.clone()));
    Figures::new(values.collect::<BTreeMap<_, _>>())
}
