//! A fact that is learned of after days that it is about were metered: the account is derived anew
//! from that day, and the differences are posted. Nothing that stands is changed.

use carecap_calendar::Day;
use carecap_money::MoneyError;

use crate::account::{Account, Posted};
use crate::anew::{Anew, Because};
use crate::chain::ChainFault;
use crate::entry::{Entry, Stamp};
use crate::metering::rate_draft;
use crate::rates::Rate;
use crate::reversal::{negation_of, reversal_draft};
use crate::terms::{CapTest, Uprating};

/// What was learned of late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LateFact {
    /// A budget's rate held from a day on.
    Rate {
        /// The first day for which it held.
        from: Day,
        /// The rate.
        rate: Rate,
    },
    /// The cap was uprated on a day. Where it was posted with other figures, those were mistaken.
    Uprating(Uprating),
}

impl LateFact {
    /// The first day that it is about.
    pub const fn from(&self) -> Day {
        match self {
            LateFact::Rate { from, .. } => *from,
            LateFact::Uprating(uprating) => uprating.on(),
        }
    }
}

/// Why a late fact was not posted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LateFactRefusal {
    /// It is about days before the account was opened (INVALID_FIELD).
    #[error("the account was opened on {opened_on}, after the day that the fact is about")]
    BeforeOpening {
        /// The first day that can be metered.
        opened_on: Day,
    },
    /// It is about days from the end of the account on (ACCOUNT_CLOSED).
    #[error("the account is closed from {from}")]
    Closed {
        /// The first day on which nothing is metered.
        from: Day,
    },
    /// No day that it is about is metered yet, so it is not late: post it as it is.
    #[error("the account is metered to {metered_to} only, so the fact is not late")]
    NotLate {
        /// The first day that is not metered yet.
        metered_to: Day,
    },
    /// The uprating of that day was posted before, with the same figures (ALREADY_EXISTS).
    #[error("the uprating of {on} was posted before")]
    UpratingPosted {
        /// Its day.
        on: Day,
    },
    /// The ledger refuses an entry.
    #[error(transparent)]
    Ledger(#[from] ChainFault),
}

impl From<MoneyError> for LateFactRefusal {
    fn from(error: MoneyError) -> LateFactRefusal {
        LateFactRefusal::Ledger(ChainFault::Money(error))
    }
}

/// Posts a late fact: its own entry, after the reversal of one that it replaces; then one ADJUST for
/// each stretch and each uprating that it changes, then the notice that the cap was reached where
/// that moves. `entries` are all entries of the account. Afterwards every stretch has the parts, and
/// the account the balance, that they would have if the fact had been known in time. R-METER-14
/// [PROPOSED].
///
/// # Errors
/// See [`LateFactRefusal`].
pub fn late_fact(
    entries: &[Entry],
    fact: LateFact,
    cap_test: CapTest,
    because: &str,
    stamp: &Stamp,
) -> Result<Posted, LateFactRefusal> {
    let account = Account::from_entries(entries)?;
    check(&account, &fact)?;
    let mut posted = Posted::on(&account);
    let from = fact.from();
    let (mut upratings, mut fact_of) = (Vec::new(), Because::Terms);
    match fact {
        LateFact::Rate { from, rate } => {
            fact_of = Because::Budget(rate.budget.clone());
            posted.post(rate_draft(from, rate, because.to_owned()), stamp)?;
        }
        LateFact::Uprating(uprating) => {
            let mistaken = account.uprating_on(from).map(|mistaken| mistaken.number);
            let mistaken = entries.iter().find(|entry| Some(entry.number) == mistaken);
            if let Some(mistaken) = mistaken {
                let detail = negation_of(&mistaken.detail, mistaken.number, None)?;
                let draft = reversal_draft(mistaken.effective, detail, because.to_owned());
                posted.post(draft, stamp)?;
            }
            upratings.push(uprating);
        }
    }
    let anew = Anew { cap_test, fact: fact_of, because };
    anew.derive(entries, from, upratings, &mut posted, stamp)?;
    Ok(posted)
}

fn check(account: &Account, fact: &LateFact) -> Result<(), LateFactRefusal> {
    let (opened_on, metered_to) = (account.opened_on(), account.metered_to());
    let on = fact.from();
    if let LateFact::Uprating(stated) = fact {
        if on == opened_on {
            return Err(LateFactRefusal::BeforeOpening { opened_on });
        }
        match account.uprating_on(on) {
            Some(posted) if posted.uprating.has_figures_of(stated) => {
                return Err(LateFactRefusal::UpratingPosted { on });
            }
            // It may be that of the day to which the account is metered: that is posted already.
            Some(_) => return Ok(()),
            None => {}
        }
    }
    if on < opened_on {
        return Err(LateFactRefusal::BeforeOpening { opened_on });
    }
    let is_rate = matches!(fact, LateFact::Rate { .. });
    if let Some(closed) = account.closed().filter(|closed| is_rate && on >= closed.from) {
        return Err(LateFactRefusal::Closed { from: closed.from });
    }
    if on >= metered_to {
        return Err(LateFactRefusal::NotLate { metered_to });
    }
    Ok(())
}
