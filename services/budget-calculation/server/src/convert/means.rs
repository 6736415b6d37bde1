use budget_calculation_rules::needs::{
    Bounded, Capital, CapitalType, Disclosure, Frequency, Household, Income, IncomeType, Means,
    Outgoing, OutgoingType, Premium, StatedAmount,
};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::common::v1 as common;
use carecap_service::{Fields, Refusal};

use super::{each, noun, optional_text};

/// A financial statement as the rules read it: what a person has, without whose it is. What cannot
/// be read is named by its field, never by its words.
pub(crate) fn means(statement: &intake::FinancialStatement) -> Result<Means, Refusal> {
    let mut fields = Fields::new();
    let means = read(&mut fields, statement);
    fields.finish()?;
    means.ok_or_else(|| Refusal::invalid("financial_statement", "cannot be read"))
}

fn read(fields: &mut Fields, statement: &intake::FinancialStatement) -> Option<Means> {
    let disclosure = match statement.disclosure() {
        intake::Disclosure::Unspecified => Some(Disclosure::Full),
        given => noun(given),
    };
    let household = fields.choice("household", statement.household, noun::<Household>);
    let children = fields.check("children", Bounded::new(statement.children.into()));
    let premiums = statement.premiums.iter();
    let premiums: Vec<_> =
        premiums.map(|premium| fields.choice("premiums", *premium, noun::<Premium>)).collect();
    let incomes = each(fields, "incomes", &statement.incomes, income);
    let capital = each(fields, "capital", &statement.capital, piece_of_capital);
    let outgoings = each(fields, "outgoings", &statement.outgoings, outgoing);
    Some(Means {
        disclosure: disclosure?,
        household: household?,
        couple_at_pension_age: statement.couple_at_pension_age,
        children: children?,
        premiums: premiums.into_iter().collect::<Option<_>>()?,
        incomes: incomes?,
        capital: capital?,
        outgoings: outgoings?,
    })
}

fn income(fields: &mut Fields, at: &str, income: &intake::Income) -> Option<Income> {
    let income_type = fields.choice(&format!("{at}.type"), income.r#type, noun::<IncomeType>);
    let amount = stated(fields, &format!("{at}.amount"), income.amount);
    let frequency_at = format!("{at}.frequency");
    let frequency = fields.choice(&frequency_at, income.frequency, noun::<Frequency>);
    Some(Income { income_type: income_type?, amount: amount?, frequency: frequency? })
}

fn piece_of_capital(fields: &mut Fields, at: &str, capital: &intake::Capital) -> Option<Capital> {
    let capital_type = fields.choice(&format!("{at}.type"), capital.r#type, noun::<CapitalType>);
    let value = stated(fields, &format!("{at}.value"), capital.value);
    let owners = i64::from(capital.owners.max(1));
    let owners = fields.check(&format!("{at}.owners"), Bounded::new(owners));
    let secured_debt = match capital.secured_debt {
        None => Some(StatedAmount::default()),
        debt => stated(fields, &format!("{at}.secured_debt"), debt),
    };
    let because_at = format!("{at}.disregarded_because");
    let because = optional_text(fields, &because_at, &capital.disregarded_because);
    Some(Capital {
        capital_type: capital_type?,
        value: value?,
        owners: owners?,
        secured_debt: secured_debt?,
        selling_costs: capital.selling_costs,
        disregarded_because: because?,
    })
}

fn outgoing(fields: &mut Fields, at: &str, outgoing: &intake::Outgoing) -> Option<Outgoing> {
    let type_at = format!("{at}.type");
    let outgoing_type = fields.choice(&type_at, outgoing.r#type, noun::<OutgoingType>);
    let amount = stated(fields, &format!("{at}.amount"), outgoing.amount);
    let frequency_at = format!("{at}.frequency");
    let frequency = fields.choice(&frequency_at, outgoing.frequency, noun::<Frequency>);
    let label = optional_text(fields, &format!("{at}.label"), &outgoing.label);
    Some(Outgoing {
        outgoing_type: outgoing_type?,
        amount: amount?,
        frequency: frequency?,
        label: label?,
    })
}

fn stated(fields: &mut Fields, at: &str, given: Option<common::Money>) -> Option<StatedAmount> {
    let amount = fields.money(at, given.as_ref());
    fields.check(at, StatedAmount::new(amount))
}
