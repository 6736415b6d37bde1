//! Facts that people state, because no budget tells them: an absence, the end of the needs, a charge
//! that is not due, a death. Each says who decided, when and why.

use carecap_calendar::{Day, Period};
use carecap_money::Money;
use serde::{Deserialize, Serialize};

/// Who decided, when and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who, as their token names them.
    pub by: String,
    /// The day of business on which it was decided.
    pub on: Day,
    /// Why, in the words of whoever decided.
    pub reason: String,
}

/// Why no paid care met the needs for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AbsenceCause {
    /// The person was in hospital.
    Hospital,
    /// The person was away, for instance on holiday or with family.
    Away,
    /// Something else: the reason of the decision says what.
    Other,
}

impl AbsenceCause {
    /// The code as it is stored and hashed.
    pub const fn code(self) -> &'static str {
        match self {
            AbsenceCause::Hospital => "HOSPITAL",
            AbsenceCause::Away => "AWAY",
            AbsenceCause::Other => "OTHER",
        }
    }

    /// The cause in words that end a sentence.
    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            AbsenceCause::Hospital => "the person is in hospital",
            AbsenceCause::Away => "the person is away",
            AbsenceCause::Other => "the care is interrupted",
        }
    }
}

/// What the council charges in a week of certain days, in place of what the budget says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeInstead {
    /// The charge.
    pub charge_weekly: Money,
    /// Whether what the council then bears counts too: only under `england-cap-2014` (R-METER-8).
    pub council_share_counts: bool,
}

/// The meter pauses for a time. R-METER-10 [PROPOSED], R-DLC-7 [PROPOSED].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Why.
    pub cause: AbsenceCause,
    /// What the council goes on charging where it meets the needs. None: nothing is counted.
    pub charged: Option<ChargeInstead>,
    /// Who decided.
    pub decision: Decision,
}

/// Why a charge is not due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WriteOffCause {
    /// The council gave it up.
    WrittenOff,
    /// It was never due and was refunded, or will not be collected.
    NeverDue,
}

impl WriteOffCause {
    /// The code as it is stored and hashed.
    pub const fn code(self) -> &'static str {
        match self {
            WriteOffCause::WrittenOff => "WRITTEN_OFF",
            WriteOffCause::NeverDue => "NEVER_DUE",
        }
    }

    pub(crate) const fn in_words(self) -> &'static str {
        match self {
            WriteOffCause::WrittenOff => "the rest of the charge is written off",
            WriteOffCause::NeverDue => "the rest of the charge was never due",
        }
    }
}

/// A charge, or a part of one, does not count after all. What is merely unpaid still counts.
/// R-METER-15 [PROPOSED].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteOff {
    /// Why.
    pub cause: WriteOffCause,
    /// What stays due.
    pub still_due: ChargeInstead,
    /// Who decided.
    pub decision: Decision,
}

/// The person has died, and the account ends. R-ACC-6.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The day on which the council learned of the death: the review of retention begins.
    pub learned_on: Day,
    /// Who recorded it.
    pub decision: Decision,
}

/// A fact with the days that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// The meter pauses.
    Suspend {
        /// The days. Without an end: until it is resumed.
        days: Period,
        /// Why, and what is charged meanwhile.
        suspension: Suspension,
    },
    /// The meter goes on from a day.
    Resume {
        /// The first day that is metered again.
        on: Day,
        /// Who decided.
        decision: Decision,
    },
    /// No needs are eligible from a day on. R-METER-11.
    EndNeeds {
        /// The first day without.
        from: Day,
        /// Who decided.
        decision: Decision,
    },
    /// The charge of some days, or a part of it, is not due.
    WriteOff {
        /// The days.
        days: Period,
        /// Why, and what stays due.
        write_off: WriteOff,
    },
    /// The person has died.
    Close {
        /// The day of the death: nothing is metered from it on.
        from: Day,
        /// When the council learned of it.
        closing: Closing,
    },
}

impl Fact {
    /// The first day that it is about.
    pub const fn from(&self) -> Day {
        match self {
            Fact::Suspend { days, .. } | Fact::WriteOff { days, .. } => days.start(),
            Fact::Resume { on, .. } => *on,
            Fact::EndNeeds { from, .. } | Fact::Close { from, .. } => *from,
        }
    }
}
