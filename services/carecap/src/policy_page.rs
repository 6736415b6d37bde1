//! `docs/policy.md`: every parameter of every pack and every choice of a council, from the packs
//! themselves, so that the page cannot say anything else.

use std::fmt::Write as _;

use anyhow::Result;
use budget_calculation_rules::policy::{
    ChoiceKey, DatedAmount, Pack, Parameter, Source, choice_keys, packs,
};
use carecap_calendar::{Period, show_day};

const HEAD: &str = "\
# Policy: the law as dated numbers, and what a council may choose

This page is made by `carecap policy` from the packs in `services/budget-calculation/policy` and from the
choices that the rules read; a test holds it to them. A value holds from its first day until the next one's.
Confidence says how the figure came to us: a budget that rests on a value marked INFERRED, RECALL, UNKNOWN or
SUPPLIED cannot be published until a named officer confirms it against a source (`ConfirmParameter`, Q-DATA-1).
";

/// The page.
///
/// # Errors
/// The packs of this build are not sound.
pub fn page() -> Result<String> {
    let mut page = HEAD.to_owned();
    for pack in packs()?.values() {
        write_pack(&mut page, pack)?;
    }
    write_choices(&mut page)?;
    Ok(page)
}

fn write_pack(page: &mut String, pack: &Pack) -> Result<()> {
    writeln!(page, "\n## Pack `{}`\n\n{}", pack.name(), pack.description().trim())?;
    if let Some(over) = pack.over() {
        writeln!(page, "It is laid over `{over}`: what is not here is read there.")?;
    }
    if !pack.is_in_force() {
        writeln!(page, "It is not law: whatever rests on it is a projection and says so.")?;
    }
    writeln!(page, "Source: {}.", cited(pack.source()))?;
    for parameter in pack.parameters().values() {
        write_parameter(page, parameter)?;
    }
    Ok(())
}

fn write_parameter(page: &mut String, parameter: &Parameter) -> Result<()> {
    writeln!(page, "\n### `{}`\n\n{}", parameter.key, parameter.description.trim())?;
    let unit = parameter.unit.code().replace('_', " ");
    writeln!(
        page,
        "In {unit}. Read by {}. Law: {}.\n",
        parameter.rules.join(", "),
        cited(&parameter.law)
    )?;
    writeln!(page, "| from | until | value | confidence | source |\n|---|---|---|---|---|")?;
    for value in &parameter.values {
        writeln!(page, "{}", row(value))?;
    }
    Ok(())
}

fn row(value: &DatedAmount) -> String {
    let amount = value.amount.as_deref().unwrap_or("not known");
    let note = value.note.as_deref().map(|note| format!(" {}", flat(note))).unwrap_or_default();
    let (from, until) = days(&value.in_force);
    let (confidence, source) = (value.confidence.code(), cited(&value.source));
    format!("| {from} | {until} | {amount} | {confidence} | {source}.{note} |")
}

fn days(period: &Period) -> (String, String) {
    (show_day(period.start()), period.end().map_or("further on".to_owned(), show_day))
}

fn write_choices(page: &mut String) -> Result<()> {
    page.push_str(
        "\n## Choices of a council\n\nSet, dated and read through `carecap.budget.v1.PolicyService`. \
         None is law: each is local discretion or Carecap's proposal.\n\n\
         | key | value | where nothing is chosen | rule | what it decides |\n|---|---|---|---|---|\n",
    );
    for choice in choice_keys() {
        let default = choice.default.unwrap_or("the pack says, or nothing happens");
        let value = allowed(choice);
        writeln!(
            page,
            "| `{}` | {value} | {default} | {} | {} |",
            choice.key, choice.rule, choice.decides
        )?;
    }
    Ok(())
}

fn allowed(choice: &ChoiceKey) -> String {
    if choice.words.is_empty() {
        return choice.unit.hint().to_owned();
    }
    choice.words.join(", ")
}

fn cited(source: &Source) -> String {
    let title = flat(&source.title);
    if source.href.is_empty() { title } else { format!("[{title}]({})", source.href) }
}

/// One line, without what would end a cell of a table.
fn flat(text: &str) -> String {
    text.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "/")
        .trim_end_matches('.')
        .to_owned()
}
