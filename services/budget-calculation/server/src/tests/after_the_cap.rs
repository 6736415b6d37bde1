//! Somebody reaches the cap: what care-account tells becomes a draft for an approver, or work for a person.
//! Each on both engines, with two replicas that follow.

use std::time::Duration;

use carecap_contracts::account::v1 as account;
use carecap_contracts::assessment::v1 as intake;
use carecap_contracts::budget::v1 as proto;
use carecap_contracts::common::v1::Money;
use carecap_contracts::events::v1::event::Happened;
use carecap_contracts::events::v1::{CapReached, FinancialStatementRecorded};
use carecap_contracts::{date, optional_date};
use carecap_service::Role;
use carecap_testing::{ENGINES, Engine};
use uuid::Uuid;

use super::budgets::{approve, budget, confirm_daily_living, publish};
use super::elsewhere::Elsewhere;
use super::{
    ASSESSMENT, COUNCIL, DETERMINED, PERSON, Running, assessment, capped_council, day, determined,
    resolved, running_beside,
};

const CARE_FROM: &str = "2024-10-07";
const REACHED_ON: &str = "2025-01-15";
const DAY_AFTER: &str = "2025-01-16";

struct House {
    running: Running,
    elsewhere: Elsewhere,
}

impl House {
    /// A care home at 800.00 a week, for somebody with such an income who has been determined to need it.
    async fn with(engine: Engine, arranged_by: intake::ArrangedBy, income_weekly: i64) -> House {
        let elsewhere = Elsewhere::default();
        {
            let mut said = elsewhere.said();
            said.assessment = determination(DETERMINED, CARE_FROM, arranged_by);
            said.person.age_bands = vec![intake::DatedAgeBand {
                from: date(day("2015-01-01")),
                band: intake::AgeBand::PensionAge.into(),
            }];
            said.statements = vec![statement(1, CARE_FROM, income_weekly)];
            said.rate = Some(resolved("care_home", "800.00"));
        }
        let running = running_beside(engine, Some(&elsewhere)).await;
        capped_council(&running).await;
        let house = House { running, elsewhere };
        house.intake_tells(determined(DETERMINED, CARE_FROM));
        house.budget_of_version(1).await;
        house
    }

    fn intake_tells(&self, happened: Happened) {
        self.elsewhere.said().intake_tells.push(happened);
    }

    /// The account reached the cap on a day, and care-account tells so.
    fn reaches_the_cap_on(&self, on: &str) {
        self.account_says(Some(on));
        self.elsewhere.said().account_tells.push(cap_reached(&PERSON.to_string(), on));
    }

    fn account_says(&self, reached_on: Option<&str>) {
        let reached_on = optional_date(reached_on.map(day));
        let account = account::Account { reached_on, ..Default::default() };
        self.elsewhere.said().account = Some(account);
    }

    /// A later statement of means is recorded, and told.
    fn records_means(&self, number: u128, from: &str, income_weekly: i64) {
        let recorded = statement(number, from, income_weekly);
        let event = FinancialStatementRecorded {
            person_id: PERSON.to_string(),
            financial_statement_id: recorded.financial_statement_id.clone(),
            version: 1,
            from: recorded.from,
        };
        let mut said = self.elsewhere.said();
        said.statements.insert(0, recorded);
        said.statements.sort_by_key(|one| {
            let from = one.from.as_ref().map(|from| (from.year, from.month, from.day));
            std::cmp::Reverse(from)
        });
        said.intake_tells.push(Happened::FinancialStatementRecorded(event));
    }

    /// The person's budget, once it has that version and no newer one.
    async fn budget_of_version(&self, version: i64) -> proto::Budget {
        for _ in 0..500 {
            let found = self.newest().await;
            if let Some(found) = found.filter(|found| found.version >= version) {
                assert_eq!(found.version, version, "{:?}", self.work().await);
                return found;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("there is no version {version}: {:?}", self.work().await);
    }

    async fn newest(&self) -> Option<proto::Budget> {
        let asked =
            proto::ListBudgetsRequest { council_id: COUNCIL.to_owned(), ..Default::default() };
        let mut clerk = self.running.budgets("Cleo Clerk", Role::Auditor);
        clerk.list_budgets(asked).await.unwrap().into_inner().budgets.pop()
    }

    async fn work(&self) -> Vec<proto::DraftRefusal> {
        let asked = proto::ListDraftRefusalsRequest {
            council_id: COUNCIL.to_owned(),
            ..Default::default()
        };
        let mut clerk = self.running.budgets("Cleo Clerk", Role::Auditor);
        clerk.list_draft_refusals(asked).await.unwrap().into_inner().draft_refusals
    }

    /// So much work for a person, once there is.
    async fn work_of(&self, length: usize) -> Vec<proto::DraftRefusal> {
        for _ in 0..500 {
            let work = self.work().await;
            if work.len() >= length {
                assert_eq!(work.len(), length, "{work:?}");
                return work;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("there is no work for a person");
    }

    async fn publishes(&self, draft: &proto::Budget) -> proto::Budget {
        let mut finance = self.running.policies("Fay Finance", Role::Finance);
        finance.confirm_parameter(confirm_daily_living()).await.unwrap();
        let mut approver = self.running.budgets("Abe Approver", Role::Approver);
        let approved = approver.approve_budget(approve(draft)).await.unwrap().into_inner();
        let asked = publish(&approved.budget.unwrap());
        approver.publish_budget(asked).await.unwrap().into_inner().budget.unwrap()
    }
}

fn cap_reached(person_id: &str, on: &str) -> Happened {
    Happened::CapReached(CapReached {
        person_id: person_id.to_owned(),
        account_id: Uuid::from_u128(9).to_string(),
        reached_on: date(day(on)),
        last_entry: 12,
    })
}

fn determination(
    version: i64,
    starts_on: &str,
    arranged_by: intake::ArrangedBy,
) -> intake::Assessment {
    let decided = intake::Determination {
        setting: intake::Setting::CareHomePermanent.into(),
        arranged_by: arranged_by.into(),
        starts_on: date(day(starts_on)),
        determined_by: "Ann Assessor".to_owned(),
        ..Default::default()
    };
    intake::Assessment {
        person_id: PERSON.to_string(),
        assessment_id: ASSESSMENT.to_string(),
        version,
        kind: intake::AssessmentKind::Professional.into(),
        determination: Some(decided),
        ..assessment()
    }
}

fn statement(number: u128, from: &str, income_weekly: i64) -> intake::FinancialStatement {
    intake::FinancialStatement {
        financial_statement_id: Uuid::from_u128(100 + number).to_string(),
        version: 1,
        from: date(day(from)),
        household: intake::Household::Single.into(),
        incomes: vec![intake::Income {
            r#type: intake::IncomeType::Other.into(),
            amount: pence(income_weekly),
            frequency: intake::Frequency::Weekly.into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn pence(pence: i64) -> Option<Money> {
    Some(Money { pence })
}

/// R-CAP-2, R-DLC-4: with the income, the charge before the cap and the charge after it. 30.15 of
/// income is the person's own.
#[tokio::test]
async fn the_charge_falls_to_daily_living_costs_as_far_as_means_go_from_the_day_after() {
    for engine in ENGINES {
        for (income, before, after) in [(28_870, 25_855, 20_000), (18_015, 15_000, 15_000)] {
            let house = House::with(engine, intake::ArrangedBy::Council, income).await;
            let first = house.budget_of_version(1).await;
            assert_eq!(first.contribution_weekly, pence(before));
            let published = house.publishes(&first).await;

            house.reaches_the_cap_on(REACHED_ON);
            let capped = house.budget_of_version(2).await;
            assert_eq!(capped.state(), proto::BudgetState::Draft);
            assert_eq!(capped.starts_on, date(day(DAY_AFTER)));
            assert_eq!(capped.contribution_weekly, pence(after));
            assert_eq!(capped.council_weekly, pence(80_000 - after));
            assert!(capped.cap_reached && capped.shadow, "it says that it has no effect in law");
            assert!(capped.steps.iter().any(|step| step.name == "payable_after_cap"));
            assert_eq!(capped.financial_statement_id, first.financial_statement_id);
            let told = budget(&house.running, id_of(&first), 1).await;
            assert_eq!(told, published, "what the person was told stands");
            assert_eq!(house.publishes(&capped).await.state(), proto::BudgetState::Published);
            assert!(house.work().await.is_empty());
        }
    }
}

fn id_of(budget: &proto::Budget) -> Uuid {
    Uuid::try_parse(&budget.budget_id).unwrap()
}

/// R-CAP-3: whether the council is to meet the needs is asked of the person, never taken for granted.
#[tokio::test]
async fn whoever_arranges_their_own_care_becomes_work_for_a_person() {
    for engine in ENGINES {
        let house = House::with(engine, intake::ArrangedBy::Self_, 28_870).await;
        let independent = house.budget_of_version(1).await;
        assert_eq!(independent.kind(), proto::BudgetKind::Independent);
        house.reaches_the_cap_on(REACHED_ON);
        let work = house.work_of(1).await.remove(0);
        assert_eq!(work.reason, "DECISION_NEEDED");
        assert!(work.detail.contains("reached on 2025-01-15"), "{}", work.detail);
        assert_eq!(house.newest().await, Some(independent), "nothing was drafted or taken back");

        let council = intake::ArrangedBy::Council;
        house.elsewhere.said().assessment = determination(DETERMINED + 2, "2025-02-03", council);
        house.intake_tells(determined(DETERMINED + 2, "2025-02-03"));
        let personal = house.budget_of_version(2).await;
        assert_eq!(personal.kind(), proto::BudgetKind::Personal);
        assert_eq!((personal.contribution_weekly, personal.cap_reached), (pence(20_000), true));
    }
}

#[tokio::test]
async fn a_later_statement_is_drafted_with_what_the_account_says_by_then() {
    for engine in ENGINES {
        let house = House::with(engine, intake::ArrangedBy::Council, 28_870).await;
        house.reaches_the_cap_on(REACHED_ON);
        house.budget_of_version(2).await;
        house.records_means(2, "2025-02-03", 19_015);
        let later = house.budget_of_version(3).await;
        assert_eq!((later.contribution_weekly, later.cap_reached), (pence(16_000), true));

        house.reaches_the_cap_on("2025-02-17");
        let moved = house.budget_of_version(4).await;
        assert_eq!((moved.starts_on, moved.cap_reached), (date(day("2025-02-18")), true));

        house.account_says(None);
        house.records_means(3, "2025-03-03", 28_870);
        let withdrawn = house.budget_of_version(5).await;
        assert_eq!((withdrawn.contribution_weekly, withdrawn.cap_reached), (pence(25_855), false));
    }
}

#[tokio::test]
async fn one_refused_case_stops_nobody_and_leaves_nothing_to_approve_that_asks_too_much() {
    for engine in ENGINES {
        let house = House::with(engine, intake::ArrangedBy::Council, 28_870).await;
        house.records_means(2, "2025-02-03", 28_870);
        let uncapped = house.budget_of_version(2).await;
        assert!(!uncapped.cap_reached);
        house.elsewhere.said().rate = None;
        {
            let mut said = house.elsewhere.said();
            said.account_tells.push(cap_reached("nobody", REACHED_ON));
            said.account_tells.push(cap_reached(&Uuid::from_u128(77).to_string(), REACHED_ON));
        }
        house.reaches_the_cap_on(REACHED_ON);
        let work = house.work_of(1).await.remove(0);
        assert_eq!((work.reason.as_str(), work.person_id), ("NO_RATE", PERSON.to_string()));
        let outdated = house.budget_of_version(2).await;
        assert_eq!(outdated.state(), proto::BudgetState::Replaced);

        house.elsewhere.said().rate = Some(resolved("care_home", "800.00"));
        house.reaches_the_cap_on("2025-01-20");
        let capped = house.budget_of_version(3).await;
        assert_eq!((capped.starts_on, capped.cap_reached), (date(day("2025-01-21")), true));
    }
}

#[tokio::test]
async fn what_is_published_from_before_the_cap_asks_for_a_draft_of_the_time_after_it() {
    for engine in ENGINES {
        let house = House::with(engine, intake::ArrangedBy::Council, 28_870).await;
        house.reaches_the_cap_on(REACHED_ON);
        let capped = house.budget_of_version(2).await;
        house.publishes(&capped).await;
        assert!(house.work().await.is_empty(), "it begins after the cap");

        house.records_means(2, "2024-11-04", 18_015);
        let earlier = house.budget_of_version(3).await;
        assert_eq!((earlier.starts_on, earlier.cap_reached), (date(day("2024-11-04")), false));
        house.publishes(&earlier).await;
        let work = house.work_of(1).await.remove(0);
        assert_eq!(work.reason, "DECISION_NEEDED");
        assert!(work.detail.contains("determine anew from the day after"), "{}", work.detail);
    }
}
