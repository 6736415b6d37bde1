use care_account_rules::entry::EntryDetail;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::{money, period, timestamp};

use super::split;
use crate::store::entries::StoredEntry;

pub(crate) fn entry(stored: StoredEntry) -> proto::Entry {
    let (entry, canonical) = (stored.entry, stored.canonical);
    let detail = &entry.detail;
    let weekly_rate = match detail {
        EntryDetail::Rate(rate) => Some(split(rate.weekly.split())),
        _ => None,
    };
    let uprated = match detail {
        EntryDetail::Uprate { uprating, .. } => Some(uprating.facts()),
        _ => None,
    };
    let budget = detail.budget();
    proto::Entry {
        number: entry.number,
        kind: kind(detail).into(),
        effective: period(&entry.effective),
        recorded_at: timestamp(entry.recorded_at),
        cost: money(entry.cost),
        split: Some(split(&detail.split())),
        uprating: money(detail.uprating()),
        balance_after: money(entry.balance_after),
        weekly_rate,
        budget_id: budget.map(|budget| budget.budget_id.clone()).unwrap_or_default(),
        budget_version: budget.map(|budget| budget.version).unwrap_or_default(),
        about_number: detail.about_number().unwrap_or_default(),
        factor: uprated.map(|facts| facts.factor.to_string()).unwrap_or_default(),
        factor_unconfirmed: uprated.is_some_and(|facts| facts.unconfirmed),
        cap_after: detail.cap_after().and_then(money),
        because: entry.because,
        rules: entry.rules,
        run_id: entry.run_id.unwrap_or_default(),
        trace_id: entry.trace_id.unwrap_or_default(),
        hash_algorithm: entry.hash_algorithm.code().to_owned(),
        previous_hash: entry.previous_hash.to_string(),
        hash: entry.hash.to_string(),
        canonical: canonical.into_bytes(),
    }
}

fn kind(detail: &EntryDetail) -> proto::EntryKind {
    match detail {
        EntryDetail::Open(_) => proto::EntryKind::Open,
        EntryDetail::Rate(_) => proto::EntryKind::Rate,
        EntryDetail::Accrue { .. } => proto::EntryKind::Accrue,
        EntryDetail::Uprate { .. } => proto::EntryKind::Uprate,
        EntryDetail::Adjust { .. } => proto::EntryKind::Adjust,
        EntryDetail::Reverse { .. } => proto::EntryKind::Reverse,
        EntryDetail::Reached => proto::EntryKind::Reached,
        EntryDetail::Notice => proto::EntryKind::Notice,
    }
}
