//! The words that an example may use for what it gives. One table; a word that is not in it is named
//! as not expressed.

use carecap_contracts::assessment::v1::{CapitalType, Frequency, OutgoingType};

use super::amounts::Amount;
use super::meaning::Meaning;
use super::meaning::Meaning::{Capital, Incomes, Laid, Outgoings, Unexpressed};
use super::types::income_word;

/// The words and what they mean.
const WORDS: &[(&[&str], Meaning)] = &[
    (
        &[
            "personal_budget_weekly",
            "personal_budget",
            "pb_weekly",
            "ipb_weekly",
            "ongoing_weekly",
            "weekly_direct_payment",
            "council_rate",
            "council_rate_weekly",
            "council_price_weekly",
            "usual_cost_weekly",
            "cost_weekly",
            "service_cost_weekly",
            "package_cost_weekly",
            "weekly",
        ],
        Meaning::Amount(Amount::Cost),
    ),
    (&["fee_weekly", "fee", "care_home_fee_weekly"], Meaning::Amount(Amount::Fee)),
    (&["fee_annual"], Meaning::Amount(Amount::FeeYearly)),
    (
        &["price_paid_weekly", "price_actually_paid", "placement_price_weekly"],
        Meaning::Amount(Amount::Price),
    ),
    (&["respite_annual"], Meaning::Amount(Amount::RespiteYearly)),
    (&["respite_weeks"], Meaning::Amount(Amount::RespiteWeeks)),
    (&["hourly", "hourly_rate"], Meaning::Amount(Amount::HourPrice)),
    (&["hours", "hours_weekly", "hours_per_week"], Meaning::Amount(Amount::Hours)),
    (&["children"], Meaning::Amount(Amount::Children)),
    (
        &["night_care_disregard", "income_disregard_weekly", "disregarded_income_weekly"],
        Meaning::Amount(Amount::LeftOut),
    ),
    (&["income_annual", "annual_income"], Meaning::IncomeEvery(Frequency::Annual)),
    (&["income_monthly", "monthly_income"], Meaning::IncomeEvery(Frequency::Monthly)),
    (&["visit_price"], Meaning::Amount(Amount::VisitPrice)),
    (&["visits_assessed_eligible_per_day"], Meaning::Amount(Amount::VisitsEligible)),
    (&["visits_bought_per_day"], Meaning::Amount(Amount::VisitsBought)),
    (
        &[
            "contribution_weekly",
            "contribution",
            "weekly_client_contribution",
            "client_contribution_weekly",
            "weekly_contribution",
        ],
        Meaning::Amount(Amount::Contribution),
    ),
    (&["days_in_month", "days"], Meaning::Amount(Amount::Days)),
    (&["weeks"], Meaning::Amount(Amount::Weeks)),
    (
        &["mig_weekly", "mig", "minimum_income_guarantee_weekly", "minimum_income_guarantee"],
        Meaning::Amount(Amount::Guarantee),
    ),
    (&["pea_weekly", "pea", "personal_expenses_allowance"], Laid("personal_expenses_allowance")),
    (&["savings_credit_disregard"], Meaning::Amount(Amount::SavingsCreditKept)),
    (&["lower_limit", "lower_capital_limit", "capital_limit_lower"], Laid("capital_limit_lower")),
    (&["upper_limit", "upper_capital_limit", "capital_limit_upper"], Laid("capital_limit_upper")),
    (&["slice", "tariff_slice"], Laid("tariff_slice")),
    (&["percent_of_disposable", "percentage_charged"], Laid("percentage_charged")),
    (&["minimum_bill_weekly", "minimum_charge_weekly"], Laid("minimum_bill_weekly")),
    (&["standard_dre_weekly"], Laid("standard_disability_allowance_weekly")),
    (&["mig_25_plus", "mig_single_25_to_pension_age"], Laid("mig_single_25_to_pension_age")),
    (&["mig_18_24", "mig_single_18_to_24"], Laid("mig_single_18_to_24")),
    (&["mig_spa", "mig_single_pension_age"], Laid("mig_single_pension_age")),
    (
        &[
            "income_weekly",
            "income",
            "incomes",
            "total_income_weekly",
            "total_income",
            "weekly_income",
            "income_counted",
        ],
        Incomes,
    ),
    (
        &[
            "housing_costs_weekly",
            "housing_costs",
            "housing_weekly",
            "housing",
            "housing_and_dre_weekly",
        ],
        Outgoings(OutgoingType::ServiceCharge),
    ),
    (
        &["dre_weekly", "dre", "disability_related_expenditure_weekly"],
        Outgoings(OutgoingType::DisabilityRelated),
    ),
    (&["council_tax_weekly"], Outgoings(OutgoingType::CouncilTax)),
    (&["mortgage_weekly"], Outgoings(OutgoingType::Mortgage)),
    (&["home_commitments_weekly"], Outgoings(OutgoingType::HomeCommitment)),
    (&["deductions_weekly", "deductions"], Meaning::Deductions),
    (&["rent_weekly"], Meaning::Amount(Amount::Rent)),
    (&["housing_benefit_weekly"], Meaning::Amount(Amount::HousingBenefit)),
    (&["tariff_income"], Meaning::Amount(Amount::Tariff)),
    (
        &["capital", "savings", "assets", "actual", "total_capital", "other_capital"],
        Capital(CapitalType::Savings),
    ),
    (&["investments"], Capital(CapitalType::Investments)),
    (&["property"], Capital(CapitalType::MainHome)),
    (&["capitals"], Meaning::Capitals),
    (&["joint", "joint_account", "joint_savings", "joint_capital"], Meaning::Amount(Amount::Joint)),
    (&["owners", "holders"], Meaning::Amount(Amount::Owners)),
    (&["spend_on_fees_from_joint", "spent_from_joint"], Meaning::Amount(Amount::JointSpent)),
    (&["notional", "notional_capital"], Meaning::Amount(Amount::Notional)),
    (&["charged_weekly"], Meaning::Amount(Amount::ChargedWithNotional)),
    (&["charge_without_notional"], Meaning::Amount(Amount::ChargedWithoutNotional)),
    (&["property_value", "home_value"], Meaning::Amount(Amount::Property)),
    (&["prior_charges", "mortgage", "first_charge"], Meaning::Amount(Amount::PriorCharges)),
    (
        &["dlc_weekly", "living_cost_weekly", "daily_living_costs_weekly"],
        Meaning::Amount(Amount::DailyLiving),
    ),
    (&["total_cost", "lifetime_cost"], Meaning::Amount(Amount::LifetimeCost)),
    (&["home_care_years"], Meaning::Amount(Amount::YearsAtHome)),
    (&["care_home_years"], Meaning::Amount(Amount::YearsInCareHome)),
    (&["living_cost_annual", "dlc_annual"], Meaning::Amount(Amount::DailyLivingYearly)),
    (&["charge_weekly", "assessed_charge_weekly"], Meaning::Amount(Amount::Charge)),
    (&["cap"], Meaning::Amount(Amount::Cap)),
    (&["accrued", "accrued_before"], Meaning::Amount(Amount::Accrued)),
    (&["progress_before_pct"], Meaning::Amount(Amount::AccruedPercent)),
    (&["factor", "uprating_factor"], Meaning::Amount(Amount::Factor)),
    (&["counts_weekly", "metered_weekly"], Meaning::Amount(Amount::Counts)),
    (&["old_weekly"], Meaning::Amount(Amount::CountsOld)),
    (&["new_weekly"], Meaning::Amount(Amount::CountsNew)),
    (&["days_old"], Meaning::Amount(Amount::DaysOld)),
    (&["days_new"], Meaning::Amount(Amount::DaysNew)),
    (&["services"], Meaning::Services),
    (&["rows"], Meaning::Prices),
    (&["setting"], Meaning::Setting),
    (&["age"], Meaning::Age),
    (&["age_band"], Meaning::AgeBand),
    (&["household"], Meaning::Household),
    (&["couple"], Meaning::Couple),
    (&["premiums"], Meaning::Premiums),
    (&["start", "opened_on"], Meaning::Start),
    (&["stay_years"], Unexpressed("what is paid is told for a year of 52 weeks")),
    (&["actual_spend"], Unexpressed("what is spent moves no meter (R-METER-3)")),
    (&["council_tax_support"], Unexpressed("support nets off a council tax that is not given")),
    (
        &["working_age_uplift_pct", "cpi_pct"],
        Unexpressed("tables are loaded, never worked out from a percentage (R-ROUND-2)"),
    ),
];

/// What a word means, or none. A type of income is a word too.
pub fn meaning_of(word: &str) -> Option<Meaning> {
    let found = WORDS.iter().find(|(names, _)| names.contains(&word));
    found.map(|(_, meaning)| *meaning).or_else(|| income_word(word).map(Meaning::Income))
}
