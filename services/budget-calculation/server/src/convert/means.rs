use std::collections::BTreeSet;

use budget_calculation_rules::needs::{
    Bounded, Capital, CapitalType, Disclosure, Frequency, HomeDisregard, Household, Income,
    IncomeType, Means, NotionalCharge, Outgoing, OutgoingType, PensionPot, Percent, Premium,
    StatedAmount,
};
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::common::v1 as common;
use carecap_service::{Fields, Refusal};

use super::{all_read, each, one_of, optional_text, or_default};

/// A financial statement as the rules read it: what a person has, without whose it is. What cannot
/// be read is named by its field, never by its words.
pub(crate) fn means(statement: &intake::FinancialStatement) -> Result<Means, Refusal> {
    let mut fields = Fields::new();
    let means = means_at(&mut fields, "", statement);
    fields.finish()?;
    means.ok_or_else(|| Refusal::invalid("financial_statement", "cannot be read"))
}

/// The same, of a statement that stands at a place of a request such as `means.`.
pub(super) fn means_at(
    fields: &mut Fields,
    place: &str,
    statement: &intake::FinancialStatement,
) -> Option<Means> {
    let at = |field: &str| format!("{place}{field}");
    let disclosure_at = at("disclosure");
    let disclosure = or_default(fields, &disclosure_at, statement.disclosure, Disclosure::Full);
    let household = one_of::<Household>(fields, &at("household"), statement.household);
    let couple_at_pension_age = partner(fields, &at("couple_at_pension_age"), statement);
    let children = fields.check(&at("children"), Bounded::new(statement.children.into()));
    let premiums = premiums(fields, &at("premiums"), &statement.premiums);
    let incomes = each(fields, &at("incomes"), &statement.incomes, income);
    let capital = each(fields, &at("capital"), &statement.capital, piece_of_capital);
    let outgoings = each(fields, &at("outgoings"), &statement.outgoings, outgoing);
    Some(Means {
        disclosure: disclosure?,
        household: household?,
        couple_at_pension_age: couple_at_pension_age?,
        children: children?,
        premiums: premiums?,
        incomes: incomes?,
        capital: capital?,
        outgoings: outgoings?,
        above_savings_credit_ceiling: statement.above_savings_credit_ceiling,
    })
}

fn premiums(fields: &mut Fields, list: &str, given: &[i32]) -> Option<BTreeSet<Premium>> {
    let read = each(fields, list, given, |fields, at, one| one_of::<Premium>(fields, at, *one))?;
    let mut premiums = BTreeSet::new();
    for (place, premium) in read.into_iter().enumerate() {
        if !premiums.insert(premium) {
            fields.fault(format!("{list}[{place}]"), "is given twice: name it once");
        }
    }
    Some(premiums)
}

/// A couple without a partner of a known age has no guarantee; and nobody else has a partner.
fn partner(fields: &mut Fields, at: &str, statement: &intake::FinancialStatement) -> Option<bool> {
    let is_couple = statement.household() == intake::Household::Couple;
    let read = match (is_couple, statement.couple_at_pension_age) {
        (true, None) => Err("is required of a couple: whether one or both are at pension age"),
        (false, Some(true)) => Err("is said only of one of a couple"),
        (_, given) => Ok(given.unwrap_or_default()),
    };
    fields.check(at, read)
}

fn income(fields: &mut Fields, at: &str, income: &intake::Income) -> Option<Income> {
    let income_type = one_of::<IncomeType>(fields, &format!("{at}.type"), income.r#type);
    let amount = stated(fields, &format!("{at}.amount"), income.amount);
    let frequency_at = format!("{at}.frequency");
    let frequency = one_of::<Frequency>(fields, &frequency_at, income.frequency);
    let from = fields.optional_day(&format!("{at}.payable_from"), income.payable_from.as_ref());
    let until = fields.optional_day(&format!("{at}.payable_until"), income.payable_until.as_ref());
    let pot_at = format!("{at}.pension_pot");
    let pot = income.pension_pot.as_ref().map(|pot| pension_pot(fields, &pot_at, pot));
    Some(Income {
        pension_pot: all_read(pot)?,
        payable_from: from,
        payable_until: until,
        half_passes_to_partner: income.half_passes_to_partner,
        notional: income.notional,
        ..Income::new(income_type?, amount?, frequency?)
    })
}

fn pension_pot(fields: &mut Fields, at: &str, pot: &intake::PensionPot) -> Option<PensionPot> {
    let value = stated(fields, &format!("{at}.value"), pot.value);
    let annuity = percent(fields, &format!("{at}.annuity_percent"), &pot.annuity_percent);
    let source = optional_text(fields, &format!("{at}.annuity_source"), &pot.annuity_source);
    Some(PensionPot { value: value?, annuity_percent: annuity?, annuity_source: source? })
}

fn piece_of_capital(fields: &mut Fields, at: &str, capital: &intake::Capital) -> Option<Capital> {
    let field = |name: &str| format!("{at}.{name}");
    let capital_type = one_of::<CapitalType>(fields, &field("type"), capital.r#type);
    let value = stated(fields, &field("value"), capital.value);
    // 0 is read as 1; below it nobody holds anything.
    let owners = i64::from(if capital.owners == 0 { 1 } else { capital.owners });
    let owners = fields.check(&field("owners"), Bounded::new(owners));
    let secured_debt = stated_or_nothing(fields, &field("secured_debt"), capital.secured_debt);
    let because =
        optional_text(fields, &field("disregarded_because"), &capital.disregarded_because);
    let share_percent = percent(fields, &field("share_percent"), &capital.share_percent);
    let home_disregard = match capital.home_disregard {
        0 => Some(None),
        given => one_of::<HomeDisregard>(fields, &field("home_disregard"), given).map(Some),
    };
    let from = fields.optional_day(&field("disregarded_from"), capital.disregarded_from.as_ref());
    let until =
        fields.optional_day(&field("disregarded_until"), capital.disregarded_until.as_ref());
    let charges =
        each(fields, &field("notional_charges"), &capital.notional_charges, notional_charge);
    Some(Capital {
        owners: owners?,
        secured_debt: secured_debt?,
        selling_costs: capital.selling_costs,
        disregarded_because: because?,
        share_percent: share_percent?,
        home_disregard: home_disregard?,
        disregarded_from: from,
        disregarded_until: until,
        notional_charges: charges?,
        ..Capital::new(capital_type?, value?)
    })
}

fn notional_charge(
    fields: &mut Fields,
    at: &str,
    charge: &intake::NotionalCharge,
) -> Option<NotionalCharge> {
    let from = fields.day(&format!("{at}.from"), charge.from.as_ref());
    let charged = stated(fields, &format!("{at}.charged_weekly"), charge.charged_weekly);
    let without_at = format!("{at}.charge_without_weekly");
    let without = stated(fields, &without_at, charge.charge_without_weekly);
    Some(NotionalCharge { from, charged_weekly: charged?, charge_without_weekly: without? })
}

fn outgoing(fields: &mut Fields, at: &str, outgoing: &intake::Outgoing) -> Option<Outgoing> {
    let type_at = format!("{at}.type");
    let outgoing_type = one_of::<OutgoingType>(fields, &type_at, outgoing.r#type);
    let amount = stated(fields, &format!("{at}.amount"), outgoing.amount);
    let frequency_at = format!("{at}.frequency");
    let frequency = one_of::<Frequency>(fields, &frequency_at, outgoing.frequency);
    let label = optional_text(fields, &format!("{at}.label"), &outgoing.label);
    Some(Outgoing {
        outgoing_type: outgoing_type?,
        amount: amount?,
        frequency: frequency?,
        label: label?,
    })
}

/// An amount that must be given.
pub(super) fn stated(
    fields: &mut Fields,
    at: &str,
    given: Option<common::Money>,
) -> Option<StatedAmount> {
    let amount = fields.money(at, given.as_ref());
    fields.check(at, StatedAmount::new(amount))
}

/// An amount that is nothing where it is absent.
pub(super) fn stated_or_nothing(
    fields: &mut Fields,
    at: &str,
    given: Option<common::Money>,
) -> Option<StatedAmount> {
    match given {
        None => Some(StatedAmount::default()),
        given => stated(fields, at, given),
    }
}

/// A percentage that may be left out.
pub(super) fn percent(fields: &mut Fields, at: &str, text: &str) -> Option<Option<Percent>> {
    if text.is_empty() {
        return Some(None);
    }
    fields.check(at, Percent::try_from(text.to_owned())).map(Some)
}
