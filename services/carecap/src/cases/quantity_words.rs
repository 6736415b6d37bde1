//! The quantities that an example may expect, and which answers they are. One table; the first answer
//! that there is counts, and a later one only where an office may mean either, as the row then says.

/// The names of a quantity, and its answers in order.
pub(super) const QUANTITIES: &[(&[&str], &[&str])] = &[
    // Income.
    (
        &["total_income", "weekly_income", "income_total", "total_income_weekly"],
        &["income_alone.step.income_counted", "step.assessable_income", "step.income_counted"],
    ),
    (&["income_before_tariff"], &["income_alone.step.income_counted", "step.income_counted"]),
    (&["income_counted", "counted_income"], &["step.income_counted"]),
    (
        &["total_weekly_income", "relevant_income", "income_with_tariff"],
        &["step.assessable_income", "income_alone.step.income_counted"],
    ),
    (
        &["assessable_income", "disposable_income", "available_income", "net_disposable_income"],
        &["step.disposable_income", "step.assessable_income", "step.income_counted"],
    ),
    (&["disregarded_income", "income_disregarded"], &["income.left_out"]),
    // What is kept.
    (
        &["housing_costs_total", "housing_costs", "housing", "net_rent"],
        &["step.housing_costs", "step.home_commitments"],
    ),
    (
        &["dre_total", "dre"],
        &["step.disability_expenditure_kept", "step.disability_related_expenditure"],
    ),
    (
        &["mig", "mig_weekly", "minimum_income_guarantee", "appropriate_minimum_guarantee"],
        &["step.guarantee_with_addition", "step.minimum_income_guarantee"],
    ),
    (&["allowances", "retained", "kept", "total_allowances"], &["step.kept"]),
    (&["pea", "personal_expenses_allowance"], &["value.personal_expenses_allowance"]),
    (&["guarantee_credit"], &["income.short_of_kept"]),
    // Capital.
    (
        &["tariff_income", "tariff", "tariff_weekly", "tariffs", "tariff_incomes", "deemed_income"],
        &["step.tariff_income"],
    ),
    // A sentence of somebody who got it wrong: the figure beside it is the tariff.
    (&["claim"], &["step.tariff_income"]),
    (
        &["excess_over_lcl", "excess", "excess_over_lower_limit"],
        &["step.capital_above_lower_limit"],
    ),
    (&["slices", "tariff_slices"], &["step.tariff_slices"]),
    (&["share", "share_before"], &["step.share_of_joint_capital"]),
    (&["joint_after"], &["after.joint"]),
    (&["share_after"], &["after.step.share_of_joint_capital"]),
    (&["help_starts", "eligible_for_help"], &["after.within_limit", "capital.within_limit"]),
    (
        &["full_cost", "full_cost_payer", "pays_full_cost", "above_upper_limit"],
        &["capital.above_limit"],
    ),
    (&["capital_counted", "assessed_capital"], &["step.capital_counted"]),
    (&["weekly_reduction"], &["step.charged_for_notional_capital_weekly"]),
    (&["from_savings_weekly"], &["income_alone.budget.council_weekly"]),
    (&["months_to_upper_limit"], &["capital.months_to_upper_limit"]),
    // Who pays what.
    (
        &[
            "assessed",
            "assessed_weekly_contribution",
            "assessed_contribution",
            "maximum_weekly_charge",
            "maximum_weekly_contribution",
            "maximum_contribution",
            "assessed_charge",
        ],
        &["step.assessed_contribution", "step.disposable_income", "budget.contribution_weekly"],
    ),
    (
        &[
            "contribution",
            "contribution_weekly",
            "weekly_contribution",
            "payable",
            "payable_weekly",
            "client_contribution",
            "client_pays",
            "person_pays",
            "weekly_charge",
            "charge",
        ],
        &["plan.direct_payment_contribution", "budget.contribution_weekly"],
    ),
    (
        &[
            "local_authority_pays",
            "la_pays",
            "council_pays",
            "council_weekly",
            "local_authority_share",
            "la_share",
            "council_contribution",
            "net_weekly",
            "weekly_net",
        ],
        &["budget.council_weekly", "lifetime.council"],
    ),
    (
        &[
            "package_cost_weekly",
            "package_cost",
            "cost_weekly",
            "weekly_cost",
            "total_weekly_cost",
            "personal_budget_weekly",
            "personal_budget",
            "weekly_gross",
        ],
        &["budget.cost_weekly"],
    ),
    (&["annual_cost", "cost_annual"], &["year.cost"]),
    (&["top_up", "top_up_weekly", "top_up_or_excess_not_counted"], &["plan.top_up_weekly"]),
    (&["top_up_annual"], &["year.top_up"]),
    (
        &["reformed_person_pays", "contribution_annual", "annual_contribution"],
        &["year.contribution"],
    ),
    (&["reformed_local_authority_pays", "council_annual", "annual_council"], &["year.council"]),
    (&["current_system_pays"], &["current.year.contribution"]),
    (&["deferred_weekly"], &["plan.deferred_weekly"]),
    (&["ongoing_annual"], &["step.weekly_lines_in_a_year"]),
    (&["total_annual", "annual_total", "cost_of_year"], &["plan.cost_of_year"]),
    // Direct and deferred payments.
    (&["monthly_gross", "four_weekly_gross", "gross", "daily"], &["plan.direct_payment_gross"]),
    (&["monthly_contribution", "four_weekly_contribution"], &["plan.direct_payment_contribution"]),
    (&["monthly_net", "four_weekly_net", "net"], &["plan.direct_payment"]),
    (&["equity_limit", "maximum_deferred"], &["plan.equity_limit"]),
    // Prices.
    (&["per_15_minutes"], &["line.per_15_minutes"]),
    (&["per_30_minutes"], &["line.per_30_minutes"]),
    (&["per_45_minutes"], &["line.per_45_minutes"]),
    (&["paid_per_day"], &["line.visits bought in a day"]),
    (&["remainder"], &["remainder"]),
    // Steps from one year to the next.
    (&["annual_gain_25_plus"], &["gain.yearly"]),
    (&["annual_gain_with_disability_premium"], &["gain_with_premium.yearly"]),
    // The account.
    (
        &["counts_weekly", "metered_rate", "accrual_weekly", "weekly_accrual"],
        &["account.counts_weekly"],
    ),
    (&["counts_per_day"], &["account.counts_first_day"]),
    (&["counts_annual"], &["account.counts_in_52_weeks"]),
    (&["dlc_annual"], &["account.daily_living_in_52_weeks"]),
    (&["week_total_exact", "week_total_pence"], &["account.counts_first_week"]),
    (&["la_contribution_not_counted"], &["account.council_not_counted_weekly"]),
    (&["care_act_2014_original_would_count"], &["account.with_council_share_weekly"]),
    (&["date_cap_reached", "cap_reached_on"], &["account.reached_on"]),
    (
        &["whole_days_to_reach_cap", "days_to_cap", "days_needed", "days_to_reach_cap"],
        &["account.days_to_reach"],
    ),
    (&["weeks_to_cap", "weeks_to_reach_cap"], &["account.weeks_to_reach"]),
    (&["years_to_cap", "years_to_reach_cap"], &["account.years_to_reach"]),
    (&["time_to_cap", "self_funder_reaches_cap"], &["account.time_to_reach"]),
    (&["paid_by_then"], &["account.paid_at_reach"]),
    (&["person_care_payment"], &["lifetime.counted"]),
    (&["counted_total"], &["account.accrued_at_reach", "by_years.counted"]),
    (&["dlc_total"], &["account.daily_living_at_reach", "by_years.daily_living"]),
    (&["top_up_total"], &["by_years.top_up"]),
    (&["total_spent"], &["by_years.spent"]),
    (&["cap_after"], &["uprated.cap"]),
    (&["accrued_after", "accrued_after_half_up"], &["uprated.balance"]),
    (&["progress_pct", "progress_after_uprating_pct"], &["uprated.percent"]),
    (&["room_left"], &["account.room_at_opening"]),
    (&["counted_this_week_person"], &["account.person_counted_first_week"]),
    (&["la_bears_rest_of_week"], &["account.council_first_week"]),
];

/// Quantities with a number at the end of their name, and the answer with that number.
pub(super) const NUMBERED: &[(&str, &str)] = &[
    ("accrued_at_end_of_week_", "week.balance."),
    ("remaining_after_week_", "week.room."),
    ("weeks_until_total_at_or_below_", "capital.weeks_until_at_most."),
];
