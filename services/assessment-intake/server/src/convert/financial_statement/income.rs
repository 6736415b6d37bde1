use assessment_intake_rules::financial_statement::{Frequency, Income, IncomeType};
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
    Some(Income {
        income_type: income_type?,
        amount,
        frequency: frequency?,
        payable_from,
        payable_until,
        half_passes_to_partner: given.half_passes_to_partner,
        notional: given.notional,
    })
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
    }
}
