use anyhow::Result;
use carecap_contracts::assessment::v1 as proto;
use carecap_service::Role;

use crate::councils::{coded, optional_code};
use crate::story::file::{
    AmountFile, CapitalFile, NotionalChargeFile, PensionPotFile, RecordFinances,
};
use crate::story::world::{World, date_of, money_of, optional_date_of};
use crate::story::{Narrator, Step};

pub(super) async fn record(
    world: &mut World,
    step: &Step,
    body: &RecordFinances,
    narrator: &mut Narrator,
) -> Result<()> {
    let actor = world.actor(step, Role::Finance)?;
    let premium = |code: &String| Ok(coded("PREMIUM", code, proto::Premium::from_str_name)?.into());
    let statement = proto::FinancialStatement {
        person_id: world.person(&body.person)?.person_id.to_string(),
        from: date_of(&body.from)?,
        disclosure: coded("DISCLOSURE", &body.disclosure, proto::Disclosure::from_str_name)?.into(),
        household: coded("HOUSEHOLD", &body.household, proto::Household::from_str_name)?.into(),
        couple_at_pension_age: (body.household == "COUPLE" || body.couple_at_pension_age)
            .then_some(body.couple_at_pension_age),
        above_savings_credit_ceiling: body.above_savings_credit_ceiling,
        children: body.children,
        premiums: body.premiums.iter().map(premium).collect::<Result<_>>()?,
        incomes: body.incomes.iter().map(income).collect::<Result<_>>()?,
        capital: body.capital.iter().map(capital).collect::<Result<_>>()?,
        outgoings: body.outgoings.iter().map(outgoing).collect::<Result<_>>()?,
        ..Default::default()
    };
    let request = proto::RecordFinancialStatementRequest {
        council_id: world.council_id(),
        request_id: world.request_id(),
        validate_only: false,
        financial_statement: Some(statement),
    };
    world.clients.finances(&world.council, &actor)?.record_financial_statement(request).await?;
    let name = &world.person(&body.person)?.name;
    narrator.act(&actor.name, &format!("records what {name} has, from {}.", body.from));
    Ok(())
}

fn income(file: &AmountFile) -> Result<proto::Income> {
    let pot = file.pension_pot.as_ref().map(pension_pot).transpose()?;
    Ok(proto::Income {
        r#type: coded("INCOME_TYPE", &file.kind, proto::IncomeType::from_str_name)?.into(),
        amount: money_of(&file.amount.0)?,
        frequency: coded("FREQUENCY", &file.frequency, proto::Frequency::from_str_name)?.into(),
        payable_from: optional_date_of(file.payable_from.as_deref())?,
        payable_until: optional_date_of(file.payable_until.as_deref())?,
        half_passes_to_partner: file.half_passes_to_partner,
        notional: file.notional,
        pension_pot: pot,
    })
}

fn pension_pot(file: &PensionPotFile) -> Result<proto::PensionPot> {
    let percent = file.annuity_percent.as_ref().map(|percent| percent.0.clone());
    Ok(proto::PensionPot {
        value: money_of(&file.value.0)?,
        annuity_percent: percent.unwrap_or_default(),
        annuity_source: file.annuity_source.clone(),
    })
}

fn outgoing(file: &AmountFile) -> Result<proto::Outgoing> {
    Ok(proto::Outgoing {
        r#type: coded("OUTGOING_TYPE", &file.kind, proto::OutgoingType::from_str_name)?.into(),
        amount: money_of(&file.amount.0)?,
        frequency: coded("FREQUENCY", &file.frequency, proto::Frequency::from_str_name)?.into(),
        label: file.label.clone(),
    })
}

fn capital(file: &CapitalFile) -> Result<proto::Capital> {
    let debt = file.secured_debt.as_ref().map(|debt| money_of(&debt.0)).transpose()?;
    Ok(proto::Capital {
        r#type: coded("CAPITAL_TYPE", &file.kind, proto::CapitalType::from_str_name)?.into(),
        value: money_of(&file.value.0)?,
        owners: file.owners,
        secured_debt: debt.flatten(),
        selling_costs: file.selling_costs,
        disregarded_because: file.disregarded_because.clone(),
        share_percent: file.share_percent.as_ref().map(|share| share.0.clone()).unwrap_or_default(),
        home_disregard: optional_code(
            "HOME_DISREGARD",
            &file.home_disregard,
            proto::HomeDisregard::from_str_name,
        )?,
        disregarded_from: optional_date_of(file.disregarded_from.as_deref())?,
        disregarded_until: optional_date_of(file.disregarded_until.as_deref())?,
        notional_charges: file.notional_charges.iter().map(charge).collect::<Result<_>>()?,
    })
}

fn charge(file: &NotionalChargeFile) -> Result<proto::NotionalCharge> {
    Ok(proto::NotionalCharge {
        from: date_of(&file.from)?,
        charged_weekly: money_of(&file.charged_weekly.0)?,
        charge_without_weekly: money_of(&file.charge_without_weekly.0)?,
    })
}
