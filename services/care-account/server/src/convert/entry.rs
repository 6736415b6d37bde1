use care_account_rules::entry::EntryDetail;
use carecap_contracts::account::v1 as proto;
use carecap_contracts::{date, money, period, timestamp};

use super::split;
use super::stated::{absence_cause_told, write_off_cause_told};
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
    let decision = detail.decision();
    let (absence, not_due, learned_on) = match detail {
        EntryDetail::Suspend(suspension) => (Some(suspension), None, None),
        EntryDetail::WriteOff(write_off) => (None, Some(write_off), None),
        EntryDetail::Close(closing) => (None, None, Some(closing.learned_on)),
        _ => (None, None, None),
    };
    let instead = absence.and_then(|absence| absence.charged);
    let instead = instead.or(not_due.map(|not_due| not_due.still_due));
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
        decided_by: decision.map(|decision| decision.by.clone()).unwrap_or_default(),
        decided_on: decision.and_then(|decision| date(decision.on)),
        reason: decision.map(|decision| decision.reason.clone()).unwrap_or_default(),
        absence_cause: absence
            .map_or(proto::AbsenceCause::Unspecified, |it| absence_cause_told(it.cause))
            .into(),
        write_off_cause: not_due
            .map_or(proto::WriteOffCause::Unspecified, |it| write_off_cause_told(it.cause))
            .into(),
        charge_weekly: instead.and_then(|instead| money(instead.charge_weekly)),
        learned_on: learned_on.and_then(date),
        fact_number: detail.fact_number().unwrap_or_default(),
    }
}

pub(crate) fn kind(detail: &EntryDetail) -> proto::EntryKind {
    match detail {
        EntryDetail::Open(_) => proto::EntryKind::Open,
        EntryDetail::Rate(_) => proto::EntryKind::Rate,
        EntryDetail::Accrue { .. } => proto::EntryKind::Accrue,
        EntryDetail::Uprate { .. } => proto::EntryKind::Uprate,
        EntryDetail::Adjust { .. } => proto::EntryKind::Adjust,
        EntryDetail::Reverse { .. } => proto::EntryKind::Reverse,
        EntryDetail::Reached => proto::EntryKind::Reached,
        EntryDetail::Notice => proto::EntryKind::Notice,
        EntryDetail::Suspend(_) => proto::EntryKind::Suspend,
        EntryDetail::Resume { .. } => proto::EntryKind::Resume,
        EntryDetail::EndNeeds(_) => proto::EntryKind::EndNeeds,
        EntryDetail::WriteOff(_) => proto::EntryKind::WriteOff,
        EntryDetail::Close(_) => proto::EntryKind::Close,
    }
}
