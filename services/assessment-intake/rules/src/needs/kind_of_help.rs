use serde::{Deserialize, Serialize};

/// The kind of help that a need calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KindOfHelp {
    /// Washing, dressing, toilet, bed, transfers.
    PersonalCare,
    /// Making, serving, help to eat.
    Meal,
    /// Reminding, handing over, watching. Nursing is not this.
    Medication,
    /// Cleaning, laundry, shopping, letters.
    Domestic,
    /// Someone there by day to keep the person safe.
    Supervision,
    /// A place to go to.
    DayActivity,
    /// Getting there and back; times are round trips.
    Transport,
    /// One worker, out and with people.
    CommunitySupport,
    /// Learning to do a task.
    SkillsSupport,
    /// Help with a job, a course or volunteering.
    WorkLearningSupport,
    /// Help with a child's daily care: the adult's need.
    ParentingSupport,
    /// Someone in reach at night; times are nights.
    NightSleeping,
    /// Someone awake at night; times are nights.
    NightWaking,
    /// Care while the carer rests: a service to the adult.
    CarerBreak,
    /// Nights away from home; times are nights a year.
    ShortStay,
    /// Living with care day and night; the band is the assessor's.
    AccommodationWithCare,
    /// A pendant or sensors.
    Alarm,
    /// Aids and small adaptations; times are items.
    Equipment,
    /// Nursing, injections, tubes, wounds: the NHS's.
    HealthTask,
}

/// Whether a kind of help is counted in minutes each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minutes {
    /// Each time takes minutes.
    Required,
    /// Times alone count; minutes stay 0.
    None,
    /// Either: nobody prices it.
    Optional,
}

impl KindOfHelp {
    /// How the kind is counted.
    pub const fn minutes(self) -> Minutes {
        match self {
            KindOfHelp::PersonalCare
            | KindOfHelp::Meal
            | KindOfHelp::Medication
            | KindOfHelp::Domestic
            | KindOfHelp::Supervision
            | KindOfHelp::CommunitySupport
            | KindOfHelp::SkillsSupport
            | KindOfHelp::WorkLearningSupport
            | KindOfHelp::ParentingSupport
            | KindOfHelp::NightSleeping
            | KindOfHelp::NightWaking
            | KindOfHelp::CarerBreak => Minutes::Required,
            KindOfHelp::DayActivity
            | KindOfHelp::Transport
            | KindOfHelp::ShortStay
            | KindOfHelp::AccommodationWithCare
            | KindOfHelp::Alarm
            | KindOfHelp::Equipment => Minutes::None,
            KindOfHelp::HealthTask => Minutes::Optional,
        }
    }

    /// Whether it is help at night.
    pub const fn is_at_night(self) -> bool {
        matches!(self, KindOfHelp::NightSleeping | KindOfHelp::NightWaking)
    }
}
