use care_account_rules::account::{Account, Posted};
use care_account_rules::entry::EntryDetail;
use care_account_rules::projection::project_account;
use carecap_calendar::Day;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::{
    AccountFactStated, AccountOpened, AccountRated, CapNear, CapReached,
};
use carecap_contracts::{date, money, optional_date};
use carecap_money::Money;
use carecap_service::told;
use carecap_store::Tx;

use crate::convert;

/// Tells of the notices among new entries. What only meters days is no event: there would be one
/// for each account and week.
pub(crate) fn tell_crossings(tx: &mut Tx, posted: &Posted) {
    let account = &posted.account;
    let (person_id, account_id) = ids(account);
    for entry in &posted.entries {
        match &entry.detail {
            EntryDetail::Notice => tx.tell(told(Happened::CapNear(CapNear {
                person_id: person_id.clone(),
                account_id: account_id.clone(),
                as_of: date(entry.start()),
                projected_on: optional_date(project_account(account).ok().flatten()),
                last_entry: account.last_entry(),
            }))),
            EntryDetail::Reached => tx.tell(told(Happened::CapReached(CapReached {
                person_id: person_id.clone(),
                account_id: account_id.clone(),
                reached_on: date(entry.start()),
                last_entry: account.last_entry(),
            }))),
            _ => {}
        }
    }
}

pub(crate) fn tell_opened(tx: &mut Tx, account: &Account) {
    let (person_id, account_id) = ids(account);
    tx.tell(told(Happened::AccountOpened(AccountOpened {
        person_id,
        account_id,
        opened_on: date(account.opened_on()),
    })));
}

pub(crate) fn tell_rated(tx: &mut Tx, account: &Account, from: Day, rate_weekly: Money) {
    let (person_id, account_id) = ids(account);
    tx.tell(told(Happened::AccountRated(AccountRated {
        person_id,
        account_id,
        from: date(from),
        rate_weekly: money(rate_weekly),
    })));
}

/// Tells of the fact that begins what was posted.
pub(crate) fn tell_stated(tx: &mut Tx, posted: &Posted) {
    let Some(fact) = posted.entries.first() else {
        return;
    };
    let (person_id, account_id) = ids(&posted.account);
    tx.tell(told(Happened::AccountFactStated(AccountFactStated {
        person_id,
        account_id,
        entry_number: fact.number,
        kind: convert::kind(&fact.detail).into(),
        from: date(fact.start()),
    })));
}

fn ids(account: &Account) -> (String, String) {
    let opening = account.opening();
    (opening.person_id.clone(), opening.account_id.clone())
}
