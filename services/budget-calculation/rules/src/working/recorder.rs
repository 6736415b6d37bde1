use std::borrow::Cow;

use carecap_money::{Money, MoneyError, Rounding};
use smallvec::smallvec;

use super::{Amount, Figure, Operands, Operator, Place, Quantity, Ratio, Rule, Step, WorkingError};

/// The largest pence that a JSON number states exactly (RFC 8785 writes numbers of 53 bits).
const LARGEST_EXACT_PENCE: i64 = 9_007_199_254_740_991;

/// As many steps as most budgets have, so that their room is asked for once.
const STEPS_OFTEN: usize = 96;

/// Records each step as it works it out.
#[derive(Debug, Clone, Default)]
pub struct Working {
    steps: Vec<Step>,
}

/// Which of several alternatives is taken, and which facts decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The place of the alternative, from 0.
    pub taken: usize,
    /// References to the facts.
    pub by: Vec<Place>,
}

impl Choice {
    /// The alternative at a place, on account of these facts.
    pub fn of(taken: usize, by: impl IntoIterator<Item = Place>) -> Choice {
        Choice { taken, by: by.into_iter().collect() }
    }
}

impl Working {
    /// A working without a step.
    pub fn new() -> Working {
        Working { steps: Vec::with_capacity(STEPS_OFTEN) }
    }

    /// The steps so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The amounts of money that steps of a name came to, in order.
    pub fn amounts_of(&self, name: &str) -> Vec<Figure<Money>> {
        let steps = self.steps.iter().enumerate();
        let named = steps.filter(|(_, step)| step.name == name);
        let money = named.filter_map(|(index, step)| match step.amount {
            Amount::Money(money) => Some(Figure::at(Place::step(index), money)),
            Amount::Number(_) => None,
        });
        money.collect()
    }

    /// The step that a figure is the amount of; none for a figure from elsewhere.
    pub fn step_at<T>(&self, figure: &Figure<T>) -> Option<&Step> {
        figure.at.of_step().and_then(|index| self.steps.get(index))
    }

    /// The steps, at the end.
    pub fn into_steps(self) -> Vec<Step> {
        self.steps
    }

    /// All items added; of none, nothing.
    ///
    /// # Errors
    /// [`WorkingError::TooLarge`], as of every other step.
    pub fn sum<T: Quantity>(
        &mut self,
        name: &'static str,
        rule: Rule,
        items: &[Figure<T>],
    ) -> Result<Figure<T>, WorkingError> {
        let total = items.iter().try_fold(T::NOTHING, |total, item| total.add(item.value));
        let operands = items.iter().map(|item| item.at.clone()).collect();
        self.record(Entry::new(name, rule, Operator::Sum, operands), total)
    }

    /// One less another.
    pub fn difference<T: Quantity>(
        &mut self,
        name: &'static str,
        rule: Rule,
        from: &Figure<T>,
        less: &Figure<T>,
    ) -> Result<Figure<T>, WorkingError> {
        let operands = smallvec![from.at.clone(), less.at.clone()];
        let entry = Entry::new(name, rule, Operator::Difference, operands);
        self.record(entry, from.value.take_away(less.value))
    }

    /// All factors multiplied, exactly.
    pub fn product(
        &mut self,
        name: &'static str,
        rule: Rule,
        factors: &[Figure<Ratio>],
    ) -> Result<Figure<Ratio>, WorkingError> {
        let exact =
            factors.iter().try_fold(Ratio::whole(1), |product, factor| product.times(factor.value));
        let operands = factors.iter().map(|factor| factor.at.clone()).collect();
        self.record(Entry::new(name, rule, Operator::Product, operands), exact)
    }

    /// So many times an amount of money, where the number is whole.
    pub fn so_many_times(
        &mut self,
        name: &'static str,
        rule: Rule,
        number: &Figure<Ratio>,
        each: &Figure<Money>,
    ) -> Result<Figure<Money>, WorkingError> {
        let exact = number.value.times(each.value.into());
        let operands = smallvec![number.at.clone(), each.at.clone()];
        let amount = exact.and_then(|exact| exact.pence(Rounding::Down));
        self.record(Entry::new(name, rule, Operator::Product, operands), amount)
    }

    /// `amount x numerator / denominator`, exactly.
    pub fn exact_share(
        &mut self,
        name: &'static str,
        rule: Rule,
        amount: &Figure<Ratio>,
        [numerator, denominator]: [&Figure<Ratio>; 2],
    ) -> Result<Figure<Ratio>, WorkingError> {
        let exact = amount.value.times(numerator.value);
        let exact = exact.and_then(|product| product.over(denominator.value));
        let operands = [&amount.at, &numerator.at, &denominator.at].map(Place::clone).into();
        self.record(Entry::new(name, rule, Operator::Share, operands), exact)
    }

    /// `amount x numerator / denominator`, rounded once to whole pence.
    pub fn share(
        &mut self,
        name: &'static str,
        rule: Rule,
        amount: &Figure<Money>,
        [numerator, denominator]: [&Figure<Ratio>; 2],
        rounding: Rounding,
    ) -> Result<Figure<Money>, WorkingError> {
        let exact = Ratio::from(amount.value).times(numerator.value);
        let exact = exact.and_then(|product| product.over(denominator.value));
        let operands = [&amount.at, &numerator.at, &denominator.at].map(Place::clone).into();
        let entry = Entry::new(name, rule, Operator::Share, operands);
        let pence = exact.and_then(|exact| exact.pence(rounding));
        self.record(entry.rounded(rounding), pence)
    }

    /// All factors multiplied, and the pounds made whole pence, rounded once.
    pub fn round(
        &mut self,
        name: &'static str,
        rule: Rule,
        factors: &[Figure<Ratio>],
        rounding: Rounding,
    ) -> Result<Figure<Money>, WorkingError> {
        let pence = factors.iter().try_fold(Ratio::whole(100), |pence, by| pence.times(by.value));
        let pence = pence.and_then(|pence| pence.pence(rounding));
        let operands = factors.iter().map(|factor| factor.at.clone()).collect();
        let entry = Entry::new(name, rule, Operator::Round, operands);
        self.record(entry.rounded(rounding), pence)
    }

    /// The lesser of two.
    pub fn least<T: Quantity>(
        &mut self,
        name: &'static str,
        rule: Rule,
        [one, two]: [&Figure<T>; 2],
    ) -> Result<Figure<T>, WorkingError> {
        let operands = smallvec![one.at.clone(), two.at.clone()];
        let entry = Entry::new(name, rule, Operator::Least, operands);
        self.record(entry, Ok(one.value.min(two.value)))
    }

    /// The greater of two.
    pub fn greatest<T: Quantity>(
        &mut self,
        name: &'static str,
        rule: Rule,
        [one, two]: [&Figure<T>; 2],
    ) -> Result<Figure<T>, WorkingError> {
        let operands = smallvec![one.at.clone(), two.at.clone()];
        let entry = Entry::new(name, rule, Operator::Greatest, operands);
        self.record(entry, Ok(one.value.max(two.value)))
    }

    /// How many slices an amount has begun: any part of one counts whole.
    pub fn slices_started(
        &mut self,
        name: &'static str,
        rule: Rule,
        amount: &Figure<Money>,
        slice: &Figure<Money>,
    ) -> Result<Figure<Ratio>, WorkingError> {
        let started = Ratio::from(amount.value).over(slice.value.into());
        let started = started.and_then(|exact| exact.pence(Rounding::Up));
        let operands = smallvec![amount.at.clone(), slice.at.clone()];
        let entry = Entry::new(name, rule, Operator::SlicesStarted, operands);
        self.record(entry, started.map(|number| Ratio::whole(number.pence())))
    }

    /// One of several alternatives, on account of facts.
    pub fn choose<T: Quantity>(
        &mut self,
        name: &'static str,
        rule: Rule,
        alternatives: &[Figure<T>],
        choice: Choice,
    ) -> Result<Figure<T>, WorkingError> {
        let operands = alternatives.iter().map(|one| one.at.clone()).collect();
        let taken = alternatives.get(choice.taken).map(|one| one.value);
        let mut entry = Entry::new(name, rule, Operator::Choose, operands);
        entry.choice = Some(choice);
        self.record(entry, taken.ok_or(MoneyError::DivisionByZero))
    }

    fn record<T: Quantity>(
        &mut self,
        entry: Entry,
        outcome: Result<T, MoneyError>,
    ) -> Result<Figure<T>, WorkingError> {
        let value = outcome.map_err(|error| WorkingError::of(entry.name, &error))?;
        let amount: Amount = value.into();
        if let Amount::Money(money) = amount
            && money.pence().unsigned_abs() > LARGEST_EXACT_PENCE.unsigned_abs()
        {
            return Err(WorkingError::of(entry.name, &MoneyError::Overflow));
        }
        let at = Place::step(self.steps.len());
        let (taken, by) =
            entry.choice.map_or((None, Vec::new()), |choice| (Some(choice.taken), choice.by));
        self.steps.push(Step {
            name: Cow::Borrowed(entry.name),
            operator: entry.operator,
            operands: entry.operands,
            rounding: entry.rounding,
            taken,
            by,
            amount,
            rule: Cow::Borrowed(entry.rule.name()),
        });
        Ok(Figure { at, value })
    }
}

/// What is written of a step before its amount is known.
struct Entry {
    name: &'static str,
    rule: Rule,
    operator: Operator,
    operands: Operands,
    rounding: Option<Rounding>,
    choice: Option<Choice>,
}

impl Entry {
    fn new(name: &'static str, rule: Rule, operator: Operator, operands: Operands) -> Entry {
        Entry { name, rule, operator, operands, rounding: None, choice: None }
    }

    fn rounded(mut self, rounding: Rounding) -> Entry {
        self.rounding = Some(rounding);
        self
    }
}
