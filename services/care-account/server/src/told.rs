use care_account_rules::account::{Account, Posted};
use care_account_rules::crossing::{Crossing, crossings};
use care_account_rules::projection::project_account;
use carecap_calendar::Day;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::{
    AccountFactStated, AccountOpened, AccountRated, CapNear, CapNearWithdrawn, CapReached,
    CapReachedWithdrawn,
};
use carecap_contracts::{date, money, optional_date};
use carecap_money::Money;
use carecap_service::told;
use carecap_store::Tx;

use crate::convert;

/// Tells of what a posting made the account cross, and gives it back. What only meters days is no
/// event: there would be one for each account and week.
pub(crate) fn tell_crossings(tx: &mut Tx, before: &Account, posted: &Posted) -> Vec<Crossing> {
    let account = &posted.account;
    let crossed = crossings(before, account);
    let (person_id, account_id) = ids(account);
    let last_entry = account.last_entry();
    for crossing in &crossed {
        let (person_id, account_id) = (person_id.clone(), account_id.clone());
        tx.tell(told(match *crossing {
            Crossing::Near { as_of } => Happened::CapNear(CapNear {
                person_id,
                account_id,
                as_of: date(as_of),
                projected_on: optional_date(project_account(account).ok().flatten()),
                last_entry,
            }),
            Crossing::NearWithdrawn { as_of } => Happened::CapNearWithdrawn(CapNearWithdrawn {
                person_id,
                account_id,
                as_of: date(as_of),
                last_entry,
            }),
            Crossing::Reached { on } => Happened::CapReached(CapReached {
                person_id,
                account_id,
                reached_on: date(on),
                last_entry,
            }),
            Crossing::ReachedWithdrawn { on } => {
                Happened::CapReachedWithdrawn(CapReachedWithdrawn {
                    person_id,
                    account_id,
                    reached_on: date(on),
                    last_entry,
                })
            }
        }));
    }
    crossed
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
