//! Whether and how an absence pauses the meter: R-METER-10, where the statute is silent.

use carecap_calendar::{Day, Period};
use carecap_money::Money;

use crate::account::Account;
use crate::metered::MeteringBasis;
use crate::rates::held_on;
use crate::record::{FactRefusal, must_be_below_charge};
use crate::stated::{AbsenceCause, ChargeInstead, Decision, Fact, Suspension};

/// An absence as it was stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The days. Without an end: it lasts.
    pub days: Period,
    /// Why.
    pub cause: AbsenceCause,
    /// Whether nobody told the council while it lasted: it was found out afterwards.
    pub unreported: bool,
    /// What the council charges in a week meanwhile. None: not stated.
    pub charge_weekly: Option<Money>,
    /// Who decided.
    pub decision: Decision,
}

/// What the council's policy says of absences on the first day of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbsencePolicy {
    /// Up to how many days an absence that nobody reported pauses nothing (R-METER-10 [PROPOSED]).
    pub short_absence_days: i64,
    /// Whether the council charges while a person is away (R-FIN-51 [LOCAL]).
    pub charged_while_absent: bool,
    /// Whether what the council bears counts too (R-METER-8).
    pub council_share_counts: bool,
}

/// Why an absence pauses nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AbsenceRefusal {
    /// It was short and nobody reported it (ABSENCE_TOO_SHORT).
    #[error("an absence of {days} days that nobody reported pauses nothing")]
    Short {
        /// How many days it lasted.
        days: i64,
        /// Up to how many days an absence is short.
        at_most: i64,
    },
    /// What nobody reported is known only once it has ended (INVALID_FIELD, `until`).
    #[error("an absence that nobody reported is known only once it has ended")]
    NotEnded,
    /// The council charges while a person is away, so its charge must be stated (INVALID_FIELD,
    /// `charge_weekly`).
    #[error("the council charges while a person is away, and no charge is stated")]
    ChargeMissing,
    /// The council charges nothing while a person is away, or does not meet the needs at all
    /// (INVALID_FIELD, `charge_weekly`).
    #[error("the council charges nothing meanwhile, and a charge is stated")]
    ChargeNotExpected,
    /// The absence is no fact of the account.
    #[error(transparent)]
    Fact(#[from] FactRefusal),
}

/// What an absence makes of the meter. Where the council meets the needs, it follows the charge that
/// the council goes on raising; where the person arranges the care, nothing is counted while no paid
/// care meets the needs. A short absence that nobody reported pauses nothing. R-METER-10 [PROPOSED].
///
/// # Errors
/// See [`AbsenceRefusal`].
pub fn suspension_for(
    account: &Account,
    absence: &Absence,
    policy: AbsencePolicy,
) -> Result<Fact, AbsenceRefusal> {
    let days = absence.days;
    if absence.unreported {
        let length = days.days().ok_or(AbsenceRefusal::NotEnded)?;
        let at_most = policy.short_absence_days;
        if length <= at_most {
            return Err(AbsenceRefusal::Short { days: length, at_most });
        }
    }
    let charged = match charge_meanwhile(account, absence, policy)? {
        Some(charge_weekly) => {
            must_be_below_charge(account, days.start(), charge_weekly)?;
            let council_share_counts = policy.council_share_counts;
            Some(ChargeInstead { charge_weekly, council_share_counts })
        }
        None => None,
    };
    let (cause, decision) = (absence.cause, absence.decision.clone());
    Ok(Fact::Suspend { days, suspension: Suspension { cause, charged, decision } })
}

/// What the council charges in a week of the absence. None: nothing.
fn charge_meanwhile(
    account: &Account,
    absence: &Absence,
    policy: AbsencePolicy,
) -> Result<Option<Money>, AbsenceRefusal> {
    let may_charge = policy.charged_while_absent && is_charged(account, absence.days.start());
    match absence.charge_weekly {
        None if may_charge => Err(AbsenceRefusal::ChargeMissing),
        Some(charge) if charge.is_negative() => Err(FactRefusal::Negative.into()),
        None => Ok(None),
        Some(charge) if charge.is_zero() => Ok(None),
        Some(_) if !may_charge => Err(AbsenceRefusal::ChargeNotExpected),
        Some(charge) => Ok(Some(charge)),
    }
}

fn is_charged(account: &Account, on: Day) -> bool {
    let held = held_on(&account.in_force(), on).and_then(|held| held.rate);
    held.is_some_and(|rate| rate.basis == MeteringBasis::Charged)
}
