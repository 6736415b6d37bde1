use assessment_intake_rules::financial_statement::{
    Capital, CapitalType, HomeDisregard, NotionalCharge,
};
use carecap_contracts::assessment::v1 as proto;
use carecap_contracts::{date, money};
use carecap_money::Money;
use carecap_service::Fields;

use super::read_each;
use crate::convert::Word as _;

pub(super) fn read(fields: &mut Fields, path: &str, given: &proto::Capital) -> Option<Capital> {
    let at = |field: &str| format!("{path}.{field}");
    let capital_type = CapitalType::read(fields, &at("type"), given.r#type);
    let value = fields.money(&at("value"), given.value.as_ref());
    let owners = u32::try_from(given.owners).map_err(|_| "is below 0");
    let owners = fields.check(&at("owners"), owners);
    let secured_debt =
        given.secured_debt.map(|debt| Money::from_pence(debt.pence)).unwrap_or_default();
    let because = given.disregarded_because.trim();
    let share = given.share_percent.as_str();
    let share_percent = (!share.is_empty()).then(|| fields.decimal(&at("share_percent"), share));
    let home_disregard =
        HomeDisregard::read_optional(fields, &at("home_disregard"), given.home_disregard);
    let from = given.disregarded_from.as_ref();
    let disregarded_from = fields.optional_day(&at("disregarded_from"), from);
    let until = given.disregarded_until.as_ref();
    let disregarded_until = fields.optional_day(&at("disregarded_until"), until);
    let notional_charges = read_each(&given.notional_charges, |index, charge| {
        Some(notional_charge(fields, &at(&format!("notional_charges[{index}]")), charge))
    });
    Some(Capital {
        capital_type: capital_type?,
        value,
        owners: owners?.max(1),
        secured_debt,
        selling_costs: given.selling_costs,
        disregarded_because: Some(because.to_owned()).filter(|because| !because.is_empty()),
        share_percent,
        home_disregard: home_disregard?,
        disregarded_from,
        disregarded_until,
        notional_charges: notional_charges?,
    })
}

fn notional_charge(
    fields: &mut Fields,
    path: &str,
    given: &proto::NotionalCharge,
) -> NotionalCharge {
    let at = |field: &str| format!("{path}.{field}");
    let without = given.charge_without_weekly.as_ref();
    NotionalCharge {
        from: fields.day(&at("from"), given.from.as_ref()),
        charged_weekly: fields.money(&at("charged_weekly"), given.charged_weekly.as_ref()),
        charge_without_weekly: fields.money(&at("charge_without_weekly"), without),
    }
}

pub(super) fn written(capital: &Capital) -> proto::Capital {
    let share = capital.share_percent.map(|share| share.normalize().to_string());
    proto::Capital {
        r#type: capital.capital_type.listed(),
        value: money(capital.value),
        owners: i32::try_from(capital.owners).unwrap_or(i32::MAX),
        secured_debt: Some(capital.secured_debt)
            .filter(|debt| *debt != Money::ZERO)
            .and_then(money),
        selling_costs: capital.selling_costs,
        disregarded_because: capital.disregarded_because.clone().unwrap_or_default(),
        share_percent: share.unwrap_or_default(),
        home_disregard: capital.home_disregard.map(HomeDisregard::listed).unwrap_or_default(),
        disregarded_from: capital.disregarded_from.and_then(date),
        disregarded_until: capital.disregarded_until.and_then(date),
        notional_charges: capital.notional_charges.iter().map(written_charge).collect(),
    }
}

fn written_charge(charge: &NotionalCharge) -> proto::NotionalCharge {
    proto::NotionalCharge {
        from: date(charge.from),
        charged_weekly: money(charge.charged_weekly),
        charge_without_weekly: money(charge.charge_without_weekly),
    }
}
