use std::collections::BTreeSet;

use assessment_intake_rules::financial_statement::{
    Capital, CapitalType, Disclosure, FinancialStatement, Frequency, Household, Income, IncomeType,
    Means, MeansFacts, Outgoing, OutgoingType, Premium,
};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::{date, money, timestamp};
use carecap_money::Money;
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
        income(fields, &at(&format!("incomes[{index}]")), one)
    });
    let capital = read_each(&given.capital, |index, one| {
        piece_of_capital(fields, &at(&format!("capital[{index}]")), one)
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
    })
}

/// Reads every one, also after one that cannot be read, so that each fault is noted.
fn read_each<P, D>(given: &[P], mut read: impl FnMut(usize, &P) -> Option<D>) -> Option<Vec<D>> {
    let read: Vec<Option<D>> =
        given.iter().enumerate().map(|(index, one)| read(index, one)).collect();
    read.into_iter().collect()
}

fn income(fields: &mut Fields, path: &str, given: &proto::Income) -> Option<Income> {
    let income_type = IncomeType::read(fields, &format!("{path}.type"), given.r#type);
    let amount = fields.money(&format!("{path}.amount"), given.amount.as_ref());
    let frequency = Frequency::read(fields, &format!("{path}.frequency"), given.frequency);
    Some(Income { income_type: income_type?, amount, frequency: frequency? })
}

fn piece_of_capital(fields: &mut Fields, path: &str, given: &proto::Capital) -> Option<Capital> {
    let capital_type = CapitalType::read(fields, &format!("{path}.type"), given.r#type);
    let value = fields.money(&format!("{path}.value"), given.value.as_ref());
    let owners = u32::try_from(given.owners).map_err(|_| "is below 0");
    let owners = fields.check(&format!("{path}.owners"), owners);
    let secured_debt =
        given.secured_debt.map(|debt| Money::from_pence(debt.pence)).unwrap_or_default();
    let because = given.disregarded_because.trim();
    Some(Capital {
        capital_type: capital_type?,
        value,
        owners: owners?.max(1),
        secured_debt,
        selling_costs: given.selling_costs,
        disregarded_because: Some(because.to_owned()).filter(|because| !because.is_empty()),
    })
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
        incomes: facts.incomes.iter().map(written_income).collect(),
        capital: facts.capital.iter().map(written_capital).collect(),
        outgoings: facts.outgoings.iter().map(written_outgoing).collect(),
        recorded_at: timestamp(statement.recorded_at),
        recorded_by: statement.recorded_by.clone(),
    }
}

fn written_income(income: &Income) -> proto::Income {
    proto::Income {
        r#type: income.income_type.listed(),
        amount: money(income.amount),
        frequency: income.frequency.listed(),
    }
}

fn written_capital(capital: &Capital) -> proto::Capital {
    proto::Capital {
        r#type: capital.capital_type.listed(),
        value: money(capital.value),
        owners: i32::try_from(capital.owners).unwrap_or(i32::MAX),
        secured_debt: Some(capital.secured_debt)
            .filter(|debt| *debt != Money::ZERO)
            .and_then(money),
        selling_costs: capital.selling_costs,
        disregarded_because: capital.disregarded_because.clone().unwrap_or_default(),
    }
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
mod tests {
    use carecap_calendar::{Instant, parse_day};

    use super::*;

    fn pounds(pounds: i64) -> Option<carecap_contracts::common::v1::Money> {
        money(Money::from_pence(pounds * 100))
    }

    fn given() -> proto::FinancialStatement {
        proto::FinancialStatement {
            person_id: Uuid::from_u128(7).to_string(),
            from: date(parse_day("2024-10-07").unwrap()),
            disclosure: proto::Disclosure::Full.into(),
            household: proto::Household::Couple.into(),
            couple_at_pension_age: true,
            premiums: vec![proto::Premium::Disability.into()],
            incomes: vec![proto::Income {
                r#type: proto::IncomeType::StatePension.into(),
                amount: pounds(180),
                frequency: proto::Frequency::Weekly.into(),
            }],
            capital: vec![proto::Capital {
                r#type: proto::CapitalType::MainHome.into(),
                value: pounds(250_000),
                owners: 2,
                secured_debt: pounds(20_000),
                selling_costs: true,
                disregarded_because: "partner lives there".to_owned(),
            }],
            outgoings: vec![proto::Outgoing {
                r#type: proto::OutgoingType::DisabilityRelated.into(),
                amount: pounds(5),
                frequency: proto::Frequency::Monthly.into(),
                label: "telecare".to_owned(),
            }],
            ..proto::FinancialStatement::default()
        }
    }

    fn recorded(means: Means) -> proto::FinancialStatement {
        let (id, person_id) = (Uuid::from_u128(9), Uuid::from_u128(7));
        let at = Instant::from_micros(0);
        let recorded = FinancialStatement::record(id, person_id, means, at, "Ada".to_owned());
        statement(&recorded, &"E10000008".parse().unwrap())
    }

    #[test]
    fn a_statement_is_written_as_it_was_read() {
        let (_, means) = means(&given()).unwrap();
        let written = recorded(means);
        let expected = proto::FinancialStatement {
            financial_statement_id: written.financial_statement_id.clone(),
            council_id: "E10000008".to_owned(),
            version: 1,
            etag: etag(1),
            recorded_at: written.recorded_at,
            recorded_by: "Ada".to_owned(),
            ..given()
        };
        assert_eq!(written, expected);
    }

    #[test]
    fn capital_without_owners_is_the_persons_alone() {
        let mut given = given();
        given.capital[0].owners = 0;
        let (_, means) = means(&given).unwrap();
        assert_eq!(means.facts().capital[0].owners, 1);
    }

    #[test]
    fn every_amount_that_is_missing_or_below_zero_is_named() {
        let mut missing = given();
        missing.incomes[0].amount = None;
        missing.outgoings[0].frequency = 0;
        let refusal = means(&missing).unwrap_err();
        for field in ["incomes[0].amount", "outgoings[0].frequency"] {
            assert!(refusal.message().contains(field), "{field}: {refusal:?}");
        }

        let mut negative = given();
        negative.capital[0].value = pounds(-1);
        let refusal = means(&negative).unwrap_err();
        assert!(refusal.message().contains("financial_statement.capital[0].value"), "{refusal:?}");
    }
}
