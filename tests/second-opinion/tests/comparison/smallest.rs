//! From a life that shows a disagreement to the smallest one that still does.

use budget_calculation_rules::needs::{Bounded, Means};
use carecap_second_opinion::sheet::means_test;

use super::{Both, Case, agree, both_opinions, figures, life, policy};

/// The disagreement in words: how to see it again, the smallest case, and both answers.
pub fn shown(seed: u64, number: u64, case: &Case) -> String {
    let case = smallest(case.clone());
    let inputs = serde_json::to_string_pretty(&case.inputs).unwrap();
    let chosen = case.choices.iter().map(|one| format!("{} = {}", one.key, one.value));
    let chosen = chosen.collect::<Vec<_>>().join(", ");
    let Both { first, second } = both_opinions(&case);
    let sheet = means_test(&life(&case), case.cost, &figures(&policy(&case)));
    format!(
        "the opinions differ about life {number} of seed {seed}\n\
         inputs: {inputs}\ncost a week: {} pence\nchoices: {chosen}\n\
         the service says {first:?}\nthe sheet says {second:?}\n{sheet:?}",
        case.cost,
    )
}

/// Leaves out one thing after another for as long as the opinions still differ.
fn smallest(mut case: Case) -> Case {
    while let Some(smaller) = without_one_thing(&case).into_iter().find(differs) {
        case = smaller;
    }
    case
}

fn differs(case: &Case) -> bool {
    let Both { first, second } = both_opinions(case);
    !agree(&first, &second)
}

/// Every case that states one thing less.
fn without_one_thing(case: &Case) -> Vec<Case> {
    let mut smaller = Vec::new();
    let mut without = |change: &dyn Fn(&mut Case)| {
        let mut changed = case.clone();
        change(&mut changed);
        smaller.push(changed);
    };
    for place in 0..case.choices.len() {
        without(&|case| {
            case.choices.remove(place);
        });
    }
    let Some(means) = &case.inputs.means else { return smaller };
    for place in 0..means.incomes.len() {
        without(&|case| {
            means_of(case).incomes.remove(place);
        });
    }
    for place in 0..means.capital.len() {
        without(&|case| {
            means_of(case).capital.remove(place);
        });
    }
    for place in 0..means.outgoings.len() {
        without(&|case| {
            means_of(case).outgoings.remove(place);
        });
    }
    if !means.premiums.is_empty() {
        without(&|case| means_of(case).premiums.clear());
    }
    if means.children != Bounded::default() {
        without(&|case| means_of(case).children = Bounded::default());
    }
    smaller
}

fn means_of(case: &mut Case) -> &mut Means {
    case.inputs.means.as_mut().unwrap()
}
