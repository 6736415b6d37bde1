use care_account_rules::terms::{
    CapTest, MeteringTerms, STATEMENT_WINDOW_MONTHS, TermsRefusal, Uprating, UpratingFacts,
};
use carecap_calendar::Day;
use carecap_contracts::budget::v1 as budget;
use carecap_contracts::common::v1::Confidence;
use carecap_money::Money;
use carecap_service::{Fields, Refusal};
use serde::{Deserialize, Serialize};

/// What a version of the council's policy says of the cap, as a run keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PolicyTerms {
    pub(crate) policy_version: i64,
    pub(crate) pack: String,
    pub(crate) shadow: bool,
    /// The cap on the day that was asked about.
    pub(crate) cap: Money,
    pub(crate) upratings: Vec<Uprating>,
    pub(crate) cap_test: CapTest,
    pub(crate) window_months: u32,
    /// Whether what the council bears counts too (R-METER-8).
    pub(crate) council_share_counts: bool,
}

impl PolicyTerms {
    /// What the meter takes from terms that were asked for on a day. Until the first uprating the
    /// cap of that day is the one that all began under.
    pub(crate) fn metering(&self, asked_on: Day) -> Result<MeteringTerms, TermsRefusal> {
        let upratings = self.upratings.clone();
        let terms = MeteringTerms::new(upratings, self.cap_test, self.window_months)?;
        let is_uprated = self.upratings.iter().any(|uprating| uprating.on() <= asked_on);
        Ok(if is_uprated { terms } else { terms.begun_under(self.cap) })
    }
}

/// Reads a policy. None: no cap pack is commenced on the day that was asked about.
pub(crate) fn policy_terms(
    policy: &budget::GetPolicyResponse,
) -> Result<Option<PolicyTerms>, Refusal> {
    let Some(terms) = &policy.cap_terms else {
        return Ok(None);
    };
    let mut fields = Fields::new();
    let cap = fields.money("cap_terms.cap", terms.cap.as_ref());
    let cap_test = fields.choice("cap_terms.cap_test", terms.cap_test, known_cap_test);
    let mut upratings = Vec::with_capacity(terms.upratings.len());
    for (index, given) in terms.upratings.iter().enumerate() {
        upratings.extend(uprating(&mut fields, &format!("cap_terms.upratings[{index}]"), given));
    }
    let terms = PolicyTerms {
        policy_version: policy.council_policy.as_ref().map_or(0, |policy| policy.version),
        pack: terms.pack.clone(),
        shadow: terms.shadow,
        cap,
        upratings,
        cap_test: cap_test.unwrap_or(CapTest::Reached),
        window_months: value(policy, "statement_window_months")
            .and_then(|months| months.parse().ok())
            .unwrap_or(STATEMENT_WINDOW_MONTHS),
        council_share_counts: value(policy, "council_share_counts") == Some("true"),
    };
    let upratings = MeteringTerms::new(terms.upratings.clone(), terms.cap_test, 0);
    fields.check("cap_terms.upratings", upratings);
    fields.finish()?;
    Ok(Some(terms))
}

fn uprating(fields: &mut Fields, path: &str, given: &budget::Uprating) -> Option<Uprating> {
    let confidence = Confidence::try_from(given.confidence).unwrap_or(Confidence::Unspecified);
    let facts = UpratingFacts {
        on: fields.day(&format!("{path}.on"), given.on.as_ref()),
        factor: fields.decimal(&format!("{path}.factor"), &given.factor),
        cap_after: fields.money(&format!("{path}.cap_after"), given.cap_after.as_ref()),
        unconfirmed: !is_confirmed(confidence),
    };
    fields.check(path, Uprating::new(facts))
}

/// A figure that was read where it was published, or that a named officer confirmed.
fn is_confirmed(confidence: Confidence) -> bool {
    matches!(confidence, Confidence::Seen | Confidence::SeenSecondary | Confidence::Confirmed)
}

fn known_cap_test(asked: budget::CapTest) -> Option<CapTest> {
    match asked {
        budget::CapTest::Unspecified => None,
        budget::CapTest::Reached => Some(CapTest::Reached),
        budget::CapTest::Exceeded => Some(CapTest::Exceeded),
    }
}

pub(super) fn value<'a>(policy: &'a budget::GetPolicyResponse, key: &str) -> Option<&'a str> {
    let found = policy.values.iter().find(|value| value.key == key)?;
    Some(found.value.as_str())
}

#[cfg(test)]
mod tests {
    use carecap_contracts::{date, money};
    use time::macros::date;

    use super::*;

    fn policy(confidence: Confidence) -> budget::GetPolicyResponse {
        let uprating = budget::Uprating {
            on: date(date!(2025 - 04 - 07)),
            factor: "1.037".to_owned(),
            cap_after: money(Money::from_pence(8_918_200)),
            confidence: confidence.into(),
        };
        budget::GetPolicyResponse {
            cap_terms: Some(budget::CapTerms {
                pack: "england-cap-2022".to_owned(),
                commenced_on: date(date!(2024 - 10 - 07)),
                cap: money(Money::from_pence(8_600_000)),
                upratings: vec![uprating],
                cap_test: budget::CapTest::Reached.into(),
                shadow: true,
            }),
            ..budget::GetPolicyResponse::default()
        }
    }

    fn is_unconfirmed(confidence: Confidence) -> bool {
        let terms = policy_terms(&policy(confidence)).unwrap().unwrap();
        terms.upratings[0].facts().unconfirmed
    }

    #[test]
    fn a_factor_that_nobody_confirmed_says_so() {
        assert!(is_unconfirmed(Confidence::Unknown));
        assert!(is_unconfirmed(Confidence::Supplied));
        assert!(!is_unconfirmed(Confidence::Confirmed));
        assert!(!is_unconfirmed(Confidence::Seen));
    }

    #[test]
    fn a_statement_looks_eighteen_months_ahead_where_the_policy_says_nothing_else() {
        let mut policy = policy(Confidence::Seen);
        assert_eq!(policy_terms(&policy).unwrap().unwrap().window_months, 18);
        policy.values.push(budget::ValueInForce {
            key: "statement_window_months".to_owned(),
            value: "12".to_owned(),
            ..budget::ValueInForce::default()
        });
        assert_eq!(policy_terms(&policy).unwrap().unwrap().window_months, 12);
    }

    #[test]
    fn the_cap_before_the_first_uprating_is_known_only_where_it_was_asked_for() {
        let terms = policy_terms(&policy(Confidence::Seen)).unwrap().unwrap();
        let plain = MeteringTerms::new(terms.upratings.clone(), terms.cap_test, 18).unwrap();
        assert_eq!(terms.metering(date!(2025 - 04 - 07)), Ok(plain.clone()));
        let begun = plain.begun_under(Money::from_pence(8_600_000));
        assert_eq!(terms.metering(date!(2025 - 04 - 06)), Ok(begun));
    }

    #[test]
    fn a_policy_without_a_cap_is_no_fault_and_one_with_half_a_cap_is() {
        assert_eq!(policy_terms(&budget::GetPolicyResponse::default()).unwrap(), None);
        let mut policy = policy(Confidence::Seen);
        if let Some(terms) = &mut policy.cap_terms {
            terms.cap = None;
            terms.upratings[0].factor = "0".to_owned();
        }
        assert!(policy_terms(&policy).is_err());
    }
}
