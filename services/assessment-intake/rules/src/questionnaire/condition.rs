//! Conditions: when a part is asked, and when an answer becomes a limb.
//!
//! The grammar is closed and total, so the same answers always give the same limbs:
//!
//! ```text
//! condition  = conjunction { "or" conjunction }
//! conjunction = negation { "and" negation }
//! negation   = "not" negation | "(" condition ")" | test
//! test       = reference ( "==" option | "in" "[" option { "," option } "]" | ">" number )
//! ```

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::answers::{PartRef, Sheet};

/// A condition on the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Any chosen option is among these.
    Chosen(PartRef, Vec<String>),
    /// The number given is higher. No number given: it is not.
    Above(PartRef, Decimal),
    /// The other does not hold.
    Not(Box<Condition>),
    /// All of them hold.
    All(Vec<Condition>),
    /// Any of them holds.
    Any(Vec<Condition>),
}

impl Condition {
    /// Whether the condition holds on a sheet of answers.
    pub fn holds(&self, sheet: &Sheet) -> bool {
        match self {
            Condition::Chosen(part, options) => sheet.has_any(part, options),
            Condition::Above(part, number) => {
                sheet.number(part).is_some_and(|given| given > *number)
            }
            Condition::Not(other) => !other.holds(sheet),
            Condition::All(conditions) => conditions.iter().all(|each| each.holds(sheet)),
            Condition::Any(conditions) => conditions.iter().any(|each| each.holds(sheet)),
        }
    }

    /// Every test within the condition.
    pub(super) fn tests(&self) -> Vec<&Condition> {
        match self {
            Condition::Chosen(..) | Condition::Above(..) => vec![self],
            Condition::Not(other) => other.tests(),
            Condition::All(conditions) | Condition::Any(conditions) => {
                conditions.iter().flat_map(Condition::tests).collect()
            }
        }
    }

    /// Reads a condition that stands in a question; references are resolved by the question's own
    /// parts and by the ids of all questions.
    ///
    /// # Errors
    /// A sentence that says what was expected.
    pub(super) fn parse(
        text: &str,
        own_question: &str,
        question_ids: &BTreeSet<String>,
    ) -> Result<Condition, String> {
        let mut parser = Parser { words: words(text), at: 0, own_question, question_ids };
        let condition = parser.condition()?;
        match parser.next() {
            None => Ok(condition),
            Some(word) => Err(format!("`{word}` is not expected in `{text}`")),
        }
    }
}

struct Parser<'a> {
    words: Vec<String>,
    at: usize,
    own_question: &'a str,
    question_ids: &'a BTreeSet<String>,
}

impl Parser<'_> {
    fn next(&mut self) -> Option<String> {
        let word = self.words.get(self.at).cloned();
        self.at += 1;
        word
    }

    fn next_is(&mut self, expected: &str) -> bool {
        let found = self.words.get(self.at).is_some_and(|word| word == expected);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, expected: &str) -> Result<(), String> {
        if self.next_is(expected) { Ok(()) } else { Err(format!("`{expected}` is expected")) }
    }

    fn word(&mut self, what: &str) -> Result<String, String> {
        self.next().ok_or_else(|| format!("{what} is expected"))
    }

    fn condition(&mut self) -> Result<Condition, String> {
        let mut any = vec![self.conjunction()?];
        while self.next_is("or") {
            any.push(self.conjunction()?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Condition::Any(any) })
    }

    fn conjunction(&mut self) -> Result<Condition, String> {
        let mut all = vec![self.negation()?];
        while self.next_is("and") {
            all.push(self.negation()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Condition::All(all) })
    }

    fn negation(&mut self) -> Result<Condition, String> {
        if self.next_is("not") {
            return Ok(Condition::Not(Box::new(self.negation()?)));
        }
        if self.next_is("(") {
            let inner = self.condition()?;
            self.expect(")")?;
            return Ok(inner);
        }
        self.test()
    }

    fn test(&mut self) -> Result<Condition, String> {
        let reference = self.word("a question or a part")?;
        let part = self.resolve(&reference);
        match self.word("`==`, `in` or `>`")?.as_str() {
            "==" => Ok(Condition::Chosen(part, vec![self.word("an option")?])),
            "in" => Ok(Condition::Chosen(part, self.options()?)),
            ">" => {
                let number = self.word("a number")?;
                let number = number.parse().map_err(|_| format!("`{number}` is no number"))?;
                Ok(Condition::Above(part, number))
            }
            other => Err(format!("`{other}` stands where `==`, `in` or `>` is expected")),
        }
    }

    fn options(&mut self) -> Result<Vec<String>, String> {
        self.expect("[")?;
        let mut options = vec![self.word("an option")?];
        while self.next_is(",") {
            options.push(self.word("an option")?);
        }
        self.expect("]")?;
        Ok(options)
    }

    /// A question of one part, or the part after the last dot of another question, or a part of
    /// the question in which the condition stands.
    fn resolve(&self, reference: &str) -> PartRef {
        if self.question_ids.contains(reference) {
            return PartRef::new(reference, "");
        }
        match reference.rsplit_once('.') {
            Some((question_id, part)) => PartRef::new(question_id, part),
            None => PartRef::new(self.own_question, reference),
        }
    }
}

/// Brackets and commas are words of their own; blanks part the others.
fn words(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        if matches!(letter, '[' | ']' | '(' | ')' | ',') {
            spaced.push(' ');
            spaced.push(letter);
            spaced.push(' ');
        } else {
            spaced.push(letter);
        }
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Condition, String> {
        let ids = BTreeSet::from(["wrk.want".to_owned(), "x.fluct".to_owned()]);
        Condition::parse(text, "nut.make", &ids)
    }

    fn chosen(question_id: &str, part: &str, option: &str) -> Condition {
        Condition::Chosen(PartRef::new(question_id, part), vec![option.to_owned()])
    }

    #[test]
    fn a_reference_is_an_own_part_a_question_or_a_part_of_another() {
        assert_eq!(parse("how == alone"), Ok(chosen("nut.make", "how", "alone")));
        assert_eq!(parse("wrk.want == no"), Ok(chosen("wrk.want", "", "no")));
        let above = Condition::Above(PartRef::new("x.fluct", "bad_days"), Decimal::ZERO);
        assert_eq!(parse("x.fluct.bad_days > 0"), Ok(above));
    }

    #[test]
    fn and_binds_more_closely_than_or_and_not_more_closely_than_and() {
        let (a, b, c) = (
            chosen("nut.make", "a", "x"),
            chosen("nut.make", "b", "x"),
            chosen("nut.make", "c", "x"),
        );
        let not_b = Condition::Not(Box::new(b.clone()));
        assert_eq!(
            parse("a == x and not b == x or c == x"),
            Ok(Condition::Any(vec![Condition::All(vec![a.clone(), not_b]), c.clone()]))
        );
        assert_eq!(
            parse("a == x and (b == x or c == x)"),
            Ok(Condition::All(vec![a, Condition::Any(vec![b, c])]))
        );
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for wrong in [
            "",
            "how",
            "how ==",
            "how = alone",
            "how in alone",
            "how in [alone",
            "how > many",
            "how == alone and",
            "(how == alone",
            "how == alone)",
            "not",
            "how == alone why == no",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
