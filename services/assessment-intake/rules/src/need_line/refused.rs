/// Why a need line, or a set of them, was refused. The limits are those of QC-11: what no day or
/// week can hold was mistyped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NeedLineRefused {
    /// A line that serves no outcome.
    #[error("a need line serves at least one outcome")]
    NoOutcome,
    /// Times that are not above zero, or have more than four decimal places.
    #[error("times is a number above 0 with at most four decimal places")]
    Times,
    /// More than 24 times on every day of the period.
    #[error("nothing is done more than 24 times a day")]
    TimesTooMany,
    /// Minutes outside 0 to 1440.
    #[error("a time takes 0 to 1440 minutes")]
    MinutesOutOfDay,
    /// A kind counted in minutes without any.
    #[error("this kind of help is counted in minutes: say how many each time takes")]
    MinutesMissing,
    /// A kind that is not counted in minutes, with some.
    #[error("this kind of help is counted in times alone: its minutes are 0")]
    MinutesNotCounted,
    /// More minutes in the period than the period has.
    #[error("the minutes of this line are more than its days have")]
    MinutesTooMany,
    /// People outside 1 to 4.
    #[error("1 to 4 people are needed at once")]
    People,
    /// A line met by a carer that does not say which.
    #[error("a line met by a carer says which carer")]
    CarerRefMissing,
    /// A carer named on a line that no carer meets.
    #[error("only a line met by a carer names one")]
    CarerRefNotExpected,
    /// A carer reference that is not a short word such as `carer-1`.
    #[error("a carer reference has 1 to 40 lower-case letters, digits or hyphens")]
    CarerRef,
    /// A band that is not a short word such as `3`.
    #[error("a band has 1 to 20 letters, digits or hyphens")]
    Band,
    /// Reablement without its first day, from which its free weeks are counted (R-BUD-4).
    #[error("say on which day reablement began: it is free for some weeks from then on")]
    FreeFromMissing,
    /// A first day of what is no reablement.
    #[error("only reablement states the day from which it is free")]
    FreeFromNotExpected,
    /// A first day outside those that Carecap knows.
    #[error("a day lies from 1900 to 2200")]
    FreeFrom,
    /// The lines of one carer add up to more than a week has (QC-11).
    #[error("the lines of {carer_ref} add up to more minutes than a week has")]
    CarerWeekTooLong {
        /// The carer.
        carer_ref: String,
    },
}
