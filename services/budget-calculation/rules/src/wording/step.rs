//! One step of a receipt as one sentence.

use std::borrow::Cow;

use carecap_money::{Money, Rounding};
use serde_json::Value;

use super::{percent, pounds, words};
use crate::receipt::Body;
use crate::working::{Amount, Operator, Place, Ratio, Step};

/// The choices that are about one income, piece of capital, outgoing or premium.
const ABOUT_ONE_ITEM: [&str; 6] = [
    "income_payable",
    "income_after_disregard",
    "main_home_counted",
    "capital_after_disregard",
    "outgoing_counted",
    "premium",
];

/// What later steps call a step: `s12` is `/steps/12`.
pub fn step_id(index: usize) -> String {
    format!("s{index}")
}

/// One step in plain English, with its figures. Empty where the body has no such step.
pub fn step_sentence(body: &Body, index: usize) -> String {
    let step = body.steps.get(index);
    step.map_or_else(String::new, |step| sentence(&document_of(body), step))
}

/// Every step in plain English, in order.
pub fn step_sentences(body: &Body) -> Vec<String> {
    let document = document_of(body);
    let steps = body.steps.iter();
    steps.map(|step| sentence(&document, step)).collect()
}

/// A sentence needs what references name, and only JSON can be asked by pointer.
fn document_of(body: &Body) -> Value {
    serde_json::to_value(body).unwrap_or_default()
}

fn sentence(document: &Value, step: &Step) -> String {
    let operands = step.operands.iter().map(Place::text).collect();
    let by = step.by.iter().map(Place::text).collect();
    let reader = Reader { document, step, operands, by };
    let what = reader.heading();
    let amount = reader.amount();
    let figures = reader.figures();
    match step.operator {
        Operator::Sum if figures.is_empty() => format!("{what}: there is none, so {amount}."),
        Operator::Sum if figures.len() == 1 => format!("{what}: {}.", figures.concat()),
        Operator::Sum => format!("{what}: {} = {amount}.", figures.join(" + ")),
        Operator::Difference => format!("{what}: {} = {amount}.", figures.join(" less ")),
        Operator::Product => format!("{what}: {} = {amount}.", figures.join(" × ")),
        Operator::Share => match figures.as_slice() {
            [first, part, whole] => format!("{what}: {first} × {part} ÷ {whole} = {amount}."),
            _ => format!("{what}: {amount}."),
        },
        Operator::Least => format!("{what}: the smaller of {} is {amount}.", figures.join(" and ")),
        Operator::Greatest => {
            format!("{what}: the larger of {} is {amount}.", figures.join(" and "))
        }
        Operator::SlicesStarted => match figures.as_slice() {
            [capital, slice] => {
                let slices = if amount == "1" { "slice" } else { "slices" };
                format!(
                    "{what}: {capital} is {amount} {slices} of {slice}; \
                     a part of a slice counts as one."
                )
            }
            _ => format!("{what}: {amount}."),
        },
        Operator::Round => {
            let exact = figures.join(" × ");
            let penny = match step.rounding {
                Some(Rounding::Up) => "next whole",
                _ => "nearest",
            };
            format!("{what}: {exact} to the {penny} penny is {amount}.")
        }
        Operator::Choose => reader.choice(&what, &amount),
    }
}

struct Reader<'a> {
    document: &'a Value,
    step: &'a Step,
    operands: Vec<Cow<'a, str>>,
    by: Vec<Cow<'a, str>>,
}

impl Reader<'_> {
    /// The quantity, and of what: "For each week (State Pension)".
    fn heading(&self) -> String {
        let name = words::quantity(&self.step.name);
        let name = if name.is_empty() { self.step.name.replace('_', " ") } else { name.to_owned() };
        match self.subject() {
            Some(subject) => format!("{name} ({})", words::lower(&subject)),
            None => name,
        }
    }

    /// The income, capital or outgoing that the step is about, where it is about one.
    fn subject(&self) -> Option<String> {
        let about_one = match self.step.operator {
            Operator::Share | Operator::Product | Operator::Difference | Operator::Round => true,
            Operator::Choose => ABOUT_ONE_ITEM.contains(&&*self.step.name),
            _ => false,
        };
        if !about_one {
            return None;
        }
        let references = self.by.iter().chain(&self.operands);
        for reference in references {
            let parts: Vec<&str> = reference.split('/').collect();
            match parts.as_slice() {
                ["", "inputs", "means", list @ ("incomes" | "capital" | "outgoings"), at, ..] => {
                    let place = format!("/inputs/means/{list}/{at}");
                    return self.item(&place);
                }
                ["", "inputs", "means", "premiums", _] => {
                    let premium = self.document.pointer(reference)?.as_str()?;
                    return Some(words::coded(premium).to_owned());
                }
                ["", "inputs", "need_lines", at, ..] if self.step.operator == Operator::Product => {
                    let place = format!("/inputs/need_lines/{at}/kind");
                    let kind = self.document.pointer(&place)?.clone();
                    let kind = serde_json::from_value(kind).ok()?;
                    return Some(words::kind(kind).to_owned());
                }
                ["", "inputs", "given_lines", at, ..] => {
                    return self.text(&format!("/inputs/given_lines/{at}/title"));
                }
                ["", "rates", at, ..] => {
                    return self.text(&format!("/rates/{at}/service_title"));
                }
                _ => {}
            }
        }
        None
    }

    fn text(&self, place: &str) -> Option<String> {
        Some(self.document.pointer(place)?.as_str()?.to_owned())
    }

    fn item(&self, place: &str) -> Option<String> {
        let label = self.document.pointer(&format!("{place}/label"));
        let code = self.document.pointer(&format!("{place}/type"))?.as_str()?;
        let label = label.and_then(Value::as_str).unwrap_or_else(|| words::coded(code));
        let notional = self.document.pointer(&format!("{place}/notional"));
        Some(match notional.and_then(Value::as_bool) {
            Some(true) => format!("{label}, which the person could ask for"),
            _ => label.to_owned(),
        })
    }

    fn amount(&self) -> String {
        match self.step.amount {
            Amount::Money(money) => money.to_string(),
            Amount::Number(number) if self.is_part_of_value() => percent(number),
            Amount::Number(number) => number.to_string(),
        }
    }

    /// Whether the step is a part of the home's value, in percent.
    fn is_part_of_value(&self) -> bool {
        self.step.name.starts_with("loan_to_value")
    }

    fn figures(&self) -> Vec<String> {
        let operands = self.operands.iter();
        operands.map(|reference| self.figure(reference)).collect()
    }

    /// What a reference names, as money or as a number.
    fn figure(&self, reference: &str) -> String {
        if let Some(fixed) = reference.strip_prefix('=') {
            let is_money = matches!(self.step.operator, Operator::Greatest | Operator::Choose);
            return if is_money { Money::ZERO.to_string() } else { fixed.to_owned() };
        }
        let value = self.document.pointer(reference).unwrap_or(&Value::Null);
        let named = reference.ends_with("/personal_expenses_allowance/value");
        if let (true, Some(pence)) = (named, value.as_i64()) {
            let allowance = Money::from_pence(pence);
            return format!("{allowance} (the personal expenses allowance)");
        }
        let counts = ["minutes", "people", "owners", "children", "days", "weeks_replaced"];
        let is_count = counts.iter().any(|count| reference.ends_with(count));
        let is_price = ["/cost_to_council", "/unit_rate"].iter().any(|of| reference.ends_with(of));
        match value {
            Value::Number(count) if is_count => count.to_string(),
            Value::Number(pence) => Money::from_pence(pence.as_i64().unwrap_or(0)).to_string(),
            Value::String(text) => match text.parse::<Ratio>() {
                Ok(price) if is_price => pounds(price),
                Ok(part) if self.step.name == "loan_to_value_less_review" => percent(part),
                _ => text.clone(),
            },
            other => other.to_string(),
        }
    }

    fn choice(&self, what: &str, amount: &str) -> String {
        let refused = self.by.iter().any(|by| by.ends_with("/disclosure"));
        match (&*self.step.name, self.step.taken) {
            ("full_cost", _) if refused => format!(
                "{what}: {amount}, because there is no full picture of what the person has."
            ),
            ("full_cost", _) => {
                format!("{what}: {amount}, because savings are above the upper limit.")
            }
            ("arrangement_fee_once" | "arrangement_fee_weekly", _) => {
                format!("{what}: {amount}, because savings are above the upper limit.")
            }
            ("charge_while_absent_weekly", Some(0)) => {
                format!("{what}: {amount}, because the council does not charge for it.")
            }
            ("charge_while_absent_weekly", _) => {
                format!("{what}: {amount}, no more than that week costs.")
            }
            ("days_of_year", _) => format!("{what}: {amount}."),
            ("guarantee_base" | "premium", _) => format!("{what}: {amount}, as the law sets it."),
            ("whole_weeks_charged", _) => format!("{what}: {amount}."),
            ("income_payable", Some(0)) => format!("{what}: {amount} is due on this day."),
            ("income_payable", _) => {
                format!("{what}: it is not due on this day, so {amount}.")
            }
            ("main_home_counted" | "capital_after_disregard", taken) => {
                self.disregard(what, amount, taken == Some(0))
            }
            (_, Some(0)) => format!("{what}: {amount} counts."),
            _ => format!("{what}: it does not count, so {amount}."),
        }
    }
    /// Whether a piece of capital counts, and for how many weeks it does not, where it is so.
    fn disregard(&self, what: &str, amount: &str, counts: bool) -> String {
        let weeks = self.by.iter().find(|by| by.ends_with("_weeks/value"));
        let weeks = weeks.and_then(|at| self.document.pointer(at)).and_then(Value::as_str);
        match (weeks, counts) {
            (Some(weeks), true) => {
                format!("{what}: the first {weeks} weeks are over, so {amount} counts.")
            }
            (Some(weeks), false) => {
                format!("{what}: it does not count in the first {weeks} weeks, so {amount}.")
            }
            (None, true) => format!("{what}: {amount} counts."),
            (None, false) => {
                format!("{what}: it does not count, because {}, so {amount}.", self.left_out_why())
            }
        }
    }

    /// Why a piece of capital is left out, from the fact that decides.
    fn left_out_why(&self) -> &'static str {
        let fact = self.by.last().map_or("", |fact| fact);
        let code = self.document.pointer(fact).and_then(Value::as_str).unwrap_or_default();
        match fact.rsplit('/').next() {
            Some("home_disregard") => words::lives_there(code),
            Some("disregarded_because") => "the council decided so",
            Some("disregarded_until") => "there is time to sell it",
            Some("type") => "the law leaves it out",
            _ => "the person lives there or may go back",
        }
    }
}
