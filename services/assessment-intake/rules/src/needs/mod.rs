//! The words in which needs are recorded: outcomes, limbs, kinds of help. Never a service, never a
//! price.

mod kind_of_help;

use serde::{Deserialize, Serialize};

pub use kind_of_help::{KindOfHelp, Minutes};

/// The ten outcomes of the Care and Support (Eligibility Criteria) Regulations 2015 reg 2(2)
/// (R-ASSESS-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Managing and maintaining nutrition.
    Nutrition,
    /// Maintaining personal hygiene, laundry with it.
    Hygiene,
    /// Managing toilet needs.
    Toilet,
    /// Being appropriately clothed.
    Clothing,
    /// Being able to make use of the home safely.
    HomeSafeUse,
    /// Maintaining a habitable home environment.
    HabitableHome,
    /// Developing and maintaining family or other personal relationships.
    Relationships,
    /// Accessing and engaging in work, training, education or volunteering.
    WorkTrainingVolunteering,
    /// Making use of necessary facilities or services in the local community.
    CommunityFacilities,
    /// Carrying out any caring responsibilities for a child.
    ChildCaring,
}

impl Outcome {
    /// All ten, in the order of the regulations.
    pub const ALL: [Outcome; 10] = [
        Outcome::Nutrition,
        Outcome::Hygiene,
        Outcome::Toilet,
        Outcome::Clothing,
        Outcome::HomeSafeUse,
        Outcome::HabitableHome,
        Outcome::Relationships,
        Outcome::WorkTrainingVolunteering,
        Outcome::CommunityFacilities,
        Outcome::ChildCaring,
    ];

    /// What an officer calls it within a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Outcome::Nutrition => "nutrition",
            Outcome::Hygiene => "personal hygiene",
            Outcome::Toilet => "toilet needs",
            Outcome::Clothing => "clothing",
            Outcome::HomeSafeUse => "safe use of the home",
            Outcome::HabitableHome => "a habitable home",
            Outcome::Relationships => "relationships",
            Outcome::WorkTrainingVolunteering => "work, training or volunteering",
            Outcome::CommunityFacilities => "facilities in the community",
            Outcome::ChildCaring => "caring for a child",
        }
    }
}

/// Which of the four tests of reg 2(3) makes an outcome one that the adult is unable to achieve
/// (R-ASSESS-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Limb {
    /// Cannot do it without help; prompting is help.
    NeedsAssistance,
    /// Can, but with significant pain, distress or anxiety.
    PainDistressAnxiety,
    /// Can, but endangers, or is likely to endanger, self or others.
    Endangers,
    /// Can, but takes significantly longer than would normally be expected.
    TakesLonger,
}

/// The time of day at which help is needed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Slot {
    /// On getting up.
    Morning,
    /// Around midday.
    Midday,
    /// In the afternoon.
    Afternoon,
    /// At teatime.
    Teatime,
    /// On going to bed.
    Bed,
    /// In the night.
    Night,
    /// At any time.
    #[default]
    Any,
}

/// Who meets a need now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MetBy {
    /// Nobody: the need is new or not met.
    Nobody,
    /// An unpaid carer who is willing and able. The line drops out of the budget (R-ASSESS-7).
    Carer,
    /// Help that the person buys.
    PaidPrivate,
    /// The council.
    Council,
    /// The NHS. The line is never priced.
    Nhs,
}

/// Whether a line is about usual or bad days (R-ASSESS-5).
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DayLevel {
    /// Usual days.
    #[default]
    Usual,
    /// Bad days of a need that comes and goes.
    BadDay,
}

/// The period in which a line's times are counted.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinePeriod {
    /// A week.
    #[default]
    Week,
    /// A year: kept apart from the weekly lines (R-BUD-6).
    Year,
}

/// Under which power the council meets a need.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Duty {
    /// It must, because the need is eligible (Care Act 2014 s18).
    #[default]
    Eligible,
    /// It chooses to, though the need is not eligible (s19): never counted towards a cap
    /// (R-BUD-3).
    Discretionary,
}

/// Why help is free by law, whatever somebody has (R-BUD-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FreeByLaw {
    /// Reablement or intermediate care: for up to six weeks from a stated day.
    Reablement,
    /// Community equipment or a minor adaptation, up to a price.
    Equipment,
    /// Care for somebody with Creutzfeldt-Jakob disease.
    Cjd,
    /// Aftercare under the Mental Health Act 1983 s117.
    Aftercare,
}
