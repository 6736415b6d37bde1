use anyhow::Result;
use carecap_money::Money;

use crate::story::flags::indicators_of;
use crate::story::world::World;
use crate::story::{Expect, Step};

/// Holds what a step came to against what it must come to.
pub(super) fn check_step(world: &mut World, step: &Step, expect: &Expect, place: &str) {
    for (name, expected) in &expect.figures {
        let filed = world.filed(step, name);
        check_figure(world, &filed, &expected.0, place);
    }
    for (name, expected) in &expect.dates {
        let filed = world.filed(step, name);
        check_date(world, &filed, expected, place);
    }
    for text in &expect.says {
        if !world.said.contains(text.as_str()) {
            let said = world.said.clone();
            world.differences.push(format!("{place}: it does not say “{text}” but: {said}"));
        }
    }
}

/// Holds the whole story against what it must come to. The flags are asked for at the end, so that one
/// too many is seen as well as one too few.
pub(super) async fn check_story(world: &mut World, expect: &Expect) -> Result<()> {
    for (name, expected) in &expect.figures {
        check_figure(world, name, &expected.0, "the story");
    }
    for (name, expected) in &expect.dates {
        check_date(world, name, expected, "the story");
    }
    world.flags = indicators_of(world).await?;
    if let Some(expected) = &expect.flags {
        let raised = world.flags.clone();
        for missing in expected.iter().filter(|flag| !raised.contains(*flag)) {
            world.differences.push(format!("the story: the flag {missing} was not raised"));
        }
        for extra in raised.iter().filter(|flag| !expected.contains(flag)) {
            world.differences.push(format!("the story: the flag {extra} was raised and must not be"));
        }
    }
    Ok(())
}

fn check_figure(world: &mut World, name: &str, expected: &str, place: &str) {
    let shown = |pence: i64| Money::from_pence(pence).to_string();
    let found = world.figures.get(name).copied();
    let difference = match (Money::parse(expected), found) {
        (Err(error), _) => Some(format!("{place}: {name}: {error}")),
        (Ok(_), None) => Some(format!("{place}: there is no figure {name}")),
        (Ok(wanted), Some(pence)) if wanted.pence() != pence => {
            Some(format!("{place}: {name} is {}, not {wanted}", shown(pence)))
        }
        _ => None,
    };
    world.differences.extend(difference);
}

fn check_date(world: &mut World, name: &str, expected: &str, place: &str) {
    let found = world.dates.get(name).map_or("none", String::as_str);
    if found != expected {
        let difference = format!("{place}: the date {name} is {found}, not {expected}");
        world.differences.push(difference);
    }
}
