//! Checks every step of a receipt from its operands alone. It knows the operators as the working
//! describes them, and neither a rule nor any code of theirs.

use serde_json::Value;

use super::{Difference, text};

/// An exact fraction: numerator, and denominator above zero.
type Fraction = (i128, i128);

/// Every step whose amount does not follow from its operands, and every result that is not the
/// amount of its step.
pub(super) fn check(body: &Value) -> Vec<Difference> {
    let steps = body["steps"].as_array().map_or(&[][..], Vec::as_slice);
    let mut differences: Vec<Difference> = steps
        .iter()
        .enumerate()
        .filter_map(|(index, step)| {
            let reworked = evaluate(body, index, step);
            let agrees = reworked.is_some() && reworked == number(&step["amount"]);
            (!agrees).then(|| Difference {
                step: format!("s{index} {}", text(&step["name"])),
                field: "arithmetic".to_owned(),
                recorded: text(&step["amount"]),
                reworked: reworked.map_or("nothing exact".to_owned(), written),
            })
        })
        .collect();
    check_results(body, "", &body["results"], &mut differences);
    differences
}

/// A result is an object that says where it stands; an object that does not is a group of them.
fn check_results(body: &Value, name: &str, result: &Value, differences: &mut Vec<Difference>) {
    let Some(parts) = result.as_object() else {
        return;
    };
    let Some(at) = parts.get("at") else {
        for (part, result) in parts {
            let name = if name.is_empty() { part.clone() } else { format!("{name}/{part}") };
            check_results(body, &name, result, differences);
        }
        return;
    };
    let amount = body.pointer(&text(at)).unwrap_or(&Value::Null);
    if *amount != result["value"] {
        differences.push(Difference {
            step: "results".to_owned(),
            field: name.to_owned(),
            recorded: text(&result["value"]),
            reworked: text(amount),
        });
    }
}

fn evaluate(body: &Value, index: usize, step: &Value) -> Option<Fraction> {
    let references = step["operands"].as_array()?;
    let operands: Option<Vec<Fraction>> =
        references.iter().map(|reference| operand(body, index, reference.as_str()?)).collect();
    let operands = operands?;
    let facts = step["by"].as_array().into_iter().flatten();
    for fact in facts {
        body.pointer(fact.as_str()?)?;
    }
    let exact = match (step["operator"].as_str()?, operands.as_slice()) {
        ("sum", all) => all.iter().try_fold((0, 1), |total, one| add(total, *one)),
        ("difference", [from, less]) => add(*from, (less.0.checked_neg()?, less.1)),
        ("product", all) => all.iter().try_fold((1, 1), |product, one| multiply(product, *one)),
        ("share", [amount, part, whole]) => divide(multiply(*amount, *part)?, *whole),
        ("least", all) => pick(all, |one, best| one < best),
        ("greatest", all) => pick(all, |one, best| one > best),
        ("slices_started", [amount, slice]) => {
            let (slices, started) = divide(*amount, *slice)?;
            Some((whole(slices, started, "up")?, 1))
        }
        ("round", all) => all.iter().try_fold((100, 1), |pence, one| multiply(pence, *one)),
        ("choose", all) => {
            let taken = usize::try_from(step["taken"].as_u64()?).ok()?;
            all.get(taken).copied()
        }
        _ => None,
    }?;
    match step.get("rounding") {
        None => lowest(exact),
        Some(rounding) => Some((whole(exact.0, exact.1, rounding.as_str()?)?, 1)),
    }
}

/// A number that the rule fixes (`=52`), or what a pointer names; a step only before this one.
fn operand(body: &Value, index: usize, reference: &str) -> Option<Fraction> {
    if let Some(fixed) = reference.strip_prefix('=') {
        return Some((fixed.parse().ok()?, 1));
    }
    if let Some(step) = reference.strip_prefix("/steps/") {
        let earlier: usize = step.strip_suffix("/amount")?.parse().ok()?;
        if earlier >= index {
            return None;
        }
    }
    number(body.pointer(reference)?)
}

/// Reads an integer, a decimal text or a fraction text.
fn number(value: &Value) -> Option<Fraction> {
    if let Some(integer) = value.as_i64() {
        return Some((i128::from(integer), 1));
    }
    let text = value.as_str()?;
    if let Some((numerator, denominator)) = text.split_once('/') {
        return lowest((numerator.parse().ok()?, denominator.parse().ok()?));
    }
    let (units, places) = text.split_once('.').unwrap_or((text, ""));
    let digits: i128 = format!("{units}{places}").parse().ok()?;
    lowest((digits, ten_to_the(places.len())?))
}

fn ten_to_the(places: usize) -> Option<i128> {
    10_i128.checked_pow(u32::try_from(places).ok()?)
}

fn lowest((numerator, denominator): Fraction) -> Option<Fraction> {
    if denominator == 0 {
        return None;
    }
    let (mut divisor, mut rest) = (numerator.checked_abs()?, denominator.checked_abs()?);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    let divisor = if denominator < 0 { -divisor } else { divisor };
    Some((numerator / divisor, denominator / divisor))
}

fn add(one: Fraction, two: Fraction) -> Option<Fraction> {
    let crossed = one.0.checked_mul(two.1)?;
    let sum = crossed.checked_add(two.0.checked_mul(one.1)?)?;
    lowest((sum, one.1.checked_mul(two.1)?))
}

fn multiply(one: Fraction, two: Fraction) -> Option<Fraction> {
    lowest((one.0.checked_mul(two.0)?, one.1.checked_mul(two.1)?))
}

fn divide(one: Fraction, two: Fraction) -> Option<Fraction> {
    lowest((one.0.checked_mul(two.1)?, one.1.checked_mul(two.0)?))
}

fn pick(all: &[Fraction], better: impl Fn(i128, i128) -> bool) -> Option<Fraction> {
    let (first, rest) = all.split_first()?;
    rest.iter().try_fold(*first, |best, one| {
        let crossed = (one.0.checked_mul(best.1)?, best.0.checked_mul(one.1)?);
        Some(if better(crossed.0, crossed.1) { *one } else { best })
    })
}

fn whole(numerator: i128, denominator: i128, rounding: &str) -> Option<i128> {
    let (size, sign) = (numerator.checked_abs()?, numerator.signum());
    let (dropped, rest) = (size / denominator, size % denominator);
    let up = match rounding {
        "half_up" => rest.checked_mul(2)? >= denominator,
        "down" => false,
        "up" => rest > 0,
        _ => return None,
    };
    Some(sign * (dropped + i128::from(up)))
}

fn written((numerator, denominator): Fraction) -> String {
    if denominator == 1 { numerator.to_string() } else { format!("{numerator}/{denominator}") }
}
