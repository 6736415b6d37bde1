//! One row of the ledger: numbered without gaps, chained by hash, never changed.

use carecap_calendar::{Day, Instant, Period};
use carecap_money::Money;
use serde::{Deserialize, Serialize};

use crate::chain::{Digest, HashAlgorithm};
use crate::rates::{BudgetVersion, Rate};
use crate::split::Split;
use crate::stated::{Closing, Decision, Suspension, WriteOff};
use crate::terms::Uprating;

/// What begins an account. It stands in the first entry, so the chain belongs to one account and
/// alone rebuilds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// The account.
    pub account_id: String,
    /// The council's GSS code.
    pub council_id: String,
    /// Whose account.
    pub person_id: String,
    /// The pack.
    pub pack: String,
    /// Whether the cap has no effect in law (R-STATUS-4).
    pub shadow: bool,
    /// The cap on the opening day.
    pub cap: Money,
}

/// What an entry does, with what only entries of that kind say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EntryDetail {
    /// The account begins. No money.
    Open(Opening),
    /// A weekly rate holds from the first day of the entry's period on. No money.
    Rate(Rate),
    /// Days are metered: a stretch inside one Monday-to-Sunday week with one rate.
    Accrue {
        /// What the days cost; no part is below zero.
        split: Split,
    },
    /// The cap and the balance are uprated by one factor.
    Uprate {
        /// Day, factor and the cap from then on.
        uprating: Uprating,
        /// What it adds to the balance.
        amount: Money,
    },
    /// The signed difference that a late fact makes to a posted stretch or a posted uprating.
    Adjust {
        /// The stretch's, or the uprating's, own entry.
        about_number: i64,
        /// The difference of the six parts; zero where an uprating changes.
        split: Split,
        /// The difference of the uprating; zero where a stretch changes.
        uprating: Money,
        /// The budget that was learned of late. None: it was something else.
        budget: Option<BudgetVersion>,
        /// The entry of the fact that was stated or undone late. None: a budget or an uprating.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fact_number: Option<i64>,
    },
    /// The exact negation of one mistaken entry, which no longer holds.
    Reverse {
        /// The entry that it undoes.
        about_number: i64,
        /// The negated parts.
        split: Split,
        /// The negated uprating.
        uprating: Money,
        /// Who decided it. None: it follows from another fact.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        decision: Option<Decision>,
    },
    /// The meter pauses on the days of the entry's period; without an end, until it is resumed. No
    /// money.
    Suspend(Suspension),
    /// The meter goes on. No money.
    Resume {
        /// The entry of the suspension that it ends.
        about_number: i64,
        /// Who decided.
        decision: Decision,
    },
    /// No needs are eligible from the first day of the entry's period on. No money.
    EndNeeds(Decision),
    /// A charge of the days of the entry's period is not due. No money: what it changes is adjusted.
    WriteOff(WriteOff),
    /// The account ends on the first day of the entry's period. No money.
    Close(Closing),
    /// The cap was reached. No money.
    Reached,
    /// The cap is near. No money.
    Notice,
}

impl EntryDetail {
    /// The code of the kind, as it is stored and hashed.
    pub const fn code(&self) -> &'static str {
        match self {
            EntryDetail::Open(_) => "OPEN",
            EntryDetail::Rate(_) => "RATE",
            EntryDetail::Accrue { .. } => "ACCRUE",
            EntryDetail::Uprate { .. } => "UPRATE",
            EntryDetail::Adjust { .. } => "ADJUST",
            EntryDetail::Reverse { .. } => "REVERSE",
            EntryDetail::Reached => "REACHED",
            EntryDetail::Notice => "NOTICE",
            EntryDetail::Suspend(_) => "SUSPEND",
            EntryDetail::Resume { .. } => "RESUME",
            EntryDetail::EndNeeds(_) => "END_NEEDS",
            EntryDetail::WriteOff(_) => "WRITE_OFF",
            EntryDetail::Close(_) => "CLOSE",
        }
    }

    /// The six parts; nothing on kinds without money.
    pub const fn split(&self) -> Split {
        match self {
            EntryDetail::Accrue { split }
            | EntryDetail::Adjust { split, .. }
            | EntryDetail::Reverse { split, .. } => *split,
            _ => Split::ZERO,
        }
    }

    /// What the entry adds to the balance as an uprating.
    pub const fn uprating(&self) -> Money {
        match self {
            EntryDetail::Uprate { amount, .. } => *amount,
            EntryDetail::Adjust { uprating, .. } | EntryDetail::Reverse { uprating, .. } => {
                *uprating
            }
            _ => Money::ZERO,
        }
    }

    /// The entry that this one is about.
    pub const fn about_number(&self) -> Option<i64> {
        match self {
            EntryDetail::Adjust { about_number, .. }
            | EntryDetail::Reverse { about_number, .. }
            | EntryDetail::Resume { about_number, .. } => Some(*about_number),
            _ => None,
        }
    }

    /// The entry of the fact because of which this one adjusts.
    pub const fn fact_number(&self) -> Option<i64> {
        match self {
            EntryDetail::Adjust { fact_number, .. } => *fact_number,
            _ => None,
        }
    }

    /// Who decided it, where a person did.
    pub const fn decision(&self) -> Option<&Decision> {
        match self {
            EntryDetail::Suspend(suspension) => Some(&suspension.decision),
            EntryDetail::Resume { decision, .. } | EntryDetail::EndNeeds(decision) => {
                Some(decision)
            }
            EntryDetail::WriteOff(write_off) => Some(&write_off.decision),
            EntryDetail::Close(closing) => Some(&closing.decision),
            EntryDetail::Reverse { decision, .. } => decision.as_ref(),
            _ => None,
        }
    }

    /// Whether it is a fact that people or budgets stated: all else follows from facts.
    pub const fn is_stated(&self) -> bool {
        matches!(
            self,
            EntryDetail::Rate(_)
                | EntryDetail::Suspend(_)
                | EntryDetail::Resume { .. }
                | EntryDetail::EndNeeds(_)
                | EntryDetail::WriteOff(_)
                | EntryDetail::Close(_)
        )
    }

    /// The budget behind the entry.
    pub const fn budget(&self) -> Option<&BudgetVersion> {
        match self {
            EntryDetail::Rate(rate) => Some(&rate.budget),
            EntryDetail::Adjust { budget, .. } => budget.as_ref(),
            _ => None,
        }
    }

    /// The cap from the entry's day on.
    pub const fn cap_after(&self) -> Option<Money> {
        match self {
            EntryDetail::Open(opening) => Some(opening.cap),
            EntryDetail::Uprate { uprating, .. } => Some(uprating.facts().cap_after),
            _ => None,
        }
    }
}

/// An entry before the ledger numbers it, chains it and moves the totals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The days that it is about; without length for what happens at the start of a day.
    pub effective: Period,
    /// What it does.
    pub detail: EntryDetail,
    /// Why, in one sentence.
    pub because: String,
    /// The rules, for instance "R-METER-3@1".
    pub rules: Vec<String>,
}

impl Draft {
    /// A draft; `rules` are the identifiers with their revisions.
    pub fn new(effective: Period, detail: EntryDetail, because: String, rules: &[&str]) -> Draft {
        let rules = rules.iter().map(|&rule| rule.to_owned()).collect();
        Draft { effective, detail, because, rules }
    }
}

/// The circumstances of a posting, which the caller passes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The moment, read under the account's lock.
    pub recorded_at: Instant,
    /// The run that posts. None: a single posting.
    pub run_id: Option<String>,
    /// The trace in which it is posted. None: there is none.
    pub trace_id: Option<String>,
}

/// One row of the ledger, as it stands in the store. It is evidence, not input: it is read as it
/// is, and [`crate::chain::verify`] says what is wrong with it. New ones are made by
/// [`crate::account::Account::append`] alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts the entries of the account, from 1.
    pub number: i64,
    /// The days that it is about.
    pub effective: Period,
    /// When it was recorded; never earlier than the entry before it.
    pub recorded_at: Instant,
    /// What it does.
    pub detail: EntryDetail,
    /// The sum of the six parts.
    pub cost: Money,
    /// The balance after this entry: accrued and uprating, added up from the first entry.
    pub balance_after: Money,
    /// Why, in one sentence.
    pub because: String,
    /// The rules, for instance "R-METER-3@1".
    pub rules: Vec<String>,
    /// The run that posted it.
    pub run_id: Option<String>,
    /// The trace in which it was posted.
    pub trace_id: Option<String>,
    /// How the hash is worked out.
    pub hash_algorithm: HashAlgorithm,
    /// The hash of the entry before; of the first, zeros.
    pub previous_hash: Digest,
    /// This entry's hash.
    pub hash: Digest,
}

impl Entry {
    /// What it does to the balance: what it adds as accrued and as uprating.
    pub fn balance_change(&self) -> Money {
        let pence = self.detail.split().accrued().pence();
        Money::from_pence(pence.saturating_add(self.detail.uprating().pence()))
    }

    /// Whether it posts what metered days cost, rather than a fact or what happens at the start of
    /// a day.
    pub fn is_about_days(&self) -> bool {
        let posts = match &self.detail {
            EntryDetail::Accrue { .. } | EntryDetail::Adjust { .. } => true,
            EntryDetail::Reverse { split, .. } => !split.is_zero(),
            _ => false,
        };
        posts && self.effective.days().is_some_and(|days| days > 0)
    }

    /// The day on which the entry's period starts.
    pub const fn start(&self) -> Day {
        self.effective.start()
    }
}
