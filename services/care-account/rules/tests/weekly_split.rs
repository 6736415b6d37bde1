//! What a week counts: the published and derived examples, and what is refused.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use care_account_rules::metered::{BudgetFacts, BudgetFactsRefusal, MeteringBasis, weekly_split};
use care_account_rules::split::{Parts, Split};
use carecap_money::Money;
use common::pounds;
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    #[serde(default)]
    council_share_counts: bool,
    cost: String,
    charge: Option<String>,
    daily_living: Option<String>,
    expect: BTreeMap<String, String>,
}

impl Case {
    fn facts(&self) -> BudgetFacts {
        let charged = self.charge.is_some();
        BudgetFacts {
            basis: if charged { MeteringBasis::Charged } else { MeteringBasis::NotionalCost },
            cost_weekly: pounds(&self.cost),
            charge_weekly: self.charge.as_deref().map(pounds),
            daily_living_weekly: self.daily_living.as_deref().map(pounds),
            council_share_counts: self.council_share_counts,
        }
    }

    fn expected(&self) -> Split {
        let mut parts = Parts::default();
        for (name, amount) in &self.expect {
            let part = match name.as_str() {
                "person_accrued" => &mut parts.person_accrued,
                "person_daily_living" => &mut parts.person_daily_living,
                "council_accrued" => &mut parts.council_accrued,
                "council_daily_living" => &mut parts.council_daily_living,
                "council_not_counted" => &mut parts.council_not_counted,
                other => panic!("{}: unknown part {other}", self.id),
            };
            *part = pounds(amount);
        }
        Split::new(parts).unwrap()
    }
}

#[test]
fn each_example_is_split_to_the_penny() {
    let cases: Vec<Case> =
        serde_yaml_ng::from_str(include_str!("cases/weekly_split.yaml")).unwrap();
    for case in cases {
        let split = weekly_split(&case.facts()).map(|weekly| *weekly.split());
        assert_eq!(split, Ok(case.expected()), "{}", case.id);
    }
}

const CHARGED: BudgetFacts = BudgetFacts {
    basis: MeteringBasis::Charged,
    cost_weekly: Money::from_pence(80_000),
    charge_weekly: Some(Money::from_pence(35_000)),
    daily_living_weekly: None,
    council_share_counts: false,
};

#[test]
fn facts_that_do_not_fit_together_are_refused() {
    let refusal = |facts: BudgetFacts| weekly_split(&facts).unwrap_err();
    let without_charge = BudgetFacts { charge_weekly: None, ..CHARGED };
    assert_eq!(refusal(without_charge), BudgetFactsRefusal::ChargeMissing);
    let notional = BudgetFacts { basis: MeteringBasis::NotionalCost, ..CHARGED };
    assert_eq!(refusal(notional), BudgetFactsRefusal::ChargeNotExpected);
    let above_cost = BudgetFacts { cost_weekly: Money::from_pence(34_999), ..CHARGED };
    assert_eq!(refusal(above_cost), BudgetFactsRefusal::ChargeAboveCost);
    let negative = BudgetFacts { daily_living_weekly: Some(Money::from_pence(-1)), ..CHARGED };
    assert_eq!(refusal(negative), BudgetFactsRefusal::Negative);
}

proptest! {
    #[test]
    fn the_parts_always_make_the_cost_and_daily_living_never_counts(
        cost in 0_i64..200_000, charge in proptest::option::of(0_i64..200_000),
        daily_living in proptest::option::of(0_i64..40_000), council_share_counts: bool,
    ) {
        let charged = charge.is_some();
        let facts = BudgetFacts {
            basis: if charged { MeteringBasis::Charged } else { MeteringBasis::NotionalCost },
            cost_weekly: Money::from_pence(cost),
            charge_weekly: charge.map(|charge| Money::from_pence(charge.min(cost))),
            daily_living_weekly: daily_living.map(Money::from_pence),
            council_share_counts,
        };
        let weekly = weekly_split(&facts).unwrap();
        prop_assert_eq!(weekly.split().cost().pence(), cost);
        let most = (cost - daily_living.unwrap_or(0)).max(0);
        prop_assert!(weekly.metered_rate_weekly().pence() <= most);
        prop_assert!(weekly.split().daily_living().pence() <= daily_living.unwrap_or(0));
    }
}
