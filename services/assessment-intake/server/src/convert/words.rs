use assessment_intake_rules::answers::{AnsweredBy, View};
use assessment_intake_rules::assessment::{
    ArrangedBy, AssessmentKind, AssessmentState, Setting, WellbeingArea,
};
use assessment_intake_rules::eligibility::CarerOutcome;
use assessment_intake_rules::financial_statement::{
    CapitalType, Disclosure, Frequency, HomeDisregard, Household, IncomeType, OutgoingType, Premium,
};
use assessment_intake_rules::needs::{
    DayLevel, Duty, FreeByLaw, KindOfHelp, Limb, LinePeriod, MetBy, Outcome, Slot,
};
use assessment_intake_rules::person::AgeBand;
use assessment_intake_rules::questionnaire::SpellCounting;
use carecap_contracts::assessment::v1 as proto;
use carecap_service::Fields;

/// A word of the rules that stands in a list of the contract too.
pub(crate) trait Word: Sized {
    /// The contract's list.
    type Listed: TryFrom<i32>;

    /// The word of a listed value. None: it is the unspecified one.
    fn of_listed(listed: Self::Listed) -> Option<Self>;

    /// The value in the contract's list.
    fn listed(self) -> i32;

    /// Reads a value that must be given.
    fn read(fields: &mut Fields, field: &str, value: i32) -> Option<Self> {
        fields.choice(field, value, Self::of_listed)
    }

    /// Reads a value that has a meaning where it is unspecified.
    fn read_or_default(fields: &mut Fields, field: &str, value: i32) -> Self
    where
        Self: Default,
    {
        if value == 0 {
            return Self::default();
        }
        Self::read(fields, field, value).unwrap_or_default()
    }

    /// Reads a value that says nothing where it is unspecified. None: it cannot be read.
    fn read_optional(fields: &mut Fields, field: &str, value: i32) -> Option<Option<Self>> {
        if value == 0 {
            return Some(None);
        }
        Self::read(fields, field, value).map(Some)
    }
}

/// Pairs a list of the rules with that of the contract, both ways: a word that either of them lacks
/// does not compile. `in` gives the contract's spelling where it is another one.
macro_rules! words {
    ($list:ident: $($word:ident),+ $(,)?) => {
        words!($list: $($word in $word),+);
    };
    ($list:ident: $($word:ident in $listed:ident),+ $(,)?) => {
        impl Word for $list {
            type Listed = proto::$list;

            fn of_listed(listed: proto::$list) -> Option<$list> {
                match listed {
                    proto::$list::Unspecified => None,
                    $(proto::$list::$listed => Some($list::$word),)+
                }
            }

            fn listed(self) -> i32 {
                match self {
                    $($list::$word => proto::$list::$listed,)+
                }
                .into()
            }
        }
    };
}

words!(AgeBand:
    Under18 in Under18, From18To24 in AgeBand18To24,
    From25ToPensionAge in AgeBand25ToPensionAge, PensionAge in PensionAge);
words!(AnsweredBy: Person, PersonWithHelper, Helper, Representative, Practitioner);
words!(ArrangedBy: Council in Council, Person in Self_);
words!(AssessmentKind:
    SelfAssessment in Self_, SupportedSelf in SupportedSelf, Professional in Professional,
    Carer in Carer);
words!(AssessmentState: Draft, Submitted, Assured, Determined);
words!(CapitalType:
    Savings, Investments, MainHome, OtherProperty, Notional, LifePolicy, PersonalPossessions,
    BusinessAssets, PersonalInjuryTrust, PersonalInjuryPayment, CompensationScheme, SocialFund,
    FuneralPlan, HomeSaleProceeds);
words!(DayLevel: Usual, BadDay);
words!(Disclosure: Full, LightTouch, Refused);
words!(Duty: Eligible, Discretionary);
words!(FreeByLaw: Reablement, Equipment, Cjd, Aftercare);
words!(Frequency: Weekly, FourWeekly, Monthly, Quarterly, Annual);
words!(HomeDisregard:
    Partner, LoneParentExPartner, RelativeAged60, DisabledRelative, Child, OccupierLeft,
    Discretionary);
words!(Household: Single, Couple, LoneParent);
words!(IncomeType:
    StatePension, PrivatePension, PensionCreditGuarantee, SavingsCredit, Esa, UniversalCredit,
    IncomeSupport, AttendanceAllowance, DlaCare, DlaMobility, PipDailyLiving, PipMobility, Earnings,
    CarersAllowance, ChildBenefit, DirectPayment, WarPension, WinterFuelOrBonus, Other,
    HousingBenefit, CouncilTaxSupport, ChildMaintenance, GuaranteedIncomePayment,
    WarWidowsSpecialPayment, WarDisablementPension, WarPensionersMobility, CharitablePayment,
    Interest, FromDisregardedCapital);
words!(KindOfHelp:
    PersonalCare, Meal, Medication, Domestic, Supervision, DayActivity, Transport, CommunitySupport,
    SkillsSupport, WorkLearningSupport, ParentingSupport, NightSleeping, NightWaking, CarerBreak,
    ShortStay, AccommodationWithCare, Alarm, Equipment, HealthTask);
words!(Limb: NeedsAssistance, PainDistressAnxiety, Endangers, TakesLonger);
words!(LinePeriod: Week, Year);
words!(MetBy: Nobody, Carer, PaidPrivate, Council, Nhs);
words!(Outcome:
    Nutrition, Hygiene, Toilet, Clothing, HomeSafeUse, HabitableHome, Relationships,
    WorkTrainingVolunteering, CommunityFacilities, ChildCaring);
words!(OutgoingType:
    Rent, Mortgage, CouncilTax, ServiceCharge, ContentsInsurance, Water, HomeCommitment,
    DisabilityRelated, ExtraPersonalExpenses);
words!(Premium: Disability, EnhancedDisability, Carer);
words!(Setting: Home, CareHomePermanent, CareHomeTemporary, CareHomeShortTerm);
words!(Slot: Morning, Midday, Afternoon, Teatime, Bed, Night, Any);
words!(SpellCounting: WholeWeeks, OnTop);
words!(View: Person, Carer, Worker, Agreed);
words!(CarerOutcome:
    ChildCaring, CaringForOthers, HabitableHome, Nutrition, Relationships, WorkTrainingVolunteering,
    CommunityFacilities, Recreation);
words!(WellbeingArea:
    Dignity, Health, Protection, Control, Work, SocialEconomic, Relationships, Accommodation,
    Contribution);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unspecified_slot_is_any_time_and_an_unknown_one_is_refused() {
        let mut fields = Fields::new();
        assert_eq!(Slot::read_or_default(&mut fields, "slot", 0), Slot::Any);
        fields.finish().unwrap();

        let mut fields = Fields::new();
        Slot::read_or_default(&mut fields, "slot", 99);
        assert!(fields.finish().is_err());
    }

    #[test]
    fn an_unspecified_outcome_is_refused() {
        let mut fields = Fields::new();
        assert_eq!(Outcome::read(&mut fields, "outcome", 0), None);
        assert!(fields.finish().is_err());
    }
}
