//! Where the contract and the rules meet.

mod account;
mod budget;
mod entry;
mod policy;
mod preview;
mod run;
mod stated;
mod statement;

pub(crate) use account::{account, projection};
pub(crate) use budget::{RateFromBudget, rate_from_budget};
pub(crate) use entry::{entry, kind};
pub(crate) use policy::{PolicyTerms, policy_terms};
pub(crate) use preview::{preview, previewed_account};
pub(crate) use run::{metering_run, metering_run_as_changed, metering_run_as_started};
pub(crate) use stated::{Asked, FieldNames, Recorded, States, absence_policy};
pub(crate) use statement::{StatementRecord, statement};

use care_account_rules::split::Split;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::money;

fn split(split: &Split) -> proto::Split {
    let parts = split.parts();
    proto::Split {
        person_accrued: money(parts.person_accrued),
        person_daily_living: money(parts.person_daily_living),
        person_not_counted: money(parts.person_not_counted),
        council_accrued: money(parts.council_accrued),
        council_daily_living: money(parts.council_daily_living),
        council_not_counted: money(parts.council_not_counted),
    }
}
