use care_account_rules::account::Account;
use care_account_rules::metered::MeteringBasis;
use care_account_rules::paused::Paused;
use carecap_calendar::Day;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::{date, money, optional_date, period};
use carecap_service::etag;

use super::stated::absence_cause_told;

pub(crate) fn account(account: &Account) -> proto::Account {
    let (opening, figures) = (account.opening(), account.figures());
    proto::Account {
        account_id: opening.account_id.clone(),
        council_id: opening.council_id.clone(),
        person_id: opening.person_id.clone(),
        opened_on: date(account.opened_on()),
        metered_to: date(account.metered_to()),
        last_entry: account.last_entry(),
        pack: opening.pack.clone(),
        shadow: opening.shadow,
        basis: match figures.basis {
            None => proto::MeteringBasis::Unspecified,
            Some(MeteringBasis::Charged) => proto::MeteringBasis::Charged,
            Some(MeteringBasis::NotionalCost) => proto::MeteringBasis::NotionalCost,
        }
        .into(),
        rate_weekly: money(figures.rate_weekly),
        accrued: money(figures.accrued),
        uprating: money(figures.uprating),
        balance: money(figures.balance),
        daily_living: money(figures.daily_living),
        not_counted: money(figures.not_counted),
        cost: money(figures.cost),
        cap: money(figures.cap),
        reached_on: optional_date(figures.reached_on),
        uprating_unconfirmed: figures.uprating_unconfirmed,
        etag: etag(account.last_entry()),
        suspensions: account.paused().iter().map(suspension).collect(),
        needs_ended_from: optional_date(account.needs_ended_from()),
        closed_from: optional_date(account.closed().map(|closed| closed.from)),
        retention_review_from: optional_date(account.closed().map(|closed| closed.review_from)),
    }
}

fn suspension(paused: &Paused) -> proto::Suspension {
    proto::Suspension {
        entry_number: paused.number(),
        days: period(&paused.days()),
        cause: absence_cause_told(paused.cause()).into(),
        charge_weekly: paused.charged().and_then(|instead| money(instead.charge_weekly)),
    }
}

pub(crate) fn projection(
    account: &Account,
    reached_on: Option<Day>,
) -> proto::ProjectAccountResponse {
    let figures = account.figures();
    let shadow = if account.opening().shadow {
        " The cap is not law, so it has no legal effect."
    } else {
        ""
    };
    proto::ProjectAccountResponse {
        account_id: account.opening().account_id.clone(),
        from: date(account.metered_to()),
        balance: money(figures.balance),
        cap: money(figures.cap),
        rate_weekly: money(figures.rate_weekly),
        reached_on: optional_date(reached_on),
        because: format!(
            "A forecast that holds today's rate of {} a week and today's cap of {}, with no \
             further uprating.{shadow}",
            figures.rate_weekly, figures.cap
        ),
    }
}
