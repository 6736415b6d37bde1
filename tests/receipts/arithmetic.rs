//! A checker of a receipt's steps that shares no code with the one under test. It knows what
//! docs/contracts.md says of steps and operators, and no rule.

use serde_json::{Value, json};

use super::all;

/// An exact number: numerator, and denominator above zero, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Exact(i128, i128);

impl Exact {
    const fn whole(number: i128) -> Exact {
        Exact(number, 1)
    }

    fn over(numerator: i128, denominator: i128) -> Option<Exact> {
        let (mut one, mut two) = (numerator.abs(), denominator.abs());
        while two != 0 {
            (one, two) = (two, one % two);
        }
        let divisor = one * denominator.signum();
        (divisor != 0).then(|| Exact(numerator / divisor, denominator / divisor))
    }

    fn plus(self, other: Exact) -> Option<Exact> {
        Exact::over(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, other: Exact) -> Option<Exact> {
        Exact::over(self.0 * other.0, self.1 * other.1)
    }

    fn divided_by(self, other: Exact) -> Option<Exact> {
        Exact::over(self.0 * other.1, self.1 * other.0)
    }

    fn is_below(self, other: Exact) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    fn rounded(self, rounding: &str) -> Option<Exact> {
        let (floor, rest) = (self.0.abs() / self.1, self.0.abs() % self.1);
        let up = match rounding {
            "half_up" => 2 * rest >= self.1,
            "down" => false,
            "up" => rest > 0,
            _ => return None,
        };
        Some(Exact::whole(self.0.signum() * (floor + i128::from(up))))
    }
}

/// Whole pence, a count, a decimal text or a fraction text.
fn number(value: &Value) -> Option<Exact> {
    if let Some(integer) = value.as_i64() {
        return Some(Exact::whole(integer.into()));
    }
    let text = value.as_str()?;
    if let Some((numerator, denominator)) = text.split_once('/') {
        return Exact::over(numerator.parse().ok()?, denominator.parse().ok()?);
    }
    let places = text.split_once('.').map_or(0, |(_, places)| places.len());
    let digits = text.replacen('.', "", 1).parse().ok()?;
    Exact::over(digits, 10_i128.pow(u32::try_from(places).ok()?))
}

/// A number that the rule fixes, or what a pointer names: a step only if it comes before.
fn operand(body: &Value, index: usize, reference: &str) -> Option<Exact> {
    if let Some(fixed) = reference.strip_prefix('=') {
        return number(&json!(fixed));
    }
    if let Some(step) = reference.strip_prefix("/steps/") {
        let earlier: usize = step.split('/').next()?.parse().ok()?;
        if earlier >= index {
            return None;
        }
    }
    number(body.pointer(reference)?)
}

fn work_out(body: &Value, index: usize, step: &Value) -> Option<Exact> {
    let operands = step["operands"].as_array()?.iter();
    let given: Vec<Exact> = operands
        .map(|reference| operand(body, index, reference.as_str()?))
        .collect::<Option<_>>()?;
    for fact in step["by"].as_array().into_iter().flatten() {
        body.pointer(fact.as_str()?)?;
    }
    let (zero, one) = (Exact::whole(0), Exact::whole(1));
    let exact = match (step["operator"].as_str()?, given.as_slice()) {
        ("sum", all) => all.iter().try_fold(zero, |sum, next| sum.plus(*next))?,
        ("difference", [from, less]) => from.plus(Exact(-less.0, less.1))?,
        ("product", all) => all.iter().try_fold(one, |product, next| product.times(*next))?,
        ("share", [amount, part, whole]) => amount.times(*part)?.divided_by(*whole)?,
        ("least", all) => all.iter().copied().reduce(|a, b| if b.is_below(a) { b } else { a })?,
        ("greatest", all) => {
            all.iter().copied().reduce(|a, b| if a.is_below(b) { b } else { a })?
        }
        ("slices_started", [amount, slice]) => amount.divided_by(*slice)?.rounded("up")?,
        ("round", all) => {
            all.iter().try_fold(Exact::whole(100), |pence, factor| pence.times(*factor))?
        }
        ("choose", all) => *all.get(usize::try_from(step["taken"].as_u64()?).ok()?)?,
        _ => return None,
    };
    match step.get("rounding") {
        Some(rounding) => exact.rounded(rounding.as_str()?),
        None => Some(exact),
    }
}

/// Every step and result that does not follow, by name.
fn wrong(body: &Value) -> Vec<String> {
    let steps = body["steps"].as_array().expect("a body has steps").iter().enumerate();
    let steps = steps.filter(|(index, step)| {
        let due = work_out(body, *index, step);
        due.is_none() || due != number(&step["amount"])
    });
    let results = body["results"].as_object().expect("a body has results").iter();
    let results = results.filter(|(_, result)| {
        let at = result["at"].as_str();
        result.is_object() && at.and_then(|at| body.pointer(at)) != Some(&result["value"])
    });
    let steps =
        steps.map(|(index, step)| format!("s{index} {}", step["name"].as_str().unwrap_or("?")));
    steps.chain(results.map(|(name, _)| format!("results {name}"))).collect()
}

#[test]
fn every_step_of_every_kept_receipt_follows_from_its_operands() {
    for (file, receipt) in all() {
        assert_eq!(wrong(&receipt["body"]), [""; 0], "{}", file.display());
    }
}

#[test]
fn a_penny_more_in_any_step_does_not_follow() {
    for (file, receipt) in all() {
        let steps = receipt["body"]["steps"].as_array().expect("steps").len();
        for index in 0..steps {
            let mut body = receipt["body"].clone();
            let amount = number(&body["steps"][index]["amount"]).expect("a number");
            let more = amount.plus(Exact::whole(1)).expect("it fits");
            body["steps"][index]["amount"] = json!(format!("{}/{}", more.0, more.1));
            let found = wrong(&body);
            let name = format!("s{index} ");
            let named = found.iter().any(|step| step.starts_with(&name));
            assert!(named, "{}: {index} in {found:?}", file.display());
        }
    }
}
