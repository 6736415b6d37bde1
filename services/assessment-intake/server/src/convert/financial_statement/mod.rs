mod capital;
mod income;

use std::collections::BTreeSet;

use assessment_intake_rules::financial_statement::{
    Disclosure, FinancialStatement, Frequency, Household, Means, MeansFacts, Outgoing,
    OutgoingType, Premium,
};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::{date, money, timestamp};
use carecap_service::{Fields, Refusal, etag};
use carecap_store::CouncilId;
use uuid::Uuid;

use super::{Word as _, all_read};

const PATH: &str = "financial_statement";

/// The statement of a request, which must hold one.
pub(crate) fn given_statement(
    given: Option<proto::FinancialStatement>,
) -> Result<proto::FinancialStatement, Refusal> {
    given.ok_or_else(|| Refusal::invalid(PATH, "is required"))
}

/// Whose means a statement is about, and what they are.
pub(crate) fn means(given: &proto::FinancialStatement) -> Result<(Uuid, Means), Refusal> {
    let mut fields = Fields::new();
    let person_id = fields.id(&format!("{PATH}.person_id"), &given.person_id);
    let means = facts(&mut fields, given).and_then(|facts| checked(&mut fields, facts));
    all_read(fields, means.map(|means| (person_id, means)))
}

fn checked(fields: &mut Fields, facts: MeansFacts) -> Option<Means> {
    match Means::new(facts) {
        Ok(means) => Some(means),
        Err(refused) => {
            for wrong in refused.faults {
                fields.fault(format!("{PATH}.{}", wrong.field), wrong.fault.to_string());
            }
            None
        }
    }
}

fn facts(fields: &mut Fields, given: &proto::FinancialStatement) -> Option<MeansFacts> {
    let at = |field: &str| format!("{PATH}.{field}");
    let from = fields.day(&at("from"), given.from.as_ref());
    let disclosure = Disclosure::read_or_default(fields, &at("disclosure"), given.disclosure);
    let household = Household::read(fields, &at("household"), given.household);
    let children = u32::try_from(given.children).map_err(|_| "is below 0");
    let children = fields.check(&at("children"), children);
    let premiums = read_each(&given.premiums, |index, premium| {
        Premium::read(fields, &at(&format!("premiums[{index}]")), *premium)
    });
    let incomes = read_each(&given.incomes, |index, one| {
        income::read(fields, &at(&format!("incomes[{index}]")), one)
    });
    let capital = read_each(&given.capital, |index, one| {
        capital::read(fields, &at(&format!("capital[{index}]")), one)
    });
    let outgoings = read_each(&given.outgoings, |index, one| {
        outgoing(fields, &at(&format!("outgoings[{index}]")), one)
    });
    Some(MeansFacts {
        from,
        disclosure,
        household: household?,
        couple_at_pension_age: given.couple_at_pension_age,
        children: children?,
        premiums: premiums?.into_iter().collect::<BTreeSet<_>>(),
        incomes: incomes?,
        capital: capital?,
        outgoings: outgoings?,
        above_savings_credit_ceiling: given.above_savings_credit_ceiling,
    })
}

/// Reads every one, also after one that cannot be read, so that each fault is noted.
fn read_each<P, D>(given: &[P], mut read: impl FnMut(usize, &P) -> Option<D>) -> Option<Vec<D>> {
    let read: Vec<Option<D>> =
        given.iter().enumerate().map(|(index, one)| read(index, one)).collect();
    read.into_iter().collect()
}

pub(crate) fn statement(
    statement: &FinancialStatement,
    council: &CouncilId,
) -> proto::FinancialStatement {
    let facts = statement.means.facts();
    proto::FinancialStatement {
        financial_statement_id: statement.financial_statement_id.to_string(),
        council_id: council.to_string(),
        version: statement.version,
        etag: etag(statement.version),
        person_id: statement.person_id.to_string(),
        from: date(facts.from),
        disclosure: facts.disclosure.listed(),
        household: facts.household.listed(),
        couple_at_pension_age: facts.couple_at_pension_age,
        children: i32::try_from(facts.children).unwrap_or(i32::MAX),
        premiums: facts.premiums.iter().map(|premium| premium.listed()).collect(),
        incomes: facts.incomes.iter().map(income::written).collect(),
        capital: facts.capital.iter().map(capital::written).collect(),
        outgoings: facts.outgoings.iter().map(written_outgoing).collect(),
        recorded_at: timestamp(statement.recorded_at),
        recorded_by: statement.recorded_by.clone(),
        above_savings_credit_ceiling: facts.above_savings_credit_ceiling,
    }
}

fn outgoing(fields: &mut Fields, path: &str, given: &proto::Outgoing) -> Option<Outgoing> {
    let outgoing_type = OutgoingType::read(fields, &format!("{path}.type"), given.r#type);
    let amount = fields.money(&format!("{path}.amount"), given.amount.as_ref());
    let frequency = Frequency::read(fields, &format!("{path}.frequency"), given.frequency);
    Some(Outgoing {
        outgoing_type: outgoing_type?,
        amount,
        frequency: frequency?,
        label: given.label.trim().to_owned(),
    })
}

fn written_outgoing(outgoing: &Outgoing) -> proto::Outgoing {
    proto::Outgoing {
        r#type: outgoing.outgoing_type.listed(),
        amount: money(outgoing.amount),
        frequency: outgoing.frequency.listed(),
        label: outgoing.label.clone(),
    }
}

#[cfg(test)]
mod tests;
