use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Where a value stands: a JSON pointer into the receipt's body, or `=` and a number that the rule
/// itself fixes. The module says how it is read. Rules make hundreds of places and read none, so
/// one is held as what it is made of, and becomes a text only where a receipt is written.
#[derive(Debug, Clone)]
pub struct Place(Form);

#[derive(Debug, Clone)]
enum Form {
    /// `=52`.
    Fixed(i64),
    /// `/steps/4/amount`.
    Step(usize),
    /// `/parameters/tariff_slice/value`: the group, the key.
    Value(Group, &'static str),
    /// `/inputs/on`.
    Field(&'static str),
    /// `/inputs/means/incomes/2/amount`: the item, the field.
    Item(Item, &'static str),
    /// Any other, and every one that was read from a receipt.
    Text(Box<str>),
}

/// A list of the body whose items have places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// The needs.
    NeedLines,
    /// The lines that came with their prices.
    GivenLines,
    /// The lines whose actual cost differs.
    Overwrites,
    /// The incomes.
    Incomes,
    /// The pieces of capital.
    Capital,
    /// The outgoings.
    Outgoings,
    /// The premiums.
    Premiums,
    /// The rate rows.
    Rates,
}

impl List {
    const fn pointer(self) -> &'static str {
        match self {
            List::NeedLines => "/inputs/need_lines/",
            List::GivenLines => "/inputs/given_lines/",
            List::Overwrites => "/inputs/overwrites/",
            List::Incomes => "/inputs/means/incomes/",
            List::Capital => "/inputs/means/capital/",
            List::Outgoings => "/inputs/means/outgoings/",
            List::Premiums => "/inputs/means/premiums/",
            List::Rates => "/rates/",
        }
    }
}

/// A parameter of a pack, or a choice in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Parameters,
    Choices,
}

/// One item of a list of the body, such as the third income.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    list: List,
    index: u32,
}

impl Item {
    /// The item at a place of a list, from 0.
    pub fn of(list: List, index: usize) -> Item {
        // No list of a budget has four thousand million items: each is bounded where it is read.
        Item { list, index: u32::try_from(index).unwrap_or(u32::MAX) }
    }

    /// A field of the item.
    pub const fn field(self, field: &'static str) -> Place {
        Place(Form::Item(self, field))
    }

    /// A field of one item of a list within the item.
    pub fn part(self, list: &str, index: usize, field: &str) -> Place {
        let text = format!("{}{}/{list}/{index}/{field}", self.list.pointer(), self.index);
        Place(Form::Text(text.into()))
    }
}

impl From<Item> for Place {
    fn from(item: Item) -> Place {
        item.field("")
    }
}

impl Place {
    /// A number that the rule itself fixes.
    pub const fn fixed(number: i64) -> Place {
        Place(Form::Fixed(number))
    }

    /// The amount of a step, counted from 0.
    pub(super) const fn step(index: usize) -> Place {
        Place(Form::Step(index))
    }

    /// The value of a parameter or a choice.
    pub(super) const fn value(group: Group, key: &'static str) -> Place {
        Place(Form::Value(group, key))
    }

    /// A field of the body that stands once, such as `/inputs/on`.
    pub const fn field(pointer: &'static str) -> Place {
        Place(Form::Field(pointer))
    }

    /// The step that the place is the amount of, where it is one's.
    pub(super) const fn of_step(&self) -> Option<usize> {
        match self.0 {
            Form::Step(index) => Some(index),
            _ => None,
        }
    }

    /// The place as a receipt writes it.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.0 {
            Form::Field(text) => Cow::Borrowed(text),
            Form::Text(text) => Cow::Borrowed(text),
            _ => Cow::Owned(self.to_string()),
        }
    }

    fn read(text: String) -> Place {
        let whole = |digits: &str, number: usize| number.to_string() == digits;
        let step = text.strip_prefix("/steps/").and_then(|rest| rest.strip_suffix("/amount"));
        if let Some(digits) = step
            && let Some(index) = digits.parse().ok().filter(|index| whole(digits, *index))
        {
            return Place(Form::Step(index));
        }
        Place(Form::Text(text.into()))
    }

    /// The place in parts that have nothing to escape, where it was made and not read.
    pub(crate) fn parts<'a>(&self, digits: &'a mut itoa::Buffer) -> Option<[&'a str; 4]> {
        Some(match &self.0 {
            Form::Fixed(number) => ["=", digits.format(*number), "", ""],
            Form::Step(index) => ["/steps/", digits.format(*index), "/amount", ""],
            Form::Value(Group::Parameters, key) => ["/parameters/", key, "/value", ""],
            Form::Value(Group::Choices, key) => ["/choices/", key, "/value", ""],
            Form::Field(text) => [text, "", "", ""],
            Form::Item(item, "") => [item.list.pointer(), digits.format(item.index), "", ""],
            Form::Item(item, field) => [item.list.pointer(), digits.format(item.index), "/", field],
            Form::Text(_) => return None,
        })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Form::Text(text) = &self.0 {
            return f.write_str(text);
        }
        let mut digits = itoa::Buffer::new();
        let parts = self.parts(&mut digits).unwrap_or_default();
        parts.into_iter().try_for_each(|part| f.write_str(part))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Place) -> bool {
        match (&self.0, &other.0) {
            (Form::Step(one), Form::Step(two)) => one == two,
            _ => self.text() == other.text(),
        }
    }
}

impl Eq for Place {}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Place, D::Error> {
        String::deserialize(deserializer).map(Place::read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back_as_it_is_written() {
        let item = Item::of(List::Incomes, 2);
        let check = |place: Place, written: &str| {
            assert_eq!(place.to_string(), written);
            assert_eq!(Place::read(written.to_owned()), place);
        };
        check(Place::fixed(-52), "=-52");
        check(Place::step(4), "/steps/4/amount");
        check(Place::value(Group::Parameters, "tariff_slice"), "/parameters/tariff_slice/value");
        check(Place::field("/inputs/on"), "/inputs/on");
        check(item.field("amount"), "/inputs/means/incomes/2/amount");
        check(item.into(), "/inputs/means/incomes/2");
        check(item.part("stops", 1, "from"), "/inputs/means/incomes/2/stops/1/from");
        assert_ne!(Place::step(4), Place::read("/steps/04/amount".to_owned()));
    }
}
