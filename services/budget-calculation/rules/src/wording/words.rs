//! The plain words for codes and quantities.

use crate::needs::{KindOfHelp, Unit};

/// The text with a small first letter, unless it is a name such as NHS or State Pension.
pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    let is_name = second.is_some_and(char::is_uppercase)
        || text.split(' ').skip(1).any(|word| word.starts_with(char::is_uppercase));
    match first {
        Some(first) if !is_name => {
            let rest: String = text.chars().skip(1).collect();
            format!("{}{rest}", first.to_lowercase())
        }
        _ => text.to_owned(),
    }
}

pub(super) fn kind(kind: KindOfHelp) -> &'static str {
    match kind {
        KindOfHelp::PersonalCare => "Help with washing and dressing",
        KindOfHelp::Meal => "Help with meals",
        KindOfHelp::Medication => "Help with medicines",
        KindOfHelp::Domestic => "Help with the home and shopping",
        KindOfHelp::Supervision => "Somebody there to keep safe by day",
        KindOfHelp::DayActivity => "A place to go in the day",
        KindOfHelp::Transport => "Getting there and back",
        KindOfHelp::CommunitySupport => "Help to get out and about",
        KindOfHelp::SkillsSupport => "Help to learn a task",
        KindOfHelp::WorkLearningSupport => "Help with work or learning",
        KindOfHelp::ParentingSupport => "Help to look after a child",
        KindOfHelp::NightSleeping => "Somebody near at night",
        KindOfHelp::NightWaking => "Somebody awake at night",
        KindOfHelp::CarerBreak => "Care while the carer has a break",
        KindOfHelp::ShortStay => "Nights away from home",
        KindOfHelp::AccommodationWithCare => "Living with care day and night",
        KindOfHelp::Alarm => "An alarm or sensors",
        KindOfHelp::Equipment => "Equipment",
        KindOfHelp::HealthTask => "Nursing and health tasks",
    }
}

/// One and many of a unit.
pub(super) fn unit(unit: Unit) -> (&'static str, &'static str) {
    match unit {
        Unit::Hour => ("hour", "hours"),
        Unit::Visit15Minutes => ("visit of 15 minutes", "visits of 15 minutes"),
        Unit::Visit30Minutes => ("visit of 30 minutes", "visits of 30 minutes"),
        Unit::Visit45Minutes => ("visit of 45 minutes", "visits of 45 minutes"),
        Unit::Visit60Minutes => ("visit of 60 minutes", "visits of 60 minutes"),
        Unit::Day => ("day", "days"),
        Unit::Session => ("session", "sessions"),
        Unit::Night => ("night", "nights"),
        Unit::Week => ("week", "weeks"),
        Unit::RoundTrip => ("round trip", "round trips"),
        Unit::Journey => ("journey", "journeys"),
        Unit::Meal => ("meal", "meals"),
        Unit::Call => ("call", "calls"),
        Unit::OneOff => ("item", "items"),
        Unit::Year => ("year", "years"),
    }
}

/// What a price is for: "£23.91 an hour".
pub(super) fn for_each(unit: Unit) -> &'static str {
    match unit {
        Unit::Hour => "an hour",
        Unit::Visit15Minutes
        | Unit::Visit30Minutes
        | Unit::Visit45Minutes
        | Unit::Visit60Minutes => "a visit",
        Unit::Day => "a day",
        Unit::Session => "a session",
        Unit::Night => "a night",
        Unit::Week => "a week",
        Unit::RoundTrip => "a trip",
        Unit::Journey => "a journey",
        Unit::Meal => "a meal",
        Unit::Call => "a call",
        Unit::OneOff => "an item",
        Unit::Year => "a year",
    }
}

/// The words for the code of an income, a piece of capital, an outgoing or a premium.
pub(super) fn coded(code: &str) -> &str {
    match code {
        "STATE_PENSION" => "State Pension",
        "PRIVATE_PENSION" => "Private pension",
        "PENSION_CREDIT_GUARANTEE" => "Pension Credit, guarantee part",
        "SAVINGS_CREDIT" => "Pension Credit, savings part",
        "ESA" => "Employment and Support Allowance",
        "UNIVERSAL_CREDIT" => "Universal Credit",
        "INCOME_SUPPORT" => "Income Support",
        "ATTENDANCE_ALLOWANCE" => "Attendance Allowance",
        "DLA_CARE" => "Disability Living Allowance for care",
        "DLA_MOBILITY" => "Disability Living Allowance for getting about",
        "PIP_DAILY_LIVING" => "Personal Independence Payment for daily living",
        "PIP_MOBILITY" => "Personal Independence Payment for getting about",
        "EARNINGS" => "Earnings",
        "CARERS_ALLOWANCE" => "Carer's Allowance",
        "CHILD_BENEFIT" => "Child Benefit",
        "DIRECT_PAYMENT" => "Direct payment",
        "WAR_PENSION" => "War pension",
        "WINTER_FUEL_OR_BONUS" => "Winter fuel or Christmas bonus",
        "OTHER" => "Other income",
        "SAVINGS" => "Savings",
        "INVESTMENTS" => "Investments",
        "MAIN_HOME" => "Home",
        "OTHER_PROPERTY" => "Other property",
        "NOTIONAL" => "Capital treated as still owned",
        "RENT" => "Rent",
        "MORTGAGE" => "Mortgage",
        "COUNCIL_TAX" => "Council tax",
        "SERVICE_CHARGE" => "Service charge",
        "CONTENTS_INSURANCE" => "Contents insurance",
        "WATER" => "Water",
        "HOME_COMMITMENT" => "Keeping up the home",
        "DISABILITY_RELATED" => "Cost because of disability",
        "DISABILITY" => "Disability premium",
        "ENHANCED_DISABILITY" => "Enhanced disability premium",
        "CARER" => "Carer premium",
        other => other,
    }
}

/// The words for a quantity; empty for one that has none yet.
pub(super) fn quantity(name: &str) -> &'static str {
    match name {
        "minutes_of_need" => "Minutes of help",
        "minutes_of_service" => "All minutes of this service",
        "hours_of_service" => "Hours of this service",
        "units_of_need" => "Times, and people at once",
        "units_of_service" => "How many of this service",
        "line_cost" => "What this service costs",
        "line_amount" => "What this service costs, to the penny",
        "cost_weekly" => "What the care costs the council in a week",
        "cost_yearly" => "What yearly services cost in a year",
        "daily_living_weekly" => "Daily living costs in a week",
        "balance_weekly" => "Cost of care without daily living costs",
        "council_weekly" => "What the council pays in a week",
        "selling_costs" => "A tenth off for the cost of selling",
        "value_after_selling_costs" => "Value after the cost of selling",
        "value_after_secured_debt" => "Value less the debt on it",
        "capital_value" => "Value that counts",
        "share_of_joint_capital" => "The person's share",
        "main_home_counted" => "Whether the home counts",
        "capital_counted" => "Savings and property that count",
        "capital_above_upper_limit" => "Savings compared with the upper limit",
        "capital_less_lower_limit" => "Savings compared with the lower limit",
        "capital_above_lower_limit" => "Savings above the lower limit",
        "tariff_slices" => "Slices of savings",
        "tariff_income" => "Income counted from savings",
        "income_weekly"
        | "housing_cost_weekly"
        | "home_commitment_weekly"
        | "disability_cost_weekly" => "For each week",
        "income_after_disregard" => "Income",
        "disability_benefit_counted" => "Disability benefit that counts",
        "savings_credit" => "Savings Credit",
        "savings_credit_kept" => "Savings Credit that the person keeps",
        "savings_credit_counted" => "Savings Credit that counts",
        "war_pensions" => "War pensions",
        "war_pensions_less_disregard" => "War pensions less the part kept",
        "war_pensions_counted" => "War pensions that count",
        "income_counted" => "Income that counts",
        "assessable_income" => "Income with income from savings",
        "guarantee_base" => "The least income that the law protects",
        "guarantee_for_children" => "An amount for children",
        "premium" => "Added to the protected income",
        "minimum_income_guarantee" => "Protected income",
        "addition_to_guarantee" => "What the council adds to it",
        "guarantee_with_addition" => "Protected income with what the council adds",
        "housing_costs" => "Housing costs that the person keeps",
        "home_commitments" => "Costs of the home that the person keeps",
        "outgoing_counted" => "Outgoing",
        "disability_related_expenditure" => "Costs because of disability",
        "disability_expenditure_or_allowance" => "These costs or the standard amount",
        "disability_expenditure_kept" => "Costs because of disability that the person keeps",
        "kept" => "All that the person keeps",
        "income_less_kept" => "Income less what the person keeps",
        "disposable_income" => "Income left over",
        "assessed_contribution" => "What the person can be asked to pay",
        "payable" => "What the person pays in a week",
        "full_cost" => "The person pays the full cost",
        "payable_less_minimum_bill" => "Compared with the smallest bill",
        "billed" => "What the person pays in a week",
        _ => "",
    }
}
