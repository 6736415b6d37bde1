//! The only place that knows both the contracts' messages and the rules' nouns.

mod budget;
mod change_request;
mod mapping;
mod means;
mod needs;
mod nouns;
mod plan;
mod policy;
mod preview;
mod rate;

pub(crate) use budget::{budget, draft_refusal, drafted, receipt};
pub(crate) use change_request::{change_request, reasons};
pub(crate) use mapping::{entries, service_mapping};
pub(crate) use means::means;
pub(crate) use needs::{age_band, draft_inputs};
use nouns::{Noun, listed};
pub(crate) use nouns::{noun, number, one_of};
pub(crate) use plan::{overwrites, overwrites_must_hold, plan};
pub(crate) use policy::{choices, confirmation, confirmation_answer, council_policy, in_force};
pub(crate) use preview::{PreviewAsked, preview, preview_asked};
pub(crate) use rate::{priced_rate, rate_question};

use budget_calculation_rules::needs::Text;
use budget_calculation_rules::policy::Source;
use carecap_contracts::common::v1 as common;
use carecap_service::Fields;

fn source(source: &Source) -> Option<common::Source> {
    Some(common::Source { title: source.title.clone(), href: source.href.clone() })
}

fn source_read(source: Option<&common::Source>) -> Source {
    let source = source.cloned().unwrap_or_default();
    Source { title: source.title, href: source.href }
}

fn citation(law: Option<&Source>) -> Option<common::Citation> {
    law.map(|law| common::Citation { title: law.title.clone(), href: law.href.clone() })
}

/// Reads every item, so that each fault of each is named; none where one cannot be read.
fn each<A, R>(
    fields: &mut Fields,
    list: &str,
    items: &[A],
    read: impl Fn(&mut Fields, &str, &A) -> Option<R>,
) -> Option<Vec<R>> {
    let places = items.iter().enumerate();
    let read: Vec<Option<R>> =
        places.map(|(index, item)| read(fields, &format!("{list}[{index}]"), item)).collect();
    read.into_iter().collect()
}

/// None within: the part was given and cannot be read.
fn all_read<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    part.map_or(Some(None), |read| read.map(Some))
}

/// The words that cannot be read stay out of the fault: they may be about somebody.
fn optional_text(fields: &mut Fields, at: &str, text: &str) -> Option<Option<Text>> {
    if text.trim().is_empty() {
        return Some(None);
    }
    let read = Text::new(text).map_err(|_| "is not one line of at most 400 characters");
    fields.check(at, read).map(Some)
}

/// The version that is asked for, where 0 stands for the newest.
pub(crate) fn version(fields: &mut Fields, asked: i64) {
    if asked < 0 {
        fields.fault("version", "is below 0: give the number of a version, or 0 for the newest");
    }
}

/// A word of a list that stands for something where nothing is said. One that the list does not know is
/// refused, never taken for nothing.
fn or_default<N: Noun>(fields: &mut Fields, at: &str, given: i32, default: N) -> Option<N>
where
    N::Contract: TryFrom<i32>,
{
    if given == 0 {
        return Some(default);
    }
    one_of::<N>(fields, at, given)
}
