/// A plain number that an example gives. All amounts are for a week unless the name says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Amount {
    /// What the care costs the council.
    Cost,
    /// What a place costs: the council's cost too, unless that is given beside it.
    Fee,
    /// The same for a year.
    FeeYearly,
    /// What is in fact paid.
    Price,
    /// What respite costs in a year.
    RespiteYearly,
    /// Weeks of a year in which respite takes the place of weekly care.
    RespiteWeeks,
    /// The price of an hour.
    HourPrice,
    /// Hours a week, at the price of an hour.
    Hours,
    /// Children in the household.
    Children,
    /// A part of income that is left out.
    LeftOut,
    /// The price of a visit.
    VisitPrice,
    /// Visits a day that meet eligible needs.
    VisitsEligible,
    /// Visits a day that are bought.
    VisitsBought,
    /// What the person pays, as a fact of the example.
    Contribution,
    /// Days of one direct payment.
    Days,
    /// Weeks of one direct payment.
    Weeks,
    /// What the person keeps to live on at home, premiums counted in.
    Guarantee,
    /// What is kept of Savings Credit.
    SavingsCreditKept,
    /// Tariff income, as a fact of the example.
    Tariff,
    /// Rent before Housing Benefit.
    Rent,
    /// Housing Benefit.
    HousingBenefit,
    /// Capital that several hold.
    Joint,
    /// How many hold it.
    Owners,
    /// What is then spent of it.
    JointSpent,
    /// Notional capital.
    Notional,
    /// What is charged because of it.
    ChargedWithNotional,
    /// What would be charged without it.
    ChargedWithoutNotional,
    /// The value of a home.
    Property,
    /// What others have secured on it.
    PriorCharges,
    /// What all care of a lifetime costs.
    LifetimeCost,
    /// Years of it at home, before the others.
    YearsAtHome,
    /// Years of it in a care home.
    YearsInCareHome,
    /// Daily living costs of a year.
    DailyLivingYearly,
    /// Daily living costs.
    DailyLiving,
    /// What the council charges.
    Charge,
    /// The cap.
    Cap,
    /// What has counted before.
    Accrued,
    /// The same in percent of the cap.
    AccruedPercent,
    /// A factor of uprating.
    Factor,
    /// What counts.
    Counts,
    /// What counted before a change.
    CountsOld,
    /// What counts after it.
    CountsNew,
    /// The days before the change, in one week.
    DaysOld,
    /// The days after it.
    DaysNew,
}
