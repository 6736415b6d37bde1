//! What a posting made an account cross: told once for each crossing, whatever entries it took.

use carecap_calendar::Day;

use crate::account::{Account, Noted};

/// A boundary that the account crossed, one way or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crossing {
    /// It was noticed that the cap is near (R-CAP-11 [PROPOSED]).
    Near {
        /// The day from which the notice counts on.
        as_of: Day,
    },
    /// That notice was withdrawn.
    NearWithdrawn {
        /// The day from which the notice counted on.
        as_of: Day,
    },
    /// It was noticed that the cap was reached (R-CAP-9 [PROPOSED], R-ACC-3).
    Reached {
        /// The day.
        on: Day,
    },
    /// That notice was withdrawn: a correction takes the account below the cap, or moves the day.
    ReachedWithdrawn {
        /// The day that the notice named.
        on: Day,
    },
}

impl Crossing {
    /// Whether a notice no longer holds.
    pub const fn is_withdrawal(self) -> bool {
        matches!(self, Crossing::NearWithdrawn { .. } | Crossing::ReachedWithdrawn { .. })
    }
}

/// What lies between two heads of one account: what was withdrawn first, then what is new. A notice
/// that was posted and withdrawn in between was never told, and is not told now.
pub fn crossings(before: &Account, after: &Account) -> Vec<Crossing> {
    let (near, reached) = (
        moved(before.near_notice(), after.near_notice()),
        moved(before.reached(), after.reached()),
    );
    let withdrawn = [
        reached.withdrawn.map(|on| Crossing::ReachedWithdrawn { on }),
        near.withdrawn.map(|as_of| Crossing::NearWithdrawn { as_of }),
    ];
    let new = [
        near.new.map(|as_of| Crossing::Near { as_of }),
        reached.new.map(|on| Crossing::Reached { on }),
    ];
    withdrawn.into_iter().chain(new).flatten().collect()
}

struct Moved {
    withdrawn: Option<Day>,
    new: Option<Day>,
}

/// A notice is the same as long as its entry is.
fn moved(before: Option<Noted>, after: Option<Noted>) -> Moved {
    let other_than = |other: Option<Noted>| {
        move |noted: Noted| other.is_none_or(|other| other.number != noted.number)
    };
    let day = |noted: Noted| noted.on;
    Moved {
        withdrawn: before.filter(|noted| other_than(after)(*noted)).map(day),
        new: after.filter(|noted| other_than(before)(*noted)).map(day),
    }
}
