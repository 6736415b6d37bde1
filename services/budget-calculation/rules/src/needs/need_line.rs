use carecap_calendar::Day;
use serde::{Deserialize, Serialize};

use super::{Bounded, Text, Times, is_default};

/// The kind of help that a need calls for: never a service, never a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KindOfHelp {
    /// Washing, dressing, toilet, bed, transfers.
    PersonalCare,
    /// Making, serving, help to eat.
    Meal,
    /// Reminding, handing over, watching.
    Medication,
    /// Cleaning, laundry, shopping, letters.
    Domestic,
    /// Someone there by day to keep the person safe.
    Supervision,
    /// A place to go to.
    DayActivity,
    /// Getting there and back: round trips.
    Transport,
    /// One worker, out and with people.
    CommunitySupport,
    /// Learning to do a task.
    SkillsSupport,
    /// Help with a job, a course or volunteering.
    WorkLearningSupport,
    /// Help with a child's daily care.
    ParentingSupport,
    /// Someone in reach at night.
    NightSleeping,
    /// Someone awake at night.
    NightWaking,
    /// Care while the carer rests.
    CarerBreak,
    /// Nights away from home.
    ShortStay,
    /// Living with care day and night.
    AccommodationWithCare,
    /// A pendant or sensors.
    Alarm,
    /// Aids and small adaptations.
    Equipment,
    /// Nursing, injections, tubes, wounds: the NHS's.
    HealthTask,
}

/// The ten outcomes of the Eligibility Regulations 2015, reg 2(2) (R-ASSESS-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// Managing and maintaining nutrition.
    Nutrition,
    /// Maintaining personal hygiene.
    Hygiene,
    /// Managing toilet needs.
    Toilet,
    /// Being appropriately clothed.
    Clothing,
    /// Being able to make use of the home safely.
    HomeSafeUse,
    /// Maintaining a habitable home environment.
    HabitableHome,
    /// Developing and maintaining relationships.
    Relationships,
    /// Work, training, education or volunteering.
    WorkTrainingVolunteering,
    /// Making use of facilities in the local community.
    CommunityFacilities,
    /// Caring responsibilities for a child.
    ChildCaring,
}

/// Where the care is given (R-FIN-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Setting {
    /// At home, or anywhere that is no care home.
    Home,
    /// A care home, for good.
    CareHomePermanent,
    /// A care home, for at most 52 weeks.
    CareHomeTemporary,
    /// A care home, for at most eight weeks.
    CareHomeShortTerm,
}

/// Who arranges the care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ArrangedBy {
    /// The council: leads to a personal budget.
    Council,
    /// The person: leads to an independent personal budget where a cap pack is commenced.
    #[serde(rename = "SELF")]
    Person,
}

/// Who meets a need now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MetBy {
    /// Nobody.
    Nobody,
    /// An unpaid carer who is willing and able: the line drops out (R-BUD-3).
    Carer,
    /// Help that the person buys.
    PaidPrivate,
    /// The council.
    Council,
    /// The NHS: never priced (R-METER-7).
    Nhs,
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
    /// It chooses to, though the need is not eligible (s19, R-BUD-3).
    Discretionary,
}

/// Why help is free by law, whatever somebody has (R-BUD-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FreeByLaw {
    /// Reablement or intermediate care, for some weeks.
    Reablement,
    /// Community equipment or a minor adaptation, up to a price.
    Equipment,
    /// Care for somebody with Creutzfeldt-Jakob disease.
    Cjd,
    /// Aftercare under the Mental Health Act 1983 s117.
    Aftercare,
}

/// The period in which a line's times are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinePeriod {
    /// A week.
    Week,
    /// A year: kept apart from the weekly lines (R-BUD-6).
    Year,
}

/// The age band on a day. Budgets know no birthday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AgeBand {
    /// Under 18.
    #[serde(rename = "UNDER_18")]
    Under18,
    /// 18 to 24.
    #[serde(rename = "18_TO_24")]
    From18To24,
    /// 25 to the day before State Pension age.
    #[serde(rename = "25_TO_PENSION_AGE")]
    From25ToPensionAge,
    /// State Pension age or over.
    #[serde(rename = "PENSION_AGE")]
    PensionAge,
}

/// What a price buys one of. No unit's price is ever derived from another's (R-ROUND-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// One hour of one worker.
    #[serde(rename = "HOUR")]
    Hour,
    /// A visit of 15 minutes.
    #[serde(rename = "VISIT_15_MINUTES")]
    Visit15Minutes,
    /// A visit of 30 minutes.
    #[serde(rename = "VISIT_30_MINUTES")]
    Visit30Minutes,
    /// A visit of 45 minutes.
    #[serde(rename = "VISIT_45_MINUTES")]
    Visit45Minutes,
    /// A visit of 60 minutes.
    #[serde(rename = "VISIT_60_MINUTES")]
    Visit60Minutes,
    /// A day, of the length that the council publishes.
    #[serde(rename = "DAY")]
    Day,
    /// A session, of the length that the council publishes.
    #[serde(rename = "SESSION")]
    Session,
    /// A night.
    #[serde(rename = "NIGHT")]
    Night,
    /// A week of seven days.
    #[serde(rename = "WEEK")]
    Week,
    /// There and back again.
    #[serde(rename = "ROUND_TRIP")]
    RoundTrip,
    /// One way.
    #[serde(rename = "JOURNEY")]
    Journey,
    /// A meal.
    #[serde(rename = "MEAL")]
    Meal,
    /// A call.
    #[serde(rename = "CALL")]
    Call,
    /// One item, once.
    #[serde(rename = "ONE_OFF")]
    OneOff,
    /// A year.
    #[serde(rename = "YEAR")]
    Year,
}

/// One share of one need: how often, how long, by how many, met by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedLine {
    /// The need band, for kinds that have one. The assessor's judgement.
    pub band: Option<Text>,
    /// Under which power the council meets it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub duty: Duty,
    /// Why it is free by law, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_by_law: Option<FreeByLaw>,
    /// The first day of reablement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_from: Option<Day>,
    /// The kind of help.
    pub kind: KindOfHelp,
    /// Who meets it now.
    pub met_by: MetBy,
    /// Whole minutes of help each time; 0 where the kind is not counted in minutes.
    pub minutes: Bounded<0, 1440>,
    /// The outcomes that it serves.
    pub outcomes: Vec<Outcome>,
    /// People needed at once.
    pub people: Bounded<1, 4>,
    /// Counted in a week or a year.
    pub period: LinePeriod,
    /// Times in the period.
    pub times: Times,
}
