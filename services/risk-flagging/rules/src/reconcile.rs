use crate::{Findings, Flag, FlagState, Indicator, Raised};

/// What becomes of a subject's flags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// To be raised.
    pub raise: Vec<Raised>,
    /// The ids of flags to be cleared.
    pub clear: Vec<String>,
}

/// What a new version of one subject makes of its flags. `flags` are all flags of this person and
/// this subject, whatever their state, at their newest versions.
///
/// The same indicator, check and outcome is raised once. What was looked at and no longer holds is
/// cleared, save safeguarding. What a person has decided is not put to them again, unless its
/// evidence is other than each that was decided. An open flag keeps the evidence it was raised
/// with.
pub fn reconcile(flags: &[Flag], findings: &Findings) -> Changes {
    let raise = findings
        .raised
        .iter()
        .filter(|raised| !flags.iter().any(|flag| answers(flag, raised)))
        .cloned()
        .collect();
    let clear = flags
        .iter()
        .filter(|flag| flag.state == FlagState::Open)
        .filter(|flag| !flag.raised.indicator.is_safeguarding())
        .filter(|flag| findings.looked_at.contains(&flag.raised.indicator))
        .filter(|flag| !findings.raised.iter().any(|raised| key(raised) == key(&flag.raised)))
        .map(|flag| flag.flag_id.clone())
        .collect();
    Changes { raise, clear }
}

type Key<'a> = (Indicator, Option<&'a str>, Option<&'a str>);

fn key(raised: &Raised) -> Key<'_> {
    (raised.indicator, raised.check_id.as_deref(), raised.outcome.as_deref())
}

/// Whether a flag already says what was found, so that it need not be raised.
fn answers(flag: &Flag, raised: &Raised) -> bool {
    key(&flag.raised) == key(raised)
        && match flag.state {
            FlagState::Open => true,
            FlagState::Decided(_) => flag.raised.evidence == raised.evidence,
            FlagState::Cleared => false,
        }
}
