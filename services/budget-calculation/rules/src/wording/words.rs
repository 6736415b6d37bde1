//! The plain words for codes and quantities.

use crate::needs::{FreeByLaw, KindOfHelp, Unit};

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

pub(super) fn free_by_law(free: FreeByLaw) -> &'static str {
    match free {
        FreeByLaw::Reablement => "help to get back on your feet",
        FreeByLaw::Equipment => "equipment",
        FreeByLaw::Cjd => "care for somebody with CJD",
        FreeByLaw::Aftercare => "aftercare under the Mental Health Act",
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
        "HOUSING_BENEFIT" => "Housing Benefit",
        "COUNCIL_TAX_SUPPORT" => "Council tax support",
        "CHILD_MAINTENANCE" => "Money paid to bring up a child",
        "GUARANTEED_INCOME_PAYMENT" => "Guaranteed income payment for a veteran",
        "WAR_WIDOWS_SPECIAL_PAYMENT" => "Special payment for a war widow or widower",
        "WAR_DISABLEMENT_PENSION" => "War disablement pension",
        "WAR_PENSIONERS_MOBILITY" => "War pension for getting about",
        "CHARITABLE_PAYMENT" => "Money from a charity",
        "INTEREST" => "Interest on savings",
        "FROM_DISREGARDED_CAPITAL" => "Income from something that does not count as savings",
        "SAVINGS" => "Savings",
        "INVESTMENTS" => "Investments",
        "MAIN_HOME" => "Home",
        "OTHER_PROPERTY" => "Other property",
        "NOTIONAL" => "Capital treated as still owned",
        "LIFE_POLICY" => "Life insurance",
        "PERSONAL_POSSESSIONS" => "Personal things",
        "BUSINESS_ASSETS" => "A business that is being sold",
        "PERSONAL_INJURY_TRUST" => "Money for an injury, held in trust",
        "PERSONAL_INJURY_PAYMENT" => "Money for an injury",
        "COMPENSATION_SCHEME" => "Money from a compensation scheme",
        "SOCIAL_FUND" => "Social fund payment",
        "FUNERAL_PLAN" => "Funeral plan",
        "HOME_SALE_PROCEEDS" => "Money from the sale of a home",
        "RENT" => "Rent",
        "MORTGAGE" => "Mortgage",
        "COUNCIL_TAX" => "Council tax",
        "SERVICE_CHARGE" => "Service charge",
        "CONTENTS_INSURANCE" => "Contents insurance",
        "WATER" => "Water",
        "HOME_COMMITMENT" => "Keeping up the home",
        "DISABILITY_RELATED" => "Cost because of disability",
        "EXTRA_PERSONAL_EXPENSES" => "More money for personal needs",
        "DISABILITY" => "Disability premium",
        "ENHANCED_DISABILITY" => "Enhanced disability premium",
        "CARER" => "Carer premium",
        other => other,
    }
}

/// Who lives in a home that is left out for that reason.
pub(super) fn lives_there(code: &str) -> &'static str {
    match code {
        "PARTNER" => "the husband, wife or partner lives there",
        "LONE_PARENT_EX_PARTNER" => "a former partner with a child lives there",
        "RELATIVE_AGED_60" => "a relative aged 60 or over lives there",
        "DISABLED_RELATIVE" => "a disabled relative lives there",
        "CHILD" => "a child whom the person supports lives there",
        _ => "somebody lives there",
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
        "line_amount" => "What this service costs",
        "cost_weekly" => "What the care costs the council in a week",
        "cost_yearly" => "What yearly services cost in a year",
        "overwritten_line_amount" => "What this service really costs",
        "item_price" => "The price of one item",
        "item_price_less_free_limit" => "This price less the limit for free items",
        "cost_eligible_weekly" => "What the needs cost that the council must meet",
        "contribution_eligible_weekly" => "The part of the payment that is for these needs",
        "price_less_budget" => "The price of the care home less the budget",
        "top_up_weekly" => "What the care home costs above the budget",
        "direct_payment_gross" => "The budget for these days",
        "direct_payment_contribution" => "What the person pays for these days",
        "direct_payment" => "The money that the council pays for these days",
        "direct_payment_reserve" => "The money that may stay unspent",
        "unspent_less_reserve" => "Unspent money less what may stay unspent",
        "direct_payment_recoverable" => "Unspent money that the council may ask back",
        "homes_counted" => "The value of the home that counts",
        "capital_without_home" => "Savings without the home",
        "capital_without_home_less_upper_limit" => "These savings compared with the upper limit",
        "equity_of_home" => "The part of the home's value that can be lent",
        "equity_less_lower_limit" => "This less the lower limit for savings",
        "equity_less_prior_charges" => "This less what is owed to others",
        "equity_limit" => "The most that can be paid later",
        "income_less_allowance" => "Income less what the person keeps",
        "paid_from_income" => "What income can pay in a week",
        "paid_now_weekly" => "What the person pays now in a week",
        "not_paid_now_weekly" => "What is left to pay for the week",
        "limit_less_deferred" => "The most that can be paid later, less what is owed so far",
        "left_to_defer" => "What more can be paid later",
        "deferred_weekly" => "What is to be paid later for each week",
        "left_to_defer_after_care" => "What more can be paid later, less the cost of care",
        "deferred_top_up_weekly" => "What of the top-up is to be paid later for each week",
        "interest_percent_charged" => "The rate of interest for a year, at most the law's",
        "interest_for_a_day" => "Interest for one day",
        "owed_after_the_day" => "What is owed after that day",
        "owed_against_home" => "All that is owed on the home",
        "loan_to_value_percent" => "What is owed as a part of the home's value",
        "loan_to_value_less_review" => "This part less the part at which we look again",
        "days_of_year" => "Days in the year",
        "percent_for_seven_days" => "The rate of interest for a year, times seven days",
        "days_times_hundred" => "The days of the year, times a hundred",
        "deferred_interest_weekly" => "Interest for one week",
        "weeks_not_replaced" => "Weeks of the year with this care",
        "weekly_lines_in_a_year" => "What this care costs in these weeks",
        "cost_of_year" => "What all care costs in a year",
        "contribution_up_to_absent_cost" => "What the person pays or what the week away costs",
        "charge_while_absent_weekly" => "What the person pays for a week away",
        "arrangement_fee_once" => "What the person pays once to have care set up",
        "arrangement_fee_weekly" => "What the person pays each week to have care set up",
        "daily_living_weekly" => "Daily living costs in a week",
        "balance_weekly" => "Cost of care without daily living costs",
        "council_weekly" => "What the council pays in a week",
        "selling_costs" => "A tenth off for the cost of selling",
        "value_after_selling_costs" => "Value after the cost of selling",
        "value_after_secured_debt" => "Value less the debt on it",
        "capital_value" => "Value that counts",
        "share_of_joint_capital" => "The person's share",
        "main_home_counted" => "Whether the home counts",
        "capital_after_disregard" => "Whether this counts",
        "charged_for_notional_capital_weekly" => "More charged each week because of it",
        "whole_weeks_charged" => "Whole weeks at this charge",
        "charged_for_notional_capital" => "More charged in these weeks",
        "notional_capital_spent" => "More charged in all",
        "notional_capital_less_spent" => "Less what it has cost so far",
        "notional_capital_left" => "Money still treated as owned",
        "upper_limit_at_home" => "The upper limit for savings at home",
        "capital_counted" => "Savings and property that count",
        "capital_above_upper_limit" => "Savings compared with the upper limit",
        "capital_less_lower_limit" => "Savings compared with the lower limit",
        "capital_above_lower_limit" => "Savings above the lower limit",
        "tariff_slices" => "Slices of savings",
        "tariff_income" => "Income counted from savings",
        "income_weekly"
        | "housing_cost_weekly"
        | "home_commitment_weekly"
        | "extra_personal_expense_weekly"
        | "disability_cost_weekly" => "For each week",
        "annuity_percent_for_weeks" => "The part of the pot that is paid in a year",
        "annuity_of_pot_weekly" => "What the pot would pay in a week",
        "pension_drawn_or_annuity" => "The pension that is paid or the one that could be",
        "income_payable" => "Income on this day",
        "half_passed_to_partner" => "Half of it goes to the partner",
        "pension_after_half" => "The half that counts",
        "income_after_disregard" => "Income",
        "disability_benefit_counted" => "Disability benefit that counts",
        "savings_credit" => "Savings Credit",
        "savings_credit_kept" => "Savings Credit that the person keeps",
        "savings_credit_counted" => "Savings Credit that counts",
        "war_pensions" => "War pensions",
        "war_pensions_less_disregard" => "War pensions less the part kept",
        "war_pensions_counted" => "War pensions that count",
        "income_before_savings_disregard" => "All income that counts",
        "income_counted" => "Income that counts",
        "income_received" => "Income that is really paid",
        "assessable_income" => "Income with income from savings",
        "guarantee_base" => "The least income that the law protects",
        "guarantee_for_children" => "An amount for children",
        "premium" => "Added to the protected income",
        "minimum_income_guarantee" => "Protected income",
        "addition_to_guarantee" => "What the council adds to it",
        "guarantee_with_addition" => "Protected income with what the council adds",
        "housing_costs" => "Housing costs that the person keeps",
        "extra_personal_expenses" => "More that the council lets the person keep",
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
        "payable_after_cap" => "What the person pays in a week after the cap",
        "full_cost" => "The person pays the full cost",
        "payable_less_minimum_bill" => "Compared with the smallest bill",
        "billed" => "What the person pays in a week",
        _ => "",
    }
}
