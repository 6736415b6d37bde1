use assessment_intake_rules::financial_statement::{Frequency, Income, IncomeType, PensionPot};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::{date, money};
use carecap_service::Fields;

use crate::convert::Word as _;

pub(super) fn read(fields: &mut Fields, path: &str, given: &proto::Income) -> Option<Income> {
    let at = |field: &str| format!("{path}.{field}");
    let income_type = IncomeType::read(fields, &at("type"), given.r#type);
    let amount = fields.money(&at("amount"), given.amount.as_ref());
    let frequency = Frequency::read(fields, &at("frequency"), given.frequency);
    let payable_from = fields.optional_day(&at("payable_from"), given.payable_from.as_ref());
    let payable_until = fields.optional_day(&at("payable_until"), given.payable_until.as_ref());
    let pot = given.pension_pot.as_ref();
    let pension_pot = pot.map(|pot| read_pot(fields, &at("pension_pot"), pot));
    Some(Income {
        income_type: income_type?,
        amount,
        frequency: frequency?,
        payable_from,
        payable_until,
        half_passes_to_partner: given.half_passes_to_partner,
        notional: given.notional,
        pension_pot,
    })
}

fn read_pot(fields: &mut Fields, path: &str, given: &proto::PensionPot) -> PensionPot {
    let at = |field: &str| format!("{path}.{field}");
    let percent = given.annuity_percent.as_str();
    let source = given.annuity_source.trim();
    PensionPot {
        value: fields.money(&at("value"), given.value.as_ref()),
        annuity_percent: (!percent.is_empty())
            .then(|| fields.decimal(&at("annuity_percent"), percent)),
        annuity_source: (!source.is_empty()).then(|| source.to_owned()),
    }
}

pub(super) fn written(income: &Income) -> proto::Income {
    proto::Income {
        r#type: income.income_type.listed(),
        amount: money(income.amount),
        frequency: income.frequency.listed(),
        payable_from: income.payable_from.and_then(date),
        payable_until: income.payable_until.and_then(date),
        half_passes_to_partner: income.half_passes_to_partner,
        notional: income.notional,
        pension_pot: income.pension_pot.as_ref().map(written_pot),
    }
}

fn written_pot(pot: &PensionPot) -> proto::PensionPot {
    let percent = pot.annuity_percent.map(|percent| percent.normalize().to_string());
    proto::PensionPot {
        value: money(pot.value),
        annuity_percent: percent.unwrap_or_default(),
        annuity_source: pot.annuity_source.clone().unwrap_or_default(),
    }
}
