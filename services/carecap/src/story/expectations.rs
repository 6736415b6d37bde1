use std::time::Duration;

use anyhow::Result;
use carecap_money::Money;

use crate::story::flags::indicators_of;
use crate::story::world::World;
use crate::story::{Expect, Step};

/// How often, and how many times, missing flags are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const LOOKS: usize = 200;

/// Holds what a step came to against what it must come to.
pub(super) async fn check_step(
    world: &mut World,
    step: &Step,
    expect: &Expect,
    place: &str,
) -> Result<()> {
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
    check_flags(world, expect, place).await
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
    for text in &expect.says {
        if !world.said.contains(text.as_str()) {
            world.differences.push(format!("the story: its last words do not hold “{text}”"));
        }
    }
    check_flags(world, expect, "the story").await
}

/// Flags follow by themselves, so those that are missing are waited for a little while.
async fn check_flags(world: &mut World, expect: &Expect, place: &str) -> Result<()> {
    world.flags = indicators_of(world).await?;
    let Some(expected) = &expect.flags else {
        return Ok(());
    };
    for _ in 0..LOOKS {
        if expected.iter().all(|flag| world.flags.contains(flag)) {
            break;
        }
        tokio::time::sleep(LOOK_EVERY).await;
        world.flags = indicators_of(world).await?;
    }
    let raised = world.flags.clone();
    for missing in expected.iter().filter(|flag| !raised.contains(*flag)) {
        world.differences.push(format!("{place}: the flag {missing} was not raised"));
    }
    for extra in raised.iter().filter(|flag| !expected.contains(flag)) {
        world.differences.push(format!("{place}: the flag {extra} was raised and must not be"));
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
