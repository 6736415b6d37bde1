/// What is wrong with one field of a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {fault}")]
pub struct FieldFault {
    /// The path of the field, as the contract names it: `capital[2].owners`.
    pub field: String,
    /// What is wrong.
    pub fault: MeansFault,
}

/// What can be wrong with a field of a statement. Each says what would be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MeansFault {
    /// A day outside those that Carecap knows.
    #[error("a day lies from 1900 to 2200")]
    Day,
    /// An amount below zero, or one so large that it is a slip of the hand.
    #[error("an amount lies from nothing to a thousand million pounds")]
    Amount,
    /// More than 20 children.
    #[error("there are at most 20 children")]
    Children,
    /// One of a couple, of whom the minimum income guarantee cannot be told (R-FIN-40).
    #[error("say whether one or both have reached State Pension age")]
    CoupleAgeMissing,
    /// The pension age of a couple, for somebody who is not one of a couple.
    #[error("this is said only of one of a couple")]
    NotACouple,
    /// An enhanced disability premium without the one that it is on top of (R-FIN-42).
    #[error("the enhanced disability premium is on top of the disability premium: state both")]
    EnhancedPremiumAlone,
    /// An income that ends before it begins.
    #[error("the first day without the income comes after the first day with it")]
    PayableUntil,
    /// A half paid over that is none of a private pension, or to no partner (R-FIN-34).
    #[error("half passes to a partner only of the private pension of one of a couple")]
    HalfPasses,
    /// A pot of what is no private pension (R-FIN-35).
    #[error("only a private pension has a pot")]
    PotOfAnotherIncome,
    /// A pot, and the mark that all of the pension is notional.
    #[error("the pot says what could be drawn, and the amount what is: leave out the mark")]
    PotAndNotional,
    /// A pot, and half of the pension paid over.
    #[error("half of a pension passes to a partner where it is drawn: leave out one of the two")]
    PotHalved,
    /// A pot with nothing in it.
    #[error("an empty pot pays nothing: leave it out")]
    PotEmpty,
    /// A source without the percentage that stands there.
    #[error("say what an annuity would pay in a year in percent of the pot")]
    PotPercentMissing,
    /// A percentage without a source, or one that is too long.
    #[error("say in one line of at most 200 characters where the percentage was read")]
    PotSource,
    /// An award of Savings Credit above its ceiling (R-FIN-36).
    #[error("above the ceiling there is no award of Savings Credit: state the one or the other")]
    AwardAboveCeiling,
    /// Owners outside 1 to 20.
    #[error("1 to 20 people hold it")]
    Owners,
    /// A part that is none of a whole.
    #[error("a part is above 0 and at most 100 percent, with at most four decimal places")]
    Share,
    /// Land of several owners without the person's own part (R-FIN-12).
    #[error("of land that several people hold, state the person's own part in percent")]
    LandShareMissing,
    /// A reason to disregard something that is no main home, or one that is too long.
    #[error("only a main home is disregarded for a reason, one line of at most 200 characters")]
    DisregardedBecause,
    /// A disregard at the council's discretion without its reason (R-FIN-13).
    #[error("a disregard at the council's discretion says why")]
    DiscretionUnexplained,
    /// A reason in law for something that is no main home (R-FIN-13).
    #[error("only a main home is disregarded because of who lives there")]
    HomeDisregard,
    /// A disregard of some weeks that nobody can count (R-FIN-14, R-FIN-15).
    #[error("say on which day the weeks of the disregard begin")]
    DisregardedFromMissing,
    /// A first day of a disregard that is not counted in weeks.
    #[error(
        "a first day is stated only of a personal injury payment, of the proceeds of a home, and \
         of a home that its occupier had to leave"
    )]
    DisregardedFromNotExpected,
    /// Assets of a business without a day by which they should be realised (R-FIN-15).
    #[error("say by which day the assets of the business should be realised")]
    DisregardedUntilMissing,
    /// A day of realising what is no asset of a business.
    #[error("a last day is stated only of the assets of a business")]
    DisregardedUntilNotExpected,
    /// Charges because of capital that is not notional.
    #[error("charges are stated only of notional capital")]
    NotionalCharges,
    /// A charge that does not begin after the one before it.
    #[error("each charge begins after the one before it")]
    NotionalChargeOrder,
    /// A charge that notional capital made smaller.
    #[error("without the notional capital the charge is no larger than with it")]
    NotionalChargeWithout,
    /// A label that is too long, or of several lines.
    #[error("a label is one line of at most 80 characters")]
    Label,
}

/// All that is wrong with a statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} field(s) of the financial statement are wrong", faults.len())]
pub struct MeansRefused {
    /// Field by field.
    pub faults: Vec<FieldFault>,
}
