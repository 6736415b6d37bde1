//! What-ifs over a real socket: explained, priced, refused by field, and leaving nothing behind.

use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::budget::v1::preview_budgets_response::Outcome;
use carecap_contracts::budget::v1::preview_service_client::PreviewServiceClient;
use carecap_contracts::common::v1::{ErrorReason, Money};
use carecap_contracts::{date, rates};
use carecap_service::{Outgoing, Role, reason_of};
use futures::{StreamExt as _, stream};
use tonic::Status;
use tonic_types::StatusExt as _;

use super::{COUNCIL, Running, capped_council, day, running};

pub(super) fn previews(running: &Running) -> PreviewServiceClient<Outgoing> {
    PreviewServiceClient::new(running.as_("Pia Practitioner", Role::Practitioner))
}

pub(super) fn pence(pence: i64) -> Option<Money> {
    Some(Money { pence })
}

fn line(title: &str, units: &str, price: &str) -> proto::GivenLine {
    proto::GivenLine {
        title: title.to_owned(),
        units: units.to_owned(),
        unit: rates::v1::Unit::Hour.into(),
        unit_rate: price.to_owned(),
        ..Default::default()
    }
}

fn income(kind: intake::IncomeType, weekly: i64) -> intake::Income {
    intake::Income {
        r#type: kind.into(),
        amount: pence(weekly),
        frequency: intake::Frequency::Weekly.into(),
        ..Default::default()
    }
}

/// Peter of Devon: 18 hours of care, 110.10 of it his own (NR-DEVON-2023-PETER, without the local
/// contents insurance).
pub(super) fn peter() -> proto::PreviewBudgetRequest {
    use intake::IncomeType::{Esa, PipDailyLiving, PipMobility};
    let rent = intake::Outgoing {
        r#type: intake::OutgoingType::Rent.into(),
        amount: pence(1_600),
        frequency: intake::Frequency::Weekly.into(),
        label: String::new(),
    };
    let means = intake::FinancialStatement {
        household: intake::Household::Single.into(),
        premiums: [intake::Premium::Disability, intake::Premium::EnhancedDisability]
            .map(i32::from)
            .to_vec(),
        incomes: vec![
            income(Esa, 22_545),
            income(PipDailyLiving, 10_175),
            income(PipMobility, 2_690),
        ],
        outgoings: vec![rent],
        ..Default::default()
    };
    proto::PreviewBudgetRequest {
        council_id: COUNCIL.to_owned(),
        on: date(day("2023-10-02")),
        setting: intake::Setting::Home.into(),
        age_band: intake::AgeBand::AgeBand25ToPensionAge.into(),
        given_lines: vec![line("home care", "18", "24.71")],
        means: Some(means),
        ..Default::default()
    }
}

/// A dearer price of home care, until a day.
fn overwrite(expires_on: &str) -> proto::Overwrite {
    proto::Overwrite {
        service_code: "home_care".to_owned(),
        unit: rates::v1::Unit::Hour.into(),
        unit_rate: "25.00".to_owned(),
        reason: proto::OverwriteReason::AgreedPrice.into(),
        evidence: "three quotes".to_owned(),
        expires_on: date(day(expires_on)),
        ..Default::default()
    }
}

fn fields(refused: &Status) -> Vec<String> {
    let details = refused.get_details_bad_request();
    let violations = details.into_iter().flat_map(|request| request.field_violations);
    violations.map(|violation| violation.field).collect()
}

#[tokio::test]
async fn a_preview_prices_and_explains_for_somebody_nobody_knows() {
    let running = running().await;
    let answer = previews(&running).preview_budget(peter()).await.unwrap().into_inner();
    let budget = answer.budget.unwrap();
    assert_eq!(budget.cost_weekly, pence(44_478));
    // 327.20 of income less 171.75 and 16.00.
    assert_eq!(budget.contribution_weekly, pence(13_945));
    assert_eq!(budget.council_weekly, pence(30_533));
    assert!(budget.steps.iter().any(|step| step.name == "minimum_income_guarantee"));
    assert!(budget.steps.iter().all(|step| !step.sentence.is_empty()));
    assert_eq!((budget.budget_id, budget.person_id, budget.etag), Default::default());
    assert!(answer.receipt.is_none());
}

#[tokio::test]
async fn the_receipt_of_a_preview_holds_and_a_changed_one_does_not() {
    let running = running().await;
    let asked =
        proto::PreviewBudgetRequest { detail: proto::PreviewDetail::Receipt.into(), ..peter() };
    let answer = previews(&running).preview_budget(asked).await.unwrap().into_inner();
    let receipt = answer.receipt.unwrap();
    let verify = |body: Vec<u8>, digest: &str| proto::VerifyReceiptRequest {
        council_id: COUNCIL.to_owned(),
        body,
        digest: digest.to_owned(),
        ..Default::default()
    };
    let mut budgets = running.budgets("Olu Auditor", Role::Auditor);
    let asked = verify(receipt.body.clone(), &receipt.digest);
    let held = budgets.verify_receipt(asked).await.unwrap().into_inner();
    assert_eq!((held.differences, held.digest), (Vec::new(), receipt.digest.clone()));

    let text = String::from_utf8(receipt.body.clone()).unwrap();
    let rewritten = text.replacen("22545", "22645", 1).into_bytes();
    let found = budgets.verify_receipt(verify(rewritten, "")).await.unwrap().into_inner();
    assert!(!found.differences.is_empty());
    assert_eq!(found.expected_digest, "", "without a digest that is not checked, and it says so");

    let refused = budgets.verify_receipt(verify(b"no receipt".to_vec(), "")).await.unwrap_err();
    assert_eq!(reason_of(&refused), Some(ErrorReason::ReceiptUnreadable));
}

#[tokio::test]
async fn values_and_packs_are_laid_over_for_one_preview_alone() {
    let running = running().await;
    let value = |key: &str, value: &str| proto::PreviewValue {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let asked =
        proto::PreviewBudgetRequest { values: vec![value("percentage_charged", "50")], ..peter() };
    let budget = previews(&running).preview_budget(asked).await.unwrap().into_inner().budget;
    assert_eq!(
        budget.unwrap().contribution_weekly,
        pence(6_972),
        "half, a part of a penny dropped"
    );

    let capped = proto::PreviewBudgetRequest {
        pack: "england-cap-2022".to_owned(),
        values: vec![value("daily_living_costs_weekly", "250.00")],
        arranged_by: intake::ArrangedBy::Self_.into(),
        setting: intake::Setting::CareHomePermanent.into(),
        given_lines: vec![line("care home", "1", "600.00")],
        means: None,
        ..peter()
    };
    let budget = previews(&running).preview_budget(capped).await.unwrap().into_inner().budget;
    let budget = budget.unwrap();
    assert_eq!((budget.balance_weekly, budget.shadow), (pence(35_000), true));
    assert!(budget.unconfirmed.contains(&"daily_living_costs_weekly".to_owned()));

    let budget = previews(&running).preview_budget(peter()).await.unwrap().into_inner().budget;
    assert_eq!(budget.unwrap().contribution_weekly, pence(13_945));
}

#[tokio::test]
async fn a_cap_is_reached_by_somebody_whom_the_council_charges() {
    let running = running().await;
    let asked = proto::PreviewBudgetRequest {
        pack: "england-cap-2022".to_owned(),
        arranged_by: intake::ArrangedBy::Self_.into(),
        cap_reached: true,
        means: None,
        ..peter()
    };
    let refused = previews(&running).preview_budget(asked).await.unwrap_err();
    assert_eq!(fields(&refused), ["cap_reached"]);
}

#[tokio::test]
async fn what_a_pension_pot_would_pay_counts_as_a_preview_states_it() {
    let running = running().await;
    let mut asked = peter();
    let pension = intake::Income {
        pension_pot: Some(intake::PensionPot {
            value: pence(5_000_000),
            annuity_percent: "6".to_owned(),
            annuity_source: "a quote of May 2023".to_owned(),
        }),
        ..income(intake::IncomeType::PrivatePension, 0)
    };
    asked.means.as_mut().unwrap().incomes.push(pension);
    let budget = previews(&running).preview_budget(asked).await.unwrap().into_inner().budget;
    // 3,000.00 a year is 57.69 a week, on top of 139.45.
    assert_eq!(budget.unwrap().contribution_weekly, pence(19_714));
}

#[tokio::test]
async fn a_direct_payment_is_previewed_with_its_next_reviews_and_what_is_asked_back() {
    let running = running().await;
    let payment = proto::DirectPayment {
        manner: proto::DirectPaymentManner::Gross.into(),
        paid_since: date(day("2023-04-10")),
        last_reviewed_on: date(day("2023-09-01")),
        unspent: pence(500_000),
        ..Default::default()
    };
    let plan = proto::SupportPlan { direct_payment: Some(payment), ..Default::default() };
    let weeks = proto::PreviewValue {
        key: "direct_payment_surplus_weeks".to_owned(),
        value: "8".to_owned(),
    };
    let asked =
        proto::PreviewBudgetRequest { plan: Some(plan.clone()), values: vec![weeks], ..peter() };
    let budget = previews(&running).preview_budget(asked).await.unwrap().into_inner().budget;
    let budget = budget.unwrap();
    assert_eq!(
        budget.plan,
        Some(proto::SupportPlan {
            direct_payment: plan
                .direct_payment
                .map(|payment| proto::DirectPayment { days: 28, ..payment }),
            ..Default::default()
        })
    );
    let figures = budget.plan_figures.unwrap();
    assert_eq!(figures.monitor_by, date(day("2024-09-01")));
    assert_eq!(figures.monitor_then_by, date(day("2025-09-01")));
    // Eight weeks of 444.78 are 3,558.24.
    assert_eq!(figures.direct_payment_recoverable, pence(144_176));
}

#[tokio::test]
async fn what_a_council_sets_is_what_the_next_preview_rests_on() {
    let running = running().await;
    let before = previews(&running).preview_budget(peter()).await.unwrap().into_inner();
    assert_eq!(before.budget.unwrap().contribution_weekly, pence(13_945));
    let ninety = super::proto::Choice {
        from: date(day("2023-04-10")),
        confidence: carecap_contracts::common::v1::Confidence::Seen.into(),
        ..super::choice("percentage_charged", "90")
    };
    let mut finance = running.policies("Fay Finance", Role::Finance);
    finance.set_council_policy(super::set_policy(vec![ninety])).await.unwrap();
    let after = previews(&running).preview_budget(peter()).await.unwrap().into_inner();
    assert_eq!(after.budget.unwrap().contribution_weekly, pence(12_550));
}

#[tokio::test]
async fn what_contradicts_the_law_is_named_by_its_field() {
    let running = running().await;
    let mut client = previews(&running);
    let mut check = async |change: fn(&mut proto::PreviewBudgetRequest), field: &str| {
        let mut asked = peter();
        change(&mut asked);
        let refused = client.preview_budget(asked).await.unwrap_err();
        let found = fields(&refused);
        assert!(found.iter().any(|one| one.starts_with(field)), "{field}: {refused:?}");
    };
    fn means(asked: &mut proto::PreviewBudgetRequest) -> &mut intake::FinancialStatement {
        asked.means.as_mut().unwrap()
    }
    fn lay(asked: &mut proto::PreviewBudgetRequest, key: &str, value: &str) {
        let value = proto::PreviewValue { key: key.to_owned(), value: value.to_owned() };
        asked.values.push(value);
    }
    check(
        |asked| {
            lay(asked, "percentage_charged", "90");
            lay(asked, "tariff_slice", "0");
        },
        "values[1].value",
    )
    .await;
    check(|asked| lay(asked, "capital_limit_upper", "1000000000.01"), "values[0].value").await;
    check(
        |asked| means(asked).premiums = vec![intake::Premium::EnhancedDisability.into()],
        "means.premiums",
    )
    .await;
    check(
        |asked| {
            let pot = intake::PensionPot { value: pence(1), ..Default::default() };
            means(asked).incomes[0].pension_pot = Some(pot);
        },
        "means.incomes[0].pension_pot",
    )
    .await;
    check(
        |asked| asked.given_lines = vec![line("home care", "10000", "10000000000")],
        "given_lines",
    )
    .await;
    check(|asked| asked.age_band = intake::AgeBand::Under18.into(), "age_band").await;
    check(|asked| asked.overwrites = vec![overwrite("2023-10-02")], "overwrites[0].expires_on")
        .await;
    check(
        |asked| {
            means(asked).capital = vec![intake::Capital {
                r#type: intake::CapitalType::Savings.into(),
                value: pence(100_000),
                share_percent: "101".to_owned(),
                ..Default::default()
            }]
        },
        "means.capital[0].share_percent",
    )
    .await;
}

#[tokio::test]
async fn of_many_previews_each_is_answered_under_its_key_and_one_refusal_stops_none() {
    let running = running().await;
    capped_council(&running).await;
    let asked = |key: &str, preview: proto::PreviewBudgetRequest| proto::PreviewBudgetsRequest {
        key: key.to_owned(),
        preview: Some(preview),
    };
    let other_council =
        proto::PreviewBudgetRequest { council_id: "E08000035".to_owned(), ..peter() };
    let capped_home = proto::PreviewBudgetRequest {
        means: None,
        arranged_by: intake::ArrangedBy::Self_.into(),
        ..peter()
    };
    let questions = vec![
        asked("first", peter()),
        asked("nobody's", other_council),
        asked("no cap in 2023", capped_home),
        asked("last", peter()),
    ];
    let answers = previews(&running).preview_budgets(stream::iter(questions)).await.unwrap();
    let answers: Vec<_> = answers.into_inner().map(|answer| answer.unwrap()).collect().await;
    let keys: Vec<&str> = answers.iter().map(|answer| answer.key.as_str()).collect();
    assert_eq!(keys, ["first", "nobody's", "no cap in 2023", "last"]);
    let reasons: Vec<Option<ErrorReason>> = answers
        .iter()
        .map(|answer| match answer.outcome.as_ref().unwrap() {
            Outcome::Preview(_) => None,
            Outcome::Refusal(refusal) => Some(refusal.reason()),
        })
        .collect();
    use ErrorReason::{CouncilMismatch, PackNotInForce};
    assert_eq!(reasons, [None, Some(CouncilMismatch), Some(PackNotInForce), None]);
}

#[tokio::test]
async fn a_key_names_one_preview_of_its_stream() {
    let running = running().await;
    let asked =
        |key: &str| proto::PreviewBudgetsRequest { key: key.to_owned(), preview: Some(peter()) };
    let too_long = "k".repeat(81);
    let keys = ["a", "b", "a", "", too_long.as_str(), "c"];
    let questions = stream::iter(keys.map(asked));
    let answers = previews(&running).preview_budgets(questions).await.unwrap();
    let answers: Vec<_> = answers.into_inner().map(|answer| answer.unwrap()).collect().await;
    let told: Vec<(&str, Option<&str>)> = answers
        .iter()
        .map(|answer| match answer.outcome.as_ref().unwrap() {
            Outcome::Preview(_) => (answer.key.as_str(), None),
            Outcome::Refusal(refusal) => {
                assert_eq!(refusal.reason(), ErrorReason::InvalidField);
                assert_eq!(refusal.faults[0].field, "key");
                (answer.key.as_str(), Some(refusal.faults[0].description.as_str()))
            }
        })
        .collect();
    let again = "was given before in this stream: give each preview a key of its own";
    let required = "is required: a name of your own, at most 80 characters";
    let long = "is too long: give at most 80 characters";
    let expected = [
        ("a", None),
        ("b", None),
        ("a", Some(again)),
        ("", Some(required)),
        (too_long.as_str(), Some(long)),
        ("c", None),
    ];
    assert_eq!(told, expected);
}
